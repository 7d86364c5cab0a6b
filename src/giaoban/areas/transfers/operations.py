"""The acts of transfer. Each end acts for its own cell; the membership moves on the day of receipt."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from giaoban.areas.transfers import rules
from giaoban.areas.transfers.models import Leg, Transfer
from giaoban.core.refusal import refuse_if
from giaoban.core.text import fold, normalise, squeeze
from giaoban.ground.access import second_lock
from giaoban.ground.access.models import Proposal
from giaoban.ground.access.policy import Actor
from giaoban.ground.people.models import Membership, Person, Stay
from giaoban.ground.people.queries import membership_of, why_not_twice
from giaoban.ground.people.spells import end_all, go_over, keep
from giaoban.ground.seconding import done_when_confirmed, propose
from giaoban.ground.units.models import MEETS, Unit
from giaoban.ground.units.queries import kind_of, names_of
from giaoban.ground.writing import hold, writing


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
    with writing(actor, "transfers.send", unit=unit, on=issued_on, reason=reason):
        hold(person)
        refuse_if(_why_not_sent(unit, person, receiver, outside, kind, issued_on, until_on))
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
    with writing(actor, "transfers.pass_on", unit=record.unit or record.receiver, on=on, record=record):
        refuse_if(rules.why_not_receive(state=record.state, issued_on=record.issued_on, on=on))
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
    elif transfer.receiver is not None:
        go_over(transfer.person, transfer.receiver, on=on)
    else:
        end_all(transfer.person, on=on, by=Membership.End.TRANSFERRED)
    transfer.state, transfer.received_on = Transfer.State.RECEIVED, on
    transfer.save()


def receive(*, actor: Actor, record: Transfer, on: date) -> Transfer:
    """The receiving cell has taken the member in: on its roll from that day, off the sender's."""
    receiver = record.receiver
    assert receiver is not None
    with writing(actor, "arrivals.receive", unit=receiver, on=on, record=record):
        refuse_if(rules.why_not_receive(state=record.state, issued_on=record.issued_on, on=on))
        _arrive(record, on)
        _pass(record, receiver, on)
        return record


def confirm_outside(*, actor: Actor, record: Transfer, on: date) -> Transfer:
    """The organisation outside has confirmed that it took the member in: off our roll from that day."""
    assert record.unit is not None
    with writing(actor, "transfers.confirm_outside", unit=record.unit, on=on, record=record):
        reasons = rules.why_not_receive(state=record.state, issued_on=record.issued_on, on=on)
        if record.receiver is not None:
            reasons.append("Nơi đến là chi bộ trong hệ thống; chi bộ đó tự tiếp nhận.")
        refuse_if(reasons)
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
) -> Transfer | Proposal:
    """A member from outside the tree is on the cell's roll from that day.

    Whose card is known here, is known: then the cell asks, and whoever looks after it and those around it confirms. What
    stands in the record stays; where the cell says otherwise, the paper says so for somebody to look at.
    """
    arrival = _Arrival(grade, admitted_on, official_on, on, squeeze(outside), squeeze(number))
    if (carrier := _carrier_of(card_number)) is not None:
        return _asked_for(actor, unit, carrier, arrival, name=name, born_on=born_on)
    name = squeeze(normalise(name))
    with writing(actor, "arrivals.take_in", unit=unit, on=on):
        refuse_if(
            _why_not_taken_in(unit, arrival)
            + why_not_twice(unit, name, born_on, on=on)
            + ([NO_MATCH] if _carrier_of(card_number) else [])
        )
        person = Person(
            unit=unit, name=name, born_on=born_on, sex=sex, card_number=card_number,
            admitted_on=admitted_on, official_on=official_on,
        )  # fmt: skip
        person.key_name()
        person.save()
        return _arrived(person, unit, arrival)


def _asked_for(actor: Actor, unit: Unit, carrier: Person, arrival: _Arrival, *, name: str, born_on: date) -> Proposal:
    """Whoever looks after the cell and those around it is asked; the sentence, which others read, names nobody."""
    strange = _why_not_the_same(carrier, name=name, born_on=born_on, on=arrival.on)
    refuse_if(_why_not_taken_in(unit, arrival) + strange, people=[carrier.pk])
    return propose(
        actor=actor, act="arrivals.take_in", unit=unit, reason=arrival.outside,
        sentence=f"Tiếp nhận trở lại một đảng viên đã có hồ sơ trong hệ thống (hồ sơ số {carrier.pk}), từ {arrival.on:%d/%m/%Y}",
        person=carrier.pk, **arrival.words(),
    )  # fmt: skip


def _why_not_taken_in(unit: Unit, arrival: _Arrival) -> list[str]:
    reasons = [] if kind_of(unit, on=arrival.on) in MEETS else ["Chỉ chi bộ mới tiếp nhận đảng viên."]
    if arrival.grade == Membership.Grade.OFFICIAL and arrival.official_on is None:
        reasons.append("Đảng viên chính thức phải có ngày công nhận chính thức.")
    return reasons


@dataclass(frozen=True)
class _Arrival:
    """What the receiving cell says of somebody who comes from outside."""

    grade: str
    admitted_on: date
    official_on: date | None
    on: date
    outside: str
    number: str

    def words(self) -> dict[str, Any]:
        """As plain values, for a proposal."""
        return {name: f"{value}" if value else "" for name, value in asdict(self).items()}

    @staticmethod
    def read(words: dict[str, str]) -> _Arrival:
        """What `words` wrote."""
        days = [
            date.fromisoformat(words[name]) if words[name] else None for name in ("admitted_on", "official_on", "on")
        ]
        admitted_on, official_on, on = days
        assert admitted_on is not None
        assert on is not None
        return _Arrival(words["grade"], admitted_on, official_on, on, words["outside"], words["number"])


@done_when_confirmed("arrivals.take_in")
def _taken_in(actor: Actor, held: Proposal) -> None:
    arrival, unit = _Arrival.read(held.words), held.unit
    assert unit is not None
    with writing(actor, "arrivals.take_in", unit=unit, on=arrival.on), second_lock.whole_tree():
        person = Person.objects.select_for_update(of=("self",)).get(pk=held.words["person"])
        refuse_if([NO_MATCH] if membership_of(person, on=arrival.on) else [])
        kept = [
            f"{label} khai {typed:%d/%m/%Y}, hồ sơ ghi {held_on:%d/%m/%Y}"
            for label, typed, held_on in (
                ("ngày vào Đảng", arrival.admitted_on, person.admitted_on),
                ("ngày chính thức", arrival.official_on, person.official_on),
            )
            if typed and held_on and typed != held_on
        ]
        keep(person, unit, on=arrival.on)
        person.admitted_on = person.admitted_on or arrival.admitted_on
        person.official_on = person.official_on or arrival.official_on
        person.save()
        _arrived(person, unit, arrival, doubt=f"Cần đối chiếu: {'; '.join(kept)}." if kept else "")


def _arrived(person: Person, unit: Unit, arrival: _Arrival, *, doubt: str = "") -> Transfer:
    Membership.objects.create(person=person, unit=unit, grade=arrival.grade, valid=DateRange(arrival.on, None))
    return Transfer.objects.create(
        person=person,
        receiver=unit,
        outside=arrival.outside,
        kind=Transfer.Kind.OFFICIAL,
        state=Transfer.State.RECEIVED,
        number=arrival.number,
        issued_on=arrival.on,
        received_on=arrival.on,
        reason=doubt,
    )


NO_MATCH = (
    "Số thẻ này không đối chiếu được với họ tên, ngày sinh đã ghi hoặc không tiếp nhận được bằng cách này; "
    "đồng chí xem lại giấy giới thiệu và hỏi Ban Tổ chức cấp ủy cấp trên."
)
"""One sentence for whoever is a member elsewhere and for whoever is somebody else: it tells of neither."""


def _why_not_the_same(carrier: Person | None, *, name: str, born_on: date, on: date) -> list[str]:
    if carrier is None:
        return []
    with transaction.atomic(), second_lock.whole_tree():
        enrolled = membership_of(carrier, on=on) is not None
    same = fold(carrier.name) == fold(name) and carrier.born_on == born_on
    return [] if same and not enrolled else [NO_MATCH]


def _carrier_of(card_number: str) -> Person | None:
    """Who carries that card anywhere in the tree; nothing of them leaves from here but that they are who was typed."""
    if not card_number:
        return None
    with transaction.atomic(), second_lock.whole_tree():
        return Person.objects.filter(card_number=card_number).first()


def withdraw(*, actor: Actor, record: Transfer, on: date, reason: str) -> Transfer:
    """The paper is withdrawn before it was received; the member never left."""
    assert record.unit is not None
    with writing(actor, "transfers.withdraw", unit=record.unit, on=on, reason=reason, record=record):
        refuse_if([] if record.state == Transfer.State.IN_TRANSIT else ["Chỉ rút được giấy chưa được tiếp nhận."])
        record.state, record.reason = Transfer.State.WITHDRAWN, reason
        record.save()
        return record


def end_stay(*, actor: Actor, record: Transfer, on: date) -> Transfer:
    """The temporary stay has ended; the member takes part in their own cell again."""
    assert record.unit is not None
    with writing(actor, "transfers.end_stay", unit=record.unit, on=on, record=record):
        staying = record.kind == Transfer.Kind.TEMPORARY and record.state == Transfer.State.RECEIVED
        refuse_if([] if staying else ["Không có kỳ sinh hoạt tạm thời nào để kết thúc."])
        stay = Stay.objects.filter(person=record.person, unit=record.receiver, valid__contains=on).first()
        if stay is not None:
            if stay.valid.lower == on:
                stay.delete()
            else:
                stay.valid = DateRange(stay.valid.lower, on)
                stay.save()
        record.state = Transfer.State.ENDED
        record.save()
        return record
