"""What is known of meetings: who is on the roll, how it was attended, what the minutes say, what is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from giaoban.areas.meetings import rules
from giaoban.areas.meetings.models import Attendance, Dues, Meeting, Paper, Task, Vote
from giaoban.core.spans import add_months
from giaoban.ground.people.models import Exemption, Membership, Person, Position, Stay
from giaoban.ground.people.queries import positions_on
from giaoban.ground.regulations.queries import rules_on
from giaoban.ground.units.models import MEETS, KindSpell, NameSpell, PlaceSpell, Unit
from giaoban.ground.units.queries import ids_under, name_of, names_of, parent_of, standing

KEYS = {
    "minutes": "meeting.min_minutes",
    "minutes_combined": "meeting.min_minutes_combined",
    "papers_days": "meeting.papers_days_before",
    "regular_a_month": "meeting.regular.per_month",
    "thematic_a_quarter": "meeting.thematic.per_quarter",
    "good_attendance": "meeting.attendance.good_percent",
    "excused_running": "meeting.excused.running",
    "majority": "meeting.vote.majority",
    "two_thirds": "meeting.vote.two_thirds",
}
"""Under which key the regulations keep each limit."""


def limits_on(day: date) -> rules.Limits:
    """The rules about meetings that were in force on that day."""
    found = rules_on(KEYS.values(), on=day)
    return rules.Limits(**{name: found.get(key) for name, key in KEYS.items()})


# Figures


def closed_meetings(*kinds: str) -> QuerySet[Meeting]:
    """The meetings of these kinds whose minutes were closed; one that is being corrected still counts."""
    return Meeting.objects.filter(kind__in=kinds, closed_on__isnull=False)


def regular_meetings() -> QuerySet[Meeting]:
    """Regular meetings held, sittings joined with a theme included."""
    return closed_meetings(*rules.REGULAR)


def thematic_meetings() -> QuerySet[Meeting]:
    """Meetings held on a theme, sittings joined with the regular meeting included."""
    return closed_meetings(*rules.THEMATIC)


# The roll


@dataclass(frozen=True)
class OnRoll:
    """A person of the roll of a cell on a day: standing, and the status that follows from the register."""

    person: Person
    standing: str
    status: str  # "exempt", "away", or nothing: to be called


def roll_on(day: date, *, unit: Unit | int) -> list[OnRoll]:
    """The roll of the cell on that day in order of names: its members, then those here for a time."""
    members = list(
        Membership.objects.filter(unit=unit, valid__contains=day)
        .select_related("person")
        .order_by("person__name_key", "person_id")
    )
    guests = list(
        Person.objects.filter(stays__unit=unit, stays__valid__contains=day)
        .exclude(memberships__in=[one.pk for one in members])
        .order_by("name_key", "pk")
    )
    ids = [one.person_id for one in members] + [one.pk for one in guests]
    exempt = set(Exemption.objects.filter(person__in=ids, valid__contains=day).values_list("person_id", flat=True))
    away = set(
        Stay.objects.filter(person__in=ids, valid__contains=day).exclude(unit=unit).values_list("person_id", flat=True)
    )
    found = [
        OnRoll(
            one.person,
            one.grade,
            "exempt" if one.person_id in exempt else "away" if one.person_id in away else "",
        )
        for one in members
    ]
    return found + [OnRoll(one, "guest", "exempt" if one.pk in exempt else "") for one in guests]


def official_roll(meeting: Meeting) -> int:
    """How many official members the cell had on the day: what votes are counted against."""
    return Membership.objects.filter(
        unit=meeting.unit_id, valid__contains=meeting.held_on, grade=Membership.Grade.OFFICIAL
    ).count()


def official_present(meeting: Meeting) -> int:
    """How many official members of the cell were called present."""
    return meeting.attendances.filter(standing="official", status="present").count()


def attendance(meeting: Meeting) -> list[Attendance]:
    """The attendance of the meeting in order of names, guests last."""
    rows = meeting.attendances.select_related("person").order_by("person__name_key", "person_id")
    return sorted(rows, key=lambda row: row.standing == "guest")


def counts_of(meeting: Meeting) -> rules.Counts:
    """The attendance counted."""
    return rules.count(list(meeting.attendances.values_list("standing", "status")))


def sheet_of(meeting: Meeting) -> list[Attendance]:
    """The roll call as it stands: what was written before, and everybody else of the day's roll with what is known."""
    written = {row.person_id: row for row in attendance(meeting)}
    return [
        written.get(one.person.pk)
        or Attendance(meeting=meeting, person=one.person, standing=one.standing, status=one.status)
        for one in roll_on(meeting.held_on, unit=meeting.unit_id)
    ]


def people_of(meeting: Meeting) -> list[Person]:
    """Who may be named in this meeting's record: the roll of the day."""
    return [one.person for one in roll_on(meeting.held_on, unit=meeting.unit_id)]


def leaders_of(meeting: Meeting) -> list[Person]:
    """The people of the roll in the order in which they would lead the meeting: secretary, deputy, committee, others."""
    order: list[str] = [Position.Post.SECRETARY, Position.Post.DEPUTY_SECRETARY]
    posts = {one.person_id: one.post for one in positions_on(meeting.held_on, unit=meeting.unit_id)}

    def place(person: Person) -> int:
        post = posts.get(person.pk)
        return order.index(post) if post in order else 2 + (post is None)

    return sorted(people_of(meeting), key=place)


# The record


def record_of(meeting: Meeting, limits: rules.Limits | None = None) -> rules.Record:
    """The meeting's record as the rules look at it."""
    limits = limits or limits_on(meeting.held_on)
    rows = attendance(meeting)
    roll = {one.person.pk: one for one in roll_on(meeting.held_on, unit=meeting.unit_id)}
    called = {row.person_id for row in rows}
    return rules.Record(
        kind=meeting.kind,
        held_on=meeting.held_on,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        theme=meeting.theme,
        content=meeting.content,
        told_on=meeting.told_on,
        superior_told=meeting.notices.filter(unit__isnull=False).exists(),
        has_superior=parent_of(meeting.unit_id, on=meeting.held_on) is not None,
        chair=meeting.chair.name if meeting.chair else "",
        clerk=meeting.clerk.name if meeting.clerk else "",
        items=meeting.items.count(),
        points=meeting.points.count(),
        conclusion=meeting.conclusion,
        explanation=meeting.explanation,
        read_back=meeting.read_back,
        called=bool(rows),
        counts=rules.count([(row.standing, row.status) for row in rows]),
        uncalled=tuple(row.person.name for row in rows if not row.status),
        unexplained=tuple(row.person.name for row in rows if row.status == "excused" and not row.reason),
        newcomers=tuple(one.person.name for key, one in roll.items() if key not in called),
        strangers=tuple(row.person.name for row in rows if row.person_id not in roll),
        late_papers=tuple(
            f"Tài liệu “{paper.title}”: {words}"
            for paper in meeting.papers.all()
            if (words := rules.late_paper(sent_on=paper.sent_on, held_on=meeting.held_on, limits=limits))
        ),
    )


def remarks_on(meeting: Meeting, record: rules.Record | None = None, limits: rules.Limits | None = None) -> list[str]:
    """What the guide would remark on the meeting's record, absences running included."""
    limits = limits or limits_on(meeting.held_on)
    record = record or record_of(meeting, limits)
    return rules.remarks(record, limits=limits) + excused_too_often(meeting, limits)


def excused_too_often(meeting: Meeting, limits: rules.Limits | None = None) -> list[str]:
    """One sentence for each person excused that many regular meetings running in the year, this one the last."""
    limit = (limits or limits_on(meeting.held_on)).excused_running
    if limit is None or meeting.kind not in rules.REGULAR:
        return []
    excused = set(meeting.attendances.filter(status="excused").values_list("person_id", flat=True))
    if not excused:
        return []
    statuses: dict[int, list[str]] = defaultdict(list)
    names: dict[int, str] = {}
    for row in (
        Attendance.objects.filter(
            person__in=excused,
            meeting__unit=meeting.unit_id,
            meeting__kind__in=rules.REGULAR,
            meeting__held_on__year=meeting.held_on.year,
            meeting__held_on__lte=meeting.held_on,
        )
        .select_related("person")
        .order_by("meeting__held_on", "meeting_id")
    ):
        statuses[row.person_id].append(row.status)
        names[row.person_id] = row.person.name
    return [
        f"{names[key]} vắng có lý do {running} kỳ liền trong năm; quá {limit.value} kỳ thì chi bộ không "
        f"được chấm loại tốt ({limit.source})."
        for key, each in sorted(statuses.items(), key=lambda pair: names[pair[0]])
        if (running := rules.excused_running(each)) >= int(limit.value)
    ]


def outcome_of(vote: Vote, limits: rules.Limits | None = None) -> tuple[bool | None, str]:
    """Whether the question carried by the rule of the meeting's day, and why."""
    return rules.carried(
        roll=vote.roll,
        in_favour=vote.in_favour,
        needs=vote.needs,
        limits=limits or limits_on(vote.meeting.held_on),
    )


# Documents


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
class Minutes:
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
    dues: tuple[tuple[str, date, int], ...]
    explanation: str
    read_back: bool
    closed_on: date | None
    told_on: date | None


def minutes_of(meeting: Meeting) -> Minutes:
    """The meeting's minutes as plain values, for documents."""
    day = meeting.held_on
    name = name_of(meeting.unit_id, on=day)
    above = parent_of(meeting.unit_id, on=day)
    above_name = name_of(above, on=day) if above else None
    posts: dict[int, list[Position]] = defaultdict(list)
    for position in positions_on(day, unit=meeting.unit_id):
        posts[position.person_id].append(position)
    limits = limits_on(day)
    resolution = getattr(meeting, "resolution", None)
    return Minutes(
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
        attended=tuple(
            Attended(
                name=row.person.name,
                post=", ".join(str(each.get_post_display()) for each in posts[row.person_id]),
                standing=row.standing,
                status=row.status,
                reason=row.reason,
            )
            for row in attendance(meeting) or sheet_of(meeting)
        ),
        items=tuple(
            (item.title, item.preparer.name if item.preparer else "")
            for item in meeting.items.select_related("preparer")
        ),
        papers=tuple(paper.title for paper in meeting.papers.all()),
        points=tuple((point.speaker.name, point.text) for point in meeting.points.select_related("speaker")),
        conclusion=meeting.conclusion,
        votes=tuple(
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
        ),
        resolution_number=resolution.number if resolution else "",
        resolution=resolution.text if resolution else "",
        tasks=tuple(
            (task.what, task.owner.name, task.due_on, task.done_on, task.result)
            for task in meeting.tasks.select_related("owner").order_by("due_on", "pk")
        ),
        dues=tuple(
            (due.person.name, due.month, due.amount)
            for due in meeting.dues.select_related("person").order_by("person__name_key", "month")
        ),
        explanation=meeting.explanation,
        read_back=meeting.read_back,
        closed_on=meeting.closed_on,
        told_on=meeting.told_on,
    )


def _committee(name: NameSpell | None) -> str:
    return (name.committee or name.name) if name else ""


def dues_total(meeting: Meeting) -> int:
    """How much was noted at the meeting, in đồng."""
    return sum(Dues.objects.filter(meeting=meeting).values_list("amount", flat=True))


def paper_of(key: int) -> Paper | None:
    """The paper with its meeting, or None."""
    return Paper.objects.select_related("meeting").filter(pk=key).first()


# What is due


class Awaited(NamedTuple):
    """Something about meetings that is due: what (missing, notice, papers, minutes, task), where, by which day."""

    what: str
    unit_id: int
    by: date
    meeting_id: int | None = None
    task: Task | None = None
    held_on: date | None = None


def cells_without_regular(month: date, *, units: Collection[int]) -> list[int]:
    """The cells among these units that hold no regular meeting in that month, planned ones counted as held."""
    last = add_months(month.replace(day=1), 1) - timedelta(days=1)
    held = Meeting.objects.filter(
        unit=OuterRef("unit"), kind__in=rules.REGULAR, held_on__range=(month.replace(day=1), last)
    )
    places = PlaceSpell.objects.filter(unit=OuterRef("unit"), valid__contains=last)
    cells = KindSpell.objects.filter(Exists(places), ~Exists(held), kind__in=MEETS, valid__contains=last)
    return list(cells.filter(unit__among=units).order_by("unit").values_list("unit", flat=True))


def due_in(units: Collection[int], day: date) -> list[Awaited]:
    """What is due about meetings in these units on that day: missing meetings, unsent papers, open minutes, tasks."""
    found: list[Awaited] = []
    limits = limits_on(day)
    first = day.replace(day=1)
    last = add_months(first, 1) - timedelta(days=1)
    if limits.regular_a_month:
        before = add_months(first, -1)
        found += [
            Awaited("missing", unit, first - timedelta(days=1)) for unit in cells_without_regular(before, units=units)
        ]
        found += [Awaited("missing", unit, last) for unit in cells_without_regular(first, units=units)]
    meetings = Meeting.objects.filter(unit__among=units, closed_on__isnull=True).annotate(papers_sent=Count("papers"))
    for meeting in meetings.filter(held_on__lt=day).order_by("held_on"):
        found.append(Awaited("minutes", meeting.unit_id, meeting.held_on, meeting.pk, held_on=meeting.held_on))
    soon = meetings.filter(held_on__gte=day, held_on__lte=day + timedelta(days=7)).order_by("held_on", "pk")
    for meeting in soon:
        if meeting.told_on is None:
            found.append(Awaited("notice", meeting.unit_id, meeting.held_on, meeting.pk, held_on=meeting.held_on))
        elif not meeting.papers_sent and (by := rules.papers_by(meeting.held_on, limits)):
            found.append(Awaited("papers", meeting.unit_id, by, meeting.pk, held_on=meeting.held_on))
    for task in Task.objects.filter(
        Q(due_on__lte=day + timedelta(days=7)), unit__among=units, done_on__isnull=True
    ).select_related("owner"):
        found.append(Awaited("task", task.unit_id, task.due_on, task.meeting_id, task=task))
    return found


@dataclass(frozen=True)
class CellMonth:
    """One cell in one month: its regular and its thematic meetings, planned or held."""

    unit_id: int
    name: str
    superior: str
    regular: tuple[Meeting, ...]
    thematic: tuple[Meeting, ...]


def month_of(month: date, *, units: Collection[int], under: int | None = None) -> list[CellMonth]:
    """Every cell among these units (and under that one) with its meetings of the month, those without one first."""
    last = add_months(month.replace(day=1), 1) - timedelta(days=1)
    within = set(units) & ids_under(under, on=last) if under else set(units)
    cells = list(
        standing(on=last, kinds=MEETS)
        .filter(pk__in=within, places__valid__contains=last)
        .values_list("pk", "places__parent")
    )
    names = names_of({key for row in cells for key in row if key}, on=last)
    held: dict[int, list[Meeting]] = defaultdict(list)
    for meeting in Meeting.objects.filter(
        unit__in=[cell for cell, _parent in cells], held_on__range=(month.replace(day=1), last)
    ).order_by("held_on", "pk"):
        held[meeting.unit_id].append(meeting)
    lines = [
        CellMonth(
            cell,
            names.get(cell, ""),
            names.get(parent, "") if parent else "",
            tuple(one for one in held[cell] if one.kind in rules.REGULAR),
            tuple(one for one in held[cell] if one.kind in rules.THEMATIC),
        )
        for cell, parent in cells
    ]
    return sorted(lines, key=lambda one: (bool(one.regular), one.superior, one.name))
