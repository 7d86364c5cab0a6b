"""The acts on one member's record: written, corrected, read, and two that are one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from giaoban.areas.members.importing import first_memberships, new_person
from giaoban.areas.members.merging import hand_over
from giaoban.areas.members.queries import limits_on
from giaoban.areas.members.register_file import FIELDS, PERSON_FIELDS, MemberRow
from giaoban.areas.members.rules import (
    doubts_of_dates,
    doubts_of_numbers,
    merged_by_two,
    why_not_correct,
    why_not_merge,
)
from giaoban.core.masking import MASKED, masked
from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.text import respell, squeeze
from giaoban.ground.access.models import Account, Proposal
from giaoban.ground.access.policy import Actor, may
from giaoban.ground.access.second_lock import whole_tree
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.reading import looked
from giaoban.ground.keys import keys_to
from giaoban.ground.people.models import Membership, Person
from giaoban.ground.people.queries import membership_of, why_not_twice
from giaoban.ground.seconding import done_when_confirmed, propose
from giaoban.ground.units.models import MEETS, Unit
from giaoban.ground.units.queries import kind_of
from giaoban.ground.writing import hold, writing

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
    with writing(actor, "members.record", unit=unit, on=on):
        taken = _taken_numbers(row, None)
        refuse_if(
            ([] if kind_of(unit, on=on) in MEETS else ["Đảng viên sinh hoạt ở chi bộ; hãy chọn một chi bộ."])
            + _why_not_said(row, on, grade)
            + [told for told, _bearers in taken]
            + why_not_twice(unit, row.name, born_on, on=on),
            people={bearer for _told, bearers in taken for bearer in bearers},
        )
        person = new_person(row, unit.pk)
        person.save()
        Membership.objects.bulk_create(first_memberships(row, person))
        return person


def _why_not_said(row: MemberRow | Person, on: date, grade: str) -> list[str]:
    """Why these days and numbers cannot be kept at all; what is only odd is for the person to know."""
    doubts = doubts_of_dates(
        born_on=row.born_on,
        admitted_on=row.admitted_on,
        official_on=row.official_on,
        grade=grade,
        on=on,
        limits=limits_on(on),
    ) + doubts_of_numbers(card_number=row.card_number, identity_number=row.identity_number, phone=row.phone)
    return [doubt.reason for doubt in doubts if doubt.refused]


def _taken_numbers(row: MemberRow | Person, own: int | None) -> list[tuple[str, set[int]]]:
    """Why a number cannot be this person's, each with those who bear it, of whom that tells."""
    taken = []
    for name, label in (("card_number", "số thẻ đảng viên"), ("identity_number", "số căn cước")):
        number = getattr(row, name)
        with transaction.atomic(), whole_tree():
            bearers = set(Person.objects.filter(**{name: number}).values_list("pk", flat=True)) if number else set()
        if others := bearers - {own}:
            taken.append((f"Đã có người khác mang {label} {number}.", others))
    return taken


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
        membership, taken = membership_of(person, on=on), _taken_numbers(person, person.pk)
        refuse_if(
            ([] if person.name else ["Thiếu họ và tên."])
            + (_why_not_said(person, on, membership.grade) if membership else [])
            + [told for told, _bearers in taken],
            people={bearer for _told, bearers in taken for bearer in bearers},
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


def merge_persons(*, actor: Actor, record: Person, other: Person, reason: str, on: date) -> Person | Proposal:
    """Two records of one person are one: ``record`` stays and has all that belonged to ``other``, which goes.

    Fields that ``record`` leaves empty are taken over; spells of ``other`` that overlap those of ``record`` go with it.
    Refused when the numbers or birthdays say that they are two people, the actor may not do it for both, or what names
    ``other`` is kept by a part whose powers the actor has not. Proposed only, where names, birthdays or cards differ.
    """
    if actor.kind == Account.Kind.PROGRAM or not merged_by_two(kept=vars(record), other=vars(other)):
        return _merged(actor, record, other, reason, on)
    refuse_if(_why_not_merged(actor, record, other))
    both = " vào ".join(f"hồ sơ {person.name}, {_born(person)}" for person in (other, record))
    return propose(
        actor=actor, act="members.merge_persons", unit=record.unit, reason=reason[:400], sentence=f"Gộp {both}",
        record=record.pk, other=other.pk, versions=[record.version, other.version], on=f"{on}",
        units=[record.unit_id, other.unit_id],
    )  # fmt: skip


def _born(person: Person) -> str:
    born = f"sinh ngày {person.born_on:%d/%m/%Y}" if person.born_on else "không ghi ngày sinh"
    return f"{born}, thẻ {person.card_number}" if person.card_number else born


@done_when_confirmed("members.merge_persons")
def _merge_confirmed(actor: Actor, held: Proposal) -> None:
    with whole_tree():
        both = [Person.objects.filter(pk=held.words[name]).first() for name in ("record", "other")]
    record, other = both
    if record is None or other is None or [record.version, other.version] != held.words["versions"]:
        raise Refused("Một trong hai hồ sơ đã thay đổi từ khi có đề nghị; hãy từ chối và lập đề nghị mới.")
    _merged(actor, record, other, held.reason, date.fromisoformat(held.words["on"]))


def _why_not_merged(actor: Actor, record: Person, other: Person) -> list[str]:
    return (
        (["Đây là cùng một hồ sơ."] if record.pk == other.pk else [])
        + why_not_merge(kept=vars(record), other=vars(other))
        + (
            []
            if may(actor, "members.merge_persons", other.unit_id, on=today())
            else ["Hồ sơ kia thuộc một tổ chức mà tài khoản này không quản lý."]
        )
    )


def _merged(actor: Actor, record: Person, other: Person, reason: str, on: date) -> Person:
    with writing(actor, "members.merge_persons", unit=record.unit, on=on, reason=reason):
        with whole_tree():  # the other may lie where the actor sees nothing
            for person in sorted((record, other), key=lambda person: person.pk):
                hold(person)
        refuse_if(_why_not_merged(actor, record, other))
        with whole_tree():  # what is kept of the other may lie where the actor sees nothing, and goes along unseen
            for key in keys_to(Person):
                hand_over(key, record, other, actor=actor)
        taken = {name: value for name in PERSON_FIELDS if not getattr(record, name) and (value := getattr(other, name))}
        other.delete()
        person = Person.objects.get(pk=record.pk)
        for name, value in taken.items():
            setattr(person, name, value)
        person.version += 1
        person.save()
        return person
