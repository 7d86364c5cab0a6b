"""How many requests a process works at once: each has a thread and a connection of its own, and the database has a hundred.

A request takes its turn when all of it has arrived, and gives it back when its answer begins (a stream: when it ends). So
nobody who sends or reads slowly holds a turn, and one address holds no more than half of them.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

TOGETHER = 48
"""Requests that all processes of one installation work at the same time; one address has half of them."""
WAITING = 400
"""Requests that wait for a turn; those that come then are told to come again."""
PATIENCE = 10.0
"""Seconds that a request waits for its turn."""
BUSY = "Máy chủ đang bận; đồng chí chờ một lát rồi mở lại trang. The server is busy; please try again in a moment.\n"


class Busy(Exception):
    """No turn came in time."""


class Turns:
    """The application, with its requests in turn: the oldest comes next whose address holds fewer than half of all turns."""

    def __init__(self, application: Application, address: Callable[[Scope], str], *, processes: int = 2) -> None:
        self.application, self.address = application, address
        self.share(processes)
        self.working, self.held = 0, Counter[str]()
        self.waiting: deque[tuple[str, asyncio.Future[None]]] = deque()

    def share(self, processes: int) -> None:
        """That many processes answer, and have the turns between them."""
        self.at_once = max(4, TOGETHER // processes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        turn = _Turn(self, self.address(scope), receive, send)
        try:
            await self.application(scope, turn.receive, turn.send)
        except Busy:
            await _busy(send)
        finally:
            turn.give_back()

    async def take(self, address: str) -> None:
        """The turn of that address has come; Busy where it has not in time."""
        if self._may_begin(address):  # whoever waits is of an address that has its half
            self._begin(address)
            return
        if len(self.waiting) >= WAITING:
            raise Busy
        ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiting.append((address, ready))
        try:
            await asyncio.wait([ready], timeout=PATIENCE)
        except asyncio.CancelledError:
            if ready.done():
                self.give_back(address)
            raise
        finally:
            self.waiting = deque(waiter for waiter in self.waiting if waiter[1] is not ready)
        if not ready.done():
            raise Busy

    def give_back(self, address: str) -> None:
        """The turn is over, and those who may begin do."""
        self.working -= 1
        self.held[address] -= 1
        if not self.held[address]:
            del self.held[address]
        self._next()

    def _may_begin(self, address: str) -> bool:
        return self.working < self.at_once and self.held[address] < self.at_once // 2

    def _begin(self, address: str) -> None:
        self.working += 1
        self.held[address] += 1

    def _next(self) -> None:
        for address, ready in self.waiting:
            if self.working >= self.at_once:
                return
            if not ready.done() and self._may_begin(address):
                self._begin(address)
                ready.set_result(None)


class _Turn:
    """The turn of one request: taken with the last of what it sends, given back with the first of its answer."""

    def __init__(self, turns: Turns, address: str, receive: Receive, send: Send) -> None:
        self.turns, self.address = turns, address
        self._receive, self._send = receive, send
        self.held = self.asked = False

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request" and not message.get("more_body") and not self.asked:
            self.asked = True
            await self.turns.take(self.address)
            self.held = True
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and any(
            name == b"content-length" for name, _ in message["headers"]
        ):
            self.give_back()
        await self._send(message)

    def give_back(self) -> None:
        if self.held:
            self.held = False
            self.turns.give_back(self.address)


async def _busy(send: Send) -> None:
    body = BUSY.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(body)), (b"retry-after", b"5"),
        (b"cache-control", b"no-store"),
    ]  # fmt: skip
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": body})
