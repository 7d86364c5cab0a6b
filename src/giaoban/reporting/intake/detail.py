"""The figures of each grassroots organisation: sheets with organisations down and lines across, subtotals left out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from giaoban.core.text import fold
from giaoban.reporting.forms import Form
from giaoban.reporting.intake.layout import FEWEST_LINES
from giaoban.reporting.intake.lines import LineNames, code_of, label_key
from giaoban.reporting.intake.pages import Page
from giaoban.reporting.intake.returned import Oddity, Organisation
from giaoban.reporting.intake.values import read_value

MOST_ORGANISATIONS = 20_000
DEEPEST_HEADER = 3
_NAME_COLUMN = re.compile(r"^(ten )?(to chuc( co so dang)?|tccsd|don vi|dang bo|chi bo)( co so)?( dang)?|^ten")
_TOTAL_ROW = re.compile(r"^([ivx]+\.? |[a-d]\.? )?(tong( cong| so)?|cong( chung| nhom| khoi)?|toan (khoi|dang bo))\b")


@dataclass(frozen=True)
class Detail:
    """Where organisations and lines stand on a page."""

    first: int
    name: int
    columns: Mapping[str, int]


def read_detail(page: Page, form: Form, file: str, oddities: list[Oddity]) -> list[Organisation] | None:
    """The organisations of a page with their values; None where it is no such sheet."""
    detail = _find(page, form)
    if detail is None:
        return None
    organisations: list[Organisation] = []
    for row in range(detail.first, len(page.texts)):
        name = page.title(row, detail.name)
        if not re.search(r"[^\W\d_]{2}", name) or _TOTAL_ROW.match(fold(name)):
            continue
        if len(organisations) >= MOST_ORGANISATIONS:
            break
        values = {}
        for code, column in detail.columns.items():
            values[code], _marks = read_value(
                page, row, column, form.line(code), file, None, oddities, told=True, of=f" ({name})"
            )
        if any(value.state != "blank" for value in values.values()):
            organisations.append(Organisation(name, page.cell(row, detail.name, file), values))
    return _without_subtotals(organisations, oddities)


def _find(page: Page, form: Form) -> Detail | None:
    names = LineNames(form)
    for row in range(min(len(page.texts), 120)):
        columns: dict[str, int] = {}
        for column, text in enumerate(page.texts[row]):
            code = code_of(text) if code_of(text) in names.codes else names.labels.get(label_key(text))
            if code and code not in columns:
                columns[code] = column
        if len(columns) < FEWEST_LINES:
            continue
        for above in range(row, max(row - DEEPEST_HEADER, -1), -1):
            for column in range(page.width):
                heading = page.across(above, column)
                if column not in columns.values() and heading and _NAME_COLUMN.match(fold(heading)):
                    return Detail(row + 1, column, columns)
    return None


def _without_subtotals(organisations: Sequence[Organisation], oddities: list[Oddity]) -> list[Organisation]:
    """The organisations without rows that are the sum of those below or above them: groups, not organisations."""
    amounts = [_amounts(organisation) for organisation in organisations]
    subtotals = {
        at
        for at in range(len(organisations))
        if _is_sum(amounts[at], amounts[at + 1 :]) or _is_sum(amounts[at], amounts[:at][::-1])
    }
    if subtotals:
        named = ", ".join(f"“{organisations[at].name}”" for at in sorted(subtotals)[:5])
        oddities.append(
            Oddity("subtotal_rows", f"Trong biểu chi tiết có dòng cộng nhóm, không tính là tổ chức: {named}.")
        )
    return [organisation for at, organisation in enumerate(organisations) if at not in subtotals]


def _amounts(organisation: Organisation) -> dict[str, Decimal]:
    return {code: value.amount or Decimal(0) for code, value in organisation.values.items()}


def _is_sum(row: Mapping[str, Decimal], following: Sequence[Mapping[str, Decimal]]) -> bool:
    """Whether a row is the sum of two or more rows right beside it, in at least three lines that are not nought."""
    if sum(amount > 1 for amount in row.values()) < 3:
        return False
    told = [code for code, amount in row.items() if amount]
    total = dict.fromkeys(told, Decimal(0))
    for at, other in enumerate(following):
        for code in told:
            total[code] += other.get(code, Decimal(0))
        if any(total[code] > row[code] for code in told):
            return False
        if at and all(total[code] == row[code] for code in told):
            return True
    return False
