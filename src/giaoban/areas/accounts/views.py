"""The two acts whose result is shown once and kept nowhere: the address at which an owner chooses a password."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.areas.accounts import operations
from giaoban.areas.accounts.register import ACCESS
from giaoban.core.refusal import Refused
from giaoban.ground.access.models import Grant
from giaoban.ground.access.policy import may_anywhere
from giaoban.ground.journal.clock import today
from giaoban.kit import cells
from giaoban.kit.forms import act_form
from giaoban.kit.register import SignedIn


@login_required
@reauthentication_required(allow_get=True)
def invite(request: SignedIn) -> HttpResponse:
    """A new account with its first role proposed; the address for its owner is shown once."""
    if not may_anywhere(request.user, "access.create_account", on=today()):
        raise Http404
    form = _form(request, "create_account", None)
    refusals: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            account, proposal, way = operations.invite(actor=request.user, **form.cleaned_data)
            return _shown_once(request, account, way, said=f"{proposal.said}.")
        except Refused as refused:
            refusals = refused.reasons
    return _asked(request, "create_account", None, form, refusals)


@login_required
@reauthentication_required(allow_get=True)
def reset(request: SignedIn, pk: int) -> HttpResponse:
    """The way to a new password is open; the address is shown once, the old password and all sessions are gone."""
    seen = cells.visible(request.user, ACCESS, on=today(), power="access.start_reset")
    record = seen.filter(pk=pk, account__is_active=True).first()
    if record is None:
        raise Http404
    form = _form(request, "start_reset", record)
    refusals: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            way = operations.start_reset(actor=request.user, account=record.account, **form.cleaned_data)
            return _shown_once(request, record.account, way)
        except Refused as refused:
            refusals = refused.reasons
    return _asked(request, "start_reset", record, form, refusals)


def _form(request: SignedIn, act: str, record: Grant | None) -> Any:
    scope = request.session.get("scope")
    return act_form(
        ACCESS.act(act), ACCESS, request.user, record=record, on=today(), unit_power=f"access.{act}",
        scope=scope if isinstance(scope, int) else None, data=request.POST if request.method == "POST" else None, files=None,
    )  # fmt: skip


def _asked(request: SignedIn, act: str, record: Grant | None, form: Any, refusals: list[str]) -> HttpResponse:
    label, back = ACCESS.act(act).label, reverse("desk:list", args=["access"])
    if record is not None:
        back = reverse("desk:page", args=["access", record.pk])
    context = {
        "register": ACCESS,
        "act": {"label": label, "about": str(record or ""), "cancel_url": back, "action": request.path},
        "form": form,
        "refusals": refusals,
        "preview": [
            _("An address is shown that is good once and for a day; give it to the owner of the account yourself.")
        ],
        "trail": [{"label": ACCESS.label, "url": reverse("desk:list", args=["access"])}, {"label": label}],
    }
    return render(request, "kit/act.html", context, status=422 if request.method == "POST" else 200)


def _shown_once(request: SignedIn, account: Any, way: str, said: str = "") -> HttpResponse:
    uid, _dash, key = way.partition("-")
    address = request.build_absolute_uri(reverse("account_reset_password_from_key", args=[uid, key]))
    context = {
        "account": account,
        "address": address,
        "said": said,
        "trail": [{"label": ACCESS.label, "url": reverse("desk:list", args=["access"])}, {"label": str(account)}],
    }
    return render(request, "accounts/address.html", context)
