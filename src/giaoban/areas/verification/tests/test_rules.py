"""Each reason why not, with the value that brings it about and its neighbour that does not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from giaoban.areas.verification import rules
from giaoban.areas.verification.models import Verification

DAY, BEFORE, AFTER = date(2023, 3, 15), date(2023, 3, 14), date(2023, 3, 16)
OPEN: dict[str, Any] = {
    "purpose": "planning", "on_roll": True, "kept_here": False, "own": False, "already": False, "requested_on": DAY
}  # fmt: skip
ASK: dict[str, Any] = {"state": "open", "own": False, "number_used": False, "requested_on": DAY, "sent_on": DAY}
ANSWER: dict[str, Any] = {"state": "open", "own": False, "answered": False, "sent_on": DAY, "answered_on": DAY}
CONCLUDE: dict[str, Any] = {
    "state": "open", "own": False, "outcome": "meets", "waiting": 0, "last_day": DAY, "concluded_on": DAY
}  # fmt: skip


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


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, None),
        ({"state": "concluded"}, "đã kết luận"),
        ({"own": True}, "về chính mình"),
        ({"number_used": True}, "đã có công văn xác minh mang số đó"),
        ({"sent_on": BEFORE}, "Ngày gửi 14/03/2023 trước ngày đề nghị thẩm tra 15/03/2023"),
        ({"sent_on": AFTER}, None),
    ],
)
def test_a_place_is_asked_after_the_request(changed: dict[str, Any], sentence: str | None) -> None:
    assert tells(rules.why_not_ask(**{**ASK, **changed}), sentence)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, None),
        ({"state": "concluded"}, "đã kết luận"),
        ({"own": True}, "về chính mình"),
        ({"answered": True}, "đã có trả lời"),
        ({"answered_on": BEFORE}, "Ngày trả lời 14/03/2023 trước ngày gửi 15/03/2023"),
    ],
)
def test_an_answer_is_entered_once_and_not_before_the_letter(changed: dict[str, Any], sentence: str | None) -> None:
    assert tells(rules.why_not_answer(**{**ANSWER, **changed}), sentence)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, None),
        ({"state": "concluded"}, "đã kết luận"),
        ({"own": True}, "về chính mình"),
        ({"waiting": 2}, "Còn 2 nơi chưa trả lời"),
        ({"waiting": 2, "outcome": "none"}, None),
        ({"concluded_on": BEFORE}, "Ngày kết luận 14/03/2023 trước ngày 15/03/2023"),
    ],
)
def test_a_case_is_concluded_when_every_place_has_answered(changed: dict[str, Any], sentence: str | None) -> None:
    assert tells(rules.why_not_conclude(**{**CONCLUDE, **changed}), sentence)


@pytest.mark.parametrize(("state", "sentence"), [("open", None), ("concluded", "đã kết luận")])
def test_a_conclusion_is_not_struck_out(state: str, sentence: str | None) -> None:
    assert tells(rules.why_not_void(state=state, own=False), sentence)


def test_the_pure_rules_and_the_record_have_the_same_words() -> None:
    assert set(rules.ENTERING) <= set(Verification.Purpose.values)
