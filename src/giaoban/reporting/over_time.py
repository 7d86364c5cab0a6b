"""The sums that a unit's counts make over time: quarters make a half-year, half-years a year, and what is left of either.

A count's key is its unit, the first month and the month after the last; what was told of no span of its own, but is the
difference of two that were told, is a count as well, of the unit and the months that it is about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from itertools import combinations

Key = int | tuple[int, ...]
"""A unit, or a unit and when."""
Count = tuple[Key, Decimal]
"""Whose count it is, and the count; the count that a correction put in its place is another one."""
Sum = tuple[Count, frozenset[Count]]

MOST = 64
"""Spans and differences of spans of one unit that are looked at; nobody releases more of one indicator."""
LEFT = -1
"""In the key of a difference, before its months."""


def months_of(key: Key) -> frozenset[int]:
    """The months that the count is about; none where it belongs to no span, or to a day as what is counted on it does."""
    if isinstance(key, int) or len(key) < 3:
        return frozenset()
    return frozenset(key[2:]) if key[1] == LEFT else frozenset(range(key[1], key[2]))


def is_left(count: Count) -> bool:
    """Whether nobody told the count itself: it is what is left of two others."""
    return isinstance(count[0], tuple) and len(count[0]) > 1 and count[0][1] == LEFT


def sums_over_time(counts: Iterable[Count]) -> list[Sum] | None:
    """Every sum of two that the counts of one unit make, those of differences as well; None where there are too many."""
    by_unit: dict[int, dict[frozenset[int], list[Count]]] = defaultdict(lambda: defaultdict(list))
    for count in sorted(counts, key=str):
        if isinstance(count[0], tuple) and (months := months_of(count[0])):
            by_unit[count[0][0]][months].append(count)
    sums: dict[Sum, None] = {}
    for unit, spans in by_unit.items():
        if len(spans) > 1 and not _add_up(unit, spans, sums):
            return None
    return list(sums)


def _add_up(unit: int, spans: dict[frozenset[int], list[Count]], sums: dict[Sum, None]) -> bool:
    """The unit's sums are among ``sums``; False where there are too many."""
    waiting = list(combinations(list(spans), 2))
    while waiting:
        small, large = sorted(waiting.pop(), key=len)
        if not small < large:
            continue
        rest = large - small
        for whole in spans[large]:
            for part in spans[small]:
                value = whole[1] - part[1]
                if value < 0:
                    continue  # one of the two was corrected since: their difference is about nobody
                left = next((count for count in spans.get(rest, ()) if count[1] == value), None)
                if left is None:
                    left = ((unit, LEFT, *sorted(rest)), value)
                    if rest not in spans:
                        waiting += [(rest, months) for months in spans]
                    spans[rest].append(left)
                    if len(spans) > MOST:
                        return False
                sums[whole, frozenset({part, left})] = None
    return True
