"""The one way anything is written: the power and the period are looked at, a journal entry is opened, the act runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.dispatch import Signal

from giaoban.core.refusal import Refused
from giaoban.ground.access.explaining import why_not
from giaoban.ground.access.policy import Actor, forget, may, may_everywhere
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.locks.queries import why_closed
from giaoban.ground.units.models import Unit

written = Signal()
"""Sent with the ``entry`` when its act is done, inside its transaction: whoever listens writes with it or not at all."""


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
) -> Iterator[Entry]:
    """Inside, tables may be written and every change is journalled under one entry; all of it happens or none.

    ``unit`` is None for what belongs to no unit and is common to all (regulations); then the power must be held over the
    whole tree. The actor must hold it today; ``on`` is the day of the act, which must lie in an open period unless the act itself opens or closes one
    (``past_lock``). Refused when the actor has not the power, or the period is closed.
    """
    forget()
    with transaction.atomic():
        if unit is not None:
            Unit.objects.select_for_update(of=("self",), no_key=True).filter(pk=unit.pk).first()
            if not may(actor, act, unit, on=today(), tree_on=on):
                raise Refused(why_not(actor, act, unit, on=today()))
            if not past_lock and (closed := why_closed(unit, on=on)):
                raise Refused(closed)
        elif not may_everywhere(actor, act, on=today()):
            raise Refused(why_not(actor, act, None, on=today()))
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


def _set_entry(value: str) -> str:
    """The journal entry that this transaction writes under is ``value``; answers the one before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('giaoban.entry', true), ''), set_config('giaoban.entry', %s, true)",
            [value],
        )
        return str(cursor.fetchone()[0])
