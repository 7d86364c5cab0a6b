"""The acts on a trip abroad: record, correct, take report and official passport in, strike out."""

from __future__ import annotations

from datetime import date

from giaoban.areas.verification import rules
from giaoban.areas.verification.models import Trip
from giaoban.core.corrections import why_not_correct
from giaoban.core.refusal import refuse_if
from giaoban.core.text import squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.people.models import Person
from giaoban.ground.people.queries import membership_of
from giaoban.ground.units.models import Unit
from giaoban.ground.writing import hold, writing


def record_trip(
    *, actor: Actor, unit: Unit, person: Person, decision: str, decided_on: date, purpose: str, country: str,
    leaves_on: date, returns_on: date, on_official_passport: bool = False,
) -> Trip:  # fmt: skip
    """The member may go, by that decision; the trip may lie ahead."""
    with writing(actor, "trips.record_trip", unit=unit, on=leaves_on):
        hold(person)
        membership = membership_of(person, on=leaves_on)
        refuse_if(
            rules.why_not_travel(
                own=actor.person_id == person.pk,
                on_roll=membership is not None and membership.unit_id == unit.pk,
                decided_on=decided_on,
                leaves_on=leaves_on,
                returns_on=returns_on,
            )
        )
        return Trip.objects.create(
            unit=unit, person=person, decision=squeeze(decision), decided_on=decided_on, purpose=purpose,
            country=squeeze(country), leaves_on=leaves_on, returns_on=returns_on,
            on_official_passport=on_official_passport,
        )  # fmt: skip


def correct_trip(
    *, actor: Actor, record: Trip, country: str, leaves_on: date, returns_on: date, reason: str, version: int
) -> Trip:
    """The trip has its right country and days, as when it was put off; the journal keeps what it said before."""
    with writing(
        actor, "trips.correct_trip", unit=record.unit, on=leaves_on, moved_from=record.leaves_on, reason=reason, record=record
    ):  # fmt: skip
        changes = (record.country, record.leaves_on, record.returns_on) != (squeeze(country), leaves_on, returns_on)
        refuse_if([
            *why_not_correct(changes=changes, version=record.version, seen=version),
            *rules.why_not_travel(
                own=False, on_roll=True, decided_on=record.decided_on, leaves_on=leaves_on,
                returns_on=returns_on,
            ),
        ])  # fmt: skip
        record.country, record.leaves_on, record.returns_on = squeeze(country), leaves_on, returns_on
        return _kept(record)


def hand_in_report(*, actor: Actor, record: Trip, reported_on: date) -> Trip:
    """The member's report of the trip has come in on that day; what it says stays on paper."""
    with writing(actor, "trips.hand_in_report", unit=record.unit, on=reported_on, record=record):
        refuse_if(_why_not_hand_in(record, record.reported_on, reported_on, expected=True))
        record.reported_on = reported_on
        return _kept(record)


def return_passport(*, actor: Actor, record: Trip, returned_on: date) -> Trip:
    """The official passport was handed back on that day."""
    with writing(actor, "trips.return_passport", unit=record.unit, on=returned_on, record=record):
        expected = record.on_official_passport
        refuse_if(_why_not_hand_in(record, record.passport_returned_on, returned_on, expected=expected))
        record.passport_returned_on = returned_on
        return _kept(record)


def void_trip(*, actor: Actor, record: Trip, reason: str) -> None:
    """The trip, entered by mistake or called off, is struck out; the journal keeps it with the reason."""
    with writing(actor, "trips.void_trip", unit=record.unit, on=record.leaves_on, reason=reason, record=record):
        record.delete()


def _why_not_hand_in(record: Trip, before: date | None, day: date, *, expected: bool) -> list[str]:
    return rules.why_not_hand_in(before=before, expected=expected, day=day, leaves_on=record.leaves_on)


def _kept(record: Trip) -> Trip:
    record.version += 1
    record.save()
    return record
