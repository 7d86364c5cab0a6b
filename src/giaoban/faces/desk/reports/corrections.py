"""A line is corrected, a finding is explained: both with a reason that stays."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from giaoban.core.numbers import read_number, write_number
from giaoban.core.refusal import Refused
from giaoban.faces.desk.reports import shown
from giaoban.faces.desk.reports.frame import frame, may_act, seen_return
from giaoban.faces.desk.reports.passage import is_text, passage
from giaoban.ground.journal.clock import today
from giaoban.kit.register import SignedIn
from giaoban.reporting import returns
from giaoban.reporting.models import Explanation, Return, ReturnValue
from giaoban.reporting.queries import cell_of, report_of


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
def declare(request: SignedIn, pk: int, code: str) -> HttpResponse:
    """One line of a return is corrected with a reason."""
    report_return = seen_return(request, pk)
    if not may_act(request, report_return, "declare"):
        raise Http404
    used = next((line for line in report_return.campaign.form_used.lines if line.code == code), None)
    if used is None:
        raise Http404
    row = report_return.values.filter(code=code).first()
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
                    record=report_return,
                    code=code,
                    amount=Decimal(0) if reading.kind == "dash" else reading.amount,
                    state="blank",
                    reason=form.cleaned_data["reason"],
                    estimate=form.cleaned_data["estimate"],
                )
                messages.success(
                    request, _("%(code)s of %(unit)s is corrected.") % {"code": code, "unit": report_return.name}
                )
                return redirect(f"{reverse('reports:page', args=[report_return.pk])}#lines-{code.replace('.', '-')}")
            except Refused as refused:
                refusals = refused.reasons
    return render(
        request,
        "reports/act.html",
        {
            **frame(request, report_return, "declare"),
            "act": {
                "label": f"{code} {used.label}",
                "about": f"{report_return.name}, {report_return.campaign.asked.title()}; {used.unit_of_count}",
                "verb": _("Save the correction"),
                "cancel_url": reverse("reports:page", args=[report_return.pk]),
            },
            "form": form,
            "facts": _facts(report_return, row, used.unit_of_count),
            "excerpt": shown.excerpt(report_return.file, cell_of(row.cell)) if row else None,
            "passage": passage(report_return.file, cell_of(row.cell)) if row else None,
            "refusals": refusals,
        },
        status=422 if refusals or form.errors else 200,
    )


def _facts(report_return: Return, row: ReturnValue | None, unit_of_count: str) -> list[dict[str, str]]:
    """What stands beside the value that is corrected: the cell of the workbook or the place in the text, the records."""
    facts = []
    if row and row.cell:
        label = _("In the text") if is_text(report_return.file) else _("In the workbook")
        facts.append({"label": label, "text": f"“{row.cell[3]}” ({row.cell[1]} · {row.cell[2]})"})
    if row and row.recorded is not None:
        facts.append({"label": _("In the records"), "text": write_number(row.recorded, unit_of_count)})
    return facts


@login_required
@require_POST
def explain(request: SignedIn, pk: int) -> HttpResponse:
    """A finding is accepted with a reason that stays."""
    report_return = seen_return(request, pk)
    if not may_act(request, report_return, "explain"):
        raise Http404
    wanted = request.POST.get("finding", "")
    finding = next(
        (finding for finding in report_of(report_return).findings if shown.finding_id(finding) == wanted), None
    )
    if finding is None:
        raise Refused(_("This finding is no longer there: the figures have changed."))
    returns.explain(
        actor=request.user, record=report_return, finding=finding, reason=request.POST.get("reason", ""), on=today()
    )
    messages.success(request, _("The reason is kept with the finding."))
    return redirect(f"{reverse('reports:page', args=[report_return.pk])}#{wanted}")


@login_required
@require_POST
def take_back(request: SignedIn, pk: int, explanation: int) -> HttpResponse:
    """A reason that was given is taken back, with a reason; both stay."""
    report_return = seen_return(request, pk)
    row = Explanation.objects.filter(pk=explanation, belongs_to__campaign=report_return.campaign).first()
    if row is None or not may_act(request, seen_return(request, row.belongs_to_id), "take_back"):
        raise Http404
    returns.take_back(actor=request.user, explanation=row, reason=request.POST.get("reason", ""), on=today())
    messages.success(request, _("The reason is taken back; the finding is open again."))
    return redirect("reports:page", report_return.pk)
