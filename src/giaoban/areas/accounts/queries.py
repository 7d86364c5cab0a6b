"""Grants with what they are called for people, the devices of an account, and proposals that wait."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.timezone import localtime

from giaoban.areas.accounts import ways
from giaoban.core.browsers import browser_in_words
from giaoban.ground.access.models import Account, Grant, Proposal
from giaoban.ground.access.policy import Actor, reach
from giaoban.ground.units.models import NameSpell, Unit
from giaoban.kit.register import Due


def grants_on(on: date) -> QuerySet[Grant]:
    """Every grant to a person's account, with what its unit is called on that day."""
    return (
        Grant.objects.filter(account__kind=Account.Kind.HUMAN)
        .select_related("account", "granted_by", "confirmed_by", "delegated_from__account")
        .annotate(over=_unit_name(on))
    )


def proposals_on(on: date) -> QuerySet[Proposal]:
    """Every proposal, with what its unit is called on that day."""
    return Proposal.objects.select_related("asked_by", "answered_by", "account").annotate(over=_unit_name(on))


def _unit_name(on: date) -> Subquery:
    names = NameSpell.objects.filter(unit=OuterRef("unit"), valid__startswith__lte=on).order_by("-valid__startswith")
    return Subquery(names.values("short_name")[:1])


def state_of(grant: Grant, on: date) -> str:
    """Whether the grant holds on that day, in words."""
    valid = grant.valid
    if valid.isempty or (valid.upper is not None and valid.upper <= on):
        return "đã hết"
    if valid.lower > on:
        return "chưa đến ngày"
    if not grant.account.is_active:
        return "tài khoản đang khóa"
    behind = grant.delegated_from
    return "tạm ngừng" if behind is not None and not behind.account.is_active else "đang có hiệu lực"


def kept(grants: QuerySet[Grant], state: str, on: date) -> QuerySet[Grant]:
    """The grants in that state on that day."""
    match state:
        case "now":
            return grants.filter(valid__contains=on)
        case "later":
            return grants.filter(valid__startswith__gt=on)
        case _:
            return grants.filter(Q(valid__endswith__lte=on) | Q(valid__isempty=True))


def others_of(grant: Grant, actor: Actor, *, on: date) -> list[Grant]:
    """The account's other roles, as far as the actor may see them."""
    units = reach(actor, "access.read", on=on)
    found = grants_on(on).filter(account=grant.account_id).exclude(pk=grant.pk).order_by("-valid")
    return list(found if units is None else found.filter(unit__in=units))


def steps_of(account: Account) -> list[str]:
    """What the account signs in with beside its password."""
    words = {"totp": "ứng dụng sinh mã", "webauthn": "khóa truy cập (passkey)", "recovery_codes": "mã dự phòng"}
    found = Authenticator.objects.filter(user=account).order_by("type").values_list("type", flat=True).distinct()
    return [words.get(one, one) for one in found]


def devices_of(account: Account) -> list[dict[str, Any]]:
    """Where the account is signed in: since when, from which address, with which browser."""
    return [
        {
            "since": f"{localtime(session.created_at):%d/%m/%Y %H:%M}",
            "from": session.ip,
            "browser": browser_in_words(session.user_agent),
        }
        for session in UserSession.objects.filter(user=account).order_by("-created_at")
        if session.exists()
    ]


def halves_of(proposal: Proposal) -> tuple[str, str] | None:
    """The two halves of the way in that the confirmation opened; None where it opened none or it is good no more."""
    opened = proposal.words.get("opened")
    return ways.halves(proposal.account, *opened) if opened and proposal.account else None


def half_for(proposal: Proposal, actor: Actor) -> dict[str, str] | None:
    """The half of the way in that this officer gives its owner: the slip's address or the code; None where there is none."""
    halves = halves_of(proposal)
    if halves is None or actor.pk not in {proposal.asked_by_id, proposal.answered_by_id}:
        return None
    if actor.pk == proposal.answered_by_id:
        return {"slip": settings.DESK_ADDRESS.rstrip("/") + reverse("account_begin", args=[halves[0]])}
    return {"code": halves[1]}


def proposals_due(units: Collection[int], on: date) -> list[Due]:
    """What waits in these units for a second person."""
    waiting = Proposal.objects.filter(state=Proposal.State.WAITING, lapses_on__gte=on)
    common = Q(unit__isnull=True) if len(units) >= Unit.objects.count() else Q(pk__in=())
    waiting = waiting.filter(Q(unit__among=units) | common).select_related("asked_by")
    return [
        Due(
            f"Người thứ hai phải xác nhận hoặc từ chối: {proposal.said} ({proposal.asked_by} đề nghị ngày {proposal.asked_on:%d/%m/%Y})",
            proposal.lapses_on,
            reverse("desk:page", args=["proposals", proposal.pk]),
            proposal.unit_id or 0,
        )
        for proposal in waiting
    ]
