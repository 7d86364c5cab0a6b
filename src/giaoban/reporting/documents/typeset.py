"""PDF: set by Typst from the same context, with the fonts of this program and nothing else of the machine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from giaoban.core.typesetting import answer_of, set_pdf
from giaoban.reporting.documents.word import TEMPLATES, UNDATED

FONTS = Path(__file__).parents[2] / "fonts"


ARCHIVED = ["a-2a", "ua-1"]
"""PDF/A-2a for the archive, PDF/UA-1 for those who have it read aloud."""


def typeset(layout: str, context: Mapping[str, Any], *, dated_on: date | None) -> bytes:
    """The layout of that name filled in, as the bytes of a tagged PDF; equal contexts and days give equal bytes."""
    # The archive's standard forbids letters that the font lacks (a foreign script in a name, say); paper does not.
    return set_pdf(
        **_given(layout, context),
        at=datetime.combine(dated_on or UNDATED, time(), tzinfo=UTC),
        standards=(ARCHIVED, ()),
    )


def pages_of(layout: str, context: Mapping[str, Any]) -> list[int]:
    """The pages that the layout puts under its label ``pages``: where each entry of its contents begins."""
    pages: list[int] = answer_of(**_given(layout, context), label="<pages>")
    return pages


def _given(layout: str, context: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "layout": TEMPLATES / f"{layout}.typ",
        "root": TEMPLATES,
        "fonts": FONTS,
        "data": json.dumps(context, ensure_ascii=False, default=str),
    }
