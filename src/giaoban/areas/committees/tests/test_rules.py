"""The rules of committees as tables: the figures of a ballot, the seats, the two paths."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from giaoban.areas.committees import rules
from giaoban.areas.committees.rules import Figures, Seat
from giaoban.core.limits import Limit

DAY = date(2023, 2, 1)
SOUND = {"convened": 9, "present": 8, "issued": 8, "returned": 7, "valid": 6, "in_favour": 5, "against": 1}


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({}, []),
        ({"present": 10}, ["Số có mặt 10 lớn hơn số triệu tập 9."]),
        ({"issued": 9}, ["Số phát ra 9 lớn hơn số có mặt 8."]),
        ({"returned": 9}, ["Số thu về 9 lớn hơn số phát ra 8."]),
        ({"valid": 8, "in_favour": 7}, ["Số hợp lệ 8 lớn hơn số thu về 7."]),
        ({"against": 0}, ["phải bằng số phiếu hợp lệ 6"]),
        (
            {"present": 4, "issued": 4, "returned": 4, "valid": 4, "in_favour": 4, "against": 0},
            [],
        ),  # counted, and not carried
    ],
)
def test_the_figures_of_a_ballot_fit_one_another(changed: dict[str, int], wanted: list[str]) -> None:
    reasons = rules.why_not_counted(Figures(**SOUND | changed))
    assert len(reasons) == len(wanted)
    assert all(part in reason for part, reason in zip(wanted, reasons, strict=True))


@pytest.mark.parametrize(
    ("in_favour", "convened", "carried"), [(5, 9, True), (4, 8, False), (5, 10, False), (6, 10, True)]
)
def test_a_result_needs_more_than_half_of_all_members_not_of_those_present(
    in_favour: int, convened: int, carried: bool
) -> None:
    assert Figures(**SOUND | {"convened": convened, "in_favour": in_favour}).carried is carried


def test_seats_are_counted_by_sex_age_and_people_on_the_day() -> None:
    seats = [Seat(True, date(1983, 2, 2), False), Seat(False, date(1983, 2, 1), True), Seat(False, None, False)]
    counted = rules.composition(seats, DAY)
    assert counted == rules.Composition(filled=3, women=1, young=1, minority=1, unknown_age=1)


def test_remarks_tell_the_level_and_that_nobody_compared_it() -> None:
    counted = rules.Composition(filled=4, women=0, young=0, minority=0, unknown_age=0)
    remarks = rules.remarks_on(
        counted, agreed=5, young=Limit(10, "mức mặc định, chưa đối chiếu văn bản", False), women=None, executive=9,
        share=Limit(Fraction(1, 3), "208-QĐ/TW"),
    )  # fmt: skip
    assert remarks == [
        "Khuyết 1 so với số lượng được duyệt (5).",
        "Dưới 40 tuổi: 0/4, mức từ 10% (mức mặc định, chưa đối chiếu văn bản).",
        "Ban Thường vụ 4/9 ủy viên, nhiều nhất 3 (208-QĐ/TW).",
    ]


@pytest.mark.parametrize(
    ("reasons", "wanted"),
    [
        (rules.why_not_term(from_on=DAY, until_on=DAY, agreed=0, filled=1, overlaps=True), 4),
        (rules.why_not_within(on=DAY, from_on=date(2023, 3, 1), until_on=date(2024, 1, 1)), 1),
        (rules.why_not_named(name="A", grade="", under=False, sits=False, named=True, on=DAY), 2),
        (rules.why_not_named(name="A", grade="official", under=False, sits=True, named=False, on=DAY), 2),
        (rules.why_not_settled(path="release", ins=1, outs=0, unballoted=[], lost=[]), 2),
        (rules.why_not_settled(path="appoint", ins=2, outs=0, unballoted=["A"], lost=["B"]), 2),
        (rules.why_not_settled(path="elect", ins=0, outs=1, unballoted=[], lost=[]), 1),
        (rules.why_not_seats(filled=5, ins=1, outs=0, agreed=5), 1),
        (rules.why_not_seats(filled=5, ins=1, outs=1, agreed=5), 0),
        (rules.why_not_now("decide", "proposed"), 1),
    ],
)
def test_every_reason_is_told_at_once(reasons: list[str], wanted: int) -> None:
    assert len(reasons) == wanted
