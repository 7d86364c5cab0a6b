"""What powers are called for people: those of acts as their buttons say, the others as their parts have them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from giaoban.ground.access.parts import parts

_sources: list[Callable[[], Mapping[str, str]]] = []


def learn(source: Callable[[], Mapping[str, str]]) -> None:
    """What ``source`` answers is among the words from now on; it is asked anew each time, in the reader's language."""
    if source not in _sources:
        _sources.append(source)


def known_powers() -> dict[str, str]:
    """Every power in words, by area and in the order in which a person reads them."""
    powers = {name: str(words) for part in parts() for name, words in part.words.items() if "." in name}
    for source in _sources:
        powers |= {power: words for power, words in source().items() if power not in powers}
    return powers


def in_words(power: str) -> str:
    """The power as a person says it; its name in the program where nobody wrote any words for it."""
    return known_powers().get(power, power)


def area_in_words(prefix: str) -> str:
    """What that is called which powers of this beginning are about."""
    return next((str(part.words[prefix]) for part in parts() if prefix in part.words), prefix)
