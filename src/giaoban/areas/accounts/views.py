"""Where officers print the halves of ways in, and where the owner of an account puts the two together."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from giaoban.areas.accounts import queries
from giaoban.areas.accounts.ways import CODE_SIGNS
from giaoban.ground.access.models import Proposal
from giaoban.ground.access.policy import may_anywhere
from giaoban.ground.journal.clock import today
from giaoban.ground.units.queries import names_of
from giaoban.kit.register import SignedIn


class Code(forms.Form):
    """The signs that the officer who asked for the way in tells its owner."""

    code = forms.RegexField(rf"^\s*[0-9a-f]{{{CODE_SIGNS}}}\s*$", label=_("Receiving code"), max_length=CODE_SIGNS + 8)


def begin(request: HttpRequest, way: str) -> HttpResponse:
    """With the code, the address of the slip leads to where a password is chosen; whether it is right is asked there."""
    form = Code(request.POST or None)
    if request.method == "POST" and form.is_valid():
        uid, _dash, key = f"{way}{form.cleaned_data['code'].strip()}".partition("-")
        return redirect("account_reset_password_from_key", uidb36=uid, key=key)
    return render(request, "accounts/begin.html", {"form": form}, status=422 if request.method == "POST" else 200)


@login_required
def slips(request: SignedIn) -> HttpResponse:
    """Every half of a way in that this person hands out and that is still good: a slip each, to be cut and sealed."""
    if not may_anywhere(request.user, "access.grant", on=today()):
        raise Http404
    opened = Proposal.objects.filter(state=Proposal.State.CONFIRMED, answered_on__gte=today() - timedelta(days=1))
    mine = opened.filter(Q(asked_by=request.user) | Q(answered_by=request.user)).select_related("account", "unit")
    shown = [
        {"account": proposal.account, "unit": proposal.unit, **half}
        for proposal in mine.order_by("unit__slug", "pk")
        if (half := queries.half_for(proposal, request.user)) is not None
    ]
    names = names_of([slip["unit"].pk for slip in shown if slip["unit"]], on=today())
    for slip in shown:
        slip["over"] = names.get(slip["unit"].pk, "") if slip["unit"] else ""
    trail = [{"label": _("Waiting for a second person"), "url": reverse("desk:list", args=["proposals"])}]
    return render(
        request, "accounts/slips.html", {"slips": shown, "trail": [*trail, {"label": _("Slips to hand out")}]}
    )
