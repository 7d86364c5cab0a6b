"""A report's values as the parts of a page: figures that are doors, findings beside their lines, bars, cells of a sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.core.numbers import write_number
from giaoban.core.spans import Period
from giaoban.reporting.forms import Form
from giaoban.reporting.models import Campaign, Explanation, Return, ReturnFile
from giaoban.reporting.queries import key_of
from giaoban.reporting.report import Cell, Finding, LineFigure, Report, Value
from giaoban.reporting.rules import CLOSED

FIRST_VALUES = 10
"""How many values of a finding are shown beside its sentence."""

TONES = {
    "not_started": "",
    "draft": "open",
    "submitted": "waits",
    "sent_back": "refused",
    "accepted": "accepted",
    "excused": "",
    "cancelled": "refused",
}


def figure(
    amount: Decimal | None,
    unit_of_count: str,
    *,
    href: str = "",
    about: str = "",
    state: str = "given",
    estimate: bool = False,
) -> dict[str, Any]:
    """What the tag `figure` shows."""
    if amount is None:
        shown = "inapplicable" if state == "not_applicable" else "missing"
    elif amount == 0:
        shown = "zero"
    else:
        shown = "estimate" if estimate else "value"
    return {"state": shown, "text": write_number(amount, unit_of_count), "href": href, "about": about}


def badge(report_return: Return) -> dict[str, str]:
    """The state of a return as a word with its sign."""
    return {"text": report_return.get_state_display(), "tone": TONES[report_return.state]}


def concerned(finding: Finding, codes: set[str]) -> set[str]:
    """The lines that a finding speaks of: the one it stands at and those among its values."""
    return {finding.line, *(name for name in finding.values if name in codes)} - {""}


def finding_id(finding: Finding) -> str:
    """A name for the finding that is the same on every page as long as its values are."""
    import hashlib

    return "f-" + hashlib.sha256("\x1f".join(key_of(finding)).encode()).hexdigest()[:12]


def finding(
    finding: Finding,
    report: Report,
    top: Return,
    explanations: Mapping[str, Sequence[Explanation]],
    *,
    may_explain: bool,
    fix_url: str = "",
    with_values: bool = True,
) -> dict[str, Any]:
    """The context of parts/finding.html; the values that are lines of the report are doors."""
    lines = {line.code: line for line in report.lines}
    named = finding.unit and finding.unit != report.unit and len(report.units) > 1
    reasons = explanations.get(finding_id(finding), ())
    explained = next((row for row in reasons if row.taken_back_on is None), None)
    values = [
        {
            "label": f"{name}:",
            "state": "value",
            "text": text,
            "href": reverse("reports:line", args=[top.pk, name]) if name in lines and not named else "",
        }
        for name, text in [pair for pair in finding.values.items() if pair[0] not in report.units][:FIRST_VALUES]
    ]
    return {
        "id": finding_id(finding),
        "severity": finding.severity,
        "message": f"{finding.unit}: {finding.message}" if named else finding.message,
        "figures": values if with_values else [],
        "fix_url": "" if explained else fix_url,
        "explain_url": reverse("reports:explain", args=[top.pk]) if may_explain and not explained else "",
        "hidden": [("finding", finding_id(finding))],
        "accepted": {"by": explained.by, "on": f"{explained.on:%d/%m/%Y}", "reason": explained.reason}
        if explained
        else None,
        "back_url": reverse("reports:take_back", args=[top.pk, explained.pk])
        if explained and may_explain and top.state not in CLOSED
        else "",
        "earlier": [
            _("%(by)s on %(on)s: “%(reason)s”; taken back by %(who)s on %(day)s: “%(why)s”") % _taken_back(row)
            for row in reasons
            if row.taken_back_on is not None
        ],
    }


def _taken_back(row: Explanation) -> dict[str, str]:
    return {
        "by": row.by,
        "on": f"{row.on:%d/%m/%Y}",
        "reason": row.reason,
        "who": row.taken_back_by,
        "day": f"{row.taken_back_on:%d/%m/%Y}",
        "why": row.taken_back_because,
    }


def explanations_by_finding(campaign: Campaign) -> dict[str, list[Explanation]]:
    """The reasons that were given in the campaign by the name of their finding, those taken back among them."""
    reasons: dict[str, list[Explanation]] = {}
    for row in Explanation.objects.filter(belongs_to__campaign=campaign).order_by("pk"):
        named = finding_id(Finding(row.check_id, "note", row.unit, row.line, row.message, row.values))
        reasons.setdefault(named, []).append(row)
    return reasons


def worst(findings: Sequence[Finding]) -> str:
    """The gravest severity among findings that nobody explained; empty when there is none."""
    open_ones = {finding.severity for finding in findings if not finding.accepted_reason}
    return next((severity for severity in ("error", "warning", "note") if severity in open_ones), "")


def group_row(form: Form, group: str, width: int) -> dict[str, Any]:
    """The row that opens a group of lines, as wide as the table."""
    title = form.groups.get(group, group)
    head = {"text": f"{group}. {title}", "head": True, "kind": "text"}
    return {
        "key": f"g{group}",
        "name": title,
        "tone": "group",
        "cells": [head, *({"text": "", "kind": "text"} for _column in range(width - 1))],
    }


def grid(
    report: Report,
    top: Return,
    form: Form,
    below: Mapping[str, Return],
    explanations: Mapping[str, Sequence[Explanation]],
    fixes: Mapping[str, str],
    *,
    may_explain: bool,
) -> dict[str, Any]:
    """The consolidated table: lines against units, last year and target; findings under their line."""
    codes = {line.code for line in report.lines}
    at_line: dict[str, list[Finding]] = {}
    touching: dict[tuple[str, str], list[Finding]] = {}
    for fault in report.findings:
        at_line.setdefault(fault.line, []).append(fault)
        for code in concerned(fault, codes):
            touching.setdefault((code, fault.unit), []).append(fault)
    with_previous = any(line.previous is not None for line in report.lines)
    with_targets = any(line.target is not None for line in report.lines)
    columns = _columns(report, with_previous, with_targets)
    rows: list[dict[str, Any]] = []
    group = ""
    for line in report.lines:
        if line.code.split(".")[0] != group:
            group = line.code.split(".")[0]
            rows.append(group_row(form, group, len(columns)))
        faults = [
            finding(fault, report, top, explanations, may_explain=may_explain, fix_url=fixes.get(fault.unit, ""))
            for fault in at_line.get(line.code, ())
        ]
        rows.append(
            {
                "key": line.code.replace(".", "-"),
                "name": line.label,
                "level": line.level,
                "cells": _cells(line, report, top, below, touching, with_previous, with_targets),
                "findings": faults,
            }
        )
    return {
        "id": "lines",
        "caption": _("Figures of %(unit)s, %(period)s")
        % {"unit": report.unit, "period": Period.parse(report.period).title()},
        "layout": "scroll",
        "columns": columns,
        "rows": rows,
        "findings": sum(1 for fault in report.findings if not fault.accepted_reason),
    }


def _columns(report: Report, with_previous: bool, with_targets: bool) -> list[dict[str, Any]]:
    last_year = [
        {"key": "previous", "label": _("Last year"), "kind": "number"},
        {"key": "change", "label": _("Against last year"), "kind": "number"},
    ]
    targets = [
        {"key": "target", "label": _("Year target"), "kind": "number"},
        {"key": "reached", "label": _("Of target"), "kind": "number"},
    ]
    return [
        {"key": "line", "label": _("Report line"), "kind": "text"},
        {"key": "whole", "label": _("Sum of all") if len(report.units) > 1 else _("Declared"), "kind": "number"},
        *(last_year if with_previous else ()),
        *(targets if with_targets else ()),
        *({"key": unit, "label": unit, "kind": "number"} for unit in report.units),
    ]


def _cells(
    line: LineFigure,
    report: Report,
    top: Return,
    below: Mapping[str, Return],
    touching: Mapping[tuple[str, str], Sequence[Finding]],
    with_previous: bool,
    with_targets: bool,
) -> list[dict[str, Any]]:
    period = Period.parse(report.period).title()

    def about(unit: str) -> str:
        return f"{line.label}, {unit}, {period}"

    cells: list[dict[str, Any]] = [
        {"text": f"{line.code} {line.label}", "note": line.unit_of_count, "head": True, "kind": "text"},
        {
            "kind": "number",
            "finding": worst(touching.get((line.code, report.unit), ())),
            "figure": figure(
                line.value, line.unit_of_count,
                href=reverse("reports:line", args=[top.pk, line.code]), about=about(report.unit),
            ),
        },
    ]  # fmt: skip
    if with_previous:
        cells += [
            {"kind": "number", "text": write_number(line.previous, line.unit_of_count) or "–"},
            {"kind": "number", "text": change(line)},
        ]
    if with_targets:
        reached = line.value * 100 / line.target if line.value is not None and line.target else None
        cells += [
            {"kind": "number", "text": write_number(line.target, line.unit_of_count) or "–"},
            {"kind": "number", "text": write_number(reached, "%") or "–"},
        ]
    for unit in report.units:
        value = line.by_unit.get(unit, Value(None, "missing"))
        report_return = below.get(unit)
        cells.append(
            {
                "kind": "number",
                "label": unit,
                "finding": worst(touching.get((line.code, unit), ())) if unit != report.unit else "",
                "figure": figure(
                    value.amount, line.unit_of_count, state=value.state, about=about(unit),
                    href=reverse("reports:line", args=[report_return.pk, line.code]) if report_return and value.amount is not None else "",
                ),
            }
        )  # fmt: skip
    return cells


def change(line: LineFigure) -> str:
    """The change against the same period of last year: percent for counts, points for ratios."""
    if line.value is None or line.previous is None:
        return "–"
    if line.unit_of_count == "%":
        points = line.value - line.previous
        return f"{'+' if points > 0 else ''}{write_number(points)} {_('points')}"
    if not line.previous:
        return "–"
    percent = (line.value - line.previous) * 100 / line.previous
    return f"{'+' if percent > 0 else ''}{write_number(percent.quantize(Decimal('0.1')))}%"


# Bars


def bars(
    line: LineFigure, report: Report, below: Mapping[str, Return], last_year: Mapping[str, Decimal | None]
) -> dict[str, Any]:
    """One line of the report as sorted bars, last year's mark on each."""
    values = [(unit, line.by_unit[unit].amount) for unit in report.units if line.by_unit[unit].amount is not None]
    values.sort(key=lambda pair: pair[1] or Decimal(0), reverse=True)
    top = max(
        [amount or Decimal(0) for _unit, amount in values]
        + [last or Decimal(0) for last in last_year.values()]
        + [Decimal(1)]
    )
    with_last = any(last is not None for last in last_year.values())
    return {
        "id": f"bars-{line.code.replace('.', '-')}",
        "title": f"{line.code} {line.label} ({line.unit_of_count})",
        "note": _("the line on a bar is the same period of last year") if with_last else "",
        "label": _("Unit"),
        "value": Period.parse(report.period).title(),
        "last": _("Last year") if with_last else "",
        "bars": [
            {
                "label": unit,
                "url": reverse("reports:page", args=[below[unit].pk]) if unit in below else "",
                "figure": figure(
                    amount, line.unit_of_count,
                    href=reverse("reports:line", args=[below[unit].pk, line.code]) if unit in below else "",
                    about=f"{line.label}, {unit}",
                ),
                "width": f"{(amount or Decimal(0)) * 100 / top:.1f}",
                "mark": f"{last * 100 / top:.1f}" if (last := last_year.get(unit)) is not None else "",
                "last_figure": figure(last_year.get(unit), line.unit_of_count) if with_last else None,
            }
            for unit, amount in values
        ],
    }  # fmt: skip


# The sheet around a cell


def excerpt(file: ReturnFile | None, cell: Cell | None, *, rows: int = 3, columns: int = 4) -> dict[str, Any] | None:
    """The sheet as typed around the cell: a few rows above and below, the first columns always with them."""
    sheet = next((sheet for sheet in file.sheets if cell and sheet["name"] == cell.sheet), None) if file else None
    match = re.fullmatch(r"([A-Z]+)(\d+)", cell.address) if cell else None
    if sheet is None or match is None or cell is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    at_column, at_row = column - 1 - sheet["left"], int(match[2]) - 1 - sheet["top"]
    typed: list[list[str]] = sheet["rows"]
    if not 0 <= at_row < len(typed):
        return None
    header = _header_row(typed, at_row, at_column)
    wanted_rows = sorted({header, *range(max(0, at_row - rows), min(len(typed), at_row + rows + 1))} - {-1})
    width = max((len(row) for row in typed), default=0)
    wanted_columns = sorted(
        {0, 1, *range(max(0, at_column - columns // 2), at_column + columns // 2 + 1)} & set(range(width))
    )
    return {
        "file": cell.file,
        "sheet": cell.sheet,
        "address": cell.address,
        "typed": cell.typed,
        "columns": [_letters(sheet["left"] + index) for index in wanted_columns],
        "rows": [
            {
                "number": sheet["top"] + row + 1,
                "gap": at > 0 and row - wanted_rows[at - 1] > 1,
                "cells": [
                    {
                        "text": typed[row][index] if index < len(typed[row]) else "",
                        "here": row == at_row and index == at_column,
                    }
                    for index in wanted_columns
                ],
            }
            for at, row in enumerate(wanted_rows)
        ],
    }


def _header_row(typed: Sequence[Sequence[str]], before: int, column: int) -> int:
    """The row of the table's heading: the nearest above whose cell in that column is words or a line's code; else -1."""
    for row in range(before - 1, -1, -1):
        text = typed[row][column].strip() if column < len(typed[row]) else ""
        if re.search(r"[^\W\d_]{2}", text) or re.fullmatch(r"[1-9]\.\d(\.[\dab])?", text):
            return row
    return -1


def _letters(column: int) -> str:
    letters, number = "", column + 1
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters
