"""Public pages kept in the process, in front of Django: for readers without an account only, emptied by publishing.

A kept page holds two open places, its page token and the visit numbers, filled in as it is handed out; so a page costs
one look-up and still is counted. While the database is away, what is kept goes on being served.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode

from giaoban.faces.portal import packing, readers
from giaoban.faces.portal.visits import marks, tokens

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Key = tuple[str, bytes, str, bytes, bytes]

log = logging.getLogger(__name__)

NOT_PUBLIC = ("/desk/", "/account/", "/bientap/", "/i18n/", "/static/", "/media/", "/tai-lieu/", "/duyet/", "/hien-thi")
ASKS = frozenset(
    {"q", "loai", "trang", "thang", "tuan", "kieu", "nam", "noi", "tinh-trang", "page", "section", "ngay", "so"}
)
"""The words of a query that change a public page; a page asked with others is made each time and not kept."""
NOT_FOR_READERS = ("/desk/", "/account/", "/bientap/", "/i18n/", "/duyet/")
"""Where somebody works: what is asked there is answered under the serving role, all else under the reader's."""
FRESH = 600.0
"""Seconds after which a kept page is made anew; when that fails, the kept one is served on."""
MOST_PAGES, MOST_BYTES, LARGEST = 5_000, 128 * 1024 * 1024, 2 * 1024 * 1024
SMALL = 1_000
"""Bytes below which packing a page saves nothing."""
FLUSH_EVERY = 5.0
SELDOM, REST = 30.0, 20.0
"""The day is counted anew after resting twenty times as long as it took, at the latest after half a minute."""
ONE_PIXEL = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c000000000100010000020144003b")
_TEXTS = (b"text/html", b"application/xml", b"application/rss+xml", b"application/atom+xml", b"application/json")
_SESSION = b"sessionid="
_VIEW = b"gb_view="


@dataclass(slots=True)
class Kept:
    """A page cut at its open places."""

    status: int
    headers: list[tuple[bytes, bytes]]
    parts: list[bytes]  # between them stand tokens (TOKEN) and the visit numbers (STATS), as ``places`` says
    places: list[bool]  # True: the page token, False: the visit numbers
    article: int
    size: int
    made_at: float
    packed: list[bytes] = field(default_factory=list)  # the parts as pieces of one deflate stream, see ``packing``
    numbers: bytes | None = None  # the visit numbers for which ``starts`` holds
    starts: tuple[Message, Message] | None = None

    def starts_with(self, numbers: bytes) -> tuple[Message, Message]:
        """How the answer begins with those visit numbers in it, plain and packed; a token is always as long."""
        if self.starts is None or self.numbers is not numbers:
            blank = self.filled(b"-" * tokens.LENGTH, numbers)
            vary = [(b"vary", b"Accept-Encoding")] if self.packed else []
            packed = len(packing.joined(self.parts, self.packed, blank)) if self.packed else 0
            self.numbers, self.starts = numbers, (
                self._start(sum(map(len, self.parts)) + sum(map(len, blank)), *vary),
                self._start(packed, *vary, (b"content-encoding", b"gzip")),
            )  # fmt: skip
        return self.starts

    def filled(self, token: bytes, numbers: bytes) -> list[bytes]:
        """What stands in the open places."""
        return [token if is_token else numbers for is_token in self.places]

    def _start(self, length: int, *more: tuple[bytes, bytes]) -> Message:
        headers = [*self.headers, (b"content-length", b"%d" % length), *more]
        return {"type": "http.response.start", "status": self.status, "headers": headers}


@dataclass
class Shelf:
    """The kept pages of this process, the least asked ones dropped first."""

    pages: OrderedDict[Key, Kept] = field(default_factory=OrderedDict)
    size: int = 0
    emptied: int = 0

    def get(self, key: Key) -> Kept | None:
        kept = self.pages.get(key)
        if kept is not None:
            self.pages.move_to_end(key)
        return kept

    def put(self, key: Key, kept: Kept) -> None:
        self._drop(key)
        self.pages[key] = kept
        self.size += kept.size
        while len(self.pages) > MOST_PAGES or self.size > MOST_BYTES:
            self._drop(next(iter(self.pages)))

    def _drop(self, key: Key) -> None:
        if (old := self.pages.pop(key, None)) is not None:
            self.size -= old.size

    def grow_stale(self) -> None:
        """Every kept page is to be made anew; until it is, the old one may be served if making fails."""
        self.emptied += 1
        for kept in self.pages.values():
            kept.made_at = float("-inf")


class PortalCache:
    """The ASGI application with the portal's shelf, counter and open places in front of it."""

    def __init__(self, app: App) -> None:
        from giaoban.faces.portal.visits.gathering import Gatherer, robot_of

        self.app = app
        self.shelf = Shelf()
        self.gatherer = Gatherer()
        self.robot_of = robot_of
        self.numbers: dict[str, bytes] = {}
        self._recount_from = 0.0
        self._tasks: list[asyncio.Task[None]] = []
        self._making: dict[Key, asyncio.Lock] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._lifespan(scope, receive, send) if scope["type"] == "lifespan" else await self.app(
                scope, receive, send
            )
            return
        if not self._tasks:
            self._start()
        path = scope["path"]
        if path.startswith("/tk") and path in {"/tk", "/tk.gif"}:
            await self._count(scope, receive, send)
        elif path == "/bay/":
            await self._trap(scope, send)
        elif path.startswith(NOT_PUBLIC):
            await self.app(_for_readers(scope), receive, send)
        else:
            await self._page(scope, receive, send)

    # -- pages ---------------------------------------------------------------------------------------------------------

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        agent = cookie = host = b""
        for name, value in scope["headers"]:
            if name == b"user-agent":
                agent = value
            elif name == b"cookie":
                cookie = value
            elif name == b"host":
                host = value
        if robot := self.robot_of(agent.decode("latin-1")):
            self.gatherer.robot(robot, now=_now())
        key = _key(scope, host, cookie) if scope["method"] in {"GET", "HEAD"} and _SESSION not in cookie else None
        if key is None:
            await self._make(scope, receive, send, None)
            return
        kept = self.shelf.get(key)
        if kept is not None and time.monotonic() - kept.made_at < FRESH:
            await self._hand_out(kept, scope, send)
            return
        lock = self._making.setdefault(key, asyncio.Lock())
        try:
            async with lock:  # one maker; the others wait and take what it made
                newer = self.shelf.get(key)
                if newer is not None and newer is not kept and time.monotonic() - newer.made_at < FRESH:
                    await self._hand_out(newer, scope, send)
                    return
                await self._make(scope, receive, send, key, instead=kept)
        finally:
            if not lock.locked():
                self._making.pop(key, None)

    async def _make(
        self, scope: Scope, receive: Receive, send: Send, key: Key | None, instead: Kept | None = None
    ) -> None:
        """The page as Django makes it; kept under ``key`` when it may be; ``instead`` is served when Django cannot."""
        start: Message = {}
        body = bytearray()
        through = False
        emptied = self.shelf.emptied

        async def catch(message: Message) -> None:
            nonlocal start, through
            if message["type"] == "http.response.start":
                start = message
                through = not _is_text(message)
                if through:
                    await send(message)
            elif message["type"] == "http.response.body" and not through:
                body.extend(message.get("body", b""))
            else:
                await send(message)

        whole = _for_readers(scope)
        if scope["method"] == "HEAD" and key is not None:
            whole = dict(whole) | {"method": "GET"}
        try:
            await self.app(whole, receive, catch)
        except Exception:
            if instead is None or through:
                raise
            log.exception("A page could not be made; the kept one is served.")
            start = {"status": 500, "headers": []}
        if through:
            return
        if start.get("status", 500) >= 500 and instead is not None:
            instead.made_at = time.monotonic() - FRESH + 5  # asked again in five seconds
            await self._hand_out(instead, scope, send)
            return
        kept = _cut(start, bytes(body))
        if key is not None and _may_be_kept(start, kept):
            if len(body) > SMALL:
                kept.packed = packing.packed(kept.parts)
                kept.size += sum(map(len, kept.packed))
            if emptied != self.shelf.emptied:
                kept.made_at = float("-inf")  # something was published while it was being made
            self.shelf.put(key, kept)
        await self._hand_out(kept, scope, send)

    async def _hand_out(self, kept: Kept, scope: Scope, send: Send) -> None:
        numbers = self.numbers.get("en" if scope["path"].startswith("/en/") else "vi", b"")
        plain, packed = kept.starts_with(numbers)
        packs = bool(kept.packed) and _takes_gzip(scope)
        await send(packed if packs else plain)
        body = b""
        if scope["method"] != "HEAD":
            # one token for the script and for who has none
            filled = kept.filled(tokens.token(kept.article) if kept.places else b"", numbers)
            body = packing.joined(kept.parts, kept.packed, filled) if packs else packing.plain(kept.parts, filled)
        await send({"type": "http.response.body", "body": body})

    # -- counting ------------------------------------------------------------------------------------------------------

    async def _count(self, scope: Scope, receive: Receive, send: Send) -> None:
        head = dict(scope["headers"])
        pixel = scope["path"] == "/tk.gif"
        if pixel:
            token = parse_qs(scope["query_string"]).get(b"k", [b""])[0]
        else:
            token = await _body(receive, 200) if scope["method"] == "POST" else b""
        asked_ahead = any(name in head for name in (b"sec-purpose", b"purpose", b"x-moz"))
        if token and not asked_ahead and scope["method"] in {"GET", "POST"}:
            from django.conf import settings

            self.gatherer.see(
                token,
                now=_now(),
                address=address_of(scope, head, tuple(settings.PORTAL_PROXIES)),
                agent=head.get(b"user-agent", b"").decode("latin-1"),
                language=head.get(b"accept-language", b"").decode("latin-1"),
                staff=_SESSION in head.get(b"cookie", b""),
                confirmed=not pixel,
                datacentres=tuple(settings.PORTAL_DATACENTRES),
            )
        answer = ONE_PIXEL if pixel else b""
        headers = [(b"cache-control", b"no-store"), (b"content-length", b"%d" % len(answer))]
        if pixel:
            headers.append((b"content-type", b"image/gif"))
        await send({"type": "http.response.start", "status": 200 if pixel else 204, "headers": headers})
        await send({"type": "http.response.body", "body": answer})

    async def _trap(self, scope: Scope, send: Send) -> None:
        from django.conf import settings

        head = dict(scope["headers"])
        self.gatherer.trap(
            now=_now(),
            address=address_of(scope, head, tuple(settings.PORTAL_PROXIES)),
            agent=head.get(b"user-agent", b"").decode("latin-1"),
            language=head.get(b"accept-language", b"").decode("latin-1"),
        )
        headers = [(b"content-type", b"text/plain"), (b"content-length", b"0")]
        await send({"type": "http.response.start", "status": 404, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    # -- in the background ---------------------------------------------------------------------------------------------

    def _start(self) -> None:
        self._tasks = [asyncio.create_task(self._keep_counting()), asyncio.create_task(self._listen())]

    async def _keep_counting(self) -> None:
        """Every few seconds what was seen is written down and the numbers are read; an error is tried again later."""
        while True:
            try:
                self.numbers = await asyncio.to_thread(self._write_and_read)
            except Exception:
                log.warning("The visits could not be written down; they are kept and tried again.", exc_info=True)
                self.numbers = {}
            await asyncio.sleep(FLUSH_EVERY)

    def _write_and_read(self) -> dict[str, bytes]:
        from django.db import close_old_connections

        from giaoban.faces.portal.visits import counting, keys
        from giaoban.faces.portal.visits.showing import written

        with readers.as_reader():
            close_old_connections()
            try:
                now = _now()
                counting.write_down(self.gatherer)
                if time.monotonic() >= self._recount_from:
                    begun = time.monotonic()
                    counting.recount(now)
                    self._recount_from = begun + min(SELDOM, REST * (time.monotonic() - begun))
                keys.destroy_old_salts(now)
                self.gatherer.forget_robots_before(keys.day_of(now))
                numbers = counting.standing(now)
                return {language: written(numbers, language).encode() for language in ("vi", "en")}
            finally:
                from django.db import connection

                connection.close()

    async def _listen(self) -> None:
        """Nothing on the shelf is taken for fresh once somebody has published, in whichever process, or might have unheard."""
        import psycopg
        from django.db import connections

        from giaoban.faces.portal.publishing import CHANNEL

        while True:
            try:
                at = connections["portal"].settings_dict
                async with await psycopg.AsyncConnection.connect(
                    host=at["HOST"], port=at["PORT"], user=at["USER"], password=at["PASSWORD"], dbname=at["NAME"],
                    autocommit=True,
                ) as listener:  # fmt: skip
                    await listener.execute(f"LISTEN {CHANNEL}")
                    self.shelf.grow_stale()  # something may have been published while nobody listened
                    async for _notice in listener.notifies():
                        self.shelf.grow_stale()
            except (OSError, psycopg.Error):
                await asyncio.sleep(2)

    async def _lifespan(self, scope: Scope, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._start()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                for task in self._tasks:
                    task.cancel()
                try:
                    await asyncio.to_thread(self._write_and_read)
                except Exception:
                    log.warning("The last visits could not be written down.", exc_info=True)
                await send({"type": "lifespan.shutdown.complete"})
                return


def address_of(scope: Scope, head: dict[bytes, bytes], proxies: tuple[str, ...]) -> str:
    """The reader's address: the peer's, or the last hop before our own proxies when the peer is one of them."""
    from giaoban.faces.portal.visits.keys import within

    address = scope["client"][0] if scope.get("client") else ""
    if not proxies or not within(address, proxies):
        return address
    hops = [hop.strip() for hop in head.get(b"x-forwarded-for", b"").decode("latin-1").split(",") if hop.strip()]
    for hop in reversed(hops):
        if not within(hop, proxies):
            return hop
    return hops[0] if hops else address


def _for_readers(scope: Scope) -> Scope:
    """The request, marked when it is to be answered under the readers' role."""
    return scope if scope["path"].startswith(NOT_FOR_READERS) else dict(scope) | {readers.MARK: True}


def _key(scope: Scope, host: bytes, cookie: bytes) -> Key | None:
    """What a kept page is found by: host, address, the words of the query that matter, and how the reader wants it shown."""
    query = scope["query_string"]
    if query:
        asked = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
        if len(query) > 300 or any(name not in ASKS for name, _value in asked):
            return None
        query = urlencode(sorted(asked)).encode()
    view = b""
    if _VIEW in cookie:
        view = next((each.strip() for each in cookie.split(b";") if each.strip().startswith(_VIEW)), b"")[:40]
    return scope.get("scheme", "http"), host[:100], scope["path"], query, view


def _takes_gzip(scope: Scope) -> bool:
    for name, value in scope["headers"]:
        if name == b"accept-encoding":
            return b"gzip" in value
    return False


def _is_text(start: Message) -> bool:
    for name, value in start.get("headers", []):
        lower = name.lower()
        if lower == b"content-type" and not value.startswith(_TEXTS):
            return False
        if lower == b"content-encoding":
            return False
        if lower == b"content-length" and int(value) > LARGEST:
            return False
    return True


def _may_be_kept(start: Message, kept: Kept) -> bool:
    if start["status"] not in {200, 301, 404, 410} or kept.size > LARGEST:
        return False
    for name, value in start["headers"]:
        lower = name.lower()
        if lower == b"set-cookie" or (lower == b"cache-control" and b"no-store" in value):
            return False
    return True


_STATS = marks.STATS.encode()


def _cut(start: Message, body: bytes) -> Kept:
    headers = [
        (name, value) for name, value in start.get("headers", []) if name.lower() not in {b"content-length", b"vary"}
    ]
    parts, places, article = [b""], [], 0
    pieces, named = marks.split(body)
    if named is not None:
        article = named
    for number, piece in enumerate(pieces):
        if number:
            places.append(True)
            parts.append(b"")
        inner = piece.split(_STATS)
        parts[-1] = inner[0]
        for each in inner[1:]:
            places.append(False)
            parts.append(each)
    return Kept(start.get("status", 500), headers, parts, places, article, len(body), time.monotonic())


async def _body(receive: Receive, most: int) -> bytes:
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return b""
        body += message.get("body", b"")
        if len(body) > most:
            return b""
        if not message.get("more_body"):
            return body


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - a face reads the clock
