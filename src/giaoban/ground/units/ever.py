"""The units that a unit answers for, or ever did, as one array in PostgreSQL's own words: it alone reads them, for the second lock."""

from __future__ import annotations

from datetime import date

from django.db import connection

NONE = "{}"
_UNDER = """
    WITH RECURSIVE tree(id, valid) AS (
        SELECT unit_id, valid FROM units_placespell WHERE unit_id = ANY (%(roots)s)
        UNION
        SELECT p.unit_id, p.valid * t.valid FROM units_placespell p JOIN tree t ON p.parent_id = t.id AND p.valid && t.valid
        WHERE coalesce(lower(p.valid) <= %(on)s, true) OR NOT EXISTS (
            SELECT 1 FROM units_placespell e WHERE e.unit_id = p.unit_id AND coalesce(lower(e.valid) < lower(p.valid), true)
        )
    ) SELECT array_agg(DISTINCT id)::text FROM (SELECT id FROM tree UNION ALL SELECT unnest(%(roots)s::bigint[])) found
"""
_ABOVE = """
    WITH RECURSIVE line(id) AS (
        SELECT parent_id FROM units_placespell WHERE unit_id = ANY (%(roots)s) AND coalesce(lower(valid) <= %(on)s, true)
        UNION
        SELECT p.parent_id FROM units_placespell p JOIN line l ON p.unit_id = l.id AND coalesce(lower(p.valid) <= %(on)s, true)
    ) SELECT array_agg(id)::text FROM line WHERE id IS NOT NULL
"""
_EVERY = "SELECT array_agg(id)::text FROM units_unit"


def ever_under(roots: set[int | None], *, on: date) -> str:
    """The units that stand on that day, or stood before, under the roots, while these stood there themselves.

    What is to come opens nothing before its day; only a unit that is yet to begin is already where it will be. None among
    the roots is every unit.
    """
    return _asked(_EVERY if None in roots else _UNDER, roots, on)


def ever_above(roots: set[int | None], *, on: date) -> str:
    """The units that stand on that day, or stood before, above the roots."""
    return _asked(_ABOVE, roots, on)


def _asked(statement: str, roots: set[int | None], on: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"roots": [root for root in roots if root is not None], "on": on})
        return cursor.fetchone()[0] or NONE
