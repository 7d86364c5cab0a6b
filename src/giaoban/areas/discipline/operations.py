"""The acts on a case. Who proposes does not decide; nobody does anything to a case about themselves.

The decision is no `giaoban.ground.seconding` proposal: what waits there is read by everybody who looks after access, and
a case is not. So the case itself keeps who proposed, and the database refuses the same hand as the one that decides.
"""

from __future__ import annotations

from datetime import date

from giaoban.areas.discipline import rules
from giaoban.areas.discipline.models import Case
from giaoban.areas.discipline.queries import limits_on, terms_of
from giaoban.core.refusal import refuse_if
from giaoban.core.text import squeeze
from giaoban.ground.access.hands import distinct
from giaoban.ground.access.policy import Actor, may
from giaoban.ground.access.second_lock import whole_tree
from giaoban.ground.journal.clock import today
from giaoban.ground.people.models import Membership, Person, Position
from giaoban.ground.people.queries import membership_of
from giaoban.ground.people.spells import end_all, touch
from giaoban.ground.units.models import Unit
from giaoban.ground.writing import hold, writing


def open_case(
    *, actor: Actor, unit: Unit, person: Person, kind: str, grounds: str, violated_on: date, opened_on: date
) -> Case:
    """A case about the member, who stood in that cell on that day, is under consideration."""
    with writing(actor, "discipline.open_case", unit=unit, on=opened_on):
        hold(person)
        membership = membership_of(person, on=opened_on)
        refuse_if(
            rules.why_not_open(
                on_roll=membership is not None and membership.unit_id == unit.pk,
                own=actor.person_id == person.pk,
                grounds=grounds,
                violated_on=violated_on,
                opened_on=opened_on,
            )
        )
        return Case.objects.create(
            unit=unit, person=person, kind=kind, grounds=grounds.strip(), violated_on=violated_on, opened_on=opened_on
        )


def propose(*, actor: Actor, record: Case, measure: str, proposed_on: date, roll: int, in_favour: int) -> Case:
    """That measure is proposed with those votes; proposing again before the decision replaces it."""
    with writing(actor, "discipline.propose", unit=record.unit, on=proposed_on, record=record):
        refuse_if(
            rules.why_not_propose(
                state=record.state,
                measure=measure,
                grade=_grade(record, proposed_on),
                holds_post=_holds_post(record, proposed_on),
                opened_on=record.opened_on,
                proposed_on=proposed_on,
                votes=rules.Votes(roll, in_favour),
                limits=limits_on(proposed_on),
            )
        )
        record.state, record.measure, record.proposed_on, record.proposed_by = (
            Case.State.PROPOSED,
            measure,
            proposed_on,
            actor,
        )
        record.proposal_roll, record.proposal_in_favour = roll, in_favour
        record.save()
        return record


def decide(
    *, actor: Actor, record: Case, decided_measure: str, decision: str, decided_on: date, roll: int, in_favour: int
) -> Case:
    """The measure is decided, entered by another person than the proposal's; who is expelled is off the roll from that day."""
    with writing(actor, "discipline.decide", unit=record.unit, on=decided_on, record=record):
        expels = decided_measure == Case.Measure.EXPULSION
        refuse_if(
            rules.why_not_decide(
                state=record.state,
                same_account=record.proposed_by is not None and not distinct(actor, record.proposed_by),
                measure=decided_measure,
                proposed=record.measure,
                grade=_grade(record, decided_on),
                holds_post=_holds_post(record, decided_on),
                proposed_on=record.proposed_on,
                decided_on=decided_on,
                votes=rules.Votes(roll, in_favour),
                limits=limits_on(decided_on),
                lapsed=_lapsed(record, decided_measure),
            )
            + (_why_not_off_the_roll(actor, record, decided_on) if expels else [])
        )
        record.state, record.decided_measure, record.decision = Case.State.DECIDED, decided_measure, squeeze(decision)
        record.decided_on, record.ended_on, record.decided_by = decided_on, decided_on, actor
        record.decision_roll, record.decision_in_favour = roll, in_favour
        record.save()
        if expels:
            touch(record.person)
            end_all(record.person, on=decided_on, by=Membership.End.EXPELLED)
        return record


def close(*, actor: Actor, record: Case, on: date, reason: str) -> Case:
    """The case ends without discipline, with the reason; where a measure was proposed, by another person than the proposal's."""
    with writing(actor, "discipline.close", unit=record.unit, on=on, record=record):
        refuse_if(
            rules.why_not_close(
                state=record.state,
                same_account=record.proposed_by is not None and not distinct(actor, record.proposed_by),
                opened_on=record.opened_on,
                on=on,
                reason=reason,
            )
        )
        record.state, record.ended_on, record.end_reason = Case.State.CLOSED, on, reason.strip()
        record.save()
        return record


def void(*, actor: Actor, record: Case, on: date, reason: str) -> None:
    """The case, opened by mistake and without a proposal yet, is struck out; the journal keeps it with the reason."""
    with writing(actor, "discipline.void", unit=record.unit, on=on, reason=reason, record=record):
        refuse_if(rules.why_not_now("void", record.state))
        record.delete()


def _grade(case: Case, on: date) -> str:
    membership = membership_of(case.person_id, on=on)
    return membership.grade if membership else ""


def _holds_post(case: Case, on: date) -> bool:
    return Position.objects.filter(person=case.person_id, valid__contains=on).exists()


def _lapsed(case: Case, measure: str) -> tuple[date, str] | None:
    """The first day on which the measure can no longer be given, where a text that was compared says it."""
    term = terms_of(case).get(measure)
    day = rules.lapses_on(violated_on=case.violated_on, kind=case.kind, term=term)
    return (day, term.source) if day and term and term.confirmed else None


def _why_not_off_the_roll(actor: Actor, case: Case, on: date) -> list[str]:
    """Why the actor cannot end the membership: it lies with a cell that they do not reach; no name leaves from here."""
    with whole_tree():
        membership = membership_of(case.person_id, on=on)
    if membership is None:
        return [f"Ngày {on:%d/%m/%Y} người này không còn tên trong danh sách đảng viên, không khai trừ được."]
    if not may(actor, "discipline.decide", membership.unit_id, on=today(), tree_on=on):
        return [
            "Người này đã chuyển đến tổ chức ngoài phạm vi của đồng chí; cấp có thẩm quyền ở đó quyết định khai trừ."
        ]
    if membership.valid.lower is not None and on <= membership.valid.lower:
        return [
            f"Ngày quyết định {on:%d/%m/%Y} không sau ngày bắt đầu sinh hoạt đảng {membership.valid.lower:%d/%m/%Y}."
        ]
    return []
