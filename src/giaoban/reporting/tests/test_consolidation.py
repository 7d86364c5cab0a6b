"""Consolidated figures are sums of what was declared, and nothing where nothing was."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from giaoban.reporting.consolidation import consolidated_lines, percent
from giaoban.reporting.intake.returned import ReturnRead
from giaoban.reporting.report import LineFigure
from giaoban.reporting.tests.offices import PROVINCES, clean_returns, declaring, form


def lines_of(returns: list[ReturnRead], units: Sequence[str] = PROVINCES) -> dict[str, LineFigure]:
    return {line.code: line for line in consolidated_lines(form(), units, returns)}


def test_counts_are_summed_over_the_units() -> None:
    returns = clean_returns()
    for code, line in lines_of(returns).items():
        if line.adds_as != "ratio":
            assert line.value == sum(read.amount(code) or 0 for read in returns)
            assert line.previous == sum((read.previous or {})[code].amount or 0 for read in returns)


def test_a_ratio_is_the_ratio_of_the_sums_and_not_the_mean_of_the_percentages() -> None:
    small, large = clean_returns()[:2]
    small = declaring(small, _2_1_a=1, _2_1_b=2, _2_1=50)
    large = declaring(large, _2_1_a=998, _2_1_b=998, _2_1=100)
    line = lines_of([small, large])["2.1"]
    assert (line.value, line.numerator, line.denominator) == (Decimal("99.90"), Decimal(999), Decimal(1000))


def test_percentages_are_rounded_half_up_to_two_decimals() -> None:
    assert percent(Decimal(38072), Decimal(38243)) == Decimal("99.55")
    assert percent(Decimal("0.00125") * 100, Decimal(100)) == Decimal("0.13")
    assert percent(Decimal(1), Decimal(0)) is None
    assert percent(None, Decimal(5)) is None


def test_a_unit_that_did_not_report_is_missing_and_not_zero() -> None:
    returns = clean_returns()
    line = lines_of(returns[1:])["1.3"]
    assert line.by_unit[PROVINCES[0]].amount is None
    assert line.by_unit[PROVINCES[0]].state == "missing"
    assert line.value == sum(read.amount("1.3") or 0 for read in returns[1:])


def test_a_line_that_nobody_gave_is_none() -> None:
    returns = [declaring(read, _5_2=None) for read in clean_returns()]
    assert lines_of(returns)["5.2"].value is None


def test_last_year_is_shown_only_when_all_who_report_give_it() -> None:
    returns = clean_returns()
    returns[0] = replace(returns[0], previous=None)
    assert lines_of(returns)["1.3"].previous is None


@settings(deadline=None)
@given(st.permutations(range(8)))
def test_the_order_of_the_files_does_not_matter(order: list[int]) -> None:
    returns = clean_returns()
    assert lines_of([returns[at] for at in order]) == lines_of(returns)
