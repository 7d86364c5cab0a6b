"""Bulk insert (PostgreSQL's COPY): many new rows of one table in one statement, journalled like any other write inside ``writing()``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Model
from psycopg.types.range import Range


def copy_in(objects: Sequence[Model]) -> None:
    """The new objects of one model stand in their table and have their ids."""
    if not objects:
        return
    model = type(objects[0])
    for row, key in zip(objects, new_ids(model, len(objects)), strict=True):
        row.pk = key
    names = [field.attname for field in model._meta.concrete_fields]
    copy_rows(model, names, ([getattr(row, name) for name in names] for row in objects))
    for row in objects:
        row._state.adding = False
        row._state.db = connection.alias


def new_ids(model: type[Model], count: int) -> list[int]:
    """That many ids for new rows of the model, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def copy_rows(model: type[Model], attributes: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """The rows stand in the model's table; ``attributes`` name its fields as columns do (``unit_id``)."""
    columns = [_column(model, name) for name in attributes]
    table, listed = connection.ops.quote_name(model._meta.db_table), ", ".join(map(connection.ops.quote_name, columns))
    values = [dict(zip(columns, map(_plain, row), strict=True)) for row in rows]
    # COPY itself is not allowed on tables with row-level security; one statement over JSON is nearly as fast.
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({listed}) SELECT {listed} FROM json_populate_recordset(NULL::{table}, %s::json)",
            [json.dumps(values, ensure_ascii=False, separators=(",", ":"))],
        )


def _plain(value: Any) -> Any:
    """The value as JSON carries it to PostgreSQL."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Range):
        return f"[{value.lower or ''},{value.upper or ''})"
    return value


def _column(model: type[Model], attribute: str) -> str:
    for each in model._meta.concrete_fields:
        if each.attname == attribute:
            return str(each.column)
    raise LookupError(attribute)
