"""G5: who looked at or took out a person's data stands in the journal, and when the journal cannot be written nothing is shown."""

from __future__ import annotations

import pytest
from django.db import DatabaseError
from django.test import Client

from giaoban.ground.journal.models import Entry
from giaoban.ground.journal.reading import looks_at
from tests.world import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build(members=2)


def signed_in(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.officers[name])
    return client


def test_each_look_at_a_person_is_one_entry_with_who_whom_and_where(world: World) -> None:
    person = world.people["Chi bộ 1 Khối A"][1]
    assert signed_in(world, "bi-thu-1").get(f"/desk/so/members/{person.pk}/").status_code == 200
    (entry,) = looks_at(person.pk)
    assert (entry.kind, entry.act, entry.actor_id) == ("read", "members.read", world.officers["bi-thu-1"].pk)
    assert (entry.people, entry.unit_id) == ([person.pk], person.unit_id)


def test_who_is_refused_the_page_leaves_no_look_and_sees_nothing(world: World) -> None:
    person = world.people["Chi bộ 1 Khối A"][1]
    assert signed_in(world, "bi-thu-2").get(f"/desk/so/members/{person.pk}/").status_code == 404
    assert not looks_at(person.pk).exists()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_names_everybody_who_is_in_it(world: World, kind: str) -> None:
    answer = signed_in(world, "bi-thu-1").get(f"/desk/so/members/export.{kind}")
    assert answer.status_code == 200
    entry = Entry.objects.get(kind="export")
    assert set(entry.people) == {one.pk for one in world.people["Chi bộ 1 Khối A"]}
    assert entry.detail["rows"] == len(entry.people)


def test_the_page_shows_who_looked_before(world: World) -> None:
    person = world.people["Chi bộ 1 Khối A"][1]
    signed_in(world, "to-chuc-a").get(f"/desk/so/members/{person.pk}/")
    assert "to-chuc-a" in signed_in(world, "bi-thu-1").get(f"/desk/so/members/{person.pk}/").content.decode()


def test_when_the_look_cannot_be_written_nothing_is_shown(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    person = world.people["Chi bộ 1 Khối A"][1]
    client = signed_in(world, "bi-thu-1")
    monkeypatch.setattr(Entry.objects, "create", lambda **fields: (_ for _ in ()).throw(DatabaseError("journal full")))
    with pytest.raises(DatabaseError):
        client.get(f"/desk/so/members/{person.pk}/")
