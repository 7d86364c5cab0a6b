"""The programme of a conference: when each item starts, whether all fit, and what changed since the last release. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time
from typing import NamedTuple

RITES = ("opening", "flag", "closing")
NEEDS_SPEAKER = ("report", "paper", "address", "conclusion")
MANY = 3
"""So many items that move by the same minutes are one sentence."""
SHARES = (
    ("Nghi thức", RITES), ("báo cáo", ("report",)), ("tham luận", ("paper",)), ("thảo luận", ("discussion",)),
    ("giải lao", ("break",)), ("phát biểu của đại biểu", ("address",)), ("kết luận", ("conclusion",)),
)  # fmt: skip
"""How the minutes are summed for the reader: the words, and the kinds that belong to them."""


class ProgrammePart(NamedTuple):
    """An item as the rules see it: minutes that it takes, and the hour before which it does not begin."""

    key: int
    kind: str
    title: str
    speaker: str
    minutes: int
    not_before: time | None = None


class Placed(NamedTuple):
    """An item with its start and end, both in minutes since midnight, and the minutes that it comes after its fixed hour."""

    part: ProgrammePart
    start: int
    end: int
    late: int = 0


class Line(NamedTuple):
    """An item as a release keeps it."""

    key: int
    kind: str
    title: str
    speaker: str
    start: str
    end: str
    minutes: int


def minute_of(clock: time) -> int:
    """The minutes since midnight."""
    return clock.hour * 60 + clock.minute


def clock(minute: int) -> str:
    """The hour as a programme writes it: 08:20."""
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def laid_out(parts: Sequence[ProgrammePart], begins: time) -> list[Placed]:
    """Each item after the one before it, from the beginning of the sitting on; a fixed hour is waited for."""
    placed, at = [], minute_of(begins)
    for part in parts:
        fixed = None if part.not_before is None else minute_of(part.not_before)
        start = at if fixed is None else max(at, fixed)
        placed.append(Placed(part, start, start + part.minutes, 0 if fixed is None else max(0, at - fixed)))
        at = start + part.minutes
    return placed


def over(placed: Sequence[Placed], *, begins: time, minutes: int) -> int:
    """The minutes that the programme is longer than the sitting; below 0 where some are left."""
    return (placed[-1].end - minute_of(begins) if placed else 0) - minutes


def fit_in_words(placed: Sequence[Placed], *, begins: time, minutes: int) -> str:
    """Whether all fit into the sitting, and what can give way where it does not."""
    too_long = over(placed, begins=begins, minutes=minutes)
    length = too_long + minutes
    last = f", kết thúc {clock(placed[-1].end)}" if placed else ""
    sentence = f"Chương trình dài {length} phút{last}; thời gian họp {minutes} phút: "
    if too_long <= 0:
        return sentence + ("vừa đủ." if too_long == 0 else f"còn {-too_long} phút.")
    return f"{sentence}quá {too_long} phút. {_way_out(placed, too_long)}"


def shares_in_words(placed: Sequence[Placed]) -> str:
    """What the minutes are spent on, in one sentence: “Nghi thức 20, báo cáo 25, 9 tham luận 63, …”."""
    shares = []
    for words, kinds in SHARES:
        lengths = [item.part.minutes for item in placed if item.part.kind in kinds]
        if lengths:
            count = f"{len(lengths)} " if words == "tham luận" else ""
            shares.append(f"{count}{words} {sum(lengths)}")
    return f"{', '.join(shares)} phút." if shares else ""


def remarks(placed: Sequence[Placed]) -> list[str]:
    """What is to be looked at before the programme is released, a sentence each."""
    sentences = [
        f"“{item.part.title}” chưa ghi người thực hiện."
        for item in placed
        if item.part.kind in NEEDS_SPEAKER and not item.part.speaker
    ]
    sentences += [
        f"“{item.part.title}” giữ giờ {item.part.not_before:%H:%M}, nhưng các mục trước đến {clock(item.start)}: trễ {item.late} phút."
        for item in placed
        if item.late
    ]
    kinds = {item.part.kind for item in placed}
    if placed and "conclusion" not in kinds:
        sentences.append("Chương trình chưa có phần kết luận.")
    return sentences


def lines(placed: Sequence[Placed]) -> list[Line]:
    """The programme as a release keeps it: without inner notes."""
    return [
        Line(part.key, part.kind, part.title, part.speaker, clock(start), clock(end), part.minutes)
        for part, start, end, _late in placed
    ]


def changes(before: Sequence[Line], after: Sequence[Line]) -> list[str]:
    """What is new since the release before, as sentences for whoever had that one."""
    old, new = {line.key: line for line in before}, {line.key: line for line in after}
    sentences = [
        f"Thêm {line.start} “{line.title}” ({line.minutes} phút)." for line in after if line.key not in old
    ] + [f"Bỏ {line.start} “{line.title}”." for line in before if line.key not in new]
    both = [(old[line.key], line) for line in after if line.key in old]
    for was, now in both:
        if was.title != now.title:
            sentences.append(f"“{was.title}” nay là “{now.title}”.")
        if was.speaker != now.speaker:
            sentences.append(
                f"“{now.title}”: {now.speaker or 'chưa rõ người'} thực hiện, thay {was.speaker or 'mục để trống'}."
            )
        if was.minutes != now.minutes:
            sentences.append(f"“{now.title}”: {now.minutes} phút, trước là {was.minutes} phút.")
    return sentences + _moved(both) + _turned(before, after, old, new)


def why_not_release(*, changed: Sequence[str], first: bool, empty: bool, too_long: int, note: str) -> list[str]:
    """Every reason why the programme is not given out as it stands."""
    reasons = []
    if empty:
        reasons.append("Chương trình chưa có mục nào.")
    elif not first and not changed:
        reasons.append("Chương trình không khác bản đã phát hành; không cần phát hành lại.")
    if too_long > 0 and not note:
        reasons.append(
            f"Chương trình dài hơn thời gian họp {too_long} phút; hãy rút bớt, hoặc ghi lý do vẫn phát hành."
        )
    return reasons


def reordered(keys: Sequence[int], key: int, place: int) -> list[int]:
    """The keys with that one at the place, counted from 1; places beyond the ends are the ends."""
    rest = [other for other in keys if other != key]
    at = min(max(place, 1), len(rest) + 1) - 1
    return [*rest[:at], key, *rest[at:]]


def line_of(kept: Mapping[str, object]) -> Line:
    """A line as it was kept."""
    return Line(*(kept[name] for name in Line._fields))  # type: ignore[arg-type]


def _way_out(placed: Sequence[Placed], too_long: int) -> str:
    """What gives way first: the discussion, then papers that are only printed, then the break; never guest and conclusion."""

    def taken(kind: str) -> list[int]:
        return [one.part.minutes for one in placed if one.part.kind == kind]

    ways = []
    if talked := sum(taken("discussion")):
        ways.append(f"rút thảo luận ({talked} phút)")
    if papers := taken("paper"):
        ways.append(f"chuyển {min(len(papers), -(-too_long // max(papers)))} tham luận sang in kỷ yếu")
    if rest := sum(taken("break")):
        ways.append(f"rút giải lao ({rest} phút)")
    return f"Có thể {', hoặc '.join(ways)}." if ways else "Hãy rút bớt, hoặc tăng thời gian họp."


def _moved(both: Sequence[tuple[Line, Line]]) -> list[str]:
    """Which items start at another hour; many that move by the same minutes are said at once."""
    by_minutes: dict[int, list[tuple[Line, Line]]] = {}
    for was, now in both:
        if was.start != now.start:
            by_minutes.setdefault(_minutes(now.start) - _minutes(was.start), []).append((was, now))
    sentences = []
    for minutes, moved in by_minutes.items():
        way = f"{'muộn' if minutes > 0 else 'sớm'} hơn {abs(minutes)} phút"
        if len(moved) >= MANY:
            sentences.append(f"{len(moved)} mục, từ “{moved[0][1].title}” ({moved[0][1].start}), {way}.")
        else:
            sentences += [f"“{now.title}” lúc {now.start}, trước là {was.start}." for was, now in moved]
    return sentences


def _turned(
    before: Sequence[Line], after: Sequence[Line], old: Mapping[int, Line], new: Mapping[int, Line]
) -> list[str]:
    kept, came = [line.key for line in before if line.key in new], [line.key for line in after if line.key in old]
    return ["Thứ tự các mục đã đổi."] if kept != came else []


def _minutes(written: str) -> int:
    hours, _colon, minutes = written.partition(":")
    return int(hours) * 60 + int(minutes)
