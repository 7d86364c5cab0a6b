"""How members, leaders and organisations are classified: the levels, the vote, the cap in its readings. Pure.

The cap on “excellent” is read in three ways, and the text was not compared: it is shown with its basis and refuses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from giaoban.core.limits import Limit

ORDER: Mapping[str, tuple[str, ...]] = {
    "rate": ("open",),
    "add_missing": ("open",),
    "submit_sheet": ("open",),
    "return_sheet": ("submitted",),
    "decide_sheet": ("submitted",),
    "take_back_sheet": ("decided",),
    "change": ("decided",),
    "void_sheet": ("open",),
}
"""Each act on a sheet, and the states that it can be done from."""
STATES: Mapping[str, str] = {
    "open": "đang xếp loại",
    "submitted": "đã gửi, chờ quyết định",
    "decided": "đã có quyết định",
}
LEVELS = ("excellent", "good", "done", "failed")


@dataclass(frozen=True)
class LevelCounts:
    """How many are at each level; ``unrated`` with a reason, ``open`` without anything yet."""

    excellent: int = 0
    good: int = 0
    done: int = 0
    failed: int = 0
    unrated: int = 0
    open: int = 0

    @property
    def rated(self) -> int:
        return self.excellent + self.good + self.done + self.failed

    @property
    def whole(self) -> int:
        return self.rated + self.unrated + self.open


@dataclass(frozen=True)
class CapReading:
    """One way of reading the cap: of what, how many that is, how many may be excellent at most."""

    what: str
    base: int
    most: int
    excellent: int

    @property
    def is_above(self) -> bool:
        return self.excellent > self.most


def counted(levels: Mapping[str, int], *, unrated: int = 0, open: int = 0) -> LevelCounts:
    """The levels as they are counted."""
    return LevelCounts(**{level: levels.get(level, 0) for level in LEVELS}, unrated=unrated, open=open)


def readings(figures: LevelCounts, percent: Limit[int] | None) -> list[CapReading]:
    """The three readings of the cap side by side; none where no level is on record."""
    if percent is None:
        return []
    bases = (
        ("số xếp loại tốt trở lên", figures.excellent + figures.good),
        ("tổng số được xếp loại", figures.rated),
        ("số xếp loại tốt", figures.good),
    )
    return [CapReading(what, base, base * percent.value // 100, figures.excellent) for what, base in bases]


def remarks_on(figures: LevelCounts, percent: Limit[int] | None, *, disciplined: int) -> list[str]:
    """What is to be looked at before the decision; nothing here refuses it."""
    remarks = []
    for reading in readings(figures, percent):
        if reading.is_above:
            assert percent is not None
            remarks.append(
                f"Xuất sắc {reading.excellent}, nhiều nhất {reading.most} nếu tính {percent.value}% {reading.what} ({reading.base}){percent.cited()}."
            )
    if disciplined:
        remarks.append(
            f"{disciplined} người được đề nghị từ mức tốt trở lên có quyết định kỷ luật trong kỳ; đối chiếu với Ủy ban Kiểm tra trước khi quyết định."
        )
    return remarks


def why_not_now(act: str, state: str) -> list[str]:
    """Why the act does not fit where the sheet stands."""
    return [] if state in ORDER[act] else [f"Không làm được việc này: bảng xếp loại {STATES[state]}."]


def why_not_drawn(*, there: bool, lines: int, period: str, from_on: date, on: date) -> list[str]:
    """Every reason why a sheet is not drawn up; none means yes."""
    reasons = []
    if there:
        reasons.append(f"Đã có bảng xếp loại {period} cho đối tượng này.")
    if on < from_on:
        reasons.append(f"Ngày {on:%d/%m/%Y} {period} chưa bắt đầu.")
    if not lines:
        reasons.append("Không có ai, đơn vị nào thuộc diện xếp loại ở đây.")
    return reasons


def why_not_submitted(figures: LevelCounts, *, convened: int, present: int, day: date, ends: date) -> list[str]:
    """Every reason why the sheet is not submitted; none means yes. ``ends`` is the first day after the period."""
    reasons = []
    if figures.open:
        reasons.append(f"Còn {figures.open} dòng chưa xếp loại, chưa ghi lý do không xếp loại.")
    if present > convened:
        reasons.append(f"Số có mặt {present} lớn hơn số có quyền biểu quyết {convened}.")
    if 2 * present <= convened:
        reasons.append(f"Có mặt {present}/{convened}, chưa quá một nửa.")
    if (ends - day).days > EARLY:
        reasons.append(f"Ngày {day:%d/%m/%Y} quá sớm: kỳ kết thúc ngày {ends:%d/%m/%Y}.")
    return reasons


EARLY = 45
"""So many days before its end a period is rated at most: an aid against slips, since year-ends are rated in December."""
