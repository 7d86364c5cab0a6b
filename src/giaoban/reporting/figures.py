"""A figure is an indicator asked of a unit and a period: what its query finds over the units below, and nothing else."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

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
from giaoban.reporting.consolidation import percent
from giaoban.reporting.engines.postgresql import Facts, Ground, sums
from giaoban.reporting.forms import Form

RECORDS = Path(__file__).with_name("records.toml")


@dataclass(frozen=True)
class Figure:
    """What an indicator is for a unit and a period; ``value`` is None where no record could say it."""

    indicator: str
    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None


def figure(indicator: str, unit: Unit | int, period: Period, tree_on: date | None = None) -> Figure:
    """The indicator for the unit, on the tree of the period's own end or restated on the tree of ``tree_on``."""
    return by_child(indicator, unit, period, tree_on)[None]


def by_child(indicator: str, unit: Unit | int, period: Period, tree_on: date | None = None) -> dict[int | None, Figure]:
    """The indicator for the unit (under None) and for each unit right below it; its own records under its own id."""
    with whole_tree():  # a sum shows no record; who may see the records is asked where they are shown
        return _by_child(indicator, _Asking(_id(unit), period, tree_on))


def evidence(indicator: str, unit: Unit | int, period: Period, tree_on: date | None = None) -> QuerySet[Any]:
    """The records that the figure counts; of a share, those of its part. LookupError where it has none."""
    _, known = indicators()[indicator]
    asking = _Asking(_id(unit), period, tree_on)
    match known:
        case Flow():
            found = known.query().filter(**_dated(known, period), **{f"{known.unit}__among": asking.flow_ground.units})
            if known.counter_unit:
                found = found.exclude(**{f"{known.counter_unit}__among": asking.flow_ground.units})
            return found
        case Stock():
            return known.query(asking.stock_day).filter(**{f"{known.unit}__among": asking.stock_ground.units})
        case Share():
            return evidence(known.part, unit, period, tree_on)
    raise LookupError(f"“{indicator}” được nhập tay, không có sổ nào phía sau.")


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
    register, known = indicators()[indicator]
    other = getattr(known, "record", "")
    if other:
        from giaoban.catalogue import registers

        return registers()[other]
    return register


def unit_path(indicator: str) -> str:
    """The path of the unit that a record of the evidence belongs to."""
    _, known = indicators()[indicator]
    if isinstance(known, Share):
        return unit_path(known.part)
    return str(getattr(known, "unit", "unit"))


# Forms


@cache
def sources() -> dict[str, dict[str, str]]:
    """By form, the indicator that says each line from the records."""
    with RECORDS.open("rb") as file:
        return {form: dict(lines) for form, lines in tomllib.load(file).items()}


def indicator_of(form: Form, code: str) -> str | None:
    """The indicator that says the line, where an area that keeps such records is there."""
    name = sources().get(form.code, {}).get(code)
    return name if name in indicators() else None


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
    """Every line that the unit's own records can say; a line of which it never kept a record is left out."""
    found = {}
    with whole_tree():
        asking = _Asking(_id(unit), period, None)
        for line in form.lines:
            name = indicator_of(form, line.code)
            if name is not None and _keeps(name, asking):
                found[line.code] = _by_child(name, asking)[None]
    return found


def _keeps(indicator: str, asking: _Asking) -> bool:
    """Whether records of that kind exist under the unit at all, of whatever day: without any, a zero would be a guess."""
    _, known = indicators()[indicator]
    match known:
        case Flow():
            return known.query().filter(**{f"{known.unit}__among": asking.flow_ground.units}).exists()
        case Stock():
            return known.query(asking.stock_day).filter(**{f"{known.unit}__among": asking.stock_ground.units}).exists()
        case Share():
            return _keeps(known.part, asking) and _keeps(known.whole, asking)
    return False


# Asking the records


def _by_child(indicator: str, asking: _Asking) -> dict[int | None, Figure]:
    _, known = indicators()[indicator]
    match known:
        case Share():
            parts, wholes = _by_child(known.part, asking), _by_child(known.whole, asking)
            return {
                child: Figure(indicator, percent(part, whole), part, whole)
                for child in dict.fromkeys([*wholes, *parts])
                for part, whole in [(_value(parts, child), _value(wholes, child))]
            }
        case Asked():
            return {child: Figure(indicator, None) for child in (None, *asking.children)}
    found = asking.sums(known)
    return {child: Figure(indicator, found.get(child, Decimal(0))) for child in (None, *asking.children)}


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
    statement, params = named.query.sql_with_params()
    return Facts(statement, params, between, persons=bool(indicator.person))


_FACT = ("fact_unit", "fact_amount", "fact_counter", "fact_person")


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
