"""What the program starts with, as it is written: texts, rules and numbers common to all, then those of each area's folder."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parents[2]


@cache
def start_data() -> Mapping[str, Any]:
    """The tables ``sources``, ``regulations`` and ``parameters``: of ``start.toml``, then of each folder that brings some."""
    own = sorted([*PACKAGE.glob("*/rules.toml"), *PACKAGE.glob("*/*/rules.toml")])
    parts = [tomllib.loads(path.read_text()) for path in (Path(__file__).with_name("start.toml"), *own)]
    return {
        "sources": {code: source for part in parts for code, source in part.get("sources", {}).items()},
        "regulations": [row for part in parts for row in part.get("regulations", [])],
        "parameters": [row for part in parts for row in part.get("parameters", [])],
    }


@cache
def levels_of_two() -> tuple[str, ...]:
    """The keys that say when a second person is asked (``by_two``): they are themselves set by two people."""
    return tuple(row["key"] for row in start_data()["parameters"] if row.get("by_two"))
