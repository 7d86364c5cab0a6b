"""Whether a withheld count could have been another number: looked for by changing as little as the sums allow.

Numbers that are found prove it; where none are found within the steps that are allowed, the answer is no, though there might
be some: then more is withheld than had to be, never less.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from giaoban.reporting.over_time import Count, Sum

Numbers = dict[Count, Decimal]
"""What each count could have been."""
STEPS = 400
"""Numbers that are put in before the looking is given up."""
AWAY = (0, 1, -1, 2, -2, 3, -3, 4, -4)
"""How far from the truth a count is moved, the nearest first."""


class _Bounds:
    """The least and the most of each count; what was narrowed is undone by going back to a mark."""

    def __init__(self, sums: Sequence[Sum], low: Mapping[Count, Decimal], high: Mapping[Count, Decimal | None]) -> None:
        self.sums, self.low, self.high = sums, dict(low), dict(high)
        self.undone: list[tuple[Count, Decimal, Decimal | None]] = []
        self.of: dict[Count, list[int]] = defaultdict(list)
        for place, (whole, parts) in enumerate(sums):
            for count in (whole, *parts):
                self.of[count].append(place)

    def back_to(self, mark: int) -> None:
        while len(self.undone) > mark:
            count, low, high = self.undone.pop()
            self.low[count], self.high[count] = low, high

    def put(self, count: Count, value: Decimal) -> bool:
        """The count is that number, and whatever follows; False where that cannot be."""
        return self._narrow(count, value, value) and self.follow(self.of[count])

    def follow(self, places: Iterable[int]) -> bool:
        """Every sum holds for the bounds; False where it cannot. A sum whose counts were narrowed is looked at again."""
        waiting = dict.fromkeys(places)
        while waiting:
            place = next(iter(waiting))
            del waiting[place]
            mark = len(self.undone)
            if not self._sum_holds(*self.sums[place]):
                return False
            for count, _low, _high in self.undone[mark:]:
                waiting |= dict.fromkeys(self.of[count])
        return True

    def _sum_holds(self, whole: Count, parts: frozenset[Count]) -> bool:
        least = sum((self.low[part] for part in parts), Decimal(0))
        endless = [part for part in parts if self.high[part] is None]
        most = sum((self.high[part] or Decimal(0) for part in parts), Decimal(0))
        if not self._narrow(whole, least, None if endless else most):
            return False
        for part in parts:
            top, own = self.high[whole], self.high[part]
            others_end = endless in ([], [part])
            low = self.low[whole] - (most - (own or Decimal(0))) if others_end else self.low[part]
            high = None if top is None else top - (least - self.low[part])
            if not self._narrow(part, low, high):
                return False
        return True

    def _narrow(self, count: Count, low: Decimal, high: Decimal | None) -> bool:
        old_low, old_high = self.low[count], self.high[count]
        low = max(low, old_low)
        high = old_high if high is None else high if old_high is None else min(high, old_high)
        if high is not None and low > high:
            return False
        if (low, high) != (old_low, old_high):
            self.undone.append((count, old_low, old_high))
            self.low[count], self.high[count] = low, high
        return True


def numbers_with(
    count: Count, value: Decimal, sums: Sequence[Sum], shown: set[Count], least: Mapping[Count, Decimal]
) -> Numbers | None:
    """Numbers that fit all sums and what was shown, none below its least, under which the count is ``value``."""
    seen = {public: public[1] for public in shown}
    bounds = _Bounds(sums, seen | dict(least), seen | dict.fromkeys(least))
    if not bounds.follow(range(len(sums))) or not bounds.put(count, value):
        return None
    rest = sorted(least, key=str)
    return dict(bounds.low) if _filled(bounds, rest, [STEPS]) else None


def _filled(bounds: _Bounds, rest: Sequence[Count], steps: list[int]) -> bool:
    """Whether every count can be put to a number; the bounds are then these numbers."""
    free = [count for count in rest if bounds.low[count] != bounds.high[count]]
    if not free:
        return True
    count = free[0]
    for away in AWAY:
        value, mark, high = count[1] + away, len(bounds.undone), bounds.high[count]
        if value < bounds.low[count] or (high is not None and value > high):
            continue
        steps[0] -= 1
        if steps[0] < 0:
            return False
        if bounds.put(count, value) and _filled(bounds, free[1:], steps):
            return True
        bounds.back_to(mark)
    return False
