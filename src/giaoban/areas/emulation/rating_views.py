"""The page of a sheet to be filled: a level for each line, in one go."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import pgettext, pgettext_lazy

from giaoban.areas.emulation import rating, rating_queries
from giaoban.areas.emulation.models import Rating, RatingSheet
from giaoban.areas.emulation.ratings_register import RATINGS, named
from giaoban.core.refusal import Refused
from giaoban.ground.access.policy import may
from giaoban.ground.journal.clock import today
from giaoban.kit.forms import LineField
from giaoban.kit.register import SignedIn
from giaoban.kit.seeing import people_shown


def _form(rows: list[tuple[Rating, str]], data: Any) -> forms.Form:
    """A level, or why there is none, and a remark for each line."""
    form = forms.Form(data)
    choices = [("", pgettext_lazy("emulation", "Not yet said")), *Rating.Level.choices, *Rating.Unrated.choices]
    for line, name in rows:
        form.fields[f"level-{line.pk}"] = forms.ChoiceField(
            choices=choices, label=name, required=False, initial=line.unrated or line.proposed
        )
        label = pgettext_lazy("emulation", "Remark")
        form.fields[f"words-{line.pk}"] = LineField(label=label, required=False, max_length=300, initial=line.remark)
    return form


@login_required
def rate(request: SignedIn, pk: int) -> HttpResponse:
    """Everybody on the sheet, a choice each; it works as a plain form."""
    record = get_object_or_404(RatingSheet.objects.select_related("unit"), pk=pk)
    if not may(request.user, "ratings.rate", record.unit_id, on=today()):
        raise Http404
    rows = named(rating_queries.lines_of(record), record)
    posted = request.method == "POST"
    if question := people_shown(
        request, RATINGS, [line.person_id for line, _name in rows], today=today(), unit=record.unit_id, anew=not posted,
        record=pk, form="rate",
    ):  # fmt: skip
        return question
    form, refusals = _form(rows, request.POST if posted else None), list[str]()
    if posted and form.is_valid():
        answers = form.cleaned_data
        given = {line.pk: (answers[f"level-{line.pk}"], answers[f"words-{line.pk}"]) for line, _name in rows}
        try:
            rating.rate(actor=request.user, record=record, given=given, on=today())
        except Refused as refused:
            refusals = refused.reasons
        else:
            messages.success(request, pgettext("emulation", "The levels are written down."))
            return redirect("desk:page", "ratings", pk)
    context = {
        "record": record,
        "form": form,
        "rows": [(form[f"level-{line.pk}"], form[f"words-{line.pk}"]) for line, _name in rows],
        "refusals": refusals,
        "trail": [
            {"label": RATINGS.label, "url": reverse("desk:list", args=["ratings"])},
            {"label": str(record), "url": reverse("desk:page", args=["ratings", pk])},
            {"label": RATINGS.act("rate").label},
        ],
    }
    return render(request, "emulation/rate.html", context, status=422 if refusals or form.errors else 200)
