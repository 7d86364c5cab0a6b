"""Letters of readers on the editing side."""

from __future__ import annotations

import pytest
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
