"""Bringing a database to this program's shape: tables by the owner's role, then exactly the rights that each role needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection

from giaoban.site import database

KEPT_FOR_GOOD = ("journal_entry", "journal_change")
"""Tables that the program adds to and reads, and never changes or empties."""
CHAIN = ("journal_link", "journal_head")
"""Tables that only the owner's functions write, as entries are committed."""


@contextmanager
def as_owner() -> Iterator[None]:
    """Inside, this process speaks to the database as the owner of the tables."""
    served, owner = dict(connection.settings_dict), database.owner()
    connection.close()
    connection.settings_dict.update(USER=owner.user, PASSWORD=owner.password)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(USER=served["USER"], PASSWORD=served["PASSWORD"])


def migrate(*, verbosity: int = 0) -> None:
    """The tables are those of this version, and the roles hold the rights that they need and no others."""
    from giaoban.faces.portal.reading import publicness  # the models are known only after Django is set up
    from giaoban.ground.access import row_policies, ways_in

    with as_owner():
        call_command("createcachetable", verbosity=verbosity)  # first: what founds the portal empties the cache
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS site_cache")  # of versions before 2026-11-28: it held pickles
            cursor.execute(publicness.taken_away())  # a view would hold on to the columns that a migration changes
        call_command("migrate", verbosity=verbosity, interactive=False)
        grant_rights()
        shut_side_doors()
        row_policies.put_on(database.role("app").user, database.whole_role(), database.owner().user)
        ways_in.watch()
        close_functions()


ALL_BUT_THE_KEYS = """
DO $$ DECLARE t record; BEGIN
    FOR t IN SELECT c.oid::regclass AS name, string_agg(quote_ident(a.attname), ', ') AS columns
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT EXISTS (
            SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY (i.indkey))
        GROUP BY c.oid
    LOOP EXECUTE format('GRANT UPDATE (%s) ON %s TO {roles}', t.columns, t.name); END LOOP;
END $$
"""
"""A row stays the row that it is: whatever watches rows knows before and after by the key."""
OWNERS_RIGHTS = """
DO $$ DECLARE ours regprocedure; BEGIN
    FOR ours IN SELECT p.oid FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef
        AND p.prorettype <> 'trigger'::regtype AND has_function_privilege('public', p.oid, 'EXECUTE')
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', ours);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO {roles}', ours);
    END LOOP;
END $$
"""
NOTHING_OF_A_SESSIONS_OWN = """
CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS 'SELECT false';
DO $$ DECLARE ours regprocedure; BEGIN
    FOR ours IN SELECT p.oid FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prorettype = 'trigger'::regtype
        AND NOT EXISTS (SELECT FROM unnest(p.proconfig) setting WHERE setting LIKE 'search\\_path=%')
    LOOP EXECUTE format('ALTER FUNCTION %s SET search_path = public, pg_temp', ours); END LOOP;
END $$;
DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()); END $$;
"""


def shut_side_doors() -> None:
    """No setting of a session switches a trigger off, and no table of a session's own stands where a trigger looks for ours.

    pgtrigger lets any session name triggers that it skips; a temporary table is found before one of the same name. The right
    to make one belongs to the database, not to what is in it: a copy made from this one as its template has it anew.
    """
    with connection.cursor() as cursor:
        cursor.execute(NOTHING_OF_A_SESSIONS_OWN)


def close_functions() -> None:
    """What asks with the owner's rights is asked by the serving roles alone, and by who reads the portal never."""
    serving = f'"{database.role("app").user}", "{database.whole_role()}"'
    with connection.cursor() as cursor:
        cursor.execute(OWNERS_RIGHTS.format(roles=serving))


def grant_rights() -> None:
    """The app role may read and write rows (never tables, nor a row's key), the journal only grows; the public role reads the
    portal's."""
    from giaoban.faces.portal.reading import readers

    app, whole = database.role("app").user, database.whole_role()
    with connection.cursor() as cursor:
        cursor.execute(f'GRANT USAGE ON SCHEMA public TO "{app}", "{whole}"')
        cursor.execute(f'GRANT SELECT, INSERT, DELETE ON ALL TABLES IN SCHEMA public TO "{app}", "{whole}"')
        cursor.execute(f'REVOKE UPDATE ON ALL TABLES IN SCHEMA public FROM "{app}", "{whole}"')
        cursor.execute(ALL_BUT_THE_KEYS.format(roles=f'"{app}", "{whole}"'))
        cursor.execute(f'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO "{app}", "{whole}"')
        cursor.execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON {", ".join(KEPT_FOR_GOOD)} FROM "{app}", "{whole}"')
        cursor.execute(f'REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {", ".join(CHAIN)} FROM "{app}", "{whole}"')
        cursor.execute(f'REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM "{app}", "{whole}"')
        for statement in readers.rights(database.role("public").user, app, whole):
            cursor.execute(statement)
