"""What was sealed, and what differs from it now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from giaoban.reporting.models import ReturnOrganisation, Version
from giaoban.reporting.queries.kept import plain
from giaoban.reporting.report import Report


def sealed(report: Report, organisations: Sequence[ReturnOrganisation] = ()) -> str:
    """The report as canonical JSON: keys sorted, amounts as plain text, so that equal reports give equal bytes."""

    def as_text(value: Any) -> Any:
        if isinstance(value, Decimal):
            return f"{plain(value):f}"
        if isinstance(value, date):
            return value.isoformat()
        raise TypeError(type(value).__name__)

    content = asdict(report) | {"organisations": [[row.name, row.values] for row in organisations]}
    return json.dumps(content, default=as_text, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def verified(version: Version) -> bool:
    """Whether the sealed content is still what its SHA-256 was taken of."""
    return hashlib.sha256(version.content.encode()).hexdigest() == version.sha256


@dataclass(frozen=True)
class Difference:
    """One figure that is not what it was in the sealed version; ``unit`` is empty for the whole."""

    code: str
    label: str
    unit: str
    unit_of_count: str
    then: Decimal | None
    now: Decimal | None


def difference_since(version: Version, report: Report) -> list[Difference]:
    """Every figure of the report that is not what it was when that version was sealed."""
    was = _lines_of(version)
    differences = []
    for line in report.lines:
        old = was.get(line.code, {})
        pairs = [("", amount_of(old.get("value")), line.value)]
        then = {unit: amount_of(value["amount"]) for unit, value in old.get("by_unit", {}).items()}
        now = {unit: value.amount for unit, value in line.by_unit.items()}
        pairs += [(unit, then.get(unit), now.get(unit)) for unit in {**then, **now} if unit != report.unit]
        differences += [
            Difference(line.code, line.label, unit, line.unit_of_count, before, after)
            for unit, before, after in pairs
            if before != after
        ]
    return differences


def difference_between(earlier: Version, later: Version) -> list[Difference]:
    """Every figure of the whole that the later version of a return gives otherwise than the earlier one."""
    was = _lines_of(earlier)
    return [
        Difference(code, line["label"], "", line["unit_of_count"], then, now)
        for code, line in _lines_of(later).items()
        if (then := amount_of(was.get(code, {}).get("value"))) != (now := amount_of(line["value"]))
    ]


def _lines_of(version: Version) -> dict[str, Any]:
    return {line["code"]: line for line in json.loads(version.content)["lines"]}


def amount_of(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
