"""Who is expected to return to the demonstration's cluster, for `giaoban consolidate`, which needs no database."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

from giaoban.core.text import fold

CLUSTERS = Path(__file__).with_name("clusters.toml")


def expected_units(name: str, on: date) -> list[str]:
    """The units that return to the cluster of that name on that day, in its order; none when it is not known."""
    for cluster in tomllib.loads(CLUSTERS.read_text("utf-8"))["clusters"]:
        if fold(cluster["name"]) == fold(name) and cluster["valid_from"] <= on < cluster["valid_to"]:
            return list(cluster["units"])
    return []
