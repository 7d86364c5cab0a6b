"""Every indicator has a page: its figure, its definition, its periods, the units below, the records; within what one may see."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from giaoban.areas.regulations.operations import set_parameter
from giaoban.catalogue import indicators
from giaoban.ground.access.parts import confidential
from giaoban.ground.journal.models import Entry
from giaoban.ground.people.models import Membership
from giaoban.ground.seconding import SEEN_ALONE
from giaoban.ground.writing import writing
from tests.world import FOUNDED, World, build

pytestmark = pytest.mark.django_db

PERIOD = "2023-H1"


@pytest.fixture
def world() -> World:
    return build(members=3)


def signed_in(world: World, username: str) -> Client:
    client = Client()
    client.force_login(world.officers[username])
    return client


def words(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def address(page: str, *named: str, unit=None, period: str = PERIOD) -> str:
    query = f"?period={period}" + (f"&unit={unit.pk}" if unit else "")
    return reverse(f"indicators:{page}", args=named) + query


def test_each_indicator_has_a_page_with_its_figure_and_its_records(world: World) -> None:
    client = signed_in(world, "thu-ky-cum")
    listed = client.get(address("list"))
    hidden = 0
    for name, (register, indicator) in indicators().items():
        page = client.get(address("page", name))
        if register.name in confidential():
            assert page.status_code == 404
            hidden += 1
            continue
        assert str(indicator.label) in words(page)
        assert str(indicator.label) in words(listed)
        assert client.get(address("records", name)).status_code == 200
    assert hidden, "no confidential register was asked"


def test_the_figure_its_units_and_its_way_over_time_say_the_same(world: World) -> None:
    client = signed_in(world, "thu-ky-cum")
    page = words(client.get(address("page", "members")))
    assert "12 người" in page, "twelve members in four cells"
    assert "Khối A Đảng viên, Khối A: 6 Khối B Đảng viên, Khối B: 6" in page
    assert "6 tháng cuối năm 2022 Đảng viên, Cụm thử: 12 6 tháng đầu năm 2023 Đảng viên, Cụm thử: 12" in page
    assert "BC-6T 1.3" in page
    inner = words(client.get(address("page", "members", unit=world.units["Sở Khối A"])))
    assert "Chi bộ 1 Khối A: 3 Chi bộ 2 Khối A Đảng viên, Chi bộ 2 Khối A: 3" in inner


def test_the_records_name_people_to_who_may_read_them_and_the_journal_keeps_it(world: World) -> None:
    officer = signed_in(world, "to-chuc-a")
    shown = words(officer.get(address("records", "members", unit=world.units["Khối A"])))
    names = {person.name for cell in ("Chi bộ 1 Khối A", "Chi bộ 2 Khối A") for person in world.people[cell]}
    assert {name for name in names if name not in shown} == set()
    entry = Entry.objects.filter(kind=Entry.Kind.READ, act="members.read").latest("pk")
    assert (entry.detail["indicator"], entry.detail["period"], len(entry.people)) == ("members", PERIOD, 6)


def test_a_unit_of_somebody_else_another_word_or_a_period_to_come_is_not_there(world: World) -> None:
    officer = signed_in(world, "to-chuc-a")
    for page in ("page", "records"):
        assert officer.get(address(page, "members", unit=world.units["Khối B"])).status_code == 404
        assert officer.get(address(page, "members", unit=world.units["Cụm thử"])).status_code == 404
        assert officer.get(address(page, "nothing", unit=world.units["Khối A"])).status_code == 404
        assert officer.get(address(page, "members", period="2090-H1")).status_code == 404
        assert officer.get(address(page, "members", period="hôm qua")).status_code == 404
    assert officer.get(reverse("indicators:list") + "?unit=%C2%B2").status_code == 404


def test_a_list_of_many_records_goes_on_with_the_same_unit_and_period(world: World) -> None:
    client = signed_in(world, "thu-ky-cum")
    answer = client.get(address("page", "members", unit=world.units["Khối A"], period="2023-Q2"))
    door = html.unescape(re.search(r'href="([^"]*/records/[^"]*)"', answer.content.decode())[1])
    assert "period=2023-Q2" in door
    assert f"unit={world.units['Khối A'].pk}" in door
    assert client.get(door).status_code == 200


def test_the_organisations_behind_a_number_are_named_and_open_their_pages(world: World) -> None:
    client = signed_in(world, "to-chuc-a")
    answer = client.get(address("records", "cells", unit=world.units["Khối A"]))
    assert "Chi bộ 1 Khối A" in words(answer)
    door = re.search(r'<a href="([^"]+)"[^>]*>\s*Chi bộ 1 Khối A', html.unescape(answer.content.decode()))
    assert door, "no door to the unit"
    assert client.get(door[1], follow=True).status_code == 200


def test_what_a_unit_does_not_keep_here_is_no_zero_of_it_and_the_number_says_of_whom_it_is(
    program, world: World
) -> None:
    client = signed_in(world, "thu-ky-cum")
    with writing(program, "members.test", unit=world.units["Khối B"], on=FOUNDED):
        Membership.objects.filter(unit__in=[world.units[f"Chi bộ {number} Khối B"] for number in (1, 2)]).delete()
    page = words(client.get(address("page", "members_admitted")))
    assert "1 trong 2 đơn vị" in page
    assert "chỉ của những đơn vị có giữ" in page
    assert "Khối A Kết nạp đảng viên mới, Khối A: 0" in page
    assert "Khối B Kết nạp" not in page
    meetings = words(client.get(address("page", "regular_meetings")))
    assert "0 trong 2 đơn vị" in meetings
    assert re.search(r"Cụm thử: (?!0)", meetings), "nobody keeps meetings here, so that there is no zero"


def test_a_period_before_the_register_began_has_no_number(world: World) -> None:
    client = signed_in(world, "thu-ky-cum")
    page = words(client.get(address("page", "members", period="2022-H1")))
    assert "6 tháng cuối năm 2018 Đảng viên, Cụm thử: 0" not in page
    assert "6 tháng đầu năm 2022 Đảng viên, Cụm thử: 12" in page


def test_the_records_behind_a_figure_are_counted_with_all_that_one_may_look_at_alone(program, world: World) -> None:
    set_parameter(actor=program, key=SEEN_ALONE, value=4, from_on=FOUNDED, regulation=None, reason="Thử")
    client = signed_in(world, "to-chuc-a")
    first = words(client.get(address("records", "members", unit=world.units["Chi bộ 1 Khối A"])))
    assert world.people["Chi bộ 1 Khối A"][0].name in first
    beyond = words(client.get(address("records", "members", unit=world.units["Chi bộ 2 Khối A"])))
    assert "người thứ hai" in beyond
    assert not [person for person in world.people["Chi bộ 2 Khối A"] if person.name in beyond]


def test_who_works_for_a_unit_whose_reports_they_do_not_read_begins_with_one_whose_they_do(world: World) -> None:
    client = signed_in(world, "to-chuc-a")
    session = client.session
    session["scope"] = world.units["Khối B"].pk
    session.save()
    assert "Chỉ tiêu Khối A, 6 tháng đầu năm 2023" in words(client.get(address("list")))
