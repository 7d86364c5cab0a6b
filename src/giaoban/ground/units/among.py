"""A lookup for very many units: ``filter(unit__among=ids)`` is ``= ANY(array)``, one parameter however many ids there are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigAutoField, ForeignKey, Lookup
from django.db.models.sql.compiler import SQLCompiler


@BigAutoField.register_lookup
@ForeignKey.register_lookup
class Among(Lookup):
    """As ``__in`` of ids, which writes each id as a parameter of its own: thousands of them take longer than the search."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        left, params = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s::bigint[])", (*params, array_of(self.rhs))


def array_of(ids: Iterable[int]) -> str:
    """The ids as PostgreSQL writes an array: one word, which the driver need not look at id by id."""
    return "{" + ",".join(map(str, ids)) + "}"
