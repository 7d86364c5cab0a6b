"""Personal names as Vietnamese write and sort them: by given name, then middle names, then family name."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from giaoban.core.text import as_kept, normalise, split_tone, squeeze

# Letters that sort after their plain letter and all it begins ("ăn" after "az"); "}" and "~" follow "z" in byte order.
_LETTERS = {"ă": "a}", "â": "a~", "đ": "d~", "ê": "e~", "ô": "o}", "ơ": "o~", "ư": "u~"}


LONGEST = 120
"""Letters of a name; the longest known of a Vietnamese has about forty."""
MOST_WRITTEN = 4
"""Characters that one composed letter is written with at most."""


@dataclass(frozen=True)
class Name:
    """A personal name in its parts; a name of one word is a given name."""

    family: str
    middle: str
    given: str


def in_one_form(name: str, most: int = LONGEST) -> str:
    """The name as it is stored, whoever typed it and however: composed letters, single spaces, no invisible or direction
    marks, at most ``most`` letters; nothing where nothing can be seen. Two names that look the same are then the same."""
    return squeeze(as_kept(name[: most * MOST_WRITTEN]))[:most].rstrip()


def split_name(name: str) -> Name:
    """The name in its parts: the first word is the family name, the last the given name."""
    words = in_one_form(name).split(" ")
    if len(words) == 1:
        return Name("", "", words[0])
    return Name(words[0], " ".join(words[1:-1]), words[-1])


def sort_key(name: str) -> str:
    """Plain ASCII text whose byte order (collation "C") is the Vietnamese order of names.

    By given name, then middle names, then family name; letters a ă â b c d đ e ê ... o ô ơ ... u ư ...; among equal
    letters the tones in the order ngang, huyền, hỏi, ngã, sắc, nặng. Spelling of tone marks and case do not matter.
    """
    parts = split_name(name)
    return " ".join(_part_key(part) for part in (parts.given, parts.middle, parts.family)).rstrip(" ")


def order_key(text: str) -> str:
    """Plain ASCII text whose byte order is the Vietnamese order of what is not a person: word by word from the first,
    numbers by their size, so that Chi bộ 2 stands before Chi bộ 10 and Ban Tổ chức before Ban Tuyên giáo."""
    words = re.findall(r"\d+|[^\W\d_]+", normalise(text).lower())
    return " ".join(word.zfill(9) if word.isdecimal() else _syllable_key(word) for word in words)


def _part_key(part: str) -> str:
    # "." sorts before digits and letters, so that a shorter name comes before its continuation.
    return ".".join(_syllable_key(word) for word in re.split(r"[\s\-]+", part.lower()) if word)


def _syllable_key(syllable: str) -> str:
    letters, tone = split_tone(syllable)
    return "".join(_letter_key(letter) for letter in letters) + str(tone)


def _letter_key(letter: str) -> str:
    if letter in _LETTERS:
        return _LETTERS[letter]
    bare = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode()
    return "".join(char for char in bare if char.isalnum())
