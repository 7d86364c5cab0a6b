"""Vietnamese text: one normal form, one house spelling of tone marks, and a loose form for searching."""

from __future__ import annotations

import re
import unicodedata

TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""The five written tone marks in the order of Vietnamese dictionaries (no mark is 0): huyền, hỏi, ngã, sắc, nặng."""

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))

# A tone on the second vowel of an open "oa", "oe", "uy". After "q" the "u" belongs to the consonant: quý, quỳ.
_TONE_ON_SECOND = re.compile(
    r"(?<![qQ])(?:([oO])([àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ])|([uU])([ỳýỷỹỵỲÝỶỸỴ]))(?![^\W\d_])",
)


def normalise(text: str) -> str:
    """The text in Unicode's composed form (NFC), so that equal letters are equal characters."""
    return unicodedata.normalize("NFC", text)


def squeeze(text: str) -> str:
    """The text on one line with single plain spaces, whatever spaces, breaks or invisible marks stood in it."""
    return " ".join(text.translate(_INVISIBLE).split())


def respell(text: str) -> str:
    """The text with tone marks where this house writes them: hòa, khỏe, thúy, ủy; quý, toàn, huỳnh stay."""

    def move(match: re.Match[str]) -> str:
        first, second = (match[1], match[2]) if match[1] else (match[3], match[4])
        apart = unicodedata.normalize("NFD", second)
        return unicodedata.normalize("NFC", first + apart[1:]) + apart[0]

    return _TONE_ON_SECOND.sub(move, normalise(text))


def strip_marks(text: str) -> str:
    """The text without any accent or tone, đ written d."""
    bare = "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", bare).replace("đ", "d").replace("Đ", "D")


def fold(text: str) -> str:
    """The loose form for searching and comparing: no accents, no case, single spaces; hòa, hoà and HOA are one."""
    return squeeze(strip_marks(text).casefold())


def slug(text: str) -> str:
    """The text as a part of an address: plain lower-case letters and digits joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


def split_tone(syllable: str) -> tuple[str, int]:
    """The syllable's letters without tone (ă â ê ô ơ ư đ kept) and its tone from 0 to 5."""
    tone = 0
    letters: list[str] = []
    for char in unicodedata.normalize("NFD", syllable):
        if char in TONES:
            tone = TONES[char]
        else:
            letters.append(char)
    return unicodedata.normalize("NFC", "".join(letters)), tone
