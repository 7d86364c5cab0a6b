"""Public pages kept in the process, in front of Django: for readers without an account only, emptied by publishing.

A kept page holds two open places, its page token and the visit numbers, filled in as it is handed out; so a page costs
one look-up and still is counted. While the database is away, what is kept goes on being served.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.http import parse_cookie

from giaoban.core import busy
from giaoban.faces.portal.reading import packing, queries, readers
from giaoban.faces.portal.reading.shelf import KeptPage, Key, Message, Shelf, cut
from giaoban.faces.portal.visits import tokens
from giaoban.faces.portal.visits.addresses import address_of

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

log = logging.getLogger(__name__)

NOT_PUBLIC = (
    "/desk/", "/account/", "/so-tay/", "/bientap/", "/i18n/", "/static/", "/media/", "/tai-lieu/", "/duyet/", "/hien-thi",
    "/giay-moi/",
)  # fmt: skip
NOT_FOR_READERS = ("/desk/", "/account/", "/so-tay/", "/bientap/", "/i18n/", "/duyet/", "/giay-moi/")
"""Where somebody works, or answers by a secret link: asked under the serving role, all else under the reader's."""
FRESH = 600.0
"""Seconds after which a kept page is made anew; when that fails, the kept one is served on."""
LARGEST = 2 * 1024 * 1024
LONGEST = 300
"""Bytes of a query beyond which nothing is kept."""
PATIENCE = 10.0
"""Seconds that a reader waits for another who has a page made."""
SMALL = 1_000
"""Bytes below which packing a page saves nothing."""
FLUSH_EVERY = 5.0
SELDOM, REST = 30.0, 20.0
"""The day is counted anew after resting twenty times as long as it took, at the latest after half a minute."""
ONE_PIXEL = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c000000000100010000020144003b")
_TEXTS = (b"text/html", b"application/xml", b"application/rss+xml", b"application/atom+xml", b"application/json")
_SESSION = b"sessionid"
"""Where these letters stand anywhere among the cookies nothing is kept: Django finds a name also behind a space or a tab."""
_VIEW = b"gb_view"
_CHOICE = re.compile("[a-z.-]{0,20}")


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
        agent = cookie = host = scheme = b""
        for name, value in scope["headers"]:
            if name == b"user-agent":
                agent = value
            elif name == b"cookie":
                cookie = _SESSION if cookie else value  # of two headers nobody knows which one a page would read
            elif name == b"host":
                host = value
            elif name == b"x-forwarded-proto":
                scheme = value
        if robot := self.robot_of(agent.decode("latin-1")):
            self.gatherer.robot(robot, now=_now())
        key = None
        if scope["method"] in {"GET", "HEAD"} and _SESSION not in cookie:
            scope = dict(scope) | {"query_string": queries.known(scope["path"], scope["query_string"])}
            key = _key(scope, host, cookie, scheme)
        if key is None:
            await self._make(scope, receive, send, None)
            return
        kept = self.shelf.get(key)
        if kept is not None and time.monotonic() - kept.made_at < FRESH:
            await self._hand_out(kept, scope, send)
            return
        lock = self._making.setdefault(key, asyncio.Lock())
        try:
            await asyncio.wait_for(lock.acquire(), PATIENCE)  # one maker; the others wait and take what it made
        except TimeoutError:
            await busy.tell(send)
            return
        with ExitStack() as making:
            making.callback(self._made, key, lock)
            newer = self.shelf.get(key)
            if newer is not None and newer is not kept and time.monotonic() - newer.made_at < FRESH:
                making.close()
                await self._hand_out(newer, scope, send)
                return
            await self._make(scope, receive, send, key, instead=kept, made=making.close)

    def _made(self, key: Key, lock: asyncio.Lock) -> None:
        """The next one makes it, or takes what was made; nobody waits for who reads it."""
        lock.release()
        self._making.pop(key, None)

    async def _make(
        self, scope: Scope, receive: Receive, send: Send, key: Key | None,
        instead: KeptPage | None = None, made: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        """The page as Django makes it; kept under ``key`` when it may be; ``instead`` is served when Django cannot.

        ``made`` is told as soon as it is known that nothing more is made, before anybody reads a byte.
        """
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
                    made()
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
            made()
            await self._hand_out(instead, scope, send)
            return
        kept = cut(start, bytes(body))
        if key is not None and _may_be_kept(start, kept, scope["path"]):
            if len(body) > SMALL:
                kept.packed = packing.packed(kept.parts)
                kept.size += sum(map(len, kept.packed))
            if emptied != self.shelf.emptied:
                kept.made_at = float("-inf")  # something was published while it was being made
            self.shelf.put(key, kept)
        made()
        await self._hand_out(kept, scope, send)

    async def _hand_out(self, kept: KeptPage, scope: Scope, send: Send) -> None:
        numbers = self.numbers.get(readers.language_of(scope["path"]), b"")
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
            sent = parse_qs(scope["query_string"].decode("latin-1"), encoding="latin-1")
            token = sent.get("k", [""])[0].encode("latin-1")
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

        from giaoban.faces.portal.reading.publicness import CHANNEL

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


def _for_readers(scope: Scope) -> Scope:
    """The request, marked when it is to be answered under the readers' role."""
    return scope if scope["path"].startswith(NOT_FOR_READERS) else dict(scope) | {readers.MARK: True}


def _key(scope: Scope, host: bytes, cookie: bytes, forwarded: bytes = b"") -> Key | None:
    """What a kept page is found by: how it was asked for, host, address, the words of the query that its page knows, and how
    the reader wants it shown. Behind a proxy the scheme is the one that the reader asked the proxy with."""
    query = scope["query_string"]
    if len(query) > LONGEST:
        return None
    if (view := _choice(cookie)) is None:
        return None
    scheme = "https" if forwarded.partition(b",")[0].strip() == b"https" else scope.get("scheme", "http")
    return scheme, host[:100], scope["path"], query, view


def _choice(cookie: bytes) -> bytes | None:
    """How the reader wants it shown, read as the page reads it; None for what the switches never write."""
    if _VIEW not in cookie:
        return b""
    chosen = parse_cookie(cookie.decode("latin-1")).get(_VIEW.decode(), "")
    return chosen.encode() if cookie.count(_VIEW) == 1 and _CHOICE.fullmatch(chosen) else None


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


def _may_be_kept(start: Message, kept: KeptPage, path: str) -> bool:
    """Not what is for one reader, nor a redirect to where it stands: that one hangs on how it was asked for."""
    if start["status"] not in {200, 301, 404, 410} or kept.size > LARGEST:
        return False
    for name, value in start["headers"]:
        lower = name.lower()
        if lower == b"location" and unquote(urlsplit(value.decode("latin-1")).path) == path:
            return False
        if lower == b"set-cookie" or (lower == b"cache-control" and b"no-store" in value):
            return False
    return True


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
