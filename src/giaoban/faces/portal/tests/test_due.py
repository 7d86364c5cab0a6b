"""What is due in the portal, to whom, and by when; the clock of a letter."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from giaoban.faces.portal import clock
from giaoban.faces.portal.editing import due
from giaoban.faces.portal.models import Attachment, Furniture, Letter, Paper, Step
from giaoban.faces.portal.tests.test_chart import BODY
from giaoban.faces.portal.tests.test_keeping import paper
from giaoban.faces.portal.tests.test_publishing import SINCE, draft, hand_in, people, signed_in

__all__ = ["people"]

pytestmark = pytest.mark.django_db


def test_what_is_due_names_the_step_to_who_does_it_and_what_was_sent_back_to_who_wrote_it(people):
    article = draft(people["writer"])
    hand_in(article, people["writer"])
    today = clock.today()
    (waiting,) = due.due_for(people["editor"], today=today)
    assert "bước “Biên tập”" in waiting.sentence
    assert waiting.by == Step.objects.get(name="Biên tập").due_at(article.current_workflow_task_state).date()
    assert due.due_for(people["writer"], today=today) == []
    assert due.due_for(people["editor"], today=waiting.by + timedelta(days=1))[0].late
    article.current_workflow_task_state.reject(user=people["editor"], comment="Thiếu ảnh chụp hội nghị.")
    (back,) = due.due_for(people["writer"], today=today)
    assert "Thiếu ảnh chụp hội nghị." in back.sentence


def test_what_is_due_names_articles_to_look_at_again_and_letters_to_answer(people):
    article = draft()
    article.review_on = clock.today() + timedelta(days=3)
    article.save_revision().publish()
    letter = Letter.objects.create(
        reference="2023-AAAAAA", kind="wrong", name="Nguyễn Văn Bình", text="Ngày đăng bị sai.",
        received_at=clock.now(), due_on=clock.today() - timedelta(days=2),
    )  # fmt: skip
    said = [each.sentence for each in due.due_for(people["editor"], today=clock.today())]
    assert "2023-AAAAAA" in said[0]
    assert article.headline in said[1]
    assert due.due_for(people["leader"], today=clock.today()) == []
    letter.answer = "Đã sửa."
    letter.save()
    assert len(due.due_for(people["editor"], today=clock.today())) == 1


def test_what_is_due_names_a_signed_document_without_its_file_until_the_file_is_there(people):
    today = clock.today()
    furniture = Furniture.objects.create(valid_from=SINCE, body="Đảng ủy Khối", papers_within=3, **BODY)
    told = lambda who: due.due_for(people[who], today=today)  # noqa: E731
    new = paper(issued_on=today - timedelta(days=1))
    old = paper(issued_on=today - timedelta(days=400), sign="20-KH/ĐUK")
    other = paper(issued_on=today, sign="19-KH/ĐUK", issuer="Tỉnh ủy")
    (waiting,) = told("editor")
    assert new.sign in waiting.sentence
    assert (waiting.by, waiting.late) == (new.issued_on + timedelta(days=3), False)
    assert not {old.sign, other.sign} & set(waiting.sentence.split())
    assert due.due_for(people["editor"], today=today + timedelta(days=5))[0].late
    assert told("writer") == []
    new.file = Attachment.objects.create(title="Kế hoạch", file=ContentFile(b"Ke hoach", name="ke-hoach.txt"))
    new.save()
    assert told("editor") == []
    furniture.papers_within = 0
    furniture.save()
    paper(issued_on=today, sign="22-KH/ĐUK")
    assert told("editor") == []


@pytest.mark.parametrize(("days_ago", "within", "said"), [(10, 2, "chậm 8 ngày"), (2, 2, ""), (10, 0, "")])
def test_whoever_puts_up_a_document_late_reads_by_how_many_days(people, days_ago, within, said):
    Furniture.objects.create(valid_from=SINCE, body="Đảng ủy Khối", papers_within=within, **BODY)
    issued = clock.today() - timedelta(days=days_ago)
    sent = {
        "kind": "Kế hoạch", "issuer": "Đảng ủy Khối", "sign": "21-KH/ĐUK", "term": "2025-2030", "status": "in_force",
        "subject": "Chuyển đổi số", "issued_on": issued.isoformat(), "in_force_on": "", "signer": "", "field": "", "file": "",
        "relations-TOTAL_FORMS": "0", "relations-INITIAL_FORMS": "0", "relations-MIN_NUM_FORMS": "0", "relations-MAX_NUM_FORMS": "1000",
    }  # fmt: skip
    page = signed_in(people["editor"]).post(reverse("wagtailsnippets_portal_paper:add"), sent, follow=True)
    assert "chậm" not in page.text  # it is a draft
    address = reverse("wagtailsnippets_portal_paper:edit", args=[Paper.objects.get(sign="21-KH/ĐUK").pk])
    page = signed_in(people["leader"]).post(address, sent | {"action-publish": "1"}, follow=True)
    assert Paper.objects.get().live
    assert ("chậm" in page.text) == bool(said)
    assert said in page.text


def test_the_clock_of_a_letter_stops_with_its_answer_and_says_how_late_it_was(people):
    letter = Letter.objects.create(
        reference="2023-BBBBBB", kind="wrong", name="Lê Thị Hoa", text="Ngày đăng bị sai.",
        received_at=clock.now() - timedelta(days=14), due_on=clock.today() - timedelta(days=4),
    )  # fmt: skip
    assert (letter.answered_at, letter.late_by) == (None, 4)
    client = signed_in(people["editor"])
    address = reverse("wagtailsnippets_portal_letter:edit", args=[letter.pk])
    client.post(address, {"text": letter.text, "answer": "", "answered_by": "", "public": "on"})
    assert not Letter.objects.get(pk=letter.pk).public  # nothing to show yet
    client.post(address, {"text": letter.text, "answer": "Đã sửa ngày đăng.", "answered_by": "Ban Tuyên giáo"})
    letter.refresh_from_db()
    assert timezone.localdate(letter.answered_at) == clock.today()
    first = letter.answered_at
    letter.answer = "Đã sửa ngày đăng và xin lỗi bạn đọc."
    letter.save()
    assert letter.answered_at == first
