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

    ``between``: facts whose two ends lie in the same place are left out. ``persons``: a person counts once.
    """

    statement: str
    params: Sequence[Any]
    between: bool = False
    persons: bool = False


def sums(facts: Facts, ground: Ground) -> dict[int | None, Decimal]:
    """The sum for the whole (under None) and for each unit below it that has any; units without a fact are left out."""
    if facts.persons:
        own = whole = "count(DISTINCT person)"
        counter = ""
    elif facts.between:
        own = "sum(share * amount) FILTER (WHERE c.same IS NOT TRUE)"
        whole = "sum(share * amount) FILTER (WHERE c.inside IS NOT TRUE)"
        counter = (
            "LEFT JOIN LATERAL (SELECT true AS inside, bool_or(o.child = g.child) AS same FROM ground o"
            " WHERE o.id = f.counter HAVING count(*) > 0) c ON true"
        )
    else:
        own = whole = "sum(share * amount)"
        counter = ""
    statement = f"""
        WITH ground(id, child, share) AS MATERIALIZED (
            SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::numeric[])
        )
        SELECT g.child, GROUPING(g.child), coalesce(CASE WHEN GROUPING(g.child) = 0 THEN {own} ELSE {whole} END, 0)
        FROM ({facts.statement}) f(unit, amount, counter, person) JOIN ground g ON g.id = f.unit {counter}
        GROUP BY GROUPING SETS ((g.child), ())
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(ground.units), list(ground.children), list(ground.shares), *facts.params])
        return {None if grouped else child: Decimal(amount) for child, grouped, amount in cursor.fetchall()}
