"""Where in a text a figure or a paragraph of a return stood: its sentence, with what stands around it."""

from __future__ import annotations

from typing import Any

from giaoban.reporting.models import ReturnFile
from giaoban.reporting.prose.returning import found_again
from giaoban.reporting.prose.sentences import sentences
from giaoban.reporting.report import Cell

AROUND = 1
"""So many pieces of the text are shown before and behind."""


def is_text(file: ReturnFile | None) -> bool:
    """Whether the file is a text, not a workbook."""
    return file is not None and any(sheet.get("kind") == "text" for sheet in file.sheets)


def passage(file: ReturnFile | None, cell: Cell | None) -> dict[str, Any] | None:
    """The piece of the text that the evidence names, its sentence and number marked; None of a workbook's cell."""
    position = found_again(file.sheets, cell) if file and cell else None
    if file is None or cell is None or position is None:
        return None
    row, first, last = position
    rows = next(sheet for sheet in file.sheets if sheet.get("kind") == "text")["rows"]
    text = rows[row][1]
    begin, end = next(
        ((start, start + len(told)) for start, told in sentences(text) if start <= first < start + len(told)),
        (0, len(text)),
    )
    return {
        "file": cell.file,
        "place": rows[row][0],
        "before": text[:begin],
        "lead": text[begin:first],
        "typed": text[first:last],
        "tail": text[last : max(end, last)],
        "behind": text[max(end, last) :],
        "above": [piece for _place, piece in rows[max(0, row - AROUND) : row]],
        "below": [piece for _place, piece in rows[row + 1 : row + 1 + AROUND]],
    }
