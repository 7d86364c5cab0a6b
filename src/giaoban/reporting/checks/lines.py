"""Checks of a report's lines against one another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations

from giaoban.core.numbers import write_number
from giaoban.reporting.checks.examined import (
    Amounts,
    Examined,
    amounts_of,
    amounts_shown,
    faults_of,
    finding_of,
    lines_named,
    parts_and_whole,
    total_of,
)
from giaoban.reporting.consolidation import percent
from giaoban.reporting.forms import Check
from giaoban.reporting.report import Finding


def check_sum(check: Check, examined: Examined) -> Iterator[Finding]:
    def fault(unit: str, amounts: Amounts) -> Finding | None:
        whole, parts = total_of(amounts, check.whole), total_of(amounts, check.parts)
        if whole is None or parts is None or whole == parts:
            return None
        shown = " + ".join(write_number(amounts[code]) for code in check.parts)
        return finding_of(
            check, unit, check.whole[0],
            f"{lines_named(examined.form, check.whole)} ghi {write_number(whole)} nhưng các phần {', '.join(check.parts)} cộng lại "
            f"{shown} = {write_number(parts)}, lệch {write_number(abs(whole - parts))}.",
            amounts_shown(amounts, (*check.whole, *check.parts)),
        )  # fmt: skip

    return faults_of(check, examined, fault)


def check_at_most(check: Check, examined: Examined) -> Iterator[Finding]:
    def fault(unit: str, amounts: Amounts) -> Finding | None:
        parts, whole = total_of(amounts, check.parts), total_of(amounts, check.whole)
        if parts is None or whole is None or parts <= whole * Decimal(str(check.factor)):
            return None
        return finding_of(
            check, unit, check.parts[0],
            f"{lines_named(examined.form, check.parts)} là {write_number(parts)}, lớn hơn {lines_named(examined.form, check.whole)} "
            f"là {write_number(whole)}.",
            amounts_shown(amounts, (*check.parts, *check.whole)) | (parts_and_whole(check, examined) if unit == examined.unit else {}),
        )  # fmt: skip

    return faults_of(check, examined, fault)


def check_rate(check: Check, examined: Examined) -> Iterator[Finding]:
    sign = "%" if check.per == 100 else ""
    low, high = Decimal(str(check.low)), Decimal(str(check.high))

    def rate_of(amounts: Amounts) -> Decimal | None:
        parts, whole = total_of(amounts, check.parts), total_of(amounts, check.whole)
        return None if parts is None or not whole else parts * Decimal(str(check.per)) / whole

    def written(rate: Decimal) -> str:
        return write_number(rate.quantize(Decimal("0.01"), ROUND_HALF_UP).normalize()) + sign

    def fault(unit: str, amounts: Amounts) -> Finding | None:
        rate, measured = rate_of(amounts), total_of(amounts, check.whole)
        if rate is None or low <= rate <= high or (measured is not None and measured < Decimal(str(check.least))):
            return None
        values = amounts_shown(amounts, (*check.parts, *check.whole))
        values["tỷ lệ"] = written(rate)
        if unit == examined.unit:
            for read in examined.returns:
                part = rate_of(amounts_of(read))
                if part is not None and not low <= part <= high:
                    values[read.province] = written(part)
        return finding_of(
            check, unit, check.parts[0],
            f"{lines_named(examined.form, check.parts)} so với {lines_named(examined.form, check.whole)} là "
            f"{write_number(total_of(amounts, check.parts))} / {write_number(total_of(amounts, check.whole))} = {written(rate)}, "
            f"{'cao' if rate > high else 'thấp'} hơn mức thường gặp ({written(high if rate > high else low)}).",
            values,
        )  # fmt: skip

    return faults_of(check, examined, fault)


def check_rate_balance(check: Check, examined: Examined) -> Iterator[Finding]:
    def fault(unit: str, amounts: Amounts) -> Finding | None:
        first = percent(amounts.get(check.parts[0]), amounts.get(check.parts[1]))
        second = percent(amounts.get(check.whole[0]), amounts.get(check.whole[1]))
        if not first or not second or first <= second * Decimal(str(check.limit)):
            return None
        codes = (*check.parts, *check.whole)
        return finding_of(
            check, unit, check.parts[0],
            f"{lines_named(examined.form, check.parts[:1])} chiếm {write_number(first, '%')} ({write_number(amounts[codes[0]])} / "
            f"{write_number(amounts[codes[1]])}), cao gấp {write_number((first / second).quantize(Decimal('0.1')))} lần tỷ lệ "
            f"{write_number(second, '%')} ({write_number(amounts[codes[2]])} / {write_number(amounts[codes[3]])}) của "
            f"{lines_named(examined.form, check.whole[:1])}.",
            amounts_shown(amounts, codes),
        )  # fmt: skip

    return faults_of(check, examined, fault)


def check_without(check: Check, examined: Examined) -> Iterator[Finding]:
    def fault(unit: str, amounts: Amounts) -> Finding | None:
        outcome, activity = total_of(amounts, check.parts), total_of(amounts, check.whole)
        if not outcome or activity is None or activity > 0:
            return None
        return finding_of(
            check, unit, check.parts[0],
            f"{lines_named(examined.form, check.parts)} là {write_number(outcome)} trong khi {lines_named(examined.form, check.whole)} là 0.",
            amounts_shown(amounts, (*check.parts, *check.whole)),
        )  # fmt: skip

    return faults_of(check, examined, fault)


def check_ratio(check: Check, examined: Examined) -> Iterator[Finding]:
    for code in check.lines:
        line = examined.form.line(code)
        for read in examined.returns:
            declared, above, below = read.amount(code), read.amount(line.numerator), read.amount(line.denominator)
            values = amounts_shown(amounts_of(read), (line.numerator, line.denominator)) | {
                code: write_number(declared, "%")
            }
            named = lines_named(examined.form, (code,))
            if declared is None:
                continue
            computed = percent(above, below)
            if above is None or below is None or computed is None:
                yield finding_of(
                    check,
                    read.province,
                    code,
                    f"{named} ghi {write_number(declared, '%')} nhưng không có đủ tử số và mẫu số.",
                    values,
                )
            elif above > below:
                continue  # said once, as numerator above denominator
            elif declared > 100:
                yield finding_of(
                    check, read.province, code, f"{named} ghi {write_number(declared, '%')}, vượt 100%.", values
                )
            elif abs(declared - computed) > max(Decimal(str(check.tolerance)), _half_a_digit(declared)):
                yield finding_of(
                    check, read.province, code,
                    f"{named} ghi {write_number(declared, '%')} nhưng {write_number(above)} / {write_number(below)} = "
                    f"{write_number(computed, '%')}.",
                    values,
                )  # fmt: skip


def _half_a_digit(declared: Decimal) -> Decimal:
    """Half of the last digit that was written, the most that rounding may hide."""
    return Decimal((0, (5,), min(int(declared.as_tuple().exponent), 0) - 1)) + Decimal("0.005")


def check_same_value(check: Check, examined: Examined) -> Iterator[Finding]:
    def same(amounts: Amounts) -> Iterator[tuple[str, str]]:
        for first, second in combinations(map(examined.form.line, check.lines), 2):
            amount = amounts.get(first.code)
            if amount is None or amount != amounts.get(second.code):
                continue
            # What goes out of one unit comes into another: the two ends of a move between units may well be equal.
            moved = first.adds_as == second.adds_as == "between"
            limit = check.limit if first.unit_of_count == second.unit_of_count else check.least
            if amount > limit and not moved and not examined.form.is_kin(first.code, second.code):
                yield first.code, second.code

    def said(unit: str, amounts: Amounts, first: str, other: str, values: Mapping[str, str]) -> Finding:
        return finding_of(
            check, unit, other,
            f"{lines_named(examined.form, (first,))} và {lines_named(examined.form, (other,))} cùng ghi {write_number(amounts[first])}; "
            "rất có thể một số được chép từ số kia.",
            {**amounts_shown(amounts, (first, other)), **values},
        )  # fmt: skip

    whole = set(same(examined.whole))
    for first, other in sorted(whole):
        parts = {
            read.province: f"{write_number(read.amount(first))} / {write_number(read.amount(other))}"
            for read in examined.returns
        }
        yield said(examined.unit, examined.whole, first, other, parts)
    for read in examined.returns:
        amounts = amounts_of(read)
        for first, other in same(amounts):
            if (first, other) not in whole:
                yield said(read.province, amounts, first, other, {})


def check_same_return_twice(check: Check, examined: Examined) -> Iterator[Finding]:
    for read, other in combinations(examined.returns, 2):
        pairs = [(read.amount(line.code), other.amount(line.code)) for line in examined.form.lines]
        telling = [(first, second) for first, second in pairs if first and first > 20]
        alike = sum(1 for first, second in telling if first == second)
        if len(telling) >= 5 and alike >= Decimal(str(check.limit)) * len(telling):
            yield finding_of(
                check, examined.unit, "",
                f"Báo cáo của {read.province} và {other.province} trùng nhau {alike} trong {len(telling)} số liệu lớn hơn 20; "
                "rất có thể một báo cáo được chép từ báo cáo kia.",
                {read.province: read.file, other.province: other.file},
            )  # fmt: skip
