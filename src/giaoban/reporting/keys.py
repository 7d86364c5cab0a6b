"""Records that were found with one pair of eyes and are shown with another."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet


def read_by_keys(records: QuerySet[Any]) -> QuerySet[Any]:
    """These records, found now with the eyes of this moment; they are read by their keys alone, with those of the reader.

    The second lock has no part in finding them, only in showing them: its conditions on every table of a long query cost
    more than the query, and no planner can estimate them.
    """
    keys = list(records.order_by().prefetch_related(None).values_list("pk", flat=True))
    shown = records.all()
    shown.query.clear_where()
    return shown.filter(pk__among=keys)
