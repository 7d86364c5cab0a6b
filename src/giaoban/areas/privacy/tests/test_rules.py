"""The clocks of requests and breaches, day by day; and why a consent, an answer, an extension cannot stand."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giaoban.areas.privacy import rules
from giaoban.areas.privacy.rules import Term, Terms

FREE = {date(2026, 4, 30), date(2026, 5, 1), *(date(2026, 2, 16) + timedelta(days=step) for step in range(5))}


def works(day: date) -> bool:
    return day.weekday() < 5 and day not in FREE


def calendar(day: date, count: int) -> date:
    while count > 0:
        day += timedelta(days=1)
        count -= works(day)
    return day


LAW = Terms(Term(2, working=True), Term(10), None)
SLOW = Terms(Term(2, working=True), Term(15), None)


@pytest.mark.parametrize(
    ("received", "acknowledge", "answer", "slow"),
    [
        (date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 12), date(2026, 3, 17)),  # a Monday
        (
            date(2026, 3, 6),
            date(2026, 3, 10),
            date(2026, 3, 16),
            date(2026, 3, 21),
        ),  # a Friday: the week-end does not count
        (date(2026, 3, 7), date(2026, 3, 10), date(2026, 3, 17), date(2026, 3, 22)),  # came on a Saturday
        (date(2026, 4, 29), date(2026, 5, 5), date(2026, 5, 9), date(2026, 5, 14)),  # the day before 30/4 and 1/5
        (
            date(2026, 2, 13),
            date(2026, 2, 24),
            date(2026, 2, 23),
            date(2026, 2, 28),
        ),  # before Tết: acknowledged later than answered
        (date(2025, 12, 31), date(2026, 1, 2), date(2026, 1, 10), date(2026, 1, 15)),
    ],
)
def test_the_last_days_of_a_request_over_week_ends_and_holidays(
    received: date, acknowledge: date, answer: date, slow: date
) -> None:
    assert rules.acknowledge_by(received, LAW, calendar) == acknowledge
    assert rules.answer_by(received, LAW, calendar) == answer
    assert rules.answer_by(received, SLOW, calendar) == slow


@pytest.mark.parametrize(
    ("length", "received", "by"),
    [
        (2, date(2026, 3, 5), date(2026, 3, 9)),
        (10, date(2026, 3, 2), date(2026, 3, 16)),
        (15, date(2026, 3, 2), date(2026, 3, 23)),
        (15, date(2026, 4, 20), date(2026, 5, 13)),
    ],
)
def test_an_office_that_counts_working_days_gets_working_days(length: int, received: date, by: date) -> None:
    assert rules.answer_by(received, Terms(None, Term(length, working=True)), calendar) == by


def test_where_no_rule_is_recorded_there_is_no_clock() -> None:
    assert rules.acknowledge_by(date(2023, 1, 2), Terms(), calendar) is None
    assert rules.answer_by(date(2023, 1, 2), Terms(), calendar) is None


@pytest.mark.parametrize(
    ("kind", "by_others", "key"),
    [
        ("access", False, "privacy.answer"), ("erase", False, "privacy.answer"), ("correct", True, "privacy.answer_processor"),
        ("restrict", False, "privacy.restrict"), ("object", False, "privacy.restrict"),
        ("withdraw", True, "privacy.restrict_processor"),
    ],
)  # fmt: skip
def test_each_kind_of_request_has_its_term(kind: str, by_others: bool, key: str) -> None:
    assert rules.answer_key(kind, by_others=by_others) == key


days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(days, st.integers(1, 40), st.integers(1, 40), st.booleans())
def test_a_term_ends_after_it_begins_and_a_longer_one_never_sooner(
    start: date, one: int, other: int, working: bool
) -> None:
    short, long = sorted((one, other))
    ends = [Term(length, working).ends(start, calendar) for length in (short, long)]
    assert start < ends[0] <= ends[1]
    assert not working or all(works(day) for day in ends)


@given(days, days, st.integers(1, 30))
def test_who_asks_later_is_not_answered_sooner(one: date, other: date, length: int) -> None:
    early, late = sorted((one, other))
    for working in (True, False):
        term = Term(length, working)
        assert term.ends(early, calendar) <= term.ends(late, calendar)


@given(days, st.integers(1, 30))
def test_working_days_never_end_before_as_many_plain_days(start: date, length: int) -> None:
    assert Term(length, True).ends(start, calendar) >= Term(length).ends(start, calendar)


@given(days, st.integers(1, 60), st.integers(-30, 60))
def test_an_extension_is_only_ever_later_once_and_asked_in_time(received: date, asked_after: int, later: int) -> None:
    due = rules.answer_by(received, LAW, calendar)
    assert due is not None
    on, until = received + timedelta(days=asked_after), due + timedelta(days=later)
    reasons = rules.why_not_extend(
        due=due, until_on=until, on=on, extended_to=None, answered_on=None, terms=LAW, calendar=calendar
    )
    assert (not reasons) == (on <= due and until > due)
    again = rules.why_not_extend(
        due=due, until_on=until, on=on, extended_to=until, answered_on=None, terms=LAW, calendar=calendar
    )
    assert len(again) == 1
    assert "một lần" in again[0]


def test_an_extension_is_no_longer_than_a_recorded_rule_lets_it() -> None:
    terms = Terms(None, Term(10), Term(10))
    due = date(2026, 3, 12)
    for until, refused in ((date(2026, 3, 22), False), (date(2026, 3, 23), True)):
        reasons = rules.why_not_extend(
            due=due, until_on=until, on=due, extended_to=None, answered_on=None, terms=terms, calendar=calendar
        )
        assert bool(reasons) == refused


@pytest.mark.parametrize(
    ("outcome", "answer", "why", "part"),
    [
        ("granted", "Đã sửa.", "", ""),
        ("refused", "Không xóa.", "Hồ sơ lưu lâu dài theo quy định.", ""),
        ("refused", "Không xóa.", " ", "phải ghi lý do"),
        ("partly", "Đã xóa số điện thoại.", "", "phải ghi lý do"),
        ("granted", "Đã sửa.", "vì", "không có lý do từ chối"),
        ("granted", " ", "", "nội dung trả lời"),
    ],
)
def test_a_refusal_gives_its_reason_and_every_answer_says_something(
    outcome: str, answer: str, why: str, part: str
) -> None:
    reasons = rules.why_not_answer(
        received_on=date(2026, 3, 2),
        on=date(2026, 3, 3),
        answered_on=None,
        outcome=outcome,
        answer=answer,
        refusal_reason=why,
    )
    assert bool(reasons) == bool(part)
    assert part in " ".join(reasons)


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({}, ""),
        ({"ground": "duty"}, "không dựa trên sự đồng ý"),
        ({"given_on": date(2025, 12, 31)}, "không có hiệu lực"),
        ({"until_on": date(2026, 3, 2)}, "không có hiệu lực"),
        ({"standing": True}, "đang có sự đồng ý"),
    ],
)
def test_a_consent_is_to_a_purpose_that_rests_on_it_and_stands_once(change: dict[str, object], part: str) -> None:
    given_words = {
        "ground": "consent", "given_on": date(2026, 3, 2), "from_on": date(2026, 1, 1), "until_on": None, "standing": False,
    }  # fmt: skip
    reasons = rules.why_not_consent(**(given_words | change))  # type: ignore[arg-type]
    assert bool(reasons) == bool(part)
    assert part in " ".join(reasons)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)), st.integers(1, 200))
def test_a_breach_is_reported_within_hours_that_run_through_nights_and_holidays(found: datetime, hours: int) -> None:
    by = rules.notify_by(found, hours)
    assert by is not None
    assert by - found == timedelta(hours=hours)
    assert rules.notify_by(found, None) is None


def test_a_breach_closes_once_reported_or_with_the_reason_why_not() -> None:
    reported = datetime(2026, 3, 2, 10)
    assert rules.why_not_close_breach(notified_at=None, no_notice_reason=" ", closed_on=None)
    assert not rules.why_not_close_breach(notified_at=reported, no_notice_reason="", closed_on=None)
    assert not rules.why_not_close_breach(notified_at=None, no_notice_reason="Không ảnh hưởng", closed_on=None)


@pytest.mark.parametrize(
    ("answered_on", "whole", "member", "reasons"),
    [
        (None, False, True, 0), (None, True, False, 0), (None, True, True, 1), (date(2026, 3, 2), False, False, 1),
        (date(2026, 3, 2), True, True, 2),
    ],
)  # fmt: skip
def test_an_open_request_takes_away_all_of_a_stranger_and_parts_of_a_member(
    answered_on: date | None, whole: bool, member: bool, reasons: int
) -> None:
    assert len(rules.why_not_erase(answered_on=answered_on, whole=whole, member=member)) == reasons


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("14:30", time(14, 30)),
        ("14h30", time(14, 30)),
        ("9 giờ", time(9)),
        ("7g05", time(7, 5)),
        ("25h", None),
        ("chiều", None),
        ("", None),
    ],
)
def test_an_hour_is_read_as_offices_write_it(text: str, hour: time | None) -> None:
    assert rules.read_hour(text) == hour
