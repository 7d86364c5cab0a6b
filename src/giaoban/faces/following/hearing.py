"""What the streams ask of the database: a line on which changes are heard, and the picture of a hall as everybody sees it."""

from __future__ import annotations

import psycopg
from django.db import DatabaseError, connection, connections
from django.utils import translation

from giaoban.conferences.room_views import seen_by_all
from giaoban.conferences.turning import CHANNEL, minute_now
from giaoban.faces.following.halls import event

__all__ = ["NOT_HEARD", "listener", "minute_now", "picture"]

NOT_HEARD = (OSError, TimeoutError, psycopg.Error)


async def listener() -> psycopg.AsyncConnection[tuple[object, ...]]:
    """A connection on which every change of a hall is heard from now on."""
    at = connections["default"].settings_dict
    secured = {name: value for name, value in at["OPTIONS"].items() if name.startswith("ssl")}
    line = await psycopg.AsyncConnection.connect(
        host=at["HOST"], port=at["PORT"], user=at["USER"], password=at["PASSWORD"], dbname=at["NAME"], autocommit=True,
        connect_timeout=5, **secured,
    )  # fmt: skip
    await line.execute(f"LISTEN {CHANNEL}")
    return line


def picture(conference: int, language: str) -> tuple[int, bytes]:
    """The minute that the hall is in, and how it looks to everybody who may follow it; over one connection, which is kept."""
    with translation.override(language):
        try:
            return _made(conference)
        except DatabaseError:
            connection.close()  # it had been lost since the last picture
            return _made(conference)


def _made(conference: int) -> tuple[int, bytes]:
    minute = minute_now()
    return minute, event(*seen_by_all(conference))
