"""Whom a meeting's notice and papers have reached, as numbers first: of those who had to come, how many answered and read."""

from __future__ import annotations

from dataclasses import dataclass

from giaoban.areas.meetings.models import Meeting, Paper, Receipt
from giaoban.areas.meetings.queries import roll_on
from giaoban.ground.people.models import Person


@dataclass(frozen=True)
class PaperReached:
    """One version of a paper, and how many of those who had to have confirmed it."""

    paper: Paper
    read: int


@dataclass(frozen=True)
class Reached:
    """A meeting's answers and receipts, counted over those who have to come: on the roll, neither exempt nor away."""

    expected: int
    come: int
    excused: int
    papers: tuple[PaperReached, ...]
    wishes: int

    @property
    def silent(self) -> int:
        """How many have not answered."""
        return self.expected - self.come - self.excused


def expected_at(meeting: Meeting) -> list[Person]:
    """Who has to come: everybody of the day's roll who is neither exempt nor with another cell for a time."""
    return [on_roll.person for on_roll in roll_on(meeting.held_on, unit=meeting.unit_id) if not on_roll.status]


def reached(meeting: Meeting) -> Reached:
    """How far the meeting's notice and papers have come."""
    people = {person.pk for person in expected_at(meeting)}
    answers = list(meeting.comings.filter(person__in=people).values_list("comes", flat=True))
    papers = tuple(
        PaperReached(paper, Receipt.objects.filter(paper=paper, person__in=people).count())
        for paper in meeting.papers_now
    )
    return Reached(
        expected=len(people),
        come=sum(answers),
        excused=len(answers) - sum(answers),
        papers=papers,
        wishes=meeting.wishes.filter(withdrawn_at__isnull=True).count(),
    )
