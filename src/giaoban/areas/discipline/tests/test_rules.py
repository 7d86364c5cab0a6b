"""Each reason why not, with the value that brings it about and its neighbour that does not."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giaoban.areas.discipline import rules
from giaoban.areas.discipline.models import Case
from giaoban.areas.discipline.rules import DisciplineLimits, Votes
from giaoban.core.limits import Limit

DAY = date(2023, 3, 15)
LIMITS = DisciplineLimits(
    expel_propose=Limit(Fraction(2, 3), "69-QĐ/TW"),
    expel_decide=Limit(Fraction(1, 2), "69-QĐ/TW"),
    vote=Limit(Fraction(1, 2), "69-QĐ/TW"),
    forms="69-QĐ/TW",
)
OPEN: dict[str, Any] = {"on_roll": True, "own": False, "grounds": "Vi phạm", "violated_on": DAY, "opened_on": DAY}
PROPOSE: dict[str, Any] = {
    "state": "open", "measure": "warning", "grade": "official", "holds_post": False, "opened_on": DAY,
    "proposed_on": DAY, "votes": Votes(9, 6), "limits": LIMITS,
}  # fmt: skip
DECIDE: dict[str, Any] = {
    "state": "proposed", "same_account": False, "measure": "warning", "proposed": "warning", "grade": "official",
    "holds_post": False, "proposed_on": DAY, "decided_on": DAY, "votes": Votes(9, 5), "limits": LIMITS, "lapsed": None,
}  # fmt: skip
CLOSE: dict[str, Any] = {
    "state": "open", "same_account": False, "opened_on": DAY, "on": DAY, "reason": "Không đủ căn cứ",
}  # fmt: skip
BEFORE, AFTER = date(2023, 3, 14), date(2023, 3, 16)


def said(reasons: list[str], sentence: str | None) -> bool:
    return reasons == [] if sentence is None else any(sentence in one for one in reasons)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, None),
        ({"on_roll": False}, "Ngày 15/03/2023 người này không có tên trong danh sách"),
        ({"own": True}, "về chính mình"),
        ({"grounds": "  "}, "tóm tắt nội dung vi phạm"),
        ({"violated_on": AFTER}, "Ngày vi phạm 16/03/2023 sau ngày mở vụ việc 15/03/2023"),
        ({"violated_on": BEFORE}, None),
    ],
)
def test_a_case_is_opened_when_nothing_speaks_against_it(changed: dict[str, Any], sentence: str | None) -> None:
    assert said(rules.why_not_open(**{**OPEN, **changed}), sentence)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, None),
        ({"state": "proposed"}, None),
        ({"state": "decided"}, "đã có quyết định kỷ luật"),
        ({"state": "closed"}, "đã kết thúc không kỷ luật"),
        ({"proposed_on": BEFORE}, "Ngày đề nghị 14/03/2023 trước ngày mở vụ việc 15/03/2023"),
        ({"votes": Votes(0, 0)}, "phải từ 1 trở lên"),
        ({"votes": Votes(9, 10)}, "Số phiếu tán thành (10) lớn hơn số người có quyền biểu quyết (9)"),
        ({"votes": Votes(9, 1)}, None),
        ({"grade": "probationary"}, None),
        ({"grade": "probationary", "measure": "expulsion"}, "chỉ bị khiển trách hoặc cảnh cáo (theo 69-QĐ/TW)"),
        ({"grade": "probationary", "measure": "expulsion", "limits": DisciplineLimits()}, None),
        ({"measure": "removal_from_post"}, "Cách chức chỉ áp dụng với người đang giữ chức vụ (theo 69-QĐ/TW)"),
        ({"measure": "removal_from_post", "holds_post": True}, None),
        ({"measure": "removal_from_post", "limits": DisciplineLimits()}, None),
        ({"measure": "expulsion"}, None),
        ({"measure": "expulsion", "votes": Votes(9, 5)}, "ít nhất 2/3 tán thành (theo 69-QĐ/TW); hiện 5/9"),
        ({"measure": "expulsion", "votes": Votes(9, 5), "limits": DisciplineLimits()}, None),
    ],
)
def test_a_measure_is_proposed_within_the_limits_that_were_compared(
    changed: dict[str, Any], sentence: str | None
) -> None:
    assert said(rules.why_not_propose(**{**PROPOSE, **changed}), sentence)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, None),
        ({"state": "open"}, "chưa có đề nghị"),
        ({"state": "decided"}, "đã có quyết định kỷ luật"),
        ({"same_account": True}, "Người đề nghị không tự quyết định"),
        ({"decided_on": BEFORE}, "Ngày quyết định 14/03/2023 trước ngày đề nghị 15/03/2023"),
        ({"votes": Votes(8, 4)}, "Quyết định cảnh cáo phải được trên 1/2 tán thành (theo 69-QĐ/TW); hiện 4/8"),
        ({"votes": Votes(8, 4), "limits": DisciplineLimits()}, None),
        ({"measure": "expulsion", "proposed": "expulsion"}, None),
        ({"measure": "expulsion", "proposed": "expulsion", "votes": Votes(8, 4)}, "Quyết định khai trừ phải được trên 1/2"),
        ({"measure": "expulsion"}, "chỉ được quyết định khi có đề nghị khai trừ với ít nhất 2/3"),
        ({"measure": "expulsion", "limits": DisciplineLimits()}, None),
        ({"measure": "removal_from_post"}, "đang giữ chức vụ"),
        ({"lapsed": (DAY, "102-QĐ/TW")}, "Thời hiệu cảnh cáo đã hết từ ngày 15/03/2023 (theo 102-QĐ/TW)"),
        ({"lapsed": (AFTER, "102-QĐ/TW")}, None),
    ],
)  # fmt: skip
def test_a_measure_is_decided_by_a_second_person_within_the_limits(
    changed: dict[str, Any], sentence: str | None
) -> None:
    assert said(rules.why_not_decide(**{**DECIDE, **changed}), sentence)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, None),
        ({"state": "proposed"}, None),
        ({"state": "decided"}, "đã có quyết định kỷ luật"),
        ({"same_account": True}, "Người đã đề nghị kỷ luật không tự kết thúc"),
        ({"on": BEFORE}, "Ngày kết thúc 14/03/2023 trước ngày mở vụ việc 15/03/2023"),
        ({"reason": " "}, "Cần ghi lý do"),
    ],
)
def test_a_case_ends_without_discipline_for_a_reason(changed: dict[str, Any], sentence: str | None) -> None:
    assert said(rules.why_not_close(**{**CLOSE, **changed}), sentence)


@given(st.integers(1, 60), st.integers(0, 60))
def test_two_thirds_are_counted_against_all_who_have_a_vote(roll: int, in_favour: int) -> None:
    votes = Votes(roll, min(in_favour, roll))
    reasons = rules.why_not_propose(**{**PROPOSE, "measure": "expulsion", "votes": votes})
    assert bool(reasons) == (3 * votes.in_favour < 2 * roll)


def test_a_measure_lapses_after_its_years_and_some_violations_never_do() -> None:
    five = Limit(5, "102-QĐ/TW", True)
    assert rules.lapses_on(violated_on=date(2018, 2, 28), kind="other", term=five) == date(2023, 2, 28)
    assert rules.lapses_on(violated_on=DAY, kind="other", term=None) is None
    for kind in rules.WITHOUT_LIMIT:
        assert rules.lapses_on(violated_on=DAY, kind=kind, term=five) is None


def test_the_terms_are_told_with_their_source_also_where_nobody_compared_it() -> None:
    terms = {"reprimand": Limit(5, "69-QĐ/TW (chưa đối chiếu văn bản)", False)}
    assert rules.terms_in_words(violated_on=DAY, kind="other", terms=terms) == [
        "Khiển trách: 5 năm, đến hết ngày 14/03/2028, theo 69-QĐ/TW (chưa đối chiếu văn bản)."
    ]
    assert (
        "không có thời hiệu, theo 69-QĐ/TW"
        in rules.terms_in_words(violated_on=DAY, kind="false_diploma", terms=terms)[0]
    )
    assert rules.terms_in_words(violated_on=DAY, kind="false_diploma", terms={}) == []


def test_the_pure_rules_and_the_record_have_the_same_words() -> None:
    assert set(rules.MEASURES) == set(Case.Measure.values)
    assert set(rules.WITHOUT_LIMIT) == set(Case.Kind.values) - {"other"}
    assert {state for states in rules.ORDER.values() for state in states} <= set(Case.State.values)
