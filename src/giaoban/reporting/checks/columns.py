"""Checks against other columns, and against the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from giaoban.core.numbers import write_number
from giaoban.reporting.checks.examined import Examined, finding_of, lines_named, total_of
from giaoban.reporting.forms import Check
from giaoban.reporting.report import Finding


def check_jump(check: Check, examined: Examined) -> Iterator[Finding]:
    limit, least = Decimal(str(check.limit)), Decimal(str(check.least))
    for read in examined.returns:
        for line in examined.form.lines:
            now = read.amount(line.code)
            before = value.amount if read.previous and (value := read.previous.get(line.code)) else None
            if now is None or not before or max(now, before) < least or abs(now - before) <= limit * before:
                continue
            change = (now / before * 100 - 100).quantize(Decimal(1), ROUND_HALF_UP)
            yield finding_of(
                check, read.province, line.code,
                f"{lines_named(examined.form, (line.code,))} là {write_number(now)}, cùng kỳ năm trước {write_number(before)}: "
                f"{'tăng' if change > 0 else 'giảm'} {write_number(abs(change))}%.",
                {"kỳ này": write_number(now), "cùng kỳ": write_number(before)},
            )  # fmt: skip


def check_previous_period(check: Check, examined: Examined) -> Iterator[Finding]:
    """The column of last year must keep the same sums; it is shown beside the figures, so its faults are said, once."""
    rules = [rule for rule in examined.form.checks if rule.at == "each" and rule.kind in {"sum", "at_most"}]
    values: dict[str, str] = {}
    for read in examined.returns:
        amounts = {code: value.amount for code, value in (read.previous or {}).items()}
        wrong = []
        for rule in rules:
            whole, parts = total_of(amounts, rule.whole), total_of(amounts, rule.parts)
            if whole is not None and parts is not None and (parts > whole or (rule.kind == "sum" and parts != whole)):
                sign = "khác" if rule.kind == "sum" else "lớn hơn"
                wrong.append(
                    f"{' + '.join(rule.parts)} = {write_number(parts)} {sign} {' + '.join(rule.whole)} = {write_number(whole)}"
                )
        if wrong:
            values[read.province] = "; ".join(wrong)
    if values:
        first, fault = next(iter(values.items()))
        yield finding_of(
            check, examined.unit, "",
            f"Cột cùng kỳ năm trước của {len(values)} đơn vị tự mâu thuẫn (ví dụ {first}: {fault}); so sánh với cùng kỳ ở các chỉ "
            "tiêu này chưa tin được.",
            values,
        )  # fmt: skip


def check_target_column_empty(check: Check, examined: Examined) -> Iterator[Finding]:
    for read in examined.returns:
        if read.targets is not None and all(value.amount is None for value in read.targets.values()):
            yield finding_of(
                check, read.province, "",
                "Biểu có cột “Chỉ tiêu năm” nhưng để trống toàn bộ, nên chưa so được kết quả với chỉ tiêu.",
                {},
            )  # fmt: skip


def check_estimate_not_marked(check: Check, examined: Examined) -> Iterator[Finding]:
    last = examined.period.last_day
    for read in examined.returns:
        known_on = read.cut_off_on or read.issued_on
        if read.estimated or known_on is None or known_on >= last:
            continue
        how = "chốt số liệu" if read.cut_off_on else "ký"
        yield finding_of(
            check, read.province, "",
            f"Báo cáo {how} ngày {known_on:%d/%m/%Y}, trước khi hết kỳ ({last:%d/%m/%Y}), nhưng không ghi là số ước thực hiện.",
            {"ngày": f"{known_on:%d/%m/%Y}", "hết kỳ": f"{last:%d/%m/%Y}"},
        )  # fmt: skip
