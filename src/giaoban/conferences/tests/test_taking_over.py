"""The next conference begins from the last, and a released figure stands on the wall of the hall."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from giaoban.conferences import delegations, items, operations, papers, points, room, scores, taking_over, wall
from giaoban.conferences.models import Conference
from giaoban.conferences.tests.stage import act, by_link, moved, other_office, prepared
from giaoban.core.refusal import Refused
from giaoban.core.spans import add_months
from giaoban.ground.access.operations import program
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def last(world: World, office: Client) -> Conference:
    """It was held with a guest, a programme with a paper and a score sheet."""
    conference, actor = prepared(world, office), program("Kiểm thử")
    delegations.invite(actor=actor, record=conference, name="Đoàn khách", category="guest", quota=2)
    items.draw_up(actor=actor, record=conference)
    own = conference.delegations.get(name="Khối B")
    delegations.answer(actor=actor, record=own, comes="yes", delegates="Nguyễn Văn An, Bí thư", answered_by="Văn phòng")
    delegations.arrive(actor=actor, record=own.delegates.get())
    papers.ask_papers(
        actor=actor, record=conference, delegations=[own.pk], theme="Chi bộ", minutes=7, due_on=conference.held_on
    )
    items.add_item(actor=actor, record=conference, kind="paper", title="Tham luận", minutes=7, speaker="Nguyễn Văn An")
    items.add_item(
        actor=actor,
        record=conference,
        kind="address",
        title="Khách nói",
        minutes=5,
        speaker="Đồng chí khách",
        note="riêng",
    )
    scores.agree_scores(actor=actor, record=conference, lines="Báo cáo đúng hạn | 10")
    moved(conference, 0)
    return operations.hold(actor=actor, record=conference, on=conference.held_on - timedelta(days=30), chair="Chủ trì")


def coming(world: World, last: Conference) -> Conference:
    actor, half = program("Kiểm thử"), add_months(last.half, 6)
    conference = operations.claim(
        actor=actor, unit=world.units["Khối B"], half=half, held_on=half + timedelta(days=20), minutes=180
    )
    return operations.agree(actor=actor, record=conference, decision="02-TB/CTĐ")


def test_the_next_has_all_of_the_last_that_is_not_of_its_day(world: World, last: Conference) -> None:
    conference, actor = coming(world, last), program("Kiểm thử")
    taking_over.take_over(actor=actor, record=conference)
    invited = list(
        conference.delegations.order_by("category", "name").values_list("name", "category", "quota", "state")
    )
    assert invited == [
        ("Khối A", "cluster", 3, "invited"), ("Khối B", "cluster", 3, "invited"), ("Đoàn khách", "guest", 2, "invited"),
    ]  # fmt: skip
    programme = list(conference.items.order_by("order").values_list("kind", "title", "speaker", "note", "state"))
    assert all(row[2:] == ("", "", "planned") for row in programme)
    assert "paper" not in [row[0] for row in programme]
    assert ("address", "Khách nói") in [row[:2] for row in programme]
    half = f"6 tháng {'đầu' if conference.half.month == 1 else 'cuối'} năm {conference.half.year}"
    assert [row[1] for row in programme if row[0] == "report"] == [f"Báo cáo kết quả công tác {half}"]
    assert [str(line) for line in conference.score_lines.all()] == ["Báo cáo đúng hạn"]
    assert not conference.papers.exists()
    with pytest.raises(Refused, match="không còn gì để lấy"):
        taking_over.take_over(actor=actor, record=conference)


def test_the_host_of_the_next_takes_over_and_reads_what_is_open_through_its_own_page(
    world: World, last: Conference
) -> None:
    actor, conference = program("Kiểm thử"), coming(world, last)
    point = points.raise_point(actor=actor, record=last, kind="proposal", text="Việc kỳ trước để lại")
    points.assign(actor=actor, record=point, owner=last.unit, due_on=last.held_on)
    host, page = other_office(world), reverse("desk:page", args=["conferences", conference.pk])
    assert "Việc kỳ trước để lại" in host.get(page).content.decode(), "whichever body held the last one"
    assert reverse("desk:page", args=["points", point.pk]) not in host.get(page).content.decode()
    assert act(host, "conferences", "take_over", conference) == 302
    assert conference.items.exists()
    assert conference.delegations.count() == 3


def test_what_is_there_already_stays_as_it_is(world: World, last: Conference) -> None:
    conference, actor = coming(world, last), program("Kiểm thử")
    delegations.invite(actor=actor, record=conference, name="Đoàn khác", category="guest", quota=9)
    taking_over.take_over(actor=actor, record=conference)
    assert list(conference.delegations.values_list("name", flat=True)) == ["Đoàn khác"]
    assert conference.items.exists()


def test_there_is_nothing_to_take_over_before_the_first_conference(world: World, office: Client) -> None:
    with pytest.raises(Refused, match="Chưa có hội nghị nào trước đó"):
        taking_over.take_over(actor=program("Kiểm thử"), record=prepared(world, office))


def test_only_a_released_figure_stands_on_the_wall_with_its_address_and_only_on_the_day(
    world: World, office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from decimal import Decimal

    from giaoban.reporting.releases import ReleasedFigure, ReleasedReport

    by_unit = {"Khối A": Decimal(30), "Khối B": Decimal(60), "Khối C": None}
    figure = ReleasedFigure(
        "4.1", "Kết nạp đảng viên", "người", Decimal(90), False, by_unit, ("Khối C",), Decimal(80), ""
    )
    hidden = ReleasedFigure("4.2", "Bị che", "người", None, True, {}, (), None, "")
    report = ReleasedReport("bao-cao-thu", "Cụm thử", "2023-H1", "Báo cáo thử", date(2023, 7, 1), "", (figure, hidden))
    monkeypatch.setattr(wall, "released_reports", lambda: [report])
    conference, actor = prepared(world, office), program("Kiểm thử")
    assert [key for key, _label in wall.choices(conference)] == ["bao-cao-thu#4.1"]
    with pytest.raises(Refused, match="trong ngày họp"):
        wall.show_figure(actor=actor, record=conference, figure="bao-cao-thu#4.1")
    moved(conference, 0)
    for unknown in ("bao-cao-thu#4.2", "khac#4.1", ""):
        with pytest.raises(Refused, match="đã công bố"):
            wall.show_figure(actor=actor, record=conference, figure=unknown)
    wall.show_figure(actor=actor, record=conference, figure="bao-cao-thu#4.1")
    shown = room.hall_of(conference)["figure"]
    assert (shown["value"], shown["before"], shown["source"]) == ("90", "80", "Báo cáo thử, dòng 4.1")
    assert shown["address"].endswith("bao-cao-thu/#4.1")
    assert [(bar["label"], bar["figure"]["text"], bar["width"]) for bar in shown["chart"]["bars"]] == [
        ("Khối B", "60", "100.0"), ("Khối A", "30", "50.0"),
    ]  # fmt: skip
    for address in (
        reverse("conferences:screen", args=[conference.pk]),
        by_link(conference.delegations.all()[0], "hall"),
    ):
        assert "Kết nạp đảng viên" in office.get(address).content.decode()
    monkeypatch.setattr(wall, "released_reports", list)
    assert room.hall_of(conference)["figure"] is None, "what is released no more is taken off the wall"
    wall.hide_figure(actor=actor, record=conference)
    with pytest.raises(Refused):
        wall.hide_figure(actor=actor, record=conference)
