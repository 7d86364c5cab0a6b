"""What one person may see of a record: the same columns, written the same way, on every path."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Case, Field, Model, OuterRef, QuerySet, Subquery, Value, When
from django.utils import timezone

from giaoban.core.numbers import write_number
from giaoban.ground.access.policy import Actor, may, may_anywhere, may_everywhere, reach
from giaoban.ground.units.models import NameSpell, Unit
from giaoban.kit.register import Act, Column, Label, Register


def visible(
    actor: Actor, register: Register, *, on: date, power: str = "", tree_on: date | None = None
) -> QuerySet[Any]:
    """The records that the actor may read (or do ``power`` to): those of the units where the actor has the power.

    The units are those of that day's tree and, where it is given, of the tree on ``tree_on``; so are the records.
    """
    rows = register.rows(tree_on or on) if register.rows else register.record._default_manager.all()
    if not register.unit:
        return rows if offered(actor, register, power or register.read, on=on) else rows.none()
    units = reach(actor, power or register.read, on=on, tree_on=tree_on)
    rows = rows if units is None else rows.filter(**{f"{register.unit}__among": units})
    for column in register.columns:
        held = reach(actor, column.power, on=on, tree_on=tree_on) if column.power else None
        if held is not None and (units is None or not units <= held):  # a row says which of its columns are hidden
            shown = When(**{f"{register.unit}__among": held}, then=Value(False))
            rows = rows.annotate(**{f"{column.name}_hidden": Case(shown, default=Value(True)) if held else Value(True)})
    return rows


def record_seen(actor: Actor, register: Register, pk: int, *, on: date) -> Any:
    """The record, where the actor may read it, with all that its columns show; None otherwise, there or not."""
    tree_on = None
    if register.day is not None and (plain := register.record._default_manager.filter(pk=pk).first()) is not None:
        tree_on = register.day(plain)
    seen = visible(actor, register, on=on, tree_on=tree_on).filter(pk=pk)
    return with_unit_names(register, register.columns, seen, on=on).first()


def unit_of(register: Register, record: Any) -> int | None:
    """The id of the unit whose officers see the record; None where it belongs to none."""
    if not register.unit:
        return None
    *way, last = register.unit.split("__")
    for part in way:
        record = getattr(record, part)
    unit: int | None = record.pk if last == "pk" else getattr(record, f"{last}_id")
    return unit


def may_do(actor: Actor, register: Register, act: Act, record: Any, *, on: date) -> bool:
    """Whether the actor has the act's power over the record (or, for None, anywhere): the one question of every page."""
    power = f"{register.name}.{act.name}"
    if record is None or not register.unit:
        return offered(actor, register, power, on=on)
    unit = act.at(record) if act.at else unit_of(register, record)
    if unit is None:
        return reach(actor, power, on=on) is None
    return may(actor, power, unit, on=on, tree_on=register.day(record) if register.day else None)


def offered(actor: Actor, register: Register, power: str, *, on: date) -> bool:
    """Whether the actor has the power over some unit; what belongs to no unit is common to all: changed by whoever has all."""
    common = not register.unit and power != register.read
    return may_everywhere(actor, power, on=on) if common else may_anywhere(actor, power, on=on)


def hidden(record: Any, name: str) -> bool:
    """Whether the person who looks may see the record, and not this column of it."""
    return bool(getattr(record, f"{name}_hidden", False))


def columns_for(actor: Actor, register: Register, *, on: date) -> list[Column]:
    """The columns that the actor may see of any record, in the register's order; `visible` hides them row by row."""
    return [one for one in register.columns if not one.power or may_anywhere(actor, one.power, on=on)]


def field_of(register: Register, path: str) -> Field[Any, Any] | None:
    """The model's field at the end of a path such as ``person__name``; None where there is no such field."""
    model: type[Model] = register.record
    field: Field[Any, Any] | None = None
    for part in path.split("__"):
        try:
            field = model._meta.get_field(part)  # type: ignore[assignment]
        except FieldDoesNotExist:
            return None
        model = getattr(field, "related_model", None) or model
    return field


def label_of(register: Register, column: Column) -> Label:
    """The column's heading: its own label, or the field's name."""
    field = field_of(register, column.name)
    return column.label or (str(field.verbose_name).capitalize() if field is not None else column.name)


def is_unit(register: Register, column: Column) -> bool:
    """Whether the column names a unit, which is shown by what it was called on the day."""
    field = field_of(register, column.name)
    return field is not None and field.related_model is Unit and not column.show


def with_unit_names(register: Register, columns: Iterable[Column], rows: QuerySet[Any], *, on: date) -> QuerySet[Any]:
    """The rows with the short name, on that day, of each unit that a column names."""
    for column in columns:
        if is_unit(register, column):
            names = NameSpell.objects.filter(unit=OuterRef(column.name), valid__startswith__lte=on)
            latest = names.order_by("-valid__startswith").values("short_name")[:1]
            rows = rows.annotate(**{f"{column.name}_name": Subquery(latest)})
    return rows


def sortable(column: Column) -> bool:
    """Whether rows can be put in the column's order; never in one that is hidden in some, whose place would tell it."""
    return bool(not column.show or column.sort) and not column.power


def value_of(record: Any, column: Column) -> Any:
    """The record's plain value in that column, nothing where it is hidden: what sorts, sums and goes into a sheet."""
    if hidden(record, column.name):
        return None
    if column.show:
        return column.show(record)
    if hasattr(record, f"{column.name}_name"):
        return getattr(record, f"{column.name}_name")
    value = record
    *way, last = column.name.split("__")
    for part in way:
        value = getattr(value, part, None)
    named = getattr(value, f"get_{last}_display", None)
    return named() if named else getattr(value, last, None)


def written(value: Any) -> str:
    """The value as a page writes it: days as 15/06/2023, moments by Vietnam's clock, numbers as 38.716, yes and no as words,
    nothing as nothing."""
    match value:
        case None:
            return ""
        case bool():
            return "có" if value else "không"
        case datetime():
            return f"{timezone.localtime(value) if timezone.is_aware(value) else value:%d/%m/%Y %H:%M}"
        case date():
            return f"{value:%d/%m/%Y}"
        case int() | Decimal():
            return write_number(value)
        case _:
            return str(value)


def kind_of_cell(value: Any) -> str:
    """How a cell is set: numbers to the right, days in figures of one width."""
    if isinstance(value, bool):
        return "text"
    return "number" if isinstance(value, int | Decimal) else "date" if isinstance(value, date) else "text"
