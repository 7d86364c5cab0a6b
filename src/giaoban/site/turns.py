"""How many requests a process works at once: each has a thread and a connection of its own, and the database has a hundred.

A request takes its turn when all of it has arrived, and gives it back when its answer begins (a stream: when it ends). So
nobody who sends or reads slowly holds a turn. One network holds no more than half of them, networks that wait come in turn
whatever the length of their queues, and one has only so many answers on their way at once. What is sent is
measured as it arrives, before a page hears of it: nobody without a session sends more than a form.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any

from giaoban.core import busy

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

TOGETHER = 48
"""Requests that all processes of one installation work at the same time; one network has half of them."""
WAITING = 100
"""Requests of one network that wait for a turn in one process; those that come then are told to come again."""
LEAVING = 200
"""Answers to one network that are on their way in one process: who takes none of them is told to come again."""
FORM = 2 << 20
"""Bytes of a form without files; whoever has no session sends no more, but by a link that was given to them."""
LARGEST = {"/bientap/": 310 << 20, "/desk/": 260 << 20, "/so-tay/": 12 << 20, "/giay-moi/": 25 << 20}
"""Bytes that are sent to what lies there: recordings of the portal, lists of members, what a telephone kept, papers."""
BY_LINK = ("/giay-moi/",)
ARRIVING = 12
"""Requests of one network that send more than a form at once, in one process."""
PATIENCE = 10.0
"""Seconds that a request waits for its turn."""


class Busy(Exception):
    """No turn came in time."""


class TooLarge(Exception):
    """More is sent than what lies at that address takes."""


def largest(scope: Scope) -> int:
    """Bytes that may be sent to that address by whoever asks so."""
    cookies = b"".join(value for name, value in scope["headers"] if name == b"cookie")
    for path, most in LARGEST.items():
        if scope["path"].startswith(path) and (b"sessionid" in cookies or path in BY_LINK):
            return most
    return FORM


class Turns:
    """The application, with its requests in turn: of the networks that wait, the one comes next that has waited longest."""

    def __init__(self, application: Application, network: Callable[[Scope], str], *, processes: int = 2) -> None:
        self.application, self.network = application, network
        self.share(processes)
        self.working, self.held = 0, Counter[str]()
        self.leaving, self.arriving = Counter[str](), Counter[str]()
        self.waiting: dict[str, deque[asyncio.Future[None]]] = {}
        """Who waits, by network; the networks stand in the order in which they come next."""

    def share(self, processes: int) -> None:
        """That many processes answer, and have the turns between them."""
        self.at_once = max(4, TOGETHER // processes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        turn = _Turn(self, self.network(scope), largest(scope), receive, send)
        try:
            await self.application(scope, turn.receive, turn.send)
        except Busy:
            await busy.tell(send)
        except TooLarge:
            await busy.tell_too_large(send, turn.most)
        finally:
            turn.end()

    async def take(self, network: str) -> None:
        """A turn of that network has come; Busy where it has not in time, or where too much is on its way there."""
        if self.leaving[network] >= LEAVING:
            raise Busy
        if self._may_begin(network):  # whoever waits is of a network that has its half
            self._begin(network)
            return
        if len(self.waiting.get(network, ())) >= WAITING:
            raise Busy
        ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiting.setdefault(network, deque()).append(ready)
        try:
            await asyncio.wait([ready], timeout=PATIENCE)
        except asyncio.CancelledError:
            if ready.done():
                self.give_back(network)
            raise
        finally:
            self._leave(network, ready)
        if not ready.done():
            raise Busy

    def give_back(self, network: str) -> None:
        """The turn is over, and those who may begin do."""
        self.working -= 1
        _less(self.held, network)
        self._next()

    def _may_begin(self, network: str) -> bool:
        return self.working < self.at_once and self.held[network] < self.at_once // 2

    def _begin(self, network: str) -> None:
        self.working += 1
        self.held[network] += 1

    def _leave(self, network: str, ready: asyncio.Future[None]) -> None:
        """Whoever waited so waits no longer, and a network for which nobody does has no queue."""
        queue = self.waiting.get(network)
        if queue is None:
            return
        with suppress(ValueError):
            queue.remove(ready)
        if not queue:
            del self.waiting[network]

    def _next(self) -> None:
        """The first of the first network that may begin does; that network goes to the end of the row."""
        for network in list(self.waiting):
            if self.working >= self.at_once:
                return
            if not self._may_begin(network):
                continue
            queue = self.waiting.pop(network)
            self._begin(network)
            queue.popleft().set_result(None)
            if queue:
                self.waiting[network] = queue


class _Turn:
    """The turn of one request: taken with the last of what it sends, given back with the first of its answer."""

    def __init__(self, turns: Turns, network: str, most: int, receive: Receive, send: Send) -> None:
        self.turns, self.network, self.most = turns, network, most
        self._receive, self._send = receive, send
        self.held = self.asked = self.leaves = self.large = False
        self.arrived = 0

    async def receive(self) -> Message:
        message = await self._receive()
        self.measure(len(message.get("body", b"")))
        if message["type"] == "http.request" and not message.get("more_body") and not self.asked:
            self.asked = True
            await self.turns.take(self.network)
            self.held = True
        return message

    def measure(self, more: int) -> None:
        """What has arrived so far is not too much, of this request and of those that the network sends beside it."""
        self.arrived += more
        if self.arrived > self.most:
            raise TooLarge
        if self.arrived > FORM and not self.large:
            if self.turns.arriving[self.network] >= ARRIVING:
                raise Busy
            self.large = True
            self.turns.arriving[self.network] += 1

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _has_a_length(message):
            self._give_back()
            self.leaves = True
            self.turns.leaving[self.network] += 1
        await self._send(message)

    def end(self) -> None:
        """Nothing is held for the request any more."""
        self._give_back()
        if self.leaves:
            self.leaves = False
            _less(self.turns.leaving, self.network)
        if self.large:
            self.large = False
            _less(self.turns.arriving, self.network)

    def _give_back(self) -> None:
        if self.held:
            self.held = False
            self.turns.give_back(self.network)


def _has_a_length(start: Message) -> bool:
    """Whether the answer is made and only goes out from now on; Django writes the name with capital letters."""
    return any(name.lower() == b"content-length" for name, _value in start["headers"])


def _less(counts: Counter[str], network: str) -> None:
    counts[network] -= 1
    if not counts[network]:
        del counts[network]
