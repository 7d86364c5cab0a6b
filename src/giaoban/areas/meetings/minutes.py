"""The minutes of a meeting as plain values: what its documents say."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, time

from giaoban.areas.meetings import rules
from giaoban.areas.meetings.models import Meeting
from giaoban.areas.meetings.queries import attendance, counts_of, limits_on, outcome_of, sheet_of
from giaoban.ground.people.queries import positions_on
from giaoban.ground.units.models import NameSpell
from giaoban.ground.units.queries import name_of, parent_of


@dataclass(frozen=True)
class Attended:
    """One line of the attendance list."""

    name: str
    post: str
    standing: str
    status: str
    reason: str


@dataclass(frozen=True)
class Voted:
    """One vote as the minutes write it."""

    question: str
    how: str
    roll: int
    present: int
    in_favour: int
    against: int
    abstained: int
    outcome: str


@dataclass(frozen=True)
class MeetingMinutes:
    """Everything that the minutes and the attendance list of one meeting say, as plain values."""

    unit: str
    superior: str
    place_of_office: str
    kind: str
    kind_label: str
    theme: str
    held_on: date
    starts_at: time | None
    ends_at: time | None
    place: str
    chair: str
    clerk: str
    counts: rules.Counts
    attended: tuple[Attended, ...]
    items: tuple[tuple[str, str], ...]
    papers: tuple[str, ...]
    points: tuple[tuple[str, str], ...]
    conclusion: str
    votes: tuple[Voted, ...]
    resolution_number: str
    resolution: str
    tasks: tuple[tuple[str, str, date, date | None, str], ...]
    unit_id: int
    explanation: str
    read_back: bool
    closed_on: date | None
    told_on: date | None


def minutes_of(meeting: Meeting) -> MeetingMinutes:
    """The meeting's minutes as plain values, for documents."""
    day = meeting.held_on
    name = name_of(meeting.unit_id, on=day)
    above = parent_of(meeting.unit_id, on=day)
    above_name = name_of(above, on=day) if above else None
    resolution = getattr(meeting, "resolution", None)
    return MeetingMinutes(
        unit=name.name if name else meeting.unit.slug,
        superior=_committee(above_name),
        place_of_office=name.place if name and name.place else (above_name.place if above_name else ""),
        kind=meeting.kind,
        kind_label=str(meeting.get_kind_display()),
        theme=meeting.theme,
        held_on=day,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        chair=meeting.chair.name if meeting.chair else "",
        clerk=meeting.clerk.name if meeting.clerk else "",
        counts=counts_of(meeting),
        attended=_attended(meeting),
        items=tuple(
            (item.title, item.preparer.name if item.preparer else "")
            for item in meeting.items.select_related("preparer")
        ),
        papers=tuple(paper.title for paper in meeting.papers_now),
        points=tuple((point.speaker.name, point.text) for point in meeting.points.select_related("speaker")),
        conclusion=meeting.conclusion,
        votes=_voted(meeting),
        resolution_number=resolution.number if resolution else "",
        resolution=resolution.text if resolution else "",
        tasks=tuple(
            (task.what, task.owner.name, task.due_on, task.done_on, task.result)
            for task in meeting.tasks.select_related("owner").order_by("due_on", "pk")
        ),
        unit_id=meeting.unit_id,
        explanation=meeting.explanation,
        read_back=meeting.read_back,
        closed_on=meeting.closed_on,
        told_on=meeting.told_on,
    )


def _attended(meeting: Meeting) -> tuple[Attended, ...]:
    posts: dict[int, list[str]] = defaultdict(list)
    for position in positions_on(meeting.held_on, unit=meeting.unit_id):
        posts[position.person_id].append(str(position.get_post_display()))
    return tuple(
        Attended(row.person.name, ", ".join(posts[row.person_id]), row.standing, row.status, row.reason)
        for row in attendance(meeting) or sheet_of(meeting)
    )


def _voted(meeting: Meeting) -> tuple[Voted, ...]:
    limits = limits_on(meeting.held_on)
    return tuple(
        Voted(
            vote.question,
            str(vote.get_how_display()),
            vote.roll,
            vote.present,
            vote.in_favour,
            vote.against,
            vote.abstained,
            outcome_of(vote, limits)[1],
        )
        for vote in meeting.votes.all()
    )


def _committee(name: NameSpell | None) -> str:
    return (name.committee or name.name) if name else ""
