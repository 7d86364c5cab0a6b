"""What is typed into an act: read as offices write it, or refused with one sentence; never a fault."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from giaoban.core.numbers import number_in, write_number
from giaoban.core.spans import day_in
from giaoban.kit.forms import DayField, MonthField, NumberField

COUNT = NumberField(most=2_000_000)
MONEY = NumberField(most=2_000_000_000, unit="đồng")


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("95.000", 95_000), ("95 000", 95_000), ("95,000", 95_000), ("95000", 95_000), ("1.285.000", 1_285_000),
        ("1 285 000", 1_285_000), ("0", 0), (" 7 ", 7), ("007", 7),
    ],
)  # fmt: skip
def test_a_number_is_read_as_offices_write_it(typed: str, amount: int) -> None:
    assert COUNT.clean(typed) == MONEY.clean(typed) == amount


@pytest.mark.parametrize("typed", ["95.000 đồng", "95.000đ", "95 000 ₫", "95.000 Đồng"])
def test_an_amount_of_money_may_say_what_it_is_counted_in(typed: str) -> None:
    assert MONEY.clean(typed) == 95_000


@pytest.mark.parametrize(
    "typed", ["1,5", "95.00", "1.28.500", "khoảng 5", "5%", "²", "-1", "−1", "-", "một", "1e5", "0x10", "\0", "5\0", "1" * 5000,
              "9" * 11, "99.999.999.999", "NaN", "Infinity", "3 000 000"],
)  # fmt: skip
def test_what_is_no_whole_number_in_its_limits_is_refused_with_a_sentence(typed: str) -> None:
    for field in (COUNT, NumberField(most=32_767, unit="đồng")):
        with pytest.raises(ValidationError) as refused:
            field.clean(typed)
        (sentence,) = refused.value.messages
        assert sentence.endswith(".")
        assert len(sentence) < 160


@given(st.integers(min_value=0, max_value=2_000_000))
def test_what_the_program_writes_it_reads_again(amount: int) -> None:
    assert COUNT.clean(write_number(amount)) == COUNT.clean(COUNT.prepare_value(amount)) == amount


@given(st.text())
def test_no_text_is_a_fault(text: str) -> None:
    for field in (COUNT, MONEY, DayField(), MonthField()):
        with suppress(ValidationError):
            field.clean(text)
    number_in(text)
    day_in(text)


@pytest.mark.parametrize("typed", ["05/2023", "5/2023", "2023-05", " 05/2023 "])
def test_a_month_is_its_first_day(typed: str) -> None:
    assert MonthField().clean(typed) == date(2023, 5, 1)
    assert MonthField().prepare_value(date(2023, 5, 1)) == "05/2023"


@pytest.mark.parametrize("typed", ["2023", "13/2023", "05/23", "2023-H1", "01/05/2023", "05/0001", "05/9999", "²/2023"])
def test_what_is_no_month_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        MonthField().clean(typed)


@pytest.mark.parametrize("typed", ["0001-01-01", "31/12/1899", "01/01/2201", "9999-12-31", "30/02/2023", "²/05/2023"])
def test_a_day_that_no_record_can_have_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        DayField().clean(typed)
    assert all(str(message).endswith(".") for message in refused.value.messages)


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("0", 0), ("007", 7), ("", None), ("²", None), ("٣", None), ("-1", None), ("1 ", None), ("\0", None),
     (str(2**63 - 1), 2**63 - 1), (str(2**63), None), ("9" * 5000, None)],
)  # fmt: skip
def test_a_number_in_an_address_is_plain_digits_or_nothing(text: str, number: int | None) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize(
    ("text", "day"),
    [("2023-06-30", date(2023, 6, 30)), ("0001-01-01", None), ("9999-12-31", None), ("30/06/2023", None), ("\0", None)],
)
def test_a_day_in_an_address_is_one_that_records_can_have(text: str, day: date | None) -> None:
    assert day_in(text) == day


def test_nothing_typed_is_nothing_where_nothing_is_required() -> None:
    for field in (NumberField(most=9, required=False), MonthField(required=False), DayField(required=False)):
        empty: Any = field.clean("")
        assert empty is None
