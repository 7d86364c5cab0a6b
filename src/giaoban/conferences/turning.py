"""The number that grows with each change in the hall, so that whoever follows it learns by one look that nothing changed."""

from __future__ import annotations

from django.db import connection
from django.db.models import F

from giaoban.conferences.models import Conference, HallTurn
from giaoban.ground.journal.clock import now

CHANNEL = "conferences_hall"
"""On which PostgreSQL tells each serving process, once the act is done, whose hall has changed; nothing else is said there."""


def turned(conference: Conference) -> None:
    """Inside an act: whoever follows the conference is told anew."""
    if not HallTurn.objects.filter(conference=conference).update(number=F("number") + 1):
        HallTurn.objects.create(conference=conference, unit_id=conference.unit_id, number=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(conference.pk)])


def turn_of(conference: Conference) -> int:
    """How often the hall has changed until now."""
    return HallTurn.objects.filter(conference=conference).values_list("number", flat=True).first() or 0


def tag_of(conference: Conference) -> str:
    """What stays the same as long as the hall looks the same: expected hours move with the minute."""
    return tag_at(conference, turn_of(conference))


def tag_at(conference: Conference, turn: int) -> str:
    """The same where the number of the turn is at hand."""
    return f'"{conference.pk}-{turn}-{minute_now()}"'


def minute_now() -> int:
    """The minute that the hall is in."""
    return int(now().timestamp()) // 60
