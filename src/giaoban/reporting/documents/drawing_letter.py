"""The parts of a letter as a Word template: what it is about in the heading, below it whom it goes to."""

from __future__ import annotations

from docx.document import Document as WordDocument
from docx.shared import Pt

from giaoban.reporting.documents.drawing import CENTRE, _put, heading, line


def letter_heading(document: WordDocument) -> None:
    """The heading of every Party document, with what the letter is about below its number, and no kind of document."""
    heading(document)
    left = document.tables[0].rows[0].cells[0]
    _put(left, "{%p if about %}")
    _put(left, "{{ about }}").runs[0].font.size = Pt(12)
    _put(left, "{%p endif %}")


def addressed(document: WordDocument) -> None:
    """Whom the letter goes to, a line each."""
    line(document, "{%p for addressee in addressees %}")
    to = line(document, "{{ addressee }}")
    to.alignment = CENTRE
    to.paragraph_format.space_before = Pt(6)
    line(document, "{%p endfor %}")
    line(document, "").paragraph_format.space_after = Pt(4)
