"""The text of a report, paragraph by paragraph."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giaoban.core.refusal import Refused
from giaoban.faces.desk.reports.frame import frame, may_act, seen_return
from giaoban.kit.register import SignedIn
from giaoban.reporting import returns
from giaoban.reporting.models import Return, ReturnParagraph
from giaoban.reporting.queries import cell_of, report_of
from giaoban.reporting.rules import NEXT


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
def narrative(request: SignedIn, pk: int) -> HttpResponse:
    """The text by section, each paragraph with the units that it came from."""
    report_return = seen_return(request, pk)
    report = report_of(report_return)
    stored = list(report_return.paragraphs.order_by("order"))
    joined = bool(stored) or report_return.source != Return.Source.BELOW
    rows: list[dict[str, Any]]
    if joined:
        rows = [
            {
                "pk": paragraph.pk, "section": paragraph.section, "text": paragraph.text, "units": paragraph.units,
                "owner": paragraph.owner, "due_on": paragraph.due_on,
                "edited": bool(paragraph.original) and paragraph.original != paragraph.text,
                "original": paragraph.original, "cell": cell_of(paragraph.cell),
            }
            for paragraph in stored
        ]  # fmt: skip
    else:
        rows = [
            {
                "section": paragraph.section,
                "text": paragraph.text,
                "units": list(paragraph.units),
                "owner": "",
                "due_on": None,
            }
            for paragraph in report.narrative
        ]
    context = frame(request, report_return, "narrative", report)
    context.update(
        sections=[
            {
                "label": section,
                "rows": [row for row in rows if row["section"] == section],
                "owned": section not in UNOWNED,
            }
            for section in report_return.campaign.form_used.sections
        ],
        joined=joined,
        may_edit=joined and (report_return.state, "narrate") in NEXT and may_act(request, report_return, "narrate"),
        may_join=not joined and (report_return.state, "compile") in NEXT and may_act(request, report_return, "compile"),
        unowned=sum(1 for row in rows if row["section"] not in UNOWNED and not row["owner"]),
    )
    return render(request, "reports/narrative.html", context)


UNOWNED = ("Kết quả", "Nguyên nhân")
"""Sections whose paragraphs need nobody who sees to them."""


@login_required
def narrate(request: SignedIn, pk: int, paragraph: int | None = None) -> HttpResponse:
    """A paragraph is edited into the joint text, given an owner and a day, added or taken out."""
    report_return = seen_return(request, pk)
    if not may_act(request, report_return, "narrate"):
        raise Http404
    row = ReturnParagraph.objects.filter(belongs_to=report_return, pk=paragraph).first() if paragraph else None
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
    form.fields["section"].choices = [(section, section) for section in report_return.campaign.form_used.sections]  # type: ignore[attr-defined]
    if row:
        del form.fields["section"]
        form.fields["text"].help_text = _("Leave it empty to take the paragraph out.")
    refusals = [_("Somebody else has taken this paragraph out meanwhile.")] if paragraph and row is None else []
    if request.method == "POST" and form.is_valid():
        try:
            answered = form.cleaned_data | {"read": form.cleaned_data["read"] or None}
            returns.narrate(actor=request.user, record=report_return, paragraph=row, **answered)
            return redirect("reports:narrative", report_return.pk)
        except Refused as refused:
            refusals = refused.reasons
            now = ReturnParagraph.objects.filter(pk=paragraph).first() if paragraph else None
            answers = request.POST.copy()  # who has seen both versions may save over the one that was shown
            answers["read"] = returns.mark_of(now) if now else ""
            form.data = answers
    return render(
        request,
        "reports/act.html",
        {
            **frame(request, report_return, "narrate"),
            "act": {
                "label": row.section if row else _("New paragraph"),
                "about": _("From: %(units)s") % {"units": ", ".join(row.units)} if row and row.units else "",
                "verb": _("Save the paragraph"),
                "cancel_url": reverse("reports:narrative", args=[report_return.pk]),
            },
            "form": form,
            "refusals": refusals,
        },
        status=422 if refusals or form.errors else 200,
    )
