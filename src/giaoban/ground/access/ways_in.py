"""Whatever opens an account is told in the journal by PostgreSQL, and never its value: password, second steps, who it is.

Where an act is open, its entry says under ``ways`` which accounts it changed and in what; a change by another way (its
owner at their own settings, a slip, bare SQL) has an entry of its own.
"""

from __future__ import annotations

from django.db import connection

CHANGED = "access.way_changed"
"""The act of the entry that stands for itself."""

TABLES = {"access_account": "id", "mfa_authenticator": "user_id", "socialaccount_socialaccount": "user_id"}
"""The tables that say how an account is opened, where they are there, with the column that names the account."""

NO_WAY = ("last_login", "last_used_at", "created_at", "date_joined", "language", "extra_data")
"""Columns that open nothing; some of them change whenever somebody signs in."""

FUNCTION = f"""
CREATE OR REPLACE FUNCTION access_way_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    earlier jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{{}}' ELSE to_jsonb(OLD) END;
    later jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{{}}' ELSE to_jsonb(NEW) END;
    whole jsonb := earlier || later;
    kind text := coalesce(whole ->> 'type', whole ->> 'provider', 'account');
    open_entry bigint := nullif(current_setting('giaoban.entry', true), '')::bigint;
    what jsonb := jsonb_build_array(kind || CASE TG_OP WHEN 'INSERT' THEN ' added' ELSE ' taken away' END);
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT jsonb_agg(kind || ': ' || key) INTO what FROM jsonb_each(later)
        WHERE value IS DISTINCT FROM earlier -> key AND key <> ALL ('{{{",".join(NO_WAY)}}}');
    END IF;
    IF what IS NULL THEN
        RETURN NULL;
    END IF;
    what := jsonb_build_object('account', (whole ->> TG_ARGV[0])::bigint, 'what', what);
    UPDATE journal_entry e SET detail = detail || jsonb_build_object('ways', coalesce(detail -> 'ways', '[]') || what)
    WHERE e.id = open_entry AND NOT EXISTS (SELECT FROM journal_link l WHERE l.entry_id = e.id);
    IF NOT FOUND THEN
        INSERT INTO journal_entry (kind, act, actor_id, actor_name, "on", at, reason, detail)
        SELECT 'act', '{CHANGED}', a.id, coalesce(a.name, ''), (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, now(), '',
            jsonb_build_object('ways', jsonb_build_array(what))
        FROM (SELECT nullif(current_setting('giaoban.actor', true), '')::bigint AS id) acting
        LEFT JOIN access_account a ON a.id = acting.id;
    END IF;
    RETURN NULL;
END $$;
"""


def shut(account: int) -> None:
    """Nothing opens the account beside its password: no second step, recovery code or tie to an identity provider is left."""
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table, column in TABLES.items():
            if table in there and table != "access_account":
                cursor.execute(f"DELETE FROM {table} WHERE {column} = %s", [account])


def watch() -> None:
    """Every table of `TABLES` that is there is watched; asked by the owner after migrating."""
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        cursor.execute(FUNCTION)
        for table, column in TABLES.items():
            if table in there:
                cursor.execute(
                    f"CREATE OR REPLACE TRIGGER access_way_changed AFTER INSERT OR UPDATE OR DELETE ON {table}"
                    f" FOR EACH ROW EXECUTE FUNCTION access_way_changed('{column}')"
                )
