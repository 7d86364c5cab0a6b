"""What a return tells in words: paragraphs under the section whose heading stands above or beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from giaoban.core.text import fold
from giaoban.reporting.intake.pages import Page
from giaoban.reporting.intake.returned import NarrativeParagraph

_SECTIONS = (
    ("Nguyên nhân", r"nguyen nhan"),
    ("Hạn chế", r"(ton tai|han che|khuyet diem)"),
    ("Kiến nghị", r"(kien nghi|de xuat)"),
    ("Nhiệm vụ", r"(nhiem vu|phuong huong|giai phap)"),
    ("Kết quả", r"(ket qua|uu diem)"),
)


def read_narrative(page: Page, file: str) -> Iterator[NarrativeParagraph]:
    """The paragraphs of a page that belong to a section."""
    section = ""
    for row, texts in enumerate(page.texts):
        filled = [
            (column, text) for column, text in enumerate(texts) if text and not re.fullmatch(r"[\dIVXivx.)]+", text)
        ]
        if not filled:
            continue
        heading = section_named(filled[0][1])
        if heading:
            section = heading
            filled = filled[1:]
        for column, text in filled:
            words = re.sub(r"^[-+•*–]\s*", "", text)
            if section and len(words.split()) >= 4:
                yield NarrativeParagraph(section, page.sentence(words), page.cell(row, column, file))


def section_named(text: str) -> str:
    """The section of a report that a heading opens; empty where it opens none."""
    folded = re.sub(r"^[\divx]+[.)]\s*", "", fold(text)).strip(" :.")
    if len(folded.split()) > 6:
        return ""
    return next((name for name, pattern in _SECTIONS if re.search(rf"^{pattern}|[,;] {pattern}", folded)), "")
