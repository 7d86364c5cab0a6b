"""A register taken in as one act: organisations, people, memberships, exemptions and posts that its rows name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from giaoban.areas.members.register_file import PERSON_FIELDS, MemberRow, RowFinding
from giaoban.areas.members.taking_in import ImportPlan, changes_of, plan
from giaoban.core.refusal import refuse_if
from giaoban.ground.access.policy import Actor
from giaoban.ground.access.second_lock import seen_by
from giaoban.ground.copying import copy_in
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.people.models import Exemption, Membership, Person, Position
from giaoban.ground.undoing import rehearsed
from giaoban.ground.units.models import GRASSROOTS, Kind, PlaceSpell, Unit
from giaoban.ground.units.queries import kind_of
from giaoban.ground.units.spells import Founding, found_many, hold_tree
from giaoban.ground.writing import writing

PER_CELL = ("cell", "cell_committee")
"""Bodies of a cell; the others are bodies of the grassroots organisation."""

Progress = Callable[[str, int], None]
"""Told what is being done and how much of the whole is done, in per cent."""


@dataclass
class Imported:
    """What taking in a register did."""

    entry: Entry | None = None  # None when the file says nothing new
    added: int = 0
    fuller: int = 0
    unchanged: int = 0
    organisations: int = 0
    cells: int = 0
    findings: list[RowFinding] = field(default_factory=list)


def import_register(
    *,
    actor: Actor,
    unit: Unit,
    rows: Sequence[MemberRow],
    on: date,
    accepted: Collection[int] = (),
    standing_from: date | None = None,
    file: str = "",
    progress: Progress = lambda stage, done: None,
) -> Imported:
    """The rows are in the register as of that day, as one act; rows that contradict what is known are left out.

    Grassroots organisations and cells that the rows name and the tree does not have are established, memberships run
    from the days of admission and of official membership. A register does not say since when organisations stand and
    posts are held: they are recorded from ``standing_from``, the first day of the register's year where none is given.
    Rows of people who are known already and say nothing new change nothing; when no row does, nothing is written.
    Refused when the unit does not stand on that day or cannot have grassroots organisations below it.
    """
    refuse_if(why_not_into(unit, on))
    if not rows:
        return Imported()
    done = Imported()
    try:
        with writing(
            actor, "members.import_register", unit=unit, on=on, detail={"file": file, "rows": len(rows)}
        ) as entry:
            hold_tree()
            progress("Đối chiếu với dữ liệu đã có", 10)
            planned = plan(rows, unit=unit, on=on, accepted=accepted)
            done.findings, done.unchanged = planned.findings, len(planned.unchanged)
            done.added, done.fuller = len(planned.new), len(planned.fuller)
            if not planned.new and not planned.fuller:
                raise _NothingNew
            since = _standing_from(unit, on, standing_from)
            progress("Lập tổ chức đảng", 25)
            done.organisations, done.cells = _establish(planned, unit, since)
            progress("Ghi đảng viên", 40)
            with seen_by(actor, on=today()):  # the units just established are in the actor's sight from here on
                _add_people(planned, since)
                progress("Bổ sung hồ sơ", 90)
                _fill(planned, on)
            done.entry = entry
    except _NothingNew:
        pass
    progress("Xong", 100)
    return done


class _NothingNew(Exception):
    """The file says nothing that is not known; no entry is left in the journal."""


def preview_import(
    *,
    actor: Actor,
    unit: Unit,
    rows: Sequence[MemberRow],
    on: date,
    accepted: Collection[int] = (),
    progress: Progress = lambda stage, done: None,
) -> Imported:
    """What `import_register` does with these rows, found by doing it and taking it back."""
    return rehearsed(
        lambda: None,
        lambda: import_register(actor=actor, unit=unit, rows=rows, on=on, accepted=accepted, progress=progress),
    )


def why_not_into(unit: Unit, on: date) -> list[str]:
    """Why no register of that day can be taken in under the unit."""
    kind = kind_of(unit, on=on)
    if kind in (Kind.UPPER, Kind.PROVINCE, *GRASSROOTS):
        return []
    if kind is not None:
        return [f"{Kind(kind).label} không có tổ chức cơ sở đảng trực thuộc để nạp danh sách đảng viên."]
    first = PlaceSpell.objects.filter(unit=unit).order_by("valid").first()
    since = first.valid.lower if first else None
    if since is None or since <= on:
        return [f"Tổ chức này không tồn tại vào ngày {on:%d/%m/%Y}."]
    return [
        f"Tổ chức này không tồn tại vào ngày {on:%d/%m/%Y}, ngày của danh sách: ở đây tổ chức được lập từ {since:%d/%m/%Y}. "
        "Hãy sửa ngày của danh sách, hoặc nhờ người quản trị sửa ngày lập của tổ chức rồi nạp lại."
    ]


def _standing_from(unit: Unit, on: date, asked: date | None) -> date:
    spell = PlaceSpell.objects.get(unit=unit, valid__contains=on)
    since = min(asked or date(on.year, 1, 1), on)
    return max(since, spell.valid.lower or since)


def _establish(planned: ImportPlan, unit: Unit, since: date) -> tuple[int, int]:
    """The organisations and cells of the rows stand; answers how many of each are new."""
    wanted = {row.place for row in planned.new}
    new: list[tuple[Founding, Unit | int | None]] = []
    organisations: dict[str, int] = {}
    parents = Unit.objects.in_bulk(
        {place.organisation_id for key, place in planned.places.items() if key in wanted and place.organisation_id}
    )
    waiting: list[tuple[tuple[str, str], int]] = []
    cells = 0
    for key, place in planned.places.items():
        if key not in wanted or place.cell_id is not None:
            continue
        above: Unit | int
        if place.organisation_id is None:
            if key[0] not in organisations:
                alone = key[0] == key[1]
                organisations[key[0]] = len(new)
                new.append((_organisation(place.organisation, alone=alone, order=len(organisations)), unit))
            above = organisations[key[0]]
            if key[0] == key[1]:
                waiting.append((key, organisations[key[0]]))
                continue
        else:
            above = parents[place.organisation_id]
        cells += 1
        waiting.append((key, len(new)))
        new.append((Founding(Kind.CELL, place.cell, _short(place.cell), committee=place.cell, order=cells), above))
    made = found_many(new, on=since)
    for name, at in organisations.items():
        for key, place in planned.places.items():
            if key[0] == name:
                place.organisation_id = made[at].pk
    for key, at in waiting:
        planned.places[key].cell_id = made[at].pk
    return len(organisations), cells


def _organisation(name: str, *, alone: bool, order: int) -> Founding:
    kind = Kind.GRASSROOTS_CELL if alone else Kind.GRASSROOTS_PARTY_ORG
    short = _short(name)
    committee = name if alone else f"Đảng ủy {short}"
    return Founding(kind, name, short, committee=committee, order=order)


def _short(name: str) -> str:
    """The name without the words that every organisation begins with."""
    for start in ("Đảng bộ ", "Chi bộ ", "Đảng ủy "):
        if name.startswith(start) and len(name) > len(start) + 2:
            rest = name[len(start) :]
            return rest[:1].upper() + rest[1:]
    return name


def _add_people(planned: ImportPlan, since: date) -> None:
    people = [new_person(row, planned.place_of(row).cell_id) for row in planned.new]
    copy_in(people)
    memberships, exemptions, positions = [], [], []
    for row, person in zip(planned.new, people, strict=True):
        memberships += first_memberships(row, person)
        if row.exempt:
            exemptions.append(Exemption(person=person, unit_id=person.unit_id, valid=DateRange(since, None)))
        positions += [_position(planned, row, person, body, post, since) for body, post in row.posts]
    copy_in(memberships)
    copy_in(exemptions)
    copy_in(positions)


def new_person(row: MemberRow, cell_id: int | None) -> Person:
    assert cell_id is not None
    person = Person(unit_id=cell_id, **{name: getattr(row, name) for name in PERSON_FIELDS})
    person.key_name()
    return person


def first_memberships(row: MemberRow, person: Person) -> list[Membership]:
    """Probationary from admission to the official day, official from then on."""
    assert row.admitted_on is not None
    official_on = (row.official_on or row.admitted_on) if row.grade == Membership.Grade.OFFICIAL else None
    spells = []
    if official_on is None or official_on > row.admitted_on:
        spells.append(
            Membership(
                person=person,
                unit_id=person.unit_id,
                grade=Membership.Grade.PROBATIONARY,
                valid=DateRange(row.admitted_on, official_on),
                ended_by=Membership.End.CONFIRMED if official_on else "",
            )
        )
    if official_on is not None:
        spells.append(
            Membership(
                person=person,
                unit_id=person.unit_id,
                grade=Membership.Grade.OFFICIAL,
                valid=DateRange(official_on, None),
            )
        )
    return spells


def _position(planned: ImportPlan, row: MemberRow, person: Person, body: str, post: str, since: date) -> Position:
    place = planned.place_of(row)
    unit_id = place.cell_id if body in PER_CELL else place.organisation_id
    assert unit_id is not None
    return Position(person=person, unit_id=unit_id, body=body, post=post, valid=DateRange(since, None))


def _fill(planned: ImportPlan, on: date) -> None:
    """Known people's records say what the file says beyond them."""
    if not planned.fuller:
        return
    assert planned.known is not None
    changed, exemptions, positions = [], [], []
    for row, person_id in planned.fuller:
        person = planned.known.people[person_id]
        if changes := changes_of(row, person):
            for name, value in changes.items():
                setattr(person, name, value)
            person.key_name()
            person.version += 1
            changed.append(person)
        if row.exempt and person_id not in planned.known.exempt:
            exemptions.append(Exemption(person=person, unit_id=person.unit_id, valid=DateRange(on, None)))
        positions += [
            _position(planned, row, person, body, post, on)
            for body, post in row.posts
            if (person_id, body, post) not in planned.known.posts
        ]
    Person.objects.bulk_update(changed, [*PERSON_FIELDS, "name_key", "name_fold", "version"], batch_size=500)
    copy_in(exemptions)
    copy_in(positions)
