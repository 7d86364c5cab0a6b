"""What was fixed of figures and not released to everybody: sealed in a version of a return that somebody may see."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from giaoban.core.text import fold
from giaoban.ground.access.policy import Actor
from giaoban.reporting.models import Version
from giaoban.reporting.queries import returns_seen
from giaoban.reporting.queries.versions import amount_of
from giaoban.reporting.report import Key


def sealed_values(actor: Actor, periods: Collection[str], *, on: date) -> tuple[dict[Key, Decimal], dict[Key, int]]:
    """What the last sealed version of each return says that the actor may see, of those periods; and which return it is.

    A unit's own version comes before what the report above says of it.
    """
    seen = returns_seen(actor, on=on).filter(campaign__period__in=periods, campaign__cancelled_on=None)
    versions = Version.objects.filter(belongs_to__in=seen.order_by().values("pk"))
    values: dict[Key, Decimal] = {}
    where: dict[Key, int] = {}
    above: list[tuple[Key, Decimal, int]] = []
    for version in versions.order_by("belongs_to", "-number").distinct("belongs_to"):
        content: dict[str, Any] = json.loads(version.content)
        for line in content["lines"]:
            key = (content["period"], fold(content["unit"]), line["code"])
            if (amount := amount_of(line["value"])) is not None:
                values[key], where[key] = amount, version.belongs_to_id
            for unit, value in line.get("by_unit", {}).items():
                if (amount := amount_of(value["amount"])) is not None:
                    above.append(((content["period"], fold(unit), line["code"]), amount, version.belongs_to_id))
    for key, amount, pk in above:
        if key not in values:
            values[key], where[key] = amount, pk
    return values, where
