"""A meeting of one's own cell: its notice and papers, what one tells of it, what was decided. Each form works without script."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from giaoban.areas.meetings import telling
from giaoban.areas.meetings.models import Attendance, Coming, Item, Meeting, Paper, Receipt, Resolution, Task, Wish
from giaoban.areas.meetings.queries import paper_of
from giaoban.areas.meetings.views import as_file
from giaoban.core.refusal import Refused
from giaoban.faces.pocket.own import cells_of
from giaoban.faces.pocket.views import page_of, person_of
from giaoban.ground.journal.clock import today
from giaoban.ground.people.models import Person
from giaoban.ground.units.queries import names_of
from giaoban.kit.register import SignedIn


def meeting_seen(person: Person, pk: int, day: date) -> Meeting:
    """A meeting of the person's own cell, or one that they were called at; 404 otherwise."""
    meeting = Meeting.objects.filter(pk=pk).first()
    concerned = meeting is not None and (
        meeting.unit_id in cells_of(person, on=day)
        or Attendance.objects.filter(meeting=meeting, person=person).exclude(status="").exists()
    )
    if meeting is None or not concerned:
        raise Http404
    return meeting


@login_required
def meeting(request: SignedIn, pk: int) -> HttpResponse:
    """One meeting: notice, agenda, papers with what one confirmed, one's answer and words, and what was decided."""
    person = person_of(request)
    seen = meeting_seen(person, pk, today())
    read = dict(Receipt.objects.filter(person=person, paper__meeting=seen).values_list("paper", "at"))
    papers = [
        {"paper": paper, "read": read.get(paper.pk), "open": paper.sent_on <= today()}
        for paper in seen.papers_now.select_related("replaces")
    ]
    published = seen.outcome_on is not None
    context = {
        "meeting": seen,
        "cell": names_of([seen.unit_id], on=seen.held_on).get(seen.unit_id, ""),
        "items": seen.items.all(),
        "papers": papers,
        "attendance": Attendance.objects.filter(meeting=seen, person=person).exclude(status="").first(),
        "coming": Coming.objects.filter(meeting=seen, person=person).first(),
        "answers": seen.told_on is not None and seen.closed_on is None and seen.held_on >= today(),
        "wishes": telling.own_wishes(seen, person),
        "resolution": Resolution.objects.filter(meeting=seen).first() if published else None,
        "published": published,
        "tasks": Task.objects.filter(meeting=seen, owner=person).order_by("due_on", "pk"),
        "back": {"label": _("Meetings"), "url": reverse("pocket:meetings")},
    }
    return page_of(request, "meeting", "meetings", **context)


def _told(request: SignedIn, meeting: Meeting, tell: Any, done: str, **words: Any) -> HttpResponse:
    """Back at the meeting with what was told, or with every reason why it was not taken."""
    try:
        tell(actor=request.user, **words)
    except Refused as refused:
        for reason in refused.reasons:
            messages.warning(request, reason)
    else:
        messages.success(request, done)
    return redirect("pocket:meeting", meeting.pk)


@login_required
@require_POST
def come(request: SignedIn, pk: int) -> HttpResponse:
    """One answers that one comes."""
    seen = meeting_seen(person_of(request), pk, today())
    return _told(request, seen, telling.answer, _("You have answered that you come."), record=seen, comes=True)


class ExcuseForm(forms.Form):
    """Why one does not come."""

    why = forms.ChoiceField(label=gettext_lazy("Why you cannot come"), choices=Coming.Reason.choices)
    more = forms.CharField(
        label=gettext_lazy("In your words, if you like"), required=False, max_length=200,
        help_text=gettext_lazy("The secretary and the deputy read it, nobody else of the cell."),
    )  # fmt: skip


class WishForm(forms.Form):
    """What one wants to speak about."""

    item = forms.ChoiceField(label=gettext_lazy("About"), required=False)
    line = forms.CharField(
        label=gettext_lazy("Your main point"), required=False, max_length=300,
        help_text=gettext_lazy("One line, for whoever chairs."),
    )  # fmt: skip

    def __init__(self, items: list[Item], *given: Any) -> None:
        super().__init__(*given)
        self.fields["item"].choices = [("", _("Something else")), *((str(item.pk), item.title) for item in items)]  # type: ignore[attr-defined]


def _form_page(
    request: SignedIn,
    meeting: Meeting,
    form: forms.Form,
    title: str,
    does: str,
    refusals: list[str],
    queued: str,
    on: int,
) -> HttpResponse:
    """The form, which a telephone without a line keeps and whose answers it sends later."""
    context: dict[str, Any] = {
        "queued": queued,
        "on": on,
        "title": title,
        "does": does,
        "form": form,
        "refusals": refusals,
        "back": {"label": str(meeting), "url": reverse("pocket:meeting", args=[meeting.pk])},
    }
    answer = page_of(request, "ask", "meetings", kept=request.method == "GET", **context)
    answer.status_code = 422 if request.method == "POST" else 200
    return answer


@login_required
def excuse(request: SignedIn, pk: int) -> HttpResponse:
    """One asks to be excused, with a reason."""
    seen = meeting_seen(person_of(request), pk, today())
    form, refusals = ExcuseForm(request.POST or None), list[str]()
    if request.method == "POST" and form.is_valid():
        try:
            telling.answer(actor=request.user, record=seen, comes=False, **form.cleaned_data)
        except Refused as refused:
            refusals = refused.reasons
        else:
            messages.success(request, _("You have asked to be excused."))
            return redirect("pocket:meeting", seen.pk)
    return _form_page(request, seen, form, _("Ask to be excused"), _("Send"), refusals, "own.answer", seen.pk)


@login_required
def speak(request: SignedIn, pk: int) -> HttpResponse:
    """One asks to speak, about a point of the agenda or something else."""
    seen = meeting_seen(person_of(request), pk, today())
    items = list(seen.items.all())
    form, refusals = WishForm(items, request.POST or None), list[str]()
    if request.method == "POST" and form.is_valid():
        chosen = next((item for item in items if str(item.pk) == form.cleaned_data["item"]), None)
        try:
            telling.ask_to_speak(actor=request.user, record=seen, line=form.cleaned_data["line"], item=chosen)
        except Refused as refused:
            refusals = refused.reasons
        else:
            messages.success(request, _("You have asked to speak."))
            return redirect("pocket:meeting", seen.pk)
    return _form_page(
        request, seen, form, pgettext("meeting", "Ask to speak"), _("Send"), refusals, "own.ask_to_speak", seen.pk
    )


@login_required
@require_POST
def withdraw(request: SignedIn, pk: int) -> HttpResponse:
    """One no longer asks to speak."""
    wish = Wish.objects.filter(pk=pk, person=person_of(request)).select_related("meeting").first()
    if wish is None:
        raise Http404
    return _told(request, wish.meeting, telling.withdraw_wish, _("You no longer ask to speak about it."), record=wish)


class ReportForm(forms.Form):
    """What became of a task of one's own."""

    report = forms.CharField(
        label=gettext_lazy("What was done, and where it is"), max_length=400, widget=forms.Textarea(attrs={"rows": 4})
    )


@login_required
def report(request: SignedIn, pk: int) -> HttpResponse:
    """One says that a task of one's own is done; the secretary accepts it."""
    task = Task.objects.filter(pk=pk, owner=person_of(request)).select_related("meeting").first()
    if task is None:
        raise Http404
    form, refusals = ReportForm(request.POST or None), list[str]()
    if request.method == "POST" and form.is_valid():
        try:
            telling.report_task(actor=request.user, record=task, **form.cleaned_data)
        except Refused as refused:
            refusals = refused.reasons
        else:
            messages.success(request, _("The secretary now reads that it is done."))
            return redirect("pocket:meeting", task.meeting_id)
    return _form_page(request, task.meeting, form, task.what, _("Report as done"), refusals, "own.report_task", task.pk)


# -- papers ----------------------------------------------------------------------------------------------------------------


def paper_seen(request: SignedIn, pk: int) -> Paper:
    """A paper of a meeting of one's own cell that was not withdrawn and is open to members; 404 otherwise."""
    paper = paper_of(pk)
    if paper is None or paper.withdrawn_on is not None or paper.sent_on > today():
        raise Http404
    meeting_seen(person_of(request), paper.meeting_id, today())
    return paper


@login_required
def paper(request: SignedIn, pk: int) -> FileResponse:
    """A paper of a meeting of one's own cell, as a file to keep."""
    return as_file(paper_seen(request, pk))


@login_required
def reading(request: SignedIn, pk: int) -> HttpResponse:
    """The reading copy of one version of a paper, with what one confirmed of it."""
    seen = paper_seen(request, pk)
    newer = Paper.objects.filter(replaces=seen).first()
    context = {
        "paper": seen,
        "newer": newer,
        "lines": [line for line in seen.words.splitlines() if line.strip()],
        "minutes": max(1, round(len(seen.words.split()) / 200)),
        "read": Receipt.objects.filter(person=person_of(request), paper=seen).first(),
        "back": {"label": str(seen.meeting), "url": reverse("pocket:meeting", args=[seen.meeting_id])},
    }
    return page_of(request, "reading", "library", kept=seen.on_phones, **context)


@login_required
@require_POST
def confirm(request: SignedIn, pk: int) -> HttpResponse:
    """One confirms that one has read that version."""
    seen = paper_seen(request, pk)
    return _told(request, seen.meeting, telling.confirm_paper, _("You have confirmed that you read it."), record=seen)
