"""From all that was shown of a year, its halves and its quarters nobody works out a small count; by trying every possibility."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from giaoban.reporting.over_time import Count
from giaoban.reporting.withholding import SMALL, Told, found_out, withheld

SPANS = {"Q1": (1, 4), "Q2": (4, 7), "H1": (1, 7), "H2": (7, 13), "Q3": (7, 10), "9M": (1, 10), "Y": (1, 13)}
BELOW = {0: (3, 4), 3: (3,), 4: (4,)}
"""One unit with two below it, which release figures of their own as well."""
Happened = Mapping[tuple[int, str], int]
"""How many there were in a unit that has none below it, in the shortest spans."""

amounts = st.integers(0, 7)


def within(unit: int, span: str, atoms: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """What of the shortest spans the count is made of."""
    first, after = SPANS[span]
    return [one for one in atoms if one[0] in BELOW[unit] and first <= SPANS[one[1]][0] and SPANS[one[1]][1] <= after]


def count(unit: int, span: str, of: Happened) -> Count:
    return (unit, *SPANS[span]), Decimal(sum(of[one] for one in within(unit, span, of)))


def told(unit: int, span: str, of: Happened, before: Sequence[Told] = ()) -> Told:
    """What the release of that unit over that span tells after the others."""
    whole, parts = count(unit, span, of), frozenset(count(one, span, of) for one in BELOW[unit] if one != unit)
    return Told(whole, parts, (parts | {whole}) - withheld(whole, parts, before))


def given_away(said: Sequence[Told], of: Happened, most: int = 9) -> set[tuple[tuple[int, str], ...]]:
    """The sets of the shortest spans of whose sum everybody knows that it is small, by trying every possibility.

    Looked at is every set within one unit, or within all, whether somebody told of it or not.
    """
    shown = {one for fact in said for one in fact.shown}
    asked = {one for fact in said if fact.shown for one in (fact.whole, *fact.parts)}
    atoms = sorted(of)
    names = {span: name for name, span in SPANS.items()}
    made_of = {one: [atoms.index(each) for each in within(one[0][0], names[one[0][1:]], atoms)] for one in asked}
    exact = [(made_of[one], int(one[1])) for one in shown]
    hidden = [made_of[one] for one in asked - shown]
    possible = [
        found
        for found in product(range(most + 1), repeat=len(atoms))
        if all(sum(found[place] for place in places) == value for places, value in exact)
    ]
    never_zero = [found for found in possible if all(any(found[place] for place in places) for places in hidden)]
    away = set()
    for places in _sets(atoms):
        true = sum(of[atoms[place]] for place in places)
        if not 0 < true < SMALL:
            continue
        sums = {sum(found[place] for place in places) for found in possible}
        if max(sums) < SMALL or len({sum(found[place] for place in places) for found in never_zero}) < 2:
            away.add(tuple(atoms[place] for place in places))
    return away


def _sets(atoms: Sequence[tuple[int, str]]) -> list[list[int]]:
    times = sorted({span for _unit, span in atoms})
    return [
        [place for place, (unit, span) in enumerate(atoms) if unit in BELOW[of] and span in some]
        for many in range(1, len(times) + 1)
        for some in combinations(times, many)
        for of in sorted({unit for unit, _span in atoms} | ({0} if len({unit for unit, _ in atoms}) > 1 else set()))
    ]


@settings(deadline=None, max_examples=60)
@given(
    st.tuples(amounts, amounts, amounts, amounts),
    st.lists(st.tuples(st.sampled_from([0, 0, 3, 4]), st.sampled_from(["H1", "H2", "Y"])), min_size=2, max_size=5),
)
def test_from_a_year_and_its_halves_no_small_count_of_a_unit_can_be_worked_out(values, steps) -> None:
    of = dict(zip(product((3, 4), ("H1", "H2")), values, strict=True))
    said: list[Told] = []
    for unit, span in steps:
        said.append(told(unit, span, of, said))
    assert given_away(said, of) == set()


@settings(deadline=None, max_examples=60)
@given(
    st.tuples(amounts, amounts, amounts),
    st.lists(st.sampled_from(["Q1", "Q2", "H1", "H2", "Y"]), min_size=2, max_size=5, unique=True),
)
def test_nor_from_quarters_and_what_is_left_of_the_year(values, order) -> None:
    of = dict(zip(((3, "Q1"), (3, "Q2"), (3, "H2")), values, strict=True))
    said: list[Told] = []
    for span in order:
        said.append(told(3, span, of, said))
    assert given_away(said, of, most=20) == set()


def test_the_year_less_its_first_half_is_not_the_second() -> None:
    of = {(3, "H1"): 7, (3, "H2"): 2}
    year = told(3, "Y", of)
    assert year.shown
    second = told(3, "H2", of, [year])
    assert not second.shown
    assert not told(3, "H1", of, [year, second]).shown
    careless = Told(count(3, "H1", of), frozenset(), frozenset({count(3, "H1", of)}))
    assert found_out([year, careless]) == {((3, -1, *range(7, 13)), Decimal(2))}, "also where nobody told of it"


def test_what_is_left_of_nine_months_and_half_a_year_is_a_quarter() -> None:
    of = {(3, "H1"): 20, (3, "Q3"): 2}
    of_both = [
        Told(one, frozenset(), frozenset({one}))
        for one in (((3, *SPANS["H1"]), Decimal(20)), ((3, *SPANS["9M"]), Decimal(22)))
    ]
    assert found_out(of_both)
    assert not told(3, "9M", of, of_both[:1]).shown


def test_a_year_that_is_less_than_its_half_since_a_correction_says_nothing() -> None:
    half = ((3, *SPANS["H1"]), Decimal(9))
    year = ((3, *SPANS["Y"]), Decimal(8))
    assert not found_out([Told(one, frozenset(), frozenset({one})) for one in (half, year)])


@pytest.mark.parametrize("small", [3, 4])
def test_most_of_a_year_is_still_shown_where_a_half_withheld_the_same_units(small: int) -> None:
    """Twelve units, of which some have few: the year withholds what the first half did, and one to hide what came since."""
    units = range(10, 22)
    first = {unit: 2 if unit < 10 + small else 20 for unit in units}
    year = {unit: 3 if unit < 10 + small else 40 for unit in units}

    def released(span: str, of: Mapping[int, int], before: Sequence[Told]) -> Told:
        whole = ((1, *SPANS[span]), Decimal(sum(of.values())))
        parts = frozenset(((unit, *SPANS[span]), Decimal(value)) for unit, value in of.items())
        return Told(whole, parts, (parts | {whole}) - withheld(whole, parts, before))

    half = released("H1", first, [])
    whole = released("Y", year, [half])
    assert len(half.shown) == 13 - small
    assert len(whole.shown) == len(half.shown) - 1
