"""What is told where more is asked at once than can be worked, or more is sent than is taken."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

TEXT = "Máy chủ đang bận; đồng chí chờ một lát rồi mở lại trang. The server is busy; please try again in a moment.\n"
TOO_LARGE = (
    "Trang này không nhận quá {most} MB; chưa ghi nhận gì. Đồng chí gửi tệp nhỏ hơn.\n"
    "This page takes no more than {most} MB; nothing was kept. Please send a smaller file.\n"
)
AGAIN = 5
"""Seconds after which it is worth asking again."""


Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


async def tell(send: Send) -> None:
    """Whoever asked is told to come again in a moment; the answer costs neither a thread nor the database."""
    await _answer(send, 503, TEXT, (b"retry-after", b"%d" % AGAIN))


async def tell_too_large(send: Send, most: int) -> None:
    """Whoever sends is told how much is taken, and what they go on sending is not waited for."""
    await _answer(send, 413, TOO_LARGE.format(most=most >> 20), (b"connection", b"close"))


async def _answer(send: Send, status: int, text: str, *more: tuple[bytes, bytes]) -> None:
    body = text.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"), *more,
    ]  # fmt: skip
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
