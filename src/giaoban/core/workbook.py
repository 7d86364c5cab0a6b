"""A file of bytes as sheets of typed cells, or one sentence why it is none.

What kind of file it is, its bytes say, not its name. The directory of a zip is looked at before anything is unpacked.
"""

from __future__ import annotations

import csv
import html
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from giaoban.core.letters import decoded, wide_order
from giaoban.core.marked_up import MarkedTable, Span, kind_of_text, tables_of
from giaoban.core.natures import Nature, Place, natures_of, without_blank_cells
from giaoban.core.secrecy import why_secret
from giaoban.core.zips import BROKEN

EMPTY = "Tệp rỗng; chưa ghi nhận gì."
TOO_LARGE = "Tệp quá lớn so với một báo cáo; chưa ghi nhận gì. Hãy kiểm tra lại tệp hoặc xóa các ô định dạng thừa."
TOO_SLOW = "Tệp quá lớn hoặc quá phức tạp, không đọc xong trong 10 giây; chưa ghi nhận gì."
ENCRYPTED = "Tệp đang đặt mật khẩu nên không mở được; chưa ghi nhận gì. Hãy bỏ mật khẩu rồi gửi lại."
DAMAGED = "Tệp bị hỏng hoặc không phải là bảng tính (.xlsx, .xls, .ods, .csv); chưa ghi nhận gì."
TOO_MANY_PIXELS = "Ảnh có {pixels} điểm ảnh, quá mức {most}; chưa ghi nhận gì. Hãy thu nhỏ ảnh rồi gửi lại."
NOT_THERE = "Không mở được tệp; chưa ghi nhận gì."
NOT_A_SHEET = (
    "Đây là {kind}, không phải bảng tính; chưa ghi nhận gì. Hãy gửi biểu số liệu dạng .xlsx, .xls, .ods hoặc .csv."
)

MOST_BYTES = 15_000_000
MOST_UNPACKED = 60_000_000
MOST_PACKED_RATIO = 250  # of one file in the zip; sheets of numbers reach about 40
MOST_ENTRIES = 2_000
MOST_CELLS = 1_000_000  # that say something
MOST_AREA = 6_000_000  # from the first to the last cell: a space typed far below blows it up
MOST_COLUMNS = 2_000
MOST_SHEETS = 400
MOST_HEAD_ROWS = 15
MOST_IN_HEAD_ROW = 4  # filled cells of a row above the table: two halves of a letterhead, rarely more

_SHEET_PART = re.compile(r"xl/worksheets/sheet\d+\.xml")
_PAGE_HEAD = re.compile(rb"<(?:odd|even|first)(?:Header|Footer)>([^<]{1,2000})</")
_LAYOUT = re.compile(r'&(?:"[^"]*"|K[0-9A-F]{6}|\d+|[A-Z])')


class Unreadable(Exception):
    """The file cannot be taken in; the text is one sentence for the person who sent it."""


@dataclass(frozen=True)
class Sheet:
    """A sheet as it was typed; row and column 0 of ``rows`` stand at ``top`` and ``left`` of the sheet, from 0.

    An error stands as what the sheet shows of it (``#N/A``), a formula that was never worked out as its text (``=A1+A2``).
    All places are those of ``rows``.
    """

    name: str
    rows: list[list[Any]]
    top: int = 0
    left: int = 0
    visible: bool = True
    merged: tuple[Span, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    unsure: dict[Place, str] = field(default_factory=dict)  # why the value of that cell is not to be taken

    def address(self, row: int, column: int) -> str:
        """The address of that cell of ``rows`` as a person reads it, such as D13."""
        letters, number = "", self.left + column + 1
        while number:
            number, letter = divmod(number - 1, 26)
            letters = chr(ord("A") + letter) + letters
        return f"{letters}{self.top + row + 1}"

    def texts(self) -> Iterator[str]:
        """Every text of the sheet."""
        for row in self.rows:
            for typed in row:
                if isinstance(typed, str) and typed:
                    yield typed


@dataclass(frozen=True)
class Workbook:
    """The sheets of a file and what kind of file it is: xlsx, xls, ods, csv, or a kind of marked-up text."""

    kind: str
    sheets: list[Sheet]
    from_1904: bool = False  # a day kept as a number counts from 1904
    repaired: bool = False  # letters that a program had garbled were put right


def open_workbook(data: bytes) -> Workbook:
    """The sheets of that file; Unreadable when it is too large, encrypted, damaged, no table at all or marked secret."""
    if len(data) > MOST_BYTES:
        raise Unreadable(TOO_LARGE)
    if not data.strip():
        raise Unreadable(EMPTY)
    kind = _kind(data)
    if kind in _MARKED:
        book = Workbook(kind, _marked(data, kind))
    elif kind == "csv":
        text, repaired = decoded(data)
        book = Workbook(kind, [_read_csv(text)], repaired=repaired)
    else:
        book = _opened(data, kind)
    book = replace(book, sheets=[_trimmed(sheet) for sheet in book.sheets])
    if sum(len(row) for sheet in book.sheets for row in sheet.rows) > MOST_AREA:
        raise Unreadable(TOO_LARGE)
    for reason in why_secret("", "\n".join([*_heads(book.sheets), *_page_heads(data, kind)])):
        raise Unreadable(reason)
    return book


_MARKED = {"html", "mhtml", "spreadsheetml", "fods"}


def _marked(data: bytes, kind: str) -> list[Sheet]:
    try:
        tables = tables_of(data, kind)
    except ValueError:
        raise Unreadable(DAMAGED) from None
    if not tables:
        raise Unreadable(NOT_A_SHEET.format(kind="trang web không có bảng nào"))
    return [
        Sheet(table.name, table.rows, visible=table.visible, merged=tuple(table.spans)) for table in _joined(tables)
    ]


def _joined(tables: list[MarkedTable]) -> list[MarkedTable]:
    """Small tables that only hold a heading stand above the next one, as they do on the page."""
    joined: list[MarkedTable] = []
    heading: MarkedTable | None = None
    for table in tables:
        if heading is not None:
            above = len(heading.rows)
            spans = [((r + above, c), (s + above, d)) for (r, c), (s, d) in table.spans]
            table = MarkedTable(table.name, [*heading.rows, *table.rows], [*heading.spans, *spans], table.visible)
        heading = table if len(table.rows) <= MOST_HEAD_ROWS and table is not tables[-1] else None
        if heading is None:
            joined.append(table)
    return joined


def _trimmed(sheet: Sheet) -> Sheet:
    """The sheet without the empty rows and columns behind its last cell that says something."""
    rows = sheet.rows
    last = next((at for at in range(len(rows) - 1, -1, -1) if any(not _is_blank(cell) for cell in rows[at])), -1)
    rows = rows[: last + 1]
    width = 0
    for row in rows:
        width = max(width, next((at + 1 for at in range(len(row) - 1, width - 1, -1) if not _is_blank(row[at])), 0))
    if width > MOST_COLUMNS:
        raise Unreadable(TOO_LARGE)
    return replace(sheet, rows=[row if len(row) <= width else row[:width] for row in rows])


def _is_blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _with_plain_paths(data: bytes) -> bytes:
    """The same zip with its parts named with slashes, as the format says; some programs write backslashes."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        if not any("\\" in name for name in packed.namelist()):
            return data
        plain = io.BytesIO()
        with zipfile.ZipFile(plain, "w", zipfile.ZIP_DEFLATED) as written:
            for entry in packed.infolist():
                written.writestr(entry.filename.replace("\\", "/"), packed.read(entry))
    return plain.getvalue()


def _opened(data: bytes, kind: str) -> Workbook:
    natures = None
    if kind == "xlsx":
        data = _with_plain_paths(data)
        with suppress(ValueError):  # as .xlsb, whose parts are no XML
            natures = natures_of(data)
    try:
        if natures and (wide := {nature.part for nature in natures.sheets.values() if nature.area > MOST_CELLS}):
            data = without_blank_cells(data, wide)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = book.sheet_names
        if len(names) > MOST_SHEETS:
            raise Unreadable(TOO_LARGE)
        sheets = list(_read_sheets(book, names))
    except PasswordError:
        raise Unreadable(ENCRYPTED) from None
    except MemoryError:
        raise Unreadable(TOO_LARGE) from None
    except Unreadable:
        raise
    except (CalamineError, ValueError, OSError):
        raise Unreadable(DAMAGED) from None
    if natures is None:
        return Workbook(kind, sheets)
    return Workbook(kind, [_with_nature(sheet, natures.sheets.get(sheet.name)) for sheet in sheets], natures.from_1904)


def _with_nature(sheet: Sheet, nature: Nature | None) -> Sheet:
    """The sheet with what it shows beside values, see `giaoban.core.natures`."""
    if nature is None:
        return sheet

    def here(place: Place) -> Place:
        return place[0] - sheet.top, place[1] - sheet.left

    for place, text in nature.instead.items():
        row, column = here(place)
        if 0 <= row < len(sheet.rows) and 0 <= column < len(sheet.rows[row]):
            sheet.rows[row][column] = text
    return replace(
        sheet,
        hidden_rows=frozenset(row - sheet.top for row in nature.hidden_rows),
        hidden_columns=frozenset(column - sheet.left for column in nature.hidden_columns),
        unsure={here(place): reason for place, reason in nature.unsure.items()},
    )


def _heads(sheets: list[Sheet]) -> Iterator[str]:
    """The name of each sheet and what stands above its table: a mark is stamped there, and below it Mật is a name."""
    for sheet in sheets:
        yield sheet.name
        for row in sheet.rows[:MOST_HEAD_ROWS]:
            typed = [cell.strip() for cell in row if isinstance(cell, str) and cell.strip()]
            if sum(cell not in ("", None) for cell in row) > MOST_IN_HEAD_ROW:
                break
            yield from typed


def _page_heads(data: bytes, kind: str) -> Iterator[str]:
    """What is printed at the head and foot of each page of a workbook."""
    if kind != "xlsx":
        return
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for name in [part for part in packed.namelist() if _SHEET_PART.fullmatch(part)][:MOST_SHEETS]:
            for head in _PAGE_HEAD.findall(packed.read(name)):
                yield from _LAYOUT.sub("\n", html.unescape(head.decode("utf-8", "replace"))).splitlines()


def _kind(data: bytes) -> str:
    if data[:4] in {b"PK\x03\x04", b"PK\x05\x06"}:
        return _zip_kind(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Unreadable(ENCRYPTED)
        if "WordDocument".encode("utf-16-le") in data and not _is_old_workbook(data):
            raise Unreadable(NOT_A_SHEET.format(kind="văn bản Word"))
        if _is_locked(data):
            raise Unreadable(ENCRYPTED)
        return "xls"
    for start, kind in (
        (b"%PDF", "tệp PDF"),
        (b"\x89PNG", "tệp ảnh"),
        (b"\xff\xd8\xff", "tệp ảnh"),
        (b"{\\rtf", "văn bản"),
    ):
        if data.startswith(start):
            raise Unreadable(NOT_A_SHEET.format(kind=kind))
    if kind := kind_of_text(data):
        return kind
    if b"\x00" in data[:4096] and data[:2] not in {b"\xff\xfe", b"\xfe\xff"} and not wide_order(data):
        raise Unreadable(DAMAGED)
    return "csv"


def _is_old_workbook(data: bytes) -> bool:
    """Whether the compound file itself is a workbook, whatever lies embedded in it: its root names the stream."""
    size = 1 << int.from_bytes(data[30:32], "little")
    at = (int.from_bytes(data[48:52], "little") + 1) * size
    names = []
    for entry in range(at, min(at + size, len(data) - 128), 128):
        length = int.from_bytes(data[entry + 64 : entry + 66], "little")
        names.append(data[entry : entry + max(length - 2, 0)].decode("utf-16-le", "replace"))
    return any(name in {"Workbook", "Book"} for name in names) and "WordDocument" not in names


def _is_locked(data: bytes) -> bool:
    """Whether an old workbook has the record that tells of a password among its first ones."""
    at = data.find(b"\x09\x08\x10\x00\x00\x06")  # the record that opens a workbook of Excel 97 or later
    for _ in range(20 if at >= 0 else 0):
        kind, length = int.from_bytes(data[at : at + 2], "little"), int.from_bytes(data[at + 2 : at + 4], "little")
        if kind == 0x2F:
            return True
        at += 4 + length
    return False


def _zip_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = packed.infolist()
            names = {entry.filename.replace("\\", "/") for entry in entries}
            if any(entry.flag_bits & 1 for entry in entries):
                raise Unreadable(ENCRYPTED)
            if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise Unreadable(TOO_LARGE)
            for entry in entries:
                ratio = entry.file_size / max(entry.compress_size, 1)
                if entry.file_size > 1_000_000 and ratio > MOST_PACKED_RATIO:
                    raise Unreadable(TOO_LARGE)
            if "META-INF/manifest.xml" in names and b"encryption-data" in packed.read("META-INF/manifest.xml"):
                raise Unreadable(ENCRYPTED)
    except (*BROKEN, ValueError):
        raise Unreadable(DAMAGED) from None
    except Exception as error:
        if isinstance(error, Unreadable) or type(error).__module__ != "zlib":
            raise
        raise Unreadable(DAMAGED) from None
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    if any(name.startswith("word/") for name in names):
        raise Unreadable(NOT_A_SHEET.format(kind="văn bản Word"))
    if "content.xml" in names:
        return "ods"
    raise Unreadable(NOT_A_SHEET.format(kind="tệp nén"))


def _read_sheets(book: CalamineWorkbook, names: list[str]) -> Iterator[Sheet]:
    area = 0
    hidden = {metadata.name for metadata in book.sheets_metadata if metadata.visible != SheetVisibleEnum.Visible}
    for name in names:
        sheet = book.get_sheet_by_name(name)
        area += sheet.height * sheet.width
        if area > MOST_AREA or sheet.width > MOST_COLUMNS * 10:
            raise Unreadable(TOO_LARGE)
        top, left = sheet.start or (0, 0)
        merged = tuple(
            ((first[0] - top, first[1] - left), (last[0] - top, last[1] - left))
            for first, last in sheet.merged_cell_ranges or ()
        )
        rows = _without_far_blanks(sheet)
        if sum(1 for row in rows for cell in row if cell != "") > MOST_CELLS:
            raise Unreadable(TOO_LARGE)
        yield Sheet(name, rows, top, left, visible=name not in hidden, merged=merged)


def _without_far_blanks(sheet: Any) -> list[list[Any]]:
    """The rows of the sheet up to the last that says something: what lies behind is not even kept."""
    if sheet.height * sheet.width <= MOST_CELLS:
        return list(sheet.to_python(skip_empty_area=True))
    rows: list[list[Any]] = []
    blank = 0
    for row in sheet.iter_rows():
        if all(_is_blank(cell) for cell in row):
            blank += 1
            continue
        rows += [[""] for _ in range(blank)]
        blank = 0
        rows.append(list(row))
    return rows


def _read_csv(text: str) -> Sheet:
    if text.count("\n") > MOST_CELLS:
        raise Unreadable(TOO_LARGE)
    head = text[:20_000]
    delimiter = max(";\t,|", key=head.count)
    if head.count(delimiter) < 3:
        raise Unreadable(DAMAGED)
    if max((line.count(delimiter) for line in text.splitlines()), default=0) > MOST_COLUMNS * 10:
        raise Unreadable(TOO_LARGE)
    try:
        rows: list[list[Any]] = [
            [_GUARD.sub(r"\1", cell) for cell in row]
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        ]
    except csv.Error:
        raise Unreadable(DAMAGED) from None
    return Sheet("csv", rows)


_GUARD = re.compile(r'^="([^"]*)"$')
"""What keeps a spreadsheet from taking the zeros at the front of a number away."""
