"""The acts of the day itself: an item begins and ends, gets more minutes, is taken back; the chair changes."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max
from django.utils.timezone import localtime

from giaoban.conferences import queries
from giaoban.conferences.models import ChairSpell, Conference, ProgrammeItem
from giaoban.conferences.turning import turned
from giaoban.core.refusal import Refused
from giaoban.core.text import squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import now, today
from giaoban.ground.writing import writing

State = ProgrammeItem.State


def start_item(*, actor: Actor, record: ProgrammeItem, at: datetime | None = None) -> ProgrammeItem:
    """The item has the floor from now on; what had it before has ended. ``at`` is when it was pressed without network."""
    with writing(actor, "programme.start_item", unit=record.unit, on=today(), record=record):
        _must_be_sitting(record.conference)
        if record.state != State.PLANNED:
            raise Refused(f"“{record}” đang “{record.get_state_display()}”; không bắt đầu được.")
        at = _after_all(record.conference, at)
        for running in queries.items_of(record.conference).filter(state=State.RUNNING):
            running.state, running.finished_at = State.DONE, at
            running.save(update_fields=["state", "finished_at"])
        record.state, record.started_at, record.finished_at = State.RUNNING, at, None
        record.save(update_fields=["state", "started_at", "finished_at"])
        turned(record.conference)
        return record


def finish_item(*, actor: Actor, record: ProgrammeItem, at: datetime | None = None) -> ProgrammeItem:
    """The item has ended; nobody has the floor. ``at`` as where one begins."""
    with writing(actor, "programme.finish_item", unit=record.unit, on=today(), record=record):
        _must_be_sitting(record.conference)
        if record.state != State.RUNNING:
            raise Refused(f"“{record}” không phải là mục đang diễn ra.")
        record.state, record.finished_at = State.DONE, _after_all(record.conference, at)
        record.save(update_fields=["state", "finished_at"])
        turned(record.conference)
        return record


def give_minutes(*, actor: Actor, record: ProgrammeItem, extra: int) -> ProgrammeItem:
    """Who has the floor has so many minutes more; what is expected of the rest moves by itself."""
    with writing(actor, "programme.give_minutes", unit=record.unit, on=today(), record=record):
        _must_be_sitting(record.conference)
        if record.state != State.RUNNING:
            raise Refused(f"“{record}” không phải là mục đang diễn ra.")
        record.extra += extra
        record.save(update_fields=["extra"])
        turned(record.conference)
        return record


def take_back_item(*, actor: Actor, record: ProgrammeItem) -> ProgrammeItem:
    """That the item began, or that it ended, was a slip: what has the floor is as it was before."""
    with writing(actor, "programme.take_back_item", unit=record.unit, on=today(), record=record):
        _must_be_sitting(record.conference)
        if record.state == State.RUNNING:
            record.state, record.started_at, record.extra = State.PLANNED, None, 0
        elif record.state == State.DONE:
            if queries.items_of(record.conference).filter(state=State.RUNNING).exists():
                raise Refused("Đang có mục khác diễn ra; hãy hoàn tác mục đó trước.")
            record.state, record.finished_at = State.RUNNING, None
        else:
            raise Refused(f"“{record}” chưa bắt đầu; không có gì để hoàn tác.")
        record.save(update_fields=["state", "started_at", "finished_at", "extra"])
        turned(record.conference)
        return record


def hand_chair(*, actor: Actor, record: Conference, chair: str) -> Conference:
    """Somebody else chairs from this minute on; minutes and notice name both."""
    with writing(actor, "conferences.hand_chair", unit=record.unit, on=today(), record=record):
        _must_be_sitting(record)
        if not squeeze(chair):
            raise Refused("Hãy ghi họ tên, chức vụ người chủ trì tiếp.")
        if squeeze(chair) == record.chair:
            raise Refused(f"{record.chair} đang chủ trì.")
        if record.chair and not record.chairs.exists():
            ChairSpell.objects.create(conference=record, unit=record.unit, name=record.chair, since=None)
        ChairSpell.objects.create(conference=record, unit=record.unit, name=squeeze(chair), since=now())
        record.chair = squeeze(chair)
        record.save(update_fields=["chair"])
        turned(record)
        return record


def _after_all(conference: Conference, at: datetime | None) -> datetime:
    """Now, or the moment that was kept; refused where the hall went on elsewhere since then."""
    if at is None:
        return now()
    moments = queries.items_of(conference).aggregate(began=Max("started_at"), ended=Max("finished_at"))
    last = max((moment for moment in moments.values() if moment), default=None)
    if last is not None and at < last:
        raise Refused(
            f"Lúc {localtime(last):%H:%M:%S} chương trình đã được điều hành ở máy khác; việc bấm lúc {localtime(at):%H:%M:%S} khi "
            "mất mạng không ghi nữa, hãy xem lại mục đang diễn ra."
        )
    return at


def _must_be_sitting(conference: Conference) -> None:
    if conference.state != Conference.State.PREPARING:
        raise Refused(f"{conference} đang “{conference.get_state_display()}”; không điều hành được.")
    if conference.held_on != today():
        raise Refused(f"Ngày họp là {conference.held_on:%d/%m/%Y}; chỉ điều hành trong ngày họp.")
