"""An effect that happens once, however often it is asked for."""

from __future__ import annotations

from django.db import connection


def first_time(key: str) -> bool:
    """Whether nothing was done under this key before; from now on it counts as done, if this transaction is committed.

    Whoever asks at the same time waits until this transaction has ended.
    """
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO jobs_done (key, at) VALUES (%s, now()) ON CONFLICT DO NOTHING", [key])
        return cursor.rowcount == 1
