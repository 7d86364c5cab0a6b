"""Which tables have the second lock, and the condition by which PostgreSQL shows their rows; see `second_lock`."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, Model

from giaoban.ground.access.models import Account
from giaoban.ground.access.parts import parts
from giaoban.ground.keys import keys_to
from giaoban.ground.people.models import Person
from giaoban.ground.units.models import Unit

OWN_OPEN = {
    "access_account": "sign-in itself reads it; no record of a member",
    "access_grant": "the lock is fed from it",
    "access_accountchange": "what was done to an account; no record of a member",
    "access_proposal": "who asked for which act and who answered; names accounts, no member",
    "journal_head": "hashes of the journal's chain; no record",
    "journal_link": "hashes of the journal's chain; no record",
    "locks_lock": "a unit is closed by locks of those above it; no person in it",
    "regulations_regulation": "common to all",
    "regulations_parameter": "common to all",
    "regulations_dayoff": "common to all",
    "units_dayreached": "the day that the program has come to; no record",
    "units_unit": "the tree by which everything is found; names of organisations, no person",
    "units_kindspell": "the tree",
    "units_namespell": "the tree",
    "units_placespell": "the tree",
    "units_alias": "the tree",
    "units_decision": "the tree",
    "units_succession": "the tree",
}
"""Tables of the ground that have no second lock, and why; those of an area stand in its ``area.py``."""

OWN = "nullif(current_setting('giaoban.own', true), '')::bigint"
DAY = "coalesce(nullif(current_setting('giaoban.day', true), ''), (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date::text)::date"
JOURNAL = ("journal_entry", "journal_change")


class OfNoUnit(LookupError):
    """A table whose rows say nothing of their unit; a name that an area wrote wrong is an error of its own, and told."""


@cache
def models_here() -> dict[str, type[Model]]:
    """Every table of the ground and of the parts that keep records, by name."""
    packages = tuple(f"{part.package}." for part in parts() if part.keeps_records)
    return {
        model._meta.db_table: model
        for model in apps.get_models()
        if (model.__module__ + ".").startswith(packages) and model._meta.managed and not model._meta.proxy
    }


@cache
def open_tables() -> dict[str, str]:
    """The tables of the program that have no second lock, and why."""
    return OWN_OPEN | {table: why for part in parts() for table, why in part.tables(part.guard.open).items()}


@cache
def from_above() -> frozenset[str]:
    """The tables whose rows are also addressed to the units below: their heads are seen from there, no more."""
    return frozenset(table for part in parts() for table in part.tables(dict.fromkeys(part.guard.from_above, "")))


@cache
def of_members() -> dict[str, str]:
    """The conditions by which members of a cell see rows themselves: its meetings with their papers, each one's own rows."""
    return {
        table: _of_members(models_here()[table], path)
        for part in parts()
        for table, path in part.tables(part.guard.of_members).items()
    }


def _of_members(model: type[Model], path: str) -> str:
    """The condition that the path leads from a row to the person who looks, or to a cell of theirs."""
    head, _, rest = path.partition("__")
    table, key = model._meta.db_table, model._meta.get_field(head)
    assert isinstance(key, ForeignKey)
    if rest:
        above, short = key.related_model, head[0]
        inner = above._meta.get_field(rest)
        assert isinstance(inner, ForeignKey)
        return f"{key.column} IN (SELECT {short}.id FROM {above._meta.db_table} {short} WHERE {_theirs(inner, short)})"
    return _theirs(key, table if key.related_model is Unit else "")


def _theirs(key: ForeignKey[Any, Any], table: str) -> str:
    column = f"{table}.{key.column}" if table else key.column
    return f"{column} = {OWN}" if key.related_model is Person else f"{column} IN (SELECT scope_cells())"


@cache
def closed_apps() -> frozenset[str]:
    """The apps whose records only the powers of their own part open."""
    return frozenset(part.app for part in parts() if part.guard.level == "confidential")


@cache
def guarded() -> dict[str, str]:
    """The condition of each table that has the second lock; a table that says nothing of its unit shows nothing."""
    conditions = {}
    for table, model in models_here().items():
        if table in open_tables() or table in JOURNAL:
            continue
        try:
            conditions[table] = _condition(model)
        except OfNoUnit:
            conditions[table] = "false"
    return conditions


def without_lock() -> list[str]:
    """The tables that have neither a unit nor an excuse, which a test does not let pass."""
    return [table for table, condition in guarded().items() if condition == "false"]


@cache  # asked at every request
def families() -> list[str]:
    """The groups of tables that are opened together: one for each app, and ``people`` for what names persons."""
    return sorted({"people", "journal"} | {models_here()[table]._meta.app_label for table in guarded()})


def keys_of(model: type[Model], to: type[Model]) -> list[ForeignKey[Any, Any]]:
    return [one for one in model._meta.concrete_fields if isinstance(one, ForeignKey) and one.related_model is to]


def unit_keys(model: type[Model]) -> list[ForeignKey[Any, Any]]:
    """The fields that say whose row it is: all that name a unit, when ``unit`` is among them."""
    keys = keys_of(model, Unit)
    return keys if any(key.name == "unit" for key in keys) else []


def parent_key(model: type[Model]) -> ForeignKey[Any, Any] | None:
    """The field that says what the row belongs to, where it names no unit of its own."""
    for field in model._meta.concrete_fields:
        if (
            isinstance(field, ForeignKey)
            and not field.null
            and field.related_model not in {Unit, Person, model, Account}
        ):
            table = field.related_model._meta.db_table
            if table in models_here() and table not in open_tables():
                return field
    return None


def _condition(model: type[Model]) -> str:
    table, family = model._meta.db_table, model._meta.app_label
    if model is Person:
        return f"{_mine('people', table, 'unit_id')} OR {_last(table)} AND id IN (SELECT unnest(scope_met_ids()))"
    parts = [_own(model), *([of_members()[table]] if table in of_members() else [])]
    if family not in closed_apps() and any(key.name == "person" for key in keys_of(model, Person)) and unit_keys(model):
        parts.append(f"{_last(table)} AND {table}.person_id IN (SELECT unnest(scope_kept_ids('{family}')))")
    return " OR ".join(parts)


def _last(table: str) -> str:
    """A condition that every row meets, added so that the planner takes this policy for dearer and asks it last.

    PostgreSQL orders conditions by cost, and a page's own filter by units costs as much as a policy. With one comparison
    more in the policy the filter comes first, and the sets of persons, which are needed for rows of other units only,
    are not made at all where the filter leaves none of these.
    """
    return f"{table}.id > 0"


def _own(model: type[Model]) -> str:
    """The condition that the row's unit, or that of what it belongs to, is in scope.

    ``IS TRUE`` keeps the planner from joining what is above with the units in scope, row by row of what is below: it hashes
    these units once a statement instead (0.09 ms a row at 583 units, 0.01 ms so).
    """
    table, family = model._meta.db_table, model._meta.app_label
    keys, parent = unit_keys(model), parent_key(model)
    if keys and (parent is None or any(key.name == "unit" and not key.null for key in keys)):
        return " OR ".join(_mine(family, table, key.column) for key in keys)
    if parent is not None:
        above = parent.related_model
        return (
            f"EXISTS (SELECT 1 FROM {above._meta.db_table} WHERE {above._meta.db_table}.id = {table}.{parent.column}"
            f" AND ({_own(above)}) IS TRUE)"
        )
    if named := referring(model):
        return (
            " OR ".join(_referred(key, table) for key in named)
            + f" OR (coalesce(current_setting('giaoban.entry', true), '') <> '' AND NOT scope_named('{table}', {table}.id))"
        )  # fmt: skip
    raise OfNoUnit(f"{table} has no unit, belongs to nothing that has one, and no part says that it is open.")


def referring(model: type[Model]) -> list[ForeignKey[Any, Any]]:
    """The fields of locked tables that name a row of this one: a file belongs to whoever refers to it."""
    return [key for key in keys_to(model) if key.model._meta.db_table in models_here()]


def _referred(key: ForeignKey[Any, Any], table: str) -> str:
    """The condition that a row in scope names this one; whose head is seen from below shows its files to nobody there."""
    by = key.model._meta.db_table
    own = f" AND ({_own(key.model)}) IS TRUE" if by in from_above() else ""
    return f"EXISTS (SELECT 1 FROM {by} WHERE {by}.{key.column} = {table}.id{own})"


def _mine(family: str, table: str, column: str) -> str:
    return f"{table}.{column} IN (SELECT unnest(scope_units('{family}')))"
