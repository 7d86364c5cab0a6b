"""The day in the hall: the page that runs it, the screen that shows it, and what both ask again and again.

Whoever follows is told by a stream in front of Django (`giaoban.faces.following`), to which each answer holds a ticket. Where
there is no stream, the page asks every few seconds and is answered 304 without a page being made, as long as the number of
the conference's turns and the minute are the same: see `tag_of`.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from giaoban.conferences import links, queries, room, tickets
from giaoban.conferences.badges import moment_of
from giaoban.conferences.hall import finish_item, start_item
from giaoban.conferences.models import Conference, Delegation
from giaoban.conferences.programme_views import seen, trail
from giaoban.conferences.turning import tag_at, tag_of
from giaoban.core.refusal import Refused
from giaoban.ground.access import second_lock
from giaoban.ground.journal.clock import now, today
from giaoban.kit.register import SignedIn

SCREEN, PHONES = 2_000, 10_000
"""Milliseconds between two questions of a screen, and of each of many phones, which cost the server the more."""
PICTURE = "conferences/screen_state.html"
ACTS = {"start": (start_item, "started_at"), "finish": (finish_item, "finished_at")}
"""What the page of the room may do later, and the moment that tells it was done."""
FOLLOW = "Follow-At"
"""The header of an answer that says at which address its page may follow."""


@login_required
def run(request: SignedIn, pk: int) -> HttpResponse:
    """The page for who chairs or keeps the time: what is now and next, and one large button."""
    conference = seen(request, pk)
    context = room.controls_of(request.user, conference) | {
        "state_url": reverse("conferences:room_state", args=[pk]),
        "later_url": reverse("conferences:room_later", args=[pk]),
        "screen_url": reverse("conferences:screen", args=[pk]),
        "trail": trail(conference, _("Run the room")),
        "tag": tag_of(conference),
        "follow": _by_account(request, conference),
    }
    return render(request, "conferences/room.html", context)


@login_required
def run_state(request: SignedIn, pk: int) -> HttpResponse:
    """The part of that page which changes; 304 where it did not."""
    conference = seen(request, pk)
    return _answered(
        request, conference, _by_account(request, conference), "conferences/room_state.html",
        lambda: room.controls_of(request.user, conference),
    )  # fmt: skip


@login_required
@require_POST
def later(request: SignedIn, pk: int) -> HttpResponse:
    """An item was begun or ended on a page that perhaps had no network, at the moment that it kept; sent twice it is done once."""
    conference = seen(request, pk)
    act, field = ACTS.get(request.POST.get("act", ""), (None, ""))
    key = request.POST.get("key", "")
    item = queries.items_of(conference).filter(pk=int(key)).first() if key.isdecimal() and len(key) < 13 else None
    if act is None or item is None:
        raise Http404
    at = moment_of(request.POST.get("at", ""), conference)
    if getattr(item, field) == at:
        return JsonResponse({})
    try:
        act(actor=request.user, record=item, at=at)
    except Refused as refused:
        return JsonResponse({"refused": refused.reasons}, status=422)
    return JsonResponse({})


@login_required
def screen(request: SignedIn, pk: int) -> HttpResponse:
    """The picture for the projector: large, without notes, names of phones or buttons."""
    conference = seen(request, pk)
    follow = _by_account(request, conference)
    return _screen(request, conference, follow, reverse("conferences:screen_state", args=[pk]), SCREEN)


@login_required
def screen_state(request: SignedIn, pk: int) -> HttpResponse:
    """What of the picture changes; 304 where it did not."""
    conference = seen(request, pk)
    return _picture(request, conference, _by_account(request, conference))


def hall(request: HttpRequest, link: str) -> HttpResponse:
    """The same picture for a delegation's phone, by its link."""
    with transaction.atomic(), second_lock.whole_tree():
        delegation = links.invited(link, on=today())
        state_url = reverse("invitations:hall_state", args=[link])
        return _screen(request, delegation.conference, _by_link(delegation), state_url, PHONES, link)


def hall_state(request: HttpRequest, link: str) -> HttpResponse:
    """What of it changes; 304 where it did not."""
    with transaction.atomic(), second_lock.whole_tree():
        delegation = links.invited(link, on=today())
        return _picture(request, delegation.conference, _by_link(delegation))


def seen_by_all(pk: int) -> tuple[str, str]:
    """What everybody who follows that hall sees, under its tag: the same for all, and nothing of who asks."""
    with transaction.atomic(), second_lock.whole_tree():
        conference = Conference.objects.annotate(turn=F("hall_turn__number")).get(pk=pk)
        return tag_at(conference, conference.turn or 0), render_to_string(PICTURE, room.hall_of(conference))


def _screen(
    request: HttpRequest, conference: Conference, follow: str, state_url: str, every: int, link: str = ""
) -> HttpResponse:
    context = room.hall_of(conference) | {
        "link": link, "state_url": state_url, "tag": tag_of(conference), "every": every, "follow": follow,
    }  # fmt: skip
    page = render(request, "conferences/screen.html", context)
    page.headers["Referrer-Policy"] = "no-referrer"
    page.headers["X-Robots-Tag"] = "noindex, nofollow"
    return page


def _picture(request: HttpRequest, conference: Conference, follow: str) -> HttpResponse:
    return _answered(request, conference, follow, PICTURE, lambda: room.hall_of(conference))


def _answered(
    request: HttpRequest, conference: Conference, follow: str, template: str, context: Callable[[], dict[str, object]]
) -> HttpResponse:
    tag = tag_of(conference)
    unchanged = request.headers.get("If-None-Match") == tag
    answer = HttpResponseNotModified() if unchanged else render(request, template, context())
    answer.headers["ETag"] = tag
    answer.headers["Cache-Control"] = "no-store, private"
    answer.headers[FOLLOW] = follow
    return answer


def _by_account(request: SignedIn, conference: Conference) -> str:
    return _follow(conference, f"account-{request.user.pk}", tickets.ACCOUNT_SECONDS)


def _by_link(delegation: Delegation) -> str:
    return _follow(delegation.conference, f"link-{delegation.pk}", tickets.LINK_SECONDS)


def _follow(conference: Conference, holder: str, seconds: int) -> str:
    """The address at which the page follows the hall, for as long as its ticket is good."""
    language = get_language() or "vi"
    return tickets.PATH + tickets.written(conference.pk, language, holder, seconds=seconds, at=now())
