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
from dataclasses import dataclass
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from giaoban.core.secrecy import why_secret

EMPTY = "Tệp rỗng; chưa ghi nhận gì."
TOO_LARGE = "Tệp quá lớn so với một báo cáo; chưa ghi nhận gì. Hãy kiểm tra lại tệp hoặc xóa các ô định dạng thừa."
TOO_SLOW = "Tệp quá lớn hoặc quá phức tạp, không đọc xong trong 10 giây; chưa ghi nhận gì."
ENCRYPTED = "Tệp đang đặt mật khẩu nên không mở được; chưa ghi nhận gì. Hãy bỏ mật khẩu rồi gửi lại."
DAMAGED = "Tệp bị hỏng hoặc không phải là bảng tính (.xlsx, .xls, .ods, .csv); chưa ghi nhận gì."
NOT_THERE = "Không mở được tệp; chưa ghi nhận gì."
NOT_A_SHEET = (
    "Đây là {kind}, không phải bảng tính; chưa ghi nhận gì. Hãy gửi biểu số liệu dạng .xlsx, .xls, .ods hoặc .csv."
)

MOST_BYTES = 15_000_000
MOST_UNPACKED = 60_000_000
MOST_PACKED_RATIO = 250  # of one file in the zip; sheets of numbers reach about 40
MOST_ENTRIES = 2_000
MOST_CELLS = 1_000_000
MOST_SHEETS = 100
MOST_HEAD_ROWS = 15
MOST_IN_HEAD_ROW = 4  # filled cells of a row above the table: two halves of a letterhead, rarely more

_SHEET_PART = re.compile(r"xl/worksheets/sheet\d+\.xml")
_PAGE_HEAD = re.compile(rb"<(?:odd|even|first)(?:Header|Footer)>([^<]{1,2000})</")
_LAYOUT = re.compile(r'&(?:"[^"]*"|K[0-9A-F]{6}|\d+|[A-Z])')


class Unreadable(Exception):
    """The file cannot be taken in; the text is one sentence for the person who sent it."""


@dataclass(frozen=True)
class Sheet:
    """A sheet as it was typed; row and column 0 of ``rows`` stand at ``top`` and ``left`` of the sheet, from 0."""

    name: str
    rows: list[list[Any]]
    top: int = 0
    left: int = 0

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
    """The sheets of a file and what kind of file it is: xlsx, xls, ods or csv."""

    kind: str
    sheets: list[Sheet]


def open_workbook(data: bytes) -> Workbook:
    """The sheets of that file; Unreadable when it is too large, encrypted, damaged, no table at all or marked secret."""
    if len(data) > MOST_BYTES:
        raise Unreadable(TOO_LARGE)
    if not data.strip():
        raise Unreadable(EMPTY)
    kind = _kind(data)
    book = Workbook(kind, [_read_csv(data)] if kind == "csv" else _opened(data))
    for reason in why_secret("", "\n".join([*_heads(book.sheets), *_page_heads(data, kind)])):
        raise Unreadable(reason)
    return book


def _opened(data: bytes) -> list[Sheet]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = book.sheet_names
        if len(names) > MOST_SHEETS:
            raise Unreadable(TOO_LARGE)
        return list(_read_sheets(book, names))
    except PasswordError:
        raise Unreadable(ENCRYPTED) from None
    except MemoryError:
        raise Unreadable(TOO_LARGE) from None
    except Unreadable:
        raise
    except (CalamineError, ValueError, OSError):
        raise Unreadable(DAMAGED) from None


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
        for name in [one for one in packed.namelist() if _SHEET_PART.fullmatch(one)][:MOST_SHEETS]:
            for said in _PAGE_HEAD.findall(packed.read(name)):
                yield from _LAYOUT.sub("\n", html.unescape(said.decode("utf-8", "replace"))).splitlines()


def _kind(data: bytes) -> str:
    if data[:4] in {b"PK\x03\x04", b"PK\x05\x06"}:
        return _zip_kind(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Unreadable(ENCRYPTED)
        if "WordDocument".encode("utf-16-le") in data:
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
    if b"\x00" in data[:4096] and data[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
        raise Unreadable(DAMAGED)
    return "csv"


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
            names = {entry.filename for entry in entries}
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
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError, RuntimeError):
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
    cells = 0
    for name in names:
        sheet = book.get_sheet_by_name(name)
        cells += sheet.height * sheet.width
        if cells > MOST_CELLS:
            raise Unreadable(TOO_LARGE)
        top, left = sheet.start or (0, 0)
        yield Sheet(name, sheet.to_python(skip_empty_area=True), top, left)


def _read_csv(data: bytes) -> Sheet:
    text = _decode(data)
    if text.count("\n") > MOST_CELLS:
        raise Unreadable(TOO_LARGE)
    head = text[:20_000]
    delimiter = max(";\t,", key=head.count)
    if head.count(delimiter) < 3:
        raise Unreadable(DAMAGED)
    try:
        rows: list[list[Any]] = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise Unreadable(DAMAGED) from None
    return Sheet("csv", rows)


def _decode(data: bytes) -> str:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    # Windows' Vietnamese code page writes its tones as marks of their own; the older encodings use plain Latin-1.
    if any(mark in data for mark in (b"\xcc", b"\xd2", b"\xde", b"\xec", b"\xf2")) and b"\xf0" in data:
        return data.decode("cp1258", "replace")
    return data.decode("latin-1")
