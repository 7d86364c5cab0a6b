"""OpenDocument text: paragraphs, tables, frames, notes; tracked deletions are kept apart in the file and are no text."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from giaoban.core.words.blocks import Block, paragraph, row

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_PARAGRAPHS = {f"{_TEXT}p", f"{_TEXT}h"}
_NOT_TEXT = {f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}note", f"{_DRAW}frame", f"{_DRAW}text-box"}
_MOST_SPACES = 1000


def read(package: zipfile.ZipFile) -> list[Block]:
    """The blocks of the document; notes after its body, the heads and feet of its pages last."""
    body = _part(package, "content.xml").find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        return []
    blocks = list(_OdtReader().blocks(body))
    for note in body.iter(f"{_TEXT}note-body"):
        blocks += [paragraph(text_of(inner), kind="note") for inner in note.iter(*_PARAGRAPHS)]
    if "styles.xml" in package.namelist():
        for master in _part(package, "styles.xml").iter(f"{_OFFICE}master-styles"):
            blocks += [paragraph(text_of(inner), kind="margin") for inner in master.iter(*_PARAGRAPHS)]
    return blocks


class _OdtReader:
    def __init__(self) -> None:
        self.tables = 0

    def blocks(self, parent: Any) -> Iterator[Block]:
        for child in parent:
            if child.tag in _PARAGRAPHS:
                yield paragraph(text_of(child), heading=child.tag == f"{_TEXT}h")
                for box in child.iter(f"{_DRAW}text-box"):
                    yield from self.blocks(box)
            elif child.tag == f"{_TABLE}table":
                self.tables += 1
                number = self.tables
                for line in child.iter(f"{_TABLE}table-row"):
                    yield row(self.cells(line), number)
            elif child.tag == f"{_DRAW}frame":
                for box in child.iter(f"{_DRAW}text-box"):
                    yield from self.blocks(box)
            elif child.tag not in _NOT_TEXT:
                yield from self.blocks(child)

    def cells(self, line: Any) -> Iterator[str]:
        for cell in line.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            yield "\n".join(text for inner in cell.iter(*_PARAGRAPHS) if (text := text_of(inner)).strip())


def text_of(element: Any) -> str:
    """The text of a paragraph, without notes, remarks and what lies in a frame of its own."""
    pieces = [element.text or ""]
    for child in element:
        if child.tag == f"{_TEXT}s":
            pieces.append(" " * min(int(child.get(f"{_TEXT}c", "1")), _MOST_SPACES))
        elif child.tag == f"{_TEXT}tab":
            pieces.append("\t")
        elif child.tag == f"{_TEXT}line-break":
            pieces.append("\n")
        elif isinstance(child.tag, str) and child.tag not in _NOT_TEXT:
            pieces.append(text_of(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _part(package: zipfile.ZipFile, name: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(package.read(name), parser)
