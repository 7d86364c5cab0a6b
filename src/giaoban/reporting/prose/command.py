"""``./giaoban read-report FILE``: the figures of a report written in prose, as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from giaoban.core.confined import read_confined
from giaoban.core.workbook import DAMAGED, NOT_THERE, Unreadable

PDF = b"%PDF-"
USAGE = "Cách dùng: giaoban read-report TỆP   (.docx, .doc, .odt, .pdf, .html, .txt)"
NOT_WORDS = "Tệp bị hỏng hoặc không phải là văn bản (.docx, .doc, .odt, .pdf, .html, .txt); chưa ghi nhận gì."
ANSWER = ("unit", "period", "figures", "unplaced", "findings")


def main(words: list[str]) -> int:
    """Print what was read and end with 0; one sentence and 2 where the file cannot be read."""
    if len(words) != 1 or words[0].startswith("-"):
        is_help = words in (["-h"], ["--help"])
        print(USAGE, file=sys.stdout if is_help else sys.stderr)
        return 0 if is_help else 2
    try:
        read = read_apart(Path(words[0]))
    except Unreadable as refusal:
        print(refusal, file=sys.stderr)
        return 2
    print(json.dumps({name: read[name] for name in ANSWER}, ensure_ascii=False, indent=1))
    return 0


def read_apart(path: Path) -> dict[str, Any]:
    """What the file says, read in a process of its own; Unreadable with one sentence when it cannot be."""
    try:
        with path.open("rb") as stream:
            module = "pages" if stream.read(len(PDF)) == PDF else "reading"
    except OSError:
        raise Unreadable(NOT_THERE) from None
    try:
        read: dict[str, Any] = read_confined(f"giaoban.reporting.prose.{module}:read_file", path)
    except Unreadable as refusal:
        raise Unreadable(NOT_WORDS if str(refusal) == DAMAGED else str(refusal)) from None
    return read
