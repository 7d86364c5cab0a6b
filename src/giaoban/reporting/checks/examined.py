"""What the checks are asked of, and what several kinds of check share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from giaoban.core.numbers import write_number
from giaoban.core.spans import Period
from giaoban.reporting.forms import Check, Form
from giaoban.reporting.intake.returned import Organisation, ReturnRead
from giaoban.reporting.report import Finding, LineFigure, Severity

Amounts = Mapping[str, Decimal | None]


@dataclass(frozen=True)
class Examined:
    """What the checks are asked of: the form, the reporting unit, its lines, and the returns that they came from."""

    form: Form
    unit: str
    period: Period
    lines: Sequence[LineFigure]
    returns: Sequence[ReturnRead]

    @property
    def whole(self) -> dict[str, Decimal | None]:
        return {line.code: line.value for line in self.lines}


def finding_of(check: Check, unit: str, line: str, sentence: str, values: Mapping[str, str]) -> Finding:
    parts = [sentence]
    if check.explain:
        parts.append(check.explain)
    if check.source:
        parts.append(f"{'Căn cứ' if check.confirmed else 'Theo kinh nghiệm, không phải quy định'}: {check.source}.")
    return Finding(check.id, cast(Severity, check.severity), unit, line, " ".join(parts), values)


def total_of(amounts: Amounts, codes: Iterable[str]) -> Decimal | None:
    """The sum of these lines; None as soon as one was not reported."""
    total = Decimal(0)
    for code in codes:
        amount = amounts.get(code)
        if amount is None:
            return None
        total += amount
    return total


def amounts_of(read: ReturnRead) -> dict[str, Decimal | None]:
    return {code: value.amount for code, value in read.values.items()}


def lines_named(form: Form, codes: Sequence[str]) -> str:
    """The lines in words: «Kết nạp đảng viên mới (4.4)»; several are joined by a plus."""
    return " + ".join(f"“{form.line(code).label}” ({code})" for code in codes)


def amounts_shown(amounts: Amounts, codes: Iterable[str]) -> dict[str, str]:
    return {code: write_number(amounts.get(code)) for code in codes}


def parts_and_whole(check: Check, examined: Examined) -> dict[str, str]:
    """Parts and whole of every unit, beside a finding about all of them together."""
    return {
        read.province: " / ".join(
            write_number(total_of(amounts_of(read), codes)) or "?" for codes in (check.parts, check.whole)
        )
        for read in examined.returns
    }


def faults_of(check: Check, examined: Examined, fault: Callable[[str, Amounts], Finding | None]) -> Iterator[Finding]:
    """The faults of the whole or of each unit, as the check's ``at`` says."""
    if check.at in {"whole", "whole_first"}:
        finding = fault(examined.unit, examined.whole)
        if finding:
            yield finding
        if finding or check.at == "whole":
            return
    for read in examined.returns:
        finding = fault(read.province, amounts_of(read))
        if finding:
            yield finding


def detail_of(organisations: Sequence[Organisation], code: str, counts_rows: bool) -> Decimal | None:
    if counts_rows:
        return Decimal(len(organisations))
    values = [organisation.values[code] for organisation in organisations if code in organisation.values]
    if not values or any(value.state == "unreadable" for value in values):
        return None
    return sum((value.amount or Decimal(0) for value in values), Decimal(0))
