"""What is said of a return by itself: how it was typed, which lines it lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from giaoban.core.numbers import write_number
from giaoban.reporting.checks.examined import detail_of
from giaoban.reporting.forms import Form, Line
from giaoban.reporting.intake.returned import Oddity, ReturnRead
from giaoban.reporting.report import Finding, Severity, Value

_ODDITIES: Mapping[str, Severity] = {
    "unreadable_value": "error",
    "line_twice": "error",
    "code_differs": "warning",
    "unknown_line": "warning",
    "approximate": "warning",
    "unit_label": "warning",
}


def as_it_came(form: Form, read: ReturnRead) -> Iterator[Finding]:
    """What is said of a return by itself: how it was typed, which lines it lacks."""
    for oddity in read.oddities:
        if _is_mended(read, oddity):
            continue
        yield Finding(oddity.kind, _ODDITIES.get(oddity.kind, "note"), read.province, oddity.line, oddity.message)
    states = {line.code: read.values.get(line.code, Value(None, "missing")).state for line in form.lines}
    missing = [code for code, state in states.items() if state == "missing" and not _follows(form.line(code), states)]
    if missing:
        sentence = f"Biểu thiếu dòng chỉ tiêu {', '.join(missing)}; không coi là 0."
        yield Finding("line_missing", "error", read.province, missing[0], sentence)
    # A blank ratio is no loss: it follows from its two parts.
    blank = {
        code: _in_detail(read, code)
        for code, state in states.items()
        if state == "blank" and not form.line(code).numerator
    }
    for check, severity, codes, sentence in _BLANKS:
        left_blank = [code for code, detail in blank.items() if codes(detail)]
        if left_blank:
            values = {
                code: f"trống; chi tiết cộng được {write_number(blank[code])}" if blank[code] is not None else "trống"
                for code in left_blank
            }
            yield Finding(
                check, severity, read.province, left_blank[0], sentence.format(lines=", ".join(left_blank)), values
            )


def _follows(line: Line, states: Mapping[str, str]) -> bool:
    """Whether the line is a ratio of two that are there: it is worked out, nobody has to write it."""
    return bool(line.numerator) and "missing" not in (states.get(line.numerator), states.get(line.denominator))


def _is_mended(read: ReturnRead, oddity: Oddity) -> bool:
    """Whether the line whose own cell could not be read has a number since: somebody has typed it, with a reason."""
    value = read.values.get(oddity.line)
    if oddity.kind != "unreadable_value" or value is None or value.state != "given" or value.cell is None:
        return False
    return oddity.message.startswith(f"Ô {value.cell.address}, ")


def _in_detail(read: ReturnRead, code: str) -> Decimal | None:
    """What the organisations of the detail have of that line together; None when it does not have the line."""
    return detail_of(read.organisations or (), code, False)


_BLANKS: Sequence[tuple[str, Severity, Callable[[Decimal | None], bool], str]] = (
    (
        "blank_with_detail",
        "error",
        lambda detail: bool(detail),
        "Ô của chỉ tiêu {lines} để trống nhưng biểu chi tiết có số liệu; tổng chung đang thiếu phần này.",
    ),
    (
        "value_blank",
        "warning",
        lambda detail: detail is None,
        "Ô của chỉ tiêu {lines} để trống; chưa rõ là 0 hay chưa báo cáo, không coi là 0.",
    ),
    (
        "blank_for_zero",
        "note",
        lambda detail: detail == 0,
        "Ô của chỉ tiêu {lines} để trống; chi tiết cộng được 0, nên rất có thể là 0.",
    ),
)
