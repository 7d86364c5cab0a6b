"""Which counts of few people a release must not show, so that nobody works one out from all releases of the period.

What is known of an indicator is a set of sums: the count of a unit and those of the units below it, and the count of a
year and those of its halves and quarters (``over_time``). Where the sums hang together without a ring, the least and the
most that a withheld count can be follow from them exactly; where they make a ring (the same withheld counts in two sums of
different parts), a count is safe where other numbers are found that could have been (``other_numbers``), and found out else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from giaoban.reporting.other_numbers import Numbers, numbers_with
from giaoban.reporting.over_time import Count, Sum, is_left, sums_over_time

SMALL = 5
"""Counts of people below this are not shown where they could point at one person."""


@dataclass(frozen=True)
class Told:
    """A unit's count with those of the units below it that it was added from, and which of all these were shown."""

    whole: Count
    parts: frozenset[Count]
    shown: frozenset[Count] = frozenset()


def withheld(whole: Count, parts: Iterable[Count], before: Sequence[Told] = ()) -> frozenset[Count]:
    """The counts that must not be shown now, after all that was shown before of the same indicator, over whatever span.

    A count from 1 to 4 is small. It is withheld, and with it as few others as leave it possible for each small count
    to be 5 or more and to be more than one number, for somebody who knows that nothing withheld is zero. Where even
    that does not hold, nothing is shown at all. What was given away before is not kept from being so any more.
    """
    ways: list[Numbers] = []
    lost = found_out(before)
    wanted = Told(whole, frozenset(parts))
    counts = {whole, *wanted.parts}
    public = {count for told in before for count in told.shown}
    shown = frozenset(count for count in counts if not count[1] or count in public)
    if found_out([*before, replace(wanted, shown=shown)], ways) - lost:
        return frozenset(counts)
    for count in [whole, *sorted(wanted.parts, key=_largest_first)]:
        more = shown | {count}
        if count in shown or _small(count):
            continue
        if not found_out([*before, replace(wanted, shown=more)], ways) - lost:
            shown = more
    return frozenset(counts - shown)


def _largest_first(count: Count) -> tuple[Decimal, tuple[int, ...]]:
    return -count[1], count[0] if isinstance(count[0], tuple) else (count[0],)


def found_out(told: Sequence[Told], ways: list[Numbers] | None = None) -> frozenset[Count]:
    """The small counts that were not shown and that all of this together gives away.

    ``ways`` are other numbers that were found before, to be tried first; those found now are added.
    """
    facts = [fact for fact in told if fact.shown]
    shown = {count for fact in facts for count in fact.shown}
    counts = {count for fact in facts for count in (fact.whole, *fact.parts)}
    over_time = sums_over_time(counts)
    if over_time is None:
        return frozenset(count for count in counts - shown if _small(count))
    hidden = counts.union(*({whole} | parts for whole, parts in over_time)) - shown
    small = frozenset(count for count in hidden if _small(count))
    if not small:
        return small
    sums = _nested(facts) + over_time
    if _make_a_ring(sums, hidden):
        ways = [] if ways is None else ways
        return frozenset(count for count in small if not _could_be_others(count, sums, shown, hidden, ways))
    could_be = _bounds(sums, shown, hidden, least=0)
    never_zero = _bounds(sums, shown, hidden, least=1)
    return frozenset(
        count
        for count in small
        if (most := could_be[count][1]) is not None and (most < SMALL or never_zero[count][0] == never_zero[count][1])
    )


def _could_be_others(
    count: Count, sums: Sequence[Sum], shown: set[Count], hidden: set[Count], ways: list[Numbers]
) -> bool:
    """Whether other numbers are found under which the count is no small one, and such without a zero where it is another."""
    never_zero = {other: Decimal(0 if is_left(other) else 1) for other in hidden}
    anything = dict.fromkeys(hidden, Decimal(0))

    def could_be(least: dict[Count, Decimal], values: Sequence[int]) -> bool:
        if any(way.get(count) in values and _fits(way, sums, shown, least) for way in ways):
            return True
        for value in values:
            way = numbers_with(count, Decimal(value), sums, shown, least)
            if way is not None:
                ways.append(way)
                return True
        return False

    large = range(SMALL, SMALL + 3)
    if could_be(never_zero, large):
        return True
    others = [value for value in range(SMALL + 3) if value != count[1]]
    return could_be(anything, large) and could_be(never_zero, others)


def _fits(way: Numbers, sums: Sequence[Sum], shown: set[Count], least: dict[Count, Decimal]) -> bool:
    return (
        all(count in way and way[count] >= low for count, low in least.items())
        and all(count in way and way[count] == count[1] for count in shown)
        and all(way[whole] == sum(way[part] for part in parts) for whole, parts in sums)
    )


def _small(count: Count) -> bool:
    return 0 < count[1] < SMALL


def _nested(facts: Sequence[Told]) -> list[Sum]:
    """The sums, each with the count of a unit in place of those that this one was added from."""
    plain = sorted(
        {(addition.whole, addition.parts) for addition in facts if addition.parts},
        key=lambda addition: (len(addition[1]), str(addition[0])),
    )
    sums = []
    for place, (whole, parts) in enumerate(plain):
        for inner, of in reversed(plain[:place]):
            if of <= parts and inner not in parts:
                parts = parts - of | {inner}
        sums.append((whole, parts))
    return sums


def _make_a_ring(sums: Sequence[Sum], hidden: set[Count]) -> bool:
    """Whether two withheld counts are joined in more than one way."""
    top: dict[Count | int, Count | int] = {}

    def highest(one: Count | int) -> Count | int:
        while (above := top.get(one, one)) != one:
            one = above
        return one

    for number, (whole, parts) in enumerate(sums):
        for count in ({whole} | parts) & hidden:
            if highest(count) == highest(number):
                return True
            top[highest(count)] = highest(number)
    return False


def _bounds(
    sums: Sequence[Sum], shown: set[Count], hidden: set[Count], *, least: int
) -> dict[Count, tuple[Decimal, Decimal | None]]:
    """The least and the most that each count can be, when a withheld one is at least ``least``; None is without end."""
    low = {count: count[1] for count in shown} | {count: Decimal(0 if is_left(count) else least) for count in hidden}
    high: dict[Count, Decimal | None] = {count: count[1] for count in shown} | dict.fromkeys(hidden)
    changed = True
    while changed:
        changed = False
        for whole, parts in sums:
            least_sum = sum((low[part] for part in parts), Decimal(0))
            endless = [part for part in parts if high[part] is None]
            most_sum = sum((high[part] or Decimal(0) for part in parts), Decimal(0))
            bounds: dict[Count, tuple[Decimal, Decimal | None]] = {whole: (least_sum, None if endless else most_sum)}
            for part in parts & hidden:
                others_end = endless in ([], [part])
                most_others = most_sum - (high[part] or Decimal(0))
                most = high[whole]
                bounds[part] = (
                    low[whole] - most_others if others_end else low[part],
                    None if most is None else most - (least_sum - low[part]),
                )
            for count in bounds.keys() & hidden:
                lower, upper = bounds[count]
                if lower > low[count]:
                    low[count], changed = lower, True
                bound = high[count]
                if upper is not None and (bound is None or upper < bound):
                    high[count], changed = upper, True
    return {count: (low[count], high[count]) for count in low}
