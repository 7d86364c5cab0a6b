"""A delegate who has an account asks to speak without the delegation's link: for the delegation of a body that they work for."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from giaoban.conferences import floor, hands, queries
from giaoban.conferences.hand_views import HandForm
from giaoban.conferences.models import Delegation
from giaoban.core.refusal import Refused
from giaoban.ground.access import second_lock
from giaoban.ground.access.operations import program
from giaoban.ground.access.policy import may
from giaoban.ground.journal.clock import today
from giaoban.kit.register import SignedIn

ASK = "hands.ask"
"""The power to ask to speak for the delegation of one's own body."""


@login_required
@require_http_methods(["GET", "POST"])
def ask_by_account(request: SignedIn, pk: int) -> HttpResponse:
    """The items on which the delegation can ask to speak, its place on each list, and the request or its withdrawal.

    The host's unit is none of the person's: the act is the program's, as by the link, and the journal says who asked.
    """
    with transaction.atomic(), second_lock.whole_tree():
        delegation = Delegation.objects.select_related("conference").filter(pk=pk, state=Delegation.State.COMES).first()
        if delegation is None or not delegation.body_id or not may(request.user, ASK, delegation.body_id, on=today()):
            raise Http404
        reasons: list[str] = []
        if request.method == "POST":
            try:
                with transaction.atomic():
                    _done(request, delegation)
            except Refused as refused:
                reasons = refused.reasons
            else:
                return redirect("conferences:ask_by_account", pk)
        context = {
            "delegation": delegation, "conference": delegation.conference, "rows": _rows(delegation), "refusals": reasons,
            "sitting": hands.sits(delegation.conference), "people": list(delegation.delegates.order_by("rank")),
            "trail": [{"label": str(delegation.conference)}, {"label": _("Ask to speak")}],
        }  # fmt: skip
        return render(request, "conferences/own_hands.html", context, status=422 if reasons else 200)


def _done(request: SignedIn, delegation: Delegation) -> None:
    """What was sent is done: a request is withdrawn, or one is made on an item."""
    actor, by = program("tài khoản của đoàn"), str(request.user)
    if withdrawn := request.POST.get("withdraw", ""):
        hand = delegation.hands.filter(pk=_key(withdrawn)).first()
        if hand is None:
            raise Http404
        hands.lower(actor=actor, record=hand, by=by)
        return
    item = queries.shown_items(delegation.conference).filter(pk=_key(request.POST.get("item", ""))).first()
    form = HandForm(request.POST)
    if item is None:
        raise Http404
    if not form.is_valid():
        raise Refused([f"{name}: {error}" for name, errors in form.errors.items() for error in errors])
    hands.raise_hand(actor=actor, record=item, delegation=delegation, by=by, **form.cleaned_data)


def _rows(delegation: Delegation) -> list[dict[str, Any]]:
    """Each item that takes requests, with the delegation's own on it."""
    places = hands.places_of(hands.waiting(delegation.conference))
    own = {hand.item_id: hand for hand in delegation.hands.order_by("asked_at", "pk")}
    takes = queries.shown_items(delegation.conference).filter(
        kind__in=floor.TAKES_HANDS, state__in=["running", "planned"]
    )
    return [
        {
            "item": item,
            "hand": own.get(item.pk),
            "place": places.get(own[item.pk].pk) if item.pk in own else None,
            "open": item.hands_closed_at is None and (item.pk not in own or own[item.pk].state not in hands.OPEN),
        }
        for item in takes
    ]


def _key(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 13 else 0
