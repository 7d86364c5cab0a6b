"""What powers are called for people: those of acts as their buttons say, the others as ``powers.toml`` has them."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

_sources: list[Callable[[], Mapping[str, str]]] = []


@cache
def _written() -> Mapping[str, Any]:
    with open(Path(__file__).with_name("powers.toml"), "rb") as file:
        return tomllib.load(file)


def learn(source: Callable[[], Mapping[str, str]]) -> None:
    """What ``source`` answers is among the words from now on; it is asked anew each time, in the reader's language."""
    if source not in _sources:
        _sources.append(source)


def known_powers() -> dict[str, str]:
    """Every power in words, by area and in the order in which a person reads them."""
    found = {f"{area}.{name}": said for area, words in _written()["powers"].items() for name, said in words.items()}
    for source in _sources:
        found |= {power: said for power, said in source().items() if power not in found}
    return found


def in_words(power: str) -> str:
    """The power as a person says it; its name in the program where nobody wrote any words for it."""
    return known_powers().get(power, power)


def area_in_words(area: str) -> str:
    """What the area of work is called."""
    return str(_written()["areas"].get(area, area))
