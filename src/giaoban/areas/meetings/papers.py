"""The files of meetings: kept under generated names, given out as attachments only, looked at for marks of secrecy."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from django.conf import settings

from giaoban.core.confined import read_stream_confined
from giaoban.core.refusal import Refused
from giaoban.core.workbook import Unreadable


def directory() -> Path:
    """Where the files lie; never below an address that the web server gives out by itself."""
    return Path(settings.MEDIA_ROOT) / "meetings"


def mark_in(name: str, file: IO[bytes]) -> str:
    """The mark of secrecy that stands in the file, or nothing; refused as `looked_at` refuses."""
    return looked_at(name, file)["mark"]


def looked_at(name: str, file: IO[bytes]) -> dict[str, str]:
    """The words of the file and the mark of secrecy in it; Refused with one sentence when it is not what its name says,
    runs something, is locked or damaged. It is looked at in a confined process, see ``giaoban.core.attachments``.
    """
    try:
        words: dict[str, str] = read_stream_confined("giaoban.core.attachments:look", file, name)
    except Unreadable as unreadable:
        raise Refused(str(unreadable)) from None
    return words


READABLE = {"docx", "odt", "pdf", "rtf", "txt"}
"""Files whose words make a text that can be read; a sheet's or a picture's do not."""
MOST_READ = 100_000
"""Characters of a reading copy, at most."""


def reading_copy(name: str, words: str) -> str:
    """The words of the file as a copy to be read on a telephone; nothing where they would make no text."""
    return words[:MOST_READ].replace("\x00", "") if name.rpartition(".")[2].lower() in READABLE else ""


def keep(name: str, file: IO[bytes]) -> tuple[str, str, int]:
    """The file is on disk under a generated name; answers that name, its SHA-256 and its size."""
    stored = f"{secrets.token_hex(16)}.{name.rpartition('.')[2].lower()}"
    directory().mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    with open(directory() / stored, "xb") as target:
        while block := file.read(1 << 16):
            digest.update(block)
            size += len(block)
            target.write(block)
    return stored, digest.hexdigest(), size


def drop(stored: str) -> None:
    """The file is gone, if it was there."""
    (directory() / stored).unlink(missing_ok=True)


def drop_all(stored: Iterable[str]) -> None:
    """The files are gone, whichever of them were there."""
    for name in stored:
        drop(name)
