"""Who may do what in the portal's editing: the groups follow the roles that an account holds on the day of sign-in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in

from giaoban.faces.portal import clock
from giaoban.faces.portal.founding import APPROVERS, EDITORS, LEADERS, WRITERS

GROUPS = {
    "editor": (WRITERS, EDITORS),
    "propaganda_board": (WRITERS, EDITORS, APPROVERS),
    "portal_leader": (LEADERS,),
}
"""Editors write and look through; the propaganda board approves, a leader has the last word."""


def connect() -> None:
    """Listens from now on."""
    user_logged_in.connect(_signed_in, dispatch_uid="portal-seating")


def _signed_in(user: Any, **_kwargs: Any) -> None:
    seat(user)


def seat(account: Any) -> None:
    """The account stands in exactly the portal's groups that its roles of today give."""
    roles = set(account.grants.filter(valid__contains=clock.today()).values_list("role", flat=True))
    names = {name for role in roles for name in GROUPS.get(role, ())}
    account.groups.remove(*Group.objects.filter(name__in={WRITERS, EDITORS, APPROVERS, LEADERS} - names))
    account.groups.add(*Group.objects.filter(name__in=names))
