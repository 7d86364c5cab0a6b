"""What is written while a meeting sits: the roll, who led it, what was said, voted, resolved and given to somebody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from giaoban.areas.meetings import rules
from giaoban.areas.meetings.models import Attendance, Meeting, Point, Resolution, Task, Vote
from giaoban.areas.meetings.queries import official_present, official_roll, roll_on
from giaoban.areas.meetings.worksheet import next_order, why_stale, writing_on
from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.text import normalise, squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.people.models import Person


def call_roll(
    *,
    actor: Actor,
    record: Meeting,
    statuses: Mapping[int, str],
    reasons: Mapping[int, str] | None = None,
    rest: str = "",
) -> list[Attendance]:
    """Everybody of the day's roll has a line with the status given by person id; ``rest`` is that of the others.

    Who is not named keeps what was called before; exempt and away are taken from the register where nothing else is said; a
    person on no roll is refused.
    """
    given = reasons or {}
    allowed = set(Attendance.Status.values) | {""}
    with writing_on(actor, "call_roll", record) as meeting:
        roll = roll_on(meeting.held_on, unit=meeting.unit)
        ids = {on_roll.person.pk for on_roll in roll}
        if set(statuses) - ids:
            raise Refused("Có người không thuộc danh sách chi bộ ngày họp; mở lại trang điểm danh rồi ghi lại.")
        if not set(statuses.values()) | {rest} <= allowed:
            raise Refused("Trạng thái điểm danh không hợp lệ.")
        called = {row.person_id: row for row in Attendance.objects.filter(meeting=meeting)}
        rows = []
        for on_roll in roll:
            key, before = on_roll.person.pk, called.get(on_roll.person.pk)
            status = statuses.get(key, before.status if before else "") or on_roll.status or rest
            reason = given.get(key, before.reason if before and before.status == status else "")
            rows.append(
                Attendance(
                    meeting=meeting,
                    person=on_roll.person,
                    standing=on_roll.standing,
                    status=status,
                    reason=squeeze(normalise(reason)) if status in {"excused", "absent"} else "",
                )
            )
        Attendance.objects.filter(meeting=meeting).exclude(person__in=ids).delete()
        Attendance.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["meeting", "person"],
            update_fields=["standing", "status", "reason"],
        )
        return rows


def record_sitting(
    *,
    actor: Actor,
    record: Meeting,
    starts_at: str,
    ends_at: str,
    chair: Person,
    clerk: Person,
    conclusion: str,
    version: int | str,
    read_back: bool = False,
    explanation: str = "",
    place: str = "",
) -> Meeting:
    """The record says when the meeting began and ended, who chaired and who wrote, and what the chair concluded.

    ``version`` as in `invite`.
    """
    with writing_on(actor, "record_sitting", record) as meeting:
        starts, ends = rules.read_time(starts_at), rules.read_time(ends_at)
        conclusion, explanation = conclusion.strip(), squeeze(normalise(explanation))
        reasons = why_stale(
            meeting,
            version,
            {
                "Giờ bắt đầu": (meeting.starts_at, starts),
                "Giờ kết thúc": (meeting.ends_at, ends),
                "Chủ trì": (meeting.chair, chair),
                "Thư ký": (meeting.clerk, clerk),
                "Kết luận": (meeting.conclusion, conclusion),
                "Đọc lại biên bản": (meeting.read_back, read_back),
                "Giải trình": (meeting.explanation, explanation),
            },
        )
        if starts is None or ends is None:
            reasons.append("Giờ ghi như 14:30 hoặc 14h30.")
        elif rules.minutes_between(starts, ends) <= 0:
            reasons.append(f"Giờ kết thúc ({ends:%H:%M}) không sau giờ bắt đầu ({starts:%H:%M}).")
        on_roll = {listed.person.pk for listed in roll_on(meeting.held_on, unit=meeting.unit)}
        for person, post in ((chair, "Người chủ trì"), (clerk, "Thư ký")):
            if person.pk not in on_roll:
                reasons.append(f"{post} {person} không thuộc danh sách chi bộ ngày họp.")
        if chair.pk == clerk.pk:
            reasons.append("Người chủ trì và thư ký phải là hai người: biên bản cần hai chữ ký.")
        refuse_if(reasons)
        meeting.starts_at, meeting.ends_at, meeting.chair, meeting.clerk = starts, ends, chair, clerk
        meeting.conclusion, meeting.read_back, meeting.explanation = conclusion, read_back, explanation
        if squeeze(place):
            meeting.place = squeeze(normalise(place))
        meeting.save()
        return meeting


def record_point(*, actor: Actor, record: Meeting, speaker: Person, text: str) -> Point:
    """The record says what that speaker said."""
    with writing_on(actor, "record_point", record) as meeting:
        return Point.objects.create(
            meeting=meeting, speaker=speaker, text=text.strip(), order=next_order(meeting.points)
        )


def record_vote(
    *,
    actor: Actor,
    record: Meeting,
    question: str,
    needs: str,
    how: str,
    in_favour: int,
    against: int,
    abstained: int,
    present: int | None = None,
) -> Vote:
    """The record has the counts of a vote; the roll is all official members on the day, those present as called."""
    with writing_on(actor, "record_vote", record) as meeting:
        roll = official_roll(meeting)
        there = official_present(meeting) if present is None else present
        refuse_if(
            rules.why_not_record_vote(
                roll=roll, present=there, in_favour=in_favour, against=against, abstained=abstained
            )
        )
        return Vote.objects.create(
            meeting=meeting,
            question=squeeze(normalise(question)),
            needs=needs,
            how=how,
            roll=roll,
            present=there,
            in_favour=in_favour,
            against=against,
            abstained=abstained,
            order=next_order(meeting.votes),
        )


def resolve(*, actor: Actor, record: Meeting, text: str, version: int | str, number: str = "") -> Resolution:
    """The meeting's resolution stands in the book; ``version`` as in `invite`."""
    with writing_on(actor, "resolve", record) as meeting:
        text, number = text.strip(), squeeze(number)
        stands = Resolution.objects.filter(meeting=meeting).first() or Resolution()
        refuse_if(
            why_stale(meeting, version, {"Số nghị quyết": (stands.number, number), "Nghị quyết": (stands.text, text)})
        )
        meeting.save(update_fields=["version"])
        resolution, _new = Resolution.objects.update_or_create(
            meeting=meeting, defaults={"text": text, "number": number}
        )
        return resolution


def assign_task(*, actor: Actor, record: Meeting, what: str, owner: Person, due_on: date) -> Task:
    """The resolution gives that person a task until that day."""
    with writing_on(actor, "assign_task", record) as meeting:
        if due_on < meeting.held_on:
            raise Refused(f"Hạn {due_on:%d/%m/%Y} trước ngày họp {meeting.held_on:%d/%m/%Y}.")
        return Task.objects.create(
            unit=meeting.unit, meeting=meeting, what=squeeze(normalise(what)), owner=owner, due_on=due_on
        )
