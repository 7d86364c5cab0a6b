"""The rules of classes as tables: who is on a list, who has passed, what stands before each step."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from giaoban.areas.classes import rules
from giaoban.areas.classes.rules import Attainment, ClassLimits
from giaoban.core.limits import Limit
from giaoban.ground.regulations.texts import start_data

DAY = date(2023, 3, 6)
LEVELS = ClassLimits(pass_mark=Limit(5, "mức mặc định"), attended_percent=Limit(100))


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({}, []),
        ({"on_source_list": False}, ["danh sách nguồn"]),
        ({"grade": "official"}, ["đã là đảng viên"]),
        ({"elsewhere": True}, ["một lớp khác"]),
        ({"valid_until": date(2026, 1, 1)}, ["có giá trị đến 01/01/2026"]),
        ({"valid_until": date(2023, 3, 6)}, []),
        ({"programme": "new_member", "grade": "probationary", "on_source_list": False}, []),
        ({"programme": "new_member", "grade": "official"}, ["đã là đảng viên chính thức"]),
        ({"programme": "new_member"}, ["chưa phải là đảng viên"]),
        ({"programme": "new_member", "grade": "probationary", "valid_until": date.max}, ["đã có giấy chứng nhận"]),
        ({"on_source_list": False, "elsewhere": True}, ["danh sách nguồn", "một lớp khác"]),
    ],
)
def test_who_is_put_on_a_list(given: dict[str, Any], wanted: list[str]) -> None:
    facts: dict[str, Any] = {
        "programme": "awareness", "name": "A", "on": DAY, "on_source_list": True, "grade": "", "elsewhere": False,
        "valid_until": None,
    }  # fmt: skip
    reasons = rules.why_not_listed(**facts | given)
    assert len(reasons) == len(wanted)
    assert all(part in reason for part, reason in zip(wanted, reasons, strict=True))


@pytest.mark.parametrize(
    ("record", "wanted"),
    [
        (Attainment(50, 50, Decimal(5)), []),
        (Attainment(50, 50, Decimal("4.75")), ["điểm 4,75, đạt từ 5 (mức mặc định)"]),
        (Attainment(50, 50), ["chưa có điểm"]),
        (Attainment(45, 50, Decimal(9)), ["dự 45/50 tiết, phải dự 100%"]),
        (Attainment(), ["lớp chưa ghi buổi học nào", "chưa có điểm"]),
    ],
)
def test_who_has_passed(record: Attainment, wanted: list[str]) -> None:
    assert rules.what_lacks(record, LEVELS) == wanted


def test_a_level_that_is_not_on_record_asks_for_nothing() -> None:
    assert rules.what_lacks(Attainment(1, 50, Decimal(0)), ClassLimits()) == []


@pytest.mark.parametrize(
    ("present", "wanted"), [({1, 2}, (15, 15)), ({1}, (5, 15)), ({1, 3}, (15, 15)), (set(), (0, 15)), ({3}, (10, 15))]
)
def test_a_topic_that_was_made_up_counts_once(present: set[int], wanted: tuple[int, int]) -> None:
    assert rules.attended_of([(1, "t01", 5), (2, "t02", 10)], [(3, "t02")], present) == wanted


def test_the_timetable_of_awareness_has_fifty_periods_and_the_other_programme_ten_topics() -> None:
    levels = {row["key"]: row["value"] for row in start_data()["parameters"]}
    assert sum(levels["class.periods.awareness"].values()) == 50
    assert len(rules.TOPICS["new_member"]) == 10
    for programme, topics in rules.TOPICS.items():
        assert set(levels[f"class.periods.{programme}"]) == set(topics)


def test_what_nobody_compared_with_a_text_is_marked_so() -> None:
    marks = {
        row["key"]: row["spans"][0]["mark"] for row in start_data()["parameters"] if row["key"].startswith("class.")
    }
    assert {key for key, mark in marks.items() if mark == "C"} == {"class.periods.awareness"}


@pytest.mark.parametrize(
    ("reasons", "wanted"),
    [
        (rules.why_not_plan(from_on=DAY, until_on=date(2023, 3, 1)), 1),
        (rules.why_not_call(called_on=DAY, answer_by=date(2023, 3, 1), from_on=date(2023, 2, 1)), 2),
        (rules.why_not_open(learners=0, opened_on=DAY, called_on=None), 1),
        (rules.why_not_close(unissued=1, unsettled=2, closed_on=DAY, recognised_on=date(2023, 4, 1)), 3),
        (rules.why_not_void(learners=1), 1),
        (rules.why_not_mark(mark=Decimal(11), name="A", sat_on=DAY, before=DAY, opened_on=date(2023, 4, 1)), 3),
        (rules.why_not_recognise(held={"t01"}, programme="awareness", recognised_on=DAY, last_day=DAY), 1),
        (rules.why_not_make_up(topic="t02", programme="awareness", first_on=DAY, held_on=DAY, strangers=1), 1),
        (rules.why_not_hold(topic="t02", programme="awareness", held=True, held_on=DAY, opened_on=DAY), 1),
        (rules.why_not_followed(kept_here=False, member=True, listed=True, recognised_on=DAY, born_on=DAY), 3),
        (rules.why_not_issue(waiting=0, issued_on=DAY, recognised_on=date(2023, 4, 1)), 2),
    ],
)
def test_every_reason_is_told_at_once(reasons: list[str], wanted: int) -> None:
    assert len(reasons) == wanted
