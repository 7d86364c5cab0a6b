"""Checks against the detail of the organisations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from rapidfuzz import fuzz

from giaoban.core.numbers import write_number
from giaoban.core.text import fold
from giaoban.reporting.checks.examined import Examined, detail_of, finding_of, lines_named, total_of
from giaoban.reporting.forms import Check
from giaoban.reporting.intake.returned import Organisation
from giaoban.reporting.report import Finding


def _repeats(organisations: Sequence[Organisation]) -> dict[int, Organisation]:
    """By its place in the list, each organisation that stands there again, with its first row.

    The same name is the same organisation; so is nearly the same name with exactly the same figures.
    """
    repeated: dict[int, Organisation] = {}
    first: dict[str, Organisation] = {}
    figures: dict[tuple[Decimal | None, ...], Organisation] = {}
    for at, organisation in enumerate(organisations):
        amounts = tuple(value.amount for value in organisation.values.values())
        earlier = first.get(fold(organisation.name))
        if earlier is None and sum(1 for amount in amounts if amount and amount > 1) >= 5:
            twin = figures.get(amounts)
            if twin is not None and fuzz.ratio(fold(twin.name), fold(organisation.name)) >= 85:
                earlier = twin
        if earlier is not None:
            repeated[at] = earlier
        first.setdefault(fold(organisation.name), organisation)
        figures.setdefault(amounts, organisation)
    return repeated


def check_organisation_twice(check: Check, examined: Examined) -> Iterator[Finding]:
    for read in examined.returns:
        organisations = read.organisations or ()
        for at, earlier in _repeats(organisations).items():
            again = organisations[at]
            same = [value.amount for value in earlier.values.values()] == [
                value.amount for value in again.values.values()
            ]
            yield finding_of(
                check, read.province, next((line.code for line in examined.form.lines if line.counts_rows), ""),
                f"“{again.name}” có hai dòng trong biểu chi tiết (ô {earlier.cell.address} và {again.cell.address}), số liệu "
                f"{'giống hệt nhau' if same else 'khác nhau'}.",
                {earlier.cell.address: earlier.name, again.cell.address: again.name},
            )  # fmt: skip


def check_detail_total(check: Check, examined: Examined) -> Iterator[Finding]:
    for read in examined.returns:
        if not read.organisations:
            continue
        again = _repeats(read.organisations)
        once = [organisation for at, organisation in enumerate(read.organisations) if at not in again]
        differing = [
            (line.code, declared, detail)
            for line in examined.form.lines
            if (declared := read.amount(line.code)) is not None
            and (detail := detail_of(read.organisations, line.code, line.counts_rows)) is not None
            and declared not in {detail, detail_of(once, line.code, line.counts_rows)}
        ]
        if len(differing) >= 3 and any(examined.form.line(code).counts_rows for code, _, _ in differing):
            # Organisations are missing from the detail, or stand there without being counted: one fault.
            code, declared, detail = next(
                difference for difference in differing if examined.form.line(difference[0]).counts_rows
            )
            yield finding_of(
                check, read.province, code,
                f"{lines_named(examined.form, (code,))} ghi {write_number(declared)} nhưng biểu chi tiết có {write_number(detail)} tổ chức; "
                f"vì vậy {len(differing) - 1} chỉ tiêu khác cũng không khớp.",
                {code: f"{write_number(declared)} / chi tiết {write_number(detail)}" for code, declared, detail in differing},
            )  # fmt: skip
            continue
        for code, declared, detail in differing:
            yield finding_of(
                check, read.province, code,
                f"{lines_named(examined.form, (code,))} ghi {write_number(declared)} nhưng chi tiết theo tổ chức cơ sở đảng cộng lại "
                f"{write_number(detail)}, {'thừa' if declared > detail else 'thiếu'} {write_number(abs(declared - detail))}.",
                {code: write_number(declared), "chi tiết": write_number(detail)}
                | ({"ô": cell.address} if (cell := read.values[code].cell) else {}),
            )  # fmt: skip


def check_detail_parts(check: Check, examined: Examined) -> Iterator[Finding]:
    """The parts and wholes that each unit must keep are asked of each organisation too; one finding a unit and rule."""
    rules = [rule for rule in examined.form.checks if rule.at == "each" and rule.kind in {"sum", "at_most"}]
    for read in examined.returns:
        rows = [
            (organisation.name, {code: value.amount for code, value in organisation.values.items()})
            for organisation in read.organisations or ()
        ]
        for rule in rules:
            wrong: dict[str, str] = {}
            for name, amounts in rows:
                whole, parts = total_of(amounts, rule.whole), total_of(amounts, rule.parts)
                if whole is None or parts is None:
                    continue
                if parts > whole or (rule.kind == "sum" and parts != whole):
                    wrong[name] = f"{write_number(parts)} / {write_number(whole)}"
            if wrong:
                named = ", ".join(f"“{name}” ({pair})" for name, pair in list(wrong.items())[:3])
                relation = "không bằng" if rule.kind == "sum" else "lớn hơn"
                yield finding_of(
                    check, read.province, rule.whole[0],
                    f"Ở biểu chi tiết, {' + '.join(rule.parts)} {relation} {' + '.join(rule.whole)} tại {len(wrong)} tổ chức: {named}"
                    f"{' …' if len(wrong) > 3 else ''}.",
                    wrong,
                )  # fmt: skip
