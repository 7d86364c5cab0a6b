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
    answer = {"answer": "Ngày mồng ba hằng tháng.", "answered_by": "Văn phòng", "public": "on"}
    page = signed_in(people["editor"]).post(reverse("wagtailsnippets_portal_letter:edit", args=[letter.pk]), answer)
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
        with pytest.raises(IntegrityError, match="written over by nobody"), transaction.atomic():
            Letter.objects.filter(pk=letter.pk).update(**change)
    assert Letter.objects.filter(pk=letter.pk).update(answer="Trả lời.") == 1  # the control
