"""What every page of the desk shows around its own content: menu, scope, account."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from giaoban.catalogue import registers
from giaoban.faces.jobs.telling import unseen
from giaoban.ground.access.policy import grants_held, may_anywhere
from giaoban.ground.access.roles import roles
from giaoban.ground.journal.clock import today
from giaoban.ground.units.queries import names_of

PAGES = (
    # group, label, url name, icon, power
    (_("Work"), _("What is due"), "desk:home", "list-checks", ""),
    (_("Work"), _("Notices"), "notices:list", "bell", ""),
    (_("Work"), _("My handbook"), "pocket:home", "smartphone", "own.read"),
    (_("Work"), _("Meetings of the month"), "meetings:month", "calendar-days", "meetings.read"),
    (_("Work"), _("Study of resolutions"), "study:home", "book-open", "study.read"),
    (_("Report"), _("Overview"), "board:page", "presentation", "returns.read"),
    (_("Report"), _("Half-year report"), "reports:home", "file-text", "returns.read"),
    (_("Report"), _("Periods"), "periods:list", "calendar-days", "returns.read"),
    (_("Report"), _("Indicators"), "indicators:list", "chart-bar-decreasing", "returns.read"),
    (_("Report"), _("Compare a text"), "texts:compare", "scale", "returns.read"),
    (_("Report"), _("Names in Word templates"), "templates:names", "list-checks", "word_templates.take_in"),
    (_("Organisations"), _("Tree of organisations"), "units:tree", "network", "units.read"),
)
REGISTERS, RULES, CONFERENCES = _("Registers"), _("Rules and access"), _("Conference")
GROUPS = {
    **dict.fromkeys(("forms", "form_drafts", "word_templates"), _("Report")),
    "units": _("Organisations"),
    **dict.fromkeys(
        (
            "conferences",
            "invitations",
            "delegates",
            "programme",
            "papers",
            "hands",
            "ballots",
            "scores",
            "objections",
            "points",
            "cluster_turns",
            "cluster_terms",
            "cluster_rules",
        ),
        CONFERENCES,
    ),
    **dict.fromkeys(("regulations", "parameters", "access", "proposals"), RULES),
}
"""Registers that stand in a group of their own."""


def leads_to_handbook(request: HttpRequest) -> bool:
    """Whether somebody signs in for the member's handbook, whose light frame old telephones can show."""
    return (request.POST.get("next") or request.GET.get("next") or "").startswith("/so-tay/")


def scope_of(request: HttpRequest) -> int | None:
    """The unit that this session works for, or None for all that the person may see."""
    scope = request.session.get("scope")
    return scope if isinstance(scope, int) else None


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context of the frame; outside the desk and before sign-in only the switches."""
    switches = {
        "language_url": reverse("set_language"),
        "preferences_url": reverse("desk:prefer"),
        "home_url": "/",
        "next": request.get_full_path(),
        "providers": providers(),
        "door": "pocket/door.html" if leads_to_handbook(request) else "desk/door.html",
    }
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not request.path.startswith(("/desk/", "/account/")):
        return {"shell": switches}
    day = today()
    grants = grants_held(user, on=day)
    names = names_of({grant.unit_id for grant in grants if grant.unit_id}, on=day)
    roles_by_code = roles()
    scope, current = scope_of(request), None
    choices = [
        {
            "value": grant.unit_id or "",
            "name": names.get(grant.unit_id or 0, str(_("The whole tree"))),
            "note": roles_by_code[grant.role].label if grant.role in roles_by_code else grant.role,
            "current": grant.unit_id == scope,
        }
        for grant in grants
    ]
    if len(choices) > 1 and all(grant.unit_id for grant in grants):
        choices.insert(0, {"value": "", "name": str(_("all my units")), "note": "", "current": scope is None})
    if scope and scope not in names:
        current = names_of([scope], on=day).get(scope)
    return {
        "shell": {
            **switches,
            "home_url": reverse("desk:home"),
            "search_url": reverse("desk:search"),
            "query": request.GET.get("q", "") if request.path == reverse("desk:search") else "",
            "scope_url": reverse("desk:scope"),
            "account": {
                "name": str(user),
                "role": ", ".join(
                    sorted({roles_by_code[grant.role].label for grant in grants if grant.role in roles_by_code})
                ),
                "links": [
                    {"label": _("My roles, and who can see me"), "url": reverse("desk:seen_by"), "icon": "eye"},
                    {"label": _("Account and sign-in"), "url": reverse("mfa_index"), "icon": "user"},
                ],
                "leave_url": reverse("account_logout"),
            },
        },
        "scope": {
            "name": current
            or next((choice["name"] for choice in choices if choice["current"]), None)
            or _("all my units")
        },
        "scopes": choices if len(choices) > 1 or scope else [],
        "menu": menu(request, user, day),
        "today": day,
    }


def providers() -> list[dict[str, str]]:
    """The identity providers that one may sign in with beside the password; none unless the settings name one."""
    if not settings.OIDC:
        return []
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return [{"label": app["name"], "url": reverse("openid_connect_login", args=[app["provider_id"]])} for app in apps]


def menu(request: HttpRequest, user: Any, day: Any) -> list[dict[str, Any]]:
    """The menu: the pages and registers that the person may read, in the catalogue's order."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for group, label, name, icon, power in PAGES:
        if power and not may_anywhere(user, power, on=day):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        current = request.path == url or (url != reverse("desk:home") and request.path.startswith(url))
        item = {"label": label, "url": url, "icon": icon, "current": current}
        if name == "notices:list" and (count := unseen(user)):
            item |= {"count": count, "waits": _("new")}
        groups.setdefault(str(group), []).append(item)
    for register in registers().values():
        if may_anywhere(user, register.read, on=day):
            url = reverse("desk:list", args=[register.name])
            groups.setdefault(str(GROUPS.get(register.name, REGISTERS)), []).append(
                {"label": register.label, "url": url, "icon": register.icon, "current": request.path.startswith(url)}
            )
    return [{"label": label, "items": items} for label, items in groups.items()]
