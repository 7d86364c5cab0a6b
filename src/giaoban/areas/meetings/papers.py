"""The files of meetings: kept under generated names, given out as attachments only, looked at for marks of secrecy."""

from __future__ import annotations

import hashlib
import html
import re
import secrets
import zipfile
from pathlib import Path
from typing import IO

from django.conf import settings

SEEN = 4 * 1024 * 1024
"""How much text of a file is looked at, unpacked; a mark of secrecy stands on its first page."""

_TEXTS = re.compile(r"(word/(document|header\d*|footer\d*)|xl/sharedStrings|ppt/slides/slide\d+|content|styles)\.xml")
_BREAKS = re.compile(r"</(?:w:p|a:p|text:p|text:h|si|w:tc|table:table-cell)>|<(?:w:br|w:tab)[ /]")


def directory() -> Path:
    """Where the files lie; never below an address that the web server gives out by itself."""
    return Path(settings.MEDIA_ROOT) / "meetings"


def text_of(name: str, file: IO[bytes]) -> str:
    """What can be read of the file: text, and the paragraphs of Office files, up to a limit; nothing of PDF and pictures.

    Nothing is parsed: tags are cut out of a bounded stream, so that no file can make this costly.
    """
    extension = name.rpartition(".")[2].lower()
    file.seek(0)
    if extension == "txt":
        return file.read(SEEN).decode("utf-8", errors="replace")
    if extension == "rtf":
        plain = re.sub(
            rb"\\u(-?\d+)\??", lambda hit: chr(int(hit[1]) % 65536).encode("utf-8", "replace"), file.read(SEEN)
        )
        return re.sub(r"\\(?:par|line)\b ?", "\n", plain.decode("utf-8", errors="replace"))
    if extension not in {"docx", "xlsx", "pptx", "odt", "ods", "odp"}:
        return ""
    found, left = [], SEEN
    try:
        with zipfile.ZipFile(file) as parts:
            for part in parts.infolist()[:2000]:
                if left > 0 and _TEXTS.fullmatch(part.filename):
                    with parts.open(part) as stream:
                        raw = stream.read(left)
                    left -= len(raw)
                    broken = _BREAKS.sub("\n", raw.decode("utf-8", errors="replace"))
                    found.append(html.unescape(re.sub(r"<[^>]*>", "", broken)))
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError, ValueError):
        return ""
    return "\n".join(found)


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
