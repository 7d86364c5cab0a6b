"""Which blocks of a file are the return of a period: what can be seen, what names the period, what does not contradict."""

from __future__ import annotations

from collections.abc import Sequence

from giaoban.core.workbook import Unreadable
from giaoban.reporting.intake.layout import FEWEST_LINES, NO_COLUMN, LineBlock, with_columns
from giaoban.reporting.intake.periods import period_of

TWO_TABLES = "Có hai bảng số liệu khác nhau: {first} và {second}; chưa ghi nhận gì. Hãy giữ lại một bảng rồi gửi lại."


def blocks_for(blocks: Sequence[LineBlock], period: str) -> list[LineBlock]:
    """The blocks that together hold the figures of that period, with their columns; Unreadable where two contradict.

    What can be seen comes before what is hidden, what names the period before what names none, what names another is
    left out; blocks of different lines belong together, as where a table goes on upon a second sheet.
    """
    likely = [block for block in blocks if _for_period(block, period) >= 0]
    likely = [block for block in likely if block.page.sheet.visible] or likely
    likely.sort(key=lambda block: (-_for_period(block, period), -len(block.rows)))
    chosen: list[LineBlock] = []
    refused: Unreadable | None = None
    for block in likely:
        try:
            placed = with_columns(block, period)
        except Unreadable as unreadable:
            refused = refused or unreadable
            continue
        rival = next((other for other in chosen if len(set(other.rows) & set(placed.rows)) >= FEWEST_LINES), None)
        if rival is None:
            chosen.append(placed)
        elif _contradict(rival, placed) and _for_period(rival, period) == _for_period(placed, period):
            raise Unreadable(TWO_TABLES.format(first=rival.place, second=placed.place))
    if not chosen and refused:
        raise refused
    if not chosen:
        raise Unreadable(NO_COLUMN.format(period=period, sheet=blocks[0].page.sheet.name, columns="không có"))
    return chosen


def _for_period(block: LineBlock, period: str) -> int:
    """1 where the nearest title above the block names the period, 0 where none names any, -1 where it names only others."""
    for title in reversed(block.titles):
        named, others = period_of([title])
        if "-" in named:
            return 1 if period in {named, *others} else -1
    return 0


def _contradict(first: LineBlock, second: LineBlock) -> bool:
    """Whether two blocks say different values for a line that both have."""
    return any(
        first.page.texts[first.rows[code]][first.columns["value"]]
        != second.page.texts[second.rows[code]][second.columns["value"]]
        for code in set(first.rows) & set(second.rows)
    )
