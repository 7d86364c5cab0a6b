"""The acts on the register of members: a file taken in as one act, and the acts on one member's record."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from giaoban.areas.members.queries import limits_on
from giaoban.areas.members.register_file import FIELDS, PERSON_FIELDS, Finding, MemberRow
from giaoban.areas.members.rules import (
    doubts_of_dates,
    doubts_of_numbers,
    why_not_correct,
    why_not_end,
    why_not_merge,
)
from giaoban.areas.members.taking_in import Plan, changes_of, plan
from giaoban.core.masking import MASKED, masked
from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.text import respell, squeeze
from giaoban.ground.access.models import Account
from giaoban.ground.access.policy import Actor, may
from giaoban.ground.access.second_lock import seen_by, whole_tree
from giaoban.ground.copying import copy_in
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.journal.reading import looked
from giaoban.ground.people.models import Exemption, Membership, Person, Position, Stay
from giaoban.ground.people.queries import is_exempt, members_on, membership_of
from giaoban.ground.people.spells import end_all, end_spell, touch
from giaoban.ground.undoing import rehearsed
from giaoban.ground.units.models import GRASSROOTS, MEETS, Kind, PlaceSpell, Unit
from giaoban.ground.units.queries import kind_of, parent_of
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
    findings: list[Finding] = field(default_factory=list)


def import_register(
    *,
    actor: Actor,
    unit: Unit,
    rows: Sequence[MemberRow],
    on: date,
    accepted: Collection[int] = (),
    standing_from: date | None = None,
    file: str = "",
    progress: Progress = lambda said, done: None,
) -> Imported:
    """The rows are in the register as of that day, as one act; rows that contradict what is known are left out.

    Grassroots organisations and cells that the rows name and the tree does not have are established, memberships run
    from the days of admission and of official membership. A register does not say since when organisations stand and
    posts are held: they are recorded from ``standing_from``, the first day of the register's year where none is given.
    Rows of people who are known already and say nothing new change nothing; when no row does, nothing is written.
    Refused when the unit does not stand on that day or cannot have grassroots organisations below it.
    """
    kind = kind_of(unit, on=on)
    refuse_if([] if kind in (Kind.UPPER, Kind.PROVINCE, *GRASSROOTS) else [_cannot_hold(kind, on)])
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
    progress: Progress = lambda said, done: None,
) -> Imported:
    """What `import_register` does with these rows, found by doing it and taking it back."""
    return rehearsed(
        lambda: None,
        lambda: import_register(actor=actor, unit=unit, rows=rows, on=on, accepted=accepted, progress=progress),
    )


def _cannot_hold(kind: str | None, on: date) -> str:
    if kind is None:
        return f"Tổ chức này không tồn tại vào ngày {on:%d/%m/%Y}."
    return f"{Kind(kind).label} không có tổ chức cơ sở đảng trực thuộc để nạp danh sách đảng viên."


def _standing_from(unit: Unit, on: date, asked: date | None) -> date:
    spell = PlaceSpell.objects.get(unit=unit, valid__contains=on)
    since = min(asked or date(on.year, 1, 1), on)
    return max(since, spell.valid.lower or since)


def _establish(planned: Plan, unit: Unit, since: date) -> tuple[int, int]:
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


def _add_people(planned: Plan, since: date) -> None:
    people = [_person(row, planned.place_of(row).cell_id) for row in planned.new]
    copy_in(people)
    memberships, exemptions, positions = [], [], []
    for row, person in zip(planned.new, people, strict=True):
        memberships += _memberships(row, person)
        if row.exempt:
            exemptions.append(Exemption(person=person, unit_id=person.unit_id, valid=DateRange(since, None)))
        positions += [_position(planned, row, person, body, post, since) for body, post in row.posts]
    copy_in(memberships)
    copy_in(exemptions)
    copy_in(positions)


def _person(row: MemberRow, cell_id: int | None) -> Person:
    assert cell_id is not None
    person = Person(unit_id=cell_id, **{name: getattr(row, name) for name in PERSON_FIELDS})
    person.key_name()
    return person


def _memberships(row: MemberRow, person: Person) -> list[Membership]:
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


def _position(planned: Plan, row: MemberRow, person: Person, body: str, post: str, since: date) -> Position:
    place = planned.place_of(row)
    unit_id = place.cell_id if body in PER_CELL else place.organisation_id
    assert unit_id is not None
    return Position(person=person, unit_id=unit_id, body=body, post=post, valid=DateRange(since, None))


def _fill(planned: Plan, on: date) -> None:
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


# -- one member's record ----------------------------------------------------------------------------------------------

DATES = ("admitted_on", "official_on")


def record(
    *,
    actor: Actor,
    unit: Unit,
    name: str,
    born_on: date,
    sex: str,
    grade: str,
    admitted_on: date,
    on: date,
    official_on: date | None = None,
    card_number: str = "",
    identity_number: str = "",
    phone: str = "",
) -> Person:
    """A member who was missing is on the roll of the cell, from the day of admission, as of ``on``.

    Refused when somebody with the same card or identity number is on record, or a member of the same name and birthday
    in the same cell, or when the days cannot be.
    """
    row = MemberRow(0, name=squeeze(respell(name)), born_on=born_on, sex=sex, grade=grade, admitted_on=admitted_on)
    row.official_on, row.card_number, row.identity_number = official_on, card_number.strip(), identity_number.strip()
    row.phone = phone.strip()
    same = members_on(on, units=[unit.pk]).filter(person__name__iexact=row.name, person__born_on=born_on)
    refuse_if(
        ([] if kind_of(unit, on=on) in MEETS else ["Đảng viên sinh hoạt ở chi bộ; hãy chọn một chi bộ."])
        + _why_not_said(row, on, grade)
        + _why_on_record(row, None)
        + ([f"Chi bộ đã có đảng viên {row.name} sinh ngày {born_on:%d/%m/%Y}."] if same.exists() else [])
    )
    with writing(actor, "members.record", unit=unit, on=on):
        person = _person(row, unit.pk)
        person.save()
        Membership.objects.bulk_create(_memberships(row, person))
        return person


def _why_not_said(row: MemberRow | Person, on: date, grade: str) -> list[str]:
    """Why these days and numbers cannot be kept at all; what is only odd is for the person to know."""
    found = doubts_of_dates(
        born_on=row.born_on,
        admitted_on=row.admitted_on,
        official_on=row.official_on,
        grade=grade,
        on=on,
        limits=limits_on(on),
    ) + doubts_of_numbers(card_number=row.card_number, identity_number=row.identity_number, phone=row.phone)
    return [doubt.reason for doubt in found if doubt.refused]


def _why_on_record(row: MemberRow | Person, own: int | None) -> list[str]:
    """Why a number cannot be this person's: it is another's."""
    reasons = []
    for name, label in (("card_number", "số thẻ đảng viên"), ("identity_number", "số căn cước")):
        number = getattr(row, name)
        with transaction.atomic(), whole_tree():
            taken = bool(number) and Person.objects.filter(**{name: number}).exclude(pk=own).exists()
        if taken:
            reasons.append(f"Đã có người khác mang {label} {number}.")
    return reasons


def correct(
    *, actor: Actor, record: Person, version: int | str, reason: str, on: date, **fields: date | str | None
) -> Person:
    """The record says what it should have said; memberships begin on the corrected days.

    ``version`` is that of the record when the corrector read it: when somebody corrected it in between, the refusal
    says both values of each field in which they differ.
    """
    return _correct("members.correct", actor, record, int(version), reason, on, fields)


def correct_identity(
    *, actor: Actor, record: Person, version: int | str, reason: str, on: date, identity_number: str, phone: str
) -> Person:
    """The identity number and phone of the record are these; as `correct`. A masked number is the one that is there."""
    if identity_number and identity_number == masked(record.identity_number):
        identity_number = record.identity_number
    fields = {"identity_number": identity_number, "phone": phone}
    return _correct("members.correct_identity", actor, record, int(version), reason, on, fields)


def read_identity(*, actor: Actor, record: Person, reason: str) -> str:
    """The whole identity number, after the journal says who read it and what for; nothing is shown without a reason."""
    refuse_if([] if reason.strip() else ["Cần ghi lý do xem số định danh cá nhân; lý do được ghi vào nhật ký."])
    refuse_if(
        []
        if may(actor, "members.read_identity", record.unit_id, on=today())
        else ["Đồng chí không có quyền xem số định danh cá nhân."]
    )
    looked(
        actor,
        "members.read_identity",
        unit=record.unit_id,
        people=[record.pk],
        reason=squeeze(reason),
        record=record.pk,
    )
    return record.identity_number


def _correct(
    act: str, actor: Actor, record: Person, version: int, reason: str, on: date, fields: Mapping[str, date | str | None]
) -> Person:
    refuse_if([] if set(fields) <= set(PERSON_FIELDS) else ["Hồ sơ không có mục này."])
    with writing(actor, act, unit=record.unit, on=on, reason=reason):
        person = Person.objects.select_for_update(of=("self",)).get(pk=record.pk)
        wanted = {name: _tidied(name, value) for name, value in fields.items()}
        changed = {name: value for name, value in wanted.items() if value != getattr(person, name)}
        if stale := why_not_correct(current=person.version, read=version):
            refuse_if(stale + [_both(person, name, value) for name, value in changed.items()])
        refuse_if([] if changed else ["Không có gì khác với hồ sơ đang có."])
        moved = [(getattr(person, name), changed[name]) for name in DATES if name in changed]
        for name, value in changed.items():
            setattr(person, name, value)
        membership = membership_of(person, on=on)
        refuse_if(
            ([] if person.name else ["Thiếu họ và tên."])
            + (_why_not_said(person, on, membership.grade) if membership else [])
            + _why_on_record(person, person.pk)
        )
        person.key_name()
        person.version += 1
        person.save()
        for old, new in moved:
            _move_starts(person, old, new)
        return person


def _tidied(name: str, value: date | str | None) -> date | str | None:
    if isinstance(value, str):
        value = squeeze(respell(value))
    return value or (None if name.endswith("_on") else "")


def _both(person: Person, name: str, value: object) -> str:
    def said(one: object) -> str:
        if name in MASKED:
            return masked(str(one)) or "trống"
        return f"{one:%d/%m/%Y}" if isinstance(one, date) else str(one or "trống")

    return f"{FIELDS[name].label}: hồ sơ đang ghi “{said(getattr(person, name))}”, đồng chí ghi “{said(value)}”."


def _move_starts(person: Person, old: object, new: object) -> None:
    """Spells of membership that began or ended on the old day do so on the new one; the one that shrinks goes first."""
    if not isinstance(old, date) or not isinstance(new, date):
        return
    spells = list(Membership.objects.filter(person=person))
    ending = [spell for spell in spells if spell.valid.upper == old]
    starting = [spell for spell in spells if spell.valid.lower == old]
    for spell in (*starting, *ending) if new > old else (*ending, *starting):
        lower, upper = (new, spell.valid.upper) if spell in starting else (spell.valid.lower, new)
        if upper is not None and lower >= upper:
            raise Refused(f"Ngày {new:%d/%m/%Y} không khớp với các giai đoạn sinh hoạt đảng đã ghi.")
        spell.valid = DateRange(lower, upper)
        spell.save()


def exempt(*, actor: Actor, record: Person, on: date) -> Exemption:
    """From that day the member is exempt from work and meetings, and still on the roll."""
    already = ["Đảng viên đang được miễn công tác và sinh hoạt."] if is_exempt(record, on=on) else []
    refuse_if(_why_no_member(record, on) + already)
    with writing(actor, "members.exempt", unit=record.unit, on=on):
        touch(record)
        return Exemption.objects.create(person=record, unit_id=record.unit_id, valid=DateRange(on, None))


def end_exemption(*, actor: Actor, record: Person, on: date) -> None:
    """From that day the member takes part in work and meetings again."""
    spell = Exemption.objects.filter(person=record, valid__contains=on).first()
    if spell is None:
        raise Refused("Đảng viên không ở diện miễn công tác và sinh hoạt vào ngày này.")
    refuse_if(why_not_end(began_on=spell.valid.lower, on=on, what="Diện miễn"))
    with writing(actor, "members.end_exemption", unit=record.unit, on=on):
        touch(record)
        end_spell(spell, on=on)


def remove_name(*, actor: Actor, record: Person, on: date, reason: str, decision: str = "") -> Person:
    """From that day the person is struck off the roll by decision (xóa tên): no punishment, no expulsion."""
    return _end("members.remove_name", actor, record, on, reason, decision, Membership.End.REMOVED)


def permit_leave(*, actor: Actor, record: Person, on: date, reason: str, decision: str = "") -> Person:
    """From that day the person has left the Party at their own wish (cho ra khỏi Đảng)."""
    return _end("members.permit_leave", actor, record, on, reason, decision, Membership.End.LEFT)


def record_death(*, actor: Actor, record: Person, on: date) -> Person:
    """The member died on that day and is counted no more from it on."""
    return _end("members.record_death", actor, record, on, "", "", Membership.End.DIED)


def _end(act: str, actor: Actor, person: Person, on: date, reason: str, decision: str, by: str) -> Person:
    membership = membership_of(person, on=on)
    began_on = membership.valid.lower if membership else None
    refuse_if(_why_no_member(person, on) + why_not_end(began_on=began_on, on=on, what="Sinh hoạt đảng"))
    with writing(actor, act, unit=person.unit, on=on, reason=reason, detail={"decision": decision} if decision else {}):
        touch(person)
        end_all(person, on=on, by=by)
        return person


def _why_no_member(person: Person, on: date) -> list[str]:
    return [] if membership_of(person, on=on) else [f"{person.name} không phải là đảng viên vào ngày {on:%d/%m/%Y}."]


def hold_post(*, actor: Actor, record: Person, body: str, post: str, on: date, decision: str = "") -> Position:
    """From that day the member holds that post: in the cell, or in the organisation above it for that one's bodies."""
    unit: Unit | None = record.unit
    if body not in PER_CELL and kind_of(record.unit, on=on) != Kind.GRASSROOTS_CELL:
        unit = parent_of(record.unit, on=on)
    if unit is None:
        raise Refused("Chi bộ này không trực thuộc tổ chức nào vào ngày này.")
    held = Position.objects.filter(person=record, unit=unit, body=body, post=post, valid__contains=on)
    refuse_if(_why_no_member(record, on) + (["Đảng viên đang giữ chức vụ này."] if held.exists() else []))
    with writing(actor, "members.hold_post", unit=unit, on=on):
        touch(record)
        return Position.objects.create(
            person=record, unit=unit, body=body, post=post, decision=decision, valid=DateRange(on, None)
        )


def leave_post(*, actor: Actor, record: Person, position: Position, on: date) -> None:
    """From that day the member no longer holds that post."""
    refuse_if(
        why_not_end(began_on=position.valid.lower, on=on, what="Chức vụ")
        + ([] if position.person_id == record.pk else ["Chức vụ này không phải của đảng viên này."])
    )
    with writing(actor, "members.leave_post", unit=position.unit, on=on):
        touch(record)
        end_spell(position, on=on)


SPELLS = (Membership, Exemption, Stay, Position)


def merge_persons(*, actor: Actor, record: Person, other: Person, reason: str, on: date) -> Person:
    """Two records of one person are one: ``record`` stays and has all that belonged to ``other``, which goes.

    Fields that ``record`` leaves empty are taken over; spells of ``other`` that overlap those of ``record`` go with it.
    Refused when the numbers or birthdays say that they are two people, or the actor may not do it for both.
    """
    refuse_if(
        (["Đây là cùng một hồ sơ."] if record.pk == other.pk else [])
        + why_not_merge(kept=vars(record), other=vars(other))
        + (
            []
            if may(actor, "members.merge_persons", other.unit_id, on=on)
            else ["Hồ sơ kia thuộc một tổ chức mà tài khoản này không quản lý."]
        )
    )
    with writing(actor, "members.merge_persons", unit=record.unit, on=on, reason=reason):
        with whole_tree():  # what is kept of the other may lie where the actor sees nothing, and goes along unseen
            for relation in Person._meta.related_objects:
                _hand_over(relation, record, other)
        taken = {name: value for name in PERSON_FIELDS if not getattr(record, name) and (value := getattr(other, name))}
        other.delete()
        person = Person.objects.get(pk=record.pk)
        for name, value in taken.items():
            setattr(person, name, value)
        person.version += 1
        person.save()
        return person


def _hand_over(relation: Any, record: Person, other: Person) -> None:
    """What refers to ``other`` by that relation refers to ``record``; what says again what is on record is struck out."""
    table, name = relation.related_model, relation.field.name
    rows = table._default_manager.filter(**{name: other})
    if table is Account:
        refuse_if(["Hồ sơ trùng đang gắn với một tài khoản; hãy giữ lại hồ sơ đó."] if rows.exists() else [])
        return
    if table in SPELLS:
        for spell in rows:
            same = table._default_manager.filter(person=record, valid__overlap=spell.valid)
            if table is Position:
                same = same.filter(unit=spell.unit_id, body=spell.body, post=spell.post)
            if same.exists():
                spell.delete()
    try:
        with transaction.atomic():
            rows.update(**{name: record})
    except IntegrityError as error:
        raise Refused(f"Hai hồ sơ cùng có “{table._meta.verbose_name}” không nhập làm một được.") from error
