"""The pages of study: coverage by level, a session to hold, its roll. A superior's plan is seen by those whom it binds."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giaoban.areas.study import operations, queries, rules
from giaoban.areas.study.models import Attendance, Plan, Session
from giaoban.areas.study.register import LEARNERS
from giaoban.core.numbers import number_in
from giaoban.core.refusal import Refused
from giaoban.core.spans import Period
from giaoban.ground.access.policy import may, may_anywhere, unit_ids_where
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import ids_above, ids_under, names_of, parent_of
from giaoban.kit.forms import DayField
from giaoban.kit.register import SignedIn
from giaoban.kit.seeing import people_shown

FEW = 30
"""So many sessions of the units below are listed; more are a number, and stand on the pages of those units."""

PAGE = 100
"""So many people are called on one page; a larger session is called cell by cell."""


def _plan(request: SignedIn, pk: int) -> Plan:
    """The plan, where the person may read it or it binds units that they may read; not there otherwise."""
    return get_object_or_404(queries.visible_plans(request.user, on=today()).select_related("document", "unit"), pk=pk)


def _seen(request: SignedIn, power: str, *, tree_on: date) -> set[int]:
    return unit_ids_where(request.user, power, on=today(), tree_on=tree_on)


def _root(request: SignedIn, plan: Plan, seen: set[int]) -> int:
    """Where coverage is opened: the asked unit, else the scope, else the highest of the plan that the person may see."""
    below = ids_under(plan.unit_id, on=plan.counted_on) | {plan.unit_id}
    for typed in (request.GET.get("unit", ""), str(request.session.get("scope") or "")):
        if (unit := number_in(typed)) is not None and unit in seen & below:
            return unit
    if request.GET.get("unit"):
        raise Http404
    if plan.unit_id in seen:
        return plan.unit_id
    return min(seen & below, key=lambda unit: len(ids_above(unit, on=plan.counted_on)))


@login_required
def home(request: SignedIn) -> HttpResponse:
    """The plans that concern the person's units in one half-year, each with its coverage there."""
    if not may_anywhere(request.user, "study.read", on=today()):
        raise Http404
    day = today()
    try:
        period = Period.parse(request.GET.get("period", ""))
    except ValueError:
        period = Period.parse(f"{day.year}-H{1 if day.month <= 6 else 2}")
    seen = _seen(request, "study.read", tree_on=period.last_day)
    scope = request.session.get("scope")
    if isinstance(scope, int):
        seen &= ids_under(scope, on=min(day, period.last_day))
    plans = (
        queries.visible_plans(request.user, on=day)
        .filter(until_on__gte=period.start, until_on__lt=period.end)
        .select_related("document")
        .order_by("until_on", "pk")
    )
    names = names_of({plan.unit_id for plan in plans}, on=period.last_day)
    rows = [
        {
            "plan": plan,
            "unit": names.get(plan.unit_id, ""),
            "coverage": coverage,
            "denominator": queries.denominator_of(plan),
        }
        for plan in plans
        if (coverage := queries.coverage_within(plan, seen, by=day)).had_to
    ]
    persons = queries.coverage_of_period(period.start, period.end, units=seen)
    before = Period.parse(f"{period.start.year - (period.start.month == 1)}-H{2 if period.start.month == 1 else 1}")
    after = Period.parse(f"{period.end.year}-H{1 if period.end.month == 1 else 2}")
    return render(
        request,
        "study/home.html",
        {
            "period": period,
            "before": before,
            "after": after,
            "rows": rows,
            "persons": persons,
            "how_counted": rules.HOW_COUNTED,
            "may_plan": may_anywhere(request.user, "study.plan", on=day),
        },
    )


@login_required
def plan(request: SignedIn, pk: int) -> HttpResponse:
    """A plan's coverage at the asked level, the levels below, its sessions, and who still has to study."""
    study_plan = _plan(request, pk)
    day = today()
    seen = _seen(request, "study.read", tree_on=study_plan.counted_on)
    root = _root(request, study_plan, seen)
    total, lines = queries.coverage_below(root, study_plan.duties.filter(unit__in=seen), by=day)
    held = study_plan.sessions.order_by("held_on", "pk")
    sessions = list(held.filter(unit__in={root, *ids_above(root, on=day)}))
    below = held.filter(unit__in=ids_under(root, on=day) - {root})
    further = below.count()
    if further <= FEW:
        sessions, further = sorted([*sessions, *below], key=lambda session: (session.held_on, session.pk)), 0
    may_call = _seen(request, "study.call_roll", tree_on=study_plan.counted_on)
    names = names_of({root, study_plan.unit_id, *(session.unit_id for session in sessions)}, on=day)
    above = parent_of(root, on=day)
    is_cell = not any(line.opens or line.unit_id != root for line in lines)
    may_names = may(request.user, "learners.read", root, on=day, tree_on=study_plan.counted_on)
    left = (
        list(queries.still_to_study(study_plan, units=[root], by=day).order_by("person__name_key"))
        if is_cell and may_names
        else []
    )
    named = [duty.person_id for duty in left]
    if question := people_shown(request, LEARNERS, named, today=day, unit=root, kind=Entry.Kind.LIST, plan=pk):
        return question
    return render(
        request,
        "study/plan.html",
        {
            "plan": study_plan,
            "root": root,
            "name": names.get(root, ""),
            "issuer": names.get(study_plan.unit_id, ""),
            "total": total,
            "lines": lines,
            "denominator": queries.denominator_of(study_plan),
            "sessions": [
                {
                    "session": session,
                    "name": names.get(session.unit_id, ""),
                    "may_call": session.unit_id in may_call,
                }
                for session in sessions
            ],
            "further": further,
            "up": above.pk if above and above.pk in seen and root != study_plan.unit_id else None,
            "is_cell": is_cell,
            "left": left,
            "may_hold": bool(may(request.user, "study.hold", root, on=day, tree_on=study_plan.counted_on)),
            "is_own": study_plan.unit_id in seen,
            "trail": [
                {"label": _("Study of resolutions"), "url": reverse("study:home")},
                {"label": str(study_plan.document)},
            ],
        },
    )


class HoldForm(forms.Form):
    """What a session asks."""

    held_on = DayField(
        label=gettext_lazy("Day"),
    )
    form = forms.ChoiceField(label=gettext_lazy("Form of the session"), choices=Session.Form.choices)
    place = forms.CharField(label=gettext_lazy("Place"), max_length=200, required=False)
    speaker = forms.CharField(label=gettext_lazy("Lecturer"), max_length=120, required=False)
    make_up = forms.BooleanField(label=gettext_lazy("A make-up session for those who could not come"), required=False)


@login_required
def hold(request: SignedIn, pk: int) -> HttpResponse:
    """A session of the plan for one unit; then its roll."""
    study_plan = _plan(request, pk)
    day = today()
    allowed = _seen(request, "study.hold", tree_on=study_plan.counted_on)
    unit_id = number_in(request.GET.get("unit", ""))
    if unit_id not in allowed:
        raise Http404
    unit = get_object_or_404(Unit, pk=unit_id)
    form = HoldForm(request.POST or None, initial={"held_on": day, "make_up": day > study_plan.until_on})
    refusals: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            session = operations.hold(actor=request.user, unit=unit, plan=study_plan, **form.cleaned_data)
        except Refused as refused:
            refusals = refused.reasons
        else:
            return redirect("study:roll", session.pk)
    back = f"{reverse('study:plan', args=[pk])}?unit={unit.pk}"
    context: dict[str, Any] = {
        "plan": study_plan,
        "name": names_of([unit.pk], on=day).get(unit.pk, ""),
        "form": form,
        "refusals": refusals,
        "back": back,
        "trail": [{"label": str(study_plan.document), "url": back}, {"label": _("Hold a session")}],
    }
    return render(request, "study/hold.html", context, status=422 if request.method == "POST" else 200)


def _session(request: SignedIn, pk: int, power: str) -> Session:
    session = get_object_or_404(Session.objects.select_related("plan__document", "unit"), pk=pk)
    if not may(request.user, power, session.unit_id, on=today(), tree_on=session.held_on):
        raise Http404
    return session


@login_required
def roll(request: SignedIn, pk: int) -> HttpResponse:
    """The roll of a session, one press a person; a large session is called cell by cell."""
    session = _session(request, pk, "study.call_roll")
    duties = queries.duties_of(session)
    cells = list(duties.order_by("unit").values_list("unit", flat=True).distinct())
    names = names_of({*cells, session.unit_id}, on=session.held_on)
    chosen: int | None = None
    if len(cells) > 1 and duties.count() > PAGE:
        cell = number_in(request.GET.get("cell", ""))
        chosen = cell if cell in cells else cells[0]
    shown = list(duties.filter(unit=chosen) if chosen else duties)
    if question := people_shown(
        request, LEARNERS, [duty.person_id for duty in shown], today=today(), unit=session.unit_id,
        kind=Entry.Kind.LIST, anew=request.method != "POST", session=pk,
    ):  # fmt: skip
        return question
    refusals: list[str] = []
    if request.method == "POST":
        statuses = {duty.pk: value for duty in shown if (value := request.POST.get(f"status-{duty.pk}", ""))}
        try:
            count = operations.call_roll(
                actor=request.user,
                record=session,
                statuses=statuses,
                rest=request.POST.get("rest", ""),
                within=[chosen] if chosen else None,
            )
        except Refused as refused:
            refusals = refused.reasons
        else:
            messages.success(request, _("Roll called: %(count)s people.") % {"count": count})
            if chosen and (after := next((cell for cell in cells if cell > chosen), None)):
                return redirect(f"{reverse('study:roll', args=[pk])}?cell={after}")
            return redirect(f"{reverse('study:plan', args=[session.plan_id])}?unit={session.unit_id}")
    called = dict(Attendance.objects.filter(session=session, duty__in=shown).values_list("duty", "status"))
    return render(
        request,
        "study/roll.html",
        {
            "session": session,
            "name": names.get(session.unit_id, ""),
            "sheet": [
                {"duty": duty, "status": called.get(duty.pk, ""), "cell": names.get(duty.unit_id, "")} for duty in shown
            ],
            "many_cells": len(cells) > 1,
            "cells": [{"pk": cell, "name": names.get(cell, ""), "current": cell == chosen} for cell in cells]
            if chosen
            else [],
            "choices": Attendance.Status.choices,
            "refusals": refusals,
            "trail": [
                {
                    "label": str(session.plan.document),
                    "url": f"{reverse('study:plan', args=[session.plan_id])}?unit={session.unit_id}",
                },
                {"label": _("Roll call")},
            ],
        },
        status=422 if refusals else 200,
    )


@login_required
def cancel(request: SignedIn, pk: int) -> HttpResponse:
    """Strikes a session out, with a reason."""
    session = _session(request, pk, "study.cancel_session")
    back = f"{reverse('study:plan', args=[session.plan_id])}?unit={session.unit_id}"
    refusals: list[str] = []
    if request.method == "POST":
        try:
            operations.cancel_session(actor=request.user, record=session, reason=request.POST.get("reason", ""))
        except Refused as refused:
            refusals = refused.reasons
        else:
            messages.success(request, _("The session was struck out."))
            return redirect(back)
    return render(
        request,
        "study/cancel.html",
        {"session": session, "back": back, "refusals": refusals},
        status=422 if refusals else 200,
    )
