"""The figures beside one another: units as bars, and the same figures on another day's tree."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render

from giaoban.faces.desk.reports import shown
from giaoban.faces.desk.reports.frame import below_seen, frame, seen_return
from giaoban.ground.journal.clock import today
from giaoban.ground.units.queries import names_of
from giaoban.ground.units.restating import by_branch, explain_difference, restate
from giaoban.kit.lists import asked_day
from giaoban.kit.register import SignedIn
from giaoban.reporting.models import Return, ReturnValue
from giaoban.reporting.queries import amounts_by_unit, report_of

CHARTED = ("1.3", "4.4", "4.1", "2.3", "5.3")


@login_required
def charts(request: SignedIn, pk: int) -> HttpResponse:
    """Chosen lines as sorted bars by unit, last year's mark on each; any line of the form can be chosen."""
    report_return = seen_return(request, pk)
    report = report_of(report_return)
    below = below_seen(request, report_return)
    codes = [code for code in request.GET.getlist("line") if any(line.code == code for line in report.lines)]
    codes = codes or [code for code in CHARTED if any(line.code == code for line in report.lines)]
    codes = codes or [line.code for line in report.lines[: len(CHARTED)]]
    last_year = _last_year(report_return, codes)
    context = frame(request, report_return, "charts", report)
    context["charts"] = [shown.bars(report.line(code), report, below, last_year.get(code, {})) for code in codes]
    context["lines"] = [
        {"code": line.code, "label": f"{line.code} {line.label}", "chosen": line.code in codes} for line in report.lines
    ]
    return render(request, "reports/charts.html", context)


def _last_year(report_return: Return, codes: list[str]) -> dict[str, dict[str, Decimal | None]]:
    """The same period of last year by line and unit, as the units gave it."""
    rows = ReturnValue.objects.filter(belongs_to__above=report_return, code__in=codes, previous__isnull=False)
    by_line: dict[str, dict[str, Decimal | None]] = {}
    for code, unit, previous in rows.values_list("code", "belongs_to__name", "previous"):
        by_line.setdefault(code, {})[unit] = previous
    return by_line


@login_required
def restated(request: SignedIn, pk: int) -> HttpResponse:
    """One line as it was and as it lies on another day's tree, the difference explained act by act."""
    report_return = seen_return(request, pk)
    report = report_of(report_return)
    on = asked_day(request, today())
    lines = [line for line in report.lines if line.adds_as != "ratio"]
    chosen = next((line for line in lines if line.code == request.GET.get("line")), None) or next(
        (line for line in lines if line.code == CHARTED[0]), lines[0]
    )
    was_on = report_return.campaign.asked.last_day
    amounts = amounts_by_unit(report_return, chosen.code)
    context = frame(request, report_return, "restated", report)
    context["line"], context["on"], context["was_on"] = chosen, on, was_on
    context["lines"] = [
        {"code": line.code, "label": f"{line.code} {line.label}", "chosen": line.code == chosen.code} for line in lines
    ]
    lying = restate(amounts, was_on=was_on, is_on=on)
    now, outside = by_branch(report_return.unit_id, lying, on=on)
    names = names_of(now, on=on)
    ordered = sorted(
        ((names.get(unit, ""), amount) for unit, amount in now.items() if amount), key=lambda pair: -pair[1]
    )
    context["now"] = [{"label": name, "figure": shown.figure(amount, chosen.unit_of_count)} for name, amount in ordered]
    context["outside"] = shown.figure(outside, chosen.unit_of_count) if outside else None
    context["total"] = shown.figure(sum(now.values(), Decimal(0)), chosen.unit_of_count)
    context["was"] = shown.figure(sum(amounts.values(), Decimal(0)), chosen.unit_of_count)
    context["explained_lines"] = [
        {"what": difference.what, "sentence": difference.sentence, "branch": difference.what == "branch"}
        for difference in explain_difference(
            report_return.unit_id, lying, was_on=was_on, is_on=on, unit_of_count=chosen.unit_of_count
        )
    ]
    return render(request, "reports/restated.html", context)
