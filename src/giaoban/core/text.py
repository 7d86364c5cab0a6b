"""Vietnamese text: one normal form, one house spelling of tone marks, and a loose form for searching."""

from __future__ import annotations

import re
import unicodedata

TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""The five written tone marks in the order of Vietnamese dictionaries (no mark is 0): huyền, hỏi, ngã, sắc, nặng."""

MOST_MARKS = 30
"""Marks that may follow one letter, as in Unicode's stream-safe text (UAX #15, section 13); normalising costs their square."""

_RANGES = (
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB), (0xE0000, 0xE0FFF),
)  # fmt: skip
_INVISIBLE = {code: None for first, last in _RANGES for code in range(first, last + 1)}
"""What nobody sees: Unicode's Default_Ignorable_Code_Point and the marks of writing direction, Hangul's fillers among them."""

_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(127, 133), *range(134, 160)), " ")
_HALVES = dict.fromkeys((*range(0xD800, 0xE000), 0xFFFE, 0xFFFF))
"""Control characters but ends of lines, halves of a character, and what is none: no document and no table can hold them."""
_UNSEEN = _INVISIBLE | _CONTROLS | _HALVES

_FORMULA = re.compile(r"((?:^|[;,\t\r\n])[ \"']*)(?=[=+\-@＝＋－＠\t\r])")
_NO_LETTERS = re.compile(rf"[^\w\s]{{{MOST_MARKS + 1},}}")

# A tone on the second vowel of an open "oa", "oe", "uy". After "q" the "u" belongs to the consonant: quý, quỳ.
_TONE_ON_SECOND = re.compile(
    r"(?<![qQ])(?:([oO])([àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ])|([uU])([ỳýỷỹỵỲÝỶỸỴ]))(?![^\W\d_])",
)


def normalise(text: str, most: int | None = None) -> str:
    """The text in Unicode's composed form (NFC), so that equal letters are equal characters; at most ``most`` of them.

    Cut before it is composed, marks beyond `MOST_MARKS` on one letter too, so that no text costs more than its length.
    """
    if most is not None:
        text = text[: most * 4]  # a composed letter is written with four characters at most
    composed = unicodedata.normalize("NFC", _stream_safe(text))
    return composed if most is None else composed[:most]


def decompose(text: str) -> str:
    """The text in Unicode's decomposed form (NFD): letters, then their marks; cut as by `normalise`."""
    return unicodedata.normalize("NFD", _stream_safe(text))


def _stream_safe(text: str) -> str:
    return text if text.isascii() else _NO_LETTERS.sub(_with_few_marks, text)


def _with_few_marks(run: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for char in run[0]:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def squeeze(text: str) -> str:
    """The text on one line with single plain spaces, whatever spaces, breaks or invisible marks stood in it."""
    return " ".join(text.translate(_INVISIBLE).split())


def as_kept(text: str) -> str:
    """The text as it is kept, whoever typed or sent it: composed letters, nothing that cannot be seen and no mark that turns the
    writing round. Lines and spaces stay; a name is squeezed too, see `giaoban.core.names.in_one_form`."""
    return text.translate(_CONTROLS) if text.isascii() else normalise(text.translate(_UNSEEN))


def as_cell(text: str) -> str:
    """The text with an apostrophe wherever a spreadsheet that opens it as CSV would take it, or what follows a mark that
    lists are separated by in some country, for a formula."""
    return _FORMULA.sub(r"\1'", text)


def respell(text: str) -> str:
    """The text with tone marks where this house writes them: hòa, khỏe, thúy, ủy; quý, toàn, huỳnh stay."""

    def move(match: re.Match[str]) -> str:
        first, second = (match[1], match[2]) if match[1] else (match[3], match[4])
        apart = unicodedata.normalize("NFD", second)
        return unicodedata.normalize("NFC", first + apart[1:]) + apart[0]

    return _TONE_ON_SECOND.sub(move, normalise(text))


def strip_marks(text: str) -> str:
    """The text without any accent or tone, đ written d."""
    bare = "".join(char for char in decompose(text) if not unicodedata.combining(char))
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
    for char in decompose(syllable):
        if char in TONES:
            tone = TONES[char]
        else:
            letters.append(char)
    return unicodedata.normalize("NFC", "".join(letters)), tone
