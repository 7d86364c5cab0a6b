"""A world of any size, the same each time: blocs, organisations, cells and invented members, for asking what things cost.

Written as everything is, one act for each bloc and each kind of record; rows go in by the thousand and no more than one
bloc is ever held in memory. Sizes: the cluster of mid-2023, ten times it, and the nation.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from django.db.backends.postgresql.psycopg_any import DateRange

from giaoban.areas.admissions.models import Admission
from giaoban.areas.meetings.models import Meeting
from giaoban.areas.study.models import Attendance, Document, Duty, Plan, Session
from giaoban.areas.transfers.models import Transfer
from giaoban.core.names import sort_key
from giaoban.core.text import fold
from giaoban.ground.access.policy import Actor
from giaoban.ground.copying import copy_in, copy_rows, new_ids
from giaoban.ground.people.models import Membership, Person
from giaoban.ground.units.models import Kind, Unit
from giaoban.ground.units.spells import Founding, found, found_many
from giaoban.ground.writing import writing

STANDS_FROM = date(2020, 1, 1)
AS_OF = date(2023, 6, 30)
BATCH = 20_000

FAMILY = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Đinh",
    "Chu",
    "Tống",
    "Nông",
)
MIDDLE = (
    "Văn",
    "Thị",
    "Đức",
    "Hữu",
    "Minh",
    "Thanh",
    "Ngọc",
    "Quang",
    "Xuân",
    "Thu",
    "Kim",
    "Diệu",
    "Phương",
    "Hồng",
    "Công",
    "Bảo",
    "Gia",
    "Anh",
    "Thùy",
    "Mạnh",
)
GIVEN = (
    "An",
    "Ánh",
    "Ân",
    "Bình",
    "Chi",
    "Cường",
    "Dung",
    "Dũng",
    "Đào",
    "Đạt",
    "Đức",
    "Giang",
    "Hà",
    "Hải",
    "Hạnh",
    "Hiền",
    "Hòa",
    "Hoa",
    "Hùng",
    "Hương",
    "Khánh",
    "Lan",
    "Linh",
    "Loan",
    "Long",
    "Mai",
    "Minh",
    "My",
    "Nam",
    "Nga",
    "Ngọc",
    "Nhung",
    "Oanh",
    "Phúc",
    "Phương",
    "Quang",
    "Quyên",
    "Quỳnh",
    "Sơn",
    "Tâm",
    "Thảo",
    "Thắng",
    "Thủy",
    "Thúy",
    "Toàn",
    "Trang",
    "Trung",
    "Tú",
    "Tuấn",
    "Uyên",
    "Vân",
    "Vinh",
    "Xuân",
    "Yến",
)


@dataclass(frozen=True)
class Size:
    """How many of each there are; every fifth organisation is a cell of its own."""

    blocs: int
    organisations: int
    cells: int
    members: int

    def times(self, factor: int) -> Size:
        """A world so many times as large."""
        return Size(self.blocs * factor, self.organisations * factor, self.cells * factor, self.members * factor)


CLUSTER = Size(blocs=8, organisations=652, cells=2_950, members=38_716)
SIZES = {
    "cluster": CLUSTER,
    "ten": CLUSTER.times(10),
    "nation": Size(blocs=700, organisations=52_000, cells=250_000, members=5_600_000),
}


@dataclass(frozen=True)
class Enrolled:
    """A member on the roll of a cell; ``official_on`` is None for who is on probation."""

    person: int
    cell: int
    admitted_on: date
    official_on: date | None


def build(
    actor: Actor,
    size: Size,
    *,
    seed: int = 2023,
    half_year: bool = False,
    say: Callable[[str], None] = lambda line: None,
) -> Unit:
    """The world stands from 2020 on; answers its top, a cluster.

    With its dossiers of admission and its transfers; where ``half_year`` is asked for, with what its cells did in the
    first half of 2023 too: eight meetings each, and the study of a resolution by every member.
    """
    with writing(actor, "units.establish", unit=None, on=STANDS_FROM):
        top = found(Founding(Kind.CLUSTER, f"Cụm {size.members} đảng viên"), parent=None, on=STANDS_FROM)
    serial = 0
    for number in range(size.blocs):
        chance = random.Random(f"{seed}-{number}")
        with writing(actor, "units.establish", unit=top, on=STANDS_FROM):
            bloc, cells = _found_bloc(
                top, number, _part(size.organisations, size.blocs, number), _part(size.cells, size.blocs, number)
            )
        members = _part(size.members, size.blocs, number)
        enrolled: list[Enrolled] = []
        with writing(actor, "members.record", unit=top, on=AS_OF):
            for start in range(0, members, BATCH):
                count = min(BATCH, members - start)
                enrolled += _enrol(chance, cells, serial, count)
                serial += count
        _open_dossiers(actor, bloc, cells, enrolled)
        if half_year:
            _meet(actor, bloc, cells)
            _study(actor, bloc, cells, enrolled)
        say(f"{number + 1}/{size.blocs}: {serial}")
    return top


def _part(whole: int, parts: int, number: int) -> int:
    """The share of that part when the whole is dealt out evenly."""
    return whole * (number + 1) // parts - whole * number // parts


def _found_bloc(top: Unit, number: int, organisations: int, cells: int) -> tuple[Unit, list[int]]:
    """A bloc and all below it stand; answers it and the ids of its cells, those of a cell of its own included."""
    bloc = found(
        Founding(Kind.UPPER, f"Đảng bộ Khối số {number + 1}", f"Khối {number + 1}"), parent=top, on=STANDS_FROM
    )
    foundings: list[tuple[Founding, Unit | int | None]] = []
    parties, meeting = [], []
    for order in range(organisations):
        alone = order % 5 == 4
        kind, word = (Kind.GRASSROOTS_CELL, "Chi bộ") if alone else (Kind.GRASSROOTS_PARTY_ORG, "Đảng bộ")
        (meeting if alone else parties).append(len(foundings))
        foundings.append(
            (Founding(kind, f"{word} Cơ quan {number + 1}.{order + 1}", f"Cơ quan {number + 1}.{order + 1}"), bloc)
        )
    for order in range(max(cells - len(meeting), len(parties))):
        meeting.append(len(foundings))
        foundings.append((Founding(Kind.CELL, f"Chi bộ Phòng {order + 1}"), parties[order % len(parties)]))
    made = found_many(foundings, on=STANDS_FROM)
    return bloc, [made[at].pk for at in meeting]


def _enrol(chance: random.Random, cells: list[int], serial: int, count: int) -> list[Enrolled]:
    """So many members stand on the rolls of these cells, one in sixteen of them probationary."""
    people, spells, enrolled = [], [], []
    for at, key in enumerate(new_ids(Person, count)):
        number, cell = serial + at + 1, cells[at % len(cells)]
        name, name_key, name_fold = _name(
            chance.randrange(len(FAMILY)), chance.randrange(len(MIDDLE)), chance.randrange(len(GIVEN))
        )
        born_on = date(1955, 1, 1) + timedelta(days=chance.randrange(365 * 44))
        probationary = chance.randrange(16) == 0
        official_on = None if probationary else born_on.replace(day=1, year=born_on.year + 23)
        admitted_on = (
            AS_OF - timedelta(days=chance.randrange(1, 360))
            if official_on is None
            else official_on.replace(year=official_on.year - 1)
        )
        enrolled.append(Enrolled(key, cell, admitted_on, official_on))
        people.append(
            (key, cell, name, name_key, name_fold, born_on, chance.choice("FM"), admitted_on, official_on,
             f"{number:08}" if official_on else "", f"0{number:011}", f"0{number % 10**9:09}", 1, "", "", "", "", "")
        )  # fmt: skip
        if official_on is None:
            spells.append((key, cell, Membership.Grade.PROBATIONARY, DateRange(admitted_on, None), ""))
        else:
            spells.append((key, cell, Membership.Grade.PROBATIONARY, DateRange(admitted_on, official_on), "confirmed"))
            spells.append((key, cell, Membership.Grade.OFFICIAL, DateRange(official_on, None), ""))
    copy_rows(Person, PERSON, people)
    copy_rows(Membership, ("id", "person_id", "unit_id", "grade", "valid", "ended_by"), _with_ids(spells))
    return enrolled


def _open_dossiers(actor: Actor, bloc: Unit, cells: list[int], enrolled: list[Enrolled]) -> None:
    """Every probationary member has a dossier of admission; one member in forty came from the next cell, one in 400 is on the way."""
    with writing(actor, "admissions.admit", unit=bloc, on=AS_OF):
        copy_in(
            [
                Admission(unit_id=member.cell, person_id=member.person, state="probationary", opened_on=member.admitted_on - timedelta(days=90),
                          decision=f"{member.person}-QĐ/ĐU", decided_on=member.admitted_on - timedelta(days=20), admitted_on=member.admitted_on)
                for member in enrolled if member.official_on is None
            ]
        )  # fmt: skip
    beside = dict(zip(cells, [*cells[1:], cells[0]], strict=True))
    with writing(actor, "transfers.send", unit=bloc, on=AS_OF):
        copy_in(
            [
                Transfer(person_id=member.person, unit_id=beside[member.cell] if came else member.cell,
                         receiver_id=member.cell if came else beside[member.cell], kind="official",
                         state="received" if came else "in_transit", number=f"{member.person}-GT", issued_on=AS_OF - timedelta(days=30),
                         received_on=AS_OF - timedelta(days=at % 150) if came else None)
                for at, member in enumerate(enrolled)
                for came in [at % 400 != 0]
                if at % 40 == 0 and member.official_on is not None
            ]
        )  # fmt: skip


def _meet(actor: Actor, bloc: Unit, cells: list[int]) -> None:
    """Each cell met every month of the half-year, and twice more on a theme."""
    days = [(date(2023, month, 3), "regular") for month in range(1, 7)]
    days += [(date(2023, 3, 18), "thematic"), (date(2023, 6, 18), "thematic")]
    with writing(actor, "meetings.close", unit=bloc, on=AS_OF):
        copy_in(
            [
                Meeting(
                    unit_id=cell, kind=kind, state="closed", held_on=day, closed_on=day, read_back=True, theme="Học tập"
                )
                for cell in cells
                for day, kind in days
            ]
        )


def _study(actor: Actor, bloc: Unit, cells: list[int], enrolled: list[Enrolled]) -> None:
    """Every member had to study one resolution, each cell held a session on it, and 97 of a hundred came."""
    with writing(actor, "study.plan", unit=bloc, on=AS_OF):
        document = Document.objects.get_or_create(
            issuer="Cụm", number="01-NQ/C", issued_on=STANDS_FROM, title="Nghị quyết để đo lường"
        )[0]
        plan = Plan.objects.create(
            unit=bloc, document=document, audience="members", from_on=date(2023, 2, 1), until_on=date(2023, 6, 15),
            half=date(2023, 1, 1), counted_on=date(2023, 2, 1),
        )  # fmt: skip
        held = {
            cell: Session(plan=plan, unit_id=cell, held_on=date(2023, 3, 18), form=Session.Form.CELL_MEETING)
            for cell in cells
        }
        copy_in(list(held.values()))
        duties = [
            Duty(document=document, plan=plan, person_id=member.person, unit_id=member.cell, half=plan.half)
            for member in enrolled
        ]
        copy_in(duties)
        copy_in(
            [
                Attendance(session=held[duty.unit_id], duty=duty, status="present" if at % 33 else "excused")
                for at, duty in enumerate(duties)
            ]
        )


PERSON = (
    "id", "unit_id", "name", "name_key", "name_fold", "born_on", "sex", "admitted_on", "official_on", "card_number",
    "identity_number", "phone", "version", "ethnicity", "native_place", "schooling", "qualification", "political_theory",
)  # fmt: skip


def _with_ids(spells: list[tuple[int, int, str, DateRange, str]]) -> Iterator[tuple[object, ...]]:
    for key, spell in zip(new_ids(Membership, len(spells)), spells, strict=True):
        yield key, *spell


@cache
def _name(family: int, middle: int, given: int) -> tuple[str, str, str]:
    name = f"{FAMILY[family]} {MIDDLE[middle]} {GIVEN[given]}"
    return name, sort_key(name), fold(name)
