"""The handbook's pages: five places that show what is one's own, and the meetings of one's own cell. Nobody else's."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giaoban.areas.meetings.models import Attendance, Meeting, Paper
from giaoban.areas.meetings.queries import paper_of
from giaoban.areas.meetings.views import as_file
from giaoban.areas.privacy import operations
from giaoban.areas.privacy.models import DataRequest
from giaoban.core.refusal import Refused
from giaoban.core.text import fold, squeeze
from giaoban.faces.pocket.own import Own, cells_of, sheets_of
from giaoban.ground.access.policy import grants_held
from giaoban.ground.journal.clock import now, today
from giaoban.ground.journal.models import Entry
from giaoban.ground.journal.reading import looked
from giaoban.ground.people.models import Person
from giaoban.ground.units.queries import names_of
from giaoban.kit import sheets
from giaoban.kit.register import SignedIn

LISTED, SEARCHED = 50, 500
"""So many papers stand on the page, of so many that are looked through."""


def _person(request: SignedIn) -> Person:
    """Whose handbook this is; a page that is not there where the account belongs to no person on record, or holds nothing."""
    person = request.user.person
    if person is None or not grants_held(request.user, on=today()):
        raise Http404
    return person


def _page(request: SignedIn, template: str, place: str, **context: Any) -> HttpResponse:
    """A page of the handbook at that place of its bar, which says when it was made."""
    return render(request, f"pocket/{template}.html", {"place": place, "made_at": now(), **context})


@login_required
def home(request: SignedIn) -> HttpResponse:
    """What is nearest for the person who is signed in."""
    return _page(request, "home", "home", own=Own(_person(request), today()))


@login_required
def welcome(request: SignedIn) -> HttpResponse:
    """The name that one signs in with, after the slip."""
    _person(request)
    return _page(request, "welcome", "home", username=request.user.username)


@login_required
def meetings(request: SignedIn) -> HttpResponse:
    """The meetings of one's own cell, to come and past."""
    return _page(request, "meetings", "meetings", own=Own(_person(request), today()))


@login_required
def study(request: SignedIn) -> HttpResponse:
    """What one has to study, and how far that is."""
    return _page(request, "study", "study", own=Own(_person(request), today()))


@login_required
def record(request: SignedIn) -> HttpResponse:
    """What is on record of oneself, who looked at it, what one asked of it."""
    return _page(request, "record", "record", own=Own(_person(request), today()))


@login_required
def library(request: SignedIn) -> HttpResponse:
    """The papers of one's own cells, the newest first; words are found with and without accents."""
    cells = cells_of(_person(request), on=today())
    asked = squeeze(request.GET.get("q", ""))[:100]
    words = fold(asked).split()
    papers = (
        Paper.objects.filter(meeting__unit__in=cells).select_related("meeting").order_by("-meeting__held_on", "order")
    )
    seen = [one for one in papers[:SEARCHED] if all(word in fold(one.title) for word in words)]
    return _page(request, "library", "library", asked=asked, papers=seen[:LISTED])


def _meeting(person: Person, pk: int, day: date) -> Meeting:
    """A meeting of the person's own cell, or one that they were called at."""
    meeting = Meeting.objects.select_related("chair").filter(pk=pk).first()
    concerned = meeting is not None and (
        meeting.unit_id in cells_of(person, on=day)
        or Attendance.objects.filter(meeting=meeting, person=person).exists()
    )
    if meeting is None or not concerned:
        raise Http404
    return meeting


@login_required
def meeting(request: SignedIn, pk: int) -> HttpResponse:
    """One meeting of one's own cell: when, where, what about, the papers, one's own attendance."""
    person = _person(request)
    cell_meeting = _meeting(person, pk, today())
    context = {
        "meeting": cell_meeting,
        "cell": names_of([cell_meeting.unit_id], on=cell_meeting.held_on).get(cell_meeting.unit_id, ""),
        "items": cell_meeting.items.all(),
        "papers": cell_meeting.papers.all(),
        "attendance": Attendance.objects.filter(meeting=cell_meeting, person=person).exclude(status="").first(),
        "back": {"label": _("Meetings"), "url": reverse("pocket:meetings")},
    }
    return _page(request, "meeting", "meetings", **context)


@login_required
def paper(request: SignedIn, pk: int) -> FileResponse:
    """A paper of a meeting of one's own cell, as a file to keep."""
    meeting_paper = paper_of(pk)
    if meeting_paper is None:
        raise Http404
    _meeting(_person(request), meeting_paper.meeting_id, today())
    return as_file(meeting_paper)


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
    _person(request)
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
    person = _person(request)
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
