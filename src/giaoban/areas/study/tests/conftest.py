"""A bloc with two organisations and three cells; ten people, one exempt, two with posts."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from giaoban.ground.access.models import Account
from giaoban.ground.people.models import Exemption, Person, Position
from giaoban.ground.units.models import Kind, Unit
from giaoban.ground.units.spells import Founding, found_many
from giaoban.ground.writing import writing
from tests.world import FOUNDED, granted, person

GIVEN = ("An", "Bình", "Cúc", "Dũng", "Én", "Giáp", "Hà", "Khánh", "Lan", "Minh")


@dataclass
class Bloc:
    """What the tests stand on; people 0-3 are in cell one, 4-6 in cell two, 7-9 in cell three."""

    bloc: Unit
    first: Unit
    second: Unit
    one: Unit
    two: Unit
    three: Unit
    people: list[Person]


@pytest.fixture
def bloc(program: Account) -> Bloc:
    with writing(program, "units.establish", unit=None, on=FOUNDED):
        units = found_many(
            [
                (Founding(kind=Kind.UPPER, name="Đảng bộ Khối thử nghiệm"), None),
                (Founding(kind=Kind.GRASSROOTS_PARTY_ORG, name="Đảng bộ Sở Một"), 0),
                (Founding(kind=Kind.GRASSROOTS_CELL, name="Chi bộ Sở Hai"), 0),
                (Founding(kind=Kind.CELL, name="Chi bộ 1"), 1),
                (Founding(kind=Kind.CELL, name="Chi bộ 2"), 1),
            ],
            on=FOUNDED,
        )
        whole, first, second, one, two = units
        cells = [one] * 4 + [two] * 3 + [second] * 3
        people = [person(unit, f"Nguyễn Văn {given}") for unit, given in zip(cells, GIVEN, strict=True)]
        Exemption.objects.create(person=people[3], unit=one, valid=DateRange(FOUNDED, None))
        for at in (0, 7):
            Position.objects.create(
                person=people[at], unit=cells[at], body="cell", post="secretary", valid=DateRange(FOUNDED, None)
            )
    return Bloc(whole, first, second, one, two, second, people)


@pytest.fixture
def board(program: Account, bloc: Bloc) -> Account:
    """The propaganda board of the bloc."""
    return granted(program, "ban-tuyen-giao", "propaganda_board", bloc.bloc)


@pytest.fixture
def secretary(program: Account, bloc: Bloc) -> Account:
    """The secretary of cell one."""
    return granted(program, "bi-thu-mot", "secretary", bloc.one)
