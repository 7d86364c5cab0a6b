"""The provinces of a day and what must always be seen with them: Hoàng Sa and Trường Sa, with their labels.

Boundaries: Open Development Mekong / Cục Đo đạc và Bản đồ (2016), CC BY-SA 4.0; see geo/README.md.
"""

from __future__ import annotations

import csv
import json
import math
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from giaoban.core.text import fold

FOLDER = Path(__file__).with_name("geo")
WEST, SOUTH, EAST, NORTH = 102.14, 6.95, 116.95, 23.39
"""The whole country with both archipelagos; a map of the country never shows less."""
FIRST_DAY, LAST_CHANGE = date(2008, 8, 1), date(2025, 7, 1)
ATTRIBUTION = "Open Development Mekong / Cục Đo đạc và Bản đồ (2016), CC BY-SA 4.0; Bạch Long Vĩ: Natural Earth"
_STRETCH = math.cos(math.radians(16))


@dataclass(frozen=True)
class Province:
    """A province as it was for a span of days; ``rings`` are its outlines in degrees."""

    key: str
    code: str
    name: str
    kind: str
    feature: dict[str, Any]
    rings: tuple[tuple[tuple[float, float], ...], ...]


@dataclass(frozen=True)
class Label:
    """A name that stands on every map of the country, with the box that it names."""

    text: str
    longitude: float
    latitude: float


@cache
def _features() -> tuple[dict[str, Any], ...]:
    """All provinces of all days, each once."""
    by_id: dict[str, dict[str, Any]] = {}
    for name in ("vn-provinces-63-2023.geojson", "vn-provinces-34-2025.geojson"):
        for feature in json.loads((FOLDER / name).read_text())["features"]:
            by_id.setdefault(feature["id"], feature)
    return tuple(by_id.values())


@cache
def provinces(on: date) -> tuple[Province, ...]:
    """The provinces of that day, in the order of their codes."""
    day = max(on, FIRST_DAY).isoformat()
    of_the_day = []
    for feature in _features():
        about = feature["properties"]
        if about["valid_from"] <= day and (about["valid_to"] is None or day < about["valid_to"]):
            kind = about["type"]
            if about["code"] == "75" and day >= "2026-04-30":
                kind = "thành phố"
            of_the_day.append(
                Province(feature["id"], about["code"], about["name"], kind, feature, _rings(feature["geometry"]))
            )
    return tuple(sorted(of_the_day, key=lambda province: province.code))


@cache
def labels() -> tuple[Label, ...]:
    """Hoàng Sa and Trường Sa."""
    return tuple(
        Label(
            feature["properties"].get("label") or feature["properties"]["name"],
            feature["geometry"]["coordinates"][0],
            feature["geometry"]["coordinates"][1],
        )
        for feature in json.loads((FOLDER / "vn-archipelagos-labels.geojson").read_text())["features"]
    )


@cache
def merged() -> dict[str, list[str]]:
    """What each province of 2025 was made of, by name."""
    result: dict[str, list[str]] = {}
    with open(FOLDER / "vn-provinces-merge-2025.csv", newline="") as file:
        for row in csv.DictReader(file):
            result.setdefault(row["new_name"], []).append(row["old_name"])
    return result


def province_in(name: str, on: date) -> Province | None:
    """The province that an organisation's name speaks of, or None."""
    folded = f" {fold(name)} "
    found = [each for each in provinces(on) if f" {fold(each.name)} " in folded]
    return max(found, key=lambda each: len(each.name), default=None)


def path_of(province: Province, width: float, *, finest: float = 1.0) -> str:
    """The province as an SVG path on a map of the country that wide; islets smaller than a pixel stay as a dot."""
    pieces = []
    for ring in province.rings:
        points: list[tuple[float, float]] = []
        for longitude, latitude in ring:
            x, y = place(longitude, latitude, width)
            point = (round(x / finest) * finest, round(y / finest) * finest)
            if not points or points[-1] != point:
                points.append(point)
        if len(points) >= 4:
            pieces.append("M" + "L".join(f"{x:g} {y:g}" for x, y in points[:-1]) + "Z")
        elif _is_far_out(ring):
            x, y = place(*ring[0], width)
            pieces.append(f"M{x:.1f} {y:.1f}h1v1h-1Z")
    return "".join(pieces)


def place(longitude: float, latitude: float, width: float) -> tuple[float, float]:
    """Where that point lies on a map of the country that wide."""
    scale = width / ((EAST - WEST) * _STRETCH)
    return (longitude - WEST) * _STRETCH * scale, (NORTH - latitude) * scale


def height_of(width: float) -> float:
    """How high a map of the country that wide is."""
    return (NORTH - SOUTH) * width / ((EAST - WEST) * _STRETCH)


def _is_far_out(ring: tuple[tuple[float, float], ...]) -> bool:
    return ring[0][0] > 110.5


def _rings(geometry: dict[str, Any]) -> tuple[tuple[tuple[float, float], ...], ...]:
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return tuple(tuple((x, y) for x, y in ring) for polygon in polygons for ring in polygon)
