"""Tables in marked-up text: web pages, web archives, SpreadsheetML 2003 and flat OpenDocument, whatever their name ends in.

Office programs and the reporting systems of offices save such files under the name .xls. No entity is resolved, nothing
is fetched; a cell that spans several stands once, and the span is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from email.message import Message
from email.parser import BytesParser
from typing import Any

from lxml import etree, html

Span = tuple[tuple[int, int], tuple[int, int]]
MOST_SPANNED = 1_000
"""Cells that one cell may span in a row or column: attributes promise more than any page has."""


@dataclass
class MarkedTable:
    """One table: its name, its rows as typed, and which cells stand for several, from 0."""

    name: str
    rows: list[list[Any]] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    visible: bool = True

    def put(self, row: int, column: int, value: Any) -> None:
        """The value stands there; what was not yet there is empty."""
        while len(self.rows) <= row:
            self.rows.append([])
        line = self.rows[row]
        line.extend([""] * (column + 1 - len(line)))
        line[column] = value

    def span(self, row: int, column: int, down: int, across: int) -> None:
        """The cell stands for so many rows and columns."""
        if down > 1 or across > 1:
            self.spans.append(((row, column), (row + down - 1, column + across - 1)))


def kind_of_text(data: bytes) -> str:
    """``html``, ``mhtml``, ``spreadsheetml``, ``fods``; empty where the bytes are none of these."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if re.match(rb"(mime-version|from|date|content-type|x-[a-z-]+|message-id|subject):", head):
        return "mhtml" if b"multipart/related" in head or b"text/html" in head else ""
    if not head.startswith(b"<"):
        return ""
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head and b"<html" not in head:
        return "spreadsheetml"
    if b"urn:oasis:names:tc:opendocument" in head:
        return "fods"
    return "html" if re.search(rb"<(!doctype html|html|table|head|body|meta|div|style)\b", head) else ""


def tables_of(data: bytes, kind: str) -> list[MarkedTable]:
    """The tables of that text in their order; ValueError where the text is broken or a cell stands too far away."""
    try:
        match kind:
            case "mhtml":
                return _of_html(_page_of_archive(data))
            case "html":
                return _of_html(data)
            case "spreadsheetml":
                return _of_spreadsheetml(data)
            case _:
                return _of_flat(data)
    except (etree.LxmlError, LookupError) as error:
        raise ValueError(str(error)) from None


def _page_of_archive(data: bytes) -> bytes:
    parts = [part for part in BytesParser().parsebytes(data).walk() if part.get_content_type() == "text/html"]
    pages = [_text_of(part) for part in parts]
    tables = [page for page in pages if "<table" in page.lower()]
    return ('<meta charset="utf-8">' + "\n".join(tables or pages)).encode()


def _text_of(part: Message) -> str:
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    try:
        return content.decode(part.get_content_charset() or "utf-8")
    except (UnicodeDecodeError, LookupError):
        return content.decode("latin-1")


# Web pages


def _of_html(data: bytes) -> list[MarkedTable]:
    declared = re.search(rb"charset\s*=\s*[\"']?([\w-]+)", data[:4096])
    try:
        text = data.decode(declared[1].decode() if declared else "utf-8-sig")
    except (UnicodeDecodeError, LookupError):
        text = data.decode("latin-1")
    root = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    tables = []
    for at, table in enumerate(root.iter("table"), 1):
        if any(True for _inner in table.iterdescendants("table")):
            continue  # a table that only lays out others
        read = MarkedTable(f"Bảng {at}")
        _rows_of_html(table, read)
        if read.rows:
            tables.append(read)
    return tables


def _rows_of_html(table: Any, read: MarkedTable) -> None:
    taken: set[tuple[int, int]] = set()
    for row, line in enumerate(table.iter("tr")):
        column = 0
        for cell in line:
            if cell.tag not in {"td", "th"}:
                continue
            while (row, column) in taken:
                column += 1
            down, across = _count(cell.get("rowspan")), _count(cell.get("colspan"))
            read.put(row, column, _words(cell))
            read.span(row, column, down, across)
            taken |= {(row + below, column + beside) for below in range(down) for beside in range(across)}
            column += across


def _count(text: str | None) -> int:
    return min(int(text), MOST_SPANNED) if text and text.isdecimal() and len(text) < 7 and int(text) else 1


def _words(cell: Any) -> str:
    for gone in [*cell.iter("s"), *cell.iter("strike"), *cell.iter("del"), *cell.iter("sup")]:
        gone.text = ""
        for child in list(gone):
            gone.remove(child)
    lines = []
    for piece in re.split(r"\0", "".join(_pieces(cell))):
        if words := " ".join(piece.split()):  # not squeezed: a soft hyphen is a letter in TCVN3
            lines.append(words)
    return "\n".join(lines)


def _pieces(element: Any) -> list[str]:
    pieces = ["\0"] if element.tag in {"br", "p", "div", "li"} else []
    pieces.append(element.text or "")
    for child in element:
        if isinstance(child.tag, str):
            pieces += _pieces(child)
        pieces.append(child.tail or "")
    return pieces


# SpreadsheetML 2003

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
MOST_ROWS = 1_000_000


def _root(data: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=False)
    return etree.fromstring(data.lstrip(b"\xef\xbb\xbf \t\r\n"), parser)


def _of_spreadsheetml(data: bytes) -> list[MarkedTable]:
    tables = []
    for sheet in _root(data).iter(f"{_SS}Worksheet"):
        read = MarkedTable(sheet.get(f"{_SS}Name", ""))
        read.visible = not any(
            (element.text or "").startswith("SheetHidden") or (element.text or "").startswith("SheetVeryHidden")
            for element in sheet.iter("{urn:schemas-microsoft-com:office:excel}Visible")
        )
        row = -1
        for line in sheet.iter(f"{_SS}Row"):
            row = _place(line.get(f"{_SS}Index"), row, MOST_ROWS)
            column = -1
            for cell in line.iter(f"{_SS}Cell"):
                column = _place(cell.get(f"{_SS}Index"), column, 16_384)
                across = 1 + _more(cell.get(f"{_SS}MergeAcross"))
                down = 1 + _more(cell.get(f"{_SS}MergeDown"))
                typed = cell.find(f"{_SS}Data")
                if typed is not None:
                    read.put(row, column, _typed("".join(typed.itertext()), typed.get(f"{_SS}Type", "String")))
                elif cell.get(f"{_SS}Formula"):
                    read.put(row, column, cell.get(f"{_SS}Formula"))
                read.span(row, column, down, across)
                column += across - 1
        tables.append(read)
    return tables


def _place(index: str | None, last: int, most: int) -> int:
    if index and index.isdecimal() and len(index) < 8:
        if int(index) > most:
            raise ValueError("a cell stands too far away")
        return int(index) - 1
    return last + 1


def _more(text: str | None) -> int:
    return _count(text) if text and text != "0" else 0


def _typed(text: str, kind: str) -> Any:
    if kind == "Number":
        return float(text)
    if kind == "DateTime":
        return datetime.fromisoformat(text.split(".")[0])
    return text


# Flat OpenDocument

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"


def _of_flat(data: bytes) -> list[MarkedTable]:
    tables = []
    for sheet in _root(data).iter(f"{_TABLE}table"):
        read = MarkedTable(sheet.get(f"{_TABLE}name", ""))
        row = 0
        for line in sheet.iter(f"{_TABLE}table-row"):
            repeated = _repeats(line.get(f"{_TABLE}number-rows-repeated"))
            filled = _cells_of_flat(line, read, row)
            row += repeated if filled or repeated < MOST_SPANNED else 1
            if row > MOST_ROWS:
                raise ValueError("a row stands too far away")
        tables.append(read)
    return tables


def _repeats(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 8 else 1


def _cells_of_flat(line: etree._Element, read: MarkedTable, row: int) -> bool:
    column, filled = 0, False
    for cell in line:
        if cell.tag not in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}:
            continue
        repeated = _repeats(cell.get(f"{_TABLE}number-columns-repeated"))
        value = _value_of_flat(cell)
        if value != "" and cell.tag == f"{_TABLE}table-cell":
            for at in range(column, column + min(repeated, MOST_SPANNED)):
                read.put(row, at, value)
            filled = True
            down = _count(cell.get(f"{_TABLE}number-rows-spanned"))
            read.span(row, column, down, _count(cell.get(f"{_TABLE}number-columns-spanned")))
        column += repeated
    return filled


def _value_of_flat(cell: etree._Element) -> Any:
    words = "\n".join(" ".join("".join(line.itertext()).split()) for line in cell.iter(f"{_TEXT}p"))
    if cell.get(f"{_CALC}value-type") == "error":
        return words or "#LỖI"
    match cell.get(f"{_OFFICE}value-type"):
        case "float" | "percentage" | "currency":
            return float(cell.get(f"{_OFFICE}value", "nan"))
        case "date":
            return datetime.fromisoformat(cell.get(f"{_OFFICE}date-value", ""))
        case _:
            return words
