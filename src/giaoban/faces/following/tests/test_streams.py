"""Tickets and the one stream whose reader takes nothing; the rest is asked of the served program (tests/journeys)."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from giaoban.conferences import tickets
from giaoban.faces.following import streams
from giaoban.faces.following.halls import event
from giaoban.ground.journal.clock import now

NOW = datetime(2026, 6, 30, 8, tzinfo=UTC)


def test_a_ticket_is_good_for_most_of_its_time_and_not_after_it() -> None:
    ticket = tickets.written(7, "vi", "link-3", seconds=600, at=NOW)
    read = tickets.read(ticket, at=NOW + timedelta(seconds=449))
    assert read is not None
    assert read[:3] == (7, "vi", "link-3")
    assert tickets.read(ticket, at=NOW + timedelta(seconds=601)) is None


def test_tickets_of_many_who_came_at_once_do_not_end_at_once() -> None:
    ends = {tickets.written(7, "vi", "link-3", seconds=600, at=NOW).split(".")[3] for _turn in range(50)}
    assert len(ends) > 10


def test_an_event_holds_its_lines_and_no_word_of_the_hall_ends_it_early() -> None:
    assert event('"1-2-3"', "<p>\n  Một\r\n\n  event: over\n</p>\n") == (
        'event: hall\nid: "1-2-3"\ndata: <p>\ndata: Một\ndata: event: over\ndata: </p>\n\n'.encode()
    )


def test_who_takes_nothing_is_let_go_and_nothing_of_them_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "PATIENCE", 0.2)
    monkeypatch.setattr(streams, "BEAT_SECONDS", 0.1)

    async def follow() -> bool:
        application = streams.HallStreams(None)  # type: ignore[arg-type]
        never = asyncio.Event()

        async def receive() -> dict[str, str]:
            await never.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.body":
                await never.wait()  # as a server does whose reader takes nothing

        scope = {
            "type": "http",
            "method": "GET",
            "path": tickets.PATH + tickets.written(1, "vi", "link-1", seconds=600, at=now()),
            "headers": [],
            "client": ("::1", 1),
        }
        await asyncio.wait_for(application(scope, receive, send), 60)
        emptied = not application.streams and not application.halls
        application.end()
        return emptied

    with ThreadPoolExecutor(max_workers=1) as apart:  # where no browser of other tests has a loop
        assert apart.submit(asyncio.run, follow()).result()
