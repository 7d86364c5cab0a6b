"""A delegation scores itself, by its secret link: each line with what the released figures suggest."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from giaoban.conferences import scores
from giaoban.conferences.links import invited
from giaoban.conferences.models import Score
from giaoban.conferences.paper_views import private
from giaoban.conferences.scores_register import told_by
from giaoban.core.refusal import Refused
from giaoban.ground.access import second_lock
from giaoban.ground.access.operations import program
from giaoban.ground.journal.clock import today
from giaoban.kit.forms import NumberField


@require_http_methods(["GET", "POST"])
def own_scores(request: HttpRequest, link: str) -> HttpResponse:
    """The delegation reads its lines and says how many points it gives itself, until they are checked."""
    with transaction.atomic(), second_lock.whole_tree():
        delegation = invited(link, on=today())
        rows = list(delegation.scores.select_related("line", "line__conference").order_by("line__order"))
        if not rows:
            raise Http404
        is_open = delegation.conference.state in scores.OPEN and any(row.checked is None for row in rows)
        form = _form(rows, request.POST if request.method == "POST" else None)
        reasons: list[str] = []
        if request.method == "POST" and form.is_valid():
            try:
                with transaction.atomic():
                    _claim(rows, form.cleaned_data)
            except Refused as refused:
                reasons = refused.reasons
            else:
                return private(redirect(f"{reverse('invitations:scores', args=[link])}?saved"))
        context = {
            "delegation": delegation, "conference": delegation.conference, "link": link, "form": form, "refusals": reasons,
            "open": is_open, "saved": "saved" in request.GET and request.method != "POST",
            "rows": [{"score": row, "figures": told_by(row)} for row in rows],
        }  # fmt: skip
        status = 422 if reasons or form.errors else 200
        return private(render(request, "conferences/own_scores.html", context, status=status))


def _form(rows: list[Score], sent: Any) -> forms.Form:
    """A field for each line that is not checked yet."""
    form = forms.Form(sent)
    for row in rows:
        if row.checked is None:
            form.fields[f"line-{row.pk}"] = NumberField(
                label=f"{row.line} ({row.line.points})", required=False, most=row.line.points,
                initial=row.suggested if row.claimed is None else row.claimed,
            )  # fmt: skip
    return form


def _claim(rows: list[Score], answers: dict[str, Any]) -> None:
    actor = program("giấy mời hội nghị")
    for row in rows:
        points = answers.get(f"line-{row.pk}")
        if points is not None and points != row.claimed:
            scores.claim(actor=actor, record=row, claimed=points)
