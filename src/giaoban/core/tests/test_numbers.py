"""Numbers are read however an office types them, and written in one way."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from giaoban.core.numbers import decimal_mark_of, read_number, rounded_wording, write_number


@pytest.mark.parametrize(
    ("typed", "unit", "amount"),
    [
        ("38.716", "người", "38716"),
        ("38 716", "người", "38716"),
        ("\u00a038\u2009716\u202f", "", "38716"),
        ("38,716", "người", "38716"),
        ("1.234.567", "", "1234567"),
        ("1,234,567.5", "", "1234567.5"),
        ("1.234,5", "", "1234.5"),
        ("38 716,5", "", "38716.5"),
        ("1.234", "", "1234"),  # a point and three digits, nothing known: Vietnamese thousands
        ("1,234", "", "1.234"),  # a comma and three digits, nothing known: Vietnamese decimals
        ("1,234", "lớp", "1234"),  # nobody counts a third of a class
        ("99.845", "%", "99.845"),
        ("99,55%", "%", "99.55"),
        ("99.55", "%", "99.55"),
        (" 99.19\u2009%", "%", "99.19"),
        ("100 %", "%", "100"),
        (99.84, "%", "99.84"),
        (0.1 + 0.2, "%", "0.3"),
        (7405.0, "người", "7405"),
        (12, "người", "12"),
        ("82 người", "người", "82"),
        ("0", "lớp", "0"),
        ("-5", "", "-5"),
        ("0.123", "", "0.123"),
    ],
)
def test_a_number_is_read_as_it_was_meant(typed: object, unit: str, amount: str) -> None:
    reading = read_number(typed, unit=unit)
    assert (reading.kind, reading.amount) == ("number", Decimal(amount))


@pytest.mark.parametrize("typed", ["-", "–", "—", " - ", "--", "Không", "không có"])
def test_a_dash_means_none_and_is_told_from_a_typed_zero(typed: str) -> None:
    assert read_number(typed).kind == "dash"
    assert read_number("0").kind == "number"


@pytest.mark.parametrize("typed", [None, "", "  ", "\u00a0", "\u200b"])
def test_an_empty_cell_is_blank_not_zero(typed: str | None) -> None:
    assert read_number(typed).kind == "blank"
    assert read_number(typed).amount is None


@pytest.mark.parametrize(
    "typed",
    [
        "n/a",
        "1.23.4",
        "12 34",
        "1,2,3",
        "xem ghi chú",
        "12/5",
        True,
        date(2023, 6, 1),
        float("nan"),
        [1],
        10.0**29,
        -(10**12),
        "9" * 40,
    ],
)
def test_what_is_no_number_says_why(typed: object) -> None:
    reading = read_number(typed)
    assert reading.kind == "unreadable"
    assert reading.amount is None
    assert reading.reason


def test_neighbours_decide_what_the_unit_does_not() -> None:
    assert decimal_mark_of(["99.5", "12", "1,234"]) == "."
    assert decimal_mark_of(["1.234.567", "5,5"]) == ","
    assert decimal_mark_of(["1.234", "x", 5]) is None
    assert read_number("1,234", decimal_mark=".").amount == Decimal(1234)
    assert read_number("1.234", decimal_mark=".").amount == Decimal("1.234")


def test_how_it_was_typed_is_remembered() -> None:
    assert "spaces" in read_number("4\u2009750").marks
    assert "percent_sign" in read_number("99,5 %").marks
    assert "about" in read_number("trên 38.700").marks
    assert "fraction" in read_number(3.31, unit="người").marks  # 3.310 typed as text turns into 3.31 in a number cell


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=10**9))
def test_what_is_written_is_read_back(amount: int) -> None:
    assert read_number(write_number(amount), unit="người").amount == amount
    assert read_number(write_number(amount).replace(".", "\u2009")).amount == amount


@settings(deadline=None)
@given(st.decimals(min_value=0, max_value=100, places=2))
def test_percentages_are_read_back_to_two_decimals(amount: Decimal) -> None:
    assert read_number(write_number(amount, "%"), unit="%").amount == amount


def test_numbers_are_written_as_vietnamese_write_them() -> None:
    assert write_number(38716) == "38.716"
    assert write_number(Decimal("7.00")) == "7"
    assert write_number(Decimal("1234.5")) == "1.234,5"
    assert write_number(Decimal("99.5"), "%") == "99,50%"
    assert write_number(Decimal("99.545"), "%") == "99,55%"
    assert write_number(None) == ""


@pytest.mark.parametrize(
    ("amount", "unit", "wording"),
    [
        (38716, "", "trên 38.700"),
        (38700, "", "38.700"),
        (1647, "", "trên 1.640"),
        (999, "", "999"),
        (Decimal("99.55"), "%", "trên 99%"),
        (Decimal(100), "%", "100%"),
    ],
)
def test_rounded_wording_comes_from_the_exact_value(amount: Decimal, unit: str, wording: str) -> None:
    assert rounded_wording(amount, unit) == wording


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=10**8))
def test_rounded_wording_never_says_more_than_there_is(amount: int) -> None:
    said = read_number(rounded_wording(amount), unit="người").amount
    assert said is not None
    assert said <= amount < said + max(1, amount // 100) or said == amount
