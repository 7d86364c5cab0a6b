"""A document of words as JSON can carry it out of a confined process: its running text, tables as rows of cells."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from giaoban.core.words.blocks import Block
from giaoban.core.words.opening import open_words
from giaoban.core.words.pdf import read
from giaoban.core.workbook import Unreadable

RTF = b"{\\rtf"
NOT_READ = "Tệp RTF không đọc thành văn bản được; hãy lưu lại thành DOCX."


def read_file(data: bytes) -> list[dict[str, Any]]:
    """For a confined process: the parts of the document in their order, each a text or the rows of a table."""
    if data.lstrip().startswith(RTF):
        raise Unreadable(NOT_READ)
    parts: list[dict[str, Any]] = []
    for table, blocks in groupby(open_words(data, read).running(), lambda block: block.table):
        if table:
            parts.append({"text": "", "heading": False, "rows": squared([block.cells for block in blocks])})
        else:
            parts += [_text(block) for block in blocks]
    return parts


def squared(rows: list[tuple[str, ...]]) -> list[list[str]]:
    """The rows with as many cells each as the longest has."""
    most = max(len(cells) for cells in rows)
    return [[*cells, *[""] * (most - len(cells))] for cells in rows]


def _text(block: Block) -> dict[str, Any]:
    return {"text": block.text, "heading": block.heading, "rows": []}
