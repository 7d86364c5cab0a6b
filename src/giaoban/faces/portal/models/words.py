"""The words of a file, for searching, and the marks of secrecy that keep it from the public."""

from __future__ import annotations

from io import BytesIO
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from giaoban.core.confined import read_stream_confined
from giaoban.core.secrecy import secrecy_mark
from giaoban.core.text import squeeze
from giaoban.core.workbook import Unreadable

LARGEST = {"mp4": 300, "webm": 300, "mp3": 60}
"""Megabytes of a recording; it is known by its head and not read any further."""


def words_of(file: IO[bytes], name: str) -> str:
    """The text of an office or plain text file, for searching; ValidationError with one sentence when the file is not
    what its name says, runs something, is locked, damaged too large or marked secret. It is looked at in a confined process."""
    ending = name.rpartition(".")[2].lower()
    if ending in LARGEST:
        size = file.seek(0, 2)
        file.seek(0)
        if size > LARGEST[ending] * 1024 * 1024:
            raise ValidationError({"file": _("The recording is larger than %s MB.") % LARGEST[ending]})
    try:
        looked_at = BytesIO(file.read(4096)) if ending in LARGEST else file
        seen = read_stream_confined("giaoban.core.attachments:look", looked_at, name)
    except Unreadable as unreadable:
        raise ValidationError({"file": str(unreadable)}) from None
    finally:
        file.seek(0)
    if seen["mark"]:
        raise ValidationError(
            {"file": _("The file bears the secrecy mark “%s”; it cannot be published.") % seen["mark"]}
        )
    return "\n".join(line for line in map(squeeze, seen["words"].splitlines()) if line)


def secret_mark(words: str) -> str:
    """The mark of secrecy that the text bears, or nothing."""
    return secrecy_mark("", words)
