"""What one process has seen and not yet written down: kept for a few seconds, then handed over whole."""

from __future__ import annotations

import os
import secrets
import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache

import crawleruseragents

from giaoban.faces.portal.visits import keys, tokens

WORKER = f"{os.getpid()}-{secrets.token_hex(4)}"


@dataclass(frozen=True)
class Gathered:
    """A sighting on its way to the database."""

    nonce: bytes
    day: date
    at: datetime
    key: bytes
    earlier_key: bytes | None
    article: int | None
    doubt: str


@dataclass
class Gatherer:
    """The buffer of a process. Time never runs back in it, whatever the clock does."""

    worker: str = WORKER
    sightings: list[Gathered] = field(default_factory=list)
    robots: Counter[tuple[date, str]] = field(default_factory=Counter)
    seq: int = 0
    latest: datetime = field(default_factory=lambda: datetime.min.replace(tzinfo=UTC))
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _salts: dict[date, bytes] = field(default_factory=dict)

    def see(
        self, token: bytes, *, now: datetime, address: str, agent: str, language: str, staff: bool = False,
        confirmed: bool = True, datacentres: tuple[str, ...] = (),
    ) -> bool:  # fmt: skip
        """The page view that the token stands for is noted; False when the token is not good."""
        read = tokens.read(token, at=now.timestamp())
        if read is None:
            self.robot("token", now=now)
            return False
        nonce, article = read
        self._note(
            nonce, now, address, agent, language, article or None,
            _doubt(agent, language, staff, confirmed, keys.within(address, datacentres) if datacentres else False),
        )  # fmt: skip
        return True

    def trap(self, *, now: datetime, address: str, agent: str, language: str) -> None:
        """Whoever followed the link that people do not see is no person for the rest of the day."""
        self._note(os.urandom(9), now, address, agent, language, None, "trap")

    def robot(self, name: str, *, now: datetime) -> None:
        """One request of that class of robots."""
        with self._lock:
            self.robots[keys.day_of(now), name] += 1

    def take(self) -> tuple[list[Gathered], list[tuple[date, str, int]], int]:
        """All that was gathered since the last time, the robots' running sums, and the number of this taking."""
        with self._lock:
            sightings, self.sightings = self.sightings, []
            self.seq += 1
            return sightings, [(day, name, count) for (day, name), count in self.robots.items()], self.seq

    def give_back(self, sightings: list[Gathered]) -> None:
        """They could not be written down and wait for the next time; the oldest go when there are too many."""
        with self._lock:
            self.sightings = (sightings + self.sightings)[-200_000:]

    def forget_robots_before(self, day: date) -> None:
        """Closed days' sums are written down for good."""
        with self._lock:
            for old in [key for key in self.robots if key[0] < day]:
                del self.robots[old]
            for old_day in [salted_on for salted_on in self._salts if salted_on < day]:
                del self._salts[old_day]

    def _note(
        self, nonce: bytes, now: datetime, address: str, agent: str, language: str, article: int | None, doubt: str
    ) -> None:
        with self._lock:
            at = self.latest = max(self.latest, now)
            today = keys.day_of(at)
            key = keys.visitor(self._salt(today), address=address, agent=agent, language=language)
            earlier = None
            if keys.first_half_hour(at) and (old := keys.salt(_yesterday(today), make=False)):
                earlier = keys.visitor(old, address=address, agent=agent, language=language)
            self.sightings.append(Gathered(nonce, today, at, key, earlier, article, doubt))

    def _salt(self, day: date) -> bytes:
        if day not in self._salts:
            made = keys.salt(day, make=True)
            assert made is not None
            self._salts[day] = made
        return self._salts[day]


def _yesterday(day: date) -> date:
    from datetime import timedelta

    return day - timedelta(days=1)


def _doubt(agent: str, language: str, staff: bool, confirmed: bool, datacentre: bool) -> str:
    if staff:
        return "staff"
    if robot_of(agent):
        return "robot"
    if not language:
        return "no-language"
    if not confirmed:
        return "unconfirmed"
    return "datacentre" if datacentre else ""


@lru_cache(8192)
def robot_of(agent: str) -> str:
    """The class of a robot by what it says of itself, or nothing when it may be a person's browser."""
    if not agent:
        return "nameless"
    if not crawleruseragents.is_crawler(agent):
        return ""
    crawlers = crawleruseragents.matching_crawlers(agent)
    return str(crawleruseragents.CRAWLER_USER_AGENTS_DATA[crawlers[0]]["pattern"])[:60] if crawlers else "robot"
