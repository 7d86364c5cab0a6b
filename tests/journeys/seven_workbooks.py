"""Seven workbooks as clerks really send them, each of another kind of trouble, all meaning the same small cell.

Kinds and cures are those of ``tests/data/ugly``: each is read right or asked about, never wrong in silence.
"""

from __future__ import annotations

import html
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl

from giaoban.core.spans import Period

MEMBERS = 24
"""Of each of the cells that send one."""
MEANT = {
    "1.1": 1, "1.1.2": 1, "1.3": MEMBERS, "2.1.a": MEMBERS, "2.1.b": MEMBERS, "2.1": 100, "4.2": 6, "4.3": 2,
}  # fmt: skip
"""What every one of them means; whatever else is asked is nought."""

Row = tuple[str, str, str]
Grid = list[list[object]]


@dataclass(frozen=True)
class Ugly:
    """One of the seven: what is wrong with it, the file, what the program asks, and what is mended before it comes in.

    ``refused``: what is said when nothing can be taken; ``again`` is the file that is sent then. ``unread``: the line
    that is typed by hand, with what the program says of its cell.
    """

    kind: str
    write: Callable[[bytes, Path, Period], Path]
    refused: str = ""
    again: Callable[[bytes, Path, Period], Path] | None = None
    unread: tuple[str, str] = ("", "")


def asked(content: bytes) -> tuple[list[str], list[Row]]:
    """The heading of a blank workbook, a line each, and its rows: code, label, unit of count."""
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    told = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    first = next(at for at, row in enumerate(told) if row[1] == "Chỉ tiêu")
    heading = [row[0] for row in told[:first] if row[0] and "Mã đơn vị" not in row[0]]
    return heading, [(row[0], row[1].strip(), row[2]) for row in told[first + 1 :] if row[1]]


def grid(content: bytes, heads: Sequence[Sequence[str]], columns: Callable[[str], Iterable[object]]) -> Grid:
    """The form retyped: its heading, the rows of a header of its own, and for each line the cells of its columns."""
    heading, rows = asked(content)
    made: Grid = [[line] for line in heading]
    made.append([])
    made.extend([*head] for head in heads)
    return made + [[code, label, unit, *columns(code)] for code, label, unit in rows]


def meant(code: str) -> object:
    return MEANT.get(code, 0)


def saved(path: Path, *sheets: tuple[str, Grid], hidden: str = "", merged: str = "") -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        if title == hidden:
            sheet.sheet_state = "hidden"
        if merged:
            last = next(at for at, row in enumerate(rows, 1) if row[:2] == ["", ""] and len(row) > 3)
            sheet.merge_cells(merged.format(row=last - 1))
    book.active = len(sheets) - 1
    book.save(path)
    return path


HEAD = ("STT", "Chỉ tiêu", "ĐVT")


def words_beside_numbers(content: bytes, path: Path, _period: Period) -> Path:
    """Words beside the numbers, rows put in above, a star that nobody explains."""
    typed = {"1.1": "1 tổ chức", "1.1.1": "/", "1.2": "ko có", "1.3": "24 đồng chí", "2.1.a": "24 đ/c", "2.1.b": "24 đ/c (*)",
             "2.1": "100%", "4.2": "6 cuộc họp", "4.3": "2 cuộc", "1.1.2": "1 tổ chức"}  # fmt: skip
    rows = grid(content, [(*HEAD, "Kết quả")], lambda code: [typed.get(code, "không phát sinh")])
    return saved(path / "bieu-go-lai.xlsx", ("Sheet1 (2)", [["(Biểu này do văn thư gõ lại)"], [], *rows]))


def last_year_first(content: bytes, path: Path, period: Period) -> Path:
    """The column of the year before stands first."""
    heads = (*HEAD, f"Thực hiện {period.year_before().title()}", f"Thực hiện {period.title()}")
    rows = grid(content, [heads], lambda code: [MEANT[code] + 7 if code in MEANT else 3, meant(code)])
    return saved(path / "hai-nam.xlsx", ("Biểu 1", rows))


def month_beside_running_total(content: bytes, path: Path, period: Period) -> Path:
    """A header of two rows: one month, and the running total beside it."""
    heads = [(*HEAD, "Kết quả thực hiện", ""), ("", "", "", f"Trong tháng {period.last_day.month}", "Lũy kế từ đầu kỳ")]
    rows = grid(content, heads, lambda code: [1 if code in MEANT else 0, meant(code)])
    return saved(path / "thang-va-luy-ke.xlsx", ("Biểu", rows), merged="D{row}:E{row}")


def hidden_draft_first(content: bytes, path: Path, _period: Period) -> Path:
    """A draft with other numbers, hidden, before the sheet that everybody sees."""
    draft = grid(content, [(*HEAD, "Kết quả")], lambda code: [MEANT[code] * 2 if code in MEANT else 5])
    real = grid(content, [(*HEAD, "Kết quả")], lambda code: [meant(code)])
    return saved(path / "con-ban-nhap.xlsx", ("nháp", draft), ("chính thức", real), hidden="nháp")


def page_named_xls(content: bytes, path: Path, _period: Period) -> Path:
    """A page of another program, saved under the name of a workbook."""
    rows = grid(content, [(*HEAD, "Kết quả")], lambda code: [meant(code)])
    cells = "".join(f"<tr>{''.join(f'<td>{html.escape(str(cell))}</td>' for cell in row)}</tr>" for row in rows if row)
    file = path / "xuat-tu-phan-mem.xls"
    file.write_text(f"<html><head><meta charset='utf-8'></head><body><table>{cells}</table></body></html>", "utf-8")
    return file


def two_results(content: bytes, path: Path, _period: Period) -> Path:
    """Two columns of results that differ: nobody can know which is meant."""
    heads = (*HEAD, "Kết quả", "Kết quả")
    rows = grid(content, [heads], lambda code: [meant(code), MEANT[code] + 1 if code in MEANT else 0])
    return saved(path / "hai-cot.xlsx", ("Biểu", rows))


def one_result(content: bytes, path: Path, _period: Period) -> Path:
    """The same, sent again as it was asked for."""
    return saved(path / "mot-cot.xlsx", ("Biểu", grid(content, [(*HEAD, "Kết quả")], lambda code: [meant(code)])))


def a_lost_reference(content: bytes, path: Path, _period: Period) -> Path:
    """A formula whose cells were deleted, in the number of meetings."""
    rows = grid(content, [(*HEAD, "Kết quả")], lambda code: ["#REF!" if code == "4.2" else meant(code)])
    return saved(path / "mat-tham-chieu.xlsx", ("Biểu", rows))


SEVEN = (
    Ugly("words beside the numbers", words_beside_numbers, unread=("2.1.b", "“24 đ/c (*)” không phải là số")),
    Ugly("the year before first", last_year_first),
    Ugly("a month beside the running total", month_beside_running_total),
    Ugly("a hidden draft first", hidden_draft_first),
    Ugly("a page named .xls", page_named_xls),
    Ugly("two columns of results", two_results, refused="Có hai cột cùng có thể là số liệu của kỳ", again=one_result),
    Ugly("a reference that is lost", a_lost_reference, unread=("4.2", "ô lỗi #REF!")),
)
