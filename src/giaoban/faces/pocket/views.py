"""The handbook's pages: five places that show what is one's own, and the meetings of one's own cell. Nobody else's."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giaoban.areas.meetings.models import Paper
from giaoban.areas.privacy import operations
from giaoban.areas.privacy.models import DataRequest
from giaoban.core.refusal import Refused
from giaoban.core.text import fold, squeeze
from giaoban.faces.pocket.own import Own, cells_of, names_others, sheets_of
from giaoban.ground.access.policy import grants_held
from giaoban.ground.journal.clock import now, today
from giaoban.ground.journal.models import Entry
from giaoban.ground.journal.reading import looked
from giaoban.ground.people.models import Person
from giaoban.kit import sheets
from giaoban.kit.register import SignedIn

LISTED, SEARCHED = 50, 500
"""So many papers stand on the page, of so many that are looked through."""


def person_of(request: SignedIn) -> Person:
    """Whose handbook this is; a page that is not there where the account belongs to no person on record, or holds nothing."""
    person = request.user.person
    if person is None or not grants_held(request.user, on=today()):
        raise Http404
    return person


def page_of(request: SignedIn, template: str, place: str, *, kept: bool = True, **context: Any) -> HttpResponse:
    """A page of the handbook at that place of its bar, which says when it was made.

    A telephone may keep it where it is of those that are ``kept``, has no word said once, and names nobody else of the cell.
    """
    once = len(messages.get_messages(request)) > 0
    answer = render(request, f"pocket/{template}.html", {"place": place, "made_at": now(), **context})
    person = request.user.person
    if kept and not once and person is not None and not names_others(person, answer.content.decode(), on=today()):
        answer["X-May-Be-Kept"] = "14"
    return answer


@login_required
def home(request: SignedIn) -> HttpResponse:
    """What is nearest for the person who is signed in."""
    return page_of(request, "home", "home", own=Own(person_of(request), today()))


@login_required
def welcome(request: SignedIn) -> HttpResponse:
    """The name that one signs in with, after the slip."""
    person_of(request)
    return page_of(request, "welcome", "home", kept=False, username=request.user.username)


@login_required
def meetings(request: SignedIn) -> HttpResponse:
    """The meetings of one's own cell, to come and past."""
    return page_of(request, "meetings", "meetings", own=Own(person_of(request), today()))


@login_required
def study(request: SignedIn) -> HttpResponse:
    """What one has to study, and how far that is."""
    return page_of(request, "study", "study", own=Own(person_of(request), today()))


@login_required
def record(request: SignedIn) -> HttpResponse:
    """What is on record of oneself, who looked at it, what one asked of it."""
    return page_of(request, "record", "record", kept=False, own=Own(person_of(request), today()))


@login_required
def library(request: SignedIn) -> HttpResponse:
    """The papers of one's own cells, the newest first; words are found with and without accents."""
    cells = cells_of(person_of(request), on=today())
    query = squeeze(request.GET.get("q", ""))[:100]
    words = fold(query).split()
    papers = (
        Paper.objects.filter(meeting__unit__in=cells, withdrawn_on=None, replaced_by=None, sent_on__lte=today())
        .select_related("meeting")
        .order_by("-meeting__held_on", "order")
    )
    seen = [paper for paper in papers[:SEARCHED] if all(word in fold(paper.title) for word in words)]
    return page_of(request, "library", "library", kept=not query, query=query, papers=seen[:LISTED])


class AskForm(forms.Form):
    """What a member asks of their own data."""

    kind = forms.ChoiceField(label=gettext_lazy("I ask to"), choices=DataRequest.Kind.choices)
    what = forms.CharField(
        label=gettext_lazy("What exactly"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Say it in your own words; the office answers here within its term."),
    )  # fmt: skip


@login_required
def ask(request: SignedIn) -> HttpResponse:
    """A request of one's own about one's own data; its clock runs from today."""
    person_of(request)
    form = AskForm(request.POST or None)
    refusals: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            operations.ask(actor=request.user, **form.cleaned_data)
        except Refused as refused:
            refusals = refused.reasons
        else:
            messages.success(request, _("Your request has been sent."))
            return redirect(f"{reverse('pocket:record')}#requests-title")
    context = {
        "form": form,
        "refusals": refusals,
        "title": _("My data"),
        "does": _("Send a request"),
        "place": "record",
        "back": {"label": _("My record"), "url": reverse("pocket:record")},
    }
    return render(request, "pocket/ask.html", context, status=422 if request.method == "POST" else 200)


@login_required
def take_out(request: SignedIn, kind: str) -> HttpResponse:
    """All that is on record of the person, as JSON or as a workbook; the journal says that it was taken out."""
    person = person_of(request)
    if kind not in {"json", "xlsx"}:
        raise Http404
    name = f"du-lieu-cua-toi-{today():%Y-%m-%d}.{kind}"
    tables = sheets_of(person, on=today())
    looked(request.user, "own.data", unit=person.unit_id, people=[person.pk], kind=Entry.Kind.EXPORT, file=name)
    if kind == "json":
        content = {title: [dict(zip(heads, row, strict=True)) for row in rows] for title, heads, rows in tables}
        answer = HttpResponse(
            json.dumps(content, ensure_ascii=False, indent=2), content_type="application/json; charset=utf-8"
        )
    else:
        answer = HttpResponse(
            sheets.tables(tables, person.name),
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
