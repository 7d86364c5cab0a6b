"""The sheet of a file that lists organisations, as rows of text: which column says what, and where the list begins.

Runs in a confined process: bytes in, something that JSON can carry out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from giaoban.core.legacy import convert, recognise
from giaoban.core.text import fold, squeeze
from giaoban.core.workbook import Sheet, Unreadable, open_workbook

NO_LIST = (
    "Không tìm thấy danh sách tổ chức đảng trong tệp: cần một dòng tiêu đề có cột “Tên tổ chức” cùng các cột như "
    "“Loại hình”, “Cấp trên”, “Số quyết định”; chưa ghi nhận gì."
)
DEEPEST = 60
"""Rows among which the header is looked for."""
MOST = 5000
"""Organisations that one list may hold."""
TOO_MANY = f"Danh sách có hơn {MOST} dòng; chưa ghi nhận gì. Hãy chia thành nhiều danh sách theo từng đảng bộ."


@dataclass(frozen=True)
class ListColumn:
    """What a column may hold: its name for people, and the other ways in which offices head it."""

    label: str
    aliases: tuple[str, ...]


FIELDS: dict[str, ListColumn] = {
    "name": ListColumn("Tên tổ chức", (
        "ten to chuc", "ten to chuc dang", "to chuc dang", "ten dang bo chi bo", "ten chi bo dang bo", "ten tccsd",
        "dang bo chi bo", "ten chi bo", "ten don vi", "ten", "don vi",
    )),
    "kind": ListColumn("Loại hình", ("loai hinh", "loai hinh to chuc", "loai to chuc", "loai", "cap", "loai hinh to chuc dang")),
    "parent": ListColumn("Cấp trên", (
        "cap tren", "cap tren truc tiep", "truc thuoc", "to chuc cap tren", "dang bo cap tren", "thuoc", "thuoc dang bo",
        "dang bo",
    )),
    "number": ListColumn("Số quyết định", (
        "so quyet dinh", "quyet dinh", "quyet dinh thanh lap", "so qd", "qd thanh lap", "so qd thanh lap",
        "so quyet dinh thanh lap", "so ngay quyet dinh",
    )),
    "issued_on": ListColumn("Ngày quyết định", ("ngay quyet dinh", "ngay qd", "ngay thanh lap", "ngay ky", "ngay ban hanh")),
    "issuer": ListColumn("Cơ quan ban hành", ("co quan ban hanh", "cap ban hanh", "noi ban hanh", "co quan quyet dinh")),
    "short_name": ListColumn("Tên gọi tắt", ("ten goi tat", "ten tat", "ten viet tat", "viet tat", "ten ngan")),
    "code": ListColumn("Mã tổ chức", ("ma to chuc", "ma so", "ma", "ma to chuc dang", "ma dinh danh", "ma 14 so", "ma so 14 so")),
}  # fmt: skip
_KNOWN = {alias: name for name, column in FIELDS.items() for alias in column.aliases}


def read_list(data: bytes) -> list[dict[str, str]]:
    """The organisations of that file, a row each; Unreadable when no sheet lists any."""
    for sheet in sorted(open_workbook(data).sheets, key=lambda sheet: not sheet.visible):
        encoding = recognise(list(sheet.texts()))
        rows = [[convert(_typed(cell), encoding) for cell in row] for row in _filled_down(sheet)]
        if (listed := rows_of(rows)) is not None:
            return listed
    raise Unreadable(NO_LIST)


def pasted(text: str) -> list[dict[str, str]]:
    """The organisations of a text copied out of a sheet or typed a line each; without a header the lines are names."""
    rows = [line.split("\t") for line in text.splitlines() if line.strip()]
    if (listed := rows_of(rows)) is not None:
        return listed
    names = (next((cell for cell in map(squeeze, row) if cell and not cell.rstrip(".)").isdigit()), "") for row in rows)
    return _few([{"name": _plain_line(name)} for name in names if name])


def rows_of(rows: Sequence[Sequence[str]]) -> list[dict[str, str]] | None:
    """What the rows below the header say, by field; None where no row is a header."""
    for at, row in enumerate(rows[:DEEPEST]):
        columns: dict[str, int] = {}
        for column, heading in enumerate(row):
            if (field := _field_of(heading)) and field not in columns:
                columns[field] = column
        if "name" not in columns and "parent" in columns and fold(row[columns["parent"]]) == "dang bo":
            columns["name"] = columns.pop("parent")
        if "name" in columns and len(columns) >= 2:
            read = ({field: _cell(below, column) for field, column in columns.items()} for below in rows[at + 1 :])
            return _few([row for row in read if row["name"] and not row["name"].rstrip(".)").isdigit()])
    return None


def _few(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    if len(rows) > MOST:
        raise Unreadable(TOO_MANY)
    return rows


def _field_of(heading: str) -> str | None:
    return _KNOWN.get(" ".join(re.findall(r"[a-z0-9]+", fold(heading))))


def _cell(row: Sequence[str], column: int) -> str:
    return squeeze(row[column]) if column < len(row) else ""


def _plain_line(text: str) -> str:
    """A line without the number or dash that stands before its name."""
    return re.sub(r"^(?:[IVX]{1,5}|\d{1,3}(?:\.\d{1,3})*|[a-zđ])[.)]\s+|^[-–+•]\s*", "", text)


def _filled_down(sheet: Sheet) -> list[list[Any]]:
    rows = [list(row) for row in sheet.rows]
    for (top, left), (bottom, _right) in sheet.merged:
        for at in range(top + 1, min(bottom + 1, len(rows))):
            if left < len(rows[at]) and left < len(rows[top]) and rows[at][left] in (None, ""):
                rows[at][left] = rows[top][left]
    return rows


def _typed(cell: Any) -> str:
    if isinstance(cell, date | datetime):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def as_text(rows: Iterable[dict[str, str]]) -> str:
    """The rows as a text that can be read and corrected by hand, with its header; `pasted` reads it as they were."""
    lines = ["\t".join(column.label for column in FIELDS.values())]
    lines += ["\t".join(row.get(field, "") for field in FIELDS) for row in rows]
    return "\n".join(lines)
