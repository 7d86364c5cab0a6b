"""What the doctor says of one thing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Found:
    """One thing that was looked at: ``well``, ``watch`` or ``wrong``, what was seen, what to do."""

    what: str
    state: str
    seen: str
    do: str = ""
