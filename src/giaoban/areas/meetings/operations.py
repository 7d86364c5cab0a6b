"""The acts of a cell about its meetings. Each is one journal entry; closed minutes are corrected with a reason, not edited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, time
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max, Sum

from giaoban.areas.meetings import papers, rules
from giaoban.areas.meetings.models import (
    Attendance,
    Dues,
    Item,
    Meeting,
    Notice,
    Paper,
    Point,
    Resolution,
    Task,
    Vote,
)  # fmt: skip
from giaoban.areas.meetings.queries import (
    limits_on,
    official_present,
    official_roll,
    record_of,
    roll_on,
)  # fmt: skip
from giaoban.core.quota import PAPERS
from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.secrecy import secrecy_mark
from giaoban.core.text import normalise, squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import today
from giaoban.ground.people.models import Person
from giaoban.ground.regulations.queries import why_not_keep
from giaoban.ground.units.models import MEETS, Unit
from giaoban.ground.units.queries import kind_of, parent_of
from giaoban.ground.writing import writing

CLOSED = "Biên bản đã kết thúc; muốn sửa, dùng “Đính chính” và ghi lý do."


@contextmanager
def _writing_on(
    actor: Actor, act: str, record: Meeting, *, reason: str = "", closed: bool = False
) -> Iterator[Meeting]:
    """Inside, the meeting is locked and its record open; refused when the minutes are closed (unless ``closed``)."""
    with writing(actor, f"meetings.{act}", unit=record.unit, on=record.held_on, reason=reason):
        meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=record.pk)
        if not meeting.is_open and not closed:
            raise Refused(CLOSED)
        yield meeting


def _told_both(meeting: Meeting, version: int | str, typed: Mapping[str, tuple[Any, Any]]) -> list[str]:
    """Why what was typed cannot be kept, with both versions of each field; else the meeting's version is the next."""

    def said(value: Any) -> str:
        match value:
            case bool():
                return "có" if value else "không"
            case date():
                return f"{value:%d/%m/%Y}"
            case time():
                return f"{value:%H:%M}"
        return str(value or "")

    reasons = rules.why_not_over(
        current=meeting.version,
        read=int(version),
        both=[(field, said(stands), said(new)) for field, (stands, new) in typed.items()],
    )
    meeting.version += 1
    return reasons


def _next_order(lines: Any) -> int:
    return int(lines.aggregate(last=Max("order"))["last"] or 0) + 1


def _regular_of_month(unit: Unit, day: date, *, but: int | None = None) -> date | None:
    """The day of the unit's regular meeting in the month of ``day``, or None."""
    found = Meeting.objects.filter(
        unit=unit, kind__in=rules.REGULAR, held_on__year=day.year, held_on__month=day.month
    ).exclude(pk=but)
    return found.values_list("held_on", flat=True).first()


def plan(*, actor: Actor, unit: Unit, kind: str, held_on: date, theme: str = "", content: str = "") -> Meeting:
    """The cell's meeting stands in its plan for that day."""
    with writing(actor, "meetings.plan", unit=unit, on=held_on):
        refuse_if(
            rules.why_not_plan(
                kind=kind,
                theme=theme,
                held_on=held_on,
                regular_on=_regular_of_month(unit, held_on),
                is_cell=kind_of(unit, on=held_on) in MEETS,
            )
        )
        return Meeting.objects.create(
            unit=unit, kind=kind, held_on=held_on, theme=squeeze(normalise(theme)), content=content.strip()
        )


def invite(
    *,
    actor: Actor,
    record: Meeting,
    told_on: date,
    held_on: date,
    starts_at: str,
    place: str,
    content: str,
    version: int | str,
    tell_superior: bool = True,
) -> Meeting:
    """Members of the day's roll, and the superior organisation, are told of time, place and content.

    ``version`` is that of the meeting when it was read: when somebody wrote in between, the refusal says both.
    """
    with writing(actor, "meetings.invite", unit=record.unit, on=held_on):
        meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=record.pk)
        hour = rules.read_time(starts_at)
        place, content = squeeze(normalise(place)), content.strip()
        stale = _told_both(
            meeting,
            version,
            {
                "Ngày họp": (meeting.held_on, held_on),
                "Giờ bắt đầu": (meeting.starts_at, hour),
                "Địa điểm": (meeting.place, place),
                "Nội dung": (meeting.content, content),
            },
        )
        reasons = stale if meeting.is_open else [CLOSED]
        reasons += rules.why_not_invite(held_on=held_on, told_on=told_on, starts_at=hour, place=place, content=content)
        if meeting.kind in rules.REGULAR:
            reasons += rules.why_not_plan(
                kind=meeting.kind,
                theme=meeting.theme,
                held_on=held_on,
                regular_on=_regular_of_month(meeting.unit, held_on, but=meeting.pk),
                is_cell=True,
            )
        refuse_if(reasons)
        meeting.held_on, meeting.starts_at, meeting.told_on = held_on, hour, told_on
        meeting.place, meeting.content = place, content
        if meeting.state == Meeting.State.PLANNED:
            meeting.state = Meeting.State.INVITED
        meeting.save()
        Notice.objects.filter(meeting=meeting).delete()
        told = [Notice(meeting=meeting, person=one.person, on=told_on) for one in roll_on(held_on, unit=meeting.unit)]
        if tell_superior and (above := parent_of(meeting.unit, on=held_on)):
            told.append(Notice(meeting=meeting, unit=above, on=told_on))
        Notice.objects.bulk_create(told)
        return meeting


def add_item(*, actor: Actor, record: Meeting, title: str, preparer: Person | None = None) -> Item:
    """The agenda has one more point, prepared by that person."""
    with _writing_on(actor, "add_item", record) as meeting:
        return Item.objects.create(
            meeting=meeting, title=squeeze(normalise(title)), preparer=preparer, order=_next_order(meeting.items)
        )


def drop_item(*, actor: Actor, record: Meeting, item: Item) -> None:
    """The agenda no longer has that point."""
    with _writing_on(actor, "drop_item", record) as meeting:
        meeting.items.filter(pk=item.pk).delete()


def add_paper(
    *, actor: Actor, record: Meeting, file: UploadedFile, title: str, declared_open: bool, sent_on: date
) -> Paper:
    """The meeting has the file as a paper that members could read from that day; a file marked secret is not kept."""
    name = squeeze(normalise(str(file.name)))[-200:]
    size = int(file.size or 0)
    mark = secrecy_mark(f"{title} / {name}")
    refuse_if(rules.why_not_add_paper(name=name, size=size, declared_open=declared_open, mark=mark))
    mark = papers.mark_in(name, file.file)
    refuse_if(rules.why_not_add_paper(name=name, size=size, declared_open=declared_open, mark=mark))
    stored = ""
    try:
        with _writing_on(actor, "add_paper", record) as meeting:
            kept = Paper.objects.filter(meeting__unit=meeting.unit).aggregate(sum=Sum("size"))["sum"] or 0
            refuse_if(why_not_keep(PAPERS, kept=kept, size=size, on=today()))
            stored, digest, size = papers.keep(name, file.file)
            return Paper.objects.create(
                meeting=meeting,
                title=squeeze(normalise(title)),
                original_name=name,
                stored_name=stored,
                size=size,
                sha256=digest,
                sent_on=sent_on,
                order=_next_order(meeting.papers),
            )
    except BaseException:
        if stored:
            papers.drop(stored)
        raise


def withdraw_paper(*, actor: Actor, record: Meeting, paper: Paper) -> None:
    """The meeting no longer has that paper, and the file is gone."""
    with _writing_on(actor, "withdraw_paper", record) as meeting:
        meeting.papers.filter(pk=paper.pk).delete()
        transaction.on_commit(lambda: papers.drop(paper.stored_name))


def call_roll(
    *,
    actor: Actor,
    record: Meeting,
    statuses: Mapping[int, str],
    reasons: Mapping[int, str] | None = None,
    rest: str = "",
) -> list[Attendance]:
    """Everybody of the day's roll has a line with the status given by person id; ``rest`` is that of the others.

    Exempt and away are taken from the register where nothing else is said; a person on no roll is refused.
    """
    given = reasons or {}
    known = set(Attendance.Status.values) | {""}
    with _writing_on(actor, "call_roll", record) as meeting:
        roll = roll_on(meeting.held_on, unit=meeting.unit)
        ids = {one.person.pk for one in roll}
        if set(statuses) - ids:
            raise Refused("Có người không thuộc danh sách chi bộ ngày họp; mở lại trang điểm danh rồi ghi lại.")
        if not set(statuses.values()) | {rest} <= known:
            raise Refused("Trạng thái điểm danh không hợp lệ.")
        rows = []
        for one in roll:
            status = statuses.get(one.person.pk, "") or one.status or rest
            rows.append(
                Attendance(
                    meeting=meeting,
                    person=one.person,
                    standing=one.standing,
                    status=status,
                    reason=squeeze(normalise(given.get(one.person.pk, ""))) if status in {"excused", "absent"} else "",
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
    with _writing_on(actor, "record_sitting", record) as meeting:
        starts, ends = rules.read_time(starts_at), rules.read_time(ends_at)
        conclusion, explanation = conclusion.strip(), squeeze(normalise(explanation))
        reasons = _told_both(
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
        on_roll = {one.person.pk for one in roll_on(meeting.held_on, unit=meeting.unit)}
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
    with _writing_on(actor, "record_point", record) as meeting:
        return Point.objects.create(
            meeting=meeting, speaker=speaker, text=text.strip(), order=_next_order(meeting.points)
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
    with _writing_on(actor, "record_vote", record) as meeting:
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
            order=_next_order(meeting.votes),
        )


def resolve(*, actor: Actor, record: Meeting, text: str, version: int | str, number: str = "") -> Resolution:
    """The meeting's resolution stands in the book; ``version`` as in `invite`."""
    with _writing_on(actor, "resolve", record) as meeting:
        text, number = text.strip(), squeeze(number)
        stands = Resolution.objects.filter(meeting=meeting).first() or Resolution()
        refuse_if(
            _told_both(meeting, version, {"Số nghị quyết": (stands.number, number), "Nghị quyết": (stands.text, text)})
        )
        meeting.save(update_fields=["version"])
        resolution, _new = Resolution.objects.update_or_create(
            meeting=meeting, defaults={"text": text, "number": number}
        )
        return resolution


def assign_task(*, actor: Actor, record: Meeting, what: str, owner: Person, due_on: date) -> Task:
    """The resolution gives that person a task until that day."""
    with _writing_on(actor, "assign_task", record) as meeting:
        if due_on < meeting.held_on:
            raise Refused(f"Hạn {due_on:%d/%m/%Y} trước ngày họp {meeting.held_on:%d/%m/%Y}.")
        return Task.objects.create(
            unit=meeting.unit, meeting=meeting, what=squeeze(normalise(what)), owner=owner, due_on=due_on
        )


def note_dues(*, actor: Actor, record: Meeting, person: Person, month: date, amount: int) -> Dues:
    """The record notes that the person handed over dues for that month; nothing is reckoned."""
    with _writing_on(actor, "note_dues", record) as meeting:
        first = month.replace(day=1)
        earlier = Dues.objects.filter(person=person, month=first).select_related("meeting").first()
        if earlier is not None:
            raise Refused(
                f"Đảng phí tháng {first:%m/%Y} của {person} đã ghi tại buổi sinh hoạt ngày "
                f"{earlier.meeting.held_on:%d/%m/%Y}."
            )
        return Dues.objects.create(meeting=meeting, person=person, month=first, amount=amount)


def close(*, actor: Actor, record: Meeting, closed_on: date) -> Meeting:
    """The minutes are finished; refused with everything that is still missing."""
    with _writing_on(actor, "close", record) as meeting:
        refuse_if(rules.why_not_close(record_of(meeting), on=closed_on, limits=limits_on(meeting.held_on)))
        meeting.state = Meeting.State.CLOSED
        meeting.closed_on = meeting.closed_on or closed_on
        meeting.save(update_fields=["state", "closed_on"])
        return meeting


def correct(*, actor: Actor, record: Meeting, reason: str) -> Meeting:
    """Closed minutes are open again for correction, for that reason; the meeting keeps counting meanwhile."""
    with _writing_on(actor, "correct", record, reason=reason, closed=True) as meeting:
        if meeting.is_open:
            raise Refused("Biên bản chưa kết thúc nên vẫn sửa được, không cần đính chính.")
        if not squeeze(reason):
            raise Refused("Đính chính phải ghi lý do.")
        meeting.state = Meeting.State.CORRECTING
        meeting.save(update_fields=["state"])
        return meeting


def void(*, actor: Actor, record: Meeting, reason: str) -> None:
    """The meeting and all of its record are struck out, for that reason; the journal keeps them."""
    if not squeeze(reason):
        raise Refused("Hủy buổi sinh hoạt phải ghi lý do.")
    with _writing_on(actor, "void", record, reason=reason, closed=True) as meeting:
        stored = list(meeting.papers.values_list("stored_name", flat=True))
        for model in (Dues, Task, Resolution, Vote, Point, Attendance, Paper, Item, Notice):
            model._default_manager.filter(meeting=meeting).delete()
        meeting.delete()
        transaction.on_commit(lambda: [papers.drop(name) for name in stored])


def finish(*, actor: Actor, record: Task, done_on: date, result: str) -> Task:
    """The task was done on that day with that result."""
    with writing(actor, "tasks.finish", unit=record.unit, on=done_on):
        if done_on < record.meeting.held_on:
            raise Refused(f"Ngày xong {done_on:%d/%m/%Y} trước ngày giao {record.meeting.held_on:%d/%m/%Y}.")
        record.done_on, record.result = done_on, squeeze(normalise(result))
        record.save(update_fields=["done_on", "result"])
        return record


def put_off(*, actor: Actor, record: Task, agreed_on: date, due_on: date, reason: str) -> Task:
    """The task has a new day, agreed for that reason."""
    with writing(actor, "tasks.put_off", unit=record.unit, on=agreed_on, reason=reason):
        if record.done_on is not None:
            raise Refused(f"Việc này đã xong ngày {record.done_on:%d/%m/%Y}.")
        if not squeeze(reason):
            raise Refused("Lùi hạn phải ghi lý do.")
        record.due_on = due_on
        record.save(update_fields=["due_on"])
        return record
