"""Erasure beyond the tables: whatever copies personal data (a search index, a draft, a cache) registers how it forgets a person."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Forget = Callable[[Sequence[str]], None]
"""No copy of these words is left in that place; called inside the transaction of an erasure."""

_places: list[Forget] = []


def forgets(forget: Forget) -> Forget:
    """The place is asked at each erasure from now on."""
    if forget not in _places:
        _places.append(forget)
    return forget


def forget_copies(words: Sequence[str]) -> None:
    """None of the places keeps a copy of these words any more; empty words are nobody's."""
    wanted = [word for word in words if word]
    for forget in _places if wanted else ():
        forget(wanted)
