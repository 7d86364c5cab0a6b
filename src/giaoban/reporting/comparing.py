"""Figures that were read in a text, held against values that were fixed: which agree, which differ, which are nobody's; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from giaoban.core.numbers import read_number, write_number
from giaoban.core.text import fold
from giaoban.reporting.report import Key

Verdict = Literal["agrees", "differs", "nobodys"]
Known = Mapping[Key, Decimal]
"""Values that were fixed, by their keys."""


@dataclass(frozen=True)
class Traced:
    """A number of the document: which figure it is, what stands there, what was sealed, and where it stands.

    ``key`` is the fixed figure that it was held against; ``at`` the piece of the text and its letters, from and up to.
    """

    verdict: Verdict
    code: str
    what: str
    text: str
    sealed: str
    place: str
    key: Key | None = None
    at: tuple[int, int, int] | None = None


def held(read: Mapping[str, Any], *fixed: Known) -> list[Traced]:
    """The numbers of a text that was read, each held against what was fixed; of several, the one that it agrees with."""
    compared = [
        _held(figure, read, fixed)
        if figure["role"] == "value"
        else Traced("nobodys", figure["code"], figure["role"], figure["text"], "", figure["place"], at=_at(figure))
        for figure in (*read["figures"], *read.get("again", ()))
    ]
    return compared + [
        Traced("nobodys", rest["of"], rest["what"], rest["text"], "", rest["place"], at=_at(rest))
        for rest in read["unplaced"]
    ]


def _held(figure: Mapping[str, Any], read: Mapping[str, Any], fixed: Sequence[Known]) -> Traced:
    unit = figure["unit"] or read["unit"]
    fitting = candidates(read["period"], figure["code"], unit, fixed)
    if not fitting:
        return Traced("nobodys", figure["code"], unit, figure["text"], "", figure["place"], at=_at(figure))
    agreeing = next((pair for pair in fitting if agrees(figure, pair[1])), None)
    key, sealed = agreeing or fitting[0]
    return Traced(
        "agrees" if agreeing else "differs",
        figure["code"],
        unit,
        figure["text"],
        write_number(sealed),
        figure["place"],
        key,
        _at(figure),
    )


def candidates(period: str, code: str, unit: str, fixed: Sequence[Known]) -> list[tuple[Key, Decimal]]:
    """What was fixed of that line for the unit that is named so, one value of each kind: the unit named most exactly."""
    best_of_each: list[tuple[Key, Decimal]] = []
    for amounts in fixed:
        keys = [key for key in amounts if (key[0], key[2]) == (period, code) and _is_named(key[1], unit)]
        if keys:
            best = min(keys, key=lambda key: (_bare(key[1]) != _bare(unit), -len(key[1]), key[1]))
            best_of_each.append((best, amounts[best]))
    return best_of_each


def _at(told: Mapping[str, Any]) -> tuple[int, int, int]:
    block, start, end = told["at"]
    return block, start, end


def _is_named(name: str, unit: str) -> bool:
    """Whether a text that names the unit so can mean the body of that name: “Đảng ủy Khối” is the committee of “Đảng bộ Khối”,
    and a cluster that of its committees, whichever of the two names is the longer."""
    fixed, told = _bare(name), _bare(unit)
    if not told:
        return False
    first, second = fixed.split(), told.split()
    is_cluster = first[:1] == second[:1] == ["cum"] and min(len(first), len(second)) > 1
    is_same_cluster = is_cluster and (set(first) <= set(second) or set(second) <= set(first))
    return fixed in told or told in fixed or is_same_cluster


def _bare(name: str) -> str:
    return fold(name).replace("dang bo", "dang uy")


def agrees(figure: Mapping[str, Any], sealed: Decimal) -> bool:
    """Whether the number says what was sealed, as exactly as it claims to."""
    value = Decimal(str(figure["value"]))
    if figure["approximate"] == "over":
        return value < sealed <= value * Decimal("1.1")
    if figure["approximate"] == "under":
        return value * Decimal("0.9") <= sealed < value
    if figure["approximate"] == "about":
        return abs(value - sealed) <= value * Decimal("0.05")
    reading = read_number(figure["text"], unit="%" if "%" in figure["text"] else "người")
    places = -int(reading.amount.as_tuple().exponent) if reading.amount is not None else 0
    return round(sealed, max(places, 0)) == value
