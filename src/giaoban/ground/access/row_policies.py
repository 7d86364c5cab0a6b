"""The statements of the second lock: functions that the conditions ask, and each table's policies; see `second_lock`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.db import connection
from django.db.models import Model

from giaoban.ground.access.locked_tables import (
    DAY,
    OWN_OPEN,
    closed_apps,
    from_above,
    guarded,
    keys_of,
    models_here,
    parent_key,
    referring,
    unit_keys,
)
from giaoban.ground.access.parts import confidential, parts
from giaoban.ground.people.models import HandingOver, Person


def functions() -> list[str]:
    """The functions that the conditions ask; those that look beyond the scope answer ids only.

    Sets of persons are asked for only where a row lies outside the scope's units. They come as one array, which takes
    half the time of as many rows; volatile, or the planner would make it too, for an estimate.
    """
    safe = "SET search_path = public, pg_temp"
    second = [
        f"SELECT person_id FROM {model._meta.db_table} WHERE {key.column} = ANY (scope_units('people')){_begun(model)}"
        for model in (locked for table, locked in models_here().items() if table in guarded())
        for key in unit_keys(model)
        if any(person_key.name == "person" for person_key in keys_of(model, Person))
        and (model._meta.app_label == "people" or key.name != "unit")
        and model is not HandingOver
    ]
    received = [
        f"SELECT person_id FROM {model._meta.db_table} WHERE {key.column} = ANY (scope_units(family))"
        for model in (locked for table, locked in models_here().items() if table in guarded())
        for key in unit_keys(model)
        if key.name != "unit"
        and model is not HandingOver
        and any(person_key.name == "person" for person_key in keys_of(model, Person))
    ]
    own = "SELECT nullif(current_setting('giaoban.own', true), '')::bigint"
    mine = f"SELECT own.id FROM ({own}) own(id) WHERE own.id IS NOT NULL"
    kept = "SELECT id FROM people_person WHERE unit_id = ANY (scope_units(family))"
    named = " ".join(
        f"WHEN '{table}' THEN EXISTS (SELECT 1 FROM {key.model._meta.db_table} r WHERE r.{key.column} = pk)"
        for table, model in models_here().items()
        if table in guarded() and not unit_keys(model) and parent_key(model) is None
        for key in referring(model)[:1]
    )
    return [
        f"""CREATE OR REPLACE FUNCTION scope_units(family text) RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE {safe}
        AS $$ SELECT coalesce(nullif(current_setting('giaoban.scope_' || family, true), ''), '{{}}')::bigint[] $$""",
        f"""CREATE OR REPLACE FUNCTION scope_kept_ids(family text) RETURNS bigint[] LANGUAGE sql VOLATILE SECURITY DEFINER {safe}
        AS $$ SELECT {_together([kept, *received, mine])} $$""",
        f"""CREATE OR REPLACE FUNCTION scope_met_ids() RETURNS bigint[] LANGUAGE sql VOLATILE SECURITY DEFINER {safe}
        AS $$ SELECT {_together([*second, mine])} $$""",
        f"""CREATE OR REPLACE FUNCTION scope_cells() RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER {safe}
        AS $$ SELECT unit_id FROM people_membership WHERE person_id = ({own}) AND valid @> {DAY}
        UNION SELECT unit_id FROM people_stay WHERE person_id = ({own}) AND valid @> {DAY} $$""",
        f"""CREATE OR REPLACE FUNCTION scope_named(name text, pk bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
        {safe} AS $$ SELECT CASE name {named or "WHEN '' THEN false"} ELSE false END $$""",
        f"""CREATE OR REPLACE FUNCTION scope_entry(entry bigint) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER {safe}
        AS $$ SELECT unit_id FROM journal_entry WHERE id = entry $$""",
    ]


def _begun(model: type[Model]) -> str:
    """Of spells, the condition that they have begun: what is to come shows nobody to anybody before its day."""
    spell = any(one.name == "valid" for one in model._meta.concrete_fields)
    return f" AND coalesce(lower(valid) <= {DAY}, true)" if spell else ""


def _together(statements: Iterable[str]) -> str:
    return " || ".join(f"ARRAY({one})" for one in statements)


def policies(app: str, whole: str, owner: str) -> dict[str, list[tuple[str, str]]]:
    """For each locked table its policies by name: what the serving role sees, and that the two others see all."""
    own_acts = "actor_id = nullif(current_setting('giaoban.actor', true), '')::bigint"
    common = ", ".join(f"'{app_label}'" for app_label in sorted({table.split("_")[0] for table in OWN_OPEN}))
    closed = ", ".join(f"'{prefix}'" for prefix in sorted(confidential()))
    cases = " ".join(
        f"WHEN split_part(\"table\", '_', 1) = '{family}' THEN coalesce((coalesce(after, before) ->> 'unit_id')::bigint,"
        f" scope_entry(entry_id)) = ANY (scope_units('{family}'))"
        for family in sorted(closed_apps())
    )
    acts_of = " OR ".join(
        f"(split_part(act, '.', 1) = '{prefix}' AND unit_id = ANY ((SELECT scope_units('{part.app}'))::bigint[]))"
        for part in parts()
        if part.guard.level == "confidential"
        for prefix in sorted(part.prefixes)
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
    by_table = {
        table: [("seen", f'TO "{app}" USING ({condition}) WITH CHECK ({condition})')]
        for table, condition in guarded().items()
    }
    for table in from_above() & set(by_table):  # to be seen from below, never to be changed from there
        above = f"{table}.unit_id = ANY ((SELECT scope_units('above'))::bigint[])"
        by_table[table].append(("from_above", f'FOR SELECT TO "{app}" USING ({above})'))
    for table, condition in (("journal_entry", entry), ("journal_change", change)):
        by_table[table] = [
            ("seen", f'FOR SELECT TO "{app}" USING ({condition})'),
            ("added", f'FOR INSERT TO "{app}" WITH CHECK (true)'),
        ]
    for statements in by_table.values():
        statements += [
            ("whole", f'TO "{whole}" USING (true) WITH CHECK (true)'),
            ("owner", f'TO "{owner}" USING (true) WITH CHECK (true)'),
        ]
    return by_table


def put_on(app: str, whole: str, owner: str) -> None:
    """Every locked table has exactly its policies, in force for the owner too; asked by the owner after migrating."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        there = {row[0] for row in cursor.fetchall()}
        wanted = {
            table: table_policies for table, table_policies in policies(app, whole, owner).items() if table in there
        }
        if not {"people_person", "journal_entry", "access_grant"} <= there:
            return
        for statement in functions():
            cursor.execute(statement)
        for table, table_policies in wanted.items():
            mark = hashlib.sha256(repr(table_policies).encode()).hexdigest()
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
            for name, statement in table_policies:
                cursor.execute(f'CREATE POLICY "{name}" ON "{table}" {statement}')
            cursor.execute(f"COMMENT ON TABLE \"{table}\" IS '{mark}'")
