"""The pages that the register's own are not enough for: the marks of a class in one go, and a certificate that is checked."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import pgettext, pgettext_lazy

from giaoban.areas.classes import certifying, operations, queries, rules
from giaoban.areas.classes.models import Learner, TheoryClass
from giaoban.areas.classes.register import CLASSES
from giaoban.core.refusal import Refused
from giaoban.ground.access.policy import may, may_anywhere
from giaoban.ground.journal.clock import today
from giaoban.kit.forms import DayField, LineField
from giaoban.kit.register import SignedIn
from giaoban.kit.seeing import people_shown


class MarkField(forms.Field):
    """A mark out of ten as it is written by hand: 7, 7,5 or 7.5; with at most two decimals."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "input"})

    def to_python(self, value: Any) -> Decimal | None:
        typed = str(value or "").strip()
        if not typed:
            return None
        whole, _mark, part = typed.replace(",", ".").partition(".")
        if not (whole + part).isascii() or not (whole + part).isdigit() or not whole or len(whole) > 3 or len(part) > 2:
            raise ValidationError(
                pgettext("classes", "“%(typed)s” is no mark; write it as 7 or 7,5.") % {"typed": typed[:20]}
            )
        mark = Decimal(f"{whole}.{part or 0}")
        if mark > rules.HIGHEST:
            raise ValidationError(pgettext("classes", "A mark lies between 0 and 10."))
        return mark


def _form(learners: list[Learner], data: Any) -> forms.Form:
    """A day, and a mark for each learner."""
    form = forms.Form(data)
    form.fields["sat_on"] = DayField(label=pgettext_lazy("classes", "Day of the paper or test"), initial=today())
    for learner in learners:
        form.fields[f"mark-{learner.pk}"] = MarkField(label=learner.person.name, required=False)
    return form


@login_required
def marks(request: SignedIn, pk: int) -> HttpResponse:
    """The marks of one day, a field a learner; it works as a plain form."""
    course = get_object_or_404(TheoryClass.objects.select_related("unit"), pk=pk)
    if not may(request.user, "classes.enter_marks", course.unit_id, on=today()):
        raise Http404
    learners = list(queries.learners_of(course))
    if question := people_shown(
        request, CLASSES, [learner.person_id for learner in learners], today=today(), unit=course.unit_id,
        anew=request.method != "POST", record=pk, form="enter_marks",
    ):  # fmt: skip
        return question
    form, refusals = _form(learners, request.POST if request.method == "POST" else None), list[str]()
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        given = {row.pk: mark for row in learners if (mark := answers[f"mark-{row.pk}"]) is not None}
        try:
            count = operations.enter_marks(actor=request.user, record=course, sat_on=answers["sat_on"], marks=given)
        except Refused as refused:
            refusals = refused.reasons
        else:
            messages.success(request, pgettext("classes", "Marks written down: %(count)s.") % {"count": count})
            return redirect("desk:page", "classes", pk)
    results = queries.results_of(course)
    context = {
        "course": course,
        "form": form,
        "rows": [(row, results[row.pk].mark, form[f"mark-{row.pk}"]) for row in learners],
        "refusals": refusals,
        "trail": [
            {"label": CLASSES.label, "url": reverse("desk:list", args=["classes"])},
            {"label": str(course), "url": reverse("desk:page", args=["classes", pk])},
            {"label": pgettext("classes", "Enter marks")},
        ],
    }
    return render(request, "classes/marks.html", context, status=422 if refusals or form.errors else 200)


class VerifyForm(forms.Form):
    """What stands on a certificate."""

    number = LineField(
        label=pgettext_lazy("classes", "Number of the certificate"),
        max_length=40,
        help_text=pgettext_lazy("classes", "As printed, for example 012/2026/NTVĐ."),
    )
    name = LineField(label=pgettext_lazy("classes", "Full name as printed"), max_length=120)
    issued_on = DayField(label=pgettext_lazy("classes", "Issued"))
    code = LineField(label=pgettext_lazy("classes", "Code"), max_length=40)


@login_required
def verify(request: SignedIn) -> HttpResponse:
    """Whether what is printed on a certificate was issued here; no record is looked up, so nothing is told of anybody."""
    if not may_anywhere(request.user, "classes.verify", on=today()):
        raise Http404
    form = VerifyForm(request.POST or None)
    verdict = None
    if request.method == "POST" and form.is_valid():
        verdict = certifying.verify(actor=request.user, **form.cleaned_data)
    trail = [
        {"label": CLASSES.label, "url": reverse("desk:list", args=["classes"])},
        {"label": pgettext("classes", "Check a certificate")},
    ]
    context = {"form": form, "verdict": verdict, "trail": trail}
    return render(request, "classes/verify.html", context, status=422 if form.errors else 200)
