"""The door of the hall: badges, name plates and the list on paper, and the page on which arrivals are noted, without network too."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from giaoban.conferences import badges, delegations
from giaoban.conferences.models import Conference, Delegate, Delegation
from giaoban.conferences.programme_views import seen, trail
from giaoban.conferences.views import code_of
from giaoban.conferences.worksheet import SHEETS
from giaoban.core.refusal import Refused
from giaoban.ground.access.explaining import Denied
from giaoban.ground.access.policy import may
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.reading import looked
from giaoban.kit.register import SignedIn

READ, ARRIVE = "delegates.read", "delegates.arrive"
PRINTED = "conferences.badges"
"""The word of the journal for printing who comes: badges, name plates, the list at the door."""
CAMERA = "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"


@login_required
@require_GET
def printed(request: SignedIn, pk: int, sheet: str) -> HttpResponse:
    """Who comes, to be printed: a badge with a code each, a name plate each, or the list on which the door ticks them off."""
    conference = _of(request, pk, READ)
    title = dict(SHEETS).get(sheet)
    if title is None:
        raise Http404
    looked(request.user, PRINTED, unit=conference.unit_id, record=conference.pk, sheet=sheet)
    context = {
        "conference": conference, "sheet": sheet, "title": title, "rows": _rows(conference, codes=sheet == "badges"),
        "trail": trail(conference, str(title)),
    }  # fmt: skip
    return render(request, "conferences/door_printed.html", context)


@login_required
@require_GET
def door(request: SignedIn, pk: int) -> HttpResponse:
    """Everybody who comes, with one press for each who has arrived; what is pressed without network is sent later."""
    conference = _of(request, pk, ARRIVE)
    context = {
        "conference": conference, "rows": _rows(conference), "told": _told(conference), "sits": conference.held_on == today(),
        "arrivals": reverse("conferences:arrivals", args=[pk]), "trail": trail(conference, _("At the door")),
    }  # fmt: skip
    page = render(request, "conferences/door.html", context)
    page.headers["Permissions-Policy"] = CAMERA
    page.headers["Cache-Control"] = "no-store, private"
    return page


@login_required
@require_POST
def arrivals(request: SignedIn, pk: int) -> HttpResponse:
    """One arrival, with the moment that the device kept; answers who is here by now, so that two doors see one another."""
    conference = _of(request, pk, ARRIVE)
    code = request.POST.get("code", "")
    delegate = badges.delegate_of(code)
    if delegate is None or delegate.delegation.conference_id != conference.pk:
        return JsonResponse({"refused": [str(_("This badge is of no delegate of this conference."))]}, status=422)
    at = badges.moment_of(request.POST.get("at", ""), conference)
    try:
        delegations.arrive(actor=request.user, record=delegate, at=at)
    except Refused as refused:
        return JsonResponse({"refused": refused.reasons}, status=422)
    return JsonResponse(_told(conference))


@login_required
def by_badge(request: SignedIn, code: str) -> HttpResponse:
    """What a telephone's camera opens: who bears the badge, whether they are here, and one press that notes it."""
    delegate = badges.delegate_of(code)
    if delegate is None:
        raise Http404
    conference = _of(request, delegate.delegation.conference_id, READ)
    reasons: list[str] = []
    if request.method == "POST":
        try:
            delegations.arrive(actor=request.user, record=delegate)
        except Refused as refused:
            reasons = refused.reasons
        else:
            return redirect("conferences:badge", code)
    context = {
        "conference": conference, "delegate": delegate, "refusals": reasons, "told": _told(conference),
        "may_note": may(request.user, ARRIVE, conference.unit_id, on=today()), "trail": trail(conference, _("At the door")),
    }  # fmt: skip
    return render(request, "conferences/badge.html", context, status=422 if reasons else 200)


def _of(request: HttpRequest, pk: int, power: str) -> Conference:
    """The conference, where the person may read it and has that power over its host; 404, or the reason why not."""
    conference = seen(request, pk)  # type: ignore[arg-type]
    if not may(request.user, power, conference.unit_id, on=today()):  # type: ignore[arg-type]
        raise Denied(power, conference.unit_id)
    return conference


def _rows(conference: Conference, *, codes: bool = False) -> list[dict[str, Any]]:
    """The delegations that come in their order, each with its delegates; with ``codes`` each with the picture of its code."""
    coming = conference.delegations.filter(state=Delegation.State.COMES).order_by("category", "name")
    return [
        {
            "delegation": delegation,
            "delegates": [
                {
                    "delegate": delegate,
                    "code": badges.code_of(delegate),
                    "picture": code_of(badges.address_of(delegate)) if codes else "",
                }
                for delegate in delegation.delegates.order_by("rank")
            ],
        }
        for delegation in coming.prefetch_related("delegates")
    ]


def _told(conference: Conference) -> dict[str, Any]:
    """Who is here: codes with the minute, and how many of how many."""
    coming = Delegate.objects.filter(delegation__conference=conference, delegation__state=Delegation.State.COMES)
    here = {
        badges.code_of(delegate): f"{localtime(delegate.arrived_at):%H:%M}" if delegate.arrived_at else ""
        for delegate in coming.filter(state=Delegate.State.ARRIVED)
    }
    return {"here": here, "came": len(here), "named": coming.count()}
