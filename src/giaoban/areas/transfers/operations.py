"""The acts of transfer. Each end acts for its own cell; the membership moves on the day of receipt."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from giaoban.areas.transfers import rules
from giaoban.areas.transfers.models import Leg, Transfer
from giaoban.core.refusal import refuse_if
from giaoban.ground.access import second_lock
from giaoban.ground.access.policy import Actor
from giaoban.ground.people.models import Membership, Person, Stay
from giaoban.ground.people.queries import membership_of
from giaoban.ground.units.models import MEETS, Unit
from giaoban.ground.units.queries import kind_of, names_of
from giaoban.ground.writing import writing


def _why_not_sent(
    unit: Unit, person: Person, receiver: Unit | None, outside: str, kind: str, issued_on: date, until_on: date | None
) -> list[str]:
    membership = membership_of(person, on=issued_on)
    reasons = rules.why_not_send(
        on_roll=membership is not None and membership.unit_id == unit.pk,
        name=person.name,
        same_cell=receiver is not None and receiver.pk == unit.pk,
        kind=kind,
        issued_on=issued_on,
        until_on=until_on,
        under_way=Transfer.objects.filter(person=person, state=Transfer.State.IN_TRANSIT).exists(),
    )
    if bool(receiver) == bool(outside):
        reasons.append("Ghi nơi đến là một chi bộ trong hệ thống hoặc tên một tổ chức bên ngoài, không ghi cả hai.")
    if receiver is not None and kind_of(receiver, on=issued_on) not in MEETS:
        reasons.append("Nơi đến phải là một chi bộ.")
    return reasons


def send(
    *,
    actor: Actor,
    unit: Unit,
    person: Person,
    issued_on: date,
    kind: str = "official",
    receiver: Unit | None = None,
    outside: str = "",
    number: str = "",
    until_on: date | None = None,
    dues_paid_to: date | None = None,
    reason: str = "",
) -> Transfer:
    """The member is on the way with a paper; they stay on the sender's roll, counted once, until they are received."""
    refuse_if(_why_not_sent(unit, person, receiver, outside, kind, issued_on, until_on))
    with writing(actor, "transfers.send", unit=unit, on=issued_on, reason=reason):
        transfer = Transfer.objects.create(
            person=person,
            unit=unit,
            receiver=receiver,
            outside=outside,
            kind=kind,
            number=number,
            issued_on=issued_on,
            until_on=until_on,
            dues_paid_to=dues_paid_to,
            reason=reason,
        )
        _pass(transfer, unit, issued_on, number)
        return transfer


def pass_on(*, actor: Actor, record: Transfer, level: str, on: date, number: str = "") -> Transfer:
    """One more level has passed the paper on: the next of its boxes is filled."""
    refuse_if(rules.why_not_receive(state=record.state, issued_on=record.issued_on, on=on))
    with writing(actor, "transfers.pass_on", unit=record.unit or record.receiver, on=on):
        Leg.objects.create(transfer=record, level=level, passed_on=on, number=number)
        return record


def _pass(transfer: Transfer, unit: Unit, on: date, number: str = "") -> None:
    name = names_of([unit.pk], on=on).get(unit.pk, unit.slug)
    Leg.objects.create(transfer=transfer, unit=unit, level=name, passed_on=on, number=number)


def _arrive(transfer: Transfer, on: date) -> None:
    """The member is with the receiver from that day: the membership moves, or a temporary stay begins."""
    if transfer.kind == Transfer.Kind.TEMPORARY:
        if transfer.receiver is not None:
            Stay.objects.create(person=transfer.person, unit=transfer.receiver, valid=DateRange(on, transfer.until_on))
    else:
        for spell in Membership.objects.filter(person=transfer.person, valid__contains=on):
            end = spell.valid.upper
            spell.valid, spell.ended_by = DateRange(spell.valid.lower, on), Membership.End.TRANSFERRED
            spell.save()
            if transfer.receiver is not None:
                Membership.objects.create(
                    person=transfer.person, unit=transfer.receiver, grade=spell.grade, valid=DateRange(on, end)
                )
        if transfer.receiver is not None:
            transfer.person.unit = transfer.receiver
            transfer.person.save()
    transfer.state, transfer.received_on = Transfer.State.RECEIVED, on
    transfer.save()


def receive(*, actor: Actor, record: Transfer, on: date) -> Transfer:
    """The receiving cell has taken the member in: on its roll from that day, off the sender's."""
    refuse_if(rules.why_not_receive(state=record.state, issued_on=record.issued_on, on=on))
    assert record.receiver is not None
    with writing(actor, "arrivals.receive", unit=record.receiver, on=on):
        _arrive(record, on)
        _pass(record, record.receiver, on)
        return record


def confirm_outside(*, actor: Actor, record: Transfer, on: date) -> Transfer:
    """The organisation outside has confirmed that it took the member in: off our roll from that day."""
    reasons = rules.why_not_receive(state=record.state, issued_on=record.issued_on, on=on)
    if record.receiver is not None:
        reasons.append("Nơi đến là chi bộ trong hệ thống; chi bộ đó tự tiếp nhận.")
    refuse_if(reasons)
    assert record.unit is not None
    with writing(actor, "transfers.confirm_outside", unit=record.unit, on=on):
        _arrive(record, on)
        return record


def take_in(
    *,
    actor: Actor,
    unit: Unit,
    name: str,
    born_on: date,
    sex: str,
    grade: str,
    admitted_on: date,
    on: date,
    outside: str,
    official_on: date | None = None,
    card_number: str = "",
    number: str = "",
) -> Transfer:
    """A member from outside the tree is on the cell's roll from that day."""
    known, enrolled = _carrier_of(card_number, on)
    reasons = [] if kind_of(unit, on=on) in MEETS else ["Chỉ chi bộ mới tiếp nhận đảng viên."]
    if enrolled:
        reasons.append(f"Số thẻ {card_number} là của một đảng viên đang sinh hoạt ở một chi bộ khác trong hệ thống.")
    if grade == "official" and official_on is None:
        reasons.append("Đảng viên chính thức phải có ngày công nhận chính thức.")
    refuse_if(reasons)
    with writing(actor, "arrivals.take_in", unit=unit, on=on):
        person = known or Person(name=name.strip(), born_on=born_on, sex=sex, card_number=card_number)
        person.unit, person.admitted_on, person.official_on = unit, admitted_on, official_on
        person.key_name()
        with second_lock.whole_tree():  # the record of who was here before may still lie with another cell
            person.save()
        Membership.objects.create(person=person, unit=unit, grade=grade, valid=DateRange(on, None))
        return Transfer.objects.create(
            person=person,
            receiver=unit,
            outside=outside,
            kind=Transfer.Kind.OFFICIAL,
            state=Transfer.State.RECEIVED,
            number=number,
            issued_on=on,
            received_on=on,
        )


def _carrier_of(card_number: str, on: date) -> tuple[Person | None, bool]:
    """Who carries that card anywhere in the tree, and whether they are on a roll on that day; no name leaves from here."""
    if not card_number:
        return None, False
    with transaction.atomic(), second_lock.whole_tree():
        known = Person.objects.filter(card_number=card_number).first()
        return known, known is not None and membership_of(known, on=on) is not None


def withdraw(*, actor: Actor, record: Transfer, on: date, reason: str) -> Transfer:
    """The paper is withdrawn before it was received; the member never left."""
    refuse_if([] if record.state == Transfer.State.IN_TRANSIT else ["Chỉ rút được giấy chưa được tiếp nhận."])
    assert record.unit is not None
    with writing(actor, "transfers.withdraw", unit=record.unit, on=on, reason=reason):
        record.state, record.reason = Transfer.State.WITHDRAWN, reason
        record.save()
        return record


def end_stay(*, actor: Actor, record: Transfer, on: date) -> Transfer:
    """The temporary stay has ended; the member takes part in their own cell again."""
    stay = Stay.objects.filter(person=record.person, unit=record.receiver, valid__contains=on).first()
    reasons = (
        []
        if record.kind == "temporary" and record.state == "received"
        else ["Không có kỳ sinh hoạt tạm thời nào để kết thúc."]
    )
    refuse_if(reasons)
    assert record.unit is not None
    with writing(actor, "transfers.end_stay", unit=record.unit, on=on):
        if stay is not None:
            if stay.valid.lower == on:
                stay.delete()
            else:
                stay.valid = DateRange(stay.valid.lower, on)
                stay.save()
        record.state = Transfer.State.ENDED
        record.save()
        return record
