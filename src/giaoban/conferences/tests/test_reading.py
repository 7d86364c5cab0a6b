"""Minutes are read back as a whole, corrected where somebody objects, adopted, and then stay word for word."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from giaoban.conferences import notes, reading
from giaoban.conferences.models import Conference, MinutesObjection
from giaoban.conferences.tests.stage import act, by_link, moved, prepared
from giaoban.ground.access.operations import program
from tests.world import World

pytestmark = pytest.mark.django_db
SAID = "Đề nghị cụm thống nhất cách tính chỉ tiêu."


@pytest.fixture
def conference(world: World, office: Client) -> Conference:
    """It is held today; two delegations came, and one has spoken."""
    conference = prepared(world, office)
    for delegation in conference.delegations.order_by("pk")[:2]:
        act(
            office, "invitations", "answer", delegation, comes="yes", delegates="Trần Văn Thử, Bí thư", answered_by="VP"
        )
    moved(conference, 0)
    assert act(office, "conferences", "draw_up", conference) == 302
    talk = conference.items.get(kind="discussion")
    assert act(office, "programme", "take_down", talk, speaker="Đoàn Khối B", text=SAID) == 302
    conference.refresh_from_db()
    return conference


def written(office: Client, conference: Conference) -> str:
    file = office.get(reverse("conferences:document", args=[conference.pk, "minutes", "docx"])).content
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(file)).paragraphs)


def test_minutes_are_read_corrected_adopted_and_stay(office: Client, conference: Conference) -> None:
    assert act(office, "conferences", "adopt_minutes", conference, adopted_by="Chủ trì") == 422
    assert act(office, "conferences", "read_back", conference) == 302
    page = office.get(reverse("conferences:minutes", args=[conference.pk])).content.decode()
    assert SAID in page
    assert "Diễn biến hội nghị" in page

    delegation = conference.delegations.filter(state="comes").order_by("pk")[0]
    along = Client().get(by_link(delegation, "minutes")).content.decode()
    assert SAID in along
    told = {"text": "Thiếu chữ “học tập nghị quyết”.", "voiced_by": "Trần Văn Thử"}
    assert Client().post(by_link(delegation, "minutes"), told).status_code == 302
    objection = conference.objections.get()
    assert (objection.delegation, objection.state) == (delegation, "open")
    assert act(office, "conferences", "adopt_minutes", conference, adopted_by="Chủ trì") == 422
    assert act(office, "objections", "correct", objection) == 422  # nothing was corrected yet
    note = conference.notes.get()
    better = SAID.replace("chỉ tiêu", "chỉ tiêu học tập nghị quyết")
    assert act(office, "programme", "correct_note", note.item, note=note.pk, speaker=note.speaker, text=better) == 302
    assert act(office, "objections", "correct", objection, settled="Đã ghi thêm") == 302
    assert act(office, "conferences", "adopt_minutes", conference, adopted_by="Chủ trì") == 302

    said = written(office, conference)
    assert better in said
    assert "Trần Văn Thử: Thiếu chữ “học tập nghị quyết”. Đã sửa (Đã ghi thêm)." in said
    assert "Biên bản được thông qua lúc" in said
    assert act(office, "programme", "correct_note", note.item, note=note.pk, speaker=note.speaker, text="Khác") == 422
    assert Client().post(by_link(delegation, "minutes"), told).status_code == 422
    assert "Đã sửa" in Client().get(by_link(delegation, "minutes")).content.decode()
    act(office, "conferences", "raise_point", conference, kind="conclusion", text="Ghi sau khi thông qua.")
    assert "Ghi sau khi thông qua." not in written(office, conference)

    assert act(office, "conferences", "reopen_minutes", conference, reason="Ghi nhầm tên người phát biểu") == 302
    assert act(office, "programme", "correct_note", note.item, note=note.pk, speaker="Đoàn Khối A", text=better) == 302
    assert "Đoàn Khối A" in written(office, conference)


def test_what_was_changed_after_the_reading_without_an_objection_is_read_anew(
    office: Client, conference: Conference
) -> None:
    act(office, "conferences", "read_back", conference)
    note = conference.notes.get()
    notes.correct_note(actor=program("Kiểm thử"), record=note.item, note=note, speaker=note.speaker, text="Khác hẳn.")
    assert act(office, "conferences", "adopt_minutes", conference, adopted_by="Chủ trì") == 422
    assert act(office, "conferences", "read_back", conference) == 302
    assert act(office, "conferences", "adopt_minutes", conference, adopted_by="Chủ trì") == 302


def test_an_objection_that_is_not_followed_stands_in_the_minutes_with_why(
    office: Client, conference: Conference
) -> None:
    act(office, "conferences", "read_back", conference)
    assert (
        act(
            office,
            "conferences",
            "object_to_minutes",
            conference,
            text="Chúng tôi không nói thế.",
            voiced_by="Đoàn Khối B",
        )
        == 302
    )
    objection = MinutesObjection.objects.get()
    assert act(office, "objections", "keep", objection, settled="") != 302
    assert act(office, "objections", "keep", objection, settled="Băng ghi âm đúng như đã ghi") == 302
    act(office, "conferences", "adopt_minutes", conference, adopted_by="Chủ trì")
    assert "Đoàn Khối B: Chúng tôi không nói thế. Giữ nguyên (Băng ghi âm đúng như đã ghi)." in written(
        office, conference
    )


def test_the_hour_at_which_the_conference_ends_follows_after_the_adoption(
    office: Client, conference: Conference
) -> None:
    act(office, "conferences", "read_back", conference)
    act(office, "conferences", "adopt_minutes", conference, adopted_by="Chủ trì")
    assert "kết thúc cùng ngày" in written(office, conference)
    closing = conference.items.get(kind="closing")
    for name in ("start_item", "finish_item"):
        assert act(office, "programme", name, closing) == 302
    assert "Hội nghị kết thúc lúc" in written(office, conference)
    assert reading.adopted_of(conference) is not None


def test_a_delegation_reads_nothing_before_the_reading(office: Client, conference: Conference) -> None:
    delegation = conference.delegations.filter(state="comes").order_by("pk")[0]
    assert Client().get(by_link(delegation, "minutes")).status_code == 404
