"""One finding, said as a sentence for the person who wrote the text."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from giaoban.core.numbers import write_number

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class ProseFinding:
    """What was found, about which lines, how heavy it is, and where in the text."""

    kind: str
    codes: tuple[str, ...]
    severity: Severity
    message: str
    place: str = ""


def written(value: float) -> str:
    """The number as Vietnamese write it."""
    return write_number(Decimal(str(value)).normalize() if value != int(value) else Decimal(int(value)))
