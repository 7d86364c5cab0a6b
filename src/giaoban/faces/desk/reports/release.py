"""What the public would see of a report, and its release."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from giaoban.core.refusal import Refused
from giaoban.faces.desk.reports import shown
from giaoban.faces.desk.reports.frame import frame, seen_return
from giaoban.ground.access.policy import may
from giaoban.ground.journal.clock import today
from giaoban.kit.register import SignedIn
from giaoban.reporting import releases
from giaoban.reporting.models import Release
from giaoban.reporting.queries import report_of


@login_required
def release(request: SignedIn, pk: int) -> HttpResponse:
    """What the public would see, line by line, small numbers withheld; then it is released."""
    report_return = seen_return(request, pk)
    may_release = may(
        request.user,
        "releases.release",
        report_return.unit_id,
        on=today(),
        tree_on=report_return.campaign.asked.last_day,
    )
    report = report_of(report_return)
    refusals: list[str] = []
    codes = [line.code for line in report.lines]
    chosen = request.POST.getlist("line") if request.method == "POST" else codes
    if request.method == "POST":
        if not may_release:
            raise Http404
        try:
            done = releases.release(
                actor=request.user, record=report_return, lines=None if set(chosen) >= set(codes) else chosen,
                title=request.POST.get("title", ""), with_text="with_text" in request.POST, on=today(),
                early=request.POST.get("early", "").strip(),
            )  # fmt: skip
            messages.success(request, _("Released as “%(title)s”.") % {"title": done.title})
            return redirect("reports:release", report_return.pk)
        except Refused as refused:
            refusals = refused.reasons
    preview = {figure.code: figure for figure in releases.figures_for_public(report_return, report, codes)}
    context = frame(request, report_return, "release", report)
    context.update(
        may_release=may_release,
        refusals=refusals,
        title=releases.title_of(report_return),
        because_of_others=releases.withheld_because_of_others(report_return, report, codes),
        lines=[
            {
                "code": line.code, "label": line.label, "chosen": line.code in chosen,
                "figure": shown.figure(line.value, line.unit_of_count)
                if not preview[line.code].withheld else {"state": "withheld"},
                "withheld": [unit for unit, amount in preview[line.code].by_unit.items()
                             if amount is None and line.by_unit[unit].amount is not None],
            }
            for line in report.lines
        ],
        released=Release.objects.filter(belongs_to=report_return).order_by("-released_on", "-pk"),
    )  # fmt: skip
    return render(request, "reports/release.html", context, status=422 if refusals else 200)


@login_required
@require_POST
def withdraw(request: SignedIn, pk: int, release: int) -> HttpResponse:
    """A release is no longer shown; its row stays."""
    report_return = seen_return(request, pk)
    released = Release.objects.filter(pk=release, belongs_to=report_return, withdrawn_on=None).first()
    if released is None or not may(
        request.user,
        "releases.withdraw",
        report_return.unit_id,
        on=today(),
        tree_on=report_return.campaign.asked.last_day,
    ):
        raise Http404
    releases.withdraw(actor=request.user, released=released, reason=request.POST.get("reason", ""), on=today())
    messages.success(request, _("The release is withdrawn."))
    return redirect("reports:release", report_return.pk)
