"""A delegation's own page, opened by its secret link, and the invitation that carries the link on paper."""

from __future__ import annotations

from datetime import date
from typing import Any

import qrcode
import qrcode.image.svg
from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.conferences import browsers, delegations, letters, links, programme, queries, reading, volumes
from giaoban.conferences.models import Delegation
from giaoban.conferences.register import DELEGATIONS, answers_open, lines_of
from giaoban.core.refusal import Refused
from giaoban.ground.access import second_lock
from giaoban.ground.access.explaining import Denied
from giaoban.ground.access.operations import program
from giaoban.ground.access.policy import may
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.reading import looked
from giaoban.ground.units.queries import names_of
from giaoban.kit import cells
from giaoban.kit.forms import NumberField
from giaoban.kit.register import SignedIn

MOST_PEOPLE = 500


class Answer(forms.Form):
    """What a delegation is asked: whether it comes, who, and what is to be prepared for it."""

    comes = forms.ChoiceField(
        label=_("The delegation"), choices=[("yes", _("comes")), ("no", _("does not come"))], widget=forms.RadioSelect
    )
    delegates = forms.CharField(
        label=_("Delegates"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One a line, the head first: name, post as it is to be spoken."),
    )  # fmt: skip
    phone = forms.CharField(label=_("Telephone for the day"), required=False, max_length=40)
    arrives = forms.CharField(label=_("Arrival and vehicle"), required=False, max_length=200)
    meals = NumberField(label=_("Meals"), required=False, most=MOST_PEOPLE)
    rooms = NumberField(label=_("Rooms"), required=False, most=MOST_PEOPLE)
    others = NumberField(label=_("Drivers and staff, without names"), required=False, most=MOST_PEOPLE)
    note = forms.CharField(label=pgettext_lazy("delegation", "Note"), required=False, max_length=400)
    answered_by = forms.CharField(label=_("Who answers: name and post"), max_length=160)


def answer(request: HttpRequest, link: str) -> HttpResponse:
    """The delegation reads the invitation and what it answered, and answers anew until the conference is held.

    Looking answers nothing, so that a mail scanner that follows the link has done nothing.
    """
    with transaction.atomic(), second_lock.whole_tree():
        delegation = links.delegation_of(link, on=today())
        if delegation is None:
            if links.afterwards(link, on=today()):
                return _private(redirect("invitations:after", link))
            raise Http404
        if delegation.state == Delegation.State.WITHDRAWN:
            status = 422 if request.method == "POST" else 200
            return _private(render(request, "conferences/withdrawn.html", _said(delegation), status=status))
        form = Answer(request.POST if request.method == "POST" else None, initial=_answered(delegation))
        reasons: list[str] = []
        if request.method == "POST" and form.is_valid():
            try:
                word = browsers.word_of(request, delegation)
                with transaction.atomic():
                    delegations.answer(
                        actor=program("giấy mời hội nghị"), record=delegation, browser=word, **form.cleaned_data
                    )
            except Refused as refused:
                reasons = refused.reasons
                delegation.refresh_from_db()
            else:
                thanks = redirect(f"{reverse('invitations:answer', args=[link])}?saved")
                return _private(browsers.given(thanks, request, link, delegation, word))
        release = queries.last_release(delegation.conference)
        own, others = queries.papers_for(delegation)
        context = {
            "delegation": delegation,
            "form": form,
            "refusals": reasons,
            "saved": "saved" in request.GET and request.method != "POST",
            "open": answers_open(delegation),
            "link": link,
            "own": own,
            "letters": letters.letters_to(delegation),
            "read": [(paper, paper.versions.last()) for paper in others],
            "volume": (volume := volumes.given_out(delegation.conference)),
            "reprinted": not volume and bool(volumes.files_of(delegation.conference)),
            "today": delegation.conference.held_on == today(),
            "minuted": delegation.state == Delegation.State.COMES and reading.reading_of(delegation.conference),
            "scored": delegation.scores.exists(),
            "over": links.afterwards(link, on=today()) is not None,
            "readings": queries.link_readings(delegation),
            "forgotten": queries.browsers_forgotten(delegation),
            "release": release,
            "lines": [programme.line_of(kept) for kept in release.lines] if release else [],
            **_said(delegation),
        }
        wrong = bool(reasons or form.errors)
        return _private(render(request, "conferences/answer.html", context, status=422 if wrong else 200))


@login_required
def invitation(request: SignedIn, pk: int) -> HttpResponse:
    """The invitation to be printed or sent, with the delegation's link as text and as a code for a phone.

    Nowhere else is the link shown to anybody: whoever reads it is written down, and the delegation is told.
    """
    delegation = cells.record_seen(request.user, DELEGATIONS, pk, on=today())
    if delegation is None:
        raise Http404
    if not may(request.user, "invitations.renew_link", delegation.unit_id, on=today()):
        raise Denied("invitations.renew_link", delegation.unit_id)
    looked(request.user, queries.LINK_READ, unit=delegation.unit_id, record=delegation.pk, link=delegation.link)
    address = settings.SITE_ADDRESS.rstrip("/") + reverse("invitations:answer", args=[links.word(delegation)])
    context = {
        "delegation": delegation,
        "address": address,
        "code": code_of(address),
        "back": DELEGATIONS.address(delegation),
        **_said(delegation),
    }
    return render(request, "conferences/invitation.html", context)


def code_of(address: str) -> SafeString:
    """The address as a code that a phone reads: an SVG without anything else in it."""
    drawn = qrcode.make(address, image_factory=qrcode.image.svg.SvgPathImage, box_size=12)
    return SafeString(drawn.to_string(encoding="unicode"))


def _answered(delegation: Delegation) -> dict[str, Any]:
    kept = {
        name: getattr(delegation, name)
        for name in ("phone", "arrives", "meals", "rooms", "others", "note", "answered_by")
    }
    comes = {Delegation.State.COMES: "yes", Delegation.State.DECLINED: "no"}.get(
        Delegation.State(delegation.state), "yes"
    )
    return {**kept, "comes": comes, "delegates": lines_of(delegation)}


def _said(delegation: Delegation) -> dict[str, Any]:
    conference = delegation.conference
    day: date = conference.held_on
    return {"conference": conference, "host": names_of([delegation.unit_id], on=day).get(delegation.unit_id, "")}


def _private(page: HttpResponse) -> HttpResponse:
    page.headers["Referrer-Policy"] = (
        "same-origin"  # with none at all a browser sends its forms from “null”, which is refused
    )
    page.headers["X-Robots-Tag"] = "noindex, nofollow"
    return page
