"""How many requests are worked at once: in turn, no network more than half of them, and whoever waits too long is told."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from giaoban.site import turns as turning
from giaoban.site.turns import Turns

LENGTH = [(b"Content-Length", b"2")]
"""Written as Django writes it."""


class Page:
    """Stands where Django stands: reads the request, works until it is let go, answers; knows how many it worked at once."""

    def __init__(self, headers: list[tuple[bytes, bytes]] = LENGTH) -> None:
        self.go, self.headers = asyncio.Event(), headers
        self.now = self.most = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        while (await receive()).get("more_body"):
            pass
        self.now += 1
        self.most = max(self.most, self.now)
        await self.go.wait()
        self.now -= 1
        await send({"type": "http.response.start", "status": 200, "headers": self.headers})
        await scope["read"].wait()
        await send({"type": "http.response.body", "body": b"ok"})


class Asker:
    """A request from that address; ``arrived`` lets the rest of what it sends come, ``read`` its answer be read."""

    def __init__(self, turns: Turns, address: str, *, slow: bool = False, reads: bool = True) -> None:
        self.arrived, self.read, self.status = asyncio.Event(), asyncio.Event(), 0
        if not slow:
            self.arrived.set()
        if reads:
            self.read.set()
        self.task = asyncio.create_task(turns({"type": "http", "client": (address, 1), "read": self.read, "path": "/", "headers": []}, self.receive, self.send))  # fmt: skip

    async def receive(self) -> dict[str, Any]:
        await self.arrived.wait()
        return {"type": "http.request", "body": b""}

    async def send(self, message: dict[str, Any]) -> None:
        self.status = message.get("status", self.status)


def run(story: Any) -> Any:
    """What the story answers, in a loop of a thread of its own: a browser of another test may keep one running here."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(asyncio.wait_for(story(), 60))).result()


async def settled() -> None:
    for _time in range(20):
        await asyncio.sleep(0)


def turns_before(page: Page, processes: int = 6) -> Turns:
    return Turns(page, lambda scope: scope["client"][0], processes=processes)


def test_no_more_are_worked_at_once_than_the_database_has_connections_for_and_all_are_answered() -> None:
    async def story() -> None:
        page = Page()
        askers = [Asker(turns := turns_before(page), f"10.0.0.{number}") for number in range(1)]
        askers += [Asker(turns, f"10.0.1.{number}") for number in range(40)]
        await settled()
        assert page.most == turns.at_once == 8
        page.go.set()
        await asyncio.gather(*(asker.task for asker in askers))
        assert {asker.status for asker in askers} == {200}
        assert (turns.working, turns.held, len(turns.waiting)) == (0, {}, 0)

    run(story)


def test_one_network_holds_half_and_another_is_answered_before_its_queue() -> None:
    async def story() -> None:
        page = Page()
        turns = turns_before(page)
        flood = [Asker(turns, "10.0.0.1") for _number in range(50)]
        await settled()
        assert page.now == 4
        officer = Asker(turns, "10.0.0.2")
        await settled()
        assert page.now == 5, "the officer's request is being worked while 46 wait"
        page.go.set()
        await asyncio.gather(officer.task, *(asker.task for asker in flood))

    run(story)


def test_who_sends_or_reads_slowly_holds_no_turn() -> None:
    async def story() -> None:
        page = Page()
        page.go.set()
        turns = turns_before(page)
        slow = [Asker(turns, "10.0.0.1", slow=True) for _number in range(20)]
        unread = [Asker(turns, "10.0.0.1", reads=False) for _number in range(20)]
        await settled()
        assert turns.working == 0
        assert (await asyncio.gather(Asker(turns, "10.0.0.1").task)) == [None]
        for asker in [*slow, *unread]:
            asker.arrived.set()
            asker.read.set()
        await asyncio.gather(*(asker.task for asker in [*slow, *unread]))
        assert {asker.status for asker in [*slow, *unread]} == {200}

    run(story)


def test_networks_that_wait_come_in_turn_whatever_the_length_of_their_queues() -> None:
    async def story() -> None:
        page = Page()
        turns = turns_before(page)
        floods = [Asker(turns, f"10.0.0.{number % 2}") for number in range(60)]
        await settled()
        officer = Asker(turns, "10.0.9.9")
        await settled()
        assert (page.now, officer.status) == (8, 0), "two networks have all turns"
        order: list[str] = []
        turns._begin = lambda network, begin=turns._begin: (order.append(network), begin(network))[1]  # type: ignore[method-assign]
        page.go.set()
        await asyncio.gather(officer.task, *(asker.task for asker in floods))
        assert order.index("10.0.9.9") < 3, "52 stood before it"
        assert (turns.waiting, turns.working, turns.held) == ({}, 0, {})

    run(story)


def test_who_takes_no_answer_is_given_no_more_of_them_and_others_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turning, "LEAVING", 20)

    async def story() -> None:
        page = Page()
        page.go.set()
        turns = turns_before(page)
        unread = [Asker(turns, "10.0.0.1", reads=False) for _number in range(25)]
        await settled()
        assert (turns.working, turns.leaving) == (0, {"10.0.0.1": 20})
        assert [asker.status for asker in unread].count(503) == 5
        other = Asker(turns, "10.0.0.2")
        await other.task
        assert other.status == 200
        for asker in unread:
            asker.read.set()
        await asyncio.gather(*(asker.task for asker in unread))
        assert turns.leaving == {}

    run(story)


def test_a_stream_holds_its_turn_until_it_ends() -> None:
    async def story() -> None:
        page = Page(headers=[])
        page.go.set()
        turns = turns_before(page)
        stream = Asker(turns, "10.0.0.1", reads=False)
        await settled()
        assert turns.working == 1
        stream.read.set()
        await stream.task
        assert turns.working == 0

    run(story)


@pytest.mark.parametrize("lacking", ["time", "room"])
def test_whoever_waits_too_long_or_finds_too_many_waiting_is_told_to_come_again(
    lacking: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turning, "PATIENCE", 0.01 if lacking == "time" else 60)
    monkeypatch.setattr(turning, "WAITING", 0 if lacking == "room" else 10)

    async def story() -> None:
        page = Page()
        turns = turns_before(page)
        working = [Asker(turns, f"10.0.0.{number}") for number in range(8)]
        await settled()
        late = Asker(turns, "10.0.1.1")
        await late.task
        assert late.status == 503
        page.go.set()
        await asyncio.gather(*(asker.task for asker in working))
        assert (turns.working, len(turns.waiting)) == (0, 0)

    run(story)


def test_who_goes_away_while_waiting_keeps_nobody_waiting() -> None:
    async def story() -> None:
        page = Page()
        turns = turns_before(page)
        working = [Asker(turns, f"10.0.0.{number}") for number in range(8)]
        await settled()
        gone, next_one = Asker(turns, "10.0.1.1"), Asker(turns, "10.0.1.2")
        await settled()
        gone.task.cancel()
        await settled()
        page.go.set()
        await asyncio.gather(next_one.task, *(asker.task for asker in working))
        assert (next_one.status, turns.working, turns.held) == (200, 0, {})

    run(story)


@pytest.mark.parametrize(
    ("path", "cookie", "most"),
    [
        ("/gop-y/", b"", turning.FORM),
        ("/gop-y/", b"sessionid=x", turning.FORM),
        ("/khong-co/", b"", turning.FORM),
        ("/account/login/", b"", turning.FORM),
        ("/desk/so/members/import/", b"", turning.FORM),
        ("/desk/so/members/import/", b"sessionid=x", 260 << 20),
        ("/bientap/documents/multiple/add/", b"sessionid=x", 310 << 20),
        ("/giay-moi/abc/", b"", 25 << 20),
    ],
)
def test_what_is_sent_is_measured_as_it_arrives(path: str, cookie: bytes, most: int) -> None:
    async def story() -> tuple[int, int]:
        page = Page()
        page.go.set()
        taken = 0
        piece = bytes(most // 8 + 1)

        async def receive() -> dict[str, Any]:
            nonlocal taken
            taken += 1
            return {"type": "http.request", "body": piece, "more_body": True}

        told: list[dict[str, Any]] = []

        async def send(message: dict[str, Any]) -> None:
            told.append(message)

        scope = {"type": "http", "client": ("10.0.0.1", 1), "path": path, "headers": [(b"cookie", cookie)]}
        turns = turns_before(page)
        await turns(scope, receive, send)
        assert (turns.working, turns.arriving) == (0, {})
        return told[0]["status"], taken

    assert run(story) == (413, 8)


def test_of_large_files_one_network_sends_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turning, "ARRIVING", 3)

    async def nothing(message: Any = None) -> Any:
        return message

    async def story() -> None:
        turns = turns_before(Page())
        large = turning.FORM + 1
        sending = [turning._Turn(turns, "10.0.0.1", 25 << 20, nothing, nothing) for _number in range(3)]
        for turn in sending:
            turn.measure(large)
            turn.measure(large)
        fourth = turning._Turn(turns, "10.0.0.1", 25 << 20, nothing, nothing)
        with pytest.raises(turning.Busy):
            fourth.measure(large)
        turning._Turn(turns, "10.0.0.2", 25 << 20, nothing, nothing).measure(large)
        sending[0].end()
        fourth.measure(1)
        assert turns.arriving == {"10.0.0.1": 3, "10.0.0.2": 1}

    run(story)
