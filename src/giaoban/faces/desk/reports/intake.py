"""A workbook is taken in, in four steps."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from giaoban.core.numbers import write_number
from giaoban.core.refusal import Refused
from giaoban.core.spans import Period
from giaoban.faces.desk.reports import shown
from giaoban.faces.desk.reports.frame import frame, may_act, returns_seen_by, seen_return
from giaoban.faces.desk.reports.own_return import STATES
from giaoban.faces.desk.reports.passage import is_text
from giaoban.ground.access.policy import may_anywhere
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.undoing import undo
from giaoban.kit.register import SignedIn
from giaoban.reporting import incoming, returns
from giaoban.reporting.models import Return
from giaoban.reporting.queries import report_of
from giaoban.reporting.report import Value


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Workbook"),
        help_text=gettext_lazy(
            "The half-year form as the office typed it: .xlsx, .xls, .ods or .csv; or the ADX file (.xml) of a program such as DHIS2. At most 15 MB."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.xml"}),
    )


def steps_of(now: int, first: str = "") -> list[dict[str, str]]:
    """The four steps of an intake as they stand at that one; the first is called after what arrives."""
    labels = (first or _("Workbook"), _("What was understood"), _("Take in"), _("What came of it"))
    return [
        {"label": label, "state": "done" if at < now else "now" if at == now else "ahead"}
        for at, label in enumerate(labels, 1)
    ]


@login_required
def intake(request: SignedIn, pk: int) -> HttpResponse:
    """The first step: a workbook arrives; what is no return gets one sentence, and nothing is kept."""
    report_return = seen_return(request, pk)
    if not may_anywhere(request.user, "returns.take_in", on=today()):
        raise Http404
    form = UploadForm(request.POST or None, request.FILES or None)
    refusals: list[str] = []
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            expected = [report_return.campaign.form_used]
            kept = incoming.receive(upload, upload.name, actor=request.user, today=today(), expected=expected)
            request.session["incoming"] = [*request.session.get("incoming", [])[-20:], kept.token]
            return redirect("reports:intake_preview", report_return.pk, kept.token)
        except Refused as refused:
            refusals = refused.reasons
    return render(
        request,
        "reports/intake.html",
        {**frame(request, report_return, "intake"), "steps": steps_of(1), "form": form, "refusals": refusals},
        status=422 if refusals or form.errors else 200,
    )


@login_required
def intake_preview(request: SignedIn, pk: int, token: str) -> HttpResponse:
    """The second and third step: each value beside the cell it came from; then it is taken in as one act."""
    report_return = seen_return(request, pk)
    if token not in request.session.get("incoming", []):
        raise Http404
    try:
        kept = incoming.received(token, actor=request.user)
    except LookupError:
        messages.info(request, _("This workbook was taken in or dropped already; send it again."))
        return redirect("reports:intake", report_return.pk)
    refusals: list[str] = []
    target: Return | None = None
    try:
        target = returns.why_or_return(report_return.campaign, kept.read)
        if not returns_seen_by(request).filter(pk=target.pk).exists() or not may_act(request, target, "take_in"):
            raise Refused(
                _("This is the return of %(unit)s, for which you may not take in anything.") % {"unit": target.name}
            )
    except Refused as refused:
        refusals = refused.reasons
    if request.method == "POST":
        if "drop" in request.POST:
            incoming.drop(kept.stored, file_too=True)
            return redirect("reports:intake", report_return.pk)
        if not refusals:
            try:
                taken, entry = returns.take_in(
                    actor=request.user, campaign=report_return.campaign, read=kept.read, stored=kept.stored, size=kept.size,
                    sheets=kept.sheets,
                )  # fmt: skip
                incoming.drop(
                    kept.stored, file_too=entry is None or taken.file is None or taken.file.stored != kept.stored
                )
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
    form = report_return.campaign.form_used
    context = frame(request, report_return, "intake")
    context.update(
        steps=steps_of(2),
        refusals=refusals,
        read=kept.read,
        target=target,
        facts=heading_facts(kept.read),
        replaces=target if target and target.source else None,
        same=bool(target and target.file and target.file.sha256 == kept.read.sha256),
        table=_preview_table(form, kept.read, target),
        organisations=len(kept.read.organisations or ()),
        paragraphs=len(kept.read.narrative),
        token=token,
    )
    return render(request, "reports/intake_preview.html", context, status=422 if refusals else 200)


def heading_facts(read: Any) -> list[dict[str, str]]:
    """What the head of the file says of the report."""
    return [
        {"label": label, "text": text}
        for label, text in (
            (_("Superior body"), read.superior),
            (_("Issuing committee"), read.committee),
            (_("Unit"), read.province),
            (_("Report form"), read.form),
            (_("Reporting period"), _period(read.period)),
            (_("Document number"), read.number),
            (_("Signed on"), f"{read.issued_on:%d/%m/%Y}" if read.issued_on else ""),
            (_("Cut-off"), f"{read.cut_off_on:%d/%m/%Y}" if read.cut_off_on else ""),
            (_("Estimated"), _("estimated to the end of the period") if read.estimated else ""),
        )
        if text
    ]


def _period(text: str) -> str:
    """The period as words; as it was read where it is none of ours."""
    try:
        return Period.parse(text).title()
    except ValueError:
        return text


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
def intake_done(request: SignedIn, pk: int, entry: int) -> HttpResponse:
    """The fourth step: what was taken in, what does not add up, and how to take it back."""
    report_return = seen_return(request, pk)
    done = Entry.objects.filter(pk=entry, act="returns.take_in", detail__return=report_return.pk).first()
    if done is None:
        raise Http404
    report = report_of(report_return)
    context = frame(request, report_return, "intake", report)
    explanations = shown.explanations_by_finding(report_return.campaign)
    context.update(
        steps=steps_of(4, _("Text of the report") if is_text(report_return.file) else ""),
        entry=done,
        undone=Entry.objects.filter(undoes=done).exists(),
        lines=sum(1 for line in report.lines if line.value is not None),
        organisations=report_return.organisations.count(),
        unknown=report_return.organisations.filter(unit=None).count(),
        paragraphs=report_return.paragraphs.count(),
        found=[
            shown.finding(finding, report, report_return, explanations, may_explain=False)
            for finding in report.findings
        ],
    )
    return render(request, "reports/intake_done.html", context)


@login_required
@require_POST
def undo_entry(request: SignedIn, pk: int, entry: int) -> HttpResponse:
    """What was taken in is taken back as a whole, and what was there before is there again.

    Every other step of a return has an act of its own that leads back, with its own power and, where it takes two, its two.
    """
    report_return = seen_return(request, pk)
    done = Entry.objects.filter(pk=entry, act="returns.take_in", detail__return=report_return.pk).first()
    if done is None:
        raise Http404
    undo(actor=request.user, entry=done, reason=request.POST.get("reason", ""))
    messages.success(request, _("Taken back: everything is as it was before."))
    return redirect("reports:page", report_return.pk)
