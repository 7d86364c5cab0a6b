"""The figures of a report: every line, every unit below it, what does not add up in place."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from giaoban.faces.desk.reports import shown
from giaoban.faces.desk.reports.frame import below_seen, frame, may_act, returns_seen_by, seen_return
from giaoban.faces.desk.reports.own_return import own_grid
from giaoban.faces.desk.reports.sheet import may_fill, own_page
from giaoban.ground.access.policy import may_anywhere
from giaoban.ground.journal.clock import today
from giaoban.kit.register import SignedIn
from giaoban.reporting.models import Return
from giaoban.reporting.queries import campaigns_seen, open_findings, report_of
from giaoban.reporting.rules import CLOSED


@login_required
def home(request: SignedIn) -> HttpResponse:
    """The newest report that the person may see; with none, how one begins."""
    wanted = request.GET.get("campaign", "")
    campaigns = list(campaigns_seen(request.user, on=today()))
    chosen = next(
        (campaign for campaign in campaigns if str(campaign.pk) == wanted), campaigns[0] if campaigns else None
    )
    if chosen is not None:
        seen = list(returns_seen_by(request).filter(campaign=chosen).order_by("order", "pk"))
        ids = {report_return.pk for report_return in seen}
        top = next(report_return for report_return in seen if report_return.above_id not in ids)
        return redirect("reports:page", top.pk)
    can_open = may_anywhere(request.user, "returns.open_campaign", on=today())
    return render(request, "reports/none.html", {"can_open": can_open})


@login_required
def page(request: SignedIn, pk: int) -> HttpResponse:
    """The figures of a report: every line, every unit below it, what does not add up in place."""
    report_return = seen_return(request, pk)
    if may_fill(request, report_return):
        return own_page(request, report_return)
    report = report_of(report_return)
    below = below_seen(request, report_return)
    explanations = shown.explanations_by_finding(report_return.campaign)
    may_explain = may_act(request, report_return, "explain")
    fixes = {
        unit_return.name: reverse("reports:page", args=[unit_return.pk])
        for unit_return in below.values()
        if unit_return.state not in CLOSED
    }
    form = report_return.campaign.form_used
    context = frame(request, report_return, "page", report)
    context["general"] = [
        shown.finding(finding, report, report_return, explanations, may_explain=may_explain, with_values=False)
        for finding in report.findings
        if not finding.line
    ]
    context["counts"] = {severity: len(open_findings(report, severity)) for severity in ("error", "warning", "note")}
    context["explained"] = sum(1 for finding in report.findings if finding.accepted_reason)
    if report_return.source == Return.Source.BELOW:
        context["table"] = shown.grid(report, report_return, form, below, explanations, fixes, may_explain=may_explain)
        states = [unit_return.state for unit_return in report_return.below.all()]
        context["expected"], context["here"] = (
            len(states),
            sum(1 for unit_return in below.values() if unit_return.source),
        )
        context["accepted"] = sum(1 for state in states if state in ("accepted", "excused"))
        return render(request, "reports/report.html", context)
    context["table"] = own_grid(request, report_return, report, explanations, may_explain=may_explain)
    return render(request, "reports/return.html", context)
