"""A figure is an indicator asked of a unit and a period: what its query finds over the units below, and nothing else."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, F, QuerySet, Value
from django.db.models.functions import Cast

from giaoban.catalogue import indicators
from giaoban.core.spans import Period
from giaoban.ground.access.second_lock import whole_tree
from giaoban.ground.units.models import PlaceSpell, Unit
from giaoban.ground.units.queries import exists
from giaoban.ground.units.restating import passages
from giaoban.kit.register import Asked, Flow, Indicator, Register, Share, Stock
from giaoban.reporting.beginnings import members_kept_from
from giaoban.reporting.consolidation import percent
from giaoban.reporting.engines.postgresql import Facts, Ground, sums
from giaoban.reporting.forms import Form
from giaoban.reporting.keys import read_by_keys
from giaoban.reporting.models import forms_there

RECORDS = Path(__file__).with_name("records.toml")
WITH_MEMBERS = "with_members"


@dataclass(frozen=True)
class Figure:
    """What an indicator is for a unit and a period; ``value`` is None where no record could say it."""

    indicator: str
    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    returned: tuple[int, str] | None = None  # the accepted return and its line that say it, where no register does


def figure(indicator: str, unit: Unit | int, period: Period, tree_on: date | None = None) -> Figure:
    """The indicator for the unit, on the tree of the period's own end or restated on the tree of ``tree_on``."""
    return by_child(indicator, unit, period, tree_on)[None]


def by_child(indicator: str, unit: Unit | int, period: Period, tree_on: date | None = None) -> dict[int | None, Figure]:
    """The indicator for the unit (under None) and for each unit right below it; its own records under its own id."""
    with whole_tree():  # a sum shows no record; who may see the records is asked where they are shown
        return _by_child(indicator, _Asking(_id(unit), period, tree_on))


def evidence(indicator: str, unit: Unit | int, period: Period, tree_on: date | None = None) -> QuerySet[Any]:
    """The records that the figure counts; of a share, those of its part. LookupError where it has none."""
    with whole_tree():  # asked as the figure is
        return read_by_keys(_evidence(indicator, unit, period, tree_on))


def _evidence(indicator: str, unit: Unit | int, period: Period, tree_on: date | None) -> QuerySet[Any]:
    _, kind = indicators()[indicator]
    asking = _Asking(_id(unit), period, tree_on)
    match kind:
        case Flow():
            records = kind.query().filter(**_dated(kind, period), **{f"{kind.unit}__among": asking.flow_ground.units})
            if kind.counter_unit:
                records = records.exclude(**{f"{kind.counter_unit}__among": asking.flow_ground.units})
            return records
        case Stock():
            return kind.query(asking.stock_day).filter(**{f"{kind.unit}__among": asking.stock_ground.units})
        case Share():
            return _evidence(kind.part, unit, period, tree_on)
    raise LookupError(f"“{indicator}” được nhập tay, không có sổ nào phía sau.")


@dataclass(frozen=True)
class KeptFigure:
    """An indicator of a unit, without a value where nobody keeps its register here, and of each unit right below that does.

    Of a unit with none below it, ``by_child`` has the unit itself.
    """

    whole: Figure
    by_child: dict[int, Figure]
    below: frozenset[int]  # the units right below, with those that do not keep it
    returned: dict[int, Figure] = field(default_factory=dict)  # of those, what an accepted return of theirs says

    @property
    def is_partial(self) -> bool:
        """Whether some of the units right below do not keep it."""
        return len(self.by_child) < len(self.below)


def kept_figures(names: Iterable[str], unit: Unit | int, period: Period) -> dict[str, KeptFigure]:
    """The figures of these indicators, and whose they are: what a unit does not keep here is no zero of it."""
    told = {}
    with whole_tree():
        asking = _Asking(_id(unit), period, None)
        below = frozenset(set(asking.children) - {asking.unit} or {asking.unit})
        for name in names:
            by_child = _by_child(name, asking)
            keepers = _keepers(name, asking)
            whole = by_child[None] if None in keepers else Figure(name, None)
            told[name] = KeptFigure(
                whole, {child: by_child[child] for child in keepers if child is not None and child in below}, below
            )
    return told


def recorded_by_then(indicator: str, unit: Unit | int, period: Period) -> Figure:
    """The indicator for the unit; without a value where the register that says it was not kept then."""
    with whole_tree():
        asking = _Asking(_id(unit), period, None)
        return _by_child(indicator, asking)[None] if _keeps(indicator, asking) else Figure(indicator, None)


def counted(found: QuerySet[Any]) -> int:
    """How many records the evidence has, whoever may see them."""
    with whole_tree():
        return found.count()


def counts_persons(indicator: str) -> bool:
    """Whether the figure is the number of persons in its records, each once, and not that of the records."""
    _, known = indicators()[indicator]
    return counts_persons(known.part) if isinstance(known, Share) else bool(getattr(known, "person", ""))


def register_of(indicator: str) -> Register:
    """The register whose page shows the evidence's records."""
    register, kind = indicators()[indicator]
    other = getattr(kind, "record", "")
    if other:
        from giaoban.catalogue import registers

        return registers()[other]
    return register


def unit_path(indicator: str) -> str:
    """The path of the unit that a record of the evidence belongs to."""
    _, kind = indicators()[indicator]
    if isinstance(kind, Share):
        return unit_path(kind.part)
    return str(getattr(kind, "unit", "unit"))


# Forms


@cache
def _records() -> dict[str, Any]:
    with RECORDS.open("rb") as file:
        return tomllib.load(file)


def indicator_of(form: Form, code: str) -> str | None:
    """The indicator that says the line, where an area that keeps such records is there."""
    name = next((line.indicator for line in form.lines if line.code == code), "")
    return name if name in indicators() else None


def lines_saying(indicator: str) -> list[tuple[str, str]]:
    """The lines that the indicator says, each with its form as it holds last."""
    newest = {form.code: form for form in sorted(forms_there(), key=lambda form: form.valid_from)}
    return [(form.code, line.code) for form in newest.values() for line in form.lines if line.indicator == indicator]


def lines_by_child(form: Form, unit: Unit | int, period: Period) -> dict[str, dict[int | None, Figure]]:
    """Every line of the form that records can say, for the unit and each unit right below it; one statement a line."""
    with whole_tree():
        asking = _Asking(_id(unit), period, None)
        return {
            line.code: _by_child(name, asking)
            for line in form.lines
            if (name := indicator_of(form, line.code)) is not None
        }


def recorded_lines(form: Form, unit: Unit | int, period: Period) -> dict[str, Figure]:
    """Every line that the unit's own records can say, zero where nothing was found; what it does not keep here is left out."""
    recorded = {}
    with whole_tree():
        asking = _Asking(_id(unit), period, None)
        for line in form.lines:
            name = indicator_of(form, line.code)
            if name is not None and _keeps(name, asking):
                recorded[line.code] = _by_child(name, asking)[None]
    return recorded


def _keepers(indicator: str, asking: _Asking) -> set[int | None]:
    """The units right below, and None for the whole, that kept the register that says it: without that, a zero would be a guess.

    It is kept where a record of it is dated before the period ended. What enters and leaves the register of members is
    kept with it, from its first day here on: of a period that had begun before that, nothing found is no zero. Members are
    counted in several ways: who is counted in one is kept for all; so are units.
    """
    register, kind = indicators()[indicator]
    match kind:
        case Flow() if indicator in _records()[WITH_MEMBERS]:
            return asking.keeping_members(by=asking.period.start) | {
                child for child, amount in asking.sums(kind).items() if amount
            }
        case Flow():
            before = Period(date.min, asking.period.end)
            ever = replace(facts(kind, before, asking.stock_day), between=False, persons=False)
            return _with_whole(sums(ever, asking.flow_ground))
        case Stock(person="") | Stock(record="members"):
            counting = asking.counting(persons=bool(kind.person))
            return counting & asking.keeping_members(by=asking.stock_day) if kind.person else counting
        case Stock():
            return asking.having(register)
        case Share():
            return _keepers(kind.part, asking) & _keepers(kind.whole, asking)
    return set()


def _keeps(indicator: str, asking: _Asking) -> bool:
    """Whether `_keepers` has the whole, asked without a look at each unit below."""
    _, kind = indicators()[indicator]
    match kind:
        case Flow() if indicator not in _records()[WITH_MEMBERS]:
            dated = {f"{kind.unit}__among": asking.flow_ground.units, f"{kind.day}__lt": asking.period.end}
            return bool(asking.sums(kind).get(None)) or kind.query().filter(**dated).exists()
        case Share():
            return _keeps(kind.part, asking) and _keeps(kind.whole, asking)
    return None in _keepers(indicator, asking)


def _with_whole(children: Iterable[int | None]) -> set[int | None]:
    """These units and, where there is any, the whole."""
    below = {child for child in children if child is not None}
    return {None, *below} if below else set()


# Asking the records


def _by_child(indicator: str, asking: _Asking) -> dict[int | None, Figure]:
    _, kind = indicators()[indicator]
    match kind:
        case Share():
            parts, wholes = _by_child(kind.part, asking), _by_child(kind.whole, asking)
            return {
                child: Figure(indicator, percent(part, whole), part, whole)
                for child in dict.fromkeys([*wholes, *parts])
                for part, whole in [(_value(parts, child), _value(wholes, child))]
            }
        case Asked():
            return {child: Figure(indicator, None) for child in (None, *asking.children)}
    amounts = asking.sums(kind)
    return {child: Figure(indicator, amounts.get(child, Decimal(0))) for child in (None, *asking.children)}


def _value(figures: dict[int | None, Figure], child: int | None) -> Decimal | None:
    return figures[child].value if child in figures else None


class _Asking:
    """A unit and a period, with the ground that its flows and its stocks are counted over; each worked out once."""

    def __init__(self, unit: int, period: Period, tree_on: date | None) -> None:
        self.unit, self.period = unit, period
        self.flow_on = tree_on or period.last_day
        # A unit that ends with the period is asked as it stood on its last day.
        self.stock_day = period.end if exists(unit, on=period.end) else period.last_day
        self.stock_on = tree_on or self.stock_day
        self._grounds: dict[date, Ground] = {}
        self._sums: dict[str, dict[int | None, Decimal]] = {}
        self._counting: dict[bool, set[int | None]] = {}
        self._kept_from: dict[int | None, date] | None = None

    @property
    def flow_ground(self) -> Ground:
        return self._ground(self.flow_on)

    @property
    def stock_ground(self) -> Ground:
        return self._ground(self.stock_on)

    @property
    def children(self) -> list[int]:
        return list(dict.fromkeys(self.flow_ground.children))

    def sums(self, indicator: Indicator) -> dict[int | None, Decimal]:
        """The sums of a flow or a stock, asked once."""
        if indicator.name not in self._sums:
            ground = self.stock_ground if isinstance(indicator, Stock) else self.flow_ground
            self._sums[indicator.name] = sums(facts(indicator, self.period, self.stock_day), ground)
        return self._sums[indicator.name]

    def counting(self, *, persons: bool) -> set[int | None]:
        """The units right below, and the whole, where any stock of members, or any of units, counts somebody that day."""
        if persons not in self._counting:
            self._counting[persons] = _with_whole(
                child
                for _register, kind in indicators().values()
                if isinstance(kind, Stock) and (kind.record == "members" if persons else not kind.person)
                for child in self.sums(kind)
            )
        return self._counting[persons]

    def keeping_members(self, *, by: date) -> set[int | None]:
        """The units right below, and the whole, whose members were kept here by that day."""
        if self._kept_from is None:
            self._kept_from = members_kept_from(self.flow_ground)
        return {child for child, day in self._kept_from.items() if day <= by}

    def having(self, register: Register) -> set[int | None]:
        """The units right below, and the whole, that have any record of the register."""
        rows = register.record._default_manager.filter(**{f"{register.unit}__among": self.stock_ground.units})
        units = set(rows.order_by().values_list(register.unit, flat=True).distinct())
        ground = self.stock_ground
        return _with_whole(child for unit, child in zip(ground.units, ground.children, strict=True) if unit in units)

    def _ground(self, on: date) -> Ground:
        if on not in self._grounds:
            self._grounds[on] = ground_of(self.unit, self.period, on)
        return self._grounds[on]


def facts(indicator: Indicator, period: Period, stock_day: date) -> Facts:
    """The statement of the indicator's facts in the period: unit, amount, counter unit, person."""
    nothing = Cast(Value(None), BigIntegerField())
    match indicator:
        case Flow():
            rows = indicator.query().filter(**_dated(indicator, period))
            columns = [
                F(indicator.unit),
                F(indicator.amount) if indicator.amount else Value(1),
                F(indicator.counter_unit) if indicator.counter_unit else nothing,
            ]
            between = bool(indicator.counter_unit)
        case Stock():
            rows = indicator.query(stock_day)
            columns = [F(indicator.unit), Value(1), nothing]
            between = False
        case _:
            raise LookupError(f"“{indicator.name}” không có bản ghi của riêng mình.")
    columns.append(F(indicator.person) if indicator.person else nothing)
    named = rows.order_by().annotate(**dict(zip(_FACT, columns, strict=True))).values_list(*_FACT)
    try:
        statement, params = named.query.sql_with_params()
    except EmptyResultSet:  # the query knows that it finds nothing, as on a day before any record
        statement, params = _NO_FACTS, ()
    return Facts(statement, params, between, persons=bool(indicator.person))


_FACT = ("fact_unit", "fact_amount", "fact_counter", "fact_person")
_NO_FACTS = f"SELECT {', '.join(f'NULL::bigint AS {name}' for name in _FACT)} WHERE false"


def _dated(indicator: Flow, period: Period) -> dict[str, date]:
    return {f"{indicator.day}__gte": period.start, f"{indicator.day}__lt": period.end}


def ground_of(unit: int, period: Period, on: date) -> Ground:
    """The units that stood under ``unit`` on that day, each under which of its children; with them, those of the
    period that had ended by then, as far as they are carried on by units that stood there."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH RECURSIVE tree(id, child) AS (
                SELECT unit_id, unit_id FROM units_placespell
                WHERE (parent_id = %(unit)s OR unit_id = %(unit)s) AND valid @> %(on)s::date
                UNION
                SELECT p.unit_id, t.child FROM units_placespell p JOIN tree t ON p.parent_id = t.id
                WHERE p.valid @> %(on)s::date AND t.id <> %(unit)s
            ) SELECT id, child FROM tree""",
            {"unit": unit, "on": on},
        )
        child_of: dict[int, int] = dict(cursor.fetchall())
    rows = [(pk, child, Decimal(1)) for pk, child in child_of.items()]
    if child_of:
        rows += [
            (origin, child_of[passage.target], passage.share)
            for origin, ways in passages(_ended(period, on), was_on=period.last_day, is_on=on).items()
            for passage in ways
            if passage.target in child_of and origin not in child_of
        ]
    return Ground(unit, tuple(row[0] for row in rows), tuple(row[1] for row in rows), tuple(row[2] for row in rows))


def _ended(period: Period, on: date) -> Iterable[int]:
    """The units that stood at some time since the period began and did not stand on that day."""
    stood = PlaceSpell.objects.filter(valid__overlap=(period.start, max(period.end, on)))
    return set(
        stood.exclude(unit__in=PlaceSpell.objects.filter(valid__contains=on).values("unit")).values_list(
            "unit_id", flat=True
        )
    )


def _id(unit: Unit | int) -> int:
    return unit if isinstance(unit, int) else unit.pk
