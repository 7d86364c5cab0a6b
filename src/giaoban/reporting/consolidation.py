"""Several returns become one report: sums of what was declared, ratios of sums, and nothing where nothing was reported.

The consolidated figure is what the committees declared. Where a declared total is not the sum of its detail, that is a
finding beside the figure, not a correction of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from giaoban.reporting.forms import Form, Line
from giaoban.reporting.intake.returned import ReturnRead
from giaoban.reporting.report import LineFigure, Value

TWO_DECIMALS = Decimal("0.01")


def percent(numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
    """The share in per cent with two decimals, half up; None without both parts or over nothing."""
    if numerator is None or not denominator:
        return None
    return (numerator * 100 / denominator).quantize(TWO_DECIMALS, ROUND_HALF_UP)


def consolidated_lines(form: Form, units: Sequence[str], returns: Iterable[ReturnRead]) -> tuple[LineFigure, ...]:
    """Every line of the form for the units together, each with the value of every unit beside it.

    A unit that did not report has a missing value, which is not zero; a line that nobody reported is None. The same
    period of last year and the year's target are given only when every unit that reported gives them.
    """
    by_unit = {read.province: read for read in returns}
    return tuple(_line_figure(form, line, units, by_unit) for line in form.lines)


def _line_figure(form: Form, line: Line, units: Sequence[str], by_unit: Mapping[str, ReturnRead]) -> LineFigure:
    reported = [by_unit[unit] for unit in units if unit in by_unit]
    values = {unit: _unit_value(line, by_unit.get(unit)) for unit in units}
    if line.adds_as == "ratio":
        numerator, denominator = _paired(line, [read.values for read in reported])
        value = percent(numerator, denominator)
        previous = percent(*_paired(line, [read.previous or {} for read in reported]))
        target = None
    else:
        numerator = denominator = None
        value = _sum(read.amount(line.code) for read in reported)
        previous = _sum_if_all(read.previous for read in reported)(line.code)
        target = _sum_if_all(read.targets for read in reported)(line.code)
    return LineFigure(
        code=line.code,
        label=line.label,
        unit_of_count=line.unit_of_count,
        adds_as=line.adds_as,
        level=line.level,
        value=value,
        by_unit=values,
        previous=previous,
        target=target,
        numerator=numerator,
        denominator=denominator,
    )


def _unit_value(line: Line, read: ReturnRead | None) -> Value:
    if read is None:
        return Value(None, "missing")
    value = read.values.get(line.code, Value(None, "missing"))
    if line.adds_as == "ratio":
        shown = value.amount
        if shown is None:
            shown = percent(read.amount(line.numerator), read.amount(line.denominator))
        return Value(None if shown is None else shown.quantize(TWO_DECIMALS, ROUND_HALF_UP), value.state, value.cell)
    return value


def _paired(line: Line, columns: Sequence[Mapping[str, Value]]) -> tuple[Decimal | None, Decimal | None]:
    """The sums of numerator and denominator over the units that gave both."""
    pairs = [
        (above.amount, below.amount)
        for column in columns
        if (above := column.get(line.numerator)) and (below := column.get(line.denominator))
        if above.amount is not None and below.amount is not None
    ]
    return _sum(above for above, _ in pairs), _sum(below for _, below in pairs)


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    given = [amount for amount in amounts if amount is not None]
    return sum(given, Decimal(0)) if given else None


def _sum_if_all(columns: Iterable[Mapping[str, Value] | None]) -> Callable[[str], Decimal | None]:
    kept = list(columns)

    def total(code: str) -> Decimal | None:
        amounts = [column[code].amount if column and code in column else None for column in kept]
        return None if None in amounts else _sum(amounts)

    return total
