"""Text without any form: lines that belong to one sentence are put together again."""

from __future__ import annotations

import re

from giaoban.core.words.blocks import Block, paragraph, row

_ITEM = re.compile(r"\s*(?:[-+*•–—]\s|\d{1,2}[.)]\s|[IVX]{1,5}[.)]\s|[a-zđ][.)]\s)")
_ENDS = re.compile(r"[.;:!?…]\s*[\"”)]?\s*$")
_PART = re.compile(r"\S+(?: {1,2}\S+)*")


def decode(data: bytes) -> str:
    """The text of the bytes: UTF-16 or UTF-8 where they are that, else one letter a byte, as the old fonts have it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def read(text: str) -> list[Block]:
    """The blocks of a text: a line with wide gaps is a row of a table, an empty line ends a paragraph."""
    return list(joined(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")))


def joined(lines: list[str], wide: dict[str, str] | None = None) -> list[Block]:
    """Paragraphs of lines broken at the edge of the page; ``wide`` has lines of a table as they lie on the page."""
    blocks: list[Block] = []
    edge = max((len(line.rstrip()) for line in lines), default=0)
    pending, last, table = "", "", 0
    rows: list[list[tuple[int, str]]] = []
    for line in [*lines, ""]:
        parted = _parted((wide or {}).get("".join(line.split()), line))
        is_row = len(parted) > 1
        if pending and (not line.strip() or is_row or not _goes_on(last, line, edge)):
            blocks.append(paragraph(pending))
            pending = ""
        if is_row:
            rows.append(parted)
        elif rows:
            table += 1
            blocks += [row(cells, table) for cells in _aligned(rows)]
            rows = []
        if line.strip() and not is_row:
            pending = f"{pending} {line.strip()}" if pending else line.strip()
        last = line
    return blocks


def _parted(line: str) -> list[tuple[int, str]]:
    """The parts of a line between wide gaps, each with the column of its first letter."""
    expanded = line.expandtabs(8) if "\t" not in line.strip() else line.strip().replace("\t", " " * 8)
    return [(match.start(), match[0]) for match in _PART.finditer(expanded)]


def _aligned(rows: list[list[tuple[int, str]]]) -> list[list[str]]:
    """The rows with as many cells as the fullest: a shorter row's parts stand under the columns that they lie under."""
    full = max(rows, key=len)
    centres = [start + len(text) / 2 for start, text in full]
    made = []
    for parts in rows:
        cells = [""] * len(full)
        if len(parts) == len(full):
            made.append([text for _, text in parts])
            continue
        taken = 0
        for place, (start, text) in enumerate(parts):
            last = len(full) - (len(parts) - place)
            column = min(range(taken, last + 1), key=lambda at: abs(centres[at] - (start + len(text) / 2)))
            cells[column], taken = text, column + 1
        made.append(cells)
    return made


def _goes_on(last: str, line: str, edge: int) -> bool:
    if _ITEM.match(line):
        return False
    bare, following = last.strip(), line.strip()
    if bare.isupper() or following.isupper():
        return bare.isupper() and following.isupper() and not following.startswith("*") and bare != "*"
    if following[:1].islower() or following[:1] in '(“"':
        return not _ENDS.search(last) or len(bare) > 0.7 * edge
    return len(bare) > 0.7 * edge and not re.search(r"[:;]\s*$", last)
