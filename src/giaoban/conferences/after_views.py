"""A delegation's page after the conference, by its link: what it thought of the day, and what became of what was said."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from giaoban.conferences import feedback, follow_ups, following_up, links, points, reading
from giaoban.conferences.feedback_rules import MARKS
from giaoban.conferences.models import ConferencePoint, Delegation, PointReport
from giaoban.conferences.paper_views import private
from giaoban.core.refusal import Refused
from giaoban.ground.access import second_lock
from giaoban.ground.access.operations import program
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import today
from giaoban.ground.units.queries import names_of

ACTOR = "giấy mời hội nghị"


DONE = "done"
PROGRESS = ((DONE, pgettext_lazy("point", "Done")), *PointReport.Progress.choices)


class PointAnswer(forms.Form):
    """What came of a point that the delegation's body is in charge of."""

    progress = forms.ChoiceField(
        label=pgettext_lazy("point", "How far"),
        choices=PROGRESS,
        required=False,
        widget=forms.RadioSelect,
        initial=DONE,
    )
    answer = forms.CharField(
        label=pgettext_lazy("point", "What came of it, or what is in the way"), max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


@require_GET
def after(request: HttpRequest, link: str) -> HttpResponse:
    """The delegation reads what is asked of it, and what became of what it said and was given."""
    with transaction.atomic(), second_lock.whole_tree():
        return _page(request, link, _delegation(link), [])


@require_POST
def give(request: HttpRequest, link: str) -> HttpResponse:
    """The delegation has said what it thought of the day."""
    with transaction.atomic(), second_lock.whole_tree():
        delegation = _delegation(link)
        survey = feedback.feedback_of(delegation.conference)
        if survey is None:
            raise Http404
        marks = [_mark(request.POST.get(f"question-{number}", "")) for number in range(len(survey.questions))]
        try:
            with transaction.atomic():
                feedback.give_feedback(actor=program(ACTOR), record=survey, delegation=delegation, marks=marks)
        except Refused as refused:
            return _page(request, link, delegation, refused.reasons)
        return private(redirect(f"{reverse('invitations:after', args=[link])}?saved"))


@require_POST
def answer_point(request: HttpRequest, link: str, pk: int) -> HttpResponse:
    """What came of a point is on record, as the body in charge says it."""
    with transaction.atomic(), second_lock.whole_tree():
        delegation = _delegation(link)
        point = next((owed for owed in _owed(delegation) if owed.pk == pk), None)
        if point is None:
            raise Http404
        form = PointAnswer(request.POST)
        reasons = [str(_("Say what came of it."))] if not form.is_valid() else []
        if not reasons:
            try:
                with transaction.atomic():
                    said(program(ACTOR), point, form, told_by=str(delegation))
            except Refused as refused:
                reasons = refused.reasons
            else:
                return private(redirect(f"{reverse('invitations:after', args=[link])}?saved"))
        return _page(request, link, delegation, reasons)


def said(actor: Actor, point: ConferencePoint, form: PointAnswer, *, told_by: str, by: str = "") -> None:
    """What the form says is on record: an answer where it is done, else how far it is."""
    progress, text = form.cleaned_data["progress"] or DONE, form.cleaned_data["answer"]
    if progress == DONE:
        points.answer(actor=actor, record=point, answer=text, answered_on=today(), by=by)
    else:
        follow_ups.tell(actor=actor, record=point, progress=progress, text=text, told_by=told_by, by=by)


def _owed(delegation: Delegation) -> list[ConferencePoint]:
    """What the delegation is asked for: what its body is in charge of; in a round its proposals that went to somebody above."""
    follow_up, voiced = follow_ups.asked_of(delegation, on=today())
    return [*following_up.owed_by(delegation, on=today()), *(voiced if follow_up else [])]


def _delegation(link: str) -> Delegation:
    delegation = links.afterwards(link, on=today())
    if delegation is None:
        raise Http404
    return delegation


def _page(request: HttpRequest, link: str, delegation: Delegation, reasons: list[str]) -> HttpResponse:
    survey = feedback.feedback_of(delegation.conference)
    given = bool(survey and survey.given.filter(delegation=delegation).exists())
    is_open = bool(survey and not given and today() <= survey.until and feedback.came(delegation))
    day = delegation.conference.held_on
    context: dict[str, Any] = {
        "delegation": delegation, "conference": delegation.conference, "link": link, "refusals": reasons,
        "host": names_of([delegation.unit_id], on=day).get(delegation.unit_id, ""),
        "minuted": reading.reading_of(delegation.conference), "asked": survey, "open": is_open, "given": given, "saved": "saved" in request.GET, "marks": list(enumerate(MARKS)),
        "follow_up": follow_ups.asked_of(delegation, on=today())[0],
        "owed": [
            (point, PointAnswer(auto_id=f"point-{point.pk}-%s"), point.reports.order_by("-pk").first())
            for point in _owed(delegation)
        ],
        "said": [(point, point.folded_into or point) for point in following_up.said_by(delegation)],
    }  # fmt: skip
    return private(render(request, "conferences/after.html", context, status=422 if reasons else 200))


def _mark(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 3 else None
