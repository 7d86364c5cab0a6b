"""The second lock: PostgreSQL shows a request only the rows of the units that its person's roles reach.

It is fed from the same grants as `policy`, and is coarser on purpose: a unit counts when it ever stood below the unit of
a grant, and all powers of an area are one. Whoever forgets a filter above finds nothing that lies outside. Rows are
looked at by ``unit_id in (select unnest(scope_units('people')))``, which PostgreSQL hashes once a statement: measured
with 3,483 units in scope, 38,716 people were counted in a twentieth of the time that ``= any(array)`` took, which looks
the array through for each row; under few units the pages' own filters find the rows by index either way. The list is
worked out once a request and set for its transaction alone. A connection that nobody has given a scope sees
no row at all. Who reaches the whole tree, and the program itself, work under a role of their own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models import ForeignKey, Model

from giaoban.ground.access.models import Account, Grant
from giaoban.ground.access.roles import roles
from giaoban.ground.people.models import Person
from giaoban.ground.units.models import Unit

OPEN = {
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
    "reporting_campaign": "which form is asked for which half-year; no person, no figure",
    "reporting_release": "what anyone may read",
    "study_document": "documents from above, common to all",
    "units_unit": "the tree by which everything is found; names of organisations, no person",
    "units_kindspell": "the tree",
    "units_namespell": "the tree",
    "units_placespell": "the tree",
    "units_alias": "the tree",
    "units_decision": "the tree",
    "units_succession": "the tree",
}
"""Tables of the program that have no second lock, and why."""

FROM_ABOVE = {"study_plan", "study_session", "reporting_return", "privacy_purpose", "privacy_retention"}
"""Tables whose rows are also addressed to the units below: their heads are seen from there, what belongs to them is not."""

CONFIDENTIAL = {"discipline"}
"""Areas whose records, and what the journal keeps of them, only those see who hold a power of that very area."""

WITHOUT_PEOPLE = {
    "access", "conferences", "journal", "library", "own", "parameters", "portal", "proposals", "regulations", "releases",
    "returns", "system", "units",
}  # fmt: skip
"""Powers of these areas show no person; every other area's do, and with it the people that its records name."""

POWERS = {
    "admissions": {"admissions", "members", "people"},
    "journal": {"journal"},
    "meetings": {"meetings", "tasks"},
    "privacy": {"purposes", "consents", "data_requests", "breaches", "retention"},
    "reporting": {"returns", "conferences"},
    "study": {"study", "learners"},
    "transfers": {"transfers", "arrivals", "members"},
}
"""Which areas' powers open the tables of an app, where it is not the area of the same name."""

OWN = "nullif(current_setting('giaoban.own', true), '')::bigint"
OF_MEMBERS = {
    "meetings_meeting": "meetings_meeting.unit_id IN (SELECT scope_cells())",
    "meetings_item": "meeting_id IN (SELECT m.id FROM meetings_meeting m WHERE m.unit_id IN (SELECT scope_cells()))",
    "meetings_paper": "meeting_id IN (SELECT m.id FROM meetings_meeting m WHERE m.unit_id IN (SELECT scope_cells()))",
    "meetings_attendance": f"person_id = {OWN}",
    "meetings_dues": f"person_id = {OWN}",
    "study_session": "study_session.unit_id IN (SELECT scope_cells())",
    "study_attendance": f"duty_id IN (SELECT d.id FROM study_duty d WHERE d.person_id = {OWN})",
}
"""What is also addressed to the members of a cell themselves: its meetings with their papers, and each one's own rows."""

JOURNAL = ("journal_entry", "journal_change")


# -- which tables are locked, and how -----------------------------------------------------------------------------------


@cache
def models_here() -> dict[str, type[Model]]:
    """Every table of ground, areas and reporting, by name."""
    floors = ("giaoban.ground.", "giaoban.areas.", "giaoban.reporting.")
    return {
        model._meta.db_table: model
        for model in apps.get_models()
        if (model.__module__ + ".").startswith(floors) and model._meta.managed and not model._meta.proxy
    }


@cache
def guarded() -> dict[str, str]:
    """The condition of each table that has the second lock; a table that says nothing of its unit shows nothing."""
    found = {}
    for table, model in models_here().items():
        if table in OPEN or table in JOURNAL:
            continue
        try:
            found[table] = _condition(model)
        except LookupError:
            found[table] = "false"
    return found


def without_lock() -> list[str]:
    """The tables that have neither a unit nor an excuse, which a test does not let pass."""
    return [table for table, condition in guarded().items() if condition == "false"]


@cache  # asked at every request
def families() -> list[str]:
    """The groups of tables that are opened together: one for each app, and ``people`` for what names persons."""
    return sorted({"people", "journal"} | {models_here()[table]._meta.app_label for table in guarded()})


def _keys(model: type[Model], to: type[Model]) -> list[ForeignKey[Any, Any]]:
    return [one for one in model._meta.concrete_fields if isinstance(one, ForeignKey) and one.related_model is to]


def _unit_keys(model: type[Model]) -> list[ForeignKey[Any, Any]]:
    """The fields that say whose row it is: all that name a unit, when ``unit`` is among them."""
    keys = _keys(model, Unit)
    return keys if any(key.name == "unit" for key in keys) else []


def _parent(model: type[Model]) -> ForeignKey[Any, Any] | None:
    """The field that says what the row belongs to, where it names no unit of its own."""
    for one in model._meta.concrete_fields:
        if isinstance(one, ForeignKey) and not one.null and one.related_model not in {Unit, Person, model, Account}:
            table = one.related_model._meta.db_table
            if table in models_here() and table not in OPEN:
                return one
    return None


def _condition(model: type[Model]) -> str:
    table, family = model._meta.db_table, model._meta.app_label
    if model is Person:
        return f"{_mine('people', table, 'unit_id')} OR {_last(table)} AND id IN (SELECT unnest(scope_met_ids()))"
    parts = [_own(model), *([OF_MEMBERS[table]] if table in OF_MEMBERS else [])]
    if family not in CONFIDENTIAL and any(key.name == "person" for key in _keys(model, Person)) and _unit_keys(model):
        parts.append(f"{_last(table)} AND {table}.person_id IN (SELECT unnest(scope_kept_ids('{family}')))")
    return " OR ".join(parts)


def _last(table: str) -> str:
    """True of every row, and one comparison dearer: PostgreSQL asks what it takes for cheaper first.

    A page's own filter by units costs as much as a condition here does without it. Asked before it, that filter leaves
    no row of other units, for which alone the sets of persons are made.
    """
    return f"{table}.id > 0"


def _own(model: type[Model]) -> str:
    """The condition that the row's unit, or that of what it belongs to, is in scope."""
    table, family = model._meta.db_table, model._meta.app_label
    keys, parent = _unit_keys(model), _parent(model)
    if keys and (parent is None or any(key.name == "unit" and not key.null for key in keys)):
        return " OR ".join(_mine(family, table, key.column) for key in keys)
    if parent is not None:
        above = parent.related_model
        return (
            f"EXISTS (SELECT 1 FROM {above._meta.db_table} WHERE {above._meta.db_table}.id = {table}.{parent.column}"
            f" AND ({_own(above)}))"
        )
    if named := _referring(model):
        return (
            " OR ".join(_referred(one, table) for one in named)
            + f" OR (coalesce(current_setting('giaoban.entry', true), '') <> '' AND NOT scope_named('{table}', {table}.id))"
        )  # fmt: skip
    raise LookupError(f"{table} has no unit, belongs to nothing that has one, and is not excused in OPEN.")


def _referring(model: type[Model]) -> list[ForeignKey[Any, Any]]:
    """The fields of locked tables that name a row of this one: a file belongs to whoever refers to it."""
    return [
        relation.field
        for relation in model._meta.related_objects
        if isinstance(relation.field, ForeignKey) and relation.field.model._meta.db_table in models_here()
    ]


def _referred(key: ForeignKey[Any, Any], table: str) -> str:
    """The condition that a row in scope names this one; whose head is seen from below shows its files to nobody there."""
    by = key.model._meta.db_table
    own = f" AND ({_own(key.model)})" if by in FROM_ABOVE else ""
    return f"EXISTS (SELECT 1 FROM {by} WHERE {by}.{key.column} = {table}.id{own})"


def _mine(family: str, table: str, column: str) -> str:
    return f"{table}.{column} IN (SELECT unnest(scope_units('{family}')))"


# -- the statements -----------------------------------------------------------------------------------------------------


def functions() -> list[str]:
    """The functions that the conditions ask; those that look beyond the scope answer ids only.

    Sets of persons are asked for only where a row lies outside the scope's units. They come as one array, which takes
    half the time of as many rows; volatile, or the planner would make it too, for an estimate.
    """
    safe = "SET search_path = public, pg_temp"
    second = [
        f"SELECT person_id FROM {model._meta.db_table} WHERE {key.column} = ANY (scope_units('people'))"
        for model in (found for table, found in models_here().items() if table in guarded())
        for key in _unit_keys(model)
        if any(one.name == "person" for one in _keys(model, Person))
        and (model._meta.app_label == "people" or key.name != "unit")
    ]
    received = [
        f"SELECT person_id FROM {model._meta.db_table} WHERE {key.column} = ANY (scope_units(family))"
        for model in (found for table, found in models_here().items() if table in guarded())
        for key in _unit_keys(model)
        if key.name != "unit" and any(one.name == "person" for one in _keys(model, Person))
    ]
    own = "SELECT nullif(current_setting('giaoban.own', true), '')::bigint"
    mine = f"SELECT own.id FROM ({own}) own(id) WHERE own.id IS NOT NULL"
    kept = "SELECT id FROM people_person WHERE unit_id = ANY (scope_units(family))"
    named = " ".join(
        f"WHEN '{table}' THEN EXISTS (SELECT 1 FROM {one.model._meta.db_table} r WHERE r.{one.column} = pk)"
        for table, model in models_here().items()
        if table in guarded() and not _unit_keys(model) and _parent(model) is None
        for one in _referring(model)[:1]
    )
    return [
        f"""CREATE OR REPLACE FUNCTION scope_units(family text) RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE {safe}
        AS $$ SELECT coalesce(nullif(current_setting('giaoban.scope_' || family, true), ''), '{{}}')::bigint[] $$""",
        f"""CREATE OR REPLACE FUNCTION scope_kept_ids(family text) RETURNS bigint[] LANGUAGE sql VOLATILE SECURITY DEFINER {safe}
        AS $$ SELECT {_together([kept, *received, mine])} $$""",
        f"""CREATE OR REPLACE FUNCTION scope_met_ids() RETURNS bigint[] LANGUAGE sql VOLATILE SECURITY DEFINER {safe}
        AS $$ SELECT {_together([*second, mine])} $$""",
        f"""CREATE OR REPLACE FUNCTION scope_cells() RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER {safe}
        AS $$ SELECT unit_id FROM people_membership WHERE person_id = ({own}) AND valid @> (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
        UNION SELECT unit_id FROM people_stay WHERE person_id = ({own}) AND valid @> (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date $$""",
        f"""CREATE OR REPLACE FUNCTION scope_named(name text, pk bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
        {safe} AS $$ SELECT CASE name {named or "WHEN '' THEN false"} ELSE false END $$""",
        f"""CREATE OR REPLACE FUNCTION scope_entry(entry bigint) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER {safe}
        AS $$ SELECT unit_id FROM journal_entry WHERE id = entry $$""",
    ]


def _together(statements: Iterable[str]) -> str:
    return " || ".join(f"ARRAY({one})" for one in statements)


def policies(app: str, whole: str, owner: str) -> dict[str, list[tuple[str, str]]]:
    """For each locked table its policies by name: what the serving role sees, and that the two others see all."""
    own_acts = "actor_id = nullif(current_setting('giaoban.actor', true), '')::bigint"
    common = ", ".join(
        f"'{app_label}'" for app_label in sorted({table.split("_")[0] for table in OPEN} - {"reporting", "study"})
    )
    closed = ", ".join(f"'{area}'" for area in sorted(CONFIDENTIAL))
    cases = " ".join(
        f"WHEN split_part(\"table\", '_', 1) = '{area}' THEN coalesce((coalesce(after, before) ->> 'unit_id')::bigint,"
        f" scope_entry(entry_id)) = ANY (scope_units('{area}'))"
        for area in sorted(CONFIDENTIAL)
    )
    acts_of = " OR ".join(
        f"(split_part(act, '.', 1) = '{area}' AND unit_id = ANY ((SELECT scope_units('{area}'))::bigint[]))"
        for area in sorted(CONFIDENTIAL)
    )
    # fmt: off
    change = f"""
        CASE {cases} WHEN split_part("table", '_', 1) IN ({common}) THEN coalesce(current_setting('giaoban.actor', true), '') <> ''
        ELSE coalesce((coalesce(after, before) ->> 'unit_id')::bigint, scope_entry(entry_id))
             = ANY (scope_units(split_part("table", '_', 1)) || scope_units('journal'))
          OR CASE WHEN "table" = 'people_person' THEN row_id ELSE (coalesce(after, before) ->> 'person_id')::bigint END
             IN (SELECT unnest(scope_kept_ids('people')))
        END"""
    entry = f"""(unit_id = ANY ((SELECT scope_units('any'))::bigint[]) AND split_part(act, '.', 1) NOT IN ({closed}))
        OR {acts_of} OR {own_acts}
        OR people @> ARRAY[nullif(current_setting('giaoban.own', true), '')::bigint]
        OR EXISTS (SELECT 1 FROM journal_change c WHERE c.entry_id = journal_entry.id)"""
    # fmt: on
    found = {
        table: [("seen", f'TO "{app}" USING ({condition}) WITH CHECK ({condition})')]
        for table, condition in guarded().items()
    }
    for table in FROM_ABOVE & set(found):  # to be seen from below, never to be changed from there
        above = f"{table}.unit_id = ANY ((SELECT scope_units('above'))::bigint[])"
        found[table].append(("from_above", f'FOR SELECT TO "{app}" USING ({above})'))
    for table, condition in (("journal_entry", entry), ("journal_change", change)):
        found[table] = [
            ("seen", f'FOR SELECT TO "{app}" USING ({condition})'),
            ("added", f'FOR INSERT TO "{app}" WITH CHECK (true)'),
        ]
    for statements in found.values():
        statements += [
            ("whole", f'TO "{whole}" USING (true) WITH CHECK (true)'),
            ("owner", f'TO "{owner}" USING (true) WITH CHECK (true)'),
        ]
    return found


def put_on(app: str, whole: str, owner: str) -> None:
    """Every locked table has exactly its policies, in force for the owner too; asked by the owner after migrating."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        there = {row[0] for row in cursor.fetchall()}
        wanted = {table: each for table, each in policies(app, whole, owner).items() if table in there}
        if not {"people_person", "journal_entry", "access_grant"} <= there:
            return
        for statement in functions():
            cursor.execute(statement)
        for table, each in wanted.items():
            mark = hashlib.sha256(repr(each).encode()).hexdigest()
            cursor.execute(
                "SELECT relrowsecurity AND relforcerowsecurity, obj_description(oid, 'pg_class') FROM pg_class"
                " WHERE oid = %s::regclass",
                [table],
            )
            if cursor.fetchone() == (True, mark):
                continue
            cursor.execute("SELECT policyname FROM pg_policies WHERE schemaname = 'public' AND tablename = %s", [table])
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP POLICY "{name}" ON "{table}"')
            cursor.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY')
            for name, statement in each:
                cursor.execute(f'CREATE POLICY "{name}" ON "{table}" {statement}')
            cursor.execute(f"COMMENT ON TABLE \"{table}\" IS '{mark}'")
        cursor.execute("DROP FUNCTION IF EXISTS scope_kept(text), scope_met()")  # what these were until 2026


# -- whose eyes a transaction looks with ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Scope:
    """What the rows of one transaction are looked at by: the whole tree, or the units of each family as one array."""

    whole: bool
    units: dict[str, str]
    actor: int | None
    person: int | None


def scope_for(actor: Account, *, on: date) -> Scope:
    """The actor's scope on that day; nothing for an account that is switched off."""
    if not actor.is_active:
        return Scope(False, {}, None, None)
    if actor.kind == Account.Kind.PROGRAM:
        return Scope(True, {}, actor.pk, None)
    known, roots = roles(), {family: set() for family in [*families(), "any"]}  # type: dict[str, Any], dict[str, set[int | None]]
    for grant in Grant.objects.in_force(on).filter(account=actor):
        if grant.role not in known:
            continue
        areas = {power.split(".")[0] for power in known[grant.role].powers if not power.startswith("!")}
        roots["any"].add(grant.unit_id)
        for family in families():
            if "*" in areas or areas & POWERS.get(family, {family}) or (family == "people" and areas - WITHOUT_PEOPLE):
                roots[family].add(grant.unit_id)
    if all(None in found for found in roots.values()):
        return Scope(True, {}, actor.pk, actor.person_id)
    known_sets = {frozenset[int | None](): NONE}
    units = {}
    for family, found in roots.items():
        key = frozenset(found)
        if key not in known_sets:
            known_sets[key] = _ever_under(found)
        units[family] = known_sets[key]
    units["above"] = _asked(_ABOVE, {root for root in roots["any"] if root is not None})
    return Scope(False, units, actor.pk, actor.person_id)


NONE = "{}"
_UNDER = """
    WITH RECURSIVE tree(id, valid) AS (
        SELECT unit_id, valid FROM units_placespell WHERE unit_id = ANY (%(roots)s)
        UNION
        SELECT p.unit_id, p.valid * t.valid FROM units_placespell p JOIN tree t ON p.parent_id = t.id AND p.valid && t.valid
    ) SELECT array_agg(DISTINCT id)::text FROM (SELECT id FROM tree UNION ALL SELECT unnest(%(roots)s::bigint[])) found
"""
_ABOVE = """
    WITH RECURSIVE line(id) AS (
        SELECT parent_id FROM units_placespell WHERE unit_id = ANY (%(roots)s)
        UNION
        SELECT p.parent_id FROM units_placespell p JOIN line l ON p.unit_id = l.id
    ) SELECT array_agg(id)::text FROM line WHERE id IS NOT NULL
"""
_EVERY = "SELECT array_agg(id)::text FROM units_unit"


def _ever_under(roots: set[int | None]) -> str:
    """The units that stood under the roots at any time, while the roots themselves stood there."""
    return _asked(_EVERY if None in roots else _UNDER, {root for root in roots if root is not None})


def _asked(statement: str, roots: set[int]) -> str:
    """The units that the statement finds, as one array in PostgreSQL's own words: it alone reads them."""
    with connection.cursor() as cursor:
        cursor.execute(statement, {"roots": list(roots)})
        return cursor.fetchone()[0] or NONE


def _settings(scope: Scope, whole_role: str) -> dict[str, str]:
    def number(value: int | None) -> str:
        return "" if value is None else str(value)

    return {
        "role": whole_role if scope.whole else "none",
        "giaoban.actor": number(scope.actor),
        "giaoban.own": number(scope.person),
        **{f"giaoban.scope_{family}": scope.units.get(family, NONE) for family in [*families(), "any", "above"]},
    }


@contextmanager
def seen_by(actor: Account, *, on: date) -> Iterator[None]:
    """Inside, this transaction sees what the actor may; afterwards what it saw before. Must run in a transaction."""
    with _set(_settings(scope_for(actor, on=on), _whole_role())):
        yield


@contextmanager
def whole_tree() -> Iterator[None]:
    """Inside, this transaction sees every row: for sums that show no record, and for asking whether something is taken."""
    with _set({"role": _whole_role()}):
        yield


def reaches(model: type[Model], unit_id: int) -> bool:
    """Whether this transaction's eyes see that unit's own rows of the table, and not just what is addressed to it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user <> session_user OR NOT row_security_active(%s) OR %s = ANY (scope_units(%s))",
            [model._meta.db_table, unit_id, model._meta.app_label],
        )
        return bool(cursor.fetchone()[0])


@contextmanager
def _set(wanted: dict[str, str]) -> Iterator[None]:
    before = _held(list(wanted))
    _hold(wanted)
    yield
    if not connection.needs_rollback:  # an exception leaves by the savepoint, which takes the settings back with it
        _hold(before)


def _held(names: list[str]) -> dict[str, str]:
    """The settings that hold now."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(['coalesce(current_setting(%s, true), %s)'] * len(names))}",
            [word for name in names for word in (name, "")],
        )
        return dict(zip(names, cursor.fetchone(), strict=True))


def _hold(wanted: dict[str, str]) -> None:
    """The settings hold until the transaction ends; the long lists in them are not sent back."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(['set_config(%s, %s, true) IS NULL'] * len(wanted))}",
            [word for pair in wanted.items() for word in pair],
        )


# -- the program's own eyes -------------------------------------------------------------------------------------------------


def _whole_role() -> str:
    """The role that sees the whole tree; its name follows from the serving role's: ``…_app`` and ``…_whole``."""
    return str(connection.settings_dict["USER"]).removesuffix("_app") + "_whole"


def _look(sender: Any, connection: BaseDatabaseWrapper, **_named: Any) -> None:
    user = str(connection.settings_dict["USER"])
    if user.endswith("_app"):
        with connection.cursor() as cursor:
            cursor.execute(f'SET ROLE "{user.removesuffix("_app")}_whole"')


def see_everything() -> None:
    """Every connection that this process opens from now on sees the whole tree: commands, jobs, tests; never what serves."""
    connection_created.connect(_look, dispatch_uid="second-lock-whole")
    connection.close()


def see_what_is_given() -> None:
    """Connections see nothing until somebody's eyes are lent to them: what serves requests."""
    connection_created.disconnect(_look, dispatch_uid="second-lock-whole")
    connection.close()
