"""What every kind of document is made into: blocks of text in their order, each with the place where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from giaoban.core.legacy import convert, recognise
from giaoban.core.text import squeeze

Kind = Literal["paragraph", "row", "note", "margin", "aside"]

MOST_BLOCKS = 20_000
MOST_LETTERS = 2_000_000
BETWEEN = " | "
"""What stands between the cells of a row in its text."""


@dataclass(frozen=True)
class Block:
    """A paragraph, a row of a table with its cells, a note, a margin (head or foot of the page), or what surrounds an article.

    ``place`` is said as a person finds it: "đoạn 12", "bảng 1, dòng 3". ``table`` is the number of the table, 0 outside.
    """

    kind: Kind
    text: str
    place: str = ""
    cells: tuple[str, ...] = ()
    table: int = 0
    heading: bool = False


@dataclass(frozen=True)
class Words:
    """A whole document: what kind of file it was, in which encoding it was typed, and its blocks."""

    kind: str
    encoding: str
    blocks: tuple[Block, ...]

    def running(self) -> tuple[Block, ...]:
        """The blocks that are the document itself: without margins and without what surrounds an article."""
        return tuple(block for block in self.blocks if block.kind not in {"margin", "aside"})


def paragraph(text: str, *, kind: Kind = "paragraph", heading: bool = False) -> Block:
    """A block of running text; its place is given when the document is complete."""
    return Block(kind, text, heading=heading)


def row(cells: Iterable[str], table: int) -> Block:
    """A row of the table with that number."""
    texts = tuple(
        " ".join(cell.split()) for cell in cells
    )  # a soft hyphen is a letter in TCVN3: squeezed when converted
    return Block("row", BETWEEN.join(text for text in texts if text), cells=texts, table=table)


def complete(kind: str, blocks: Iterable[Block]) -> Words:
    """The document in Unicode, empty blocks left out, every block with its place."""
    kept = [block for block in blocks if block.text.strip()]
    encoding = recognise(block.text for block in kept)
    placed: list[Block] = []
    counts: dict[object, int] = {}
    for block in kept:
        key: object = block.table if block.kind == "row" else block.kind
        counts[key] = counts.get(key, 0) + 1
        placed.append(
            replace(
                block,
                text="\n".join(squeeze(convert(line, encoding)) for line in block.text.split("\n")).strip(),
                cells=tuple(squeeze(convert(cell, encoding)) for cell in block.cells),
                place=_place(block, counts[key]),
            )
        )
    return Words(kind, encoding, tuple(placed))


def _place(block: Block, number: int) -> str:
    if block.kind == "row":
        return f"bảng {block.table}, dòng {number}"
    names = {"paragraph": "đoạn", "note": "chú thích", "margin": "đầu hoặc chân trang", "aside": "ngoài bài"}
    return f"{names[block.kind]} {number}"
