"""The rules of study, as tables of cases; no database."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giaoban.areas.study import rules

PEOPLE = [
    rules.Candidate(1, 10, holds_post=True),
    rules.Candidate(2, 10),
    rules.Candidate(3, 10, exempt=True),
    rules.Candidate(4, 11, exempt=True, holds_post=True),
]


@pytest.mark.parametrize(
    ("audience", "exempt_counted", "bound", "found"),
    [
        ("members", False, (), [1, 2]),
        ("members", True, (), [1, 2, 3, 4]),
        ("officials", False, (), [1]),
        ("officials", True, (), [1, 4]),
        ("members", True, (1, 3), [2, 4]),
        ("members", False, (1, 2), []),
    ],
)
def test_who_has_to_study_follows_from_the_plan_s_rule(
    audience: str, exempt_counted: bool, bound: tuple[int, ...], found: list[int]
) -> None:
    chosen = rules.audience_of(PEOPLE, audience=audience, exempt_counted=exempt_counted, bound=bound)
    assert [one.person_id for one in chosen] == found


@pytest.mark.parametrize(
    ("day", "first", "after"),
    [
        (date(2023, 1, 1), date(2023, 1, 1), date(2023, 7, 1)),
        (date(2023, 6, 30), date(2023, 1, 1), date(2023, 7, 1)),
        (date(2023, 7, 1), date(2023, 7, 1), date(2024, 1, 1)),
        (date(2023, 12, 31), date(2023, 7, 1), date(2024, 1, 1)),
    ],
)
def test_every_day_lies_in_one_half_year(day: date, first: date, after: date) -> None:
    assert (rules.half_of(day), rules.half_after(rules.half_of(day))) == (first, after)


@pytest.mark.parametrize(
    ("studied", "had_to", "percent"),
    [(35_599, 35_900, "99,16%"), (2_909, 3_044, "95,57%"), (0, 5, "0,00%"), (5, 5, "100,00%"), (0, 0, "–")],
)
def test_coverage_is_written_as_offices_write_it(studied: int, had_to: int, percent: str) -> None:
    assert rules.Coverage(studied, had_to).percent == percent


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({}, ""),
        ({"issuer": ""}, "cơ quan ban hành"),
        ({"title": " "}, "trích yếu"),
        ({"from_on": date(2023, 7, 1)}, "sau hạn học"),
        ({"issued_on": date(2023, 7, 1)}, "sau hạn học"),
        ({"counted_on": date(2023, 7, 1)}, "sau hạn học"),
        ({"learners": 0}, "Không có ai"),
    ],
)
def test_a_plan_is_refused_with_its_reason(change: dict[str, Any], part: str) -> None:
    case = {
        "issuer": "Ban Chấp hành Trung ương", "number": "21-NQ/TW", "title": "Tăng cường củng cố",
        "issued_on": date(2022, 6, 16), "from_on": date(2023, 2, 1), "until_on": date(2023, 4, 30),
        "counted_on": date(2023, 2, 1), "learners": 3,
    } | change  # fmt: skip
    reasons = rules.why_not_plan(**case)
    assert (len(reasons) == 1 and part in reasons[0]) if part else reasons == []


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({}, ""),
        ({"held_on": date(2023, 1, 5)}, "trước khi kế hoạch bắt đầu"),
        ({"held_on": date(2023, 5, 5)}, "học bù"),
        ({"held_on": date(2023, 5, 5), "make_up": True}, ""),
        ({"learners": 0}, "không có đảng viên nào"),
    ],
)
def test_a_session_stands_within_its_plan_and_only_a_make_up_follows_it(change: dict[str, Any], part: str) -> None:
    case = {
        "held_on": date(2023, 3, 1), "from_on": date(2023, 2, 1), "until_on": date(2023, 4, 30), "make_up": False, "learners": 3,
    } | change  # fmt: skip
    reasons = rules.why_not_hold(**case)
    assert (len(reasons) == 1 and part in reasons[0]) if part else reasons == []


def test_the_denominator_says_who_is_in_it() -> None:
    said = rules.denominator_rule(audience="members", exempt_counted=False, counted_on=date(2023, 2, 1))
    assert "danh sách ngày 01/02/2023, không kể đảng viên được miễn sinh hoạt" in said


COVERAGES = st.integers(0, 500).flatmap(
    lambda had_to: st.builds(rules.Coverage, st.integers(0, had_to), st.just(had_to))
)


@given(st.lists(COVERAGES))
def test_a_sum_of_coverages_is_the_ratio_of_the_sums(parts: list[rules.Coverage]) -> None:
    total = sum(parts, rules.Coverage())
    assert total.studied == sum(one.studied for one in parts) <= total.had_to
    shares = [one.share for one in parts if one.share is not None]
    assert total.share is None or min(shares) <= total.share <= max(shares)
