"""What somebody may have meant to type: the words that a text searches for, and other words where it finds nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from giaoban.core.text import fold

MOST_WORDS = 8
"""So many words are searched for: the longest name that anybody types has fewer."""
_LEFT_OVER = (
    (re.compile(r"dd"), "d"), (re.compile(r"([aeo])\1"), r"\1"), (re.compile(r"([auo])w"), r"\1"),
    (re.compile(r"(?<=[a-z])[sfrxjz0-9]$"), ""),
)  # fmt: skip
"""Keys of Telex and VNI that are still there as letters when the keyboard did not take them: Dungf, ddinh, huwng."""


def words_of(text: str) -> list[str]:
    """The words that are searched for: letters without marks and digits, no word twice."""
    return list(dict.fromkeys(re.findall(r"[a-z0-9]+", fold(text))))[:MOST_WORDS]


def fits(text: str, *, shown: str) -> bool:
    """Whether each word of the text begins a word of what is shown."""
    there = words_of_all(shown)
    return all(any(word.startswith(begun) for word in there) for begun in words_of(text))


def words_of_all(text: str) -> set[str]:
    """Every word of a text that is searched."""
    return set(re.findall(r"[a-z0-9]+", fold(text)))


def otherwise(text: str) -> Iterator[str]:
    """Other words that may be meant, likeliest first: keys left over taken out, then less and less of what was typed."""
    words, told = words_of(text), {tuple(words_of(text))}
    keyed = [_without_keys(word) for word in words]
    shorter = [word[:-1] if len(word) > 2 else word for word in keyed]
    for meant in (keyed, shorter, *(keyed[:at] + keyed[at + 1 :] for at in range(len(keyed)) if len(keyed) > 2)):
        if tuple(meant) not in told and sum(map(len, meant)) > 2:
            told.add(tuple(meant))
            yield " ".join(meant)


def _without_keys(word: str) -> str:
    for keys, letters in _LEFT_OVER:
        word = keys.sub(letters, word)
    return word


def begun_in(name: str, text: str) -> list[tuple[str, bool]]:
    """The name in parts, each with whether the text searches for it: what a list underlines."""
    begun = sorted(words_of(text), key=len, reverse=True)
    parts: list[tuple[str, bool]] = []
    for piece in re.findall(r"\w+|\W+", name):
        plain = fold(piece) if piece.strip() else ""
        length = next((len(word) for word in begun if plain.startswith(word) and len(plain) == len(piece)), 0)
        parts += [(piece[:length], True), (piece[length:], False)]
    return [part for part in parts if part[0]]
