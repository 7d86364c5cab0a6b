"""A form with one thing changed: a line set or dropped, a check, a group, the sections. The form before stays as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from giaoban.core.numbers import read_number
from giaoban.core.refusal import Refused
from giaoban.core.text import squeeze
from giaoban.reporting.forms import Check, Form, Line

FIRST = "first"
"""Said instead of a line's code: before all others."""


def with_line(form: Form, line: Line, *, instead: str = "", after: str = "") -> Form:
    """The form with that line, in the place of the one called ``instead`` or new; moved behind ``after`` where that is said.

    What spoke of the line by its old code speaks of it by the new one.
    """
    if instead and instead not in {own.code for own in form.lines}:
        raise Refused(f"Bản nháp không còn dòng {instead}; đồng chí mở lại trang bản nháp.")
    if instead and instead != line.code:
        form = _called_anew(form, instead, line.code)
        instead = line.code
    lines = list(form.lines)
    at = next((place for place, own in enumerate(lines) if instead and own.code == instead), None)
    if at is None:
        lines.append(line)
        after = after or _last_before(form, line)
    else:
        lines[at] = line
    if after and after != line.code:
        lines.remove(line)
        place = 0 if after == FIRST else next((at for at, own in enumerate(lines, 1) if own.code == after), None)
        if place is None:
            raise Refused(f"Bản nháp không có dòng {after} để đặt sau; hãy chọn dòng khác.")
        lines.insert(place, line)
    return replace(form, lines=tuple(lines))


def _last_before(form: Form, line: Line) -> str:
    """The last line of the new one's group, behind which it comes where no place is said."""
    group = line.code.split(".")[0]
    return next((own.code for own in reversed(form.lines) if own.code.split(".")[0] == group), "")


def _called_anew(form: Form, old: str, new: str) -> Form:
    def name(code: str) -> str:
        return new if code == old else code

    def names(codes: Sequence[str]) -> tuple[str, ...]:
        return tuple(name(code) for code in codes)

    return replace(
        form,
        lines=tuple(
            replace(
                line, code=name(line.code), parent=name(line.parent), numerator=name(line.numerator),
                denominator=name(line.denominator),
            )
            for line in form.lines
        ),
        checks=tuple(
            replace(check, lines=names(check.lines), parts=names(check.parts), whole=names(check.whole))
            for check in form.checks
        ),
    )  # fmt: skip


def without_line(form: Form, code: str) -> Form:
    """The form without that line; refused where another line or a check speaks of it."""
    if code not in {line.code for line in form.lines}:
        raise Refused(f"Bản nháp không còn dòng {code}; đồng chí mở lại trang bản nháp.")
    lines = [line.code for line in form.lines if code in (line.parent, line.numerator, line.denominator)]
    checks = [
        f"{number} ({check.id})"
        for number, check in enumerate(form.checks, 1)
        if code in (*check.parts, *check.whole) or (code in check.lines and len(check.lines) < 3)
    ]
    reasons = (
        [f"Dòng {code} còn là mẹ, tử số hoặc mẫu số của dòng {', '.join(lines)}; hãy sửa các dòng ấy trước."]
        if lines
        else []
    )
    reasons += (
        [f"Dòng {code} còn trong kiểm tra thứ {', '.join(checks)}; hãy sửa hoặc bỏ kiểm tra ấy trước."]
        if checks
        else []
    )
    if reasons:
        raise Refused(reasons)
    return replace(
        form,
        lines=tuple(line for line in form.lines if line.code != code),
        checks=tuple(
            replace(check, lines=tuple(own for own in check.lines if own != code)) if code in check.lines else check
            for check in form.checks
        ),
    )


def with_check(form: Form, check: Check, *, instead: int | None = None) -> Form:
    """The form with that check, in the place of the one of that number (from 1) or behind all others."""
    checks = list(form.checks)
    if instead is None:
        return replace(form, checks=(*checks, check))
    checks[_place(form, instead)] = check
    return replace(form, checks=tuple(checks))


def without_check(form: Form, number: int) -> Form:
    """The form without the check of that number."""
    place = _place(form, number)
    return replace(form, checks=(*form.checks[:place], *form.checks[place + 1 :]))


def _place(form: Form, number: int) -> int:
    if not 1 <= number <= len(form.checks):
        raise Refused(f"Bản nháp không có kiểm tra thứ {number}; đồng chí mở lại trang bản nháp.")
    return number - 1


def groups_said(text: str) -> dict[str, str]:
    """The groups that are written one a line, as “1. Tổ chức đảng”; Refused with the line that is not so."""
    groups: dict[str, str] = {}
    for row in filter(None, map(squeeze, text.splitlines())):
        code, dot, label = row.partition(".")
        if not (dot and code.strip().isascii() and code.strip().isdigit() and label.strip()):
            raise Refused(
                f"Nhóm “{row[:60]}” không đọc được; mỗi dòng một nhóm, viết như “1. Tổ chức đảng, đảng viên”."
            )
        if code.strip() in groups:
            raise Refused(f"Nhóm {code.strip()} ghi hai lần; hãy bỏ một.")
        groups[code.strip()] = label.strip()
    return groups


def one_a_line(text: str) -> tuple[str, ...]:
    """What is written one a line."""
    return tuple(filter(None, map(squeeze, text.splitlines())))


def codes_said(text: str) -> tuple[str, ...]:
    """The codes that are written with commas, spaces or plus signs between them."""
    return tuple(text.replace(",", " ").replace("+", " ").replace(";", " ").split())


def number_said(text: str, label: str) -> float | int:
    """The number as people write it: 0,5 or 1.000; nothing is 0. Refused where it is none, or none that is exact."""
    reading = read_number(text)
    if reading.kind == "blank":
        return 0
    if reading.kind != "number" or reading.amount is None or reading.amount < 0 or "about" in reading.marks:
        raise Refused(f"“{label}” ghi “{squeeze(text)[:40]}”, không phải số; viết như 120 hoặc 0,5.")
    whole = reading.amount == reading.amount.to_integral_value()
    return int(reading.amount) if whole else float(reading.amount)
