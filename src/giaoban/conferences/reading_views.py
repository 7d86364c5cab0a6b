"""The minutes as a whole, to be read out: for the host, and read along by the delegations, which object by their link."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from giaoban.conferences import links, reading
from giaoban.conferences.models import Conference, Delegation
from giaoban.conferences.paper_views import private
from giaoban.conferences.programme_views import seen, trail
from giaoban.conferences.reading_register import NAMES, objections_of
from giaoban.conferences.undone import LINK
from giaoban.conferences.worksheet import register_named
from giaoban.core.refusal import Refused
from giaoban.ground.access import second_lock
from giaoban.ground.access.operations import program
from giaoban.ground.journal.clock import today
from giaoban.kit.acts import acts_on
from giaoban.kit.register import SignedIn


class ObjectionForm(forms.Form):
    """What a delegation says is not right in the minutes."""

    text = forms.CharField(
        label=_("What is not right, and what it should say"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    voiced_by = forms.CharField(label=_("Who says so: name and post"), max_length=300)


@login_required
def minutes(request: SignedIn, pk: int) -> HttpResponse:
    """The whole text in large letters, with what was objected and what may be done."""
    conference = seen(request, pk)
    context = _context(conference) | {
        "rows": objections_of(request.user, conference),
        "acts": acts_on(request.user, register_named("conferences"), conference, on=today(), names=NAMES),
        "files": [
            (label, reverse("conferences:document", args=[pk, "minutes", kind]))
            for kind, label in (("docx", _("Minutes (DOCX)")), ("pdf", _("Minutes (PDF)")))
        ],
        "trail": trail(conference, pgettext("conference", "Reading back the minutes")),
    }  # fmt: skip
    return render(request, "conferences/minutes_read.html", context)


def minutes_by_link(request: HttpRequest, link: str) -> HttpResponse:
    """A delegation that came reads along, and objects until the minutes are adopted."""
    with transaction.atomic(), second_lock.whole_tree():
        delegation = links.delegation_of(link, on=today()) or links.afterwards(link, on=today())
        standing = reading.reading_of(delegation.conference) if delegation else None
        if delegation is None or standing is None or delegation.state != Delegation.State.COMES:
            raise Http404
        form = ObjectionForm(request.POST if request.method == "POST" else None)
        reasons: list[str] = []
        if request.method == "POST" and form.is_valid():
            try:
                with transaction.atomic():
                    reading.object_to_minutes(
                        actor=program(LINK), record=delegation.conference, delegation=delegation, **form.cleaned_data
                    )
            except Refused as refused:
                reasons = refused.reasons
            else:
                return private(redirect(f"{reverse('invitations:minutes', args=[link])}?saved"))
        context = _context(delegation.conference) | {
            "delegation": delegation, "form": form, "refusals": reasons, "link": link, "saved": "saved" in request.GET,
            "own": standing.objections.filter(delegation=delegation), "open": standing.state == "read",
        }  # fmt: skip
        wrong = bool(reasons or form.errors)
        return private(render(request, "conferences/minutes_along.html", context, status=422 if wrong else 200))


def _context(conference: Conference) -> dict[str, Any]:
    return {
        "conference": conference,
        "standing": reading.reading_of(conference),
        "contents": reading.shown_of(conference),
    }
