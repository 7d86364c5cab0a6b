"""A delegation asks to speak from a telephone, by its secret link: on which item, who; it sees its place and can withdraw."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from giaoban.conferences import floor, hands, queries
from giaoban.conferences.links import invited
from giaoban.conferences.models import Delegation
from giaoban.conferences.paper_views import private
from giaoban.conferences.turning import turn_of
from giaoban.core.refusal import Refused
from giaoban.ground.access import second_lock
from giaoban.ground.access.operations import program
from giaoban.ground.journal.clock import today


class HandForm(forms.Form):
    """What is asked of who wants to speak."""

    speaker = forms.CharField(label=pgettext_lazy("hand", "Who speaks: name and post"), max_length=300)
    about = forms.CharField(label=pgettext_lazy("hand", "On what"), max_length=200, required=False)


@require_GET
def asked(request: HttpRequest, link: str) -> HttpResponse:
    """The items on which the delegation can ask to speak, and how its requests stand."""
    with transaction.atomic(), second_lock.whole_tree():
        return _page(request, link, invited(link, on=today()), [])


@require_GET
def asked_state(request: HttpRequest, link: str) -> HttpResponse:
    """The part of that page which changes; 304 where it did not."""
    with transaction.atomic(), second_lock.whole_tree():
        delegation = invited(link, on=today())
        tag = _tag(delegation)
        unchanged = request.headers.get("If-None-Match") == tag
        context = _context(link, delegation)
        answer = HttpResponseNotModified() if unchanged else render(request, "conferences/asked_state.html", context)
        answer.headers["ETag"] = tag
        answer.headers["Cache-Control"] = "no-store, private"
        return private(answer)


@require_POST
def ask(request: HttpRequest, link: str, pk: int) -> HttpResponse:
    """The delegation asks to speak on the item."""
    with transaction.atomic(), second_lock.whole_tree():
        delegation = invited(link, on=today())
        item = queries.shown_items(delegation.conference).filter(pk=pk).first()
        form = HandForm(request.POST)
        if item is None:
            raise Http404
        if not form.is_valid():
            return _page(
                request, link, delegation, [f"{name}: {error}" for name, told in form.errors.items() for error in told]
            )
        return _tried(
            request, link, delegation,
            lambda: hands.raise_hand(actor=program(ACTOR), record=item, delegation=delegation, **form.cleaned_data),
        )  # fmt: skip


@require_POST
def withdraw(request: HttpRequest, link: str, pk: int) -> HttpResponse:
    """The delegation does not ask any more."""
    with transaction.atomic(), second_lock.whole_tree():
        delegation = invited(link, on=today())
        hand = delegation.hands.filter(pk=pk).first()
        if hand is None:
            raise Http404
        return _tried(request, link, delegation, lambda: hands.lower(actor=program(ACTOR), record=hand))


ACTOR = "giấy mời hội nghị"


def _tried(request: HttpRequest, link: str, delegation: Delegation, act: Any) -> HttpResponse:
    try:
        with transaction.atomic():
            act()
    except Refused as refused:
        return _page(request, link, delegation, refused.reasons)
    return private(redirect("invitations:hands", link))


def _page(request: HttpRequest, link: str, delegation: Delegation, reasons: list[str]) -> HttpResponse:
    context = _context(link, delegation) | {
        "refusals": reasons,
        "state_url": reverse("invitations:hands_state", args=[link]),
        "tag": _tag(delegation),
    }
    return private(render(request, "conferences/asked.html", context, status=422 if reasons else 200))


def _context(link: str, delegation: Delegation) -> dict[str, Any]:
    conference = delegation.conference
    waiting = hands.waiting(conference)
    places = hands.places_of(waiting)
    on_item: dict[int, int] = {}
    for hand in waiting:
        on_item[hand.item_id] = on_item.get(hand.item_id, 0) + 1
    own = {hand.item_id: hand for hand in delegation.hands.order_by("asked_at", "pk")}
    items = queries.shown_items(conference).filter(kind__in=floor.TAKES_HANDS, state__in=["running", "planned"])
    rows = [
        {
            "item": item,
            "hand": own.get(item.pk),
            "place": places.get(own[item.pk].pk) if item.pk in own else None,
            "waiting": on_item.get(item.pk, 0),
            "open": item.hands_closed_at is None and (item.pk not in own or own[item.pk].state not in hands.OPEN),
            "closed_at": item.hands_closed_at,
        }
        for item in items
    ]
    return {
        "delegation": delegation,
        "conference": conference,
        "link": link,
        "sitting": hands.sits(conference),
        "rows": sorted(rows, key=lambda row: row["item"].state != "running"),
        "people": list(delegation.delegates.order_by("rank")),
    }


def _tag(delegation: Delegation) -> str:
    return f'"{delegation.pk}-{turn_of(delegation.conference)}"'
