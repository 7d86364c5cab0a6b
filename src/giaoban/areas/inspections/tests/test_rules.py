"""Each reason why not, with the value that brings it about and its neighbour that does not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from giaoban.areas.inspections import rules
from giaoban.areas.inspections.models import ActingLevel, InspectedParty, Inspection

DAY, BEFORE, AFTER = date(2023, 3, 15), date(2023, 3, 14), date(2023, 3, 16)
PLAN: dict[str, Any] = {
    "acting": "commission", "is_cell": False, "organisations": 1, "members": 0, "set_on": DAY, "due_on": DAY,
}  # fmt: skip
DECIDE: dict[str, Any] = {
    "acting": "committee", "is_cell": False, "looks_from": BEFORE, "looks_until": BEFORE, "decided_on": DAY, "reports_by": DAY,
    "ends_by": DAY,
}  # fmt: skip
MEMBER: dict[str, Any] = {"own": False, "on_roll": True, "already": False, "on_team": False, "decided_on": DAY}
APPOINT: dict[str, Any] = {"is_inspected": False, "duty": "member", "had": "", "state": "started"}
START: dict[str, Any] = {"parties": 1, "heads": 1, "started_on": DAY, "decided_on": DAY}
REPORT: dict[str, Any] = {"silent": (), "held": 1, "reported_on": DAY, "last_day": DAY}
CONCLUDE: dict[str, Any] = {"unjudged": (), "concluded_on": DAY, "last_day": DAY}
CLOSE: dict[str, Any] = {"undone": 0, "closed_on": DAY, "last_day": DAY}
FULFIL: dict[str, Any] = {"done": False, "done_on": DAY, "announced_on": DAY, "result": "Đã làm."}


@pytest.mark.parametrize(
    ("rule", "given", "changed", "sentence"),
    [
        (rules.why_not_plan, PLAN, {}, None),
        (rules.why_not_plan, PLAN, {"acting": "cell"}, "không phải chi bộ"),
        (rules.why_not_plan, PLAN, {"is_cell": True}, "hãy chọn “Chi bộ”"),
        (rules.why_not_plan, PLAN, {"is_cell": True, "acting": "cell"}, "không có tổ chức đảng cấp dưới"),
        (rules.why_not_plan, PLAN, {"is_cell": True, "acting": "cell", "organisations": 0, "members": 1}, None),
        (rules.why_not_plan, PLAN, {"organisations": 0}, "số tổ chức đảng hoặc số đảng viên"),
        (rules.why_not_plan, PLAN, {"due_on": BEFORE}, "trước ngày của chương trình 15/03/2023"),
        (rules.why_not_decide, DECIDE, {}, None),
        (rules.why_not_decide, DECIDE, {"looks_until": date(2023, 3, 13)}, "trước ngày bắt đầu 14/03/2023"),
        (rules.why_not_decide, DECIDE, {"reports_by": BEFORE}, "trước ngày quyết định 15/03/2023"),
        (rules.why_not_decide, DECIDE, {"reports_by": AFTER}, "trước hạn báo cáo tự kiểm tra 16/03/2023"),
        (rules.why_not_name_member, MEMBER, {}, None),
        (rules.why_not_name_member, MEMBER, {"own": True}, "về chính mình"),
        (rules.why_not_name_member, MEMBER, {"on_roll": False}, "không sinh hoạt đảng trong phạm vi"),
        (rules.why_not_name_member, MEMBER, {"already": True}, "đã có trong danh sách"),
        (rules.why_not_name_member, MEMBER, {"on_team": True}, "có tên trong đoàn"),
        (rules.why_not_appoint, APPOINT, {}, None),
        (rules.why_not_appoint, APPOINT, {"is_inspected": True}, "không tham gia đoàn"),
        (rules.why_not_appoint, APPOINT, {"had": "member"}, "đã có nhiệm vụ đó"),
        (rules.why_not_appoint, APPOINT, {"had": "head"}, "phải có trưởng đoàn"),
        (rules.why_not_appoint, APPOINT, {"had": "head", "state": "decided"}, None),
        (rules.why_not_start, START, {}, None),
        (rules.why_not_start, START, {"parties": 0}, "Chưa có đối tượng"),
        (rules.why_not_start, START, {"heads": 0}, "chưa có trưởng đoàn"),
        (rules.why_not_start, START, {"started_on": BEFORE}, "trước ngày quyết định 15/03/2023"),
        (rules.why_not_report, REPORT, {}, None),
        (rules.why_not_report, REPORT, {"silent": (2, 5)}, "Đối tượng số 2, 5 chưa nộp"),
        (rules.why_not_report, REPORT, {"held": 0}, "Chưa có biên bản"),
        (rules.why_not_report, REPORT, {"reported_on": BEFORE}, "Ngày 14/03/2023 trước ngày 15/03/2023"),
        (rules.why_not_conclude, CONCLUDE, {}, None),
        (rules.why_not_conclude, CONCLUDE, {"unjudged": (1,)}, "Chưa ghi kết quả của đối tượng số 1"),
        (rules.why_not_close, CLOSE, {}, None),
        (rules.why_not_close, CLOSE, {"undone": 2}, "Còn 2 yêu cầu"),
        (rules.why_not_fulfil, FULFIL, {}, None),
        (rules.why_not_fulfil, FULFIL, {"done": True}, "đã ghi kết quả"),
        (rules.why_not_fulfil, FULFIL, {"result": "  "}, "đã làm gì"),
        (rules.why_not_fulfil, FULFIL, {"done_on": BEFORE}, "trước ngày thông báo kết luận"),
        (rules.why_not_drop, {"state": "started", "parties": 2}, {}, None),
        (rules.why_not_drop, {"state": "started", "parties": 1}, {}, "còn ít nhất một đối tượng"),
        (rules.why_not_drop, {"state": "decided", "parties": 1}, {}, None),
        (rules.why_not_there, {"away": [3], "decided_on": DAY}, {}, "đối tượng số 3 không trực thuộc"),
        (rules.why_not_again, {"same": True}, {}, "đã ghi như vậy"),
        (rules.why_not_touch_line, {"dropped": True, "used": 0}, {}, "đã bỏ khỏi chương trình"),
        (rules.why_not_touch_line, {"dropped": False, "used": 2}, {}, "Đã có 2 cuộc"),
    ],
)
def test_every_reason_is_said_and_none_where_there_is_none(
    rule: Any, given: dict[str, Any], changed: dict[str, Any], sentence: str | None
) -> None:
    reasons = rule(**given | changed)
    assert reasons == [] if sentence is None else any(sentence in reason for reason in reasons), reasons


@pytest.mark.parametrize("kind", ["programme", "signs", "other", "supervision"])
def test_a_supervision_finds_signs_and_an_inspection_establishes_violations(kind: str) -> None:
    allowed = {
        outcome for outcome in InspectedParty.Outcome.values if not rules.why_not_assess(kind=kind, outcome=outcome)
    }
    assert ("signs" in allowed) == (kind == "supervision")
    assert ("punish" in allowed) == (kind != "supervision")


def test_the_pure_rules_and_the_records_have_the_same_words() -> None:
    assert set(rules.STATES) == set(Inspection.State.values)
    assert {state for states in rules.ORDER.values() for state in states} <= set(Inspection.State.values)
    assert {*rules.OF_INSPECTION, *rules.OF_SUPERVISION} == set(InspectedParty.Outcome.values)
    assert all(rules.why_not_by(acting=acting, is_cell=acting == "cell") == [] for acting in ActingLevel.values)
