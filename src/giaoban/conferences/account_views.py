"""Without the delegation's link, by an account of its body: a delegate asks to speak, an office answers for what was given out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from giaoban.conferences import floor, following_up, hands, queries
from giaoban.conferences.after_views import PointAnswer, said
from giaoban.conferences.hand_views import HandForm
from giaoban.conferences.models import ConferencePoint, Delegation
from giaoban.conferences.undone import ACCOUNT
from giaoban.core.refusal import Refused
from giaoban.ground.access import second_lock
from giaoban.ground.access.explaining import Denied
from giaoban.ground.access.operations import program
from giaoban.ground.access.policy import may
from giaoban.ground.journal.clock import today
from giaoban.ground.units.queries import names_of
from giaoban.kit.register import SignedIn

ASK, LISTED = "hands.ask", "hands.read"
ANSWER, READ = "points.answer", "points.read"
"""The powers to ask to speak for the delegation of one's own body and to answer for what it was given, and to read either."""


@login_required
@require_http_methods(["GET", "POST"])
def ask_by_account(request: SignedIn, pk: int) -> HttpResponse:
    """The items on which the delegation can ask to speak, its place on each list, and the request or its withdrawal.

    The host's unit is none of the person's: the act is the program's, as by the link, and the journal says who asked.
    """
    with transaction.atomic(), second_lock.whole_tree():
        delegation = Delegation.objects.select_related("conference").filter(pk=pk, state=Delegation.State.COMES).first()
        if (
            delegation is None
            or not delegation.body_id
            or not may(request.user, LISTED, delegation.body_id, on=today())
        ):
            raise Http404
        may_ask = may(request.user, ASK, delegation.body_id, on=today())
        reasons: list[str] = []
        if request.method == "POST":
            if not may_ask:
                raise Denied(ASK, delegation.body_id)
            try:
                with transaction.atomic():
                    _done(request, delegation)
            except Refused as refused:
                reasons = refused.reasons
            else:
                return redirect("conferences:ask_by_account", pk)
        context = {
            "delegation": delegation, "conference": delegation.conference, "rows": _rows(delegation), "refusals": reasons,
            "may_ask": may_ask, "sitting": hands.sits(delegation.conference), "people": list(delegation.delegates.order_by("rank")),
            "trail": [{"label": str(delegation.conference)}, {"label": _("Ask to speak")}],
        }  # fmt: skip
        return render(request, "conferences/own_hands.html", context, status=422 if reasons else 200)


@login_required
@require_http_methods(["GET", "POST"])
def answer_by_account(request: SignedIn, pk: int) -> HttpResponse:
    """What somebody's body is in charge of, as its owner or its successor, with the answer that it gives; the host closes it."""
    with transaction.atomic(), second_lock.whole_tree():
        point = ConferencePoint.objects.select_related("conference").filter(pk=pk).first()
        heirs = following_up.in_charge(point, on=today()) if point and point.due_on else set()
    reached = {heir for heir in heirs if second_lock.reaches(ConferencePoint, heir)}  # the database is asked as well
    if point is None or not any(may(request.user, READ, heir, on=today()) for heir in reached):
        raise Http404
    with transaction.atomic(), second_lock.whole_tree():
        may_answer = any(may(request.user, ANSWER, heir, on=today()) for heir in heirs)
        form = PointAnswer(request.POST if request.method == "POST" else None)
        reasons: list[str] = []
        if request.method == "POST":
            if not may_answer:
                raise Denied(ANSWER, min(heirs))
            try:
                with transaction.atomic():
                    _answered(request, point, form)
            except Refused as refused:
                reasons = refused.reasons
            else:
                return redirect("conferences:answer_by_account", pk)
        names = names_of({point.unit_id, point.owner_id or 0, *heirs}, on=point.conference.held_on) | names_of(
            heirs, on=today()
        )
        context = {
            "point": point, "form": form, "refusals": reasons, "may_answer": may_answer, "host": names.get(point.unit_id, ""),
            "facts": _facts(point, names, heirs), "reports": list(point.reports.order_by("-pk")),
            "trail": [{"label": str(point.conference)}, {"label": _("What was given out at a conference")}],
        }  # fmt: skip
        return render(request, "conferences/own_point.html", context, status=422 if reasons else 200)


def _facts(point: ConferencePoint, names: Mapping[int, str], heirs: set[int]) -> list[tuple[Any, Any]]:
    """Who is in charge, and of a body that has ended who is today; the product, the day, how it stands."""
    owner = names.get(point.owner_id or 0, "")
    today_s = ", ".join(names.get(heir, "") for heir in sorted(heirs)) if heirs != {point.owner_id} else ""
    facts = [
        (_("In charge"), f"{owner} ({_('today')}: {today_s})" if today_s else owner),
        (_("Product"), point.product),
        (_("By"), f"{point.due_on:%d/%m/%Y}" if point.due_on else ""),
        (_("State"), point.get_state_display()),
    ]
    return [fact for fact in facts if fact[1]]


def _answered(request: SignedIn, point: ConferencePoint, form: PointAnswer) -> None:
    if not form.is_valid():
        raise Refused(str(_("Say what came of it.")))
    if point.state != ConferencePoint.State.ASSIGNED:
        raise Refused(f"Nội dung này đang “{point.get_state_display()}”; muốn sửa, xin liên hệ đơn vị chủ trì.")
    said(program(ACCOUNT), point, form, told_by=str(request.user), by=str(request.user))


def _done(request: SignedIn, delegation: Delegation) -> None:
    """What was sent is done: a request is withdrawn, or one is made on an item."""
    actor, by = program(ACCOUNT), str(request.user)
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
