"""What was read in a text: figures with their lines, and numbers that belong to no line of the form."""

from __future__ import annotations

from dataclasses import dataclass

from giaoban.reporting.prose.numerals import Approximate


@dataclass(frozen=True)
class TextPlace:
    """Where it stands: which block of the document, the words for a person, and from which letter to which."""

    block: int
    words: str
    start: int
    end: int


@dataclass(frozen=True)
class WrittenFigure:
    """A number that belongs to a line of the form; ``sure`` only where nothing else could be meant.

    ``role`` is value, same_period, target, percent_of_target, cumulative, change or other_period; ``unit`` is empty
    for the body whose report it is. ``doubted``: its own words say that it is no whole of the period.
    """

    code: str
    value: float
    text: str
    place: TextPlace
    role: str = "value"
    approximate: Approximate | None = None
    sure: bool = True
    unit: str = ""
    period: str = ""
    from_table: bool = False
    doubted: bool = False


@dataclass(frozen=True)
class Rest:
    """A number without a line; ``of`` is the line it is a part of, ``kind`` which part: inspected, supervised, board, form, organisations, members."""

    value: float
    text: str
    place: TextPlace
    what: str = ""
    of: str = ""
    kind: str = ""
    percent: bool = False
