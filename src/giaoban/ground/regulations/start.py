"""The rules that the program starts with: those common to all in ``start.toml``, an area's own in the ``rules.toml`` of its folder."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from giaoban.ground.regulations.texts import start_data as start_data


def span(row: Mapping[str, Any]) -> DateRange:
    """The days from ``from`` to ``to``, both included; open where there is no ``to``."""
    last: date | None = row.get("to")
    return DateRange(row["from"], last + timedelta(days=1) if last else None)


def label_of(key: str) -> str:
    """What the parameter is called for people; the key itself for one that an office added."""
    return next((str(row["label"]) for row in start_data()["parameters"] if row["key"] == key), key)


def sources_of(codes: str) -> list[str]:
    """The sources behind codes such as “S5, S6”, as one would look them up."""
    known: Mapping[str, str] = start_data()["sources"]
    return [known.get(code, code) for code in (each.strip() for each in codes.split(",")) if code]
