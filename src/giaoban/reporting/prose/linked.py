"""Figures of a PDF that bear their identity: a link over each leads to its evidence, and its address ends in the tag.

How they come to bear it: ``giaoban.reporting.documents.linking``. What stands there now is the text that is set inside the
link's rectangle.
"""

from __future__ import annotations

import io
import time
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import unquote

import pypdf

from giaoban.core.text import squeeze
from giaoban.core.words.pdf import MOST_PAGES, SECONDS
from giaoban.reporting.prose.identified import MARK, TO_CHECK, Identity

NEAR = 0.5
"""Points by which a text may begin before its link's rectangle."""

_Run = tuple[float, float, str]


def linked_identities(data: bytes) -> Iterator[tuple[Identity, str]]:
    """Every figure of the PDF that bears its identity, with what stands there now; of another's PDF none.

    A document that takes too long is read as far as time goes: what follows is nobody's figure.
    """
    until = time.process_time() + SECONDS
    for page in pypdf.PdfReader(io.BytesIO(data)).pages[:MOST_PAGES]:
        links = [(identity, box) for annotation in page.get("/Annots") or () for identity, box in _linked(annotation)]
        if links and time.process_time() < until:
            runs = _runs(page)
            for identity, box in links:
                yield identity, squeeze(_inside(runs, box)).replace(TO_CHECK, "").strip()


def _linked(annotation: Any) -> Iterator[tuple[Identity, Sequence[float]]]:
    told = annotation.get_object()
    address = str(told.get("/A", {}).get("/URI", ""))
    identity = Identity.of(unquote(address.partition("#")[2]), "") if f"#{MARK}" in address else None
    if identity is not None:
        yield identity, [float(edge) for edge in told["/Rect"]]


def _runs(page: Any) -> list[_Run]:
    """The texts of the page, each with where it begins, in the order in which they are set."""
    runs: list[_Run] = []

    def seen(text: str, page_matrix: list[float], matrix: list[float], font: Any, size: float) -> None:
        if text.strip():
            left = page_matrix[0] * matrix[4] + page_matrix[2] * matrix[5] + page_matrix[4]
            bottom = page_matrix[1] * matrix[4] + page_matrix[3] * matrix[5] + page_matrix[5]
            runs.append((left, bottom, text))

    page.extract_text(visitor_text=seen)
    return runs


def _inside(runs: Sequence[_Run], box: Sequence[float]) -> str:
    left, bottom, right, top = box
    return "".join(text for x, y, text in runs if left - NEAR <= x < right - NEAR and bottom <= y <= top)
