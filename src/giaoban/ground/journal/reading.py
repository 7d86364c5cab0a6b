"""Looking leaves a trace: one function that every page of a record and every export calls."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

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


def looked_at_already(actor: Any, act: str, day: date, **detail: Any) -> set[int]:
    """Whom the actor has looked at on that day by that act, where the entry says all of that detail."""
    since = timezone.make_aware(datetime.combine(day - timedelta(days=1), time.min))
    entries = Entry.objects.filter(actor_id=actor.pk, at__gte=since, on=day, act=act, detail__contains=detail)
    return {person for people in entries.values_list("people", flat=True) for person in people or ()}


def looks_at(person: int) -> QuerySet[Entry]:
    """Every reading and export that had this person in it, newest first; lists that showed their line are counted only."""
    found = Entry.objects.filter(people__contains=[person]).exclude(kind=Entry.Kind.LIST)
    return found.exclude(kind=Entry.Kind.ACT).order_by("-at")


@dataclass(frozen=True)
class LooksOfADay:
    """Somebody's looks at one record on one day for one reason, one after the other: how many, from when until when."""

    by: str
    kind: str
    reason: str
    first: datetime
    last: datetime
    count: int


def by_day(looks: Iterable[Entry]) -> list[LooksOfADay]:
    """The looks, which come newest first, as a reader takes them in: a row for who, why and day, in the same order."""
    rows = []
    for (_day, _actor, by, kind, reason), group in groupby(
        looks, key=lambda look: (look.on, look.actor_id, look.actor_name, look.kind, look.reason)
    ):
        times = [look.at for look in group]
        rows.append(LooksOfADay(by, kind, reason, times[-1], times[0], len(times)))
    return rows


def seen_on(actor: Any, day: date, *, also: Collection[int] = (), kind: str = "", act: str = "") -> int:
    """How many people's data the actor has looked at on that day (of that kind and act), ``also`` among them.

    What a second person has confirmed is not counted again.
    """
    conditions, values = "", [actor.pk, day, day]
    for column, value in (("kind", kind), ("act", act)):
        if value:
            conditions += f" AND {column} = %s"
            values.append(value)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT count(DISTINCT person) FROM (
                SELECT unnest(people) AS person FROM journal_entry
                WHERE actor_id = %s AND at >= %s::date::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' - interval '1 day'
                AND "on" = %s AND people IS NOT NULL AND NOT detail ? 'by_two'{conditions}
                UNION ALL SELECT unnest(%s::bigint[])) seen""",
            [*values, list(also)],
        )
        return int(cursor.fetchone()[0])
