"""The meeting's worksheet while somebody writes on it: locked, open, and nobody's words lost under another's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, time
from typing import Any

from django.db.models import Max

from giaoban.areas.meetings import rules
from giaoban.areas.meetings.models import Meeting
from giaoban.core.refusal import Refused
from giaoban.ground.access.policy import Actor
from giaoban.ground.writing import writing

CLOSED = "Biên bản đã kết thúc; muốn sửa, dùng “Đính chính” và ghi lý do."


@contextmanager
def writing_on(actor: Actor, act: str, record: Meeting, *, reason: str = "", closed: bool = False) -> Iterator[Meeting]:
    """Inside, the meeting is locked and its record open; refused when the minutes are closed (unless ``closed``)."""
    with writing(actor, f"meetings.{act}", unit=record.unit, on=record.held_on, reason=reason):
        meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=record.pk)
        if not meeting.is_open and not closed:
            raise Refused(CLOSED)
        yield meeting


def why_stale(meeting: Meeting, version: int | str, typed: Mapping[str, tuple[Any, Any]]) -> list[str]:
    """Why what was typed cannot be kept, with both versions of each field; else the meeting's version is the next."""

    def said(value: Any) -> str:
        match value:
            case bool():
                return "có" if value else "không"
            case date():
                return f"{value:%d/%m/%Y}"
            case time():
                return f"{value:%H:%M}"
        return str(value or "")

    reasons = rules.why_not_over(
        current=meeting.version,
        read=int(version),
        both=[(field, said(stands), said(new)) for field, (stands, new) in typed.items()],
    )
    meeting.version += 1
    return reasons


def next_order(lines: Any) -> int:
    return int(lines.aggregate(last=Max("order"))["last"] or 0) + 1
