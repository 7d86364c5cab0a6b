"""The page token: made as a page is handed out, good for thirty minutes and one use, forged by nobody."""

from __future__ import annotations

import base64
import hmac
import os
import struct
import time
from functools import cache
from hashlib import blake2b

GOOD_FOR = 30 * 60
_LAYOUT = struct.Struct(">I9sI")
_MARK = 16
LENGTH = -(-(_LAYOUT.size + _MARK) // 3) * 4
"""Letters of a token."""


@cache
def _key() -> bytes:
    from django.conf import settings

    return blake2b(settings.SECRET_KEY.encode(), person=b"page token").digest()[:32]


def token(article: int, *, at: float | None = None) -> bytes:
    """A token for a page that counts for that article (0 for none)."""
    body = _LAYOUT.pack(int(time.time() if at is None else at), os.urandom(9), article & 0xFFFFFFFF)
    return base64.urlsafe_b64encode(body + blake2b(body, digest_size=_MARK, key=_key()).digest())


def read(text: bytes, *, at: float | None = None) -> tuple[bytes, int] | None:
    """The nonce and the article of a token that is ours and not too old; None otherwise."""
    try:
        raw = base64.urlsafe_b64decode(text)
    except ValueError:
        return None
    if len(raw) != _LAYOUT.size + _MARK:
        return None
    body, mark = raw[: _LAYOUT.size], raw[_LAYOUT.size :]
    if not hmac.compare_digest(mark, blake2b(body, digest_size=_MARK, key=_key()).digest()):
        return None
    made, nonce, article = _LAYOUT.unpack(body)
    now = time.time() if at is None else at
    if not -60 <= now - made <= GOOD_FOR:
        return None
    return nonce, article
