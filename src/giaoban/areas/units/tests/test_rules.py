"""The rules on units, case by case."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giaoban.areas.units import rules
from giaoban.areas.units.rules import Standing
from giaoban.ground.units.models import MEETS, Kind
from giaoban.ground.units.rules import IN_WORDS, STANDS_UNDER, apportion, why_not_under

DAY = date(2025, 7, 1)
KINDS = list(Kind.values)
RIGHT = {
    ("cluster", None),
    ("province", None), ("province", "cluster"),
    ("upper", None), ("upper", "cluster"), ("upper", "province"),
    ("grassroots_party_org", None), ("grassroots_party_org", "province"), ("grassroots_party_org", "upper"),
    ("grassroots_cell", None), ("grassroots_cell", "province"), ("grassroots_cell", "upper"),
    ("section", "grassroots_party_org"),
    ("cell", "grassroots_party_org"), ("cell", "section"),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("above", [None, *KINDS])
def test_each_kind_stands_only_where_the_glossary_puts_it(kind: str, above: str | None) -> None:
    reasons = why_not_under(kind, above, name="X", parent_name="Y")
    assert (reasons == []) == ((kind, above) in RIGHT)
    if reasons:
        assert IN_WORDS[kind] in reasons[0]


def test_the_rules_speak_of_exactly_the_kinds_that_there_are() -> None:
    assert set(STANDS_UNDER) == set(KINDS)
    assert set(MEETS) == {kind for kind in KINDS if not rules.why_not_receive(name="X", kind=kind, members=1)}


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        (Standing("A", "cell"), None),
        (Standing("A", None), "không tồn tại"),
        (Standing("A", "cell", date(2026, 1, 1)), "đã có thay đổi ghi từ ngày 01/01/2026"),
    ],
)
def test_a_unit_is_changed_only_while_it_exists_and_in_the_order_of_time(standing: Standing, said: str | None) -> None:
    reasons = rules.why_not_dated(standing, on=DAY)
    assert (reasons == []) if said is None else said in reasons[0]


@pytest.mark.parametrize(
    ("issuer", "number", "issued_on", "count"),
    [
        ("Tỉnh ủy", "1-QĐ/TU", DAY, 0),
        ("", "1-QĐ/TU", DAY, 1),
        ("", " ", date(2025, 7, 2), 3),
    ],
)
def test_a_decision_has_issuer_and_number_and_comes_before_what_it_decides(
    issuer: str, number: str, issued_on: date, count: int
) -> None:
    assert len(rules.why_not_decided(issuer=issuer, number=number, issued_on=issued_on, on=DAY)) == count


@pytest.mark.parametrize(
    ("members", "children", "has_heir", "count"),
    [(0, 0, False, 0), (3, 0, False, 1), (0, 2, False, 1), (3, 2, False, 2), (3, 2, True, 0)],
)
def test_a_unit_with_members_or_units_left_ends_only_with_a_successor(
    members: int, children: int, has_heir: bool, count: int
) -> None:
    assert len(rules.why_not_close(name="A", members=members, children=children, has_heir=has_heir)) == count


@pytest.mark.parametrize(
    ("asked", "there", "remains", "said"),
    [
        ([{1, 2}, {3}], {1, 2, 3}, False, []),
        ([{1, 2}], {1, 2, 3}, True, []),
        ([{1}, {3}], {1, 2, 3}, False, ["chưa được chọn"]),
        ([{1, 2}, {2, 3}], {1, 2, 3}, False, ["nhiều nơi"]),
        ([{1, 9}, {2, 3}], {1, 2, 3}, False, ["không thuộc"]),
        ([{1, 9}, {1}], {1, 2}, False, ["không thuộc", "nhiều nơi", "chưa được chọn"]),
    ],
)
def test_a_split_deals_everybody_out_exactly_once(
    asked: list[set[int]], there: set[int], remains: bool, said: list[str]
) -> None:
    reasons = rules.why_not_chosen(what="đảng viên", choices=asked, there=there, names={2: "Lê Văn B"}, remains=remains)
    assert len(reasons) == len(said)
    assert all(word in reason for word, reason in zip(said, reasons, strict=True))


@pytest.mark.parametrize(
    ("shares", "fine"),
    [
        (["0.5", "0.5"], True),
        (["0.3333", "0.6667"], True),
        ([None, None], True),
        (["0.5", None], False),
        (["0.5", "0.4"], False),
        (["1.2", "-0.2"], False),
        (["1", "0"], False),
    ],
)
def test_shares_of_a_split_are_all_positive_and_together_one(shares: list[str | None], fine: bool) -> None:
    given_shares = [None if share is None else Decimal(share) for share in shares]
    assert (rules.why_not_shares(given_shares) == []) == fine


@pytest.mark.parametrize(
    ("ended", "fine"), [(None, False), (date(2025, 7, 2), False), (DAY, True), (date(2025, 1, 1), True)]
)
def test_only_what_has_ended_is_taken_up_again(ended: date | None, fine: bool) -> None:
    assert (rules.why_not_reopen(name="A", ended_on=ended, on=DAY) == []) == fine


@given(st.lists(st.integers(0, 400), min_size=1, max_size=12))
def test_shares_of_counts_are_always_together_exactly_one(counts: list[int]) -> None:
    shares = rules.shares_of(counts)
    assert sum(shares) == 1
    assert all(share >= 0 and share == share.quantize(rules.SHARE) for share in shares)


@given(st.integers(0, 10**6), st.lists(st.integers(0, 10**4), min_size=1, max_size=12).filter(any))
def test_dealing_out_loses_nothing_and_stays_within_one_step_of_the_exact_part(amount: int, weights: list[int]) -> None:
    dealt = apportion(Decimal(amount), [Decimal(weight) for weight in weights])
    assert sum(dealt) == amount
    whole = sum(weights)
    assert all(abs(part - Decimal(amount) * weight / whole) < 1 for part, weight in zip(dealt, weights, strict=True))
