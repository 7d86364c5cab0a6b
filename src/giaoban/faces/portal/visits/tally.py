"""What a day's sightings add up to: a pure function of the set of them, so order and repetition change nothing."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
GAP = timedelta(minutes=30)
"""A view that comes this long or longer after the last one of the same key begins a new visit."""
ONLINE = timedelta(minutes=5)
RUSH, RUSH_SPAN = 10, timedelta(seconds=10)
"""More pages than this in that span are no person's reading."""
MOST_A_DAY = 300
DATACENTRE_STAY = timedelta(seconds=10)
NO_PERSON = frozenset({"robot", "no-language", "staff", "monitor", "trap"})


@dataclass(frozen=True, order=True)
class Seen:
    """One confirmed page view. ``doubt``: "" none; a word of NO_PERSON; "datacentre"; "unconfirmed" (no script)."""

    at: datetime
    nonce: bytes
    key: bytes
    article: int | None = None
    doubt: str = ""
    continued: bool = False


@dataclass
class Tally:
    """The numbers of one day up to the last sighting."""

    visits: int = 0
    views: int = 0
    visitors: int = 0
    unconfirmed: int = 0
    night: int = 0  # visits begun from 00:00 to 05:00
    robots: Counter[str] = field(default_factory=Counter)
    articles: Counter[int] = field(default_factory=Counter)
    human: list[tuple[datetime, bytes]] = field(default_factory=list)

    def online(self, now: datetime) -> int:
        """The distinct keys with a human view in the last five minutes."""
        return len({key for at, key in self.human if now - ONLINE <= at < now})


def tally(sightings: Iterable[Seen]) -> Tally:
    """The numbers of the day. A sighting once taken for a person's stays one; what comes after a rush does not."""
    result = Tally()
    recent: dict[bytes, deque[datetime]] = defaultdict(deque)
    pages: Counter[bytes] = Counter()
    first: dict[bytes, datetime] = {}
    last: dict[bytes, datetime] = {}
    read_at: dict[tuple[bytes, int], datetime] = {}
    trapped: set[bytes] = set()
    for seen in sorted({sighting.nonce: sighting for sighting in sorted(sightings)}.values()):
        if seen.doubt == "trap":
            trapped.add(seen.key)
        first.setdefault(seen.key, seen.at)
        pages[seen.key] += 1
        times = recent[seen.key]
        times.append(seen.at)
        while times and seen.at - times[0] >= RUSH_SPAN:
            times.popleft()
        if why := _no_person(seen, pages[seen.key], len(times), first[seen.key], trapped):
            result.robots[why] += 1
            continue
        if seen.doubt == "unconfirmed":
            result.unconfirmed += 1
            continue
        result.views += 1
        result.human.append((seen.at, seen.key))
        before = last.get(seen.key)
        if (before is None and not seen.continued) or (before is not None and seen.at - before >= GAP):
            result.visits += 1
            if _hour(seen.at) < 5:
                result.night += 1
        last[seen.key] = seen.at
        if seen.article:
            reading = (seen.key, seen.article)
            if reading not in read_at or seen.at - read_at[reading] >= GAP:
                result.articles[seen.article] += 1
                read_at[reading] = seen.at
    result.visitors = len(last)
    return result


def _no_person(seen: Seen, pages: int, rush: int, first: datetime, trapped: set[bytes]) -> str:
    if seen.doubt in NO_PERSON:
        return seen.doubt
    if seen.key in trapped:
        return "trap"
    if rush > RUSH:
        return "rush"
    if pages > MOST_A_DAY:
        return "too-many"
    if seen.doubt == "datacentre" and (pages < 2 or seen.at - first < DATACENTRE_STAY):
        return "datacentre"
    return ""


def _hour(at: datetime) -> int:
    return at.astimezone(HANOI).hour if at.tzinfo else at.hour
