"""Since when a register is kept here: what it finds of days before that is no number, least of all nought."""

from __future__ import annotations

from datetime import date

from django.db import connection

from giaoban.reporting.engines.postgresql import Ground


def members_kept_from(ground: Ground) -> dict[int | None, date]:
    """Since when the members under each unit right below, and under the whole (None), are kept here.

    A register begins with the act that wrote the first members into it, on the day that the act is dated: who is in a list
    of members was admitted long before, and who left before that day is in none. What began with the unit itself, however
    early one asks, is kept from the first day of all. Units whose members nobody ever wrote down are left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_ACTS, [list(ground.units), list(ground.children), ground.root])
        return dict(cursor.fetchall())


_FIRST_ACTS = """
    WITH ground(id, child) AS MATERIALIZED (
        SELECT * FROM unnest(%s::bigint[], %s::bigint[])
    ), first AS (
        SELECT g.child, min(m.id) AS id
        FROM (SELECT DISTINCT id, child FROM ground) g JOIN people_membership m ON m.unit_id = g.id
        GROUP BY g.child, g.id
    ), told AS (
        SELECT f.child, coalesce(e."on", date '0001-01-01') AS began
        FROM first f
        LEFT JOIN LATERAL (
            SELECT entry_id FROM journal_change
            WHERE "table" = 'people_membership' AND row_id = f.id ORDER BY id LIMIT 1
        ) c ON true
        LEFT JOIN journal_entry e ON e.id = c.entry_id
    ), began AS (
        SELECT child, min(began) AS began FROM told GROUP BY GROUPING SETS ((child), ())
    )
    SELECT b.child, CASE WHEN b.began <= s.stands THEN date '0001-01-01' ELSE b.began END
    FROM began b
    CROSS JOIN LATERAL (
        SELECT min(lower(valid)) AS stands FROM units_placespell WHERE unit_id = coalesce(b.child, %s)
    ) s
    WHERE b.began IS NOT NULL
"""
