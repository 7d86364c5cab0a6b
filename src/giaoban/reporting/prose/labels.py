"""Numbers of which only a label says what they are: "Chi bộ 4 tốt: 287", "đi 88 đồng chí, đến 102"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from giaoban.reporting.prose.grammar import PERSONS
from giaoban.reporting.prose.numerals import Number
from giaoban.reporting.prose.said import WrittenFigure
from giaoban.reporting.prose.speaking import Spoken

_TO = re.compile(r"[\s,;]*(?:và )?(đi|đến)\s*")
_COLON = re.compile(r"\s*:\s*")


def told_by_its_label(lowered: str, spoken: Spoken, told: Sequence[WrittenFigure]) -> str:
    """The number's line; nothing where its label is none of these. ``told`` are the figures of its sentence before it."""
    label, number = spoken.before, spoken.number
    if (
        label
        and label.topic == "good"
        and number.noun == "none"
        and _COLON.fullmatch(lowered[label.end : number.start])
    ):
        return "3.2" if "chi bộ" in lowered[label.start : label.end] else "3.3"
    way = _TO.fullmatch(spoken.left)
    if way and told and told[-1].sure and number.noun in {*PERSONS, "none"}:
        return {("4.6", "đến"): "4.7", ("4.7", "đi"): "4.6"}.get((told[-1].code, way[1]), "")
    return ""


def speaks_of_good_ones(lowered: str, number: Number) -> bool:
    """Whether the clause speaks of the model of the four good things."""
    start = lowered.rfind(";", 0, number.start) + 1
    end = lowered.find(";", number.end)
    return "tốt" in lowered[start : end if end >= 0 else len(lowered)]
