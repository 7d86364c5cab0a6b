"""Where one sentence ends and the next begins."""

from __future__ import annotations

import re
from collections.abc import Iterator

_END = re.compile(r"(?<=[.!?…])[\"”)]?\s+(?=[\"“(–-]?\s*[A-ZÀ-ỸĐ\d])|\n")
_ABBREVIATION = re.compile(r"(?:\b(?:TP|Tp|tp|đ/c|T|ThS|TS|PGS|Q|P|TX)|^\s*(?:\d{1,2}|[IVX]+|[a-zđ]))\.\s*$")


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """The sentences of the text, each with the place of its first letter."""
    start = 0
    for match in _END.finditer(text):
        if match[0] != "\n" and _ABBREVIATION.search(text[start : match.start()] + " "):
            continue
        if text[start : match.start()].strip():
            yield start, text[start : match.start()]
        start = match.end()
    if text[start:].strip():
        yield start, text[start:]
