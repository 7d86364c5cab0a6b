"""Permission made visible: what a role may do, who can see a unit or oneself, and why something was refused."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from giaoban.catalogue import act_labels, registers
from giaoban.ground.access.explaining import Denied, Holder, holders, roles_that_give
from giaoban.ground.access.models import AccountChange, Grant
from giaoban.ground.access.policy import may
from giaoban.ground.access.roles import Role, roles
from giaoban.ground.access.words import area_in_words, in_words, known_powers
from giaoban.ground.journal.clock import today
from giaoban.ground.people.models import Person
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import names_of
from giaoban.kit.register import SignedIn
from giaoban.kit.seeing import person_of

SEES_PEOPLE = "members.read"


def words_of_acts() -> dict[str, str]:
    """What the acts of every register are called, and to read it and to take long lists out of it."""
    words = {}
    for name, register in registers().items():
        words[f"{name}.read"] = _("See the register “%(register)s”") % {"register": register.label}
        if person_of(register):
            words[f"{name}.export_all"] = _("Take long lists out of “%(register)s”") % {"register": register.label}
    return words | act_labels()


def powers_by_area(role: Role) -> list[dict[str, Any]]:
    """What the role may do, area by area; each area also says what the role may not do there."""
    areas: dict[str, dict[str, Any]] = {}
    for power, label in known_powers().items():
        area = power.partition(".")[0]
        row = areas.setdefault(area, {"label": area_in_words(area), "may": [], "may_not": []})
        row["may" if role.gives(power) else "may_not"].append(label)
    return [row for row in areas.values() if row["may"]]


@login_required
def all_roles(request: SignedIn) -> HttpResponse:
    """Every role with what it is for; those that the reader has stand first."""
    held = {grant.role for grant in Grant.objects.in_force(today()).filter(account=request.user)}
    rows = [
        {"role": role, "url": reverse("desk:role", args=[code]), "held": code in held}
        for code, role in roles().items()
        if code != "program"
    ]
    rows.sort(key=lambda row: not row["held"])
    return render(request, "desk/roles.html", {"rows": rows})


@login_required
def one_role(request: SignedIn, code: str) -> HttpResponse:
    """What the role may do, in words."""
    if code not in roles() or code == "program":
        raise Http404
    role = roles()[code]
    context = {
        "role": role,
        "areas": powers_by_area(role),
        "trail": [{"label": _("Roles"), "url": reverse("desk:roles")}, {"label": role.label}],
    }
    return render(request, "desk/role.html", context)


@login_required
def seen_by(request: SignedIn) -> HttpResponse:
    """Who can see the reader: those whose role opens their own record, what was done to their account by others."""
    person = Person.objects.filter(pk=request.user.person_id or 0).first()
    context = {
        "person": person,
        "rows": _rows(holders(person.unit_id, on=today(), power=SEES_PEOPLE)) if person else [],
        "grants": _own(request),
        "done": AccountChange.objects.filter(account=request.user).order_by("-pk")[:30],
    }
    return render(request, "desk/seen_by.html", context)


@login_required
def seen_by_unit(request: SignedIn, unit: int) -> HttpResponse:
    """Who can see the unit, for somebody who may read it: each with the role, over what, and since when."""
    seen_unit = get_object_or_404(Unit, pk=unit)
    if not may(request.user, "units.read", seen_unit, on=today()):
        raise Http404
    name = names_of([seen_unit.pk], on=today()).get(seen_unit.pk, seen_unit.slug)
    context = {
        "unit": seen_unit,
        "name": name,
        "rows": _rows(holders(seen_unit, on=today())),
        "trail": [
            {"label": name, "url": reverse("units:page", args=[seen_unit.slug])},
            {"label": _("Who can see this unit")},
        ],
    }
    return render(request, "desk/seen_by_unit.html", context)


def _own(request: SignedIn) -> list[dict[str, Any]]:
    held = list(Grant.objects.in_force(today()).filter(account=request.user).select_related("delegated_from__account"))
    names = names_of({grant.unit_id for grant in held if grant.unit_id}, on=today())
    return [
        {
            "role": grant.role_label,
            "url": reverse("desk:role", args=[grant.role]),
            "over": names.get(grant.unit_id or 0, _("the whole tree")),
            "unit": grant.unit_id,
            "valid": grant.valid,
            "behind": grant.delegated_from.account if grant.delegated_from else None,
        }
        for grant in held
    ]


def _rows(held: list[Holder]) -> list[dict[str, Any]]:
    return [
        {
            "name": holder.grant.account.name,
            "role": holder.role,
            "url": reverse("desk:role", args=[holder.grant.role]),
            "over": holder.over or _("the whole tree"),
            "valid": holder.grant.valid,
            "people": roles()[holder.grant.role].gives(SEES_PEOPLE),
        }
        for holder in held
    ]


def denied(request: HttpRequest, missing: Denied) -> HttpResponse:
    """The page of a refusal to somebody who may know: the power, the unit, the roles that give it, who can give them."""
    unit = Unit.objects.filter(pk=missing.unit or 0).first()
    names = names_of([unit.pk], on=today()) if unit else {}
    context = {
        "power": in_words(missing.power),
        "unit": names.get(unit.pk, unit.slug) if unit else "",
        "roles": roles_that_give(missing.power),
        "holders": _rows(holders(unit, on=today(), power=missing.power)) if unit else [],
        "givers": _rows(holders(unit, on=today(), power="access.grant")),
    }
    return render(request, "desk/denied.html", context, status=403)


urlpatterns = [
    path("roles/", all_roles, name="roles"),
    path("roles/<slug:code>/", one_role, name="role"),
    path("seen-by/", seen_by, name="seen_by"),
    path("seen-by/<int:unit>/", seen_by_unit, name="seen_by_unit"),
]
