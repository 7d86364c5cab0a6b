"""Looking leaves a trace: one function that every page of a record and every export calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry


def looked(
    actor: Any,
    act: str,
    *,
    unit: int | None,
    people: Sequence[int] = (),
    kind: str = Entry.Kind.READ,
    reason: str = "",
    **detail: Any,
) -> Entry:
    """The journal says who looked at what of whom, just now; when it cannot, nothing is shown.

    ``people`` are the ids of those whose data was looked at, ``unit`` the id of the unit that keeps it.
    """
    return Entry.objects.create(
        kind=kind,
        act=act,
        actor_id=actor.pk,
        actor_name=str(actor),
        unit_id=unit,
        on=today(),
        reason=reason,
        detail=detail,
        people=sorted(set(people)) or None,
    )


def looks_at(person: int) -> QuerySet[Entry]:
    """Every reading and export that had this person in it, newest first."""
    return Entry.objects.filter(people__contains=[person]).exclude(kind=Entry.Kind.ACT).order_by("-at")
