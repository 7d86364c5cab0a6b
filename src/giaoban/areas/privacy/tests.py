"""Erasing: the words are gone everywhere, the proof stands, and nobody can do it by another way."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from giaoban.areas.privacy.operations import erase
from giaoban.core.refusal import Refused
from giaoban.ground.access.models import Account
from giaoban.ground.journal.chain import walk
from giaoban.ground.journal.models import Change
from giaoban.ground.people.models import Person
from giaoban.ground.writing import writing
from tests.world import build

pytestmark = pytest.mark.django_db
ON = date(2023, 2, 1)
PHONE = "0999123456"


@pytest.fixture
def person(program: Account) -> Person:
    world = build(members=2)
    found = world.people["Chi bộ 1 Khối A"][1]
    with writing(program, "members.correct", unit=found.unit, on=ON):
        Person.objects.filter(pk=found.pk).update(phone=PHONE)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as a commit does: the entries are sealed
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return Person.objects.get(pk=found.pk)


def everything_journalled() -> str:
    return str(list(Change.objects.values_list("before", "after")))


def test_what_is_erased_is_nowhere_and_the_chain_still_holds(program: Account, person: Person) -> None:
    assert PHONE in everything_journalled()
    erase(actor=program, person=person, columns=("phone",), reason="Theo yêu cầu", on=ON)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert PHONE not in everything_journalled()
    assert Person.objects.get(pk=person.pk).phone == ""
    assert person.name in everything_journalled()
    verdict = walk(connection.connection)
    assert verdict.sound, verdict.broken


def test_the_roll_itself_is_not_erased_and_a_reason_is_asked(program: Account, person: Person) -> None:
    with pytest.raises(Refused) as refused:
        erase(actor=program, person=person, columns=("name",), reason=" ", on=ON)
    assert len(refused.value.reasons) == 2


def test_nobody_blanks_the_journal_under_another_act(program: Account, person: Person) -> None:
    with (
        pytest.raises(DatabaseError, match="Only the act"),
        transaction.atomic(),
        writing(program, "members.correct", unit=person.unit, on=ON),
        connection.cursor() as cursor,
    ):
        cursor.execute('SELECT journal_erase(\'{"people_person": [1]}\', \'{"people_person": ["name"]}\')')


def test_the_program_itself_cannot_change_the_journal(program: Account, person: Person) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Change.objects.filter(row_id=person.pk).update(after=None)
