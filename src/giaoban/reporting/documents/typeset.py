"""PDF: set by Typst from the same context, with the fonts of this program and nothing else of the machine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache, partial
from pathlib import Path
from typing import Any

import typst

from giaoban.reporting.documents.word import TEMPLATES, UNDATED

FONTS = Path(__file__).parents[2] / "fonts"


ARCHIVED = ["a-2a", "ua-1"]
"""PDF/A-2a for the archive, PDF/UA-1 for those who have it read aloud."""


def typeset(layout: str, context: Mapping[str, Any], *, dated_on: date | None) -> bytes:
    """The layout of that name filled in, as the bytes of a tagged PDF; equal contexts and days give equal bytes."""
    set_with = partial(
        typst.compile,
        **_given(layout, context),
        format="pdf",
        timestamp=datetime.combine(dated_on or UNDATED, time(), tzinfo=UTC),
    )
    try:
        made = set_with(pdf_standards=ARCHIVED)
    except typst.TypstError:
        # The archive's standard forbids letters that the font lacks (a foreign script in a name, say); paper does not.
        made = set_with()
    assert isinstance(made, bytes)
    return made


def pages_of(layout: str, context: Mapping[str, Any]) -> list[int]:
    """The pages that the layout puts under its label ``pages``: where each entry of its contents begins."""
    pages: list[int] = json.loads(typst.query(selector="<pages>", field="value", one=True, **_given(layout, context)))
    return pages


def _given(layout: str, context: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "input": TEMPLATES / f"{layout}.typ",
        "root": TEMPLATES,
        "font_paths": _fonts(),
        "ignore_system_fonts": True,
        "sys_inputs": {"data": json.dumps(context, ensure_ascii=False, default=str)},
    }


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
