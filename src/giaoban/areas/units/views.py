"""Pages of units. Whoever may not read a unit does not learn that it is there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from giaoban.areas.units import queries, showing
from giaoban.areas.units.register import UNITS
from giaoban.areas.units.showing import Shown, Spells
from giaoban.core.numbers import write_number
from giaoban.core.refusal import Refused
from giaoban.core.spans import day_in
from giaoban.ground.access.policy import may, may_anywhere, may_everywhere, reach
from giaoban.ground.access.words import in_words
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.people.models import Position
from giaoban.ground.people.queries import positions_on
from giaoban.ground.undoing import rehearsed, undo
from giaoban.ground.units.models import Alias, NameSpell, Unit
from giaoban.ground.units.queries import exists, ids_above, name_of, names_of
from giaoban.ground.units.rules import IN_WORDS
from giaoban.kit.acts import acts_on
from giaoban.kit.lists import asked_day
from giaoban.kit.register import SignedIn
from giaoban.kit.seeing import people_shown

LEVELS = 3
"""So many levels of the tree come at once; those below are fetched when they are opened."""


@login_required
def tree(request: SignedIn) -> HttpResponse:
    """The tree on the asked day, as far as the person may see it, from the unit that they work for."""
    now = today()
    if not may_anywhere(request.user, "units.read", on=now):
        raise Http404
    on = asked_day(request, now)
    visible = reach(request.user, "units.read", on=now, tree_on=on)
    scope = request.session.get("scope")
    top = scope if isinstance(scope, int) and (visible is None or scope in visible) and exists(scope, on=on) else None
    nodes = showing.opened(on=on, visible=visible, top=top, levels=LEVELS)
    context = {
        "nodes": [_node(shown, on, now, depth=1) for shown in nodes],
        "day": _daybar(request, on, now, showing.changes(visible)),
        "flow_url": reverse("units:flow", args=[nodes[0].slug]) if len(nodes) == 1 and nodes[0].children else "",
        "acts": acts_on(request.user, UNITS, None, on=now),
    }
    return render(request, "units/tree.html", context | _as_of(request, on, now))


@login_required
def below(request: SignedIn, slug: str) -> HttpResponse:
    """The units right below, as a part of the tree's page."""
    now = today()
    on = asked_day(request, now)
    unit = _seen(request, slug, on)
    visible = reach(request.user, "units.read", on=now, tree_on=on)
    shown = showing.level(on=on, parents=[unit.pk], visible=visible)
    return render(request, "parts/tree.html", {"nodes": [_node(node, on, now, depth=LEVELS) for node in shown]})


@login_required
def page(request: SignedIn, slug: str) -> HttpResponse:
    """The unit as it was on the asked day (its last one where it has ended), its story and what may be done."""
    now = today()
    unit = get_object_or_404(Unit, slug=slug)
    spells = showing.spells_of(unit)
    days = spells.standing_days()
    last = days[1] if days else None
    on = asked_day(request, min(now, last) if last else now)
    _must_see(request, unit, on)
    name, kind = spells.name(on), spells.kind(on)
    visible = reach(request.user, "units.read", on=now, tree_on=on)
    children = showing.level(on=on, parents=[unit.pk], visible=visible)
    posts = _posts(request, unit, on, now)
    named = [post.person_id for post in posts]
    if question := people_shown(request, UNITS, named, today=now, unit=unit.pk, kind=Entry.Kind.LIST):
        return question
    ended = last is not None and last < now
    context = {
        "unit": unit,
        "name": name,
        "kind": IN_WORDS[kind] if kind else "",
        "facts": _facts(request, unit, name, on, now, children, posts),
        "nodes": [_node(shown, on, now, depth=LEVELS) for shown in children],
        "events": _events(unit, spells, now),
        "acts": acts_on(request.user, UNITS, unit, on=now),
        "entries": _entries(request, unit, spells)
        if may(request.user, "journal.undo", unit, on=now, tree_on=on)
        else [],
        "ended_on": last if ended else None,
        "flow_url": reverse("units:flow", args=[slug]) if children else "",
        "trail": _trail(request, unit, on),
    }
    return render(request, "units/page.html", context | _as_of(request, on, min(now, last) if last else now))


@login_required
def take_back(request: SignedIn, entry: int) -> HttpResponse:
    """An act on units undone as a whole: what it had changed, a reason, and then it is as it was."""
    done = get_object_or_404(Entry, pk=entry, act__startswith="units.")
    unit = Unit.objects.filter(pk=done.unit_id or 0).first()
    if not _may_undo(request, done, unit):
        raise Http404
    refusals: list[str] = []
    reason = request.POST.get("reason", "").strip()
    if request.method == "POST":
        try:
            undo(actor=request.user, entry=done, reason=reason)
            messages.success(request, _("Undone: the tree is as it was before."))
            return redirect("units:tree")
        except Refused as refused:
            refusals = refused.reasons
    else:
        try:
            rehearsed(lambda: undo(actor=request.user, entry=done, reason="–"), lambda: None)
        except Refused as refused:
            refusals = refused.reasons
    context = {
        "entry": done,
        "label": in_words(done.act),
        "told": queries.told(done),
        "refusals": refusals,
        "blocked": bool(refusals) and request.method != "POST",
        "reason": reason,
        "back": reverse("units:page", args=[unit.slug]) if unit else reverse("units:tree"),
    }
    return render(request, "units/undo.html", context, status=422 if refusals else 200)


@login_required
def flow(request: SignedIn, slug: str) -> HttpResponse:
    """What became of the units below, drawn as a flow from one day to another, with its table."""
    now = today()
    until = asked_day(request, now)
    unit = _seen(request, slug, until)
    days = showing.spells_of(unit).standing_days()
    since = day_in(request.GET.get("since", "")) or max(until - timedelta(days=5 * 366), days[0] if days else until)
    drawn = showing.flow(unit, since=since, until=until)
    context = {
        "unit": unit,
        "name": name_of(unit, on=until),
        "since": since,
        "until": until,
        "flow": drawn,
        "trail": [*_trail(request, unit, until)[:-1], {"label": _("What became of the units below")}],
    }
    return render(request, "units/flow.html", context)


def _may_undo(request: SignedIn, entry: Entry, unit: Unit | None) -> bool:
    """Whether the person may undo there: over the whole tree, where the act was on no unit."""
    if unit is None:
        return may_everywhere(request.user, "journal.undo", on=today())
    return may(request.user, "journal.undo", unit, on=today(), tree_on=entry.on)


def _seen(request: SignedIn, slug: str, on: date) -> Unit:
    """The unit, where the person may read it; a page that is not there otherwise."""
    unit = get_object_or_404(Unit, slug=slug)
    _must_see(request, unit, on)
    return unit


def _must_see(request: SignedIn, unit: Unit, tree_on: date) -> None:
    """Whoever may not read the unit finds a page that is not there."""
    if not may(request.user, "units.read", unit, on=today(), tree_on=tree_on):
        raise Http404


def _at(url: str, on: date, now: date) -> str:
    return url if on == now else f"{url}?{urlencode({'on': on.isoformat()})}"


ANY_SLUG = "a-slug-in-its-place"


@cache
def _address(name: str) -> str:
    """The page's address with `ANY_SLUG` in it: worked out once, for a tree names it a thousand times."""
    return reverse(name, args=[ANY_SLUG])


def _node(shown: Shown, on: date, now: date, *, depth: int) -> dict[str, Any]:
    """A line of ``parts/tree.html``: what is here is opened, what is not is fetched when it is opened."""
    url = _at(_address("units:page").replace(ANY_SLUG, shown.slug), on, now)
    node: dict[str, Any] = {"label": shown.name, "kind": shown.kind_label, "url": url}
    if shown.children:
        node["children"] = [_node(child, on, now, depth=depth + 1) for child in shown.children]
        node["open"] = depth < LEVELS - 1
    elif shown.below:
        node["load"] = _at(_address("units:below").replace(ANY_SLUG, shown.slug), on, now)
    return node


def _as_of(request: SignedIn, on: date, now: date) -> dict[str, Any]:
    return {} if on == now else {"as_of": on, "as_of_today_url": request.path}


def _daybar(request: SignedIn, on: date, now: date, changes: list[tuple[date, str]]) -> dict[str, Any]:
    """The context of ``parts/daybar.html``."""
    first = min([day for day, _text in changes] + [on, now])
    last = max([day for day, _text in changes] + [on, now])
    width = max((last - first).days, 1)
    url = request.path
    marks = [
        {
            "on": day.isoformat(),
            "ordinal": day.toordinal(),
            "text": f"{day:%d/%m/%Y}",
            "label": text,
            "url": f"{url}?on={day.isoformat()}",
            "position": f"{100 * (day - first).days / width:.2f}",
        }
        for day, text in changes
    ]
    before = [mark["url"] for mark in marks if mark["ordinal"] < on.toordinal()]
    after = [mark["url"] for mark in marks if mark["ordinal"] > on.toordinal()]
    return {
        "on": on.isoformat(),
        "text": f"{on:%d/%m/%Y}",
        "action": url,
        "today_url": url if on != now else "",
        "first": first.toordinal(),
        "last": last.toordinal(),
        "at": on.toordinal(),
        "changes": marks,
        "previous": before[-1] if before else "",
        "next": after[0] if after else "",
    }


def _trail(request: SignedIn, unit: Unit, on: date) -> list[dict[str, Any]]:
    """The way from the tree to the unit, as far as the person may see it."""
    line = ids_above(unit, on=on)[::-1]
    visible = reach(request.user, "units.read", on=today(), tree_on=on)
    line = [unit_id for unit_id in line if visible is None or unit_id in visible or unit_id == unit.pk]
    names = names_of(line, on=on)
    slugs = dict(Unit.objects.filter(pk__in=line).values_list("pk", "slug"))
    steps: list[dict[str, Any]] = [
        {"label": _("Tree of organisations"), "url": _at(reverse("units:tree"), on, today())}
    ]
    steps += [
        {
            "label": names.get(unit_id, slugs[unit_id]),
            "url": _at(reverse("units:page", args=[slugs[unit_id]]), on, today()),
        }
        for unit_id in line[:-1]
    ]
    return [*steps, {"label": names.get(unit.pk, unit.slug)}]


def _posts(request: SignedIn, unit: Unit, on: date, now: date) -> list[Position]:
    """Who holds a post in the unit on that day, for whoever may read its members."""
    if not may(request.user, "members.read", unit, on=now, tree_on=on):
        return []
    return list(positions_on(on, unit=unit).select_related("person").order_by("post", "person__name_key"))


def _facts(
    request: SignedIn,
    unit: Unit,
    name: NameSpell | None,
    on: date,
    now: date,
    children: list[Shown],
    posts: list[Position],
) -> list[tuple[str, str]]:
    """What is known of the unit on that day, as pairs of word and value; empty values are left out."""
    facts: list[tuple[str, str]] = []
    if name:
        facts += [
            (_("Committee"), name.committee),
            (_("Superior"), name.superior),
            (_("Sign in document numbers"), name.sign),
            (pgettext_lazy("unit", "Place"), name.place),
        ]
    if unit.standing_since:
        facts.append((_("Founded"), f"{unit.standing_since:%d/%m/%Y}"))
    if any(may(request.user, power, unit, on=now, tree_on=on) for power in ("members.read", "returns.read")):
        members = queries.members_below([unit.pk], on=on).get(unit.pk, 0)
        facts.append((_("Members"), write_number(members)))
    facts += [(f"{post.get_post_display()} ({post.get_body_display()})", post.person.name) for post in posts]
    if children:
        facts.append((_("Units right below"), write_number(len(children))))
    aliases = list(Alias.objects.filter(unit=unit).order_by("pk").values_list("name", flat=True))
    facts.append(
        (_("Also written as"), "; ".join(aliases[:8]) + (f" (+{len(aliases) - 8})" if len(aliases) > 8 else ""))
    )
    return [(word, value) for word, value in facts if value]


def _events(unit: Unit, spells: Spells, now: date) -> list[dict[str, Any]]:
    """The context of ``parts/timeline.html``."""
    events = showing.story(unit, spells)
    return [
        {
            "when": f"{event.on:%d/%m/%Y}",
            "title": event.sentence,
            "text": _decided(event.decision),
            "url": reverse("units:page", args=[event.slug]) if event.slug else "",
            "state": "coming" if event.on > now else "past",
        }
        for event in events
    ]


def _decided(decision: Any) -> str:
    if decision is None:
        return ""
    text = f"Quyết định {decision.number} ngày {decision.issued_on:%d/%m/%Y} của {decision.issuer}."
    return f"{text} {decision.summary}".strip()


def _entries(request: SignedIn, unit: Unit, spells: Spells) -> list[dict[str, Any]]:
    """The acts that wrote this unit, each with its way back where it is this person's to go."""
    everywhere = may_everywhere(request.user, "journal.undo", on=today())
    return [
        {
            "at": f"{localtime(entry.at):%d/%m/%Y %H:%M}",
            "who": entry.actor_name,
            "sentences": _first(queries.told(entry)),
            "undone": hasattr(entry, "undone_by"),
            "reason": entry.reason,
            "url": reverse("units:undo", args=[entry.pk])
            if entry.act.startswith("units.") and (entry.unit_id or everywhere)
            else "",
        }
        for entry in showing.acts_on(unit, spells, last=6)
    ]


def _first(sentences: Iterable[str], most: int = 3) -> list[str]:
    found = list(sentences)
    return found[:most] + ([f"… và {write_number(len(found) - most)} thay đổi khác."] if len(found) > most else [])
