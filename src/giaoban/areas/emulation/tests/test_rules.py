"""The rules of scoring and of classification, as tables."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from giaoban.areas.emulation import rating_rules, rules
from giaoban.areas.emulation.rating_rules import LevelCounts
from giaoban.areas.emulation.rules import Marked, Required
from giaoban.core.limits import Limit

MEETINGS = Required("Sinh hoạt định kỳ", 15, at_least=12)
CLEAN = Required("Không có kỷ luật", 10, at_most=0, must=True)
SAID = Required("Nhiệm vụ chính trị", 30)


@pytest.mark.parametrize(
    ("line", "figure", "met"),
    [
        (MEETINGS, 12, True),
        (MEETINGS, 11, False),
        (MEETINGS, None, None),
        (CLEAN, 0, True),
        (CLEAN, 1, False),
        (SAID, 5, None),
        (Required("Từ 2 đến 4", 5, at_least=2, at_most=4), 5, False),
    ],
)
def test_a_figure_meets_its_level_or_not_and_says_nothing_where_there_is_none(
    line: Required, figure: int | None, met: bool | None
) -> None:
    value = None if figure is None else Decimal(figure)
    assert rules.judged(line, value) is met
    assert rules.prefilled(line, met) == (None if met is None else Decimal(line.points if met else 0))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, ""),
        ({"used": True}, "đã có đơn vị tự chấm"),
        ({"texts": ["Sinh hoạt định kỳ"]}, "đã có dòng này"),
        ({"way": "monthly"}, "mỗi dòng là 1"),
        ({"total": 90}, "thang là 100"),
        ({"source": ""}, "phải chọn số liệu"),
        ({"line": Required("Khác", 5), "source": "x"}, "phải có mức"),
        ({"line": Required("Khác", 5, at_least=3, at_most=2)}, "lớn hơn mức không quá"),
    ],
)
def test_a_line_fits_its_set_or_says_why_not(change: dict[str, object], reason: str) -> None:
    asked = {"line": MEETINGS, "source": "regular_meetings", "way": "points", "total": 50, "texts": [], "used": False}
    asked |= change
    reasons = rules.why_not_line(asked.pop("line"), **asked)  # type: ignore[arg-type]
    assert [reason in told for told in reasons] == [True] * bool(reason)


@pytest.mark.parametrize(
    ("value", "met", "note", "allowed"),
    [
        (15, True, "", True),
        (0, False, "", True),
        (10, True, "", False),
        (10, True, "Một cuộc ghi muộn", True),
        (15, False, "", False),
        (16, None, "Thưởng", False),
        (7, None, "", True),
        (None, True, "", True),
    ],
)
def test_points_that_differ_from_the_records_need_a_word(
    value: int | None, met: bool | None, note: str, allowed: bool
) -> None:
    mark = Marked(MEETINGS, None if value is None else Decimal(value), met, note)
    assert (rules.why_not_marked([mark]) == []) is allowed


def test_what_is_indispensable_is_judged_by_the_records_before_any_points() -> None:
    whole = Decimal(10)
    assert rules.failed_of([Marked(CLEAN, whole, met=False)]) == ["Không có kỷ luật"]
    assert rules.failed_of([Marked(CLEAN, Decimal(0), met=True)]) == []
    assert rules.failed_of([Marked(CLEAN, whole, met=None)]) == []
    assert rules.failed_of([Marked(CLEAN, Decimal(9), met=None)]) == ["Không có kỷ luật"]


def test_a_month_is_met_when_all_its_lines_are() -> None:
    first, second = date(2026, 1, 1), date(2026, 2, 1)
    marks = [Marked(MEETINGS, Decimal(1), month=first), Marked(CLEAN, Decimal(1), month=first)]
    marks += [Marked(MEETINGS, Decimal(1), month=second), Marked(CLEAN, Decimal(0), month=second)]
    assert rules.total_of(marks, "monthly") == 1
    assert rules.total_of(marks, "points") == 3


PERCENT = Limit(20, "mức mặc định, chưa đối chiếu văn bản", confirmed=False)


@pytest.mark.parametrize(
    ("figures", "most", "above"),
    [
        (LevelCounts(excellent=6, good=41, done=13, failed=2), [9, 12, 8], [False, False, False]),  # published, 2018
        (LevelCounts(excellent=9, good=36, done=5), [9, 10, 7], [False, False, True]),
        (LevelCounts(excellent=1, good=3), [0, 0, 0], [True, True, True]),
        (LevelCounts(), [0, 0, 0], [False, False, False]),
    ],
)
def test_the_cap_is_read_in_three_ways_side_by_side(figures: LevelCounts, most: list[int], above: list[bool]) -> None:
    read = rating_rules.readings(figures, PERCENT)
    assert [one.most for one in read] == most
    assert [one.is_above for one in read] == above
    told = rating_rules.remarks_on(figures, PERCENT, disciplined=0)
    assert len(told) == sum(above)
    assert all("chưa đối chiếu văn bản" in sentence for sentence in told)
    assert rating_rules.readings(figures, None) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, ""),
        ({"figures": LevelCounts(good=3, open=2)}, "Còn 2 dòng"),
        ({"present": 21}, "lớn hơn số có quyền"),
        ({"present": 10}, "chưa quá một nửa"),
        ({"day": date(2026, 10, 1)}, "quá sớm"),
    ],
)
def test_a_sheet_is_submitted_or_says_why_not(change: dict[str, object], reason: str) -> None:
    asked = {
        "figures": LevelCounts(good=3),
        "convened": 20,
        "present": 17,
        "day": date(2026, 12, 20),
        "ends": date(2027, 1, 1),
    }
    asked |= change
    reasons = rating_rules.why_not_submitted(asked.pop("figures"), **asked)  # type: ignore[arg-type]
    assert [reason in told for told in reasons] == [True] * bool(reason)
