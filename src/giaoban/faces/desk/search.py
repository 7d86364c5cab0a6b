"""Search over everything: each register that can be searched, as far as the person may read it, and what is published."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giaoban.catalogue import registers
from giaoban.core.meant import begun_in
from giaoban.core.numbers import write_number
from giaoban.core.text import fold
from giaoban.faces.desk.shell import scope_of
from giaoban.faces.portal.reading import finding as published
from giaoban.ground import seconding
from giaoban.ground.access.parts import confidential
from giaoban.ground.access.policy import may_anywhere, reach
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.journal.reading import looked
from giaoban.ground.units import finding as units_finding
from giaoban.ground.units.queries import ids_under, names_of
from giaoban.kit import cells
from giaoban.kit.candidates import People, Units
from giaoban.kit.choosing import Choosable
from giaoban.kit.lists import words_in
from giaoban.kit.register import Register
from giaoban.kit.seeing import people_in

SHOWN = 6
"""So many of each kind are shown; all of them are one click away."""
COUNTED = 1000
"""So far is counted."""
LEFT_OUT = frozenset({
    "members", "units", "learners", "access", "proposals", "parameters", "retention", "purposes", "consents",
    "data_requests", "breaches",
})  # fmt: skip
"""Registers that have a kind of their own here, or that are no place where anybody looks for a name."""
DEPTH = gettext_lazy("Names, cards with dots or without, telephone numbers for those who may see them, numbers of documents and words of titles are searched; disciplinary cases and what lies outside your units never appear here.")  # fmt: skip


@dataclass
class Group:
    """What was found of one kind."""

    label: Any
    icon: str
    all_url: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    count: int = 0
    people: list[int] = field(default_factory=list)

    @property
    def counted(self) -> str:
        """How many there are, as far as was counted."""
        return f"{write_number(COUNTED)}+" if self.count > COUNTED else write_number(self.count)


@login_required
def search(request: HttpRequest) -> HttpResponse:
    """People, units and other records that the words name, as far as the person may see them; in the unit that one works for."""
    words, day = words_in(request), today()  # type: ignore[arg-type]
    scope = None if request.GET.get("everywhere") else scope_of(request)
    groups: list[Group] = []
    if len(fold(words)) >= 2:
        below = None if scope is None else ids_under(scope, on=day)
        groups = [group for group in _found(request.user, words, below, day) if group.rows]
    held_back = _looked_at(request.user, [group for group in groups if group.people], day)
    groups = [group for group in groups if not (held_back and group.people)]
    context = {
        "words": words,
        "found": groups,
        "held_back": held_back,
        "depth": DEPTH,
        "scope_name": names_of([scope], on=day).get(scope) if scope is not None else None,
        "everywhere_url": "?" + urlencode({"q": words, "everywhere": "1"}),
    }
    return render(request, "desk/search.html", context)


def _looked_at(actor: Any, groups: list[Group], day: date) -> str:
    """Whoever is shown has been looked at; a sentence instead where that would be more people than one may alone."""
    keys = sorted({key for group in groups for key in group.people})
    if not keys:
        return ""
    limit = seconding.seen_alone(actor, "members.export_all", keys, on=day)
    if limit is None:
        looked(actor, "members.read", unit=None, people=keys, kind=Entry.Kind.LIST, searched=True)
        return ""
    return _("You have looked at as many people today as one may alone (%(limit)s); people are not shown here any more.") % {
        "limit": write_number(limit)
    }  # fmt: skip


def _found(actor: Any, words: str, below: set[int] | None, day: date) -> list[Group]:
    here = registers()
    groups = [_people(actor, words, below, day), _units(actor, words, below, day)]
    closed = confidential()
    for register in here.values():
        if register.search and register.name not in LEFT_OUT and register.name not in closed:
            groups.append(_of_register(actor, register, words, below, day))
    return [*groups, _articles(words)]


def _all(register: str, words: str) -> str:
    return f"{reverse('desk:list', args=[register])}?{urlencode({'q': words})}"


def _people(actor: Any, words: str, below: set[int] | None, day: date) -> Group:
    group = Group(_("People"), "users", _all("members", words))
    if "members" not in registers() or not may_anywhere(actor, "members.read", on=day):
        return group
    source = People(actor, on=day)
    match = source.matching(words, below)
    group.rows = [
        _row(candidate, words, reverse("desk:page", args=["members", candidate.key]))
        for candidate in source.as_shown(match.people[:SHOWN])
    ]
    group.people = [person.pk for person in match.people[:SHOWN]]
    group.count = COUNTED + 1 if match.more else len(match.people)
    return group


def _units(actor: Any, words: str, below: set[int] | None, day: date) -> Group:
    group = Group(_("Units"), "network", _all("units", words))
    if not may_anywhere(actor, "units.read", on=day):
        return group
    within = reach(actor, "units.read", on=day)
    within = below if within is None else within if below is None else within & below
    ids, _alone = units_finding.matching(words, on=day, within=within)
    source = Units(on=day)
    slugs = source.slugs(ids[:SHOWN])
    group.rows = [
        _row(candidate, words, reverse("units:page", args=[slugs[candidate.key]]))
        for candidate in source.as_shown(ids[:SHOWN])
    ]
    group.count = COUNTED + 1 if len(ids) >= units_finding.LOOKED_AT else len(ids)
    return group


def _of_register(actor: Any, register: Register, words: str, below: set[int] | None, day: date) -> Group:
    group = Group(register.label, register.icon, _all(register.name, words))
    if not may_anywhere(actor, register.read, on=day):
        return group
    assert register.search is not None
    rows = cells.visible(actor, register, on=day).filter(register.search(words))
    if below is not None and register.unit:
        rows = rows.filter(**{f"{register.unit}__among": below})
    columns = [column for column in register.columns if column.listed and not column.power]
    group.count = rows.order_by()[: COUNTED + 1].count()
    records = list(
        cells.with_unit_names(register, columns, rows.order_by(*register.order.split(","), "pk"), on=day)[:SHOWN]
    )
    for record in records:
        texts = [text for column in columns if (text := cells.written(cells.value_of(record, column)))]
        candidate = Choosable(record.pk, texts[0] if texts else str(record), ", ".join(texts[1:4]))
        group.rows.append(_row(candidate, words, register.address(record)))
    group.people = people_in(register, columns, records)
    return group


def _articles(words: str) -> Group:
    group = Group(_("Published"), "newspaper", f"{reverse('portal_search')}?{urlencode({'q': words})}")
    entries = published.found(words, language="vi")
    group.rows = [
        _row(Choosable(entry.key, entry.title, entry.section, f"{entry.at:%d/%m/%Y}"), words, entry.url)
        for entry in entries[:SHOWN]
    ]
    group.count = len(group.rows) if len(group.rows) < SHOWN else entries[: COUNTED + 1].count()
    return group


def _row(candidate: Choosable, words: str, url: str) -> dict[str, Any]:
    return {"is": candidate, "parts": begun_in(candidate.name, words), "url": url}
