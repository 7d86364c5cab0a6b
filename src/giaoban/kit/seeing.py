"""Whom a page names is counted and written down; beyond what one may look at alone, a second person is asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.core.numbers import write_number
from giaoban.core.refusal import Refused
from giaoban.ground import seconding
from giaoban.ground.access.models import Proposal
from giaoban.ground.journal.models import Entry
from giaoban.ground.journal.reading import looked, looked_at_already
from giaoban.ground.people.models import Person
from giaoban.kit.candidates import Given
from giaoban.kit.choosing import Chooser
from giaoban.kit.register import Column, Register, SignedIn

SECOND = "for_second"
"""The hidden answer of the question for a second person: it may stand at the address of an act, and does not do it."""


def person_of(register: Register) -> str:
    """Where a record of the register says whose data it is; nothing where it is nobody's."""
    if register.record is Person:
        return "pk"
    return "person_id" if any(field.name == "person" for field in register.record._meta.concrete_fields) else ""


def power_for(register: Register) -> str:
    """The power that a second person confirms with: of the register, where its records are people's, else of the members'."""
    return f"{register.name if person_of(register) else 'members'}.export_all"


def ways_to_people(register: Register, columns: Iterable[Column]) -> list[str]:
    """Where a record says whom these columns name: the person that it is or is about, and whoever else it refers to."""
    if register.record is Person:
        return ["pk"]
    named = {column.name.partition("__")[0] for column in columns}
    fields = register.record._meta.concrete_fields
    return [field.attname for field in fields if field.related_model is Person and field.name in named]


def people_in(register: Register, columns: Iterable[Column], records: Iterable[Any]) -> list[int]:
    """Whom these columns of these records name."""
    ways = ways_to_people(register, columns)
    return [key for record in records for way in ways if (key := getattr(record, way))]


def people_offered(form: forms.Form) -> list[int]:
    """Whom the form names to choose from; who is found by typing is counted when they are found."""
    offered: list[int] = []
    for field in form.fields.values():
        if isinstance(field, Chooser) and isinstance(field.source, Given):
            offered += field.source.people()
        elif (
            isinstance(field, forms.ModelChoiceField) and field.queryset is not None and field.queryset.model is Person
        ):
            offered += field.queryset.values_list("pk", flat=True)
    return offered


def list_seen(
    request: SignedIn, register: Register, people: Collection[int], *, page: int, today: date
) -> HttpResponse | None:
    """As `people_shown`, for a page of the list."""
    return people_shown(request, register, people, today=today, kind=Entry.Kind.LIST, page=page)


def people_shown(
    request: SignedIn, register: Register, people: Iterable[int | None], *, today: date, unit: int | None = None,
    kind: str = Entry.Kind.READ, anew: bool = True, **detail: Any,
) -> HttpResponse | None:  # fmt: skip
    """The journal has one entry of whom the page names; instead, the question for a second person where they are too many.

    Whoever looks at themselves is not counted. Without ``anew`` the page goes on with what an entry of today with the
    same ``detail`` has begun, as a form does that comes back: whom that entry names are not counted again.
    """
    named = {person for person in people if person} - {request.user.person_id}
    if named and not anew:
        named -= looked_at_already(request.user, register.read, today, **detail)
    if not named:
        return None
    if question := too_many(request, register, named, today=today):
        return question
    looked(request.user, register.read, unit=unit, people=sorted(named), kind=kind, **detail)
    return None


def too_many(request: SignedIn, register: Register, people: Collection[int], *, today: date) -> HttpResponse | None:
    """The question for a second person, where the person would have looked at more people today than one may alone."""
    limit = seconding.seen_alone(request.user, power_for(register), people, on=today)
    if limit is None:
        return None
    sentence = _("Look at more than %(limit)s people on %(day)s") % {
        "limit": write_number(limit),
        "day": f"{today:%d/%m/%Y}",
    }
    return ask_for_second(request, register, seconding.seen_asked(today), sentence)


def ask_for_second(request: SignedIn, register: Register, query: str, sentence: str) -> HttpResponse:
    """So many people's data is shown or goes out when a second person has confirmed it: what for is asked here."""
    answered = request.method == "POST" and SECOND in request.POST
    form = forms.Form(request.POST if answered else None)
    form.fields["reason"] = forms.CharField(
        label=_("What the list is for, and who keeps it"), max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )
    refusals: list[str] = []
    if answered and form.is_valid():
        try:
            power, reason = power_for(register), form.cleaned_data["reason"]
            return waits(
                request,
                seconding.propose_export(actor=request.user, act=power, query=query, sentence=sentence, reason=reason),
            )
        except Refused as refused:
            refusals = refused.reasons
    label, back = _("Ask for a second person"), reverse("desk:list", args=[register.name])
    act = {
        "label": label, "about": f"{sentence}.", "cancel_url": back, "action": request.get_full_path(),
        "hidden": [(SECOND, "yes")],
    }  # fmt: skip
    context = {
        "register": register,
        "act": act,
        "form": form,
        "refusals": refusals,
        "preview": [
            _("Nothing is shown or taken out yet."),
            _("When somebody else has confirmed it, ask for it here again."),
        ],
        "trail": [{"label": register.label, "url": back}, {"label": label}],
    }
    return render(request, "kit/act.html", context, status=422 if refusals or form.errors else 200)


def waits(request: SignedIn, proposal: Proposal) -> HttpResponse:
    """What was asked for waits for a second person, and the page says so."""
    messages.success(request, _("Asked for; it waits for a second person: %(said)s.") % {"said": proposal.said})
    return redirect("desk:home")
