"""Letters of readers on the editing side."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from giaoban.faces.portal import clock
from giaoban.faces.portal.models import Letter
from giaoban.faces.portal.tests.test_publishing import people, signed_in

pytestmark = pytest.mark.django_db
__all__ = ["people"]


def edited(letter: Letter) -> str:
    return reverse("wagtailsnippets_portal_letter:edit", args=[letter.pk])


def question() -> Letter:
    return Letter.objects.create(
        reference="2026-003", kind="question", name="Lê Thị Hoa", text="Hỏi một việc.", received_at=clock.now(),
        due_on=clock.today(), may_be_shown=True,
    )  # fmt: skip


def test_an_answer_is_written_by_one_and_shown_by_another_as_it_was_written(people):
    letter, answer = question(), {"answer": "Trả lời.", "answered_by": "Văn phòng"}
    editor, board = signed_in(people["editor"]), signed_in(people["board"])
    both = editor.post(edited(letter), answer | {"public": "on"})
    assert "người khác đọc rồi cho hiển thị" in both.text
    assert not Letter.objects.get(pk=letter.pk).answer, "nothing of it is kept"
    assert editor.post(edited(letter), answer).status_code == 302
    assert "người khác đọc rồi cho hiển thị" in editor.post(edited(letter), answer | {"public": "on"}).text
    assert board.post(edited(letter), answer | {"public": "on"}).status_code == 302
    assert "Trả lời." in Client().get("/gop-y/").text
    for other in ({"answer": "Trả lời khác."}, {"answered_by": "Ban Thường vụ"}):  # by either, while it is shown
        assert board.post(edited(letter), answer | other | {"public": "on"}).status_code == 200
    assert board.post(edited(letter), answer | {"answer": "Trả lời khác."}).status_code == 302  # taken off the site
    assert "Trả lời" not in Client().get("/gop-y/").text
    assert "người khác đọc" in board.post(edited(letter), answer | {"answer": "Trả lời khác.", "public": "on"}).text


def test_the_database_shows_no_answer_that_one_alone_wrote(people):
    letter = question()
    rows, both = Letter.objects.filter(pk=letter.pk), {"written_by": people["editor"], "answer": "Trả lời."}
    for change in (
        {"public": True}, {"public": True, "shown_by": people["editor"], **both}, {"public": True, "shown_by": people["board"], **both},
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match="by another than who wrote it"), transaction.atomic():
            rows.update(**change)
    rows.update(**both)
    with pytest.raises(IntegrityError, match="by another than who wrote it"), transaction.atomic():
        rows.update(public=True, shown_by=people["editor"])
    assert rows.update(public=True, shown_by=people["board"]) == 1  # the control
    with pytest.raises(IntegrityError, match="by another than who wrote it"), transaction.atomic():
        rows.update(answer="Trả lời khác.")


def test_what_a_reader_wrote_is_not_written_over_and_a_complaint_is_not_shown(people):
    letter = Letter.objects.create(
        reference="2026-001", kind="wrong", name="Nguyễn Văn Bình", text="Tôi phản ánh một việc.",
        received_at=clock.now(), due_on=clock.today(),
    )  # fmt: skip
    editor = signed_in(people["editor"])
    where = reverse("wagtailsnippets_portal_letter:edit", args=[letter.pk])
    words = {"text": "Tôi khen.", "answer": "Xin cảm ơn.", "answered_by": "Văn phòng"}
    shown = editor.post(where, words | {"public": "on"})
    assert shown.status_code == 200
    assert "không hiển thị trên cổng" in shown.content.decode()
    assert editor.post(where, words).status_code == 302
    letter.refresh_from_db()
    assert (letter.text, letter.answer, letter.public) == ("Tôi phản ánh một việc.", "Xin cảm ơn.", False)


@pytest.mark.parametrize("agrees", [True, False])
def test_a_letter_is_shown_with_the_consent_of_who_wrote_it(people, client: Client, agrees: bool):
    sent = {"kind": "question", "name": "Lê Thị Hoa", "text": "Chi bộ sinh hoạt ngày nào?"}
    assert client.post("/gop-y/", sent | ({"consent": "yes"} if agrees else {})).status_code == 200
    letter = Letter.objects.get()
    answer, where = {"answer": "Ngày mồng ba.", "answered_by": "Văn phòng"}, edited(letter)
    assert signed_in(people["editor"]).post(where, answer).status_code == 302
    page = signed_in(people["board"]).post(where, answer | {"public": "on"})
    letter.refresh_from_db()
    assert letter.public is agrees
    assert ("không đồng ý hiển thị" in page.text) is not agrees
    assert ("Lê Thị Hoa" in Client().get("/gop-y/").text) is agrees


def test_the_database_keeps_a_letter_as_it_was_written(people):
    letter = Letter.objects.create(
        reference="2026-002", kind="question", name="Lê Thị Hoa", text="Hỏi một việc.", received_at=clock.now(),
        due_on=clock.today(),
    )  # fmt: skip
    for change in ({"text": "Khen."}, {"name": "Người khác"}, {"may_be_shown": True}, {"public": True}):
        with (
            pytest.raises(IntegrityError, match=r"written over by nobody|by another than who wrote it"),
            transaction.atomic(),
        ):
            Letter.objects.filter(pk=letter.pk).update(**change)
    assert Letter.objects.filter(pk=letter.pk).update(answer="Trả lời.") == 1  # the control
