"""The page that the register's own is not enough for: the points of all lines in one go, by the unit or by its superior."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import pgettext, pgettext_lazy

from giaoban.areas.emulation import queries
from giaoban.areas.emulation.models import Assessment
from giaoban.areas.emulation.register import EMULATION
from giaoban.core.numbers import write_number
from giaoban.core.refusal import Refused
from giaoban.core.spans import day_in
from giaoban.ground.access.policy import may
from giaoban.ground.journal.clock import today
from giaoban.kit.forms import LineField
from giaoban.kit.register import SignedIn

POINTS_TYPED = 6


class PointsField(forms.Field):
    """Points as they are written by hand: 8, 7,5 or 7.5; with at most two decimals."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "input"})

    def to_python(self, value: Any) -> Decimal | None:
        typed = str(value or "").strip()
        if not typed:
            return None
        whole, _mark, part = typed.replace(",", ".").partition(".")
        digits = whole + part
        if len(typed) > POINTS_TYPED or not whole or len(part) > 2 or not (digits.isascii() and digits.isdigit()):
            raise ValidationError(
                pgettext("emulation", "“%(typed)s” are no points; write them as 8 or 7,5.") % {"typed": typed[:20]}
            )
        return Decimal(f"{whole}.{part or 0}")

    def prepare_value(self, value: Any) -> Any:
        return write_number(value.normalize()) if isinstance(value, Decimal) else value


def _met_or_not(label: str) -> forms.Field:
    choices = [
        ("", pgettext_lazy("emulation", "Not yet said")),
        ("1", pgettext_lazy("emulation", "Met")),
        ("0", pgettext_lazy("emulation", "Not met")),
    ]
    return forms.TypedChoiceField(choices=choices, coerce=Decimal, empty_value=None, required=False, label=label)


def _form(rows: list[queries.Scored], *, checking: bool, by_month: bool, data: Any) -> forms.Form:
    """Points and words for each line; opened on what stands there, or on what the records say."""
    form = forms.Form(data)
    for row in rows:
        field = _met_or_not(row.line.text) if by_month else PointsField(label=row.line.text, required=False)
        mark = row.mark
        given = None if mark is None else mark.worth if checking else mark.claimed
        value = given if given is not None or checking else row.prefilled
        field.initial = value if value is None or not by_month else f"{value:.0f}"
        form.fields[f"points-{row.line.pk}"] = field
        label = (
            pgettext_lazy("emulation", "Remark of the check") if checking else pgettext_lazy("emulation", "Evidence")
        )
        words = mark.remark if mark and checking else mark.evidence if mark else ""
        form.fields[f"words-{row.line.pk}"] = LineField(label=label, required=False, max_length=300, initial=words)
    return form


@login_required
def score(request: SignedIn, pk: int) -> HttpResponse:
    """The unit scores itself."""
    return _marks(request, pk, checking=False)


@login_required
def check(request: SignedIn, pk: int) -> HttpResponse:
    """The superior checks what was claimed."""
    return _marks(request, pk, checking=True)


def _marks(request: SignedIn, pk: int, *, checking: bool) -> HttpResponse:
    record = get_object_or_404(Assessment.objects.select_related("criteria", "unit"), pk=pk)
    act = EMULATION.act("check" if checking else "score")
    at = act.at(record) if act.at else None
    if not may(request.user, f"emulation.{act.name}", at or record.unit_id, on=today()):
        raise Http404
    month = _month(request, record)
    rows = queries.scored(record, month, actor=request.user, on=today())
    posted = request.method == "POST"
    form = _form(rows, checking=checking, by_month=month is not None, data=request.POST if posted else None)
    refusals: list[str] = []
    if posted and form.is_valid():
        answers = form.cleaned_data
        given = {
            row.line.pk: (answers[f"points-{row.line.pk}"], answers[f"words-{row.line.pk}"])
            for row in rows
            if not checking or row.mark is not None
        }
        try:
            act.operation(actor=request.user, record=record, month=month, given=given, on=today())
        except Refused as refused:
            refusals = refused.reasons
        else:
            messages.success(request, pgettext("emulation", "The points are written down."))
            return redirect("desk:page", "emulation", pk)
    context = {
        "record": record,
        "form": form,
        "heading": act.label,
        "checking": checking,
        "period": queries.within(record, month).title(),
        "months": [
            (begun, f"{begun:%m/%Y}", begun == month)
            for begun in queries.months_of(record)
            if begun and begun <= today()
        ],
        "rows": [(row, form[f"points-{row.line.pk}"], form[f"words-{row.line.pk}"]) for row in rows],
        "refusals": refusals,
        "trail": [
            {"label": EMULATION.label, "url": reverse("desk:list", args=["emulation"])},
            {"label": str(record), "url": reverse("desk:page", args=["emulation", pk])},
            {"label": act.label},
        ],
    }
    return render(request, "emulation/marks.html", context, status=422 if refusals or form.errors else 200)


def _month(request: SignedIn, record: Assessment) -> date | None:
    """The month asked for; without one the last that has begun."""
    months = queries.months_of(record)
    if months == [None]:
        return None
    wanted = day_in(request.GET.get("month", ""))
    if wanted is not None and wanted not in months:
        raise Http404
    begun = [month for month in months if month is not None and month <= today()]
    return wanted or (begun[-1] if begun else months[0])
