"""Each reason why not, with the value that brings it about and its neighbour that does not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from giaoban.areas.verification import rules
from giaoban.areas.verification.models import Verification
from giaoban.areas.verification.register import VERIFICATION
from giaoban.core.corrections import why_not_correct
from giaoban.core.limits import Limit

DAY, BEFORE, AFTER = date(2023, 3, 15), date(2023, 3, 14), date(2023, 3, 16)
OPEN: dict[str, Any] = {
    "purpose": "planning", "on_roll": True, "kept_here": False, "own": False, "already": False, "requested_on": DAY
}  # fmt: skip
TRAVEL: dict[str, Any] = {"own": False, "on_roll": True, "decided_on": DAY, "leaves_on": DAY, "returns_on": DAY}
HAND_IN: dict[str, Any] = {"before": None, "expected": True, "day": DAY, "leaves_on": DAY}


def tells(reasons: list[str], sentence: str | None) -> bool:
    return reasons == [] if sentence is None else any(sentence in reason for reason in reasons)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, None),
        ({"own": True}, "về chính mình"),
        ({"already": True}, "đã có hồ sơ thẩm tra cho cùng mục đích"),
        ({"on_roll": False}, "không có tên trong danh sách"),
        ({"on_roll": False, "kept_here": True}, "không có tên trong danh sách"),
        ({"on_roll": False, "kept_here": True, "purpose": "admission"}, None),
        ({"on_roll": False, "purpose": "admission"}, "không có tên trong danh sách"),
        ({"purpose": "admission"}, "đã là đảng viên"),
    ],
)
def test_a_case_is_opened_where_the_person_stands(changed: dict[str, Any], sentence: str | None) -> None:
    assert tells(rules.why_not_open(**{**OPEN, **changed}), sentence)


@pytest.mark.parametrize("state", list(rules.STATES))
@pytest.mark.parametrize("act", list(rules.ORDER))
def test_an_act_is_done_from_the_states_that_the_order_names_and_no_other(act: str, state: str) -> None:
    reasons = rules.why_not_step(act, state=state, day=DAY, last_day=DAY)
    assert tells(reasons, None if state in rules.ORDER[act] else rules.STATES[state])


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (DAY, None),
        (AFTER, None),
        (BEFORE, "Ngày 14/03/2023 trước ngày 15/03/2023 đã ghi trong hồ sơ"),
    ],
)
def test_a_step_comes_after_what_the_case_tells(day: date, sentence: str | None) -> None:
    assert tells(rules.why_not_step("submit", state="open", day=day, last_day=DAY), sentence)


@pytest.mark.parametrize(
    ("number_used", "sent_on", "sentence"),
    [
        (False, DAY, None),
        (True, DAY, "đã có công văn xác minh mang số đó"),
        (False, BEFORE, "Ngày gửi 14/03/2023 trước ngày đề nghị thẩm tra 15/03/2023"),
    ],
)
def test_a_place_is_asked_once_by_a_letter_after_the_request(
    number_used: bool, sent_on: date, sentence: str | None
) -> None:
    assert tells(rules.why_not_ask(number_used=number_used, requested_on=DAY, sent_on=sent_on), sentence)


@pytest.mark.parametrize(
    ("answered", "answered_on", "sentence"),
    [
        (False, DAY, None),
        (True, DAY, "đã có trả lời"),
        (False, BEFORE, "Ngày trả lời 14/03/2023 trước ngày gửi 15/03/2023"),
    ],
)
def test_an_answer_is_entered_once_and_not_before_the_letter(
    answered: bool, answered_on: date, sentence: str | None
) -> None:
    assert tells(rules.why_not_answer(answered=answered, sent_on=DAY, answered_on=answered_on), sentence)


@pytest.mark.parametrize(
    ("outcome", "waiting", "sentence"),
    [("meets", 0, None), ("meets", 2, "Còn 2 nơi chưa trả lời"), ("none", 2, None), ("", 1, "Còn 1 nơi chưa trả lời")],
)
def test_a_case_is_settled_when_every_place_has_answered(outcome: str, waiting: int, sentence: str | None) -> None:
    assert tells(rules.why_not_settled(outcome=outcome, waiting=waiting), sentence)


@pytest.mark.parametrize(
    ("changes", "version", "sentence"),
    [(True, 1, None), (False, 1, "Không có gì khác"), (True, 2, "Người khác vừa sửa")],
)
def test_a_correction_changes_something_and_sees_what_others_wrote(
    changes: bool, version: int, sentence: str | None
) -> None:
    assert tells(why_not_correct(changes=changes, version=version, seen=1), sentence)


@pytest.mark.parametrize(("missing", "sentence"), [(0, "Hãy chọn giấy tờ còn thiếu"), (1, None)])
def test_a_request_is_sent_back_for_something(missing: int, sentence: str | None) -> None:
    assert tells(rules.why_not_send_back(missing=missing), sentence)


@pytest.mark.parametrize(
    ("on", "limit", "told"),
    [
        (date(2023, 6, 14), None, "2 tháng"),
        (date(2023, 6, 15), Limit(0), "3 tháng"),
        (BEFORE, None, "0 tháng"),
        (date(2023, 9, 14), Limit(6, "nội bộ", False), "5 tháng; còn trong hạn 6 tháng (đến 15/09/2023) (theo nội bộ)"),
        (date(2023, 9, 15), Limit(6), "6 tháng; đã quá hạn 6 tháng (đến 15/09/2023)"),
    ],
)
def test_the_age_of_a_conclusion_is_told_in_whole_months(on: date, limit: Limit[int] | None, told: str) -> None:
    assert rules.age_in_words(DAY, on, limit) == told


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, None),
        ({"own": True}, "về chính mình"),
        ({"on_roll": False}, "không có tên trong danh sách"),
        ({"decided_on": AFTER}, "Ngày quyết định 16/03/2023 sau ngày đi 15/03/2023"),
        ({"returns_on": BEFORE}, "Ngày về 14/03/2023 trước ngày đi 15/03/2023"),
        ({"decided_on": BEFORE, "returns_on": AFTER}, None),
    ],
)
def test_a_trip_is_decided_before_it_begins(changed: dict[str, Any], sentence: str | None) -> None:
    assert tells(rules.why_not_travel(**{**TRAVEL, **changed}), sentence)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, None),
        ({"before": DAY}, "Đã ghi nhận ngày 15/03/2023"),
        ({"expected": False}, "không dùng hộ chiếu công vụ"),
        ({"day": BEFORE}, "Ngày 14/03/2023 trước ngày đi 15/03/2023"),
    ],
)
def test_report_and_passport_come_in_once_and_after_leaving(changed: dict[str, Any], sentence: str | None) -> None:
    assert tells(rules.why_not_hand_in(**{**HAND_IN, **changed}), sentence)


def test_the_pure_rules_and_the_record_have_the_same_words() -> None:
    assert set(rules.ENTERING) <= set(Verification.Purpose.values)
    assert set(rules.STATES) == set(Verification.State.values)
    assert set(rules.ORDER) == {act.name for act in VERIFICATION.acts if act.on_record}
