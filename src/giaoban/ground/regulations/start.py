"""The rules that the program starts with, read from ``start.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange


@cache
def start_data() -> Mapping[str, Any]:
    """The tables of ``start.toml``: ``sources``, ``regulations``, ``parameters``."""
    with open(Path(__file__).with_name("start.toml"), "rb") as file:
        return tomllib.load(file)


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
