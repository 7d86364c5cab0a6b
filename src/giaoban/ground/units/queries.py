"""The tree on a day: who stood under whom, what each was called, and every day on which it changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.db.models import BigIntegerField, BooleanField, ExpressionWrapper, F, Func, Q, QuerySet
from django.db.models.expressions import RawSQL

from giaoban.core.text import fold
from giaoban.ground.units.models import Alias, Decision, Kind, NameSpell, PlaceSpell, Succession, Unit

UNDER = """
    WITH RECURSIVE tree(id) AS (
        SELECT unit_id FROM units_placespell WHERE unit_id = ANY(%s) AND valid @> %s::date
        UNION
        SELECT p.unit_id FROM units_placespell p JOIN tree t ON p.parent_id = t.id WHERE p.valid @> %s::date
    ) SELECT id FROM tree
"""


FOUNDED_LATER = """
    WITH RECURSIVE tree(id) AS (
        SELECT unnest(%s::bigint[])
        UNION
        SELECT p.unit_id FROM units_placespell p JOIN tree t ON p.parent_id = t.id WHERE p.valid @> %s::date
        OR lower(p.valid) > %s::date AND NOT EXISTS (
            SELECT 1 FROM units_placespell e WHERE e.unit_id = p.unit_id AND lower(e.valid) < lower(p.valid)
        )
    ) SELECT id FROM tree
"""


def under(roots: Unit | int | Iterable[int], *, on: date) -> QuerySet[Unit]:
    """The units that stood under the roots on that day, the roots included; none where a root did not exist."""
    return Unit.objects.filter(pk__in=RawSQL(UNDER, (_ids(roots), on, on)))


def ids_under(roots: Unit | int | Iterable[int], *, on: date, founded_later: bool = False) -> set[int]:
    """The ids of `under`, asked once; with ``founded_later``, also those that are yet to begin there."""
    with connection.cursor() as cursor:
        cursor.execute(FOUNDED_LATER if founded_later else UNDER, (_ids(roots), on, on))
        return {row[0] for row in cursor.fetchall()}


def _ids(roots: Unit | int | Iterable[int]) -> list[int]:
    if isinstance(roots, Unit):
        return [roots.pk]
    return [roots] if isinstance(roots, int) else list(roots)


def ids_above(unit: Unit | int, *, on: date, founded_later: bool = False) -> list[int]:
    """The unit and those above it on that day, nearest first; with ``founded_later``, of one that is yet to begin those above it on its first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH RECURSIVE asked(unit, day) AS (
                SELECT %(unit)s::bigint, CASE WHEN %(later)s THEN greatest(%(on)s::date,
                    (SELECT min(lower(valid)) FROM units_placespell WHERE unit_id = %(unit)s)) ELSE %(on)s::date END
            ), line(id, depth) AS (
                SELECT unit, 0 FROM asked
                UNION ALL
                SELECT p.parent_id, l.depth + 1 FROM units_placespell p JOIN line l ON p.unit_id = l.id
                WHERE p.valid @> (SELECT day FROM asked) AND p.parent_id IS NOT NULL
            ) SELECT id FROM line ORDER BY depth""",
            {"unit": unit if isinstance(unit, int) else unit.pk, "on": on, "later": founded_later},
        )
        return [row[0] for row in cursor.fetchall()]


@dataclass
class Node:
    """A unit as it was on the asked day."""

    id: int
    slug: str
    name: str
    short_name: str
    kind: str
    parent_id: int | None
    depth: int = 0
    children: list[Node] = field(default_factory=list)

    @property
    def kind_label(self) -> str:
        return str(Kind(self.kind).label)


def tree(*, on: date, root: Unit | int | None = None, visible: set[int] | None = None) -> list[Node]:
    """The tree on that day as nested nodes, in reading order; only under ``root`` and inside ``visible`` where given."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT p.unit_id, u.slug, n.name, n.short_name, k.kind, p.parent_id
            FROM units_placespell p JOIN units_unit u ON u.id = p.unit_id
            JOIN units_namespell n ON n.unit_id = p.unit_id AND n.valid @> %s::date
            JOIN units_kindspell k ON k.unit_id = p.unit_id AND k.valid @> %s::date
            WHERE p.valid @> %s::date ORDER BY p."order", n.name_fold""",
            (on, on, on),
        )
        nodes = {row[0]: Node(*row) for row in cursor.fetchall()}
    if visible is not None:
        nodes = {key: node for key, node in nodes.items() if key in visible}
    tops = []
    for node in nodes.values():
        if node.parent_id in nodes:
            nodes[node.parent_id].children.append(node)
        else:
            tops.append(node)
    if root is not None:
        wanted = root if isinstance(root, int) else root.pk
        tops = [nodes[wanted]] if wanted in nodes else []
    waiting = list(tops)
    while waiting:
        node = waiting.pop()
        for child in node.children:
            child.depth = node.depth + 1
            waiting.append(child)
    return tops


def change_days() -> list[date]:
    """Every day on which the tree changed, for the slider."""
    return sorted(set(Succession.objects.values_list("on", flat=True)))


def name_of(unit: Unit | int, *, on: date) -> NameSpell | None:
    """What the unit was called on that day, or the last or next name where it did not exist."""
    spells = NameSpell.objects.filter(unit=unit)
    return spells.filter(valid__contains=on).first() or spells.order_by("-valid").first()


def kind_of(unit: Unit | int, *, on: date) -> str | None:
    """The unit's kind on that day, or None."""
    return (
        Unit.objects.filter(pk=_ids(unit)[0], kinds__valid__contains=on).values_list("kinds__kind", flat=True).first()
    )


def names_of(units: Iterable[int], *, on: date) -> dict[int, str]:
    """Short names by unit id on that day (the latest known one where the unit did not exist then)."""
    if not (wanted := set(units)):
        return {}
    held = ExpressionWrapper(Q(valid__contains=on), output_field=BooleanField())
    spells = NameSpell.objects.filter(unit__among=wanted).order_by(held, "valid")  # the one that held that day last
    return dict(spells.values_list("unit_id", "short_name"))


PLACES = """
    SELECT array_agg(coalesce(named.place, %s) ORDER BY id) FROM generate_series(1, (SELECT max(id) FROM units_unit)) id
    LEFT JOIN (
        SELECT unit_id, rank() OVER (ORDER BY short_name) AS place
        FROM (
            SELECT DISTINCT ON (unit_id) unit_id, short_name FROM units_namespell
            WHERE lower(valid) <= %s ORDER BY unit_id, valid DESC
        ) latest
    ) named ON named.unit_id = id
"""


def place_of_name(column: str, *, on: date) -> Func:
    """Where the short name that the column's unit had on that day, or last before it, stands among all; unnamed ones last.

    All places are one array, made once for a statement: to look up the name for each of its rows takes longer.
    """
    places = RawSQL(PLACES, (2**31 - 1, on))
    return Func(places, F(column), template="(%(expressions)s]", arg_joiner=")[", output_field=BigIntegerField())


def standing(*, on: date, kinds: Iterable[str] | None = None) -> QuerySet[Unit]:
    """The units that existed on that day, of these kinds where named, with ``name``, ``short_name`` and ``kind``."""
    units = Unit.objects.filter(
        places__valid__contains=on, names__valid__contains=on, kinds__valid__contains=on
    ).annotate(name=F("names__name"), short_name=F("names__short_name"), kind=F("kinds__kind"))
    return units.filter(kinds__kind__in=list(kinds)) if kinds is not None else units


def named(text: str, *, on: date | None = None, within: Iterable[int] | None = None) -> list[Unit]:
    """The units that this text names, by any name or alias, accents and spelling aside."""
    key = fold(text)
    ids = set(Alias.objects.filter(fold=key).values_list("unit_id", flat=True))
    ids |= set(NameSpell.objects.filter(name_fold=key).values_list("unit_id", flat=True))
    if within is not None:
        ids &= set(within)
    units = Unit.objects.filter(pk__in=ids)
    return list(units.filter(places__valid__contains=on) if on else units)


def successors(unit: Unit | int, *, since: date, until: date) -> dict[int, list[Succession]]:
    """What the unit had become by ``until``: the units that carry it on, each with the successions that lead there."""
    start = _ids(unit)[0]
    living: dict[int, list[Succession]] = {start: []}
    steps = Succession.objects.filter(on__gt=since, on__lte=until, before__isnull=False, after__isnull=False)
    for step in steps.exclude(before=F("after")).order_by("on", "pk"):
        if step.before_id in living:
            assert step.after_id is not None
            living[step.after_id] = living[step.before_id] + [step]
    gone = set(PlaceSpell.objects.filter(unit__in=living, valid__contains=until).values_list("unit_id", flat=True))
    return {key: path for key, path in living.items() if key in gone or (key == start and len(living) == 1)}


def history(unit: Unit) -> list[tuple[Succession, Decision | None]]:
    """What happened to the unit, oldest first."""
    steps = Succession.objects.filter(before=unit) | Succession.objects.filter(after=unit)
    return [(step, step.decision) for step in steps.select_related("decision").distinct().order_by("on", "pk")]


def exists(unit: Unit | int, *, on: date) -> bool:
    """Whether the unit had a place on that day."""
    return PlaceSpell.objects.filter(unit=unit, valid__contains=on).exists()


def parent_of(unit: Unit | int, *, on: date) -> Unit | None:
    """The unit above on that day, or None at the top."""
    spell = PlaceSpell.objects.filter(unit=unit, valid__contains=on).select_related("parent").first()
    return spell.parent if spell else None


def children_of(unit: Unit | int, *, on: date) -> QuerySet[Unit]:
    """The units right below on that day, in their order."""
    return Unit.objects.filter(places__parent=unit, places__valid__contains=on).order_by("places__order", "pk")
