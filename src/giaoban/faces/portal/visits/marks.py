"""Places in a page that are filled in when it is handed out, so that the page itself can be kept."""

from __future__ import annotations

import re

STATS = "<!--giaoban:visits-->"
_TOKEN = re.compile(rb"gbtoken:(\d+):")


def page(article: int) -> str:
    """The place of the page token, for a page that counts for that article (0: for none)."""
    return f"gbtoken:{article}:"


def split(body: bytes) -> tuple[list[bytes], int | None]:
    """The body cut at its token marks and the article that they name; None when the page is not counted."""
    token = _TOKEN.search(body)
    if token is None:
        return [body], None
    return body.split(token[0]), int(token[1])
