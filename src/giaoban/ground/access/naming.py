"""What an account is called where nobody chose its name."""

from __future__ import annotations

from giaoban.core.text import slug

MOST_SIGNS = 36
"""Of an account's name, so that a number still fits behind it."""


def free_name(name: str, taken: set[str]) -> str:
    """A name for an account of somebody called so, which nobody has."""
    stem = slug(name).replace("-", ".")[:MOST_SIGNS].strip(".")
    free, count = stem, 1
    while free in taken or len(free) < 3:
        count += 1
        free = f"{stem}.{count}"
    return free
