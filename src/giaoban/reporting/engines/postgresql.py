"""Facts summed by PostgreSQL: one statement answers the whole and every unit right below it at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class Ground:
    """Which units' facts count, and for which unit right below the asked one; ``shares`` is 1 but after a split."""

    root: int
    units: tuple[int, ...]
    children: tuple[int, ...]
    shares: tuple[Decimal, ...]


@dataclass(frozen=True)
class Facts:
    """A statement whose rows are (unit, amount, counter unit, person), with its parameters.

    ``between``: facts whose two ends lie in the same place are left out. ``persons``: what is counted is the persons of
    the facts that remain, each once, however many facts name them.
    """

    statement: str
    params: Sequence[Any]
    between: bool = False
    persons: bool = False


def sums(facts: Facts, ground: Ground) -> dict[int | None, Decimal]:
    """The sum for the whole (under None) and for each unit below it that has any; units without a fact are left out."""
    counter, own, whole = "", "true", "true"
    if facts.between:
        counter = (
            "LEFT JOIN LATERAL (SELECT true AS inside, bool_or(o.child = g.child) AS same FROM ground o"
            " WHERE o.id = f.counter HAVING count(*) > 0) c ON true"
        )
        own, whole = "c.same IS NOT TRUE", "c.inside IS NOT TRUE"
    statement = f"""
        WITH ground(id, child, share) AS MATERIALIZED (
            SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::numeric[])
        ), told AS (
            SELECT g.child, g.id AS unit, g.share, f.amount, f.person, {own} AS own, {whole} AS whole
            FROM ({facts.statement}) f(unit, amount, counter, person) JOIN ground g ON g.id = f.unit {counter}
        ) {_AMOUNTS if not facts.persons else _PERSONS if set(ground.shares) <= {1} else _PERSONS_IN_SHARES}
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(ground.units), list(ground.children), list(ground.shares), *facts.params])
        return {None if grouped else child: Decimal(amount) for child, grouped, amount in cursor.fetchall()}


_AMOUNTS = """
    SELECT child, GROUPING(child), coalesce(
        CASE WHEN GROUPING(child) = 0 THEN sum(share * amount) FILTER (WHERE own)
        ELSE sum(share * amount) FILTER (WHERE whole) END, 0)
    FROM told GROUP BY GROUPING SETS ((child), ())
"""
_PERSONS = """
    SELECT child, GROUPING(child),
        CASE WHEN GROUPING(child) = 0 THEN count(DISTINCT person) FILTER (WHERE own)
        ELSE count(DISTINCT person) FILTER (WHERE whole) END
    FROM told GROUP BY GROUPING SETS ((child), ())
"""
_PERSONS_IN_SHARES = """
    , once AS (
        SELECT child, unit, person, max(share) FILTER (WHERE own) AS own, max(share) FILTER (WHERE whole) AS whole
        FROM told GROUP BY child, unit, person
    ), one AS (
        SELECT child, GROUPING(child) AS grouped,
            least(1, coalesce(CASE WHEN GROUPING(child) = 0 THEN sum(own) ELSE sum(whole) END, 0)) AS amount
        FROM once GROUP BY GROUPING SETS ((child, person), (person))
    )
    SELECT child, grouped, coalesce(sum(amount), 0) FROM one GROUP BY child, grouped
"""
"""A person named by facts of a unit that was split counts in each heir by its share of the unit, and nowhere more than once."""
