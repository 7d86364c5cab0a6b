"""What a role may do, who can see whom, and why something was refused: in words, to whoever may know."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from giaoban.faces.desk.permissions import powers_by_area
from giaoban.ground.access.explaining import holders
from giaoban.ground.access.roles import roles
from giaoban.ground.access.words import area_in_words, known_powers
from giaoban.ground.journal.clock import today
from tests.world import PACKAGE, World, build

ASKED = re.compile(
    r'''(?:may|may_anywhere|reach|units_where|unit_ids_where|grants_of|writing)\([^()]*?"([a-z]+\.[a-z_]+)"'''
)


@pytest.fixture
def world(db: None) -> World:
    return build(members=3)


def signed_in(world: World, username: str) -> Client:
    client = Client()
    client.force_login(world.officers[username])
    return client


def test_every_power_that_a_page_or_an_act_asks_for_has_words() -> None:
    asked = {
        power
        for floor in ("areas", "faces/desk", "kit", "reporting")
        for path in (PACKAGE / floor).rglob("*.py")
        if "/tests" not in str(path) and path.name != "tests.py"
        for power in ASKED.findall(path.read_text())
    }
    assert len(asked) > 60, "the pattern finds what is asked"
    assert sorted(asked - set(known_powers())) == []


def test_every_area_that_a_role_names_has_a_name() -> None:
    areas = {power.lstrip("!").partition(".")[0] for role in roles().values() for power in role.powers} - {"*"}
    assert [area for area in sorted(areas) if area_in_words(area) == area] == []


@pytest.mark.parametrize("code", [code for code in roles() if code != "program"])
def test_what_a_role_may_do_is_exactly_what_its_powers_give(code: str) -> None:
    said = {line for area in powers_by_area(roles()[code]) for line in area["may"]}
    assert said == {words for power, words in known_powers().items() if roles()[code].gives(power)}
    assert said, "a role of no power is no role"


def test_who_can_see_a_unit_is_said_to_whoever_may_read_it_and_to_nobody_else(world: World) -> None:
    cell = world.units["Chi bộ 1 Khối A"]
    page = signed_in(world, "bi-thu-1").get(f"/desk/seen-by/{cell.pk}/").content.decode()
    assert all(name in page for name in ("bi-thu-1", "to-chuc-a", "van-phong-a", "thu-ky-cum"))
    assert "bi-thu-2" not in page
    assert "to-chuc-b" not in page
    assert signed_in(world, "bi-thu-2").get(f"/desk/seen-by/{cell.pk}/").status_code == 404
    assert [one.grant.account.username for one in holders(cell, on=today(), power="members.read")] == [
        "bi-thu-1",
        "to-chuc-a",
    ]


def test_a_member_sees_who_can_see_their_record(world: World) -> None:
    account = world.officers["kiem-soat"]
    account.person = world.people["Chi bộ 1 Khối A"][2]
    account.save()
    page = signed_in(world, "kiem-soat").get("/desk/seen-by/").content.decode()
    assert "bi-thu-1" in page
    assert "to-chuc-a" in page
    assert "bi-thu-2" not in page


def test_a_refusal_names_the_power_the_unit_and_who_can_give_it(world: World) -> None:
    person = world.people["Chi bộ 1 Khối A"][2]
    board = signed_in(world, "to-chuc-a")
    assert board.get(f"/desk/so/members/{person.pk}/correct/").status_code == 200
    from giaoban.areas.accounts.operations import grant
    from giaoban.ground.access.operations import program

    grant(
        actor=program("Kiểm thử"), account=world.officers["van-phong-a"], role="committee_member",
        unit=world.units["Khối A"], from_on=today(),
    )  # fmt: skip
    told = signed_in(world, "van-phong-a").get(f"/desk/so/members/{person.pk}/correct/")
    assert told.status_code == 403
    page = told.content.decode()
    assert "Chi bộ 1 Khối A" in page
    assert "Ban Tổ chức" in page, "the roles that give it"
    assert "to-chuc-a" in page, "who can give it"
    assert "to-chuc-b" not in page
    assert signed_in(world, "bi-thu-2").get(f"/desk/so/members/{person.pk}/correct/").status_code == 404
