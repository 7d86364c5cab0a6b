"""The one way anything is written: the power and the period are looked at, a journal entry is opened, the act runs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction
from django.db.models import Model
from django.dispatch import Signal

from giaoban.core.refusal import Refused, refuse_if
from giaoban.ground.access.explaining import why_not
from giaoban.ground.access.oneself import why_not_own
from giaoban.ground.access.policy import Actor, forget, may, may_everywhere
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.locks.queries import why_closed
from giaoban.ground.units.models import Unit

Judge = Callable[[Model], list[str]]

written = Signal()
"""Sent with the ``entry`` when its act is done, inside its transaction: whoever listens writes with it or not at all."""


_events: list[Callable[[], Collection[str]]] = []


def events_are(source: Callable[[], Collection[str]]) -> None:
    """The acts that ``source`` names tell what has happened: none is done before its day."""
    _events[:] = [source]


def is_event(act: str) -> bool:
    """Whether the act tells what has happened, and is not a plan or a decision that holds from a day on."""
    return any(act in source() for source in _events)


@contextmanager
def writing(
    actor: Actor,
    act: str,
    *,
    unit: Unit | None,
    on: date,
    reason: str = "",
    detail: dict[str, Any] | None = None,
    undoes: Entry | None = None,
    past_lock: bool = False,
    record: Model | None = None,
    moved_from: date | None = None,
) -> Iterator[Entry]:
    """Inside, tables may be written and every change is journalled under one entry; all of it happens or none.

    ``record`` is what the act is done to: it is locked and read again, so that inside it is judged by what stands in it
    now, and of two who act on it at once the second meets what the first made of it; to a closed record nothing is done by
    whoever it is about. An act that is an event, as its
    register says, is dated no later than today; what is planned, and what is decided from a day on, may lie some years ahead.

    ``unit`` is None for what belongs to no unit and is common to all (regulations); then the power must be held over the
    whole tree. The actor must hold it today; ``on`` is the day of the act, which must lie in an open period unless the act itself opens or closes one
    (``past_lock``). An act that moves the record to another day says from which (``moved_from``): that one's period loses
    it, and must be open too. Refused when the actor has not the power, or a period is closed.
    """
    forget()
    with transaction.atomic():
        if unit is not None:
            Unit.objects.select_for_update(of=("self",), no_key=True).filter(pk=unit.pk).first()
            if not may(actor, act, unit, on=today(), tree_on=on):
                raise Refused(why_not(actor, act, unit, on=today()))
            days = sorted({on, moved_from or on})
            if not past_lock:
                refuse_if(list(dict.fromkeys(why for day in days for why in why_closed(unit, on=day))))
        elif not may_everywhere(actor, act, on=today()):
            raise Refused(why_not(actor, act, None, on=today()))
        refuse_if(why_not_dated(on, happened=is_event(act)))
        if record is not None:
            hold(record)
            refuse_if(why_not_own(actor, record))
        entry = Entry.objects.create(
            act=act,
            actor_id=actor.pk,
            actor_name=str(actor),
            unit_id=unit.pk if unit else None,
            on=on,
            reason=reason,
            detail=detail or {},
            undoes=undoes,
        )
        outer = _set_entry(str(entry.pk))
        yield entry
        forget()
        written.send(Entry, entry=entry)
        _set_entry(outer)


EARLIEST = date(1900, 1, 1)
"""Nothing here is dated before that day."""
YEARS_AHEAD = 10
"""What is planned lies no further ahead."""


def why_not_dated(on: date, *, happened: bool) -> list[str]:
    """Why nothing here can be of that day; what has ``happened`` is of no later day than today."""
    latest = today() if happened else today().replace(day=1, year=today().year + YEARS_AHEAD)
    if EARLIEST <= on <= latest:
        return []
    why = "việc đã làm không ghi ngày sau hôm nay" if happened and on > latest else "ngày này quá xa"
    return [f"Ngày {on.day:02}/{on.month:02}/{on.year:04}: {why}; ghi từ {EARLIEST:%d/%m/%Y} đến {latest:%d/%m/%Y}."]


_judged: ContextVar[tuple[Model, Judge] | None] = ContextVar("judged", default=None)


@contextmanager
def judged_when_held(record: Model | None, judge: Judge) -> Iterator[None]:
    """Inside, an act that holds ``record`` goes on only where ``judge`` has nothing against what stands in it then.

    It is asked once: what the act itself writes afterwards is not judged.
    """
    token = _judged.set(None if record is None else (record, judge))
    try:
        yield
    finally:
        _judged.reset(token)


def hold(record: Model) -> None:
    """The row is this transaction's until it ends, and ``record`` says what stands in it now; refused when it is gone."""
    try:
        record.refresh_from_db(from_queryset=type(record)._default_manager.select_for_update(of=("self",)))
    except ObjectDoesNotExist:
        raise Refused("Dòng này vừa bị người khác xóa hoặc chuyển đi; đồng chí mở lại danh sách.") from None
    if (waiting := _judged.get()) is not None and waiting[0] == record:
        _judged.set(None)
        refuse_if(waiting[1](record))


def _set_entry(value: str) -> str:
    """The journal entry that this transaction writes under is ``value``; answers the one before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('giaoban.entry', true), ''), set_config('giaoban.entry', %s, true)",
            [value],
        )
        return str(cursor.fetchone()[0])
