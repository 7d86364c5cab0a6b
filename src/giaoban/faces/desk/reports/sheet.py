"""A return typed into as a sheet: each line a row, checked as one types; without scripts the same page is a form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from giaoban.core.numbers import read_number, write_number
from giaoban.core.refusal import Refused
from giaoban.faces.desk.reports import shown
from giaoban.faces.desk.reports.frame import frame, may_act, seen_return
from giaoban.ground.journal import clock
from giaoban.kit.register import SignedIn
from giaoban.reporting import returns
from giaoban.reporting.consolidation import percent
from giaoban.reporting.forms import Form, Line
from giaoban.reporting.models import Return, ReturnValue
from giaoban.reporting.queries import open_findings, report_of, values_in
from giaoban.reporting.report import LineFigure, Report
from giaoban.reporting.returns import Row, Typed, row_of
from giaoban.reporting.rules import NEXT

NUMBERS = {"v": "declared", "p": "previous", "t": "target"}
"""The fields of a row in which a number is typed, by what their names begin with; ``e-`` is the estimate, ``n-`` the note."""


def may_fill(request: SignedIn, report_return: Return) -> bool:
    """Whether the person may type into the return as it stands."""
    open_now = (report_return.state, "declare") in NEXT and not report_return.below.exists()
    return open_now and may_act(request, report_return, "declare")


def own_page(request: SignedIn, report_return: Return, *, status: int = 200, **sent: Any) -> HttpResponse:
    """The return of a unit that is still open, to be typed into; ``sent`` is what was refused, as `sheet` takes it."""
    report = report_of(report_return)
    context = frame(request, report_return, "page", report)
    context["sheet"] = sheet(request, report_return, report, **sent)
    return render(request, "reports/return.html", context, status=status)


def sheet(
    request: SignedIn,
    report_return: Return,
    report: Report,
    *,
    typed: Mapping[str, Mapping[str, str]] | None = None,
    refusals: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, Any]:
    """The rows to type into, in groups; ``typed`` and ``refusals`` are what was sent and could not be kept, by line."""
    form = report_return.campaign.form_used
    kept = {row.code: row for row in report_return.values.all()}
    sums = _sums(form, kept)
    explanations = shown.explanations_by_finding(report_return.campaign)
    may_explain = may_act(request, report_return, "explain")

    def told(code: str) -> list[dict[str, Any]]:
        return [
            shown.finding(fault, report, report_return, explanations, may_explain=may_explain)
            for fault in report.findings
            if fault.line == code
        ]

    groups: dict[str, dict[str, Any]] = {}
    for figure, line in zip(report.lines, form.lines, strict=True):
        code = line.code.split(".")[0]
        group = groups.setdefault(code, {"label": f"{code}. {form.groups.get(code, code)}", "rows": []})
        row = _row(report_return, figure, line, kept.get(line.code), sums.get(line.code))
        row["findings"] = told(line.code)
        row["tone"] = shown.worst([fault for fault in report.findings if fault.line == line.code])
        row["refusals"] = (refusals or {}).get(line.code, [])
        row |= (typed or {}).get(line.code, {}) if row["refusals"] else {}
        group["rows"].append(row)
    last = report_return.campaign.asked.preceding()
    values = values_in(report_return, last) if last != report_return.campaign.asked.year_before() else {}
    for group in groups.values():
        for row in group["rows"]:
            row["last"] = write_number(values.get(row["code"]))
    return {
        "last": last.title() if values else "",
        "url": reverse("reports:fill", args=[report_return.pk]),
        "with_records": any(row.recorded is not None for row in kept.values()),
        "groups": list(groups.values()),
        "general": told(""),
        "standing": _standing(report),
    }


def _row(
    report_return: Return, figure: LineFigure, line: Line, value: ReturnValue | None, parts: Decimal | None
) -> dict[str, Any]:
    """One line as it stands: what is typed, and what stands beside it."""
    row, unit = row_of(value), line.unit_of_count
    recorded = value.recorded if value else None
    difference = None if recorded is None or row.declared is None else row.declared - recorded
    target = row.target if row.target is not None else figure.target
    value_now = row.declared if row.declared is not None else figure.value
    reached = value_now * 100 / target if value_now is not None and target else None
    return {
        "code": line.code,
        "key": line.code.replace(".", "-"),
        "label": line.label,
        "unit": unit,
        "level": line.level,
        "mark": row.mark,
        "v": write_number(row.declared),
        "p": write_number(row.previous),
        "t": write_number(row.target),
        "e": row.estimate,
        "n": row.note,
        "known_target": write_number(figure.target) if row.target is None else "",
        "known_before": write_number(figure.previous) if row.previous is None else "",
        "computed": write_number(figure.value) if line.adds_as == "ratio" and row.declared is None else "",
        "sum": write_number(parts),
        "recorded": write_number(recorded),
        "records_url": reverse("reports:records", args=[report_return.pk, line.code]) if recorded is not None else "",
        "difference": _signed(difference),
        "change": shown.change(figure).replace("–", ""),
        "reached": write_number(reached, "%"),
        "cell": f"{value.cell[1]} · {value.cell[2]}" if value and value.cell else "",
        "evidence_url": reverse("reports:line", args=[report_return.pk, line.code]) if figure.value is not None else "",
    }


def _signed(difference: Decimal | None) -> str:
    if difference is None:
        return ""
    return f"{'+' if difference > 0 else ''}{write_number(difference)}" if difference else _("agrees")


def _sums(form: Form, kept: Mapping[str, ReturnValue]) -> dict[str, Decimal]:
    """What the parts of a line come to, where the form says that they add up to it and all of them are given."""
    sums: dict[str, Decimal] = {}
    for check in form.checks:
        amounts = [kept[code].declared if code in kept else None for code in check.parts]
        given = [amount for amount in amounts if amount is not None]
        if check.kind == "sum" and len(check.whole) == 1 and amounts and len(given) == len(amounts):
            sums[check.whole[0]] = sum(given, Decimal(0))
    for line in form.lines:
        if line.adds_as == "ratio" and line.numerator in kept and line.denominator in kept:
            share = percent(kept[line.numerator].declared, kept[line.denominator].declared)
            sums |= {line.code: share} if share is not None else {}
    return sums


def _standing(report: Report) -> str:
    counts = {
        "given": sum(1 for line in report.lines if line.value is not None),
        "lines": len(report.lines),
        "open": len(open_findings(report)),
    }
    return _("%(given)s of %(lines)s lines, %(open)s points to look at") % counts


@login_required
@require_POST
def fill(request: SignedIn, pk: int) -> HttpResponse:
    """What was typed is kept, line by line; a script is answered with every row as it stands, a form with the page."""
    report_return = seen_return(request, pk)
    if not may_act(request, report_return, "declare"):
        raise Http404
    by_script = request.headers.get("Accept") == "application/json"
    refusals: dict[str, list[str]] = {}
    try:
        rows = list(_typed(request, report_return, refusals))
        refusals |= returns.fill(actor=request.user, record=report_return, typed=rows)
    except Refused as refused:
        if not by_script:
            raise
        return JsonResponse({"refused": refused.reasons}, status=409)
    if by_script:
        return JsonResponse(_answer(request, report_return, refusals))
    if not refusals:
        messages.success(request, _("What was typed is kept."))
        return redirect("reports:page", report_return.pk)
    typed = {code: {name: request.POST.get(f"{name}-{code}", "") for name in (*NUMBERS, "n")} for code in refusals}
    return own_page(request, report_return, typed=typed, refusals=refusals, status=422)


def _typed(request: SignedIn, report_return: Return, refusals: dict[str, list[str]]) -> Iterator[Typed]:
    """Each row that was sent; of one that holds no number where one belongs, the reasons stand in ``refusals``."""
    for line in report_return.campaign.form_used.lines:
        if f"m-{line.code}" not in request.POST:
            continue
        amounts: dict[str, Decimal | None] = {}
        for name, field in NUMBERS.items():
            reading = read_number(request.POST.get(f"{name}-{line.code}", ""), unit=line.unit_of_count)
            amounts[field] = reading.amount
            if reading.kind == "unreadable":
                refusals.setdefault(line.code, []).append(f"{reading.reason[:1].upper()}{reading.reason[1:]}.")
        if line.code not in refusals:
            note, estimate = request.POST.get(f"n-{line.code}", "").strip(), f"e-{line.code}" in request.POST
            yield Typed(line.code, Row(**amounts, estimate=estimate, note=note), request.POST[f"m-{line.code}"])


def _answer(request: SignedIn, report_return: Return, refusals: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Every row as it stands now, with what others wrote meanwhile; a refused one keeps what was typed on the page."""
    now = sheet(request, report_return, report_of(report_return), refusals=refusals)
    rows = [row for group in now["groups"] for row in group["rows"]]
    for row in rows:
        row["findings"] = _drawn(request, row["findings"])
    hour = f"{timezone.localtime(clock.now()):%H:%M}"
    return {
        "rows": rows,
        "general": _drawn(request, now["general"]),
        "standing": now["standing"],
        "saved": _("Saved at %(hour)s") % {"hour": hour},
    }


def _drawn(request: SignedIn, findings: Sequence[Mapping[str, Any]]) -> str:
    """The findings as the page draws them; without the frame around them, whose menu would cost more than all the rest."""
    token = get_token(request)
    return "".join(
        render_to_string("parts/finding.html", {"finding": finding, "csrf_token": token}) for finding in findings
    )
