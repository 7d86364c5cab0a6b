"""The acts after the day: delegations are wanted what they thought of it, and answer without their names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, F, Q, Value, When

from giaoban.conferences import feedback_rules
from giaoban.conferences.models import Conference, Delegation, Feedback, FeedbackCount, FeedbackGiven
from giaoban.core.refusal import refuse_if
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import today
from giaoban.ground.regulations.queries import rule
from giaoban.ground.writing import writing

LEAST, DAYS = 5, 14
"""How many answers there must be, and days to answer, where no rule says it."""


def ask_feedback(*, actor: Actor, record: Conference, questions: str, until: date) -> Conference:
    """Each delegation that came can answer these on its own page until that day, and nobody is told what it said."""
    wanted, reasons = feedback_rules.questions_in(questions)
    with writing(actor, "conferences.ask_feedback", unit=record.unit, on=today(), record=record):
        standing = Feedback.objects.filter(conference=record).first()
        given = standing.given.count() if standing else 0
        refuse_if(
            reasons + feedback_rules.why_not_ask(state=record.state, until=until, held_on=record.held_on, given=given)
        )
        level = rule("conferences.feedback_least", on=record.held_on)
        row = standing or Feedback(conference=record, unit=record.unit)
        row.questions, row.until, row.least = wanted, until, int(level.value) if level else LEAST
        row.save()
        row.counts.all().delete()
        FeedbackCount.objects.bulk_create(
            FeedbackCount(feedback=row, unit=record.unit, question=number, mark=mark)
            for number in range(len(wanted))
            for mark in range(len(feedback_rules.MARKS))
        )
        return record


def give_feedback(*, actor: Actor, record: Feedback, delegation: Delegation, marks: Sequence[int | None]) -> Feedback:
    """That the delegation has answered is kept, and one more for each mark that it chose.

    Every count is written anew with each answer, so that not even the system's own columns say which of them grew last.
    """
    with writing(actor, "feedback.give", unit=record.unit, on=today(), record=record):
        refuse_if(
            feedback_rules.why_not_answer(
                on=today(), until=record.until, marks=marks, questions=len(record.questions),
                came=delegation.conference_id == record.conference_id and came(delegation),
                given=record.given.filter(delegation=delegation).exists(),
            )
        )  # fmt: skip
        FeedbackGiven.objects.create(feedback=record, unit=record.unit, delegation=delegation)
        chosen = Q(pk__in=[])
        for number, mark in enumerate(marks):
            chosen |= Q(question=number, mark=mark)
        one_more: Any = Case(When(chosen, then=Value(1)), default=Value(0))
        record.counts.update(count=F("count") + one_more)
        return record


def came(delegation: Delegation) -> bool:
    """Whether somebody of it was in the hall."""
    return delegation.state == Delegation.State.COMES and delegation.delegates.filter(state="arrived").exists()


def feedback_of(conference: Conference) -> Feedback | None:
    """What delegations are wanted of the conference; None where they are wanted nothing."""
    return Feedback.objects.filter(conference=conference).first()


def told_of(row: Feedback) -> tuple[str, list[feedback_rules.QuestionTold]]:
    """What the host reads of the answers today."""
    counts = {(count.question, count.mark): count.count for count in row.counts.all()}
    return feedback_rules.told(
        row.questions, counts, given=row.given.count(), least=row.least, on=today(), until=row.until
    )


def usual_until(conference: Conference) -> date:
    """The last day to answer where the host says no other: so many days from today, or after the conference."""
    days = rule("conferences.feedback_days", on=conference.held_on)
    return max(conference.held_on, today()) + timedelta(days=int(days.value) if days else DAYS)
