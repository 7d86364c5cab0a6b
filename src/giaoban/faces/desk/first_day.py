"""The first days of an installation: what it needs before an office can work in it, done or not as its records say."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from giaoban.areas.units.beginning import tops
from giaoban.core.numbers import write_number
from giaoban.faces.portal.models import Furniture
from giaoban.ground.access.models import Account, Grant, Proposal
from giaoban.ground.access.policy import Actor, may_anywhere
from giaoban.ground.access.roles import roles
from giaoban.ground.access.second_lock import whole_tree
from giaoban.ground.journal.clock import today
from giaoban.ground.people.models import Membership
from giaoban.ground.regulations.models import Parameter, Regulation
from giaoban.ground.units.models import GRASSROOTS, MEETS
from giaoban.ground.units.queries import standing
from giaoban.kit.register import SignedIn
from giaoban.reporting.models import Campaign

STARTS = "units.found"
"""Whoever may enter the body at the top sets the installation up."""


@dataclass(frozen=True)
class FirstDayStep:
    """A step of the first days: what is there already, what to do next, where, and with which power.

    A step ``for_later`` keeps nobody from working and is not named as the next while another waits.
    """

    label: str
    there: str
    todo: str
    done: bool
    url: str
    act: str
    power: str
    for_later: bool = False


def steps(*, on: date) -> list[FirstDayStep]:
    """Every step in its order, as the records of that day say; nothing of it is kept."""
    return [_administrators(on), _body(on), *_organisations_and_people(on), _rules(on), _portal(on), _campaign()]


def next_step(*, on: date) -> FirstDayStep | None:
    """The first step that is not done; None when the office is at work."""
    waiting = [step for step in steps(on=on) if not step.done]
    return next((step for step in waiting if not step.for_later), waiting[0] if waiting else None)


def holders(power: str) -> list[str]:
    """What the roles are called that hold that power, for whoever does not."""
    return [role.label for code, role in roles().items() if code != "program" and role.gives(power)]


def _administrators(on: date) -> FirstDayStep:
    held = Grant.objects.in_force(on).filter(role="administrator", account__kind=Account.Kind.HUMAN)
    names = sorted({grant.account.name for grant in held.select_related("account")})
    return FirstDayStep(
        label=_("Two who run the program"),
        there=", ".join(names),
        todo=_(
            "On the machine, type ./giaoban create-admin NAME for a second person: a role, a forgotten password and the way"
            " in to a new account need two, so that nobody alone can be somebody else."
        ),
        done=len(set(held.values_list("account", flat=True))) > 1,
        url="",
        act="",
        power="system.appoint",
    )


def _body(on: date) -> FirstDayStep:
    names = sorted(tops(on=on).values())
    return FirstDayStep(
        label=_("The body of the office"),
        there=", ".join(names),
        todo=_(
            "Enter the Party committee that the program works for: its kind, name, committee, superior, sign, place."
        ),
        done=bool(names),
        url=reverse("desk:act", args=["units", "found"]),
        act=_("Enter a body at the top"),
        power=STARTS,
    )


def _organisations_and_people(on: date) -> list[FirstDayStep]:
    kinds = Counter(standing(on=on, kinds=[*GRASSROOTS, *MEETS]).values_list("kind", flat=True))
    organisations, cells = sum(kinds[kind] for kind in GRASSROOTS), sum(kinds[kind] for kind in MEETS)
    given = Grant.objects.in_force(on).filter(account__kind=Account.Kind.HUMAN).exclude(role="administrator")
    people = given.values("account").distinct().count()
    waiting = Proposal.objects.filter(state=Proposal.State.WAITING, lapses_on__gte=on).count()
    with transaction.atomic(), whole_tree():  # how many, whoever asks; no record is shown
        members = Membership.objects.filter(valid__contains=on).count()
    counts = {name: write_number(count) for name, count in (
        ("organisations", organisations), ("cells", cells), ("people", people), ("waiting", waiting), ("members", members),
    )}  # fmt: skip
    return [
        FirstDayStep(
            label=_("Organisations and cells"),
            there=_("%(organisations)s grassroots organisations, %(cells)s cells") % counts if organisations else "",
            todo=_("Take in the list of the organisation board: name, kind, unit above, decision, code of 14 figures; or establish"
                   " them in the tree one by one. The register of members brings along what is missing."),
            done=bool(cells),
            url=reverse("units:list"),
            act=_("Take in a list of organisations"),
            power="units.take_in_list",
        ),
        FirstDayStep(
            label=_("People with their roles"),
            there=_("%(people)s people hold a role") % counts if people else "",
            todo=_("%(waiting)s invitations wait for the second person who runs the program.") % counts if waiting and not people
            else _("Invite whoever keeps the organisation board's registers first; who runs the program sees no member's record."),
            done=bool(people),
            url=reverse("desk:list", args=["proposals"]) if waiting and not people
            else reverse("desk:act", args=["access", "create_account"]),
            act=_("Waiting for a second person") if waiting and not people else _("Invite somebody"),
            power="access.create_account",
        ),
        FirstDayStep(
            label=_("Register of members"),
            there=_("%(members)s members") % counts if members else "",
            todo=_("Take in the register as the office keeps it: looked at first, repaired in place, undone as a whole."),
            done=bool(members),
            url=reverse("members:import"),
            act=_("Take in a register"),
            power="members.import_register",
        ),
    ]  # fmt: skip


def _rules(on: date) -> FirstDayStep:
    counts = {
        "regulations": write_number(Regulation.objects.filter(valid__contains=on).count()),
        "parameters": write_number(Parameter.objects.filter(valid__contains=on).count()),
    }
    return FirstDayStep(
        label=_("Regulations, thresholds, days"),
        there=_("%(regulations)s regulations and %(parameters)s thresholds hold today") % counts,
        todo=_("They come with the program, each with its source and days; look them over and correct what is yours."),
        done=counts["regulations"] != "0",
        url=reverse("desk:list", args=["regulations"]),
        act=_("Look them over"),
        power="regulations.read",
    )


def _portal(on: date) -> FirstDayStep:
    furniture = Furniture.on(on)
    return FirstDayStep(
        label=_("Public portal"),
        there=furniture.body if furniture else "",
        todo=_(
            "Name the site, whoever is responsible for it and where they are reached: until then it is called Giao Ban."
        ),
        done=furniture is not None,
        url=reverse("wagtailsnippets_portal_furniture:list"),
        act=_("Furniture of the site"),
        power="portal.publish",
        for_later=True,
    )


def _campaign() -> FirstDayStep:
    first = Campaign.objects.order_by("opened_on", "pk").first()
    return FirstDayStep(
        label=_("First report"),
        there=f"{first.form}, {first.period}" if first else "",
        todo=_("Open the first period for which the organisations report; nothing before it is overdue."),
        done=first is not None,
        url=reverse("reports:home"),
        act=_("Reports"),
        power="returns.open_campaign",
        for_later=True,
    )


def shown(actor: Actor, *, on: date) -> list[dict[str, Any]]:
    """The steps as the page shows them to this person: a door where they hold the power, who holds it where they do not."""
    ahead = next_step(on=on)
    return [
        {
            "label": step.label,
            "note": step.there if step.done else "",
            "state": "done" if step.done else "now" if step == ahead else "ahead",
            "step": step,
            "open": bool(step.url) and may_anywhere(actor, step.power, on=on),
            "holders": holders(step.power),
        }
        for step in steps(on=on)
    ]


def waits_for(actor: Actor, *, on: date) -> FirstDayStep | None:
    """The next of the first days' steps, for whoever sets the installation up; None for everybody else."""
    return next_step(on=on) if may_anywhere(actor, STARTS, on=on) else None


@login_required
def page(request: SignedIn) -> HttpResponse:
    """The first days on one page, for whoever sets the installation up."""
    day = today()
    if not may_anywhere(request.user, STARTS, on=day):
        raise Http404
    listed = shown(request.user, on=day)
    done = sum(step["state"] == "done" for step in listed)
    context = {"steps": listed, "done": write_number(done), "of": write_number(len(listed)), "all": done == len(listed)}
    return render(request, "desk/first_day.html", context)


urlpatterns = [path("first-day/", page, name="first_day")]
