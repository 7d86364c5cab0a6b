"""From all that was shown of a period nobody works out a small count; looked at by trying every possibility."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from giaoban.reporting.withholding import SMALL, Count, Told, found_out, withheld

TREE = {0: (1, 2), 1: (3, 4), 2: (5, 6)}
"""A cluster (0) of two blocs with two organisations each."""
FLAT = {**TREE, 9: (3, 4, 5, 6), 8: (3, 4, 5)}
"""The same asked again over the blocs' heads: all organisations at once, and three of them."""

amounts = st.integers(0, 7)


def count(unit: int, of: Mapping[int, int], tree: Mapping[int, Sequence[int]] = FLAT) -> Count:
    below = tree.get(unit)
    return unit, Decimal(of[unit]) if below is None else sum((count(each, of)[1] for each in below), Decimal(0))


def told(unit: int, of: Mapping[int, int], before: Sequence[Told] = ()) -> Told:
    """What the release of that unit tells after the others."""
    whole, parts = count(unit, of), frozenset(count(each, of) for each in FLAT[unit])
    return Told(whole, parts, (parts | {whole}) - withheld(whole, parts, before))


def given_away(facts: Sequence[Told], most: int = 9) -> set[Count]:
    """The small counts that can only be small, or only be one number, by trying every possibility up to ``most``.

    Where larger numbers were possible too, this finds too much, never too little.
    """
    facts = [one for one in facts if one.shown]
    wholes = {one.whole for one in facts}
    counts = {each for one in facts for each in (one.whole, *one.parts)}
    shown = {each for one in facts for each in one.shown}
    plain = sorted(counts - wholes)
    possible: list[dict[Count, int]] = []
    for values in product(*([int(each[1])] if each in shown else range(most + 1) for each in plain)):
        found = dict(zip(plain, values, strict=True))
        waiting = list(facts)
        while waiting and (ready := [one for one in waiting if all(part in found for part in one.parts)]):
            for one in ready:
                waiting.remove(one)
                if found.setdefault(one.whole, sum(found[part] for part in one.parts)) != sum(
                    found[part] for part in one.parts
                ):
                    break
            else:
                continue
            break
        if not waiting and all(found[each] == each[1] for each in shown):
            possible.append(found)
    never_zero = [found for found in possible if all(found[each] for each in counts - shown)]
    small = {each for each in counts - shown if 0 < each[1] < SMALL}
    return {
        each
        for each in small
        if max(found[each] for found in possible) < SMALL or len({found[each] for found in never_zero}) < 2
    }


@settings(deadline=None, max_examples=60)
@given(st.tuples(amounts, amounts, amounts, amounts), st.permutations([0, 1, 2, 8, 9]), st.integers(1, 5))
def test_from_all_releases_of_a_period_no_small_count_can_be_worked_out(values, order, many) -> None:
    of = dict(zip((3, 4, 5, 6), values, strict=True))
    said: list[Told] = []
    for unit in order[:many]:
        said.append(told(unit, of, said))
    assert not [each for one in said for each in one.shown if 0 < each[1] < SMALL]
    assert given_away(said) == set()


@settings(deadline=None, max_examples=60)
@given(
    st.tuples(amounts, amounts, amounts), amounts, st.lists(st.sampled_from([0, 2, "correct"]), min_size=3, max_size=5)
)
def test_nor_from_what_was_released_before_a_correction_and_after_it(values, corrected, steps) -> None:
    of = dict(zip((3, 5, 6), values, strict=True)) | {4: 0}
    said: list[Told] = []
    for step in steps:
        if step == "correct":
            of[5] = corrected
        else:
            said.append(told(step, of, said))
    assert given_away(said) == set()


@settings(deadline=None, max_examples=40)
@given(st.tuples(amounts, amounts, amounts), st.permutations([0, 1, 2]), st.data())
def test_what_counts_as_found_out_is_what_can_be_worked_out(values, order, data) -> None:
    """Whatever is shown, also what never would be: the reckoning and the trying agree on a tree."""
    of = dict(zip((3, 5, 6), values, strict=True)) | {4: 0}
    said = []
    for unit in order:
        one = replace(told(unit, of), shown=frozenset())
        may_be_shown = [each for each in (one.whole, *sorted(one.parts)) if each[1] >= SMALL]
        shown = data.draw(st.sets(st.sampled_from(may_be_shown))) if may_be_shown else set()
        said.append(replace(one, shown=frozenset(shown) | {each for each in (one.whole, *one.parts) if not each[1]}))
    assert found_out(said) == given_away(said, most=sum(values) + SMALL)


@given(st.dictionaries(st.integers(1, 8), st.integers(SMALL, 40).map(Decimal), min_size=1))
def test_nothing_is_withheld_where_nothing_is_small(values: dict[int, Decimal]) -> None:
    assert withheld((0, sum(values.values(), Decimal(0))), values.items()) == set()


@pytest.mark.parametrize(
    ("of", "first", "then"),
    [
        ({3: 2, 4: 8, 5: 6, 6: 7}, 9, 1),  # the sum of all shows 4's neighbour; the bloc's own would give it away
        ({3: 2, 4: 6, 5: 3, 6: 0}, 0, 1),  # the cluster withholds 8 beside 3; the bloc's release must not tell the 8
    ],
)
def test_releases_that_are_each_careful_alone_give_a_small_count_away_together(of, first, then) -> None:
    one = told(first, of)
    alone, after = told(then, of), told(then, of, [one])
    assert given_away([one]) == given_away([alone]) == set()
    assert given_away([one, alone]) != set()
    assert given_away([one, after]) == set()


def test_a_late_report_of_few_is_not_the_difference_of_two_totals() -> None:
    of = {3: 20, 4: 30, 5: 3}
    first = Told(
        (0, Decimal(50)), frozenset({count(3, of), count(4, of)}), frozenset({(0, Decimal(50)), *((3, Decimal(20)),)})
    )
    parts = [count(each, of) for each in (3, 4, 5)]
    assert (0, Decimal(53)) in withheld((0, Decimal(53)), parts, [replace(first, shown=first.parts | {first.whole})])


def test_an_equal_release_again_shows_the_same() -> None:
    of = {3: 2, 4: 30, 5: 20, 6: 20}
    first = told(0, of)
    assert told(0, of, [first]).shown == first.shown
