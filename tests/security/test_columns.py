"""A column that asks for a power of its own is shown in the rows of the units where one has that power, on every path."""

from __future__ import annotations

import pytest
from django.test import Client
from django.test.utils import override_settings

from giaoban.areas.accounts.operations import grant
from giaoban.areas.members.operations import correct_identity
from giaoban.areas.members.register import MEMBERS
from giaoban.ground.access.models import Account
from giaoban.ground.access.operations import program
from giaoban.ground.journal.clock import today
from giaoban.ground.people.models import Person
from tests.contracts import battery
from tests.world import FOUNDED, World, build

pytestmark = pytest.mark.django_db
HERE, THERE = "0911111111", "0922222222"
WISH = {"column": ["name", "phone", "unit"]}


@pytest.fixture
def world() -> World:
    """A deputy of one cell, who may see phones, is on the committee of another, whose members may not."""
    world = build(members=2)
    account = Account.objects.create_user("hai-noi", None, name="Hai nơi")
    for role, cell in (("deputy", "Chi bộ 1 Khối A"), ("committee_member", "Chi bộ 2 Khối A")):
        grant(actor=program("Kiểm thử"), account=account, role=role, unit=world.units[cell], from_on=FOUNDED)
    world.officers["hai-noi"] = account
    for cell, phone in (("Chi bộ 1 Khối A", HERE), ("Chi bộ 2 Khối A", THERE)):
        person = world.people[cell][1]
        correct_identity(
            actor=program("Kiểm thử"), record=person, version=person.version, reason="bổ sung", on=today(),
            identity_number="", phone=phone,
        )  # fmt: skip
    return world


@pytest.fixture
def client(world: World) -> Client:
    client = Client()
    client.force_login(world.officers["hai-noi"])
    with override_settings(SECOND_FACTOR="off"):
        yield client


def everything(client: Client, world: World) -> dict[str, str]:
    """What each path says: list, list by phone, search, both sheets, the two pages with their histories."""
    said = {
        "list": client.get("/desk/so/members/", WISH).content.decode(),
        "by phone": client.get("/desk/so/members/", {**WISH, "sort": "phone"}).content.decode(),
        "search": client.get("/desk/so/members/", {**WISH, "q": "van"}).content.decode(),
    }
    for kind in ("csv", "xlsx"):
        said[kind] = str(battery.exported(client, MEMBERS, kind, **WISH).rows)
    for cell in ("Chi bộ 1 Khối A", "Chi bộ 2 Khối A"):
        said[cell] = client.get(f"/desk/so/members/{world.people[cell][1].pk}/").content.decode()
    return said


def test_the_phone_is_shown_where_one_has_the_power_and_nowhere_else(client: Client, world: World) -> None:
    said = everything(client, world)
    for path, text in said.items():
        assert THERE not in text, path
        assert (HERE in text) == (path != "Chi bộ 2 Khối A"), path


def test_a_list_is_never_put_in_the_order_of_what_is_hidden_in_it(client: Client) -> None:
    rows = battery.listed(client, MEMBERS, **WISH, sort="phone").rows
    assert rows == battery.listed(client, MEMBERS, **WISH).rows


def test_nobody_corrects_what_they_may_not_see(world: World) -> None:
    person = world.people["Chi bộ 2 Khối A"][1]
    record = Person.objects.get(pk=person.pk)
    assert record.phone == THERE
    client = Client()
    client.force_login(world.officers["hai-noi"])
    with override_settings(SECOND_FACTOR="off"):
        answer = client.post(f"/desk/so/members/{person.pk}/correct_identity/", {"phone": "", "reason": "x"})
    assert answer.status_code == 403
    assert Person.objects.get(pk=person.pk).phone == THERE


def test_with_the_power_over_both_both_are_shown(client: Client, world: World) -> None:
    grant(
        actor=program("Kiểm thử"), account=world.officers["hai-noi"], role="deputy",
        unit=world.units["Chi bộ 2 Khối A"], from_on=today(),
    )  # fmt: skip
    said = everything(client, world)
    assert all(HERE in said[path] and THERE in said[path] for path in ("list", "search", "csv", "xlsx"))
    assert THERE in said["Chi bộ 2 Khối A"]
