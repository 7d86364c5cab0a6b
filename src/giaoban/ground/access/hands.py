"""Two accounts are two people only where neither acts by the other: every rule of two asks `distinct`.

An account acts by itself, by whoever it stands in for today, and by whoever alone held the way in to it; by theirs in
turn, too. The way in is opened by two, each of whom knows one half of the address, so neither can take it for
themselves; an account of which one officer saw the whole address counts as that officer until it is opened anew.

PostgreSQL keeps the one definition, and its own triggers ask it where a row says who asked and who answered.
"""

from __future__ import annotations

from django.db import connection

from giaoban.ground.access.models import Account

FUNCTIONS = """
CREATE OR REPLACE FUNCTION access_hands(account bigint) RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    WITH RECURSIVE hand(id) AS (
        SELECT account
        UNION
        SELECT behind.id FROM hand CROSS JOIN LATERAL (
            SELECT a.opened_by_id AS id FROM access_account a WHERE a.id = hand.id AND a.opened_by_id IS NOT NULL
            UNION ALL
            SELECT own.account_id FROM access_grant g JOIN access_grant own ON own.id = g.delegated_from_id
            WHERE g.account_id = hand.id AND g.valid @> (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
        ) behind
    ) SELECT array_agg(id) FROM hand
$$;
CREATE OR REPLACE FUNCTION access_distinct(one bigint, other bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT NOT access_hands(one) && access_hands(other) AND NOT EXISTS (
        SELECT FROM access_account a JOIN access_account b ON b.person_id = a.person_id
        WHERE a.id = ANY (access_hands(one)) AND b.id = ANY (access_hands(other))
    )
$$;
"""

AGREED = """
CREATE OR REPLACE FUNCTION access_agreed(entry bigint) RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    -- What two people agreed to and is being done under that entry, of which it is the act; nothing where they did not,
    -- or in another transaction than this: an entry is sealed when its own has committed. What was asked in this very
    -- transaction nobody can have read.
    SELECT p.words FROM journal_entry e JOIN access_proposal p ON p.id::text = e.detail ->> 'proposal' AND p.act = e.act
    WHERE e.id = entry AND e.kind = 'act' AND p.state = 'confirmed' AND p.answered_by_id = e.actor_id
    AND access_distinct(p.asked_by_id, p.answered_by_id)
    AND NOT EXISTS (SELECT FROM journal_link l WHERE l.entry_id = e.id)
    AND EXISTS (
        SELECT FROM journal_change c WHERE c."table" = 'access_proposal' AND c.row_id = p.id
        AND c.before ->> 'state' = 'waiting' AND c.after ->> 'state' = 'confirmed'
        AND NOT EXISTS (SELECT FROM journal_link l WHERE l.entry_id = c.entry_id)
    )
    AND EXISTS (
        SELECT FROM journal_change c JOIN journal_link l ON l.entry_id = c.entry_id
        WHERE c."table" = 'access_proposal' AND c.row_id = p.id AND c.before IS NULL
    )
$$;
REVOKE ALL ON FUNCTION access_agreed(bigint) FROM PUBLIC;
"""


def distinct(one: Account, other: Account) -> bool:
    """Whether these are two people, as far as the program can know: no hand is behind both."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_distinct(%s, %s)", [one.pk, other.pk])
        return bool(cursor.fetchone()[0])
