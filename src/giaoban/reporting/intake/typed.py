"""A workbook's sheets as they were typed, in readable letters: what is shown around a cell when somebody asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

from giaoban.core.confined import read_confined
from giaoban.core.workbook import open_workbook
from giaoban.reporting.forms import Form, among, sound
from giaoban.reporting.forms.writing import texts_of
from giaoban.reporting.intake.adx import is_adx, read_message
from giaoban.reporting.intake.pages import Page

MOST_ROWS = 2_000
MOST_COLUMNS = 60


def read_sheets_safely(path: Path, *, expected: Iterable[Form] = ()) -> list[dict[str, Any]]:
    """The sheets of a file from outside; Unreadable when it holds none."""
    return cast(
        list[dict[str, Any]], read_confined("giaoban.reporting.intake.typed:typed_sheets", path, *texts_of(expected))
    )


def typed_sheets(data: bytes, *expected: str) -> list[dict[str, Any]]:
    """Each sheet as name, its first row and column (from 0) and its rows of texts; very large sheets are cut off."""
    forms = among(sound.read(text) for text in expected)
    sheets = [read_message(data, forms).sheet] if is_adx(data) else open_workbook(data).sheets
    pages = [Page.of(sheet) for sheet in sheets]
    return [
        {
            "name": page.sheet.name,
            "top": page.sheet.top,
            "left": page.sheet.left,
            "rows": [
                [page.cell(at, column, "").typed[:400] for column in range(min(len(row), MOST_COLUMNS))]
                for at, row in enumerate(page.sheet.rows[:MOST_ROWS])
            ],
        }
        for page in pages
    ]
