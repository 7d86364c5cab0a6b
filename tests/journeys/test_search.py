"""Search over everything: what may be seen is found, with what tells it apart; what may not is neither shown nor counted."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from giaoban.areas.admissions.operations import open_dossier
from giaoban.ground.access.operations import program
from giaoban.ground.journal.models import Entry
from giaoban.ground.writing import writing
from tests.world import FOUNDED, World, build, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    made = build(members=3)
    cell = made.units["Chi bộ 1 Khối A"]
    with writing(program("Kiểm thử"), "members.record", unit=cell, on=FOUNDED):
        made.people["more"] = [
            person(cell, name, card_number=card, phone=phone)
            for name, card, phone in (
                ("Đỗ Thị Thùy", "31.006.578", "0912345678"), ("Đỗ Thị Thúy", "31007111", ""), ("Đỗ Thúy Hằng", "", "")
            )
        ]  # fmt: skip
    return made


def found(world: World, username: str, words: str, **more: Any) -> dict[str, list[str]]:
    """The names under each kind, as one officer finds them."""
    client = Client()
    client.force_login(world.officers[username])
    groups = client.get("/desk/search/", {"q": words, **more}).context["found"]
    return {str(group.icon): [row["is"].name for row in group.rows] for group in groups}


def test_the_marks_that_were_typed_come_first_and_the_others_after(world: World) -> None:
    assert found(world, "to-chuc-a", "thúy")["users"] == ["Đỗ Thúy Hằng", "Đỗ Thị Thúy", "Đỗ Thị Thùy"]
    assert found(world, "to-chuc-a", "thuý") == found(world, "to-chuc-a", "thúy")
    assert found(world, "to-chuc-a", "Đỗ Thị Thúy")["users"][0] == "Đỗ Thị Thúy"


@pytest.mark.parametrize("words", ["31.006.578", "31006578", "31 006 578", "0912345678", "0912.345.678"])
def test_a_card_or_a_telephone_number_is_its_bearer(world: World, words: str) -> None:
    assert found(world, "to-chuc-a", words)["users"] == ["Đỗ Thị Thùy"]


def test_what_lies_outside_is_neither_shown_nor_counted(world: World) -> None:
    for words in ("thuy", "31006578", "Khối A"):
        groups = found(world, "to-chuc-b", words)
        assert not {one.name for one in world.people["more"]} & set(groups.get("users", []))
        assert "Chi bộ 1 Khối A" not in groups.get("network", [])


def test_units_of_equal_names_are_told_apart(world: World) -> None:
    client = Client()
    client.force_login(world.officers["thu-ky-cum"])
    (group,) = [one for one in client.get("/desk/search/", {"q": "chi bo 1"}).context["found"] if one.icon == "network"]
    assert {row["is"].name for row in group.rows} == {"Chi bộ 1 Khối A", "Chi bộ 1 Khối B"}
    assert len({row["is"].note for row in group.rows}) == 2


def test_a_dossier_is_found_by_the_name_and_the_unit_one_works_for_narrows(world: World) -> None:
    cell = world.units["Chi bộ 2 Khối A"]
    open_dossier(
        actor=world.officers["bi-thu-2"], unit=cell, name="Mai Xuân Lộc", born_on=FOUNDED.replace(year=1998), sex="M",
        opened_on=FOUNDED.replace(year=2024),
    )  # fmt: skip
    assert found(world, "to-chuc-a", "xuan loc")["user-plus"] == ["Mai Xuân Lộc"]
    client = Client()
    client.force_login(world.officers["to-chuc-a"])
    for scope, names in ((world.units["Chi bộ 1 Khối A"], []), (cell, ["Mai Xuân Lộc"])):
        client.post("/desk/scope/", {"scope": scope.pk})
        groups = client.get("/desk/search/", {"q": "xuan loc"}).context["found"]
        assert [row["is"].name for group in groups if group.icon == "user-plus" for row in group.rows] == names
        everywhere = client.get("/desk/search/", {"q": "xuan loc", "everywhere": "1"}).context["found"]
        assert any(group.icon == "user-plus" for group in everywhere)


def test_whoever_is_found_has_been_looked_at_once(world: World) -> None:
    found(world, "to-chuc-a", "thuy")
    entry = Entry.objects.latest("pk")
    assert entry.kind == Entry.Kind.LIST
    assert entry.people == sorted(one.pk for one in world.people["more"])


@pytest.mark.parametrize("words", ["", "a", "%", "__", "'", "9" * 5000, "½²", "<b>x</b>"])
def test_any_words_are_answered(world: World, words: str) -> None:
    client = Client()
    client.force_login(world.officers["to-chuc-a"])
    answer = client.get("/desk/search/", {"q": words})
    assert answer.status_code == 200
    assert b"<b>x</b>" not in answer.content
