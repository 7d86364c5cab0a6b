"""The day in the hall: what is now and next, when the rest is to be expected, and how a delay can be made good. Pure.

Hours that were released are never moved: beside them stands what is to be expected now. All are minutes since midnight.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from giaoban.conferences.programme import clock

GIVES_WAY = (("discussion", "rút thảo luận còn {left} phút"), ("paper", ""), ("break", "rút giải lao còn {left} phút"))
"""What a delay is taken from, in this order; never from the guest, the conclusion and the rites."""
SHORTEST = 5
"""So many minutes are left to what is shortened."""


class Turn(NamedTuple):
    """An item with its planned hour, its minutes with those given beside them, and when it began and ended."""

    key: int
    kind: str
    title: str
    planned: int
    minutes: int
    not_before: int | None = None
    began: int | None = None
    ended: int | None = None


class Expected(NamedTuple):
    """When the item began or is to be expected, and when it ends; ``state`` is done, now, next or later."""

    turn: Turn
    start: int
    end: int
    state: str


def expected(turns: Sequence[Turn], *, now: int, begins: int) -> list[Expected]:
    """Every item with the hours that follow from what has happened; nothing is expected before now."""
    ends = [turn.ended for turn in turns if turn.ended is not None]
    ends += [max(now, turn.began + turn.minutes) for turn in turns if turn.began is not None and turn.ended is None]
    hours, at, following = [], max([now, *ends] if ends else [now, begins]), True
    for turn in turns:
        if turn.began is not None:
            running = turn.ended is None
            end = max(now, turn.began + turn.minutes) if turn.ended is None else turn.ended
            hours.append(Expected(turn, turn.began, end, "now" if running else "done"))
        else:  # one that was passed over comes after what has the floor
            start = max(at, turn.not_before or 0)
            hours.append(Expected(turn, start, start + turn.minutes, "next" if following else "later"))
            at, following = start + turn.minutes, False
    return hours


def delay(hours: Sequence[Expected]) -> int:
    """By how many minutes the next item comes later than planned; below 0 where the hall is early."""
    return next((item.start - item.turn.planned for item in hours if item.state == "next"), 0)


def over(hours: Sequence[Expected], *, now: int) -> int:
    """The minutes by which who has the floor has spoken too long."""
    return next(
        (
            max(0, now - item.turn.began - item.turn.minutes)
            for item in hours
            if item.state == "now" and item.turn.began is not None
        ),
        0,
    )


def delay_in_words(hours: Sequence[Expected]) -> str:
    """Where the hall stands, in one sentence; nothing once all is done."""
    late = delay(hours)
    if not any(item.state in {"next", "later"} for item in hours):
        return ""
    if late == 0:
        return "Đúng giờ."
    return f"{'Chậm' if late > 0 else 'Sớm'} {_long(abs(late))}."


def _long(minutes: int) -> str:
    """So many minutes as they are said: from two hours on in hours."""
    return f"{minutes} phút" if minutes < 120 else f"{minutes // 60} giờ {minutes % 60:02} phút"


def recovered(hours: Sequence[Expected]) -> list[str]:
    """How the delay can be made good, in the order in which it is usually done; empty where there is none."""
    late, remedies = delay(hours), list[str]()
    for kind, words in GIVES_WAY:
        ahead = [item.turn for item in hours if item.turn.kind == kind and item.state in {"next", "later"}]
        if late <= 0 or not ahead:
            continue
        if kind == "paper":
            last, taken = list[str](), 0
            for turn in reversed(ahead):
                if taken >= late:
                    break
                last, taken = [turn.title, *last], taken + turn.minutes
            remedies.append(f"đưa sang kỷ yếu, không đọc: {'; '.join(last)} (được {taken} phút)")
            late -= taken
            continue
        whole = sum(turn.minutes for turn in ahead)
        left = max(SHORTEST, whole - late)
        if left < whole:
            remedies.append(f"{words.format(left=left)} (được {whole - left} phút)")
            late -= whole - left
    return remedies


def kept_hours(hours: Sequence[Expected]) -> list[str]:
    """Which fixed hours cannot be kept as things stand."""
    return [
        f"“{item.turn.title}” giữ giờ {clock(item.turn.not_before)}, dự kiến {clock(item.start)}."
        for item in hours
        if item.state in {"next", "later"} and item.turn.not_before is not None and item.start > item.turn.not_before
    ]
