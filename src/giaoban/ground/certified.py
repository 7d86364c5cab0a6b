"""Certificates of theory classes, whichever area wrote them down: whoever asks for a person's newest is told of all of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date

from giaoban.ground.access.second_lock import whole_tree

Certified = Callable[[Collection[int], str, date], Mapping[int, date]]
"""Of these people, by that kind of class and until that day: the day of each one's newest certificate."""

_sources: list[Certified] = []


def certifies(source: Certified) -> Certified:
    """What ``source`` answers counts from now on."""
    if source not in _sources:
        _sources.append(source)
    return source


def newest(people: Collection[int], kind: str, *, by: date) -> dict[int, date]:
    """The day of each person's newest certificate of that kind (``awareness``, ``new_member``) by that day; without one, no entry.

    Asked of everything on record: whether somebody was certified elsewhere is no secret from who sends them to a class.
    """
    days: dict[int, date] = {}
    with whole_tree():
        for source in _sources if people else ():
            for person, day in source(people, kind, by).items():
                days[person] = max(day, days.get(person, day))
    return days
