"""What is told where more is asked at once than can be worked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

TEXT = "Máy chủ đang bận; đồng chí chờ một lát rồi mở lại trang. The server is busy; please try again in a moment.\n"
AGAIN = 5
"""Seconds after which it is worth asking again."""


async def tell(send: Callable[[MutableMapping[str, Any]], Awaitable[None]]) -> None:
    """Whoever asked is told to come again in a moment; the answer costs neither a thread nor the database."""
    body = TEXT.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(body)),
        (b"retry-after", b"%d" % AGAIN), (b"cache-control", b"no-store"),
    ]  # fmt: skip
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": body})
