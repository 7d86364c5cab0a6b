"""Who may do what in the portal's editing: at each request the groups are those that the roles held today give."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url

from giaoban.faces.portal import clock
from giaoban.faces.portal.editing.founding import APPROVERS, EDITORS, LEADERS, WRITERS

GROUPS = {
    "editor": (WRITERS, EDITORS),
    "propaganda_board": (WRITERS, EDITORS, APPROVERS),
    "portal_leader": (LEADERS,),
}
"""Editors write and look through; the propaganda board approves, a leader has the last word."""
SEATS = {WRITERS, EDITORS, APPROVERS, LEADERS}
ELSEWHERE = ("/desk/", "/account/", "/so-tay/", "/static/", "/i18n/")
"""Where nobody asks for the groups; what waits in the portal, which the desk shows, seats by itself (`due`)."""


class SeatingMiddleware:
    """Whoever is signed in has, under the portal's addresses, the rights of today's roles, whatever they signed in with."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        comes = settings.SESSION_COOKIE_NAME in request.COOKIES and not request.path.startswith(ELSEWHERE)
        if comes and request.user.is_authenticated:
            seat(request.user)
        return self.get_response(request)


def sign_in(request: HttpRequest) -> HttpResponse:
    """To the program's one door; whoever is signed in already and was sent here edits nothing, and reads so."""
    if request.user.is_authenticated:
        raise PermissionDenied
    query = request.GET.urlencode()
    return redirect(f"{resolve_url(settings.LOGIN_URL)}?{query}" if query else settings.LOGIN_URL)


def seat(account: Any) -> None:
    """The account stands in exactly the portal's groups that its roles of today give, a stand-in's among them."""
    roles = account.grants.in_force(clock.today()).values_list("role", flat=True)
    wanted = {name for role in roles for name in GROUPS.get(role, ())}
    stands = set(account.groups.filter(name__in=SEATS).values_list("name", flat=True))
    if stands - wanted:
        account.groups.remove(*Group.objects.filter(name__in=stands - wanted))
    if wanted - stands:
        account.groups.add(*Group.objects.filter(name__in=wanted - stands))


def sits_for_somebody_else(group: str, account: Any) -> bool:
    """Whether a role that somebody other than that account holds today seats them in that group."""
    roles = [role for role, groups in GROUPS.items() if group in groups]
    held = apps.get_model("access", "Grant").objects.in_force(clock.today())
    return bool(held.filter(role__in=roles, account__is_active=True).exclude(account=account).exists())
