"""The shelf in front of Django: who gets a kept page, when it goes, what happens while the database is away."""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from django.http import parse_cookie

from giaoban.faces.portal.reading import queries, registers
from giaoban.faces.portal.reading.cache import PortalCache, _key
from giaoban.faces.portal.visits import marks, tokens
from giaoban.faces.portal.visits.addresses import address_of


def in_a_loop_of_its_own(work):
    """What the coroutine answers; in a thread, since a browser of another test may keep a loop running in this one."""
    with ThreadPoolExecutor(1) as one:
        return one.submit(asyncio.run, work).result()


class Origin:
    """Stands where Django stands: answers a page with both open places and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.broken = False
        self.query = b""
        self.status = 200
        self.headers: list[tuple[bytes, bytes]] = [(b"content-type", b"text/html; charset=utf-8")]

    async def __call__(self, scope, receive, send) -> None:
        self.asked += 1
        self.query = scope["query_string"]
        status = 500 if self.broken else self.status
        body = f"<p>{self.asked}</p>{marks.page(7)}|{marks.STATS}|{scope['path']}".encode()
        await send({"type": "http.response.start", "status": status, "headers": self.headers})
        await send({"type": "http.response.body", "body": body})


def ask(cache: PortalCache, path: str = "/", query: bytes = b"", method: str = "GET", twice=(), **headers: str):
    """The status and body that a reader gets."""
    sent = []
    scope = {
        "type": "http", "method": method, "path": path, "query_string": query, "client": ("203.0.113.9", 1),
        "headers": [*twice, *((name.replace("_", "-").encode(), value.encode()) for name, value in headers.items())],
    }  # fmt: skip

    async def receive():
        return {"type": "http.request", "body": b""}

    async def send(message):
        sent.append(message)

    cache._tasks = cache._tasks or [object()]  # the background is not started
    in_a_loop_of_its_own(cache(scope, receive, send))
    return sent[0]["status"], b"".join(part.get("body", b"") for part in sent[1:]).decode("utf-8", "replace")


@pytest.fixture
def cache():
    return PortalCache(Origin())


def test_a_page_is_made_once_and_each_reader_gets_a_token_of_their_own(cache):
    cache.numbers = {"vi": b"<dl>14</dl>"}
    first, second = ask(cache)[1], ask(cache)[1]
    assert cache.app.asked == 1
    assert first != second
    token = second.split("</p>")[1].split("|")[0].encode()
    assert tokens.read(token)[1] == 7
    assert "<dl>14</dl>" in second


def test_publishing_empties_it(cache):
    ask(cache)
    cache.shelf.grow_stale()
    assert "<p>2</p>" in ask(cache)[1]


def test_while_the_database_is_away_the_kept_page_is_served(cache):
    ask(cache)
    cache.app.broken = True
    cache.shelf.grow_stale()
    status, body = ask(cache)
    assert status == 200
    assert "<p>1</p>" in body


def test_nothing_broken_and_nothing_with_a_cookie_is_kept(cache):
    cache.app.broken = True
    assert ask(cache)[0] == 500
    cache.app.broken = False
    assert ask(cache)[0] == 200
    personal = PortalCache(Origin())
    personal.app.headers.append((b"set-cookie", b"a=b"))
    ask(personal)
    ask(personal)
    assert personal.app.asked == 2


def test_somebody_signed_in_neither_gets_nor_leaves_a_kept_page(cache):
    ask(cache)
    assert "<p>2</p>" in ask(cache, cookie="sessionid=abc")[1]
    assert "<p>1</p>" in ask(cache)[1]


@pytest.mark.parametrize(
    "cookie",
    [
        "sessionid =abc",
        "\tsessionid=abc",
        "sessionid\t=abc",
        "a=b;; sessionid=abc",
        "__Host-sessionid=abc",
        " sessionid = abc",
    ],
)
def test_a_session_is_known_however_its_cookie_is_written(cache, cookie):
    assert parse_cookie(cookie).keys() & {"sessionid", "__Host-sessionid"}, "the page would know who is signed in"
    assert "<p>1</p>" in ask(cache, cookie=cookie)[1]
    assert "<p>2</p>" in ask(cache)[1], "nothing was kept of it"


@pytest.mark.parametrize(
    "cookie",
    [
        "gb_view =lon.tuong-phan",
        "gb_view=lon.; gb_view=.toi",
        "\tgb_view\t=lon.",
        'gb_view=a"b',
        "gb_view=x" + "y" * 50,
    ],
)
def test_what_one_reader_chose_is_not_kept_for_those_who_chose_nothing(cache, cookie):
    ask(cache, cookie=cookie)
    assert "<p>2</p>" in ask(cache)[1]


def test_of_two_cookie_headers_nothing_is_kept(cache):
    scope = {"query_string": b"", "path": "/", "scheme": "http"}
    assert _key(scope, b"h", b"a=b") is not None
    cache.app.headers = [(b"content-type", b"text/html")]
    twice = [(b"cookie", b"sessionid=abc"), (b"cookie", b"a=b")]
    ask(cache, twice=twice)
    assert "<p>2</p>" in ask(cache)[1]


def test_large_type_and_other_words_of_the_query_are_other_pages(cache):
    ask(cache)
    assert "<p>2</p>" in ask(cache, cookie="gb_view=lon.")[1]
    assert "<p>3</p>" in ask(cache, "/van-ban/", query=b"trang=2")[1]
    assert "<p>3</p>" in ask(cache, "/van-ban/", query=b"trang=2")[1]


@pytest.mark.parametrize(
    "query",
    [
        b"utm=x", b"x", b"x=1&y=2", b"%75tm=x", b"trang=2", b"q=1", b"xem=abc", b"=1", b"&&", b"x=" + b"1" * 3000,
        b"\xff=1", b"%ff=%00", b"TRANG=2", b" trang=2", b"trang%00=2", b"x=1;trang=2",
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/", "/rieng-tu/", "/api/v1/sections", "/so-lieu/bao-cao/", "/tin-tuc/bai-viet-12"])
def test_words_that_a_page_does_not_know_make_no_page_anew(cache, path, query):
    ask(cache, path)
    assert "<p>1</p>" in ask(cache, path, query=query)[1]
    assert cache.app.query == b""  # and the page that is kept was made without them
    assert len(cache.shelf.pages) == 1


def test_a_page_is_made_once_for_its_own_words_however_they_are_asked(cache):
    asked = [b"q=a&kieu=b", b"kieu=b&q=a", b"q=x&kieu=b&q=a", b"%71=a&kieu=b&utm=1", b"kieu=b&nam2=1&q=a"]
    assert {ask(cache, "/van-ban/", query=query)[1][:8] for query in asked} == {"<p>1</p>"}
    assert cache.app.query == b"kieu=b&q=a"
    ask(cache, "/van-ban", query="q=đ".encode())
    assert parse_qsl(cache.app.query.decode()) == [("q", "đ")]


def test_who_is_signed_in_asks_with_every_word(cache):
    ask(cache, query=b"utm=x", cookie="sessionid=abc")
    assert cache.app.query == b"utm=x"


def test_every_word_that_a_public_page_reads_is_one_that_it_is_asked_with():
    folder = Path(queries.__file__).parents[1]
    sources = [file.read_text() for part in ("reading", "giving_out") for file in (folder / part).glob("*.py")]
    read = {name for source in sources for name in re.findall(r'request\.GET(?:\.get\(|\[)"([^"]+)"', source)}
    elsewhere = {"ve", "chu", "mau", "xem"}  # of addresses that never stand on the shelf
    assert read - elsewhere | set(registers._ASKS) == {name for words in queries.WORDS.values() for name in words}


def test_the_desk_and_the_editing_side_are_never_looked_at(cache):
    for path in ("/desk/", "/bientap/pages/", "/account/login/", "/duyet/secret/"):
        asked = cache.app.asked
        ask(cache, path)
        ask(cache, path)
        assert cache.app.asked == asked + 2
    assert not cache.shelf.pages


def test_posting_passes_through(cache):
    ask(cache)
    assert "<p>2</p>" in ask(cache, "/gop-y/", method="POST")[1]


def test_a_forged_address_is_not_believed_and_a_proxys_word_is():
    scope = {"client": ("203.0.113.9", 1)}
    head = {b"x-forwarded-for": b"198.51.100.1, 10.0.0.2"}
    assert address_of(scope, head, ()) == "203.0.113.9"
    assert address_of(scope, head, ("203.0.113.0/24", "10.0.0.0/8")) == "198.51.100.1"


def test_host_is_part_of_the_key():
    asked = {"scheme": "http", "path": "/", "query_string": b""}
    assert _key(asked, b"a", b"") != _key(asked, b"b", b"")


def test_what_a_reader_gets_never_hangs_on_how_somebody_else_asked(cache):
    ask(cache, "/rieng-tu/")
    assert "<p>2</p>" in ask(cache, "/rieng-tu/", x_forwarded_proto="https")[1]
    assert "<p>2</p>" in ask(cache, "/rieng-tu/", x_forwarded_proto="https")[1]
    assert "<p>1</p>" in ask(cache, "/rieng-tu/", x_forwarded_proto="gopher")[1]


@pytest.mark.parametrize(
    ("leads_to", "kept"),
    [(b"https://app/rieng-tu/", False), (b"/rieng-tu/", False), (b"/ri%C3%AAng-t%C6%B0/", True), (b"/gop-y/", True)],
)
def test_a_redirect_to_where_it_stands_is_not_kept(cache, leads_to, kept):
    cache.app.status = 301
    cache.app.headers.append((b"location", leads_to))
    ask(cache, "/rieng-tu/")
    ask(cache, "/rieng-tu/")
    assert cache.app.asked == (1 if kept else 2)


HOSTILE = (
    b"%ff", "²".encode(), "٣".encode(), b"\xff\xfe", b"%00", b"\0", "\u202e".encode(), "😀".encode(), b"9" * 5000,
    b"%", b"%u1234", b"a=" * 5000, b";=", b"%C0%AF..%C0%AF",
)  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_what_stands_in_front_of_django_answers_any_bytes(cache, value):
    for path in (
        "/",
        "/tk.gif",
        "/tk",
        "/tim-kiem/",
        "/bay/",
        "/song/" + value.decode("latin-1"),
        "/" + value.decode("latin-1"),
    ):
        for query in (value, b"k=" + value, b"q=" + value + b"&trang=" + value):
            for method in ("GET", "POST", "HEAD"):
                head = [(b"cookie", b"xem=" + value), (b"accept-language", value), (b"user-agent", value)]
                status, _body = ask(cache, path, query, method, twice=head)
                assert status < 500, (path, query, method)


@pytest.mark.parametrize(("kind", "kept"), [(b"text/html", True), (b"application/pdf", False)])
def test_nobody_waits_for_a_page_until_another_has_read_it(cache, kind, kept):
    cache.app.headers = [(b"content-type", kind)]
    cache._tasks = [object()]
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/x",
        "query_string": b"",
        "client": ("203.0.113.9", 1),
        "headers": [],
    }

    async def story():
        read = asyncio.Event()

        async def receive():
            return {"type": "http.request", "body": b""}

        async def unread(message):
            await read.wait()

        told = []

        async def send(message):
            told.append(message)

        slow = asyncio.create_task(cache(scope, receive, unread))
        await asyncio.sleep(0)
        await asyncio.wait_for(cache(scope, receive, send), 30)
        read.set()
        await slow
        return told[0]["status"], cache.app.asked, cache._making

    assert in_a_loop_of_its_own(story()) == (200, 1 if kept else 2, {})


def test_who_waits_too_long_for_another_that_has_a_page_made_is_told_to_come_again(cache, monkeypatch):
    monkeypatch.setattr("giaoban.faces.portal.reading.cache.PATIENCE", 0.01)

    async def story():
        cache._tasks = [object()]
        lock = cache._making.setdefault(
            _key({"scheme": "http", "path": "/", "query_string": b""}, b"", b""), asyncio.Lock()
        )
        await lock.acquire()
        told = []

        async def send(message):
            told.append(message)

        await cache({"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}, None, send)
        return told[0]["status"]

    assert in_a_loop_of_its_own(story()) == 503
