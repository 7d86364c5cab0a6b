"""Masking: of a person's identity number only the last digits are shown, on every path."""

from __future__ import annotations

MASKED = frozenset({"identity_number"})
"""The fields that are never shown whole but by the act that asks for a reason and is journalled."""
SHOWN = 3


def masked(number: str) -> str:
    """The number with all but its last three signs covered; nothing for nothing."""
    return "•" * (len(number) - SHOWN) + number[-SHOWN:] if len(number) > SHOWN else "•" * len(number)
