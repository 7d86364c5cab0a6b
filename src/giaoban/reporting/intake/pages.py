"""A sheet in readable letters: each text in Unicode and on one line, and beside it the cell as it was typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from giaoban.core.legacy import Encoding, convert, recognise
from giaoban.core.text import respell, squeeze
from giaoban.core.workbook import Sheet
from giaoban.reporting.report import Cell

_SHOWN_CASE = frozenset("abcdefghijklmnopqrstuvwxyzăâđêôơư")  # small letters that TCVN3 has in capitals too


@dataclass(frozen=True)
class Page:
    """A sheet with its texts in Unicode, one line, single spaces; what was typed stays in ``sheet``."""

    sheet: Sheet
    encoding: Encoding
    texts: list[list[str]]

    @classmethod
    def of(cls, sheet: Sheet) -> Page:
        """The page of that sheet, all its rows equally long."""
        encoding = recognise(sheet.texts())
        width = max(map(len, sheet.rows), default=0)
        sheet = replace(sheet, rows=[[*row, *[""] * (width - len(row))] for row in sheet.rows])
        return cls(sheet, encoding, [[_text(typed, encoding) for typed in row] for row in sheet.rows])

    @property
    def width(self) -> int:
        return len(self.texts[0]) if self.texts else 0

    def lines(self, first: int, last: int) -> Iterator[str]:
        """What stands in those rows, cell by cell and line by line: a heading may be one cell of many lines."""
        for row, texts in zip(self.sheet.rows[first:last], self.texts[first:last], strict=True):
            for typed, text in zip(row, texts, strict=True):
                if isinstance(typed, str) and "\n" in typed:
                    yield from (line for part in typed.split("\n") if (line := _text(part, self.encoding)))
                elif text:
                    yield text

    def cell(self, row: int, column: int, file: str) -> Cell:
        """The cell as it was typed, with its address."""
        typed = self.sheet.rows[row][column]
        return Cell(file, self.sheet.name, self.sheet.address(row, column), as_typed(typed, self.encoding))

    def title(self, row: int, column: int) -> str:
        """The name of an organisation in the house spelling."""
        name = respell(self.texts[row][column])
        return _capitals(r"(^(?:Chi|Đảng) bộ |^)", name) if self.encoding == "tcvn3" else name

    def sentence(self, words: str) -> str:
        """A paragraph in the house spelling."""
        return _capitals("(^)", respell(words)) if self.encoding == "tcvn3" else respell(words)

    def spans_rows(self, row: int, column: int) -> bool:
        """Whether the cell is one with another row's: nobody can tell which of them its value is meant for."""
        return any(
            first[0] <= row <= last[0] and first[1] <= column <= last[1] and first[0] < last[0]
            for first, last in self.sheet.merged
        )

    def across(self, row: int, column: int) -> str:
        """The text of the cell, or of the cell that stands for it and those beside it."""
        if text := self.texts[row][column]:
            return text
        for (top, left), (bottom, right) in self.sheet.merged:
            if top <= row <= bottom and left <= column <= right and top < len(self.texts) and left < self.width:
                return self.texts[top][left]
        return ""


def _capitals(where: str, text: str) -> str:
    """The text with the capital that TCVN3 cannot show, on a vowel with a tone, put back in that place."""
    return re.sub(
        rf"{where}(\w)",
        lambda match: match[1] + (match[2] if match[2] in _SHOWN_CASE else match[2].upper()),
        text,
    )


def _text(typed: Any, encoding: Encoding) -> str:
    if isinstance(typed, str):
        return squeeze(convert(typed, encoding))
    return "" if isinstance(typed, bool) else as_typed(typed, encoding)


def as_typed(typed: Any, encoding: Encoding) -> str:
    """The cell in words: a whole number without decimals, a day as Vietnamese write it."""
    if isinstance(typed, str):
        return convert(typed, encoding)
    if isinstance(typed, float):
        return str(int(typed)) if typed.is_integer() else repr(round(typed, 9))
    if isinstance(typed, (date, datetime)):
        return typed.strftime("%d/%m/%Y")
    return str(typed)
