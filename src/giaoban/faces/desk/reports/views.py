"""The pages of the report: thin, each asks which returns the person may see, reads, and calls at most one act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from giaoban.core.numbers import read_number, write_number
from giaoban.core.refusal import Refused
from giaoban.core.spans import Period
from giaoban.core.text import slug
from giaoban.faces.desk.reports import shown
from giaoban.ground.access.policy import may, may_anywhere, unit_ids_where
from giaoban.ground.access.second_lock import CONFIDENTIAL
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.journal.reading import looked
from giaoban.ground.people.models import Person
from giaoban.ground.undoing import undo
from giaoban.ground.units.queries import names_of
from giaoban.ground.units.restating import by_branch, explain_difference, restate
from giaoban.kit.cells import columns_for, kind_of_cell, label_of, value_of, with_unit_names, written
from giaoban.reporting import figures, incoming, releases, returns
from giaoban.reporting.documents import docx_of, pdf_of, xlsx_of
from giaoban.reporting.forms import all_forms
from giaoban.reporting.models import (
    Release,
    Return,
    ReturnOrganisation,
    ReturnParagraph,
    ReturnValue,
    Version,
)
from giaoban.reporting.queries import (
    amounts_by_unit,
    campaigns_seen,
    cell_of,
    difference_since,
    open_findings,
    organisations_told,
    report_of,
    returns_seen,
    top_of,
    values_of,
    verified,
)
from giaoban.reporting.report import LineFigure, Report, Value
from giaoban.reporting.rules import CLOSED, NEXT

KINDS = {
    "docx": (docx_of, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": (pdf_of, "application/pdf"),
    "xlsx": (xlsx_of, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
CHARTED = ("1.3", "4.4", "4.1", "2.3", "5.3")
ROWS = 50


def _returns_seen(request: HttpRequest) -> QuerySet[Return]:
    """The returns that the person may see, worked out once for each request."""
    if not hasattr(request, "returns_seen"):
        request.returns_seen = returns_seen(request.user, on=today())  # type: ignore[attr-defined]
    return request.returns_seen.all()  # type: ignore[attr-defined,no-any-return]


def _seen(request: HttpRequest, pk: int) -> Return:
    """The return, where the person may see it; 404 else, whether it exists or not."""
    one = _returns_seen(request).filter(pk=pk).select_related("file").first()
    if one is None:
        raise Http404
    return one


def _may(request: HttpRequest, one: Return, act: str) -> bool:
    """Whether the person may do the act on the return: from above where the level above does it."""
    above = one.above.unit_id if one.above and act in FROM_ABOVE else one.unit_id
    return may(request.user, f"returns.{act}", above, on=today(), tree_on=one.campaign.asked.last_day)


FROM_ABOVE = ("accept", "send_back", "reopen", "excuse")


@dataclass(frozen=True)
class _Act:
    label: Any
    about: Any
    icon: str
    asks: tuple[str, ...] = ()
    danger: bool = False


ACTS: dict[str, _Act] = {
    "submit": _Act(
        gettext_lazy("Submit the report"),
        gettext_lazy("The report is sealed as a version; the period is closed for the unit and all below it."),
        "send",
    ),
    "accept": _Act(
        gettext_lazy("Accept the report"),
        gettext_lazy("The figures count as the unit's own and stay closed."),
        "circle-check",
    ),
    "send_back": _Act(
        gettext_lazy("Send the report back"),
        gettext_lazy("The unit sees what is to be mended; its period is open again."),
        "undo-2",
        ("line", "comment"),
    ),
    "reopen": _Act(
        gettext_lazy("Open the report again"),
        gettext_lazy("The report can be worked on again; its sealed version stays."),
        "square-pen",
        ("reason",),
    ),
    "excuse": _Act(
        gettext_lazy("Excuse from reporting"),
        gettext_lazy("The unit is not waited for; the reason stays with the report."),
        "x",
        ("reason",),
    ),
    "compile": _Act(
        gettext_lazy("Compile"),
        gettext_lazy("From the records where the unit keeps them here, and the text from what the units wrote."),
        "git-merge",
    ),
}


# The report and its line of pages


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The newest report that the person may see; with none, how one begins."""
    wanted = request.GET.get("campaign", "")
    campaigns = list(campaigns_seen(request.user, on=today()))
    chosen = next((one for one in campaigns if str(one.pk) == wanted), campaigns[0] if campaigns else None)
    if chosen is not None:
        seen = list(_returns_seen(request).filter(campaign=chosen).order_by("order", "pk"))
        ids = {each.pk for each in seen}
        top = next(each for each in seen if each.above_id not in ids)
        return redirect("reports:page", top.pk)
    can_open = may_anywhere(request.user, "returns.open_campaign", on=today())
    return render(request, "reports/none.html", {"can_open": can_open})


def _frame(request: HttpRequest, one: Return, current: str, report: Report | None = None) -> dict[str, Any]:
    """What every page of one report shares: where one is, the pages beside it, what can be done."""
    pages = [
        ("page", _("Figures"), "table-2"),
        ("charts", _("Comparison"), "chart-bar-big"),
        ("restated", _("On another day's tree"), "network"),
        ("returns", _("Who has returned"), "list-checks"),
        ("narrative", _("Narrative"), "text-quote"),
        ("versions", _("Versions"), "history"),
        ("release", _("Release"), "globe"),
    ]
    has_below = one.source == Return.Source.BELOW
    hidden = set() if has_below else {"charts", "returns", "restated"}
    if one.above_id is not None and not has_below:
        hidden.add("release")
    campaigns = list(campaigns_seen(request.user, on=today()))
    trail = [{"label": _("Reports"), "url": reverse("reports:home")}]
    if one.above is not None and _returns_seen(request).filter(pk=one.above_id).exists():
        trail.append({"label": one.above.name, "url": reverse("reports:page", args=[one.above_id])})
    trail.append({"label": one.name, "url": "" if current == "page" else reverse("reports:page", args=[one.pk])})
    return {
        "one": one,
        "campaign": one.campaign,
        "period": one.campaign.asked.title(),
        "badge": shown.badge(one),
        "trail": trail,
        "tabs": [
            {"label": label, "url": reverse(f"reports:{name}", args=[one.pk]), "icon": icon, "current": name == current}
            for name, label, icon in pages
            if name not in hidden
        ],
        "acts": _acts(request, one),
        "campaigns": [
            {"label": f"{each.form}, {each.asked.title()}", "url": f"{reverse('reports:home')}?campaign={each.pk}"}
            for each in campaigns
            if each.pk != one.campaign_id
        ],
        "documents": [
            {"label": kind.upper(), "url": reverse("reports:document", args=[one.pk, kind])} for kind in KINDS
        ],
        "open_errors": len(open_findings(report, "error")) if report else 0,
    }


def _acts(request: HttpRequest, one: Return) -> list[dict[str, Any]]:
    """The acts that the state allows and the person may do; taking in a workbook among them."""
    found = []
    if (one.state, "take_in") in NEXT and _may(request, one, "take_in"):
        found.append(
            {"label": _("Take in a workbook"), "icon": "upload", "url": reverse("reports:intake", args=[one.pk])}
        )
    for name, act in ACTS.items():
        if (one.state, name) in NEXT and _may(request, one, name) and not (name == "excuse" and one.above_id is None):
            found.append(
                {"label": act.label, "icon": act.icon, "url": reverse("reports:act", args=[one.pk, name]), "name": name}
            )
    first = {"draft": "submit", "submitted": "accept"}.get(one.state)
    return sorted(found, key=lambda each: each.get("name") != first)


@login_required
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures of a report: every line, every unit below it, what does not add up in place."""
    one = _seen(request, pk)
    report = report_of(one)
    below = _below(request, one)
    explanations = shown.explanations_by_finding(one.campaign)
    may_explain = _may(request, one, "explain")
    fixes = {each.name: reverse("reports:page", args=[each.pk]) for each in below.values() if each.state not in CLOSED}
    form = one.campaign.form_used
    context = _frame(request, one, "page", report)
    context["general"] = [
        shown.finding(found, report, one, explanations, may_explain=may_explain, with_values=False)
        for found in report.findings
        if not found.line
    ]
    context["counts"] = {severity: len(open_findings(report, severity)) for severity in ("error", "warning", "note")}
    context["explained"] = sum(1 for found in report.findings if found.accepted_reason)
    if one.source == Return.Source.BELOW:
        context["table"] = shown.grid(report, one, form, below, explanations, fixes, may_explain=may_explain)
        states = [each.state for each in one.below.all()]
        context["expected"], context["here"] = len(states), sum(1 for each in below.values() if each.source)
        context["accepted"] = sum(1 for state in states if state in ("accepted", "excused"))
        return render(request, "reports/report.html", context)
    context["table"] = _own_grid(request, one, report, explanations, may_explain=may_explain)
    context["told"] = [{"kind": kind, "message": message} for kind, message, _line in one.oddities]
    return render(request, "reports/return.html", context)


def _below(request: HttpRequest, one: Return) -> dict[str, Return]:
    """The returns right below that the person may see, by the name that the report gives them."""
    seen = _returns_seen(request).filter(above=one).select_related("file").order_by("order")
    return {each.name: each for each in seen}


def _own_grid(
    request: HttpRequest, one: Return, report: Report, explanations: Mapping[str, Any], *, may_explain: bool
) -> dict[str, Any]:
    """A unit's own return: what it declares beside what the records say, the cell it came from, findings in place."""
    form = one.campaign.form_used
    rows_by_code = {row.code: row for row in one.values.all()}
    open_here = (one.state, "declare") in NEXT and _may(request, one, "declare")
    with_records = any(row.recorded is not None for row in rows_by_code.values())
    codes = {line.code for line in form.lines}
    columns = [
        {"key": "line", "label": _("Report line"), "kind": "text"},
        {"key": "declared", "label": _("Declared"), "kind": "number"},
    ]
    if with_records:
        columns += [
            {"key": "recorded", "label": _("In the records"), "kind": "number"},
            {"key": "difference", "label": _("Difference"), "kind": "number"},
        ]
    columns += [
        {"key": "previous", "label": _("Last year"), "kind": "number"},
        {"key": "change", "label": _("Against last year"), "kind": "number"},
        {"key": "target", "label": _("Year target"), "kind": "number"},
        {"key": "cell", "label": _("Read from"), "kind": "text"},
    ]
    lines, group = [], ""
    for line in report.lines:
        if line.code.split(".")[0] != group:
            group = line.code.split(".")[0]
            lines.append(
                {
                    "key": f"g{group}", "name": form.groups.get(group, group), "tone": "group",
                    "cells": [{"text": f"{group}. {form.groups.get(group, group)}", "head": True, "kind": "text"}]
                    + [{"text": "", "kind": "text"} for _column in columns[1:]],
                }
            )  # fmt: skip
        row = rows_by_code.get(line.code)
        here = [found for found in report.findings if line.code in shown.concerned(found, codes)]
        value = line.by_unit.get(one.name, Value(None, "missing"))
        door = reverse("reports:line", args=[one.pk, line.code])
        cells: list[dict[str, Any]] = [
            {"text": f"{line.code} {line.label}", "note": line.unit_of_count, "head": True, "kind": "text"},
            {
                "kind": "number", "finding": shown.worst(here), "label": _("Declared"),
                "figure": shown.figure(
                    value.amount, line.unit_of_count, href=door if row else "", state=value.state,
                    about=f"{line.label}, {one.name}", estimate=bool(row and row.estimate and one.estimated),
                ),
                "note": STATES.get(value.state, "") if value.amount is None or value.state == "zero_dash" else "",
            },
        ]  # fmt: skip
        if with_records:
            differs = row is not None and row.recorded is not None and row.declared is not None
            difference = (row.declared or 0) - (row.recorded or 0) if differs and row else None
            cells += [
                {
                    "kind": "number",
                    "figure": shown.figure(
                        row.recorded if row else None, line.unit_of_count,
                        href=reverse("reports:records", args=[one.pk, line.code])
                        if row and row.recorded is not None else "",
                    ),
                },
                {
                    "kind": "number",
                    "text": "" if not difference else f"{'+' if difference > 0 else ''}{write_number(difference)}",
                    "note": row.reason if row and difference else "",
                },
            ]  # fmt: skip
        cells += [
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
        lines.append(
            {
                "key": line.code.replace(".", "-"), "name": line.label, "level": line.level, "cells": cells,
                "findings": [
                    shown.finding(
                        found, report, one, explanations, may_explain=may_explain,
                        fix_url=reverse("reports:declare", args=[one.pk, line.code]) if open_here else "",
                    )
                    for found in report.findings if found.line == line.code
                ],
                "act": {"label": _("Correct it"), "url": reverse("reports:declare", args=[one.pk, line.code])}
                if open_here else None,
            }
        )  # fmt: skip
    return {
        "id": "lines",
        "caption": _("Return of %(unit)s, %(period)s") % {"unit": one.name, "period": one.campaign.asked.title()},
        "layout": "scroll",
        "columns": columns,
        "rows": lines,
        "findings": len(open_findings(report)),
    }


STATES = {
    "zero_dash": gettext_lazy("a dash"),
    "blank": gettext_lazy("left blank"),
    "missing": gettext_lazy("no such line"),
    "unreadable": gettext_lazy("no number"),
    "not_applicable": gettext_lazy("not applicable"),
}


@login_required
def who_returned(request: HttpRequest, pk: int) -> HttpResponse:
    """Every expected return: its state, when it came, from where, how many findings it has open, who is late."""
    one = _seen(request, pk)
    report = report_of(one)
    day = today()
    rows = []
    for each in _below(request, one).values():
        found = [finding for finding in open_findings(report) if finding.unit == each.name]
        errors = sum(1 for finding in found if finding.severity == "error")
        late = day > one.campaign.due_on and each.state in ("not_started", "draft", "sent_back")
        rows.append(
            {
                "key": str(each.pk), "name": each.name,
                "cells": [
                    {"text": each.name, "url": reverse("reports:page", args=[each.pk]), "head": True, "kind": "text"},
                    {"badge": shown.badge(each), "kind": "text", "label": _("State"),
                     "note": _("late") if late else each.excused_because},
                    {"text": str(each.get_source_display()), "kind": "text", "label": _("Comes from"),
                     "note": each.file.name if each.file else ""},
                    {"text": f"{each.cut_off_on:%d/%m/%Y}" if each.cut_off_on else "", "kind": "date",
                     "label": _("Cut-off"), "note": _("estimated") if each.estimated else ""},
                    {"text": f"{each.submitted_on:%d/%m/%Y}" if each.submitted_on else "", "kind": "date",
                     "label": _("Submitted")},
                    {"text": str(len(found)) if each.source else "", "kind": "number", "label": _("Open findings"),
                     "note": _("%(errors)s errors") % {"errors": errors} if errors else ""},
                ],
                "act": next(
                    ({"label": act["label"], "url": act["url"]} for act in _acts(request, each) if act.get("name")), None
                ),
            }
        )  # fmt: skip
    context = _frame(request, one, "returns", report)
    context["table"] = {
        "id": "returns",
        "caption": _("Returns expected by %(unit)s") % {"unit": one.name},
        "layout": "cards",
        "columns": [
            {"key": "unit", "label": _("Unit"), "kind": "text"},
            {"key": "state", "label": _("State"), "kind": "text"},
            {"key": "from", "label": _("Comes from"), "kind": "text"},
            {"key": "cut_off", "label": _("Cut-off"), "kind": "date"},
            {"key": "submitted", "label": _("Submitted"), "kind": "date"},
            {"key": "findings", "label": _("Open findings"), "kind": "number"},
        ],
        "rows": rows,
        "count": _("%(here)s of %(expected)s expected returns are here; due %(day)s")
        % {
            "here": one.below.exclude(source="").count(),
            "expected": one.below.count(),
            "day": f"{one.campaign.due_on:%d/%m/%Y}",
        },
    }
    return render(request, "reports/returns.html", context)


@login_required
def charts(request: HttpRequest, pk: int) -> HttpResponse:
    """Chosen lines as sorted bars by unit, last year's mark on each; any line of the form can be chosen."""
    one = _seen(request, pk)
    report = report_of(one)
    below = _below(request, one)
    codes = [code for code in request.GET.getlist("line") if any(line.code == code for line in report.lines)]
    codes = codes or [code for code in CHARTED if any(line.code == code for line in report.lines)]
    last_year = _last_year(one, codes)
    context = _frame(request, one, "charts", report)
    context["charts"] = [shown.bars(report.line(code), report, below, last_year.get(code, {})) for code in codes]
    context["lines"] = [
        {"code": line.code, "label": f"{line.code} {line.label}", "chosen": line.code in codes} for line in report.lines
    ]
    return render(request, "reports/charts.html", context)


def _last_year(one: Return, codes: list[str]) -> dict[str, dict[str, Decimal | None]]:
    """The same period of last year by line and unit, as the units gave it."""
    rows = ReturnValue.objects.filter(belongs_to__above=one, code__in=codes, previous__isnull=False)
    found: dict[str, dict[str, Decimal | None]] = {}
    for code, unit, previous in rows.values_list("code", "belongs_to__name", "previous"):
        found.setdefault(code, {})[unit] = previous
    return found


@login_required
def restated(request: HttpRequest, pk: int) -> HttpResponse:
    """One line as it was and as it lies on another day's tree, the difference explained act by act."""
    one = _seen(request, pk)
    report = report_of(one)
    on = parse_date(request.GET.get("on", "")) or today()
    lines = [each for each in report.lines if each.adds_as != "ratio"]
    chosen = next((each for each in lines if each.code == request.GET.get("line")), None) or report.line("1.3")
    was_on = one.campaign.asked.last_day
    amounts = amounts_by_unit(one, chosen.code)
    context = _frame(request, one, "restated", report)
    context["line"], context["on"], context["was_on"] = chosen, on, was_on
    context["lines"] = [
        {"code": each.code, "label": f"{each.code} {each.label}", "chosen": each.code == chosen.code} for each in lines
    ]
    lying = restate(amounts, was_on=was_on, is_on=on)
    now, outside = by_branch(one.unit_id, lying, on=on)
    names = names_of(now, on=on)
    ordered = sorted(
        ((names.get(unit, ""), amount) for unit, amount in now.items() if amount), key=lambda pair: -pair[1]
    )
    context["now"] = [{"label": name, "figure": shown.figure(amount, chosen.unit_of_count)} for name, amount in ordered]
    context["outside"] = shown.figure(outside, chosen.unit_of_count) if outside else None
    context["total"] = shown.figure(sum(now.values(), Decimal(0)), chosen.unit_of_count)
    context["was"] = shown.figure(sum(amounts.values(), Decimal(0)), chosen.unit_of_count)
    context["explained_lines"] = [
        {"what": each.what, "sentence": each.sentence, "branch": each.what == "branch"}
        for each in explain_difference(one.unit_id, lying, was_on=was_on, is_on=on, unit_of_count=chosen.unit_of_count)
    ]
    return render(request, "reports/restated.html", context)


# Evidence


@login_required
def line(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """A figure's evidence: what it counts, the sum by unit, down to the organisations and the cells of the workbook."""
    one = _seen(request, pk)
    report = report_of(one)
    found = _line(report, code)
    explanations = shown.explanations_by_finding(one.campaign)
    codes = {each.code for each in report.lines}
    whole = report.unit
    drawer: dict[str, Any] = {
        "title": f"{found.code} {found.label}",
        "about": f"{one.name}, {one.campaign.asked.title()}",
        "figure": shown.figure(found.value, found.unit_of_count),
        "unit_of_count": found.unit_of_count if found.unit_of_count != "%" else "",
        "definition": _definition(found, one),
        "rules": _rules(found, one, report),
        "findings": [
            shown.finding(each, report, one, explanations, may_explain=_may(request, one, "explain"))
            for each in report.findings
            if code in shown.concerned(each, codes) and (each.unit == whole or each.line == code)
        ],
        "links": [],
    }
    below = _below(request, one)
    if one.source == Return.Source.BELOW:
        drawer["parts"] = {
            "rows": [_unit_part(found, unit, below) for unit in report.units],
            "total": shown.figure(found.value, found.unit_of_count) if found.adds_as != "ratio" else None,
        }
        for part, label in ((found.numerator, _("Numerator")), (found.denominator, _("Denominator"))):
            if part is not None:
                drawer["rules"].append({"label": label, "text": write_number(part)})
    else:
        _own_evidence(request, one, found, report, drawer)
    return _evidence(request, one, drawer)


def _line(report: Report, code: str) -> LineFigure:
    try:
        return report.line(code)
    except KeyError:
        raise Http404 from None


def _unit_part(found: LineFigure, unit: str, below: Mapping[str, Return]) -> dict[str, Any]:
    value, one = found.by_unit.get(unit, Value(None, "missing")), below.get(unit)
    url = reverse("reports:line", args=[one.pk, found.code]) if one and one.source else ""
    return {
        "label": unit,
        "note": f"{value.cell.sheet} · {value.cell.address}" if value.cell else "",
        "figure": shown.figure(value.amount, found.unit_of_count, state=value.state, href=url, about=unit),
    }


def _own_evidence(request: HttpRequest, one: Return, found: LineFigure, report: Report, drawer: dict[str, Any]) -> None:
    """Of a unit's own return: the cell with the sheet around it, the organisations of its detail, the records."""
    row = ReturnValue.objects.filter(belongs_to=one, code=found.code).first()
    cell = cell_of(row.cell) if row else None
    if row and cell:
        drawer["cells"] = [
            {
                "file": cell.file,
                "sheet": cell.sheet,
                "cell": cell.address,
                "raw": cell.typed,
                "read_as": write_number(row.declared, found.unit_of_count) or _("no value"),
                "doubt": row.reason,
            }
        ]
        drawer["excerpt"] = shown.excerpt(one.file, cell)
    if row and row.reason:
        drawer["rules"].append({"label": _("Reason given"), "text": row.reason})
    if row and row.recorded is not None:
        drawer["rules"].append({"label": _("In the records"), "text": write_number(row.recorded, found.unit_of_count)})
        drawer["links"].append(
            {
                "label": _("Show the records"),
                "url": reverse("reports:records", args=[one.pk, found.code]),
                "icon": "list",
            }
        )
    organisations = [
        (each, values_of(each.values).get(found.code, Value(None, "missing"))) for each in organisations_told(one)
    ]
    given = [value.amount for _each, value in organisations if value.amount is not None]
    if organisations and (given or one.campaign.form_used.line(found.code).counts_rows):
        counts_rows = one.campaign.form_used.line(found.code).counts_rows
        drawer["organisations"] = {
            "rows": [
                {
                    "label": each.name,
                    "note": each.cell[2] if counts_rows else "",
                    "figure": None
                    if counts_rows
                    else shown.figure(
                        value.amount, found.unit_of_count, state=value.state, about=each.name,
                        href=reverse("reports:organisation", args=[each.pk, found.code]) if value.cell else "",
                    ),
                }
                for each, value in organisations
            ],
            "total": shown.figure(
                Decimal(len(organisations)) if counts_rows else sum(given, Decimal(0)), found.unit_of_count
            ),
            "count": len(organisations),
        }  # fmt: skip
    drawer["links"].append(
        {"label": _("Open the return"), "url": reverse("reports:page", args=[one.pk]), "icon": "file-text"}
    )
    if one.file_id:
        drawer["links"].append(
            {"label": _("Download the workbook"), "url": reverse("reports:workbook", args=[one.pk]), "icon": "download"}
        )


@login_required
def organisation(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One organisation's value: its cell in the detail sheet with the sheet around it."""
    row = ReturnOrganisation.objects.filter(pk=pk).select_related("belongs_to").first()
    if row is None:
        raise Http404
    one = _seen(request, row.belongs_to_id)
    value = values_of(row.values).get(code)
    if value is None:
        raise Http404
    used = one.campaign.form_used.line(code)
    drawer = {
        "title": f"{code} {used.label}",
        "about": f"{row.name}, {one.name}, {one.campaign.asked.title()}",
        "figure": shown.figure(value.amount, used.unit_of_count, state=value.state),
        "unit_of_count": used.unit_of_count,
        "cells": [
            {
                "file": value.cell.file,
                "sheet": value.cell.sheet,
                "cell": value.cell.address,
                "raw": value.cell.typed,
                "read_as": write_number(value.amount, used.unit_of_count) or _("no value"),
            }
        ]
        if value.cell
        else [],
        "excerpt": shown.excerpt(one.file, value.cell),
        "links": [
            {
                "label": _("Back to %(unit)s") % {"unit": one.name},
                "url": reverse("reports:line", args=[one.pk, code]),
                "icon": "chevron-left",
                "drawer": True,
            }
        ],
    }
    return _evidence(request, one, drawer)


def _evidence(request: HttpRequest, one: Return, drawer: dict[str, Any]) -> HttpResponse:
    """Inside the drawer only the evidence; as a page of its own with the frame around it."""
    if request.headers.get("HX-Request"):
        return render(request, "reports/evidence.html", {"drawer": drawer})
    trail = [
        {"label": _("Reports"), "url": reverse("reports:home")},
        {"label": one.name, "url": reverse("reports:page", args=[one.pk])},
        {"label": drawer["title"], "url": ""},
    ]
    return render(request, "reports/evidence_page.html", {"drawer": drawer, "trail": trail, "one": one})


def _definition(found: LineFigure, one: Return) -> str:
    match found.adds_as:
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


def _rules(found: LineFigure, one: Return, report: Report) -> list[dict[str, str]]:
    rules = [{"label": _("Reporting period"), "text": one.campaign.asked.title()}]
    if report.cut_off_on:
        text = f"{report.cut_off_on:%d/%m/%Y}" + (
            f", {_('estimated to the end of the period')}" if report.estimated else ""
        )
        rules.append({"label": _("Cut-off"), "text": text})
    if found.previous is not None:
        rules.append(
            {
                "label": _("Last year"),
                "text": f"{write_number(found.previous, found.unit_of_count)} ({shown.change(found)})",
            }
        )
    if found.target is not None and found.value is not None and found.target:
        rules.append(
            {
                "label": _("Year target"),
                "text": f"{write_number(found.target)} ({write_number(found.value * 100 / found.target, '%')})",
            }
        )
    return rules


@login_required
def records(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The records behind a figure, as the person may read that register; who may not sees how many there are.

    Of confidential records it shows what their list shows, which names nobody, and in which units they were counted.
    """
    one = _seen(request, pk)
    form = one.campaign.form_used
    if not any(each.code == code for each in form.lines):
        raise Http404
    name = figures.indicator_of(form, code)
    context = _frame(request, one, "records")
    context["line"] = form.line(code)
    if name is None:
        raise Http404
    rows = figures.evidence(name, one.unit_id, one.campaign.asked)
    total = figures.counted(rows)
    context["total"] = write_number(total)
    if figures.counts_persons(name):
        found = figures.figure(name, one.unit_id, one.campaign.asked)
        persons = found.value if found.numerator is None else found.numerator
        context["persons"] = None if persons is None or persons == total else write_number(persons)
    register = figures.register_of(name)
    readable = rows.none()
    if may_anywhere(request.user, register.read, on=today()):
        allowed = unit_ids_where(request.user, register.read, on=today(), tree_on=one.campaign.asked.last_day)
        readable = rows.filter(**{f"{figures.unit_path(name)}__among": allowed})
    if rows.model is register.record:
        columns = [one for one in columns_for(request.user, register, on=today()) if one.listed and not one.power]
        readable = with_unit_names(register, columns, readable, on=one.campaign.asked.last_day)
        readable = readable.order_by(*register.order.split(","), "pk")
        heads = [{"key": each.name, "label": label_of(register, each), "kind": "text"} for each in columns]
    else:
        columns, heads = [], [{"key": "record", "label": _("Record"), "kind": "text"}]
        readable = readable.order_by("pk")
    shown_page = Paginator(readable, ROWS).get_page(request.GET.get("page"))
    context["readable"] = write_number(shown_page.paginator.count)
    named = [getattr(each, "person_id", each.pk if isinstance(each, Person) else None) for each in shown_page]
    confidential = register.record._meta.app_label in CONFIDENTIAL
    if confidential and total:
        context["units"] = _units_counted(request, name, one)
    if not confidential and (people := [key for key in named if key]):
        looked(request.user, register.read, unit=one.unit_id, people=people, line=code, campaign=one.campaign_id)
    context["table"] = {
        "id": "records",
        "caption": _("Records behind %(line)s") % {"line": form.line(code).label},
        "layout": "cards",
        "columns": heads,
        "rows": [
            {
                "key": str(record.pk), "name": str(record),
                "cells": [
                    {"text": written(value), "kind": kind_of_cell(value), "label": str(label_of(register, each)),
                     "head": at == 0,
                     "url": reverse("desk:page", args=[register.name, record.pk]) if at == 0 else ""}
                    for at, each in enumerate(columns) for value in [value_of(record, each)]
                ] or [{"text": str(record), "kind": "text", "head": True}],
            }
            for record in shown_page
        ],
        "pager": _pager(shown_page),
        "empty": {"title": _("None of these records may be shown to you."),
                  "text": _("You see how many there are, not whose they are.")} if total
        else {"title": _("None in this period."), "text": ""},
    }  # fmt: skip
    return render(request, "reports/records.html", context)


def _units_counted(request: HttpRequest, indicator: str, one: Return) -> dict[str, Any]:
    """How much was counted in each unit right below, of those whose returns the person may read."""
    day = one.campaign.asked.last_day
    allowed = unit_ids_where(request.user, "returns.read", on=today(), tree_on=day)
    found = {
        unit: figure.value
        for unit, figure in figures.by_child(indicator, one.unit_id, one.campaign.asked).items()
        if unit in allowed and figure.value
    }
    names = names_of([unit for unit in found if unit is not None], on=day)
    return {
        "id": "units",
        "caption": _("Where it was counted"),
        "layout": "cards",
        "columns": [
            {"key": "unit", "label": _("Unit"), "kind": "text"},
            {"key": "number", "label": _("Number"), "kind": "number"},
        ],
        "rows": [
            {
                "key": str(unit), "name": names.get(unit, ""),
                "cells": [
                    {"text": names.get(unit, ""), "kind": "text", "head": True},
                    {"text": write_number(value), "kind": "number", "label": _("Number")},
                ],
            }
            for unit, value in found.items()
            if unit is not None
        ],
        "empty": {"title": _("None in this period."), "text": ""},
    }  # fmt: skip


def _pager(page: Any) -> dict[str, Any] | None:
    if page.paginator.num_pages <= 1:
        return None
    return {
        "from": write_number(page.start_index()),
        "to": write_number(page.end_index()),
        "of": write_number(page.paginator.count),
        "previous": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "next": f"?page={page.next_page_number()}" if page.has_next() else "",
        "pages": [],
    }


@login_required
def workbook(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The workbook as it was sent, byte for byte."""
    one = _seen(request, pk)
    if one.file is None or not default_storage.exists(one.file.stored):
        raise Http404
    answer = FileResponse(
        default_storage.open(one.file.stored),
        as_attachment=True,
        filename=one.file.name,
        content_type="application/octet-stream",
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@login_required
def document(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The report as a file in the form that the office must use."""
    one = _seen(request, pk)
    if kind not in KINDS:
        raise Http404
    make, content_type = KINDS[kind]
    answer = HttpResponse(make(report_of(one)), content_type=content_type)
    name = f"{slug(one.campaign.form)}-{slug(one.name)}-{one.campaign.period}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


# Correcting and explaining


class DeclareForm(forms.Form):
    value = forms.CharField(
        label=gettext_lazy("Declared value"), required=False,
        help_text=gettext_lazy("As you write it: 38.716 or 38 716; empty when the unit reports nothing."),
    )  # fmt: skip
    estimate = forms.BooleanField(label=gettext_lazy("This is an estimate to the end of the period"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Why the value is not what the workbook or the records say; it stays beside the value."),
    )  # fmt: skip


@login_required
def declare(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One line of a return is corrected with a reason."""
    one = _seen(request, pk)
    if not _may(request, one, "declare"):
        raise Http404
    used = next((each for each in one.campaign.form_used.lines if each.code == code), None)
    if used is None:
        raise Http404
    row = one.values.filter(code=code).first()
    form = DeclareForm(
        request.POST or None,
        initial={
            "value": write_number(row.declared, used.unit_of_count) if row else "",
            "estimate": bool(row and row.estimate),
            "reason": row.reason if row else "",
        },
    )
    refusals: list[str] = []
    if request.method == "POST" and form.is_valid():
        reading = read_number(form.cleaned_data["value"], unit=used.unit_of_count)
        if reading.kind == "unreadable":
            form.add_error("value", reading.reason or _("This is no number."))
        else:
            try:
                returns.declare(
                    actor=request.user,
                    one=one,
                    code=code,
                    amount=Decimal(0) if reading.kind == "dash" else reading.amount,
                    state="blank",
                    reason=form.cleaned_data["reason"],
                    estimate=form.cleaned_data["estimate"],
                )
                messages.success(request, _("%(code)s of %(unit)s is corrected.") % {"code": code, "unit": one.name})
                return redirect(f"{reverse('reports:page', args=[one.pk])}#lines-{code.replace('.', '-')}")
            except Refused as refused:
                refusals = refused.reasons
    facts = []
    if row and row.cell:
        facts.append({"label": _("In the workbook"), "text": f"“{row.cell[3]}” ({row.cell[1]} · {row.cell[2]})"})
    if row and row.recorded is not None:
        facts.append({"label": _("In the records"), "text": write_number(row.recorded, used.unit_of_count)})
    return render(
        request,
        "reports/act.html",
        {
            **_frame(request, one, "declare"),
            "act": {
                "label": f"{code} {used.label}",
                "about": f"{one.name}, {one.campaign.asked.title()}; {used.unit_of_count}",
                "verb": _("Save the correction"),
                "cancel_url": reverse("reports:page", args=[one.pk]),
            },
            "form": form,
            "facts": facts,
            "excerpt": shown.excerpt(one.file, cell_of(row.cell)) if row else None,
            "refusals": refusals,
        },
        status=422 if refusals or form.errors else 200,
    )


@login_required
@require_POST
def explain(request: HttpRequest, pk: int) -> HttpResponse:
    """A finding is accepted with a reason that stays."""
    one = _seen(request, pk)
    if not _may(request, one, "explain"):
        raise Http404
    wanted = request.POST.get("finding", "")
    found = next((each for each in report_of(one).findings if shown.finding_id(each) == wanted), None)
    if found is None:
        raise Refused(_("This finding is no longer there: the figures have changed."))
    returns.explain(actor=request.user, one=one, finding=found, reason=request.POST.get("reason", ""))
    messages.success(request, _("The reason is kept with the finding."))
    return redirect(f"{reverse('reports:page', args=[one.pk])}#{wanted}")


# Acts on the whole return


class ActForm(forms.Form):
    line = forms.ChoiceField(label=gettext_lazy("About which line"), required=False)
    comment = forms.CharField(label=gettext_lazy("What is to be mended"), widget=forms.Textarea(attrs={"rows": 3}))
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, act: _Act, one: Return, *given: Any) -> None:
        super().__init__(*given)
        for name in set(self.fields) - set(act.asks):
            del self.fields[name]
        if "line" in self.fields:
            self.fields["line"].choices = [  # type: ignore[attr-defined]
                ("", _("the whole return")),
                *((each.code, f"{each.code} {each.label}") for each in one.campaign.form_used.lines),
            ]


@login_required
def perform(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """An act on a return: what will happen, then done; a refusal stays on the page with its reasons."""
    one = _seen(request, pk)
    if act not in ACTS or not _may(request, one, act):
        raise Http404
    form = ActForm(ACTS[act], one, request.POST if request.method == "POST" else None)
    refusals: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            _do(request, one, act, form.cleaned_data)
            messages.success(request, _("Done: %(act)s, %(unit)s.") % {"act": ACTS[act].label, "unit": one.name})
            return redirect("reports:page", one.pk)
        except Refused as refused:
            refusals = refused.reasons
    report = report_of(one)
    preview = []
    if act == "submit":
        preview = [
            _("%(lines)s lines are given.") % {"lines": sum(1 for each in report.lines if each.value is not None)},
            _("%(open)s findings are open, %(explained)s are explained.")
            % {
                "open": len(open_findings(report)),
                "explained": sum(1 for each in report.findings if each.accepted_reason),
            },
        ]
    return render(
        request,
        "reports/act.html",
        {
            **_frame(request, one, act, report),
            "act": {
                "label": ACTS[act].label,
                "about": f"{one.name}, {one.campaign.asked.title()}. {ACTS[act].about}",
                "cancel_url": reverse("reports:page", args=[one.pk]),
            },
            "form": form,
            "preview": preview,
            "refusals": refusals,
        },
        status=422 if refusals or form.errors else 200,
    )


def _do(request: HttpRequest, one: Return, act: str, answers: dict[str, Any]) -> None:
    actor = request.user
    match act:
        case "submit":
            returns.submit(actor=actor, one=one, on=today())
        case "accept":
            returns.accept(actor=actor, one=one)
        case "send_back":
            returns.send_back(actor=actor, one=one, comment=answers["comment"], line=answers["line"], on=today())
        case "reopen":
            returns.reopen(actor=actor, one=one, reason=answers["reason"])
        case "excuse":
            returns.excuse(actor=actor, one=one, reason=answers["reason"])
        case "compile":
            returns.compile(actor=actor, one=one)


class OpenForm(forms.Form):
    unit = forms.ChoiceField(label=gettext_lazy("Unit"))
    form = forms.ChoiceField(label=gettext_lazy("Report form"))
    period = forms.CharField(
        label=gettext_lazy("Reporting period"),
        max_length=7,
        help_text=gettext_lazy("For example 2023-H1, 2023-Q3, 2023."),
    )
    due_on = forms.DateField(label=gettext_lazy("Due on"), widget=forms.DateInput(attrs={"type": "date"}))
    levels = forms.IntegerField(label=gettext_lazy("Levels below that return"), initial=1, min_value=1, max_value=4)


@login_required
def open_campaign(request: HttpRequest) -> HttpResponse:
    """A form is asked of a unit and those below it; who is expected is frozen."""
    ids = unit_ids_where(request.user, "returns.open_campaign", on=today())
    if not ids:
        raise Http404
    from giaoban.ground.units.models import Kind, Unit

    tops = Unit.objects.filter(pk__in=ids, kinds__kind__in=(Kind.CLUSTER, Kind.PROVINCE, Kind.UPPER)).distinct()
    names = names_of(tops.values_list("pk", flat=True), on=today())
    form = OpenForm(request.POST or None)
    form.fields["unit"].choices = sorted(((str(pk), name) for pk, name in names.items()), key=lambda each: each[1])  # type: ignore[attr-defined]
    form.fields["form"].choices = [(each.code, f"{each.code}: {each.title}") for each in all_forms()]  # type: ignore[attr-defined]
    refusals: list[str] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            campaign = returns.open_campaign(
                actor=request.user,
                unit=Unit.objects.get(pk=given["unit"]),
                form=given["form"],
                period=given["period"],
                due_on=given["due_on"],
                opened_on=today(),
                levels=given["levels"],
            )
            return redirect("reports:returns", top_of(campaign).pk)
        except (Refused, ValueError, LookupError) as error:
            refusals = error.reasons if isinstance(error, Refused) else [str(error)]
    return render(
        request,
        "reports/act.html",
        {
            "act": {"label": _("Open a campaign"), "cancel_url": reverse("reports:home")},
            "form": form,
            "refusals": refusals,
            "trail": [
                {"label": _("Reports"), "url": reverse("reports:home")},
                {"label": _("Open a campaign"), "url": ""},
            ],
        },
        status=422 if refusals or form.errors else 200,
    )


# The intake: a workbook in four steps


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Workbook"),
        help_text=gettext_lazy("The half-year form as the office typed it: .xlsx, .xls, .ods or .csv, at most 15 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
    )


def _steps(now: int) -> list[dict[str, str]]:
    labels = (_("Workbook"), _("What was understood"), _("Take in"), _("What came of it"))
    return [
        {"label": label, "state": "done" if at < now else "now" if at == now else "ahead"}
        for at, label in enumerate(labels, 1)
    ]


@login_required
def intake(request: HttpRequest, pk: int) -> HttpResponse:
    """The first step: a workbook arrives; what is no return gets one sentence, and nothing is kept."""
    one = _seen(request, pk)
    if not may_anywhere(request.user, "returns.take_in", on=today()):
        raise Http404
    form = UploadForm(request.POST or None, request.FILES or None)
    refusals: list[str] = []
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            kept = incoming.receive(upload, upload.name, actor=request.user, today=today())
            request.session["incoming"] = [*request.session.get("incoming", [])[-20:], kept.token]
            return redirect("reports:intake_preview", one.pk, kept.token)
        except Refused as refused:
            refusals = refused.reasons
    return render(
        request,
        "reports/intake.html",
        {**_frame(request, one, "intake"), "steps": _steps(1), "form": form, "refusals": refusals},
        status=422 if refusals or form.errors else 200,
    )


@login_required
def intake_preview(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """The second and third step: each value beside the cell it came from; then it is taken in as one act."""
    one = _seen(request, pk)
    if token not in request.session.get("incoming", []):
        raise Http404
    try:
        kept = incoming.received(token, actor=request.user)
    except LookupError:
        messages.info(request, _("This workbook was taken in or dropped already; send it again."))
        return redirect("reports:intake", one.pk)
    refusals: list[str] = []
    target: Return | None = None
    try:
        target = returns.why_or_return(one.campaign, kept.read)
        if not _returns_seen(request).filter(pk=target.pk).exists() or not _may(request, target, "take_in"):
            raise Refused(
                _("This is the return of %(unit)s, for which you may not take in anything.") % {"unit": target.name}
            )
    except Refused as refused:
        refusals = refused.reasons
    if request.method == "POST":
        if "drop" in request.POST:
            incoming.drop(kept, file_too=True)
            return redirect("reports:intake", one.pk)
        if not refusals:
            try:
                taken, entry = returns.take_in(
                    actor=request.user, campaign=one.campaign, read=kept.read, stored=kept.stored, size=kept.size,
                    sheets=kept.sheets,
                )  # fmt: skip
                incoming.drop(kept, file_too=entry is None or taken.file is None or taken.file.stored != kept.stored)
                if entry is None:
                    messages.info(
                        request,
                        _("This workbook is the return of %(unit)s already; nothing was changed.")
                        % {"unit": taken.name},
                    )
                    return redirect("reports:page", taken.pk)
                return redirect("reports:intake_done", taken.pk, entry.pk)
            except Refused as refused:
                refusals = refused.reasons
    form = one.campaign.form_used
    context = _frame(request, one, "intake")
    context.update(
        steps=_steps(2),
        refusals=refusals,
        read=kept.read,
        target=target,
        facts=_heading_facts(kept.read),
        replaces=target if target and target.source else None,
        same=bool(target and target.file and target.file.sha256 == kept.read.sha256),
        table=_preview_table(form, kept.read, target),
        organisations=len(kept.read.organisations or ()),
        paragraphs=len(kept.read.narrative),
        token=token,
    )
    return render(request, "reports/intake_preview.html", context, status=422 if refusals else 200)


def _heading_facts(read: Any) -> list[dict[str, str]]:
    return [
        {"label": label, "text": text}
        for label, text in (
            (_("Superior body"), read.superior),
            (_("Issuing committee"), read.committee),
            (_("Unit"), read.province),
            (_("Report form"), read.form),
            (_("Reporting period"), Period.parse(read.period).title()),
            (_("Document number"), read.number),
            (_("Signed on"), f"{read.issued_on:%d/%m/%Y}" if read.issued_on else ""),
            (_("Cut-off"), f"{read.cut_off_on:%d/%m/%Y}" if read.cut_off_on else ""),
            (_("Estimated"), _("estimated to the end of the period") if read.estimated else ""),
        )
        if text
    ]


def _preview_table(form: Any, read: Any, target: Return | None) -> dict[str, Any]:
    """Each line: the cell, what stands in it, what it was read as, what is doubtful, what it would replace."""
    now = {row.code: row.declared for row in target.values.all()} if target else {}
    doubts: dict[str, list[str]] = {}
    for oddity in read.oddities:
        if oddity.line:
            doubts.setdefault(oddity.line, []).append(oddity.message)
    rows = []
    for used in form.lines:
        value = read.values.get(used.code, Value(None, "missing"))
        cells: list[dict[str, Any]] = [
            {"text": f"{used.code} {used.label}", "head": True, "kind": "text"},
            {"text": f"{value.cell.sheet} · {value.cell.address}" if value.cell else "", "kind": "text", "label": _("Workbook cell")},
            {"text": f"“{value.cell.typed}”" if value.cell and value.cell.typed else "", "kind": "text", "label": _("As typed")},
            {
                "kind": "number", "label": _("Read as"), "figure": shown.figure(value.amount, used.unit_of_count, state=value.state),
                "note": STATES.get(value.state, ""),
                "finding": "error" if value.state == "unreadable" else "warning" if value.state in ("missing", "blank") or used.code in doubts else "",
            },
            {"text": " ".join(doubts.get(used.code, ())), "kind": "text", "label": _("Doubt")},
        ]  # fmt: skip
        if now:
            cells.insert(
                4,
                {
                    "text": write_number(now.get(used.code), used.unit_of_count) or "–",
                    "kind": "number",
                    "label": _("Until now"),
                },
            )
        rows.append({"key": used.code.replace(".", "-"), "name": used.label, "level": used.level, "cells": cells})
    columns = [
        {"key": "line", "label": _("Report line"), "kind": "text"},
        {"key": "cell", "label": _("Workbook cell"), "kind": "text"},
        {"key": "typed", "label": _("As typed"), "kind": "text"},
        {"key": "read", "label": _("Read as"), "kind": "number"},
        {"key": "doubt", "label": _("Doubt"), "kind": "text"},
    ]
    if now:
        columns.insert(4, {"key": "now", "label": _("Until now"), "kind": "number"})
    return {
        "id": "preview",
        "caption": _("What was understood of %(file)s") % {"file": read.file},
        "layout": "scroll",
        "columns": columns,
        "rows": rows,
    }


@login_required
def intake_done(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """The fourth step: what was taken in, what does not add up, and how to take it back."""
    one = _seen(request, pk)
    done = Entry.objects.filter(pk=entry, act="returns.take_in", detail__return=one.pk).first()
    if done is None:
        raise Http404
    report = report_of(one)
    context = _frame(request, one, "intake", report)
    explanations = shown.explanations_by_finding(one.campaign)
    context.update(
        steps=_steps(4),
        entry=done,
        undone=Entry.objects.filter(undoes=done).exists(),
        lines=sum(1 for each in report.lines if each.value is not None),
        organisations=one.organisations.count(),
        unknown=one.organisations.filter(unit=None).count(),
        paragraphs=one.paragraphs.count(),
        found=[shown.finding(each, report, one, explanations, may_explain=False) for each in report.findings],
    )
    return render(request, "reports/intake_done.html", context)


@login_required
@require_POST
def undo_entry(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """The act is taken back as a whole; what was there before is there again."""
    one = _seen(request, pk)
    done = Entry.objects.filter(pk=entry, act__startswith="returns.", detail__return=one.pk).first()
    if done is None:
        raise Http404
    undo(actor=request.user, entry=done, reason=request.POST.get("reason", ""))
    messages.success(request, _("Taken back: everything is as it was before."))
    return redirect("reports:page", one.pk)


# The text


class ParagraphForm(forms.Form):
    section = forms.ChoiceField(label=gettext_lazy("Section of the report"))
    text = forms.CharField(label=gettext_lazy("Paragraph"), required=False, widget=forms.Textarea(attrs={"rows": 6}))
    owner = forms.CharField(
        label=gettext_lazy("Seen to by"), required=False, max_length=200,
        help_text=gettext_lazy("Who sees to it: for shortcomings, tasks and proposals."),
    )  # fmt: skip
    due_on = forms.DateField(
        label=gettext_lazy("To be done by"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    read = forms.CharField(required=False, widget=forms.HiddenInput)


@login_required
def narrative(request: HttpRequest, pk: int) -> HttpResponse:
    """The text by section, each paragraph with the units that it came from."""
    one = _seen(request, pk)
    report = report_of(one)
    stored = list(one.paragraphs.order_by("order"))
    joined = bool(stored) or one.source != Return.Source.BELOW
    rows: list[dict[str, Any]]
    if joined:
        rows = [
            {
                "pk": each.pk, "section": each.section, "text": each.text, "units": each.units, "owner": each.owner,
                "due_on": each.due_on, "edited": bool(each.original) and each.original != each.text,
                "original": each.original, "cell": cell_of(each.cell),
            }
            for each in stored
        ]  # fmt: skip
    else:
        rows = [
            {"section": each.section, "text": each.text, "units": list(each.units), "owner": "", "due_on": None}
            for each in report.narrative
        ]
    context = _frame(request, one, "narrative", report)
    context.update(
        sections=[
            {
                "label": section,
                "rows": [row for row in rows if row["section"] == section],
                "owned": section not in UNOWNED,
            }
            for section in one.campaign.form_used.sections
        ],
        joined=joined,
        may_edit=joined and (one.state, "narrate") in NEXT and _may(request, one, "narrate"),
        may_join=not joined and (one.state, "compile") in NEXT and _may(request, one, "compile"),
        unowned=sum(1 for row in rows if row["section"] not in UNOWNED and not row["owner"]),
    )
    return render(request, "reports/narrative.html", context)


UNOWNED = ("Kết quả", "Nguyên nhân")
"""Sections whose paragraphs need nobody who sees to them."""


@login_required
def narrate(request: HttpRequest, pk: int, paragraph: int | None = None) -> HttpResponse:
    """A paragraph is edited into the joint text, given an owner and a day, added or taken out."""
    one = _seen(request, pk)
    if not _may(request, one, "narrate"):
        raise Http404
    row = ReturnParagraph.objects.filter(belongs_to=one, pk=paragraph).first() if paragraph else None
    if paragraph and row is None and request.method != "POST":  # whoever was writing keeps what they wrote
        raise Http404
    form = ParagraphForm(
        request.POST or None,
        initial={
            "section": row.section,
            "text": row.text,
            "owner": row.owner,
            "due_on": row.due_on,
            "read": returns.mark_of(row),
        }
        if row
        else {"section": request.GET.get("section", "")},
    )
    form.fields["section"].choices = [(each, each) for each in one.campaign.form_used.sections]  # type: ignore[attr-defined]
    if row:
        del form.fields["section"]
        form.fields["text"].help_text = _("Leave it empty to take the paragraph out.")
    refusals = [_("Somebody else has taken this paragraph out meanwhile.")] if paragraph and row is None else []
    if request.method == "POST" and form.is_valid():
        try:
            said = form.cleaned_data | {"read": form.cleaned_data["read"] or None}
            returns.narrate(actor=request.user, one=one, paragraph=row, **said)
            return redirect("reports:narrative", one.pk)
        except Refused as refused:
            refusals = refused.reasons
            form.data = form.data.copy()  # who has seen both versions may save over the one that was shown
            now = ReturnParagraph.objects.filter(pk=paragraph).first() if paragraph else None
            form.data["read"] = returns.mark_of(now) if now else ""
    return render(
        request,
        "reports/act.html",
        {
            **_frame(request, one, "narrate"),
            "act": {
                "label": row.section if row else _("New paragraph"),
                "about": _("From: %(units)s") % {"units": ", ".join(row.units)} if row and row.units else "",
                "verb": _("Save the paragraph"),
                "cancel_url": reverse("reports:narrative", args=[one.pk]),
            },
            "form": form,
            "refusals": refusals,
        },
        status=422 if refusals or form.errors else 200,
    )


# Versions


@login_required
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Each sealed version, whether its seal holds, and what differs now from the last."""
    one = _seen(request, pk)
    report = report_of(one)
    rows = list(one.versions.order_by("-number"))
    context = _frame(request, one, "versions", report)
    context["versions"] = [
        {
            "number": each.number,
            "on": each.on,
            "by": each.by,
            "sha256": each.sha256,
            "holds": verified(each),
            "url": reverse("reports:version", args=[one.pk, each.number]),
        }
        for each in rows
    ]
    context["differences"] = _differences(difference_since(rows[0], report)) if rows else []
    context["comments"] = one.comments.order_by("-on", "-pk")
    context["history"] = _history(one)
    return render(request, "reports/versions.html", context)


def _differences(found: list[Any]) -> list[dict[str, Any]]:
    return [
        {
            "label": f"{each.code} {each.label}" + (f", {each.unit}" if each.unit else ""),
            "then": write_number(each.then, each.unit_of_count) or "–",
            "now": write_number(each.now, each.unit_of_count) or "–",
        }
        for each in found
    ]


SENTENCES = {
    "returns.take_in": gettext_lazy("took in a workbook"),
    "returns.compile": gettext_lazy("compiled the report"),
    "returns.declare": gettext_lazy("corrected a figure"),
    "returns.narrate": gettext_lazy("edited the text"),
    "returns.submit": gettext_lazy("submitted the report"),
    "returns.accept": gettext_lazy("accepted the report"),
    "returns.send_back": gettext_lazy("sent the report back"),
    "returns.reopen": gettext_lazy("opened the report again"),
    "returns.excuse": gettext_lazy("excused the unit"),
    "returns.release": gettext_lazy("released the report"),
}


def _history(one: Return) -> list[dict[str, Any]]:
    from django.utils import timezone

    # Where an act on a return is written: the second lock looks into every other entry for what may be seen of it.
    units = {one.unit_id, one.campaign.unit_id, *([one.above.unit_id] if one.above else [])}
    told = Entry.objects.filter(unit_id__in=units, act__startswith="returns.", detail__return=one.pk)
    entries = told.order_by("-at")[:100]
    return [
        {
            "at": f"{timezone.localtime(each.at):%d/%m/%Y %H:%M}",
            "who": each.actor_name,
            "sentence": str(SENTENCES.get(each.act, each.act))
            + (
                f" ({each.detail['file']})"
                if "file" in each.detail
                else f" ({each.detail['line']})"
                if "line" in each.detail
                else ""
            ),
            "reason": each.reason,
        }
        for each in entries
    ]


@login_required
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A sealed version as the file whose SHA-256 is named beside it."""
    one = _seen(request, pk)
    found = Version.objects.filter(belongs_to=one, number=number).first()
    if found is None:
        raise Http404
    answer = HttpResponse(found.content.encode(), content_type="application/json; charset=utf-8")
    name = f"{slugify(slug(one.name))}-{one.campaign.period}-v{number}.json"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


# Release


@login_required
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """What the public would see, line by line, small numbers withheld; then it is released."""
    one = _seen(request, pk)
    may_release = may(request.user, "releases.release", one.unit_id, on=today(), tree_on=one.campaign.asked.last_day)
    report = report_of(one)
    refusals: list[str] = []
    codes = [each.code for each in report.lines]
    chosen = request.POST.getlist("line") if request.method == "POST" else codes
    if request.method == "POST":
        if not may_release:
            raise Http404
        try:
            done = releases.release(
                actor=request.user, one=one, lines=None if set(chosen) >= set(codes) else chosen,
                title=request.POST.get("title", ""), with_text="with_text" in request.POST, on=today(),
                early=request.POST.get("early", "").strip(),
            )  # fmt: skip
            messages.success(request, _("Released as “%(title)s”.") % {"title": done.title})
            return redirect("reports:release", one.pk)
        except Refused as refused:
            refusals = refused.reasons
    preview = {each.code: each for each in releases.figures_for_public(one, report, codes)}
    context = _frame(request, one, "release", report)
    context.update(
        may_release=may_release,
        refusals=refusals,
        title=releases.title_of(one),
        because_of_others=releases.withheld_because_of_others(one, report, codes),
        lines=[
            {
                "code": each.code, "label": each.label, "chosen": each.code in chosen,
                "figure": shown.figure(each.value, each.unit_of_count)
                if not preview[each.code].withheld else {"state": "withheld"},
                "withheld": [unit for unit, amount in preview[each.code].by_unit.items()
                             if amount is None and each.by_unit[unit].amount is not None],
            }
            for each in report.lines
        ],
        released=Release.objects.filter(belongs_to=one).order_by("-released_on", "-pk"),
    )  # fmt: skip
    return render(request, "reports/release.html", context, status=422 if refusals else 200)


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int, release: int) -> HttpResponse:
    """A release is no longer shown; its row stays."""
    one = _seen(request, pk)
    found = Release.objects.filter(pk=release, belongs_to=one, withdrawn_on=None).first()
    if found is None or not may(
        request.user, "releases.withdraw", one.unit_id, on=today(), tree_on=one.campaign.asked.last_day
    ):
        raise Http404
    releases.withdraw(actor=request.user, released=found, reason=request.POST.get("reason", ""), on=today())
    messages.success(request, _("The release is withdrawn."))
    return redirect("reports:release", one.pk)
