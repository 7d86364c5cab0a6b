"""Which paragraphs tell what was done, and which what is wrong, planned or asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from giaoban.core.text import fold
from giaoban.core.words import Block

Kind = Literal["results", "shortcomings", "plans", "head", "end"]

_TOP = re.compile(r"\s*(?:(?:phần\s+)?(?:[IVX]{1,5}|[A-E])\s*[.)/:-]|phần\s+(?:thứ\s+)?\w+)\s*", re.IGNORECASE)
_DIGIT = re.compile(r"\s*\d{1,2}(?:\.\d{1,2})*[.)]\s*")
_WRONG = re.compile(r"(?:mot so |nhung |cac )?(?:ton tai|han che|khuyet diem|kho khan|nguyen nhan|yeu kem|vuong mac)")
_AHEAD = re.compile(
    r"(?:mot so |nhung |cac )?(?:phuong huong|nhiem vu|kien nghi|de xuat|de nghi|giai phap|chuong trinh cong tac|trong tam)"
)
_END = re.compile(r"(?:t/m|tm\.|noi nhan|k/t|thay mat)\b")
_LONGEST = 140


@dataclass(frozen=True)
class PlacedBlock:
    """A block with the section that it stands in; ``number`` tells sections of one kind apart."""

    index: int
    block: Block
    kind: Kind
    number: int
    is_heading: bool = False


def told(blocks: Sequence[Block]) -> Iterator[PlacedBlock]:
    """The blocks with their sections, in their order."""
    kind: Kind = "results"
    top = False
    number = 0
    for index, block in enumerate(blocks):
        text = block.text
        bare = fold(_DIGIT.sub("", _TOP.sub("", text, count=1), count=1))
        if _END.match(fold(text)):
            kind = "end"
        is_top = bool(_TOP.match(text)) or (text.isupper() and len(text) > 6)
        is_heading = (
            block.kind == "paragraph"
            and len(text) < _LONGEST
            and not text.rstrip().endswith((".", ";"))
            and (is_top or bool(_DIGIT.match(text)) or block.heading or text.rstrip().endswith(":"))
        )
        if is_heading and kind != "end":
            wanted: Kind = "shortcomings" if _WRONG.match(bare) else "plans" if _AHEAD.match(bare) else "results"
            if wanted != "results" or is_top or not top:
                kind, top, number = wanted, is_top or wanted == "results", number + 1
                top = is_top
        yield PlacedBlock(index, block, kind, number, is_heading)


def opens_with(text: str) -> Kind:
    """What a paragraph without a heading is about, by its first words."""
    bare = fold(re.sub(r"^[-–+*\s]+", "", text))
    if re.match(
        r"(?:tuy nhien|ben canh (?:nhung )?ket qua|mot so han che|han che|ton tai|con (?:mot so )?(?:han che|ton tai))",
        bare,
    ):
        return "shortcomings"
    if re.match(r"(?:kien nghi|de xuat|de nghi|nhiem vu|trong thoi gian toi|thoi gian toi|phuong huong)", bare):
        return "plans"
    return "results"
