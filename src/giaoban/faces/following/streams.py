"""The streams of those who follow a hall: server-sent events, answered in front of Django.

A change is heard from PostgreSQL, read once and made into bytes once in each process, and the same bytes go to everybody.
No stream holds a thread, a connection to the database or more than the last picture; who reads too slowly misses pictures
in between and is let go. What is not known to be true is not said: while PostgreSQL is not heard, or the picture cannot be
made, nothing goes out, and the pages, which hear no beat, ask as they would without a stream.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from giaoban.conferences import tickets
from giaoban.faces.following import hearing
from giaoban.faces.following.halls import Hall, beat
from giaoban.faces.portal.visits.addresses import address_of

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

log = logging.getLogger(__name__)

BEAT_SECONDS = 5.0
PATIENCE = 20.0
"""Seconds in which a reader takes no byte and is let go."""
AGAIN = 1.0
MOST, OF_ADDRESS, OF_HOLDER = 800, 700, 150
"""Streams of one process in all, of one address (a hall's phones share one), of one link or account."""
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store, no-transform"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-robots-tag", b"noindex, nofollow"),
]
OVER = b"event: over\ndata:\n\n"


class Stream:
    """One who follows: whom they are counted under, until when, and since when they have not taken what was sent."""

    def __init__(self, send: Send, language: str, until: float, counted: tuple[str, ...]) -> None:
        self.send = send
        self.language = language
        self.until = until
        self.counted = counted
        self.stuck: float | None = None
        self.task: asyncio.Task[None] | None = None

    async def put(self, data: bytes, *, more: bool = True) -> None:
        """The bytes are on their way; `stuck` says since when, while they are not."""
        self.stuck = time.monotonic()
        await self.send({"type": "http.response.body", "body": data, "more_body": more})
        self.stuck = None


class HallStreams:
    """The ASGI application with the streams of halls in front of it."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.halls: dict[int, Hall] = {}
        self.streams: set[Stream] = set()
        self.ending = False
        self._counts: Counter[str] = Counter()
        self._due: set[int] = set()
        self._woken = asyncio.Event()
        self._hears = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._maker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="makes pictures of halls")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(tickets.PATH):
            await self._answer(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def end(self) -> None:
        """Every stream ends now, and none begins: the process is about to."""
        self.ending = True
        for task in self._tasks:
            task.cancel()
        for hall in self.halls.values():
            hall.wake()

    # -- one stream ----------------------------------------------------------------------------------------------------

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        at = datetime.now(UTC)  # noqa: TID251 - a face reads the clock
        ticket = tickets.read(scope["path"].removeprefix(tickets.PATH), at=at)
        counted = ("all", f"from {_address(scope)}", f"by {ticket.holder if ticket else ''}")
        if scope["method"] != "GET":
            await _refused(send, 405)
        elif ticket is None:
            await _refused(send, 403)
        elif self.ending or self._full(counted):
            await _refused(send, 503)
        else:
            stream = Stream(send, ticket.language, time.monotonic() + ticket.until - at.timestamp(), counted)
            await self._follow(stream, ticket.conference, receive)

    def _full(self, counted: tuple[str, ...]) -> bool:
        return any(
            self._counts[name] >= most for name, most in zip(counted, (MOST, OF_ADDRESS, OF_HOLDER), strict=True)
        )

    async def _follow(self, stream: Stream, conference: int, receive: Receive) -> None:
        """The stream is told of the hall until it is over, its reader has gone or is let go, or the process ends."""
        hall = self.halls.setdefault(conference, Hall())
        hall.followers += 1
        self.streams.add(stream)
        self._counts.update(stream.counted)
        self._start()
        if stream.language not in hall.pictures:
            hall.pictures[stream.language] = b""
            self._want(conference)
        stream.task = asyncio.create_task(self._tell(stream, hall))
        leaving = asyncio.create_task(_left(receive))
        try:
            await asyncio.wait({stream.task, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stream.task.cancel()
            leaving.cancel()
            self.streams.discard(stream)
            self._counts.subtract(stream.counted)
            self._counts += Counter()  # who has none is not kept
            hall.followers -= 1
            if not hall.followers:
                self.halls.pop(conference, None)

    async def _tell(self, stream: Stream, hall: Hall) -> None:
        await stream.send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        retry = 1000 + secrets.randbelow(3000)  # many are not to come again at once
        await stream.put(f"retry: {retry}\n\n".encode())
        told, beaten = b"", hall.beat
        while not self.ending and time.monotonic() < stream.until:
            news = hall.news
            picture = hall.pictures[stream.language]
            if picture is not told:
                await stream.put((b"" if told else beat()) + picture)
                told = picture
            elif hall.beat and hall.beat is not beaten:
                await stream.put(hall.beat)
            beaten = hall.beat
            if news is hall.news:
                await news.wait()
        await stream.put(b"" if self.ending else OVER, more=False)

    # -- what all are told ---------------------------------------------------------------------------------------------

    def _start(self) -> None:
        if not self._tasks or any(task.done() for task in self._tasks):
            for task in self._tasks:
                task.cancel()
            self._tasks = [asyncio.create_task(work()) for work in (self._listen, self._make, self._beat)]

    def _want(self, conference: int) -> None:
        self._due.add(conference)
        self._woken.set()

    async def _listen(self) -> None:
        """Each change is heard; after a time in which nothing was, everything counts as changed."""
        while True:
            try:
                async with await hearing.listener() as listener:
                    for conference in self.halls:
                        self._want(conference)
                    self._hears.set()
                    while True:
                        async for notice in listener.notifies(timeout=BEAT_SECONDS):
                            if notice.payload.isascii() and notice.payload.isdigit():
                                self._heard(int(notice.payload))
                        await asyncio.wait_for(listener.execute("SELECT 1"), BEAT_SECONDS)
            except hearing.NOT_HEARD:
                log.warning("Changes of halls are not heard; the pages ask for themselves until they are.")
            finally:
                self._hears.clear()
            await asyncio.sleep(AGAIN)

    def _heard(self, conference: int) -> None:
        if conference in self.halls:
            self._want(conference)

    async def _make(self) -> None:
        """What has changed is made into a picture, once for everybody in each language that somebody follows in."""
        loop = asyncio.get_running_loop()
        while True:
            await self._woken.wait()
            await self._hears.wait()
            self._woken.clear()
            for conference in list(self._due):
                hall = self.halls.get(conference)
                self._due.discard(conference)
                if hall is None:
                    continue
                try:
                    hall.fresh = False
                    pictures = {
                        language: await loop.run_in_executor(self._maker, hearing.picture, conference, language)
                        for language in list(hall.pictures)
                    }
                except Exception:
                    log.exception("The picture of a hall could not be made; it is tried again.")
                    await asyncio.sleep(AGAIN)
                    self._want(conference)
                else:
                    hall.show(pictures)

    async def _beat(self) -> None:
        """Every few seconds: who follows hears that all is well, who takes nothing is let go, a new minute is a change."""
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            for stream in self.streams:
                if stream.task and stream.stuck is not None and time.monotonic() - stream.stuck > PATIENCE:
                    stream.task.cancel()
            for conference, hall in self.halls.items():
                if hall.minute != hearing.minute_now():
                    self._want(conference)
                well = self._hears.is_set() and hall.fresh and conference not in self._due
                if not well:
                    hall.wake()
                elif time.monotonic() - hall.shown >= BEAT_SECONDS:  # a picture that was just shown is a beat too
                    hall.wake(beat())


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refused(send: Send, status: int) -> None:
    headers = [(b"cache-control", b"no-store"), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _address(scope: Scope) -> str:
    return address_of(scope, dict(scope["headers"]), tuple(settings.PORTAL_PROXIES))
