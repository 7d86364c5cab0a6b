"""Whose return a file is, and whose row a name is."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from giaoban.core.text import fold, slug
from giaoban.ground.units.models import Alias, NameSpell, Unit
from giaoban.ground.units.queries import ids_above, ids_under
from giaoban.reporting.documents.blank import MARK
from giaoban.reporting.intake.returned import ReturnRead
from giaoban.reporting.models import Campaign, Return, ReturnOrganisation

_NAMES = ("names__name", "names__short_name", "aliases__name")


def meant_by(campaign: Campaign, read: ReturnRead) -> Return | None:
    """The expected return that a workbook is, by what its heading names; None when that is no one, or several.

    What a program wrote names it exactly, by code or name. Else the mark of a workbook that was made here comes first,
    where the name beside it agrees, then a name that has a line of its own. Province and committee come first. Where the heading names no superior, the only unit whose name stands anywhere in it.
    """
    expected = list(campaign.returns.select_related("campaign", "unit", "above", "file").order_by("order"))
    if read.coded:
        called = _called(expected, *_NAMES)
        coded = [due for due in expected if slug(read.province) in {due.unit.slug, *map(slug, called[due.pk])}]
        return coded[0] if len(coded) == 1 else None
    names = _called(expected, *_NAMES, "names__place")
    below = [due for due in expected if due.above_id is not None]
    marks = {fold(f"{MARK}{due.unit.slug}"): due for due in expected}
    lines = {fold(line) for line in read.heading}
    named = [due for due in expected if names[due.pk] & lines]
    marked = [due for mark, due in marks.items() if mark in lines and due in named]
    if len(marked) == 1:  # a workbook that was made here; where name and mark differ, the words decide as always
        return marked[0]
    if len(named := [due for due in named if due.above_id is not None]) == 1:
        return named[0]
    for text in (read.province, read.committee):
        matching = [due for due in below if text and fold(text) in names[due.pk]]
        if len(matching) == 1:
            return matching[0]
    heading = f" {fold(' '.join(read.heading))} "
    matching = [due for due in below if any(f" {name} " in heading for name in names[due.pk] if " " in name)]
    if len(matching) == 1 and not read.superior:
        return matching[0]
    return next((due for due in expected if read.committee and fold(read.committee) in names[due.pk]), None)


def _called(expected: list[Return], *fields: str) -> dict[int, set[str]]:
    """What each expected return is called, folded: by its own name and by those fields of its unit."""
    names = {due.pk: {fold(due.name)} for due in expected}
    by_unit = {due.unit_id: due for due in expected}
    for pk, *texts in Unit.objects.filter(pk__in=by_unit).values_list("pk", *fields):
        names[by_unit[pk].pk] |= {fold(text) for text in texts if text}
    return names


def stands_in(report_return: Return, place: str) -> bool:
    """Whether the return's unit, or one above it, has that place in its name or its seat in the return's period."""
    on = report_return.campaign.asked.last_day
    spells = NameSpell.objects.filter(unit__in=ids_above(report_return.unit_id, on=on), valid__contains=on)
    wanted = f" {fold(place)} "
    return any(wanted in f" {fold(f'{name} . {seat}')} " for name, seat in spells.values_list("name", "place"))


def organisations_named(unit: Unit, *, on: date) -> dict[str, int]:
    """The units under that unit on that day by every folded name and alias."""
    inside = ids_under(unit, on=on)
    named = Q(names__valid__contains=on)
    rows = list(Unit.objects.filter(named, pk__in=inside).values_list("names__name_fold", "pk"))
    rows += Alias.objects.filter(unit__in=inside).values_list("fold", "unit_id")
    return dict(rows)


def organisations_coded(report_return: Return) -> dict[str, tuple[int, str]]:
    """The units under the return's unit in its period, and what they are called then, by every code that a program may
    give them: their own, or a name without marks; what would be that of two is not there."""
    on = report_return.campaign.asked.last_day
    inside = ids_under(report_return.unit, on=on)
    spells = NameSpell.objects.filter(unit__in=inside, valid__contains=on).select_related("unit")
    names = {spell.unit_id: spell.name for spell in spells}
    texts = [(spell.unit_id, text) for spell in spells for text in (spell.unit.slug, spell.name, spell.short_name)]
    texts += report_return.below.filter(unit__in=names).values_list("unit_id", "name")
    texts += Alias.objects.filter(unit__in=names).values_list("unit_id", "name")
    by_code: dict[str, set[int]] = {}
    for pk, text in texts:
        by_code.setdefault(slug(text), set()).add(pk)
    return {code: (pk, names[pk]) for code, (pk, *others) in by_code.items() if code and not others}


def organisations_told(report_return: Return) -> QuerySet[ReturnOrganisation]:
    """The rows of the return's detail sheet, and of those below it, in their order."""
    return (
        ReturnOrganisation.objects.filter(Q(belongs_to=report_return) | Q(belongs_to__above=report_return))
        .select_related("belongs_to", "unit")
        .order_by("belongs_to__order", "order")
    )
