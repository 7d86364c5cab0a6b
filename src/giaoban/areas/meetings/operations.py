"""The acts of a cell about its meetings. Each is one journal entry; closed minutes are corrected with a reason, not edited."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum

from giaoban.areas.meetings import papers, rules
from giaoban.areas.meetings.models import (
    Attendance,
    Coming,
    Item,
    Meeting,
    Notice,
    Paper,
    Point,
    Receipt,
    Resolution,
    Task,
    Vote,
    Wish,
)  # fmt: skip
from giaoban.areas.meetings.queries import limits_on, named_in, record_of, roll_on
from giaoban.areas.meetings.worksheet import CLOSED, next_order, why_stale, writing_on
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
from giaoban.ground.writing import why_not_dated, writing


def _regular_of_month(unit: Unit, day: date, *, but: int | None = None) -> date | None:
    """The day of the unit's regular meeting in the month of ``day``, or None."""
    month = {"held_on__year": day.year, "held_on__month": day.month}
    meetings = Meeting.objects.filter(unit=unit, kind__in=rules.REGULAR, **month)
    meetings = meetings.exclude(pk=but) if but is not None else meetings
    return meetings.values_list("held_on", flat=True).first()


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
    with writing(actor, "meetings.invite", unit=record.unit, on=held_on, moved_from=record.held_on):
        meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=record.pk)
        hour = rules.read_time(starts_at)
        place, content = squeeze(normalise(place)), content.strip()
        stale = why_stale(
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
        told = [
            Notice(meeting=meeting, person=on_roll.person, on=told_on)
            for on_roll in roll_on(held_on, unit=meeting.unit)
        ]
        if tell_superior and (above := parent_of(meeting.unit, on=held_on)):
            told.append(Notice(meeting=meeting, unit=above, on=told_on))
        Notice.objects.bulk_create(told)
        return meeting


def add_item(*, actor: Actor, record: Meeting, title: str, preparer: Person | None = None) -> Item:
    """The agenda has one more point, prepared by that person."""
    with writing_on(actor, "add_item", record) as meeting:
        return Item.objects.create(
            meeting=meeting, title=squeeze(normalise(title)), preparer=preparer, order=next_order(meeting.items)
        )


def drop_item(*, actor: Actor, record: Meeting, item: Item) -> None:
    """The agenda no longer has that point."""
    with writing_on(actor, "drop_item", record) as meeting:
        meeting.items.filter(pk=item.pk).delete()


def add_paper(
    *, actor: Actor, record: Meeting, file: UploadedFile[bytes], title: str, declared_open: bool, sent_on: date,
    names_people: bool = False,
) -> Paper:  # fmt: skip
    """The meeting has the file as a paper that members could read from that day; a file marked secret is not kept.

    One that names people is read with a signal only: no telephone keeps it.
    """
    fields = {"title": squeeze(normalise(title)), "sent_on": sent_on, "on_phones": not names_people}
    return _taken_in(actor, "add_paper", record, file, declared_open, fields)


def replace_paper(
    *, actor: Actor, record: Meeting, paper: Paper, file: UploadedFile[bytes], change: str, declared_open: bool,
    sent_on: date,
) -> Paper:  # fmt: skip
    """The paper has a new version, which is asked to be read anew; what was confirmed of the former stays with it."""
    refuse_if([] if squeeze(change) else ["Ghi điều đã sửa, để đảng viên biết đọc lại chỗ nào."])
    refuse_if([] if paper.holds else ["Bản này đã được thay hoặc thu hồi; chọn bản đang dùng."])
    fields = {
        "title": paper.title, "sent_on": sent_on, "on_phones": paper.on_phones, "version": paper.version + 1,
        "replaces": paper, "change": squeeze(normalise(change)),
    }  # fmt: skip
    return _taken_in(actor, "replace_paper", record, file, declared_open, fields)


def _taken_in(
    actor: Actor, act: str, record: Meeting, file: UploadedFile[bytes], declared_open: bool, fields: dict[str, Any]
) -> Paper:
    """The file is looked at in the confined child, kept, and stands as a paper with its words as reading copy."""
    name, size = squeeze(normalise(str(file.name)))[-200:], int(file.size or 0)
    content: Any = file.file
    mark = secrecy_mark(f"{fields['title']} / {name}")
    refuse_if(rules.why_not_add_paper(name=name, size=size, declared_open=declared_open, mark=mark))
    looked = papers.looked_at(name, content)
    refuse_if(rules.why_not_add_paper(name=name, size=size, declared_open=declared_open, mark=looked["mark"]))
    if named_in(looked["words"], record):
        fields["on_phones"] = False
    stored = ""
    try:
        with writing_on(actor, act, record) as meeting:
            held = Paper.objects.filter(meeting__unit=meeting.unit, withdrawn_on__isnull=True)
            kept = held.aggregate(sum=Sum("size"))["sum"] or 0
            refuse_if(why_not_keep(PAPERS, kept=kept, size=size, on=today()))
            stored, digest, size = papers.keep(name, content)
            return Paper.objects.create(
                meeting=meeting, original_name=name, stored_name=stored, size=size, sha256=digest,
                order=next_order(meeting.papers), words=papers.reading_copy(name, looked["words"]), **fields,
            )  # fmt: skip
    except BaseException:
        if stored:
            papers.drop(stored)
        raise


def withdraw_paper(*, actor: Actor, record: Meeting, paper: Paper) -> Paper:
    """Nobody reads that paper any more and its file is gone; the row stays, for what was confirmed of it."""
    with writing_on(actor, "withdraw_paper", record) as meeting:
        held = meeting.papers_now.filter(pk=paper.pk).first()
        refuse_if([] if held else ["Tài liệu này đã được thu hồi hoặc thay bằng bản khác."])
        assert held is not None
        held.withdrawn_on, held.words = today(), ""
        held.save(update_fields=["withdrawn_on", "words"])
        transaction.on_commit(lambda: papers.drop(held.stored_name))
        return held


def publish_outcome(*, actor: Actor, record: Meeting) -> Meeting:
    """Members read in their handbook what the meeting concluded and resolved."""
    with writing_on(actor, "publish_outcome", record, closed=True) as meeting:
        resolution = Resolution.objects.filter(meeting=meeting).first()
        refuse_if(
            rules.why_not_publish_outcome(
                held_on=meeting.held_on, on=today(), conclusion=meeting.conclusion,
                resolution=resolution.text if resolution else "",
            )
        )  # fmt: skip
        meeting.outcome_on = meeting.outcome_on or today()
        meeting.save(update_fields=["outcome_on"])
        return meeting


def close(*, actor: Actor, record: Meeting, closed_on: date) -> Meeting:
    """The minutes are finished; refused with everything that is still missing."""
    with writing_on(actor, "close", record) as meeting:
        refuse_if(why_not_dated(closed_on, happened=True))
        refuse_if(rules.why_not_close(record_of(meeting), on=closed_on, limits=limits_on(meeting.held_on)))
        meeting.state, meeting.closed_on = Meeting.State.CLOSED, meeting.closed_on or closed_on
        meeting.save(update_fields=["state", "closed_on"])
        return meeting


def correct(*, actor: Actor, record: Meeting, reason: str) -> Meeting:
    """Closed minutes are open again for correction, for that reason; the meeting keeps counting meanwhile."""
    with writing_on(actor, "correct", record, reason=reason, closed=True) as meeting:
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
        raise Refused("Gạch bỏ buổi sinh hoạt phải ghi lý do.")
    with writing_on(actor, "void", record, reason=reason, closed=True) as meeting:
        stored = list(meeting.papers.values_list("stored_name", flat=True))
        Receipt.objects.filter(paper__meeting=meeting).delete()
        for older in meeting.papers.order_by("-version"):  # a version goes before what it replaced
            older.delete()
        for model in (Task, Resolution, Vote, Point, Attendance, Wish, Coming, Item, Notice):
            model._default_manager.filter(meeting=meeting).delete()
        meeting.delete()
        transaction.on_commit(lambda: papers.drop_all(stored))
