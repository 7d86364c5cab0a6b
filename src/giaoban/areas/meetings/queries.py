"""What is known of meetings: who is on the roll, how it was attended, what the minutes say, what is due."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from giaoban.areas.meetings import rules
from giaoban.areas.meetings.models import Attendance, Meeting, Paper, Vote
from giaoban.areas.meetings.rules import MeetingLimits
from giaoban.core.text import fold
from giaoban.ground.people.models import Exemption, Membership, Person, Position, Stay
from giaoban.ground.people.queries import positions_on
from giaoban.ground.regulations.queries import rules_on
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import parent_of

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


def limits_on(day: date) -> MeetingLimits:
    """The rules about meetings that were in force on that day."""
    found = rules_on(KEYS.values(), on=day)
    return MeetingLimits(**{name: found.get(key) for name, key in KEYS.items()})


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
        .exclude(memberships__in=[membership.pk for membership in members])
        .order_by("name_key", "pk")
    )
    ids = [membership.person_id for membership in members] + [guest.pk for guest in guests]
    exempt = set(Exemption.objects.filter(person__in=ids, valid__contains=day).values_list("person_id", flat=True))
    away = set(
        Stay.objects.filter(person__in=ids, valid__contains=day).exclude(unit=unit).values_list("person_id", flat=True)
    )
    members_on_roll = [
        OnRoll(
            membership.person,
            membership.grade,
            "exempt" if membership.person_id in exempt else "away" if membership.person_id in away else "",
        )
        for membership in members
    ]
    return members_on_roll + [OnRoll(guest, "guest", "exempt" if guest.pk in exempt else "") for guest in guests]


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
    """The roll call as it stands: what was written before, and everybody else of the day's roll with what is known.

    Who asked to be excused stands so with their reason, until the roll says otherwise.
    """
    written = {row.person_id: row for row in attendance(meeting)}
    excused = {coming.person_id: coming.reason for coming in meeting.comings.filter(comes=False)}

    def line(on_roll: OnRoll) -> Attendance:
        key = on_roll.person.pk
        status = on_roll.status or ("excused" if key in excused else "")
        reason = excused.get(key, "") if status == "excused" else ""
        return Attendance(
            meeting=meeting, person=on_roll.person, standing=on_roll.standing, status=status, reason=reason[:200]
        )

    roll = roll_on(meeting.held_on, unit=meeting.unit_id)
    return [written.get(on_roll.person.pk) or line(on_roll) for on_roll in roll]


def named_in(words: str, meeting: Meeting) -> bool:
    """Whether the words name anybody of the roll, with or without accents: then no telephone keeps them."""
    text = fold(words)
    return any(fold(person.name) in text for person in people_of(meeting))


def people_of(meeting: Meeting) -> list[Person]:
    """Who may be named in this meeting's record: the roll of the day."""
    return [one.person for one in roll_on(meeting.held_on, unit=meeting.unit_id)]


def leaders_of(meeting: Meeting) -> list[Person]:
    """The people of the roll in the order in which they would lead the meeting: secretary, deputy, committee, others."""
    order: list[str] = [Position.Post.SECRETARY, Position.Post.DEPUTY_SECRETARY]
    posts = {position.person_id: position.post for position in positions_on(meeting.held_on, unit=meeting.unit_id)}

    def place(person: Person) -> int:
        post = posts.get(person.pk)
        return order.index(post) if post in order else 2 + (post is None)

    return sorted(people_of(meeting), key=place)


def takes_part(person: Person, meeting: Meeting, *, on: date) -> bool:
    """Whether the meeting is of a cell in whose life the person takes part on that day."""
    spells = (Membership.objects, Stay.objects)
    return any(table.filter(person=person, unit=meeting.unit_id, valid__contains=on).exists() for table in spells)


# The record


def record_of(meeting: Meeting, limits: MeetingLimits | None = None) -> rules.Record:
    """The meeting's record as the rules look at it."""
    limits = limits or limits_on(meeting.held_on)
    rows = attendance(meeting)
    roll = {on_roll.person.pk: on_roll for on_roll in roll_on(meeting.held_on, unit=meeting.unit_id)}
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
        newcomers=tuple(on_roll.person.name for key, on_roll in roll.items() if key not in called),
        strangers=tuple(row.person.name for row in rows if row.person_id not in roll),
        late_papers=tuple(
            f"Tài liệu “{paper.title}”: {words}"
            for paper in meeting.papers_now
            if (words := rules.late_paper(sent_on=paper.sent_on, held_on=meeting.held_on, limits=limits))
        ),
    )


def named_in_remarks(meeting: Meeting) -> set[int]:
    """Whom it may name of those whose attendance is not complete: not called, without a reason, or in one of roll and attendance."""
    rows, roll = attendance(meeting), {on_roll.person.pk for on_roll in roll_on(meeting.held_on, unit=meeting.unit_id)}
    if not rows:
        return set()
    open_ones = {row.person_id for row in rows if not row.status or (row.status == "excused" and not row.reason)}
    return open_ones | (roll ^ {row.person_id for row in rows})


def remarks_on(meeting: Meeting, record: rules.Record | None = None, limits: MeetingLimits | None = None) -> list[str]:
    """What the guide would remark on the meeting's record, absences running included."""
    limits = limits or limits_on(meeting.held_on)
    return rules.remarks(record or record_of(meeting, limits), limits=limits) + excused_too_often(meeting, limits)


def excused_too_often(meeting: Meeting, limits: MeetingLimits | None = None) -> list[str]:
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
        for key, of_person in sorted(statuses.items(), key=lambda pair: names[pair[0]])
        if (running := rules.excused_running(of_person)) >= int(limit.value)
    ]


def outcome_of(vote: Vote, limits: MeetingLimits | None = None) -> tuple[bool | None, str]:
    """Whether the question carried by the rule of the meeting's day, and why."""
    return rules.carried(
        roll=vote.roll,
        in_favour=vote.in_favour,
        needs=vote.needs,
        limits=limits or limits_on(vote.meeting.held_on),
    )


def paper_of(key: int) -> Paper | None:
    """The paper with its meeting, or None."""
    return Paper.objects.select_related("meeting").filter(pk=key).first()
