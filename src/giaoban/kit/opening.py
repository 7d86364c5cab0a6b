"""Records that are opened with a reason: before it a number and nothing else; each look stands in the journal with its why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.text import squeeze
from giaoban.ground.access.oneself import about
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.journal.reading import by_day, looked
from giaoban.kit import cells
from giaoban.kit.register import RecordPart, Register, SignedIn

SHORTEST = 10
"""A reason of fewer signs tells nobody what a record was opened for."""
LOOKS_TOLD = 200


class OpeningForm(forms.Form):
    """What the record is opened for."""

    reason = forms.CharField(
        label=gettext_lazy("What the record is opened for"),
        max_length=400,
        help_text=gettext_lazy(
            "The journal keeps it, and the member can read it: name no accuser and nobody who gave information."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def why_not_look(*, reason: str, own: bool) -> list[str]:
    """Every reason why the record is not shown; none means yes. No sentence names whom it is about."""
    length, reasons = len(reason.strip()), []
    if length < SHORTEST:
        reasons.append(f"Lý do xem hồ sơ phải có ít nhất {SHORTEST} ký tự; hiện có {length}.")
    if own:
        reasons.append("Không ai xem hồ sơ về chính mình; việc này do người khác có cùng quyền làm.")
    return reasons


def look(*, actor: Actor, register: Register, record: Any, reason: str) -> Entry:
    """The journal says who opened the record and why, and only then it is shown.

    Whom it is about finds that entry among those who looked at them; who has no power over the register does not.
    """
    may_read = cells.visible(actor, register, on=today()).filter(pk=record.pk).exists()
    people = sorted(about(record))
    refuse_if(
        why_not_look(reason=reason, own=actor.person_id in people)
        + ([] if may_read else ["Đồng chí không có quyền xem hồ sơ này."])
    )
    unit = cells.unit_of(register, record)
    return looked(actor, register.read, unit=unit, people=people, reason=squeeze(reason), record=record.pk)


def looks_at_record(register: Register, record: Any) -> QuerySet[Entry]:
    """Every opening of the record, newest first, with its reason."""
    looks = Entry.objects.filter(act=register.read, kind=Entry.Kind.READ, detail__record=record.pk)
    return looks.exclude(reason="").order_by("-at")


def who_opened(register: Register, record: Any) -> RecordPart:
    """The part of its page that tells them."""
    looks = by_day(looks_at_record(register, record)[:LOOKS_TOLD])
    return RecordPart(_("Who opened this record, and why"), "kit/looks.html", {"looks": looks})


def page(
    request: SignedIn, register: Register, pk: int, *, today: date, prove: Callable[[SignedIn], None] | None,
    show: Callable[[Any], HttpResponse],
) -> HttpResponse:  # fmt: skip
    """The record as ``show`` makes its page, once the reason is given, stands in the journal, and the person showed lately
    who they are; before that its number and the question."""
    seen = cells.visible(request.user, register, on=today).filter(pk=pk)
    record = cells.with_unit_names(register, register.opened, seen, on=today).first()
    if record is None:
        raise Http404
    form = OpeningForm(request.POST if request.method == "POST" else None)
    refusals: list[str] = []
    if request.method == "POST" and form.is_valid():
        if prove:
            prove(request)
        try:
            look(actor=request.user, register=register, record=record, reason=form.cleaned_data["reason"])
            return show(record)
        except Refused as refused:
            refusals = refused.reasons
    return render(request, "kit/act.html", _question(request, register, record, form, refusals),
        status=422 if request.method == "POST" else 200)  # fmt: skip


def _question(
    request: SignedIn, register: Register, record: Any, form: forms.Form, refusals: list[str]
) -> Mapping[str, Any]:
    back = reverse("desk:list", args=[register.name])
    return {
        "register": register,
        "act": {
            "label": str(record), "verb": _("Open the record"), "cancel_url": back, "action": request.path,
            "about": _("Give the reason; each opening of a record stands in the journal with your name and this reason."),
        },
        "form": form,
        "refusals": refusals,
        "trail": [{"label": register.label, "url": back}, {"label": str(record)}],
    }  # fmt: skip
