"""The organisation, as far as anybody may know it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from giaoban.ground.units.models import GRASSROOTS, Kind, PlaceSpell, Succession, Unit
from giaoban.ground.units.queries import Node, named, successors, tree

NOT_NAMED = (Kind.SECTION, Kind.CELL)
"""Kinds of unit that the public learns the number of, not the names."""


@dataclass(frozen=True)
class PublicUnit:
    """An organisation as the public may know it: name, kind and what stands below it, cells only as a number."""

    name: str
    kind: str
    cells: int
    below: tuple[PublicUnit, ...]


@dataclass(frozen=True)
class PublicChart:
    """The organisation of a day: the named body, or once it has ended those that carry it on."""

    on: date
    tops: tuple[PublicUnit, ...]
    ended_on: date | None
    changes: tuple[date, ...]


def organisation(name: str, *, on: date) -> PublicChart | None:
    """The body of that name with the organisations below it on that day; None when no unit was ever called so."""
    called = named(name)
    if not called:
        return None
    standing = [unit for unit in called if PlaceSpell.objects.filter(unit=unit, valid__contains=on).exists()]
    ended_on = None
    if not standing:
        before = PlaceSpell.objects.filter(unit__in=called, valid__endswith__lte=on).order_by("-valid").first()
        if before is not None:
            ended_on = before.valid.upper
            standing = list(Unit.objects.filter(pk__in=successors(before.unit_id, since=before.valid.lower, until=on)))
    tops = tuple(_public_unit(node) for unit in standing for node in tree(on=on, root=unit))
    below = PlaceSpell.objects.filter(parent__in=[*called, *standing]).values("unit")
    concerned = Q(before__in=called) | Q(after__in=called) | Q(before__in=below) | Q(after__in=below)
    changes = Succession.objects.filter(concerned).order_by("on").values_list("on", flat=True).distinct()
    return PublicChart(on=on, tops=tops, ended_on=ended_on, changes=tuple(changes))


def _public_unit(node: Node) -> PublicUnit:
    shown = [child for child in node.children if child.kind not in NOT_NAMED]
    return PublicUnit(
        name=node.name,
        kind=node.kind_label,
        cells=sum(_cells(child) for child in node.children) if node.kind in GRASSROOTS else 0,
        below=tuple(_public_unit(child) for child in shown),
    )


def _cells(node: Node) -> int:
    return (node.kind == Kind.CELL) + sum(_cells(child) for child in node.children)
