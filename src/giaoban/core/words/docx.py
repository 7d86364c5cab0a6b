"""Word's own format: paragraphs, tables, text boxes, notes; what was deleted, hidden or moved away is no text."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from giaoban.core.words.blocks import Block, Kind, paragraph, row

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_NOT_TEXT = {f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", f"{W}rPr", f"{W}pPr"}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BOX = f"{W}txbxContent"


def read(package: zipfile.ZipFile) -> list[Block]:
    """The blocks of the document, its notes after its body, the heads and feet of its pages last."""
    names = package.namelist()
    body = _part(package, "word/document.xml").find(f"{W}body")
    if body is None:
        return []
    blocks = list(_DocxReader().blocks(body))
    for name in ("word/footnotes.xml", "word/endnotes.xml"):
        if name in names:
            for note in _part(package, name):
                if note.get(f"{W}type") is None:
                    blocks += _texts(note, "note")
    for name in names:
        if re.fullmatch(r"word/(?:header|footer)\d*\.xml", name):
            blocks += _texts(_part(package, name), "margin")
    return blocks


class _DocxReader:
    def __init__(self) -> None:
        self.tables = 0

    def blocks(self, parent: Any) -> Iterator[Block]:
        """The blocks in that element; a paragraph whose own mark was deleted goes on in the next."""
        kept = ""
        for child in parent:
            if child.tag == f"{W}p":
                kept += text_of(child)
                if child.find(f"{W}pPr/{W}rPr/{W}del") is None:
                    yield paragraph(kept, heading=_is_heading(child))
                    kept = ""
                for box in _boxes(child):
                    yield from self.blocks(box)
            elif child.tag == f"{W}tbl":
                yield from self.table(child)
            elif child.tag not in _NOT_TEXT:  # content controls, insertions, custom XML: what is in them stands here
                yield from self.blocks(child)
        if kept:
            yield paragraph(kept)

    def table(self, table: Any) -> Iterator[Block]:
        self.tables += 1
        number = self.tables
        for line in table.iter(f"{W}tr"):
            if _nearest(line, f"{W}tbl") is not table or line.find(f"{W}trPr/{W}del") is not None:
                continue
            yield row(self.cells(line), number)

    def cells(self, line: Any) -> Iterator[str]:
        for cell in line.iter(f"{W}tc"):
            if _nearest(cell, f"{W}tr") is line:
                yield "\n".join(
                    text for child_paragraph in cell.iter(f"{W}p") if (text := text_of(child_paragraph)).strip()
                )


def _nearest(element: Any, tag: str) -> Any:
    return next(element.iterancestors(tag), None)


def _boxes(element: Any) -> list[Any]:
    return [
        box
        for box in element.iter(_BOX)
        if _nearest(box, _FALLBACK) is None and _nearest(box, f"{W}p") is element and _nearest(box, f"{W}del") is None
    ]


def text_of(element: Any) -> str:
    """The text of a paragraph as it stands: what was deleted, hidden or lies in a text box of its own left out."""
    pieces: list[str] = []
    for child in element:
        if child.tag in _NOT_TEXT or child.tag in {_BOX, _FALLBACK}:
            continue
        if child.tag == f"{W}r" and _is_hidden(child):
            continue
        if child.tag == f"{W}t":
            pieces.append(child.text or "")
        elif child.tag == f"{W}tab":
            pieces.append("\t")
        elif child.tag in {f"{W}br", f"{W}cr"}:
            pieces.append("\n")
        elif child.tag == f"{W}noBreakHyphen":
            pieces.append("-")
        elif isinstance(child.tag, str):
            pieces.append(text_of(child))
    return "".join(pieces)


def _is_hidden(run: Any) -> bool:
    mark = run.find(f"{W}rPr/{W}vanish")
    return mark is not None and mark.get(f"{W}val") not in {"0", "false", "off"}


def _is_heading(element: Any) -> bool:
    style = element.find(f"{W}pPr/{W}pStyle")
    return style is not None and str(style.get(f"{W}val", "")).lower().startswith("heading")


def _texts(parent: Any, kind: Kind) -> list[Block]:
    return [
        paragraph(text_of(child_paragraph), kind=kind)
        for child_paragraph in parent.iter(f"{W}p")
        if _nearest(child_paragraph, _FALLBACK) is None and _nearest(child_paragraph, f"{W}del") is None
    ]


def _part(package: zipfile.ZipFile, name: str) -> Any:
    data = package.read(name).replace(_STRICT, W[1:-1].encode())
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
