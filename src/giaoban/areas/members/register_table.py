"""The sheets of a file that hold a member register, as one table: headers of one row or two, merged cells filled down.

Runs in a confined process: bytes in, something that JSON can carry out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from giaoban.areas.members.register_columns import field_below, field_of, is_empty, key_of, letter
from giaoban.core.legacy import Encoding, convert, recognise
from giaoban.core.letters import mended_letters
from giaoban.core.text import squeeze
from giaoban.core.workbook import Sheet, Unreadable, open_workbook

NOT_A_REGISTER = (
    "Không tìm thấy danh sách đảng viên trong tệp: cần một dòng tiêu đề có cột “Họ và tên” cùng các cột như "
    "“Ngày sinh”, “Ngày vào Đảng”, “Số thẻ”; chưa ghi nhận gì."
)
DEEPEST = 300
"""Rows among which a header is looked for."""


@dataclass(frozen=True)
class Table:
    """The rows of a register, its cells as typed (a day is ``{"day": "2023-06-30"}``), and where its header ends.

    Further sheets with the same columns follow below the first, each behind a row with its name; ``sheets`` says from
    which number on.
    """

    sheet: str
    rows: list[list[Any]]
    top: int
    header: int  # index in ``rows`` of the header's last row
    encoding: Encoding
    others: list[str] = field(default_factory=list)  # further sheets that look like registers and are not read
    depth: int = 1  # rows of the header
    from_1904: bool = False
    hidden: list[int] = field(default_factory=list)  # indexes of rows that nobody sees
    sheets: list[list[Any]] = field(default_factory=list)  # name and first number of each sheet that follows
    merged_down: list[list[int]] = field(default_factory=list)  # row and column of cells filled from the one above
    repaired: bool = False  # letters that a program had garbled were put right

    def number(self, index: int) -> int:
        """The number of that row as the sheet shows it; rows of further sheets are numbered on."""
        return self.top + index + 1

    def as_json(self) -> dict[str, Any]:
        return self.__dict__


@dataclass(frozen=True)
class _Found:
    """A sheet that looks like a register: its header's last row, how many rows it has, how many columns it names."""

    sheet: Sheet
    header: int
    depth: int
    named: int


def read_table(data: bytes) -> dict[str, Any]:
    """The register of that file, as `Table.as_json`; Unreadable when no sheet holds one."""
    book = open_workbook(data)
    looked = [candidate for sheet in book.sheets if (candidate := _find_header(sheet)) is not None]
    seen = [candidate for candidate in looked if candidate.sheet.visible] or looked
    if not seen:
        raise Unreadable(NOT_A_REGISTER)
    main = max(seen, key=lambda candidate: (len(candidate.sheet.rows) - candidate.header, candidate.named))
    first = _headings(main)
    alike = [candidate for candidate in seen if candidate is main or _headings(candidate) == first]
    alike.sort(key=lambda candidate: book.sheets.index(candidate.sheet))
    main = alike[0]
    rows, hidden, merged = _rows_of(main)
    sheets: list[list[Any]] = []
    for other in alike[1:]:
        further, unseen, down = _rows_of(other)
        rows.append([other.sheet.name])
        sheets.append([other.sheet.name, main.sheet.top + len(rows) + 1])
        behind = other.header + 1
        hidden += [len(rows) + at - behind for at in unseen if at >= behind]
        merged += [[len(rows) + row - behind, column] for row, column in down if row >= behind]
        rows += further[behind:]
    texts = [typed for row in rows[:3000] for typed in row if isinstance(typed, str) and typed]
    plain = [[_plain(typed) for typed in row] for row in rows]
    mended = _mended(plain, texts)
    return Table(
        sheet=main.sheet.name,
        rows=mended,
        top=main.sheet.top,
        header=main.header,
        encoding=recognise(texts),
        others=[candidate.sheet.name for candidate in looked if candidate not in alike],
        depth=main.depth,
        from_1904=book.from_1904,
        hidden=hidden,
        sheets=sheets,
        merged_down=merged,
        repaired=book.repaired or mended is not plain,
    ).as_json()


def _mended(rows: list[list[Any]], texts: Sequence[str]) -> list[list[Any]]:
    """The rows with letters put right that some program had garbled, where several cells show it."""
    if sum(mended_letters(text, least=1) != text for text in texts) < 2:
        return rows
    return [[mended_letters(typed, least=1) if isinstance(typed, str) else typed for typed in row] for row in rows]


def _plain(typed: Any) -> Any:
    if isinstance(typed, datetime):
        return {"day": typed.date().isoformat()}
    if isinstance(typed, date):
        return {"day": typed.isoformat()}
    return typed if isinstance(typed, str | int | float) and not isinstance(typed, bool) else str(typed)


def _find_header(sheet: Sheet) -> _Found | None:
    """The likeliest header of a sheet; None where no row is one."""
    encoding = recognise(sheet.texts())
    best: _Found | None = None
    for at, row in enumerate(sheet.rows[:DEEPEST]):
        named = {field_of(convert(typed, encoding)) for typed in row if isinstance(typed, str)} - {None}
        if ("name" in named or "given_name" in named) and len(named) >= 3 and (best is None or len(named) > best.named):
            depth = 2 if _goes_on(sheet, at, encoding) else 1
            best = _Found(sheet, at + depth - 1, depth, len(named))
    return best


def _goes_on(sheet: Sheet, at: int, encoding: Encoding) -> bool:
    """Whether the row below a header belongs to it: only words, each below a heading that spans or below none."""
    if at + 1 >= len(sheet.rows):
        return False
    below = sheet.rows[at + 1]
    if any(not isinstance(typed, str) for typed in below if not is_empty(typed)):
        return False
    above, meant = "", 0
    for column, typed in enumerate(below):
        if column < len(sheet.rows[at]) and not is_empty(sheet.rows[at][column]):
            above = convert(str(sheet.rows[at][column]), encoding)
        if is_empty(typed):
            continue
        words = convert(str(typed), encoding)
        if any(sign.isdigit() for sign in words) or len(words) > 40:
            return False
        meant += field_below(above, words) is not None
    return meant >= 2


def _headings(found: _Found) -> list[str]:
    return [
        key_of(" ".join(texts)) for texts in headings_of_rows(found.sheet.rows, found.header, found.depth, "unicode")
    ]


def headings_of_rows(rows: Sequence[Sequence[Any]], header: int, depth: int, encoding: Encoding) -> list[list[str]]:
    """The texts above each column, top to bottom; a heading with others below it stands for them too."""
    parts = rows[header - depth + 1 : header + 1]
    width = max((len(row) for row in parts), default=0)
    read = [
        [
            squeeze(convert(str(row[at]), encoding)) if at < len(row) and not is_empty(row[at]) else ""
            for at in range(width)
        ]
        for row in parts
    ]
    if depth == 2:
        for at in range(1, width):
            if not read[0][at] and read[1][at]:
                read[0][at] = read[0][at - 1]
    return [[row[at] for row in read] for at in range(width)]


def headers_of(table: Table) -> list[str]:
    """The headings of the columns; one without a heading is named by its letter."""
    texts = headings_of_rows(table.rows, table.header, table.depth, table.encoding)
    return [
        " – ".join(dict.fromkeys(text for text in column if text)) or f"Cột {letter(at)}"
        for at, column in enumerate(texts)
    ]


def _rows_of(candidate: _Found) -> tuple[list[list[Any]], list[int], list[list[int]]]:
    """The rows of a sheet with cells that were merged downwards filled, which are hidden, and which cells were filled."""
    rows = [list(row) for row in candidate.sheet.rows]
    filled = []
    for (top, left), (bottom, _right) in candidate.sheet.merged:
        if top <= candidate.header or bottom == top or top >= len(rows) or left >= len(rows[top]):
            continue
        for at in range(top + 1, min(bottom + 1, len(rows))):
            if left < len(rows[at]) and is_empty(rows[at][left]):
                rows[at][left] = rows[top][left]
                filled.append([at, left])
    hidden = sorted(row for row in candidate.sheet.hidden_rows if candidate.header < row < len(rows))
    return rows, hidden, filled
