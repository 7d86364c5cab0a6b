"""A text as the pieces of a page, its numbers marked in their places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from giaoban.core.words.blocks import BETWEEN

Mark = Mapping[str, Any]
"""A number of the text: block, start, end, and what the page shows of it (key, standing, label, code, url, chosen)."""


def pieces(blocks: Sequence[Mapping[str, Any]], marks: Sequence[Mark]) -> list[dict[str, Any]]:
    """Paragraphs, and tables with their rows, in the order of the text; each with the number of its first block."""
    by_block: dict[int, list[Mark]] = {}
    for mark in sorted(marks, key=lambda mark: mark["start"]):
        by_block.setdefault(mark["block"], []).append(mark)
    made: list[dict[str, Any]] = []
    for at, block in enumerate(blocks):
        mine, text = by_block.get(at, []), block["text"]
        if not block["table"]:
            parts = list(_parts(text, 0, len(text), mine))
            made.append({"block": at, "id": f"b-{at}", "place": block["place"], "parts": parts})
            continue
        cells = [list(_parts(text, start, end, mine)) for start, end in _cells(block)]
        row = {"id": f"b-{at}", "place": block["place"], "cells": cells}
        if made and made[-1].get("table") == block["table"]:
            made[-1]["rows"].append(row)
        else:
            made.append({"block": at, "table": block["table"], "rows": [row]})
    return made


def _cells(block: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
    """From which to which letter of the row's text each of its cells goes."""
    start = 0
    for cell in block["cells"]:
        yield start, start + len(cell)
        start += len(cell) + len(BETWEEN) if cell else 0


def _parts(text: str, start: int, end: int, marks: Sequence[Mark]) -> Iterator[dict[str, Any]]:
    """That stretch of the text, its numbers apart from its words."""
    at = start
    for mark in marks:
        if mark["start"] < at or mark["end"] > end:
            continue
        if text[at : mark["start"]]:
            yield {"text": text[at : mark["start"]]}
        yield {**mark, "text": text[mark["start"] : mark["end"]]}
        at = mark["end"]
    if text[at:end]:
        yield {"text": text[at:end]}
