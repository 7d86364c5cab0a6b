"""The import of a register on one page: the file, what was understood, repairs in place, the result."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from giaoban.areas.members import drafts, operations, tasks
from giaoban.areas.members.importing import why_not_into
from giaoban.areas.members.models import ImportDraft
from giaoban.areas.members.register import MEMBERS
from giaoban.areas.members.register_file import FIELDS, RowFinding, shown
from giaoban.core.numbers import number_in, write_number
from giaoban.core.refusal import Refused
from giaoban.core.spans import day_in
from giaoban.core.workbook import MOST_BYTES, TOO_LARGE, Unreadable
from giaoban.ground.access.policy import may, may_anywhere, reach
from giaoban.ground.journal.clock import today
from giaoban.ground.people.models import Person
from giaoban.ground.undoing import undo
from giaoban.ground.units.models import GRASSROOTS, Kind, Unit
from giaoban.ground.units.queries import name_of, names_of, standing
from giaoban.kit.forms import DayField
from giaoban.kit.register import SignedIn
from giaoban.kit.seeing import people_shown

POWER = "members.import_register"
SHOWN = 50
"""So many findings are worked on at a time; the next come when these are settled."""


class FileForm(forms.Form):
    """The first step: which file, of which organisation, of which day."""

    unit = forms.TypedChoiceField(label=gettext_lazy("Organisation of the register"), coerce=int)
    file = forms.FileField(
        label=gettext_lazy("Workbook of the register"),
        help_text=gettext_lazy(".xlsx, .xls, .ods or .csv, as the office keeps it"),
    )
    on = DayField(
        label=gettext_lazy("Day of the register"),
        required=False,
        help_text=gettext_lazy("Only where the file itself does not say “Tính đến ngày …”."),
    )


class ReasonForm(forms.Form):
    """What a protected number is read for."""

    reason = forms.CharField(
        label=gettext_lazy("What it is read for"),
        max_length=400,
        help_text=gettext_lazy("The journal keeps it, and the member can read it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@login_required
def identity(request: SignedIn, pk: int) -> HttpResponse:
    """The whole identity number, once the reason is given; the journal keeps who read it, and why."""
    person = Person.objects.filter(pk=pk).first()
    if person is None or not may(request.user, "members.read_identity", person.unit_id, on=today()):
        raise Http404
    if question := people_shown(
        request, MEMBERS, [person.pk], today=today(), unit=person.unit_id, anew=request.method != "POST",
        record=pk, form="read_identity",
    ):  # fmt: skip
        return question
    form, number = ReasonForm(request.POST or None), ""
    refusals: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            number = operations.read_identity(actor=request.user, record=person, reason=form.cleaned_data["reason"])
        except Refused as refused:
            refusals = refused.reasons
    page = reverse("desk:page", args=["members", pk])
    context = {
        "person": person,
        "number": number,
        "form": form,
        "refusals": refusals,
        "act": {"label": _("Show the whole identity number"), "about": str(person), "cancel_url": page},
        "trail": [
            {"label": _("Members"), "url": reverse("desk:list", args=["members"])},
            {"label": str(person), "url": page},
            {"label": _("Identity number")},
        ],
    }
    return render(
        request, "members/identity.html", context, status=422 if request.method == "POST" and not number else 200
    )


@login_required
def start(request: HttpRequest) -> HttpResponse:
    """A file is chosen, or work that was begun is gone on with."""
    if not may_anywhere(request.user, POWER, on=today()):
        raise Http404
    ids = reach(request.user, POWER, on=today())
    units = standing(on=today(), kinds=[Kind.UPPER, Kind.PROVINCE, *GRASSROOTS])
    units = units if ids is None else units.filter(pk__in=ids)
    form = FileForm(request.POST or None, request.FILES or None)
    names = sorted(names_of(units.values_list("pk", flat=True), on=today()).items(), key=lambda named: named[1])
    form.fields["unit"].choices = names  # type: ignore[attr-defined]
    refusals: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            draft = _begin(request, form.cleaned_data)
        except Unreadable as unreadable:
            refusals = [str(unreadable)]
        else:
            return redirect("members:draft", draft.pk)
    context = {
        "form": form,
        "refusals": refusals,
        "steps": _steps(1),
        "begun": ImportDraft.objects.filter(account=request.user, state="open").order_by("-made_at")[:5],
        "trail": _trail(),
    }
    return render(request, "members/import_start.html", context, status=422 if request.method == "POST" else 200)


def _begin(request: HttpRequest, given: dict[str, Any]) -> ImportDraft:
    file = given["file"]
    if file.size > MOST_BYTES:
        raise Unreadable(TOO_LARGE)
    with tempfile.NamedTemporaryFile() as kept:
        for chunk in file.chunks():
            kept.write(chunk)
        kept.flush()
        return drafts.begin(
            actor=request.user,  # type: ignore[arg-type]
            unit=Unit.objects.get(pk=given["unit"]),
            path=Path(kept.name),
            name=file.name,
            today=today(),
            on=given["on"],
        )


def _draft(request: HttpRequest, pk: int) -> ImportDraft:
    """The person's own draft, while they may take in registers there; a page that is not there otherwise."""
    saved = ImportDraft.objects.select_related("unit", "entry").filter(pk=pk, account=request.user).first()
    if saved is None or not may(request.user, POWER, saved.unit, on=today(), tree_on=saved.on):
        raise Http404
    return saved


@login_required
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a draft, at the step that it has reached."""
    saved = _draft(request, pk)
    unit = name_of(saved.unit, on=saved.on)
    context: dict[str, Any] = {"draft": saved, "unit": unit.name if unit else saved.unit.slug, "trail": _trail(saved)}
    if saved.state == ImportDraft.State.OPEN:
        return render(request, "members/import_draft.html", context | _worked(saved) | {"steps": _steps(3)})
    return render(request, "members/import_result.html", context | _progress(saved) | {"steps": _steps(4)})


def _worked(saved: ImportDraft) -> dict[str, Any]:
    draft = drafts.worked_out(saved)
    findings, refusals = draft.findings, why_not_into(saved.unit, saved.on)
    rows = {row for finding in findings if (row := finding.row)}
    texts = {number: draft.table.rows[number - draft.table.top - 1] for number in rows}
    return {
        "worked": draft,
        "columns": _columns(draft),
        "fields": [(name, column.label) for name, column in FIELDS.items()],
        "counts": {
            "rows": write_number(len(draft.told.rows)),
            "new": write_number(len(draft.planned.new)),
            "fuller": write_number(len(draft.planned.fuller)),
            "unchanged": write_number(len(draft.planned.unchanged)),
            "left_out": write_number(len(saved.left_out)),
            "open": write_number(len(rows)),
        },
        "refusals": refusals,
        "ready": not refusals and bool(draft.planned.new or draft.planned.fuller),
        "founded": draft.founded,
        "kinds": [
            {"field": name, "column": FIELDS[name].label, "reason": reason, "count": write_number(len(rows))}
            for (name, reason), rows in draft.kinds.items()
            if len(rows) > 1
        ],
        "findings": [_finding(draft, finding, texts[finding.row]) for finding in findings[:SHOWN]],
        "more": max(0, len(findings) - SHOWN),
    }


def _columns(draft: drafts.Draft) -> list[dict[str, Any]]:
    """Each column of the sheet beside what it is taken for, with its first cells as typed."""
    fields = {at: name for name, at in draft.saved.mapping.items()}
    below = draft.table.rows[draft.table.header + 1 : draft.table.header + 60]
    columns = []
    for at, heading in enumerate(draft.told.headers):
        cells = [shown(row[at]) for row in below if at < len(row) and row[at] not in ("", None)]
        columns.append({"at": at, "heading": heading, "field": fields.get(at, ""), "cells": cells[:3]})
    return columns


def _finding(draft: drafts.Draft, finding: RowFinding, cells: list[Any]) -> dict[str, Any]:
    """A finding with the row as typed around it, and what may be done about it."""
    at = draft.saved.mapping.get("name", draft.saved.mapping.get("given_name", 0))
    repaired = draft.saved.repairs.get(str(finding.row), {})
    return {
        "row": finding.row,
        "field": finding.field,
        "column": finding.column,
        "value": repaired.get(finding.field, finding.value),
        "reason": finding.reason,
        "refused": finding.refused,
        "name": shown(cells[at]) if at < len(cells) else "",
        "repairable": finding.field in draft.saved.mapping,
    }


@login_required
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """One step of work on the draft: columns assigned, a cell repaired, a row accepted or left out."""
    saved = _draft(request, pk)
    if saved.state != ImportDraft.State.OPEN:
        return redirect("members:draft", pk)
    row = number_in(request.POST.get("row", "")) or 0
    match request.POST.get("do"):
        case "assign":
            day = day_in(request.POST.get("on", "")) or saved.on
            columns = {
                column: value
                for key, value in request.POST.items()
                if key.startswith("column-") and (column := number_in(key.removeprefix("column-"))) is not None
            }
            drafts.assign(saved, columns, day)
        case "repair":
            drafts.repair(saved, row, request.POST.get("field", ""), request.POST.get("value", ""))
        case "accept":
            drafts.accept(saved, row)
        case "accept_kind":
            drafts.accept_kind(saved, request.POST.get("field", ""), request.POST.get("reason", ""))
        case "leave_out":
            drafts.leave_out(saved, row)
        case _:
            raise Http404
    if request.headers.get("HX-Request"):
        return render(request, "members/import_rows.html", {"draft": saved} | _worked(saved))
    return redirect(f"{reverse('members:draft', args=[pk])}#repairs")


@login_required
@require_POST
def commit(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that are ready are being taken in."""
    saved = _draft(request, pk)
    if saved.state in (ImportDraft.State.OPEN, ImportDraft.State.FAILED) and saved.table is not None:
        tasks.start(saved)
    return redirect("members:draft", pk)


@login_required
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the work is; when it is done, the page shows the result."""
    saved = _draft(request, pk)
    answer = render(request, "parts/progress.html", _progress(saved))
    if saved.state != ImportDraft.State.WORKING:
        answer["HX-Refresh"] = "true"
    return answer


def _progress(saved: ImportDraft) -> dict[str, Any]:
    titles = {
        "working": _("The register is being taken in"),
        "done": _("The register has been taken in"),
        "failed": _("The register was not taken in"),
    }
    return {
        "progress": {
            "id": "take-in",
            "title": titles.get(saved.state, ""),
            "done": saved.percent,
            "of": 100,
            "text": saved.said,
            "url": reverse("members:progress", args=[saved.pk]),
            "finished": saved.state != ImportDraft.State.WORKING,
            "failed": saved.state == ImportDraft.State.FAILED,
        },
        "result": {key: write_number(value) for key, value in saved.result.items()},
    }


@login_required
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole import is undone, with a reason."""
    saved = _draft(request, pk)
    if saved.entry is None:
        raise Http404
    try:
        undo(actor=request.user, entry=saved.entry, reason=request.POST.get("reason", ""))  # type: ignore[arg-type]
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, reason)
    else:
        messages.success(request, _("The import has been undone as a whole."))
    return redirect("members:draft", pk)


def _steps(now: int) -> list[dict[str, str]]:
    labels = (_("File"), _("What was understood"), _("Repairs"), _("Result"))
    states = ["done" if at < now else "now" if at == now else "ahead" for at in range(1, 5)]
    if now == 3:
        states[1] = "now"
    return [{"label": label, "state": state} for label, state in zip(labels, states, strict=True)]


def _trail(saved: ImportDraft | None = None) -> list[dict[str, str]]:
    trail = [
        {"label": _("Members"), "url": reverse("desk:list", args=["members"])},
        {"label": _("Take in a register"), "url": reverse("members:import")},
    ]
    return [*trail, {"label": saved.file, "url": ""}] if saved else trail
