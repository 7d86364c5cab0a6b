"""What a text tells in words under the sections of the form, and what stands at its head."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from giaoban.core.text import fold
from giaoban.reporting.intake.narrative import section_named
from giaoban.reporting.prose.sections import Kind, PlacedBlock, opens_with

_SECTIONS: dict[Kind, str] = {"results": "Kết quả", "shortcomings": "Hạn chế", "plans": "Nhiệm vụ"}
_NUMBERED = re.compile(r"^\s*(?:(?:[IVX]{1,5}|[A-E]|\d{1,2}(?:\.\d{1,2})*)\s*[.)/:-]\s*|[-–+*•]\s*)")
_JOINED = re.compile(r"\n|\s*\*+\s*|(?<=VIỆT NAM)\s+|\s+(?=(?:ĐẢNG (?:ỦY|UỶ|BỘ)|Số)\b)")
FEWEST_WORDS = 6
LONGEST_HEAD = 14
"""So many blocks at the top may be head and title."""


def paragraphs(told: Sequence[PlacedBlock]) -> Iterator[tuple[int, str]]:
    """The paragraphs of a report's narrative by their blocks, each with the section of the form that it belongs to."""
    section, number = "", -1
    for piece in told:
        if piece.kind in {"head", "end"}:
            continue
        if piece.number != number:
            section, number = "", piece.number
        if piece.is_heading:
            section = section_named(_NUMBERED.sub("", piece.block.text, count=1)) or section
        elif piece.block.kind == "paragraph" and _tells(piece.block.text):
            yield piece.index, _opened(piece.block.text) or section or _SECTIONS[piece.kind]


def head_lines(told: Sequence[PlacedBlock]) -> list[str]:
    """The lines above the first paragraph that tells something; what a table of the head joined, each by itself."""
    lines: list[str] = []
    for piece in told[:LONGEST_HEAD]:
        if piece.block.kind == "paragraph" and _tells(piece.block.text):
            break
        for part in piece.block.cells or (piece.block.text,):
            lines += [line.strip() for line in _JOINED.split(part) if line and line.strip()]
    return lines


def _tells(text: str) -> bool:
    """Whether it is a sentence of the report, not a title, a word above a table or what it was written upon."""
    if fold(text).startswith(("can cu ", "kinh gui", "thuc hien ke hoach so", "thuc hien cong van so")):
        return False
    return len(text.split()) >= FEWEST_WORDS and text.rstrip().endswith((".", ";", "!", "?", "…", ":", "”", ")"))


def _opened(text: str) -> str:
    """The section that the paragraph's own first words name, whatever heading it stands under."""
    bare = fold(_NUMBERED.sub("", text, count=1))
    if bare.startswith("nguyen nhan"):
        return "Nguyên nhân"
    if bare.startswith(("kien nghi", "de xuat", "de nghi")):
        return "Kiến nghị"
    kind = opens_with(text)
    return "" if kind == "results" else _SECTIONS[kind]
