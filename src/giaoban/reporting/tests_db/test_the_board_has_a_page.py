"""The board's page: what a unit is in a period at a glance; each number is a door to what it counts."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from giaoban.ground.journal.clock import today
from giaoban.ground.units.models import Unit
from tests.world import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build(members=3)


def signed_in(world: World, username: str) -> Client:
    client = Client()
    client.force_login(world.officers[username])
    return client


def board(client: Client, **query: object) -> str:
    answer = client.get(reverse("board:page"), query)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def parts_of(client: Client, unit: Unit) -> list[list[tuple[str, int]]]:
    """Of each chart of the members, its numbers with the lists that they lead to."""
    answer = client.get(reverse("board:page"), {"unit": unit.pk})
    return [
        [(bar["figure"]["href"], int(bar["figure"]["text"].replace(".", ""))) for bar in chart["bars"]]
        for chart in answer.context["parts"]
    ]


@pytest.mark.parametrize("unit", ["Khối A", "Sở Khối A", "Chi bộ 1 Khối A"])
def test_the_members_by_each_condition_add_up_to_all_and_each_number_is_that_of_its_list(
    world: World, unit: str
) -> None:
    client = signed_in(world, "to-chuc-a")
    whole = len([person for cell, people in world.people.items() if cell.endswith("Khối A") for person in people])
    whole = 3 if unit.startswith("Chi bộ") else whole
    charts = parts_of(client, world.units[unit])
    assert len(charts) >= 5
    assert [sum(number for _door, number in chart) for chart in charts] == [whole] * len(charts)
    for door, number in (row for chart in charts for row in chart):
        answer = client.get(door)
        assert answer.status_code == 200
        listed = answer.context["table"]["rows"]
        assert len(listed) == number, door


def test_who_may_not_read_members_reads_the_figures_and_not_what_the_members_are_made_up_of(world: World) -> None:
    client = signed_in(world, "van-phong-a")
    assert parts_of(client, world.units["Khối A"]) == []
    assert "Đảng viên, Khối A: 6" in words(board(client, period="2023-H1", unit=world.units["Khối A"].pk))


def test_the_units_below_stand_against_the_same_figures_and_lead_to_their_own_boards(world: World) -> None:
    client = signed_in(world, "thu-ky-cum")
    page = board(client, period="2023-H1", unit=world.units["Cụm thử"].pk)
    rows = re.findall(r'<a href="(/desk/board/[^"]*)"[^>]*>\s*(Khối [AB])', page)
    assert [name for _door, name in rows] == ["Khối A", "Khối B"]
    for door, name in rows:
        assert f"{name}, 6 tháng đầu năm 2023" in words(html.unescape(client.get(door).content.decode()))


def test_a_period_that_is_over_says_its_last_day_and_nothing_of_what_is_late_now(world: World) -> None:
    page = words(board(signed_in(world, "to-chuc-a"), period="2023-H1", unit=world.units["Khối A"].pk))
    assert "tính đến ngày 30/06/2023" in page
    assert "Việc quá hạn" not in page


def test_a_unit_of_somebody_else_is_not_there(world: World) -> None:
    client = signed_in(world, "to-chuc-a")
    assert client.get(reverse("board:page"), {"unit": world.units["Khối B"].pk}).status_code == 404


def test_what_is_late_is_as_much_as_its_door_shows(world: World) -> None:
    client = signed_in(world, "to-chuc-a")
    page = board(client, unit=world.units["Khối A"].pk)
    doors = re.findall(r'href="(/desk/\?when=late[^"]*)">[^<]*<b>([\d.]+)</b>', page)
    for door, number in doors:
        answer = client.get(door)
        shown = [row for group in answer.context["due"] for row in (*group["items"], *group["folded"])]
        assert len(shown) == int(number)
    assert f"{today():%d/%m/%Y}" in page


def test_the_drawer_is_promised_only_where_the_page_has_its_part(world: World) -> None:
    client = signed_in(world, "to-chuc-a")
    unit = world.units["Khối A"].pk
    for path in (
        f"/desk/board/?unit={unit}",
        f"/desk/indicators/?unit={unit}",
        f"/desk/indicators/members/?unit={unit}",
    ):
        page = html.unescape(client.get(path).content.decode())
        doors = re.findall(r'<a class="figure[^"]*" href="([^"]+)"([^>]*)>', page)
        assert doors, path
        for door, rest in doors:
            if "data-drawer" in rest:
                assert "data-drawer-content" in client.get(door).content.decode(), door


def test_the_unit_that_one_works_for_goes_before_others_and_leads_up_to_what_one_may_see(world: World) -> None:
    client = signed_in(world, "thu-ky-cum")
    chosen = world.units["Khối B"]
    answer = client.post(
        reverse("desk:scope"),
        {"scope": chosen.pk, "next": f"/desk/board/?unit={world.units['Khối A'].pk}&period=2023-H1"},
    )
    assert answer.headers["Location"] == "/desk/board/?period=2023-H1", "the page's own unit gives way to the new one"
    page = board(client, period="2023-H1")
    assert "Khối B, 6 tháng đầu năm 2023" in words(page)
    assert "Cụm thử" in re.search(r'<nav class="trail".*?</nav>', page, re.S)[0]
