"""A hall that is sitting in the served demonstration, and a reader of its streams that is no browser."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from giaoban.areas.accounts.operations import grant
from giaoban.conferences import hall, links, queries, tickets
from giaoban.conferences.models import Conference
from giaoban.ground.access.models import Account
from giaoban.ground.access.operations import program
from giaoban.ground.journal.clock import now, today
from tests.browser import beside_the_browser
from tests.contracts.conferences_made import a_conference_today

LONG = 60
"""Seconds without a byte after which a reader gives up; a stream beats every five."""


@dataclass(frozen=True)
class Sitting:
    """A conference of today, the words of one delegation's link, and its items in their order."""

    conference: int
    link: str
    titles: list[str]


class TheHall:
    """What happens in the hall of a served database, by the same acts as through the pages."""

    def __init__(self, database: str, blocker: Any) -> None:
        self.database, self.blocker = database, blocker

    def sits(self) -> Sitting:
        """The conference is held today, nothing of it has begun, and the office of the demonstration runs it."""

        def work() -> Sitting:
            actor = program("Kiểm thử")
            conference = a_conference_today(actor)  # type: ignore[arg-type]
            while item := queries.items_of(conference).filter(state__in=["running", "done"]).last():
                hall.take_back_item(actor=actor, record=item)
            office = Account.objects.get(username="vanphong")
            if not office.grants.filter(role="office", unit=conference.unit).exists():
                grant(actor=actor, account=office, role="office", unit=conference.unit, from_on=today())
            titles = [item.title for item in queries.items_of(conference) if item.state == "planned"]
            return Sitting(conference.pk, links.word(conference.delegations.order_by("pk")[0]), titles)

        return beside_the_browser(work, self.database, self.blocker)

    def goes_on(self, conference: int) -> str:
        """The next item has the floor; its title."""

        def work() -> str:
            items = queries.items_of(Conference.objects.get(pk=conference))
            following = items.filter(state="planned").order_by("order")[0]
            return str(hall.start_item(actor=program("Kiểm thử"), record=following))

        return beside_the_browser(work, self.database, self.blocker)


def ticket(conference: int, *, seconds: int = 600, ago: int = 0, holder: str = "link-1", language: str = "vi") -> str:
    """A ticket as a page would hold it, written so many seconds ago."""
    return tickets.written(conference, language, holder, seconds=seconds, at=now() - timedelta(seconds=ago))


class Reading:
    """A stream that is read event by event."""

    def __init__(self, answer: http.client.HTTPResponse) -> None:
        self.answer = answer

    def next(self, *names: str) -> tuple[str, str, str]:
        """Name, id and data of the next event, of one of those names; all empty when the stream has ended."""
        event = {"event": "", "id": "", "data": ""}
        while line := self.answer.readline():
            name, _colon, value = line.decode().rstrip("\n").partition(": ")
            if name == "data":
                event["data"] += f"{value}\n"
            elif name:
                event[name.rstrip(":")] = value
            elif event["event"] in names:
                return event["event"], event["id"], event["data"]
            else:
                event = {"event": "", "id": "", "data": ""}
        return "", "", ""


@contextmanager
def asked(url: str, word: str, method: str = "GET") -> Iterator[http.client.HTTPResponse]:
    """What the server answers to who would follow with that ticket."""
    line = http.client.HTTPConnection(urlsplit(url).netloc, timeout=LONG)
    try:
        line.request(method, tickets.PATH + word)
        yield line.getresponse()
    finally:
        line.close()
