"""The page of a case, in the place of the kit's: it asks what for, writes the look down, and only then shows anything."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giaoban.areas.discipline import operations
from giaoban.areas.discipline.register import CASE, DISCIPLINE
from giaoban.core.refusal import Refused
from giaoban.ground.access.words import known_powers
from giaoban.ground.journal.clock import today
from giaoban.kit import cells
from giaoban.kit.pages import shown
from giaoban.kit.register import SignedIn


class OpeningForm(forms.Form):
    """What the case is opened for."""

    reason = forms.CharField(
        label=gettext_lazy("What the case is opened for"),
        max_length=400,
        help_text=gettext_lazy(
            "The journal keeps it, and the member can read it: name no accuser and nobody who gave information."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@login_required
def case(request: SignedIn, pk: int) -> HttpResponse:
    """The case, once the reason is given and stands in the journal; before that its number and nothing else."""
    seen = cells.visible(request.user, DISCIPLINE, on=today()).filter(pk=pk).select_related("person")
    record = cells.with_unit_names(DISCIPLINE, CASE, seen, on=today()).first()
    if record is None:
        raise Http404
    form = OpeningForm(request.POST if request.method == "POST" else None)
    refusals: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            return _opened(request, record, form.cleaned_data["reason"])
        except Refused as refused:
            refusals = refused.reasons
    back = reverse("desk:list", args=[DISCIPLINE.name])
    context = {
        "register": DISCIPLINE,
        "act": {
            "label": str(record), "verb": _("Open the case"), "cancel_url": back, "action": request.path,
            "about": _("Give the reason; each opening of a case stands in the journal with your name and this reason."),
        },
        "form": form,
        "refusals": refusals,
        "trail": [{"label": DISCIPLINE.label, "url": back}, {"label": str(record)}],
    }  # fmt: skip
    return render(request, "kit/act.html", context, status=422 if request.method == "POST" else 200)


@reauthentication_required
def _opened(request: SignedIn, record: Any, reason: str) -> HttpResponse:
    """The look is written; the case is shown to somebody who has lately shown who they are."""
    operations.look(actor=request.user, record=record, reason=reason)
    return shown(request, DISCIPLINE, record, CASE, known_powers(), today=today())
