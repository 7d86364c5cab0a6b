"""A unit's own return as a table: what it declares beside what the records say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giaoban.core.numbers import write_number
from giaoban.faces.desk.reports import shown
from giaoban.faces.desk.reports.frame import may_act
from giaoban.kit.register import SignedIn
from giaoban.reporting.models import Return, ReturnValue
from giaoban.reporting.queries import open_findings
from giaoban.reporting.report import LineFigure, Report, Value
from giaoban.reporting.rules import NEXT


def own_grid(
    request: SignedIn, report_return: Return, report: Report, explanations: Mapping[str, Any], *, may_explain: bool
) -> dict[str, Any]:
    """A unit's own return: what it declares beside what the records say, the cell it came from, findings in place."""
    form = report_return.campaign.form_used
    kept = {row.code: row for row in report_return.values.all()}
    may_correct = (report_return.state, "declare") in NEXT and may_act(request, report_return, "declare")
    with_records = any(row.recorded is not None for row in kept.values())
    columns = _columns(with_records)
    rows: list[dict[str, Any]] = []
    group = ""
    for line in report.lines:
        if line.code.split(".")[0] != group:
            group = line.code.split(".")[0]
            rows.append(shown.group_row(form, group, len(columns)))
        correct_url = reverse("reports:declare", args=[report_return.pk, line.code]) if may_correct else ""
        rows.append(
            {
                "key": line.code.replace(".", "-"),
                "name": line.label,
                "level": line.level,
                "cells": _cells(line, kept.get(line.code), report_return, report, with_records=with_records),
                "findings": [
                    shown.finding(
                        finding, report, report_return, explanations, may_explain=may_explain, fix_url=correct_url
                    )
                    for finding in report.findings
                    if finding.line == line.code
                ],
                "act": {"label": _("Correct it"), "url": correct_url} if correct_url else None,
            }
        )
    return {
        "id": "lines",
        "caption": _("Return of %(unit)s, %(period)s")
        % {"unit": report_return.name, "period": report_return.campaign.asked.title()},
        "layout": "scroll",
        "columns": columns,
        "rows": rows,
        "findings": len(open_findings(report)),
    }


def _columns(with_records: bool) -> list[dict[str, Any]]:
    beside = [
        {"key": "recorded", "label": _("In the records"), "kind": "number"},
        {"key": "difference", "label": _("Difference"), "kind": "number"},
    ]
    return [
        {"key": "line", "label": _("Report line"), "kind": "text"},
        {"key": "declared", "label": _("Declared"), "kind": "number"},
        *(beside if with_records else ()),
        {"key": "previous", "label": _("Last year"), "kind": "number"},
        {"key": "change", "label": _("Against last year"), "kind": "number"},
        {"key": "target", "label": _("Year target"), "kind": "number"},
        {"key": "cell", "label": _("Read from"), "kind": "text"},
    ]


def _cells(
    line: LineFigure, row: ReturnValue | None, report_return: Return, report: Report, *, with_records: bool
) -> list[dict[str, Any]]:
    """The cells of one line, in the order of the columns."""
    codes = {other.code for other in report.lines}
    value = line.by_unit.get(report_return.name, Value(None, "missing"))
    return [
        {"text": f"{line.code} {line.label}", "note": line.unit_of_count, "head": True, "kind": "text"},
        {
            "kind": "number",
            "finding": shown.worst(
                [finding for finding in report.findings if line.code in shown.concerned(finding, codes)]
            ),
            "label": _("Declared"),
            "figure": shown.figure(
                value.amount,
                line.unit_of_count,
                href=reverse("reports:line", args=[report_return.pk, line.code]) if row else "",
                state=value.state,
                about=f"{line.label}, {report_return.name}",
                estimate=bool(row and row.estimate and report_return.estimated),
            ),
            "note": STATES.get(value.state, "") if value.amount is None or value.state == "zero_dash" else "",
        },
        *(_beside_records(line, row, report_return) if with_records else ()),
        {"kind": "number", "text": write_number(line.previous, line.unit_of_count) or "–", "label": _("Last year")},
        {"kind": "number", "text": shown.change(line), "label": _("Against last year")},
        {"kind": "number", "text": write_number(line.target, line.unit_of_count) or "–", "label": _("Year target")},
        {
            "kind": "text",
            "label": _("Read from"),
            "text": f"{row.cell[1]} · {row.cell[2]}" if row and row.cell else "",
            "note": row.reason if row and row.reason and not with_records else "",
        },
    ]


def _beside_records(line: LineFigure, row: ReturnValue | None, report_return: Return) -> list[dict[str, Any]]:
    """What the records say, and how far the declared value is from it, with the reason."""
    if row is None or row.recorded is None:
        return [{"kind": "number", "figure": shown.figure(None, line.unit_of_count)}, {"kind": "number", "text": ""}]
    difference = row.declared - row.recorded if row.declared is not None else None
    records_url = reverse("reports:records", args=[report_return.pk, line.code])
    return [
        {"kind": "number", "figure": shown.figure(row.recorded, line.unit_of_count, href=records_url)},
        {
            "kind": "number",
            "text": f"{'+' if difference > 0 else ''}{write_number(difference)}" if difference else "",
            "note": row.reason if difference else "",
        },
    ]


STATES = {
    "zero_dash": gettext_lazy("a dash"),
    "blank": gettext_lazy("left blank"),
    "missing": gettext_lazy("no such line"),
    "unreadable": gettext_lazy("no number"),
    "not_applicable": gettext_lazy("not applicable"),
}
