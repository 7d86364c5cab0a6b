"""A text between its arrival and its being taken in: what was read, and what a person has said of its numbers so far."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage

from giaoban.core.numbers import write_number
from giaoban.core.workbook import Unreadable
from giaoban.ground.access.policy import Actor
from giaoban.reporting.incoming import keep, kept_as
from giaoban.reporting.prose.command import read_apart
from giaoban.reporting.prose.confirming import Said

MOST_PIECES, MOST_LETTERS = 3_000, 400_000
"""Paragraphs and rows, and letters, of a report: what is longer is a book, and no page shows it."""


@dataclass(frozen=True)
class IncomingText:
    """A text that has been read and not yet taken in."""

    token: str
    stored: str
    size: int
    name: str
    sha256: str
    read: Mapping[str, Any]
    said: Mapping[str, Said]
    sections: Mapping[int, str]


def receive_text(upload: File[bytes], name: str, *, actor: Actor, today: date) -> IncomingText:
    """The text lies among the files of its sender and has been read; Refused with one sentence, and nothing kept, when it
    cannot be read or is one too many."""

    def read(path: Path) -> dict[str, Any]:
        text = read_apart(path)
        if reasons := why_too_long(text):
            raise Unreadable(reasons[0])
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        return {"text": text, "name": Path(name).name[:255], "sha256": sha256, "said": {}, "sections": {}}

    return received_text(keep(upload, name, read, actor=actor, today=today), actor=actor)


def why_too_long(read: Mapping[str, Any]) -> list[str]:
    """Why no page shows a text of that length."""
    pieces, letters = len(read["blocks"]), sum(len(block["text"]) for block in read["blocks"])
    if pieces <= MOST_PIECES and letters <= MOST_LETTERS:
        return []
    return [
        f"Văn bản dài {write_number(pieces)} đoạn, {write_number(letters)} chữ, quá mức của một báo cáo "
        f"({write_number(MOST_PIECES)} đoạn, {write_number(MOST_LETTERS)} chữ); chưa ghi nhận gì."
    ]


def received_text(token: str, *, actor: Actor) -> IncomingText:
    """The text that this account sent under that token; LookupError when it is no longer there."""
    stored, kept = kept_as(token, actor=actor)
    if "text" not in kept:
        raise LookupError(token)
    return IncomingText(
        token,
        stored,
        kept["size"],
        kept["name"],
        kept["sha256"],
        kept["text"],
        {key: Said.from_json(word) for key, word in kept["said"].items()},
        {int(block): section for block, section in kept["sections"].items()},
    )


def say(token: str, key: str, word: Said | None, *, actor: Actor) -> None:
    """The person's word of that number is kept beside the text; none takes it back."""
    with _changed(token, actor) as kept:
        kept["said"].pop(key, None)
        if word is not None:
            kept["said"][key] = word.as_json()


def put(token: str, block: int, section: str, *, actor: Actor) -> None:
    """That paragraph goes into that section of the report, or into none."""
    with _changed(token, actor) as kept:
        kept["sections"][str(block)] = section


@contextmanager
def _changed(token: str, actor: Actor) -> Iterator[dict[str, Any]]:
    """What is kept beside the text, written back whole; of two at once the second waits."""
    stored, _ = kept_as(token, actor=actor)
    with default_storage.open(stored) as held:
        fcntl.flock(held.fileno(), fcntl.LOCK_EX)
        _, kept = kept_as(token, actor=actor)
        yield kept
        path = Path(default_storage.path(f"{stored}.json"))
        beside = path.with_name(f"{path.name}.new")
        beside.write_text(json.dumps(kept, ensure_ascii=False), "utf-8")
        os.replace(beside, path)
