"""Letters ask the cluster for figures and delegations for papers, and remind whoever is late of all that they owe."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from giaoban.areas.regulations.operations import load_start_data
from giaoban.conferences import lateness, letters, links, points
from giaoban.conferences.models import ConferencePoint
from giaoban.conferences.tests.stage import act, other_office, prepared
from giaoban.ground.access.operations import program
from giaoban.ground.journal.clock import today
from tests.world import World

pytestmark = pytest.mark.django_db


def text_of(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*cells, *(paragraph.text for paragraph in document.paragraphs)])


def test_figures_and_papers_are_asked_for_in_the_binding_form_and_read_by_link(world: World, office: Client) -> None:
    conference = prepared(world, office)
    first, second = conference.delegations.order_by("pk")[:2]
    due = f"{conference.held_on - timedelta(days=15):%Y-%m-%d}"
    cut_off = f"{conference.held_on - timedelta(days=20):%Y-%m-%d}"
    assert (
        act(office, "conferences", "call_for_figures", conference, due_on=due, cut_off=cut_off, number="12-CV/ĐUK")
        == 302
    )
    assert act(office, "conferences", "ask_papers", conference, delegations=[first.pk], theme="Sinh hoạt chi bộ",
               minutes="7", due_on=due) == 302  # fmt: skip
    assert act(office, "conferences", "call_for_papers", conference) == 302
    figures, papers = conference.letters.order_by("pk")
    assert [delegation.name for delegation in conference.delegations.order_by("name")] == figures.addressees
    assert (papers.delegation, papers.due_on) == (first, conference.held_on - timedelta(days=15))

    page = office.get(reverse("desk:page", args=["conferences", conference.pk])).content.decode()
    assert "Đã gửi công văn đề nghị số liệu, tham luận." in page
    said = text_of(office.get(reverse("conferences:letter", args=[figures.pk, "docx"])).content)
    assert "Số 12-CV/ĐUK" in said
    assert "V/v đề nghị gửi báo cáo, số liệu" in said
    assert "Kính gửi:" in said
    assert f"trước khi hết ngày {conference.held_on - timedelta(days=15):%d/%m/%Y}" in said
    assert office.get(reverse("conferences:letter", args=[figures.pk, "pdf"])).content.startswith(b"%PDF")

    own = Client().get(reverse("invitations:letter", args=[links.word(first), papers.pk]))
    assert own.content.startswith(b"%PDF")
    for delegation, letter, answer in ((first, figures, 200), (second, figures, 200), (second, papers, 404)):
        where = reverse("invitations:letter", args=[links.word(delegation), letter.pk])
        assert Client().get(where).status_code == answer
    assert str(papers) in Client().get(reverse("invitations:answer", args=[links.word(first)])).content.decode()
    assert other_office(world).get(reverse("conferences:letter", args=[papers.pk, "docx"])).status_code == 404


def test_a_paper_is_asked_for_once_and_a_further_one_anew(world: World, office: Client) -> None:
    conference = prepared(world, office)
    delegation = conference.delegations.order_by("pk")[0]
    due = f"{today():%Y-%m-%d}"
    for theme, wanted in (("Chuyển đổi số", 1), ("Dân vận", 2)):
        act(
            office,
            "conferences",
            "ask_papers",
            conference,
            delegations=[delegation.pk],
            theme=theme,
            minutes="7",
            due_on=due,
        )
        assert len(letters.uncalled(conference)) == 1
        assert act(office, "conferences", "call_for_papers", conference) == 302
        assert conference.letters.count() == wanted
    assert act(office, "conferences", "call_for_papers", conference) != 302


def test_whoever_is_late_is_reminded_of_everything_and_nobody_else(world: World, office: Client) -> None:
    load_start_data(actor=program("Kiểm thử"))
    conference = prepared(world, office)
    first, second = conference.delegations.order_by("pk")[:2]
    assert lateness.owing(conference, on=today()) == []
    assert act(office, "conferences", "remind_late", conference) != 302

    near = f"{today() + timedelta(days=3):%Y-%m-%d}"
    act(office, "conferences", "ask_papers", conference, delegations=[first.pk], theme="Chuyển đổi số", minutes="7",
        due_on=f"{today() - timedelta(days=1):%Y-%m-%d}")  # fmt: skip
    act(office, "conferences", "plan", conference, held_on=near, place="Hội trường", theme="", begins="08:00", minutes="210",
        chair="", reason="")  # fmt: skip
    act(office, "invitations", "answer", second, comes="yes", delegates="Trần Văn Thử, Bí thư", answered_by="Văn phòng")
    conference.refresh_from_db()
    late = {row.name: row.late for row in lateness.owing(conference, on=today())}
    assert second.name not in late
    assert len(late[first.name]) == 2
    assert act(office, "conferences", "remind_late", conference) == 302
    letter = conference.letters.get(delegation=first)
    assert sum("Chuyển đổi số" in sentence or "danh sách đại biểu" in sentence for sentence in letter.text) == 2
    assert conference.letters.count() == len(late)


def test_after_the_conference_the_body_in_charge_is_reminded(world: World, office: Client) -> None:
    conference, actor = prepared(world, office), program("Kiểm thử")
    act(office, "conferences", "plan", conference, held_on=f"{today():%Y-%m-%d}", place="", theme="", begins="08:00",
        minutes="210", chair="", reason="")  # fmt: skip
    conference.refresh_from_db()
    act(office, "conferences", "hold", conference, on=f"{today():%Y-%m-%d}", chair="Chủ trì")
    conference.refresh_from_db()
    point = points.raise_point(actor=actor, record=conference, kind="conclusion", text="Chọn ba chi bộ làm điểm.")
    points.assign(actor=actor, record=point, owner=world.units["Khối B"], due_on=today())
    assert lateness.owing(conference, on=today()) == []
    (row,) = lateness.owing(conference, on=today() + timedelta(days=1))
    assert row.delegation == conference.delegations.get(body=world.units["Khối B"])
    assert "Chọn ba chi bộ làm điểm." in row.late[0]
    points.answer(actor=actor, record=point, answer="Đã chọn.", answered_on=today())
    assert ConferencePoint.objects.get(pk=point.pk).state == "answered"
    assert lateness.owing(conference, on=today() + timedelta(days=1)) == []
