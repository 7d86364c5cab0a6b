"""How a template and what it is filled with travel to the process that fills it: eight digits, that many bytes of JSON, the file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

MOST_BYTES = 8 * 1024 * 1024
"""Of a template: letterheads and a seal are far smaller."""
DIGITS = 8


def packed(head: Mapping[str, Any], content: bytes) -> bytes:
    """Both in one stream."""
    told = json.dumps(head, ensure_ascii=False).encode()
    return f"{len(told):0{DIGITS}}".encode() + told + content


def unpacked(data: bytes) -> tuple[dict[str, Any], bytes]:
    """Both again."""
    end = DIGITS + int(data[:DIGITS])
    return json.loads(data[DIGITS:end]), data[end:]
