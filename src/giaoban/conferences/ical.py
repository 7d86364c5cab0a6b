"""A released programme as a calendar file (RFC 5545): the same item keeps its name over all releases. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from giaoban.conferences.programme import Line

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
LONGEST = 75
"""Octets of a line, without its break (RFC 5545, 3.1)."""


def calendar(
    lines: Sequence[Line], *, of: str, title: str, day: date, place: str, number: int, released_at: datetime
) -> str:
    """The programme as a calendar; ``of`` tells the conference from every other one, ``number`` is the release's.

    Hours are written in UTC, so that no time zone has to be described; an item that ends after midnight ends next day.
    """
    return _joined(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Giao Ban//Conference//VI", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
         f"X-WR-CALNAME:{escaped(title)}"]
        + [written for line in lines for written in _event(line, of, day, place, number, released_at)]
        + ["END:VCALENDAR"]
    )  # fmt: skip


def escaped(text: str) -> str:
    """The text as a value: backslash, comma, semicolon and breaks are said otherwise (RFC 5545, 3.3.11)."""
    for sign, said in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        text = text.replace(sign, said)
    return text


def folded(line: str) -> str:
    """The line in pieces of at most 75 octets, never inside a character; each further one begins with a space."""
    pieces, piece, room = [], "", LONGEST
    for sign in line:
        taken = len(sign.encode())
        if taken > room:
            pieces.append(piece)
            piece, room = "", LONGEST - 1
        piece, room = piece + sign, room - taken
    return "\r\n ".join([*pieces, piece])


def _event(line: Line, of: str, day: date, place: str, number: int, released_at: datetime) -> list[str]:
    starts = _moment(day, line.start)
    ends = starts + timedelta(minutes=line.minutes)
    lines = [
        "BEGIN:VEVENT",
        f"UID:{line.key}@{of}",
        f"SEQUENCE:{number}",
        f"DTSTAMP:{released_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART:{starts:%Y%m%dT%H%M%SZ}",
        f"DTEND:{ends:%Y%m%dT%H%M%SZ}",
        f"SUMMARY:{escaped(line.title)}",
    ]
    lines += [f"DESCRIPTION:{escaped(line.speaker)}"] * bool(line.speaker) + [f"LOCATION:{escaped(place)}"] * bool(
        place
    )
    return [*lines, "END:VEVENT"]


def _moment(day: date, written: str) -> datetime:
    hours, _colon, minutes = written.partition(":")
    return datetime(day.year, day.month, day.day, int(hours), int(minutes), tzinfo=HERE).astimezone(UTC)


def _joined(lines: Iterable[str]) -> str:
    return "".join(f"{folded(line)}\r\n" for line in lines)
