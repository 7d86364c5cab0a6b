"""The rules of meetings, as tables of cases; no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giaoban.areas.meetings import rules
from giaoban.core.limits import Limit

LIMITS = rules.MeetingLimits(
    minutes=Limit(90, "12-HD/BTCTW"),
    minutes_combined=Limit(120, "42-HD/BTCTW"),
    papers_days=Limit(1, "42-HD/BTCTW"),
    good_attendance=Limit(85, "42-HD/BTCTW"),
    excused_running=Limit(3, "42-HD/BTCTW"),
    majority=Limit("1/2", "Điều lệ Đảng"),
    two_thirds=Limit("2/3", "Điều lệ Đảng"),
)
HELD = date(2023, 5, 5)
WHOLE = rules.Record(
    kind="regular",
    held_on=HELD,
    starts_at=time(14),
    ends_at=time(15, 45),
    place="Phòng họp tầng 2",
    content="Sinh hoạt định kỳ",
    told_on=date(2023, 5, 3),
    superior_told=True,
    chair="Nguyễn Văn Bình",
    clerk="Trần Thị Cúc",
    items=3,
    points=2,
    conclusion="Nhất trí.",
    read_back=True,
    called=True,
    counts=rules.Counts(official=9, probationary=1, present=9, excused=1),
)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("14:30", time(14, 30)),
        ("14h30", time(14, 30)),
        ("8h", time(8)),
        ("14 giờ 05", time(14, 5)),
        ("7g15", time(7, 15)),
        ("14 giờ 30 phút", time(14, 30)),
        ("25h", None),
        ("8h75", None),
        ("chiều", None),
        ("", None),
    ],
)
def test_an_hour_is_read_as_offices_write_it(text: str, hour: time | None) -> None:
    assert rules.read_time(text) == hour


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({}, ""),
        ({"mark": "mật"}, "mang dấu độ mật"),
        ({"declared_open": False}, "xác nhận"),
        ({"name": "chay.exe"}, "Không nhận tệp loại"),
        ({"name": "khongduoi"}, "Không nhận tệp loại"),
        ({"size": 21 * 1024 * 1024}, "quá mức 20 MB"),
        ({"size": 0}, "rỗng"),
    ],
)
def test_a_paper_is_refused_with_its_reason(change: dict[str, Any], part: str) -> None:
    reasons = rules.why_not_add_paper(**({"name": "a.pdf", "size": 10, "declared_open": True, "mark": ""} | change))
    assert (part in " ".join(reasons)) if part else reasons == []


@pytest.mark.parametrize(
    ("sent_on", "late"),
    [(date(2023, 5, 3), False), (date(2023, 5, 4), False), (date(2023, 5, 5), True), (date(2023, 5, 6), True)],
)
def test_papers_go_out_at_least_one_day_before(sent_on: date, late: bool) -> None:
    assert bool(rules.late_paper(sent_on=sent_on, held_on=HELD, limits=LIMITS)) is late


def test_before_the_rule_on_papers_no_paper_is_late() -> None:
    assert rules.late_paper(sent_on=HELD, held_on=HELD, limits=replace(LIMITS, papers_days=None)) == ""


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({}, ""),
        ({"held_on": date(2023, 6, 5)}, "chưa diễn ra"),
        ({"told_on": None}, "giấy mời"),
        ({"starts_at": None}, "giờ bắt đầu"),
        ({"ends_at": None}, "giờ kết thúc"),
        ({"ends_at": time(13)}, "không sau giờ bắt đầu"),
        ({"place": " "}, "địa điểm"),
        ({"kind": "thematic"}, "tên chuyên đề"),
        ({"chair": ""}, "chủ trì"),
        ({"clerk": ""}, "thư ký"),
        ({"items": 0}, "chương trình"),
        ({"points": 0}, "phát biểu"),
        ({"conclusion": ""}, "kết luận"),
        ({"read_back": False}, "đọc lại"),
        ({"called": False}, "Chưa điểm danh"),
        ({"uncalled": ("Vi Thị Én",)}, "Chưa điểm danh: Vi Thị Én"),
        ({"unexplained": ("Vi Thị Én",)}, "chưa ghi lý do: Vi Thị Én"),
        ({"newcomers": ("Vi Thị Én",)}, "chưa có trong điểm danh: Vi Thị Én"),
        ({"strangers": ("Vi Thị Én",)}, "không thuộc danh sách chi bộ ngày họp: Vi Thị Én"),
        ({"ends_at": time(15)}, "60 phút, dưới mức tối thiểu 90 phút (12-HD/BTCTW)"),
        ({"ends_at": time(15), "explanation": "Chi bộ có 4 đảng viên"}, ""),
        ({"ends_at": time(15, 30)}, ""),
        ({"kind": "combined", "theme": "Học Bác", "ends_at": time(15, 30)}, "dưới mức tối thiểu 120 phút"),
        ({"kind": "extraordinary", "ends_at": time(14, 20)}, ""),
    ],
)
def test_minutes_close_only_when_nothing_is_missing(change: dict[str, Any], part: str) -> None:
    reasons = rules.why_not_close(replace(WHOLE, **change), on=date(2023, 5, 6), limits=LIMITS)
    assert (len(reasons) == 1 and part in reasons[0]) if part else reasons == []


def test_everything_that_is_missing_is_said_at_once() -> None:
    empty = rules.Record(kind="regular", held_on=HELD)
    assert len(rules.why_not_close(empty, on=HELD, limits=LIMITS)) == 11


def test_without_a_rule_on_record_no_length_is_asked() -> None:
    assert rules.why_not_close(replace(WHOLE, ends_at=time(14, 10)), on=HELD, limits=rules.MeetingLimits()) == []


@pytest.mark.parametrize(
    ("needs", "in_favour", "roll", "passed"),
    [
        ("majority", 5, 10, False),
        ("majority", 6, 10, True),
        ("two_thirds", 6, 9, True),
        ("two_thirds", 6, 10, False),
        ("two_thirds", 7, 10, True),
        ("two_thirds", 0, 3, False),
        ("majority", 0, 0, None),
    ],
)
def test_a_vote_is_counted_against_all_official_members(
    needs: str, in_favour: int, roll: int, passed: bool | None
) -> None:
    assert rules.carried(roll=roll, in_favour=in_favour, needs=needs, limits=LIMITS)[0] is passed


def test_a_vote_without_a_threshold_on_record_is_only_counted() -> None:
    assert rules.carried(roll=9, in_favour=9, needs="majority", limits=rules.MeetingLimits())[0] is None


@pytest.mark.parametrize(
    ("counts", "reasons"),
    [
        ((10, 8, 8, 0, 0), 0),
        ((10, 8, 5, 2, 2), 1),
        ((10, 11, 5, 2, 2), 1),
        ((10, 2, 2, 0, 0), 0),  # few came: recorded, not refused
    ],
)
def test_impossible_counts_are_refused_and_few_voters_are_not(counts: tuple[int, ...], reasons: int) -> None:
    keys = ("roll", "present", "in_favour", "against", "abstained")
    assert len(rules.why_not_record_vote(**dict(zip(keys, counts, strict=True)))) == reasons


@pytest.mark.parametrize(
    ("statuses", "running"),
    [
        ([], 0),
        (["present"], 0),
        (["excused", "excused", "excused"], 3),
        (["excused", "present", "excused"], 1),
        (["excused", "exempt", "excused", ""], 2),
        (["excused", "absent"], 0),
    ],
)
def test_absences_running_are_counted_back_from_the_last_meeting(statuses: list[str], running: int) -> None:
    assert rules.excused_running(statuses) == running


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({}, ""),
        ({"counts": rules.Counts(official=10, present=8, absent=2)}, "mức tốt là trên 85%"),
        ({"counts": rules.Counts(official=10, present=9, absent=1)}, "1 đảng viên vắng không lý do"),
        ({"superior_told": False}, "cấp ủy cấp trên"),
        ({"superior_told": False, "has_superior": False}, ""),
        ({"late_papers": ("Tài liệu “A”: muộn",)}, "Tài liệu “A”"),
    ],
)
def test_the_guide_remarks_and_does_not_block(change: dict[str, Any], part: str) -> None:
    found = rules.remarks(replace(WHOLE, **change), limits=LIMITS)
    assert (part in " ".join(found)) if part else found == []


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({}, ""),
        ({"is_cell": False}, "Chỉ chi bộ"),
        ({"kind": "thematic"}, "tên chuyên đề"),
        ({"regular_on": date(2023, 5, 3)}, "đã có buổi sinh hoạt định kỳ ngày 03/05/2023"),
        ({"kind": "thematic", "theme": "Học Bác", "regular_on": date(2023, 5, 3)}, ""),
        ({"kind": "extraordinary", "regular_on": date(2023, 5, 3)}, ""),
    ],
)
def test_a_month_has_one_regular_meeting_and_a_theme_has_a_name(change: dict[str, Any], part: str) -> None:
    case = {"kind": "regular", "theme": "", "held_on": HELD, "regular_on": None, "is_cell": True} | change
    reasons = rules.why_not_plan(**case)
    assert (len(reasons) == 1 and part in reasons[0]) if part else reasons == []


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["official", "probationary", "guest"]),
        st.sampled_from(["present", "excused", "absent", "exempt", "away", ""]),
    )
)


@given(ROWS)
def test_attendance_always_adds_up_to_the_roll(rows: list[tuple[str, str]]) -> None:
    counts = rules.count(rows)
    parts = (counts.present, counts.excused, counts.absent, counts.exempt, counts.away, counts.uncalled)
    assert sum(parts) == counts.roll
    assert counts.roll + counts.guests == len(rows)
    assert counts.guests_present <= counts.guests
    assert counts.share is None or 0 <= counts.share <= 1
