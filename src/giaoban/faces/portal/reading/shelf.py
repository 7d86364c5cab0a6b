"""The pages that a process keeps, cut at their open places, and how one is handed out."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Any

from giaoban.faces.portal.reading import packing
from giaoban.faces.portal.visits import marks, tokens

Message = MutableMapping[str, Any]
Key = tuple[str, bytes, str, bytes, bytes]

MOST_PAGES, MOST_BYTES = 5_000, 128 * 1024 * 1024


@dataclass(slots=True)
class KeptPage:
    """A page cut at its open places."""

    status: int
    headers: list[tuple[bytes, bytes]]
    parts: list[bytes]  # between them stand tokens (TOKEN) and the visit numbers (STATS), as ``places`` says
    places: list[bool]  # True: the page token, False: the visit numbers
    article: int
    size: int
    made_at: float
    packed: list[bytes] = field(default_factory=list)  # the parts as pieces of one deflate stream, see ``packing``
    numbers: bytes | None = None  # the visit numbers for which ``starts`` holds
    starts: tuple[Message, Message] | None = None

    def starts_with(self, numbers: bytes) -> tuple[Message, Message]:
        """How the answer begins with those visit numbers in it, plain and packed; a token is always as long."""
        if self.starts is None or self.numbers is not numbers:
            blank = self.filled(b"-" * tokens.LENGTH, numbers)
            vary = [(b"vary", b"Accept-Encoding")] if self.packed else []
            packed = len(packing.joined(self.parts, self.packed, blank)) if self.packed else 0
            self.numbers, self.starts = numbers, (
                self._start(sum(map(len, self.parts)) + sum(map(len, blank)), *vary),
                self._start(packed, *vary, (b"content-encoding", b"gzip")),
            )  # fmt: skip
        return self.starts

    def filled(self, token: bytes, numbers: bytes) -> list[bytes]:
        """What stands in the open places."""
        return [token if is_token else numbers for is_token in self.places]

    def _start(self, length: int, *more: tuple[bytes, bytes]) -> Message:
        headers = [*self.headers, (b"content-length", b"%d" % length), *more]
        return {"type": "http.response.start", "status": self.status, "headers": headers}


@dataclass
class Shelf:
    """The kept pages of this process, the least asked ones dropped first."""

    pages: OrderedDict[Key, KeptPage] = field(default_factory=OrderedDict)
    size: int = 0
    emptied: int = 0

    def get(self, key: Key) -> KeptPage | None:
        kept = self.pages.get(key)
        if kept is not None:
            self.pages.move_to_end(key)
        return kept

    def put(self, key: Key, kept: KeptPage) -> None:
        self._drop(key)
        self.pages[key] = kept
        self.size += kept.size
        while len(self.pages) > MOST_PAGES or self.size > MOST_BYTES:
            self._drop(next(iter(self.pages)))

    def _drop(self, key: Key) -> None:
        if (old := self.pages.pop(key, None)) is not None:
            self.size -= old.size

    def grow_stale(self) -> None:
        """Every kept page is to be made anew; until it is, the old one may be served if making fails."""
        self.emptied += 1
        for kept in self.pages.values():
            kept.made_at = float("-inf")


_STATS = marks.STATS.encode()


def cut(start: Message, body: bytes) -> KeptPage:
    headers = [
        (name, value) for name, value in start.get("headers", []) if name.lower() not in {b"content-length", b"vary"}
    ]
    parts, places, article = [b""], [], 0
    pieces, named = marks.split(body)
    if named is not None:
        article = named
    for number, piece in enumerate(pieces):
        if number:
            places.append(True)
            parts.append(b"")
        inner = piece.split(_STATS)
        parts[-1] = inner[0]
        for after in inner[1:]:
            places.append(False)
            parts.append(after)
    return KeptPage(start.get("status", 500), headers, parts, places, article, len(body), time.monotonic())
