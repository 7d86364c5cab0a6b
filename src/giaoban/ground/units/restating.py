"""The figures of a past period on another day's tree: as it was, as it is, and every difference with the act behind it.

A unit's amount goes where the unit itself stands on the other day; where the unit has ended, to those that carry it
on, by the share that each received. Nothing is lost silently: what nobody carries on is said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import connection

from giaoban.core.numbers import write_number
from giaoban.ground.units.models import PlaceSpell, Succession, Unit
from giaoban.ground.units.queries import names_of
from giaoban.ground.units.rules import apportion

How = Succession.How
ENDING = (How.MERGE, How.SPLIT, How.DISSOLVE)


@dataclass(frozen=True)
class Passage:
    """Which part of a unit of then lies in which unit of now, and by which steps it came there.

    ``target`` is None for the part that nobody carries on.
    """

    origin: int
    target: int | None
    share: Decimal
    steps: tuple[Succession, ...] = ()


@dataclass(frozen=True)
class Restated:
    """Amounts by unit of the later day; ``unplaced`` by unit of then, for what nobody carries on."""

    amounts: dict[int, Decimal]
    unplaced: dict[int, Decimal]
    passed: list[tuple[Passage, Decimal]]  # every part of every amount, also those that stayed where they were


def passages(units: Iterable[int], *, was_on: date, is_on: date) -> dict[int, list[Passage]]:
    """For each unit of ``was_on``, what had become of it by ``is_on``; its shares add to one.

    A unit that had ended before ``was_on`` already is followed from its end. Three queries, whatever the number.
    """
    if not (origins := set(units)):
        return {}
    there = set(PlaceSpell.objects.filter(valid__contains=is_on).values_list("unit_id", flat=True))
    then = set(PlaceSpell.objects.filter(unit__among=origins, valid__contains=was_on).values_list("unit_id", flat=True))
    groups = _groups(is_on)
    by_unit = {}
    for origin in origins:
        own = groups.get(origin, [])
        if origin in then:
            start = next((at for at, group in enumerate(own) if group[0].on > was_on), len(own))
        else:
            start = max(len(own) - 1, 0)
        by_unit[origin] = _follow(origin, origin, start, Decimal(1), (), groups, there)
    return by_unit


def _groups(until: date) -> dict[int, list[list[Succession]]]:
    """By unit, the steps that ended or divided it, in the order of time; the rows of one split stand together."""
    steps = Succession.objects.filter(on__lte=until, how__in=ENDING, before__isnull=False).select_related("decision")
    together: dict[tuple[int, date, int | None], list[Succession]] = defaultdict(list)
    for step in steps.order_by("on", "pk"):
        assert step.before_id is not None
        together[step.before_id, step.on, step.decision_id].append(step)
    by_unit: dict[int, list[list[Succession]]] = defaultdict(list)
    for (before, _, _), rows in together.items():
        by_unit[before].append(rows)
    return by_unit


def _follow(
    origin: int,
    unit: int,
    start: int,
    share: Decimal,
    steps: tuple[Succession, ...],
    groups: Mapping[int, list[list[Succession]]],
    there: set[int],
) -> list[Passage]:
    own = groups.get(unit, [])
    if start >= len(own):
        return [Passage(origin, unit if unit in there else None, share, steps)]
    ways: list[Passage] = []
    rows = own[start]
    for row in rows:
        part = row.share if row.share is not None else Decimal(1) / len(rows) if row.after_id else Decimal(1)
        path = (*steps, row)
        if row.after_id is None:
            ways.append(Passage(origin, None, share * part, path))
        elif row.after_id == unit:
            ways += _follow(origin, unit, start + 1, share * part, path, groups, there)
        else:
            later = groups.get(row.after_id, [])
            following = next((at for at, group in enumerate(later) if _after(group[0], row)), len(later))
            ways += _follow(origin, row.after_id, following, share * part, path, groups, there)
    return ways


def _after(step: Succession, other: Succession) -> bool:
    return (step.on, step.pk) > (other.on, other.pk)


def restate(facts: Mapping[int, Decimal], *, was_on: date, is_on: date) -> Restated:
    """The amounts of these units of ``was_on`` on the tree of ``is_on``; their sum and the unplaced are the sum given.

    What is divided by shares is dealt out in the steps in which the amount is written, whole for counts, so that the
    parts add up to it exactly.
    """
    ways_of = passages(facts, was_on=was_on, is_on=is_on)
    amounts: dict[int, Decimal] = defaultdict(Decimal)
    unplaced: dict[int, Decimal] = defaultdict(Decimal)
    passed = []
    for origin, amount in facts.items():
        ways = ways_of[origin]
        exponent = amount.as_tuple().exponent
        step = Decimal(1).scaleb(min(exponent, 0)) if isinstance(exponent, int) else Decimal(1)
        for way, part in zip(ways, apportion(amount, [way.share for way in ways], step=step), strict=True):
            if way.target is None:
                unplaced[origin] += part
            else:
                amounts[way.target] += part
            passed.append((way, part))
    return Restated(dict(amounts), dict(unplaced), passed)


@dataclass(frozen=True)
class DifferenceLine:
    """One line of an explanation. ``what``:

    ``branch``    a unit right below the root as it was, with its amount
    ``passage``   the part of the branch above that lies in ``target`` now, by the acts told
    ``by_share``  the same for an amount of units that were divided: dealt out by shares, not by records
    ``left``      the part that lies outside the root now
    ``lost``      the part that nobody carries on
    ``joined``    a unit right below the root now, in which nothing of then lies
    """

    what: str
    sentence: str
    amount: Decimal
    source: int | None = None
    target: int | None = None
    units: tuple[int, ...] = ()  # the units of then whose amounts these are
    steps: tuple[Succession, ...] = field(default=(), compare=False)


def branches(root: Unit | int, *, on: date) -> dict[int, int]:
    """Every unit under the root on that day, by the unit right below the root that it belongs to; the root by itself."""
    top = root if isinstance(root, int) else root.pk
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH RECURSIVE tree(id, branch) AS (
                SELECT unit_id, unit_id FROM units_placespell WHERE parent_id = %(root)s AND valid @> %(on)s::date
                UNION ALL
                SELECT p.unit_id, t.branch FROM units_placespell p JOIN tree t ON p.parent_id = t.id
                WHERE p.valid @> %(on)s::date
            ) SELECT id, branch FROM tree""",
            {"root": top, "on": on},
        )
        branch_of = dict(cursor.fetchall())
    return {**branch_of, top: top}


def by_branch(root: Unit | int, restated: Restated, *, on: date) -> tuple[dict[int, Decimal], Decimal]:
    """The amounts, restated on the tree of that day, summed by the units right below the root; and what lies outside."""
    belongs = branches(root, on=on)
    sums: dict[int, Decimal] = {branch: Decimal(0) for unit, branch in belongs.items() if unit == branch}
    sums.pop(root if isinstance(root, int) else root.pk, None)
    outside = Decimal(0)
    for unit, amount in restated.amounts.items():
        if unit in belongs:
            sums[belongs[unit]] = sums.get(belongs[unit], Decimal(0)) + amount
        else:
            outside += amount
    return sums, outside + sum(restated.unplaced.values(), Decimal(0))


def explain_difference(
    root: Unit | int, restated: Restated, *, was_on: date, is_on: date, unit_of_count: str = ""
) -> list[DifferenceLine]:
    """Line by line, how the amounts under the root as it was on ``was_on`` lie on the tree of ``is_on``.

    ``restated`` are the amounts by the unit that the records name (grassroots organisations, and for what a unit's total
    has beside its details, the unit itself). The ``branch`` lines add up to the whole of then; below each of them the
    other lines add up to the branch.
    """
    then = branches(root, on=was_on)
    now = branches(root, on=is_on)
    inside = [(way, part) for way, part in restated.passed if way.origin in then]
    groups: dict[tuple[int, str, int | None], list[tuple[Passage, Decimal]]] = defaultdict(list)
    for way, part in inside:
        if way.target is None:
            what, target = "lost", None
        elif way.target not in now:
            what, target = "left", way.target
        else:
            what, target = ("by_share" if way.share < 1 else "passage"), now[way.target]
        groups[then[way.origin], what, target].append((way, part))
    acts = _acts_between(then, now, was_on=was_on, is_on=is_on)
    before = names_of(set(then.values()) | {way.origin for way, _ in inside}, on=was_on)
    after = names_of({target for _, _, target in groups if target} | set(now.values()), on=is_on)
    order = _order(root, on=was_on)
    lines = []
    sources = sorted({source for source, _, _ in groups}, key=lambda unit: (order.get(unit, 10**9), unit))
    for source in sources:
        own = {key: ways for key, ways in groups.items() if key[0] == source}
        whole = sum((part for ways in own.values() for _, part in ways), Decimal(0))
        lines.append(
            DifferenceLine("branch", f"{before[source]}: {_write(whole, unit_of_count)}.", whole, source=source)
        )
        for (_, what, target), ways in sorted(own.items(), key=lambda item: (item[0][1] != "passage", item[0][2] or 0)):
            amount = sum((part for _, part in ways), Decimal(0))
            units = tuple(sorted({way.origin for way, _ in ways}))
            steps = _steps(ways, source, target, acts) or _moves(units, was_on=was_on, is_on=is_on, source=source)
            steps = () if source == target else steps
            sentence = _sentence(what, source, target, units, amount, ways, steps, before, after, unit_of_count)
            lines.append(DifferenceLine(what, sentence, amount, source, target, units, steps))
    reached = {target for _, _, target in groups}
    top = root if isinstance(root, int) else root.pk
    for unit in sorted(set(now.values()) - reached - {top}):
        sentence = f"{after[unit]}: không có số liệu nào của kỳ trước nằm ở đây."
        lines.append(DifferenceLine("joined", sentence, Decimal(0), target=unit))
    return lines


def _order(root: Unit | int, *, on: date) -> dict[int, int]:
    places = PlaceSpell.objects.filter(parent=root, valid__contains=on).order_by("order", "unit__slug")
    return {unit: at for at, unit in enumerate(places.values_list("unit_id", flat=True))}


def _acts_between(
    then: Mapping[int, int], now: Mapping[int, int], *, was_on: date, is_on: date
) -> dict[tuple[int, int], tuple[Succession, ...]]:
    """For each branch of then and branch of now, the steps that lead from the one to the other."""
    acts = {}
    for origin, ways in passages(set(then.values()), was_on=was_on, is_on=is_on).items():
        for way in ways:
            if way.target is not None:
                acts[origin, now.get(way.target, way.target)] = way.steps
    return acts


def _steps(
    ways: list[tuple[Passage, Decimal]],
    source: int,
    target: int | None,
    acts: Mapping[tuple[int, int], tuple[Succession, ...]],
) -> tuple[Succession, ...]:
    """The acts that carried these parts: those of the branches, then the units' own, each once, in the order of time."""
    steps = {step.pk: step for step in (acts.get((source, target), ()) if target else ())}
    for way, _ in ways:
        steps |= {step.pk: step for step in way.steps}
    return tuple(sorted(steps.values(), key=lambda step: (step.on, step.pk)))


def _moves(units: Iterable[int], *, was_on: date, is_on: date, source: int) -> tuple[Succession, ...]:
    """The acts by which these units, or units above them, came elsewhere; one for each day and decision."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH RECURSIVE line(id) AS (
                SELECT unnest(%(units)s::bigint[])
                UNION
                SELECT p.parent_id FROM units_placespell p JOIN line l ON p.unit_id = l.id
                WHERE p.valid @> %(was_on)s::date AND p.parent_id IS NOT NULL AND l.id <> %(source)s
            ) SELECT DISTINCT ON (s."on", s.decision_id) s.id FROM units_succession s JOIN line l ON s.before_id = l.id
            WHERE s.how = %(move)s AND s."on" > %(was_on)s AND s."on" <= %(is_on)s""",
            {"units": list(units), "source": source, "was_on": was_on, "is_on": is_on, "move": How.MOVE},
        )
        moved = [row[0] for row in cursor.fetchall()]
    return tuple(Succession.objects.filter(pk__in=moved).select_related("decision").order_by("on", "pk"))


def _write(amount: Decimal, unit_of_count: str) -> str:
    return f"{write_number(amount)} {unit_of_count}".strip()


def _sentence(
    what: str,
    source: int,
    target: int | None,
    units: tuple[int, ...],
    amount: Decimal,
    ways: list[tuple[Passage, Decimal]],
    steps: tuple[Succession, ...],
    before: Mapping[int, str],
    after: Mapping[int, str],
    unit_of_count: str,
) -> str:
    much = _write(amount, unit_of_count)
    by = _by(steps)
    whose = f"của {write_number(len(units))} tổ chức" if len(units) > 1 else f"của “{before.get(units[0], '')}”"
    match what:
        case "lost":
            return f"{much} {whose} không có tổ chức kế tục{by}."
        case "left":
            return f"{much} {whose} nay thuộc “{after.get(target or 0, '')}”, ngoài phạm vi này{by}."
        case "by_share":
            shares = ", ".join(sorted({f"{write_number(way.share * 100, '%')}" for way, _ in ways}))
            return f"{much} {whose} chia theo tỷ lệ ({shares}) về “{after.get(target or 0, '')}”{by}."
        case _ if source == target:
            return f"{much} {whose} vẫn thuộc “{after.get(target or 0, '')}”."
        case _:
            return f"{much} {whose} nay thuộc “{after.get(target or 0, '')}”{by}."


def _by(steps: tuple[Succession, ...]) -> str:
    """The acts in words: “ do chia tách ngày … theo Quyết định …, rồi hợp nhất ngày …”."""
    words = []
    for step in steps:
        act = f"{str(How(step.how).label).lower()} ngày {step.on:%d/%m/%Y}"
        text = f"{act} (Quyết định {step.decision})" if step.decision else act
        if text not in words:
            words.append(text)
    return f", do {', rồi '.join(words)}" if words else ""
