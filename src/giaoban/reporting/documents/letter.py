"""A letter of a Party body (công văn): what it is about stands below its number, whom it goes to above its text.

It names no kind of document. Layout: Hướng dẫn 36-HD/VPTW (03/4/2018), phụ lục 3. DOCX and PDF of one context.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from giaoban.reporting.documents.heading import PartyDocument, frame
from giaoban.reporting.documents.own import OwnTemplate
from giaoban.reporting.documents.typeset import typeset
from giaoban.reporting.documents.word import fill
from giaoban.reporting.documents.wording import clean, paragraphs


@dataclass(frozen=True)
class PartyLetter:
    """What is written to whom: the document's summary says what it is about."""

    document: PartyDocument  # without a genre
    addressees: Sequence[str]
    text: Sequence[str]


def write_letter(letter: PartyLetter, path: Path, kind: str, own: OwnTemplate | None = None) -> None:
    """The letter stands in that file as a DOCX or PDF; Refused when the office's template cannot be used."""
    context, day = letter_context(letter), letter.document.issued_on
    if kind == "pdf":
        path.write_bytes(typeset("letter", context, dated_on=day))
    else:
        path.write_bytes(fill("letter", context, title=context["title"], dated_on=day, own=own))


def letter_context(letter: PartyLetter) -> dict[str, Any]:
    """What the letter says, as the templates name it."""
    names = [clean(name) for name in letter.addressees if clean(name)]
    about = clean(letter.document.summary)
    return {
        **frame(letter.document),
        "title": f"Công văn {about}".strip(),
        "about": f"V/v {about}" if about else "",
        "addressees": [f"Kính gửi: {names[0]}"] if len(names) == 1 else ["Kính gửi:", *_listed(names)] if names else [],
        "sections": [{"title": "", "paragraphs": [line for text in letter.text for line in paragraphs(text)]}],
    }


def _listed(names: Sequence[str]) -> list[str]:
    return [f"- {name}{';' if place < len(names) else '.'}" for place, name in enumerate(names, start=1)]
