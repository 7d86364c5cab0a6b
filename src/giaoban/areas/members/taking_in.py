"""What taking in a register would do with each row: new, known and unchanged, known with more said, or held back.

Reads only. One person is one row: a member is recognised by card number, by identity number, or by name and birthday.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from giaoban.areas.members.register_file import FIELDS, PERSON_FIELDS, MemberRow, RowFinding, shown
from giaoban.core.text import fold
from giaoban.ground.access.second_lock import whole_tree
from giaoban.ground.people.models import Exemption, Membership, Person, Position
from giaoban.ground.units.models import GRASSROOTS, Alias, Kind, KindSpell, NameSpell, PlaceSpell, Unit
from giaoban.ground.units.queries import ids_under, kind_of, named, names_of

WHERE = "Trong cơ sở dữ liệu"


@dataclass
class RowPlace:
    """Where a row puts a member: units that stand already, or names of units to be established."""

    organisation: str
    cell: str
    organisation_id: int | None = None
    cell_id: int | None = None


@dataclass
class ImportPlan:
    """What would be done; ``new`` and ``fuller`` are written, ``unchanged`` and ``findings`` are not."""

    new: list[MemberRow] = field(default_factory=list)
    fuller: list[tuple[MemberRow, int]] = field(default_factory=list)  # row and the person's id
    unchanged: list[MemberRow] = field(default_factory=list)
    findings: list[RowFinding] = field(default_factory=list)
    places: dict[tuple[str, str], RowPlace] = field(default_factory=dict)
    known: Known | None = None

    def place_of(self, row: MemberRow) -> RowPlace:
        """Where that row's member belongs."""
        return self.places[row.place]


@dataclass
class Known:
    """The people whom the rows may speak of, as the database has them on the day."""

    people: dict[int, Person] = field(default_factory=dict)
    own: set[int] = field(default_factory=set)  # ids of the people kept under the unit
    cards: dict[str, int] = field(default_factory=dict)
    identities: dict[str, int] = field(default_factory=dict)
    names: dict[tuple[str, date | None], list[int]] = field(default_factory=dict)
    memberships: dict[int, tuple[int, str]] = field(default_factory=dict)  # person -> unit, grade
    exempt: set[int] = field(default_factory=set)
    posts: set[tuple[int, str, str]] = field(default_factory=set)  # person, body, post


def plan(rows: Sequence[MemberRow], *, unit: Unit, on: date, accepted: Collection[int] = ()) -> ImportPlan:
    """What taking in these rows under the unit as of that day would do; ``accepted`` doubts are not doubted again."""
    made = ImportPlan(places=_places(rows, unit, on))
    made.known = on_record = _known(rows, unit, on)
    cell_names = names_of({cell for cell, _grade in on_record.memberships.values()}, on=on)
    taken: set[int] = set()
    for row in rows:
        person_id, findings = _recognised(row, made, on_record, cell_names)
        if person_id is not None and person_id in taken:
            findings.append(_finding(row, "name", "Một dòng khác trong tệp đã là chính người này.", True))
        findings += _differing(row, person_id, on_record) if person_id is not None else []
        if person_id is not None and not any(finding.refused for finding in findings):
            taken.add(person_id)
        made.findings += findings
        if any(finding.refused for finding in findings) or (findings and row.row not in accepted):
            continue
        if person_id is None:
            made.new.append(row)
        elif says_more(row, on_record.people[person_id], on_record):
            made.fuller.append((row, person_id))
        else:
            made.unchanged.append(row)
    return made


def changes_of(row: MemberRow, person: Person) -> dict[str, Any]:
    """The fields in which the row says something that the record does not."""
    return {
        name: value
        for name in PERSON_FIELDS
        if (value := getattr(row, name)) not in ("", None) and value != getattr(person, name)
    }


def says_more(row: MemberRow, person: Person, on_record: Known) -> bool:
    """Whether the row adds anything to what is known of the person."""
    return (
        bool(changes_of(row, person))
        or (row.exempt and person.pk not in on_record.exempt)
        or any((person.pk, *post) not in on_record.posts for post in row.posts)
    )


def _finding(row: MemberRow, name: str, reason: str, refused: bool = False) -> RowFinding:
    return RowFinding(row.row, name, FIELDS[name].label, shown(getattr(row, name, "")), reason, refused)


def _recognised(
    row: MemberRow, made: ImportPlan, on_record: Known, cell_names: dict[int, str]
) -> tuple[int | None, list[RowFinding]]:
    """The person whom the row speaks of, or None for somebody new; and what speaks against taking the row in."""
    by_card = on_record.cards.get(row.card_number) if row.card_number else None
    by_identity = on_record.identities.get(row.identity_number) if row.identity_number else None
    if by_card and by_identity and by_card != by_identity:
        return None, [
            _finding(row, "card_number", f"{WHERE}, số thẻ và số căn cước này là của hai người khác nhau.", True)
        ]
    cell_id = made.place_of(row).cell_id
    person_id = by_identity or by_card
    if person_id is None:
        person_id, doubts = _by_name(row, on_record, cell_id, cell_names)
        if person_id is None:
            return None, doubts
    if person_id not in on_record.own:
        column = "card_number" if by_card else "identity_number"
        return person_id, [_finding(row, column, f"{WHERE}, số này đang ghi ở một tổ chức đảng khác.", True)]
    number = "số thẻ" if by_card else "số căn cước"
    return person_id, _against(row, on_record, person_id, number=number, cell_id=cell_id, cell_names=cell_names)


def _by_name(
    row: MemberRow, on_record: Known, cell_id: int | None, cell_names: dict[int, str]
) -> tuple[int | None, list[RowFinding]]:
    """Who bears the row's name and birthday in its own cell; one who bears them elsewhere is a doubt."""
    for candidate in on_record.names.get(row.same_person, ()):
        person = on_record.people[candidate]
        if _of_two_people(row, person):
            continue
        here = cell_id is not None and on_record.memberships.get(candidate, (None, ""))[0] == cell_id
        if here and person.name.casefold() == row.name.casefold():
            return candidate, []
        where = cell_names.get(on_record.memberships.get(candidate, (0, ""))[0], "")
        stands = f"đang ở {where}" if where else "không còn trong danh sách"
        return None, [
            _finding(row, "name", f"{WHERE} đã có người cùng họ tên, ngày sinh, {stands}; có thể là một người.")
        ]
    return None, []


def _against(
    row: MemberRow, on_record: Known, person_id: int, *, number: str, cell_id: int | None, cell_names: dict[int, str]
) -> list[RowFinding]:
    """What the register says of the known person that the row cannot be taken in with."""
    person, membership = on_record.people[person_id], on_record.memberships.get(person_id)
    if person.name_fold != row.name_fold and row.born_on not in (person.born_on, None):
        return [_finding(row, "name", f"{WHERE}, {number} này là của {person.name}.", True)]
    if membership is None:
        return [_finding(row, "name", f"{WHERE}, người này không còn là đảng viên vào ngày lập danh sách.", True)]
    cell, grade = membership
    if cell != cell_id:
        where = cell_names.get(cell, "chi bộ khác")
        reason = f"{WHERE}, đảng viên đang ở {where}; chuyển sinh hoạt được ghi ở phần Chuyển sinh hoạt đảng."
        return [_finding(row, "cell", reason, True)]
    if row.grade != grade:
        standing = Membership.Grade(grade).label.lower()
        reason = f"{WHERE}, đảng viên đang là {standing}; việc công nhận được ghi ở phần Kết nạp đảng viên."
        return [_finding(row, "grade", reason, True)]
    return []


def _of_two_people(row: MemberRow, person: Person) -> bool:
    return bool(
        (row.identity_number and person.identity_number and row.identity_number != person.identity_number)
        or (row.card_number and person.card_number and row.card_number != person.card_number)
    )


def _differing(row: MemberRow, person_id: int, on_record: Known) -> list[RowFinding]:
    """A doubt for each field in which the row contradicts the record."""
    person = on_record.people[person_id]
    doubts = []
    for name in changes_of(row, person):
        old = getattr(person, name)
        if old in ("", None) or (isinstance(old, str) and fold(old) == fold(str(getattr(row, name)))):
            continue
        label = f"{old:%d/%m/%Y}" if isinstance(old, date) else dict(Person.Sex.choices).get(old, old)
        doubts.append(_finding(row, name, f"{WHERE} đang ghi “{label}”."))
    return doubts


def _known(rows: Sequence[MemberRow], unit: Unit, on: date) -> Known:
    on_record = Known()
    below = ids_under(unit, on=on)
    own = list(Person.objects.filter(unit__in=below))
    cards = {row.card_number for row in rows if row.card_number}
    identities = {row.identity_number for row in rows if row.identity_number}
    with transaction.atomic(), whole_tree():  # whether a number is taken anywhere; nothing else of its owner is used
        numbers = Q(card_number__in=cards) | Q(identity_number__in=identities)
        others = list(Person.objects.filter(numbers).exclude(unit__in=below))
    on_record.own = {person.pk for person in own}
    for person in [*own, *others]:
        on_record.people[person.pk] = person
        if person.card_number:
            on_record.cards[person.card_number] = person.pk
        if person.identity_number:
            on_record.identities[person.identity_number] = person.pk
        if person.pk in on_record.own:
            on_record.names.setdefault((person.name_fold, person.born_on), []).append(person.pk)
    if on_record.own:
        people = Membership.objects.filter(person__unit__in=below, valid__contains=on)
        on_record.memberships = {
            person: (cell, grade) for person, cell, grade in people.values_list("person", "unit", "grade")
        }
        on_record.exempt = set(
            Exemption.objects.filter(person__unit__in=below, valid__contains=on).values_list("person", flat=True)
        )
        on_record.posts = set(
            Position.objects.filter(person__unit__in=below, valid__contains=on).values_list("person", "body", "post")
        )
    return on_record


# -- units ------------------------------------------------------------------------------------------------------------


def _places(rows: Iterable[MemberRow], unit: Unit, on: date) -> dict[tuple[str, str], RowPlace]:
    """Where each pair of names leads: units that stand under the unit on that day, or new ones."""
    by_parent = _children_by_name(unit, on)
    grassroots = kind_of(unit, on=on) in GRASSROOTS
    places: dict[tuple[str, str], RowPlace] = {}
    for row in rows:
        key = row.place
        if key in places:
            continue
        place = places[key] = RowPlace(row.organisation, row.cell)
        place.organisation_id = unit.pk if grassroots else _called(by_parent, unit.pk, key[0])
        if place.organisation_id is not None:
            alone = kind_of(place.organisation_id, on=on) == Kind.GRASSROOTS_CELL
            place.cell_id = place.organisation_id if alone else _called(by_parent, place.organisation_id, key[1])
    return places


KIND_WORDS = ("dang bo", "chi bo", "dang bo co so", "chi bo co so", "dang bo bo phan")
"""How names begin where the kind is said; offices say it in one list and not in another."""


def _called(by_parent: Mapping[tuple[int, str], int], parent: int, name: str) -> int | None:
    """The unit of that name below the parent: exactly, else the only one that is the same but for a kind that one of both leaves out."""
    if (exact := by_parent.get((parent, name))) is not None:
        return exact
    words = [word for word in KIND_WORDS if name.startswith(f"{word} ")]
    others = [name.removeprefix(f"{max(words, key=len)} ")] if words else [f"{word} {name}" for word in KIND_WORDS]
    fitting = {by_parent[parent, other] for other in others if (parent, other) in by_parent}
    return fitting.pop() if len(fitting) == 1 else None


def _children_by_name(unit: Unit, on: date) -> dict[tuple[int, str], int]:
    """The units below, by the unit above and any name or alias, accents and case aside."""
    above = dict(
        PlaceSpell.objects.filter(unit__in=ids_under(unit, on=on), valid__contains=on).values_list("unit", "parent")
    )
    children: dict[tuple[int, str], int] = {}
    for key, name in Alias.objects.filter(unit__in=above).values_list("unit", "fold"):
        children[(above[key], name)] = key
    for key, name in NameSpell.objects.filter(unit__in=above, valid__contains=on).values_list("unit", "name_fold"):
        children[(above[key], name)] = key
    return children


def unit_called(text: str, *, on: date) -> list[Unit]:
    """The units of that day which this text names: by name, alias or short name, or the bloc of a province by its place."""
    if by_name := named(text, on=on):
        return by_name
    key = fold(text)
    standing = NameSpell.objects.filter(valid__contains=on, unit__places__valid__contains=on)
    ids = [unit for unit, short in standing.values_list("unit", "short_name") if fold(short) == key]
    if not ids:
        blocs = KindSpell.objects.filter(kind=Kind.UPPER, valid__contains=on).values("unit")
        ids = [
            unit for unit, place in standing.filter(unit__in=blocs).values_list("unit", "place") if fold(place) == key
        ]
    return list(Unit.objects.filter(pk__in=ids))
