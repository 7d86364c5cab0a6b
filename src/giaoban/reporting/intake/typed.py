"""A workbook's sheets as they were typed, in readable letters: what is shown around a cell when somebody asks for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from giaoban.core.confined import read_confined
from giaoban.core.workbook import open_workbook
from giaoban.reporting.intake.reading import _Page

MOST_ROWS = 2_000
MOST_COLUMNS = 60


def read_sheets_safely(path: Path) -> list[dict[str, Any]]:
    """The sheets of a file from outside; Unreadable when it holds none."""
    return cast(list[dict[str, Any]], read_confined("giaoban.reporting.intake.typed:typed_sheets", path))


def typed_sheets(data: bytes) -> list[dict[str, Any]]:
    """Each sheet as name, its first row and column (from 0) and its rows of texts; very large sheets are cut off."""
    pages = [_Page.of(sheet) for sheet in open_workbook(data).sheets]
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
