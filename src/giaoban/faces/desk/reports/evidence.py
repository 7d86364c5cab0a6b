"""Where a figure comes from: units, organisations, the cells of the workbook."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.core.numbers import write_number
from giaoban.faces.desk.reports import shown
from giaoban.faces.desk.reports.frame import below_seen, may_act, seen_return
from giaoban.faces.desk.reports.passage import is_text, passage
from giaoban.kit.register import SignedIn
from giaoban.reporting.models import Return, ReturnOrganisation, ReturnValue
from giaoban.reporting.queries import cell_of, organisations_told, report_of, values_of
from giaoban.reporting.report import Cell, LineFigure, Report, Value


@login_required
def line(request: SignedIn, pk: int, code: str) -> HttpResponse:
    """A figure's evidence: what it counts, the sum by unit, down to the organisations and the cells of the workbook."""
    report_return = seen_return(request, pk)
    report = report_of(report_return)
    figure = line_or_404(report, code)
    explanations = shown.explanations_by_finding(report_return.campaign)
    codes = {line.code for line in report.lines}
    whole = report.unit
    drawer: dict[str, Any] = {
        "title": f"{figure.code} {figure.label}",
        "about": f"{report_return.name}, {report_return.campaign.asked.title()}",
        "figure": shown.figure(figure.value, figure.unit_of_count),
        "unit_of_count": figure.unit_of_count if figure.unit_of_count != "%" else "",
        "definition": _definition(figure, report_return),
        "rules": _rules(figure, report_return, report),
        "findings": [
            shown.finding(
                finding, report, report_return, explanations, may_explain=may_act(request, report_return, "explain")
            )
            for finding in report.findings
            if code in shown.concerned(finding, codes) and (finding.unit == whole or finding.line == code)
        ],
        "links": [],
    }
    below = below_seen(request, report_return)
    if report_return.source == Return.Source.BELOW:
        drawer["parts"] = {
            "rows": [_unit_part(figure, unit, below) for unit in report.units],
            "total": shown.figure(figure.value, figure.unit_of_count) if figure.adds_as != "ratio" else None,
        }
        for part, label in ((figure.numerator, _("Numerator")), (figure.denominator, _("Denominator"))):
            if part is not None:
                drawer["rules"].append({"label": label, "text": write_number(part)})
    else:
        _own_evidence(request, report_return, figure, report, drawer)
    return shown_evidence(request, report_return, drawer)


def line_or_404(report: Report, code: str) -> LineFigure:
    try:
        return report.line(code)
    except KeyError:
        raise Http404 from None


def _unit_part(figure: LineFigure, unit: str, below: Mapping[str, Return]) -> dict[str, Any]:
    value, report_return = figure.by_unit.get(unit, Value(None, "missing")), below.get(unit)
    url = (
        reverse("reports:line", args=[report_return.pk, figure.code]) if report_return and report_return.source else ""
    )
    return {
        "label": unit,
        "note": f"{value.cell.sheet} · {value.cell.address}" if value.cell else "",
        "figure": shown.figure(value.amount, figure.unit_of_count, state=value.state, href=url, about=unit),
    }


def _own_evidence(
    request: SignedIn, report_return: Return, figure: LineFigure, report: Report, drawer: dict[str, Any]
) -> None:
    """Of a unit's own return: the cell with the sheet around it, the organisations of its detail, the records."""
    row = ReturnValue.objects.filter(belongs_to=report_return, code=figure.code).first()
    cell = cell_of(row.cell) if row else None
    links = drawer["links"]
    if row and cell:
        drawer["cells"] = [_cell_read(cell, row.declared, figure.unit_of_count) | {"doubt": row.reason}]
        drawer["excerpt"] = shown.excerpt(report_return.file, cell)
        drawer["passage"] = passage(report_return.file, cell)
    if row and row.reason:
        drawer["rules"].append({"label": _("Reason given"), "text": row.reason})
    if row and row.recorded is not None:
        drawer["rules"].append({"label": _("In the records"), "text": write_number(row.recorded, figure.unit_of_count)})
        records_url = reverse("reports:records", args=[report_return.pk, figure.code])
        links.append({"label": _("Show the records"), "url": records_url, "icon": "list-checks"})
    if organisations := _organisations(report_return, figure):
        drawer["organisations"] = organisations
    page_url = reverse("reports:page", args=[report_return.pk])
    links.append({"label": _("Open the return"), "url": page_url, "icon": "file-text"})
    if report_return.file_id:
        workbook_url = reverse("reports:workbook", args=[report_return.pk])
        label = _("Download the text") if is_text(report_return.file) else _("Download the workbook")
        links.append({"label": label, "url": workbook_url, "icon": "download"})


def _cell_read(cell: Cell, amount: Decimal | None, unit_of_count: str) -> dict[str, Any]:
    """Where the cell stands, what was typed in it and what it was read as."""
    return {
        "file": cell.file,
        "sheet": cell.sheet,
        "cell": cell.address,
        "raw": cell.typed,
        "read_as": write_number(amount, unit_of_count) or _("no value"),
    }


def _organisations(report_return: Return, figure: LineFigure) -> dict[str, Any] | None:
    """The organisations of the detail with their values of that line; None where the detail does not have it."""
    counts_rows = report_return.campaign.form_used.line(figure.code).counts_rows
    rows = [
        (row, values_of(row.values).get(figure.code, Value(None, "missing")))
        for row in organisations_told(report_return)
    ]
    given = [value.amount for _row, value in rows if value.amount is not None]
    if not rows or not (given or counts_rows):
        return None

    def shown_value(row: ReturnOrganisation, value: Value) -> dict[str, Any]:
        door = reverse("reports:organisation", args=[row.pk, figure.code]) if value.cell else ""
        return shown.figure(value.amount, figure.unit_of_count, state=value.state, about=row.name, href=door)

    return {
        "rows": [
            {
                "label": row.name,
                "note": row.cell[2] if counts_rows else "",
                "figure": None if counts_rows else shown_value(row, value),
            }
            for row, value in rows
        ],
        "total": shown.figure(Decimal(len(rows)) if counts_rows else sum(given, Decimal(0)), figure.unit_of_count),
        "count": len(rows),
    }


@login_required
def organisation(request: SignedIn, pk: int, code: str) -> HttpResponse:
    """One organisation's value: its cell in the detail sheet with the sheet around it."""
    row = ReturnOrganisation.objects.filter(pk=pk).select_related("belongs_to").first()
    if row is None:
        raise Http404
    report_return = seen_return(request, row.belongs_to_id)
    value = values_of(row.values).get(code)
    if value is None:
        raise Http404
    used = report_return.campaign.form_used.line(code)
    drawer = {
        "title": f"{code} {used.label}",
        "about": f"{row.name}, {report_return.name}, {report_return.campaign.asked.title()}",
        "figure": shown.figure(value.amount, used.unit_of_count, state=value.state),
        "unit_of_count": used.unit_of_count,
        "cells": [_cell_read(value.cell, value.amount, used.unit_of_count)] if value.cell else [],
        "excerpt": shown.excerpt(report_return.file, value.cell),
        "links": [
            {
                "label": _("Back to %(unit)s") % {"unit": report_return.name},
                "url": reverse("reports:line", args=[report_return.pk, code]),
                "icon": "chevron-left",
                "drawer": True,
            }
        ],
    }
    return shown_evidence(request, report_return, drawer)


def shown_evidence(request: SignedIn, report_return: Return, drawer: dict[str, Any]) -> HttpResponse:
    """Inside the drawer only the evidence; as a page of its own with the frame around it."""
    if request.headers.get("HX-Request"):
        return render(request, "reports/evidence.html", {"drawer": drawer})
    trail = [
        {"label": _("Reports"), "url": reverse("reports:home")},
        {"label": report_return.name, "url": reverse("reports:page", args=[report_return.pk])},
        {"label": drawer["title"], "url": ""},
    ]
    return render(request, "reports/evidence_page.html", {"drawer": drawer, "trail": trail, "one": report_return})


def _definition(figure: LineFigure, report_return: Return) -> str:
    match figure.adds_as:
        case "stock":
            text = _("Counted on the last day of the period.")
        case "ratio":
            text = _("The sum of the numerators divided by the sum of the denominators, never a mean of percentages.")
        case "between":
            text = _(
                "Counted by its day in the period. Between units: from the records, what stays inside the unit is left"
                " out; declared values name no other end and are added as they were declared."
            )
        case _:
            text = _("Counted by its day in the period, and added over the units.")
    return str(text)


def _rules(figure: LineFigure, report_return: Return, report: Report) -> list[dict[str, str]]:
    rules = [{"label": _("Reporting period"), "text": report_return.campaign.asked.title()}]
    if report.cut_off_on:
        text = f"{report.cut_off_on:%d/%m/%Y}" + (
            f", {_('estimated to the end of the period')}" if report.estimated else ""
        )
        rules.append({"label": _("Cut-off"), "text": text})
    if figure.previous is not None:
        rules.append(
            {
                "label": _("Last year"),
                "text": f"{write_number(figure.previous, figure.unit_of_count)} ({shown.change(figure)})",
            }
        )
    if figure.target is not None and figure.value is not None and figure.target:
        rules.append(
            {
                "label": _("Year target"),
                "text": f"{write_number(figure.target)} ({write_number(figure.value * 100 / figure.target, '%')})",
            }
        )
    return rules
