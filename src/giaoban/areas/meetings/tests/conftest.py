"""One cell with six people: four official, one probationary, one exempt; a seventh is with another cell for a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from giaoban.ground.access.models import Account
from giaoban.ground.people.models import Exemption, Person, Stay
from giaoban.ground.regulations.models import Parameter, Regulation
from giaoban.ground.units.models import Kind, Unit
from giaoban.ground.units.spells import Founding, found_many
from giaoban.ground.writing import writing
from tests.world import FOUNDED, granted, person

NAMES = ("Lò Thị Ánh", "Nguyễn Văn Bình", "Trần Thị Cúc", "Hoàng Văn Dũng", "Vi Thị Én", "Phạm Văn Giáp", "Đỗ Thị Hà")


@dataclass
class Cell:
    """What the tests stand on."""

    unit: Unit
    other: Unit
    superior: Unit
    people: list[Person] = field(default_factory=list)

    def __getitem__(self, index: int) -> Person:
        return self.people[index]


@pytest.fixture
def cell(program: Account) -> Cell:
    with writing(program, "units.establish", unit=None, on=FOUNDED):
        superior, unit, other = found_many(
            [
                (Founding(kind=Kind.GRASSROOTS_PARTY_ORG, name="Đảng bộ Sở Thử nghiệm", committee="Đảng ủy Sở Thử nghiệm", place="Hạ Long"), None),
                (Founding(kind=Kind.CELL, name="Chi bộ Văn phòng"), 0),
                (Founding(kind=Kind.CELL, name="Chi bộ Kế hoạch"), 0),
            ],
            on=FOUNDED,
        )  # fmt: skip
        people = [person(unit, name, grade="probationary" if at == 4 else "official") for at, name in enumerate(NAMES)]
        Exemption.objects.create(person=people[5], unit=unit, valid=DateRange(FOUNDED, None))
        Stay.objects.create(person=people[6], unit=other, valid=DateRange(FOUNDED, None))
    return Cell(unit, other, superior, people)


@pytest.fixture
def in_force(program: Account) -> Callable[..., None]:
    """Puts a value of a key in force from a day, in place of what was recorded for that key."""

    def put(
        key: str, value: object, *, since: date = date(2018, 7, 6), source: str = "12-HD/BTCTW", mark: str = "C"
    ) -> None:
        with writing(program, "regulations.record", unit=None, on=since):
            Parameter.objects.filter(key=key).delete()
            found, _ = Regulation.objects.get_or_create(
                issuer="Ban Tổ chức Trung ương", number=source, issued_on=since,
                defaults={"topic": "cell.meeting.guide", "valid": DateRange(since, None), "mark": mark},
            )  # fmt: skip
            Parameter.objects.create(key=key, value=value, valid=DateRange(since, None), regulation=found, mark=mark)

    return put


@pytest.fixture
def secretary(program: Account, cell: Cell) -> Account:
    """The secretary of the cell."""
    return granted(program, "bi-thu", "secretary", cell.unit)


@pytest.fixture
def stranger(program: Account, cell: Cell) -> Account:
    """The secretary of the cell next door."""
    return granted(program, "nguoi-khac", "secretary", cell.other)
