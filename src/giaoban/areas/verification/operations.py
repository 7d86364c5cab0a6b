"""The acts on a case, from the request to the notice, and on what other places were asked. Nobody does any about themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from giaoban.areas.verification import rules
from giaoban.areas.verification.models import Inquiry, Verification
from giaoban.areas.verification.queries import last_day_of, undecided, waiting_of
from giaoban.core.corrections import why_not_correct
from giaoban.core.refusal import refuse_if
from giaoban.core.text import squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.people.models import Person
from giaoban.ground.people.queries import membership_of
from giaoban.ground.units.models import Unit
from giaoban.ground.writing import hold, writing

State = Verification.State


def open_case(
    *, actor: Actor, unit: Unit, person: Person, purpose: str, requested_on: date, request: str = ""
) -> Verification:
    """The person, who stood with that cell on that day, is to be verified for that purpose."""
    with writing(actor, "verification.open_case", unit=unit, on=requested_on):
        hold(person)
        already = undecided(person, purpose).exists()
        refuse_if(_why_not_of(actor, person, unit, purpose, requested_on, already=already))
        return Verification.objects.create(
            unit=unit, person=person, purpose=purpose, requested_on=requested_on, request=squeeze(request)
        )


def correct(
    *, actor: Actor, record: Verification, request: str, requested_on: date, reason: str, version: int
) -> Verification:
    """The request has its right number and day; the journal keeps what it said before."""
    with writing(
        actor, "verification.correct", unit=record.unit, on=requested_on, moved_from=record.requested_on, reason=reason,
        record=record,
    ):  # fmt: skip
        first = record.inquiries.order_by("sent_on").values_list("sent_on", flat=True).first()
        changes = (record.request, record.requested_on) != (squeeze(request), requested_on)
        refuse_if([
            *rules.why_not_now("correct", record.state),
            *why_not_correct(changes=changes, version=record.version, seen=version),
            *_why_not_of(actor, record.person, record.unit, record.purpose, requested_on, already=False),
            *(rules.why_not_ask(number_used=False, requested_on=requested_on, sent_on=first) if first else []),
        ])  # fmt: skip
        record.request, record.requested_on = squeeze(request), requested_on
        return _saved(record)


def send_back(*, actor: Actor, record: Verification, missing: Sequence[str], on: date) -> Verification:
    """The request is back with the unit, which papers are missing is on record."""
    with writing(actor, "verification.send_back", unit=record.unit, on=on, record=record):
        refuse_if(_why_not("send_back", record, on) + rules.why_not_send_back(missing=len(missing)))
        record.state, record.missing = State.RETURNED, ",".join(missing)
        return _saved(record)


def complete(*, actor: Actor, record: Verification, on: date) -> Verification:
    """The missing papers are there, and the case is under verification again."""
    with writing(actor, "verification.complete", unit=record.unit, on=on, record=record):
        refuse_if(_why_not("complete", record, on))
        record.state, record.missing = State.OPEN, ""
        return _saved(record)


def ask(*, actor: Actor, record: Verification, number: str, place: str, abroad: bool, sent_on: date) -> Inquiry:
    """That place is asked by the letter of that number; its term runs from that day."""
    with writing(actor, "verification.ask", unit=record.unit, on=sent_on, record=record):
        number = squeeze(number)
        used = record.inquiries.filter(number=number).exists()
        refuse_if(
            _why_not("ask", record)
            + rules.why_not_ask(number_used=used, requested_on=record.requested_on, sent_on=sent_on)
        )
        return Inquiry.objects.create(
            verification=record, number=number, place=squeeze(place), abroad=abroad, sent_on=sent_on
        )


def answer(*, actor: Actor, record: Verification, inquiry: Inquiry, number: str, answered_on: date) -> Inquiry:
    """The place has answered on that day; what it says stays on paper."""
    with writing(actor, "verification.answer", unit=record.unit, on=answered_on, record=record):
        hold(inquiry)
        answered = inquiry.answered_on is not None
        refuse_if(
            _why_not("answer", record)
            + rules.why_not_answer(answered=answered, sent_on=inquiry.sent_on, answered_on=answered_on)
        )
        inquiry.answered_on, inquiry.answer = answered_on, squeeze(number)
        inquiry.save()
        return inquiry


def withdraw_letter(*, actor: Actor, record: Verification, letter: Inquiry, reason: str) -> None:
    """The letter, entered by mistake or no longer needed, is struck out; the journal keeps it with the reason."""
    with writing(
        actor, "verification.withdraw_letter", unit=record.unit, on=letter.sent_on, reason=reason, record=record
    ):
        hold(letter)
        refuse_if(_why_not("withdraw_letter", record))
        letter.delete()


def submit(*, actor: Actor, record: Verification, submission: str, submitted_on: date) -> Verification:
    """The standing committee has the draft, submitted on that day under that number."""
    with writing(actor, "verification.submit", unit=record.unit, on=submitted_on, record=record):
        waiting = waiting_of(record).count()
        refuse_if(_why_not("submit", record, submitted_on) + rules.why_not_settled(outcome="", waiting=waiting))
        record.state, record.submission, record.submitted_on = State.SUBMITTED, squeeze(submission), submitted_on
        return _saved(record)


def conclude(*, actor: Actor, record: Verification, outcome: str, conclusion: str, concluded_on: date) -> Verification:
    """The standing committee has concluded so on that day."""
    with writing(actor, "verification.conclude", unit=record.unit, on=concluded_on, record=record):
        waiting = waiting_of(record).count()
        refuse_if(_why_not("conclude", record, concluded_on) + rules.why_not_settled(outcome=outcome, waiting=waiting))
        record.state, record.outcome = State.CONCLUDED, outcome
        record.conclusion, record.concluded_on = squeeze(conclusion), concluded_on
        return _saved(record)


def take_back(*, actor: Actor, record: Verification, reason: str) -> Verification:
    """Submission, conclusion and notice were entered by mistake: the case is under verification, the journal keeps them."""
    day = record.concluded_on or record.submitted_on or record.requested_on
    with writing(actor, "verification.take_back", unit=record.unit, on=day, reason=reason, record=record):
        refuse_if(_why_not("take_back", record))
        already = undecided(record.person, record.purpose).exclude(pk=record.pk).exists()
        refuse_if(["Đã có hồ sơ mới cho cùng mục đích, chưa kết luận; hãy làm tiếp hồ sơ đó."] if already else [])
        record.state, record.outcome = State.OPEN, ""
        record.submission, record.submitted_on = "", None
        record.conclusion, record.concluded_on, record.notified_on = "", None, None
        return _saved(record)


def notify(*, actor: Actor, record: Verification, notified_on: date) -> Verification:
    """The unit has been told the conclusion, and the case is filed."""
    with writing(actor, "verification.notify", unit=record.unit, on=notified_on, record=record):
        refuse_if(_why_not("notify", record, notified_on))
        record.state, record.notified_on = State.NOTIFIED, notified_on
        return _saved(record)


def void(*, actor: Actor, record: Verification, reason: str) -> None:
    """The case, opened by mistake and neither submitted nor concluded, is struck out with its letters; the journal keeps it."""
    with writing(actor, "verification.void", unit=record.unit, on=record.requested_on, reason=reason, record=record):
        refuse_if(_why_not("void", record))
        record.delete()


def _why_not_of(
    actor: Actor, person: Person, unit: Unit, purpose: str, requested_on: date, *, already: bool
) -> list[str]:
    """Why that cell does not ask for this person to be verified for that purpose on that day."""
    membership = membership_of(person, on=requested_on)
    return rules.why_not_open(
        purpose=purpose,
        on_roll=membership is not None and membership.unit_id == unit.pk,
        kept_here=membership is None and person.unit_id == unit.pk,
        own=actor.person_id == person.pk,
        already=already,
        requested_on=requested_on,
    )


def _why_not(act: str, record: Verification, day: date | None = None) -> list[str]:
    """Why that cannot be done to the case as it stands, on that day where the act has one after all others."""
    last_day = last_day_of(record)
    return rules.why_not_step(act, state=record.state, day=day or last_day, last_day=last_day)


def _saved(record: Verification) -> Verification:
    record.version += 1
    record.save()
    return record
