"""The acts on a case: open, ask a place, enter its answer, conclude, strike out. Nobody does any to a case about themselves."""

from __future__ import annotations

from datetime import date

from giaoban.areas.verification import rules
from giaoban.areas.verification.models import Inquiry, Verification
from giaoban.areas.verification.queries import last_day_of, waiting_of
from giaoban.core.refusal import refuse_if
from giaoban.core.text import squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.people.models import Person
from giaoban.ground.people.queries import membership_of
from giaoban.ground.units.models import Unit
from giaoban.ground.writing import hold, writing


def open_case(
    *, actor: Actor, unit: Unit, person: Person, purpose: str, requested_on: date, request: str = ""
) -> Verification:
    """The person, who stood with that cell on that day, is to be verified for that purpose."""
    with writing(actor, "verification.open_case", unit=unit, on=requested_on):
        hold(person)
        membership = membership_of(person, on=requested_on)
        open_now = Verification.objects.filter(person=person, purpose=purpose, state=Verification.State.OPEN)
        refuse_if(
            rules.why_not_open(
                purpose=purpose,
                on_roll=membership is not None and membership.unit_id == unit.pk,
                kept_here=membership is None and person.unit_id == unit.pk,
                own=_own(actor, person.pk),
                already=open_now.exists(),
                requested_on=requested_on,
            )
        )
        return Verification.objects.create(
            unit=unit, person=person, purpose=purpose, requested_on=requested_on, request=squeeze(request)
        )


def ask(*, actor: Actor, record: Verification, number: str, place: str, abroad: bool, sent_on: date) -> Inquiry:
    """That place is asked by the letter of that number; its term runs from that day."""
    with writing(actor, "verification.ask", unit=record.unit, on=sent_on, record=record):
        refuse_if(
            rules.why_not_ask(
                state=record.state,
                own=_own(actor, record.person_id),
                number_used=record.inquiries.filter(number=squeeze(number)).exists(),
                requested_on=record.requested_on,
                sent_on=sent_on,
            )
        )
        return Inquiry.objects.create(
            verification=record, number=squeeze(number), place=squeeze(place), abroad=abroad, sent_on=sent_on
        )


def answer(*, actor: Actor, record: Verification, inquiry: Inquiry, number: str, answered_on: date) -> Inquiry:
    """The place has answered on that day; what it says stays on paper."""
    with writing(actor, "verification.answer", unit=record.unit, on=answered_on, record=record):
        hold(inquiry)
        refuse_if(
            rules.why_not_answer(
                state=record.state,
                own=_own(actor, record.person_id),
                answered=inquiry.answered_on is not None,
                sent_on=inquiry.sent_on,
                answered_on=answered_on,
            )
        )
        inquiry.answered_on, inquiry.answer = answered_on, squeeze(number)
        inquiry.save()
        return inquiry


def conclude(*, actor: Actor, record: Verification, outcome: str, conclusion: str, concluded_on: date) -> Verification:
    """The committee has concluded so on that day."""
    with writing(actor, "verification.conclude", unit=record.unit, on=concluded_on, record=record):
        refuse_if(
            rules.why_not_conclude(
                state=record.state,
                own=_own(actor, record.person_id),
                outcome=outcome,
                waiting=waiting_of(record).count(),
                last_day=last_day_of(record),
                concluded_on=concluded_on,
            )
        )
        record.state, record.outcome = Verification.State.CONCLUDED, outcome
        record.conclusion, record.concluded_on = squeeze(conclusion), concluded_on
        record.save()
        return record


def void(*, actor: Actor, record: Verification, reason: str) -> None:
    """The case, opened by mistake and not concluded, is struck out with its letters; the journal keeps it with the reason."""
    with writing(actor, "verification.void", unit=record.unit, on=record.requested_on, reason=reason, record=record):
        refuse_if(rules.why_not_void(state=record.state, own=_own(actor, record.person_id)))
        record.delete()


def _own(actor: Actor, person_id: int) -> bool:
    return actor.person_id == person_id
