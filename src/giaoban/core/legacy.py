"""Text in the encodings used before Unicode, TCVN3 (fonts .VnTime …) and VNI-Windows, recognised and converted.

Both show Vietnamese by fonts that draw other letters, so the characters themselves are Western ones. What tells them
apart is Vietnamese itself: read with the right table the words are Vietnamese syllables, with the wrong one they are
not. Good Unicode text is already made of syllables and is never touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from giaoban.core.text import as_kept, normalise, split_tone

Encoding = Literal["unicode", "tcvn3", "vni"]

_TCVN3 = dict(
    zip(
        "¡¢£¤¥¦§¨©ª«¬\xad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)
# Of the letters with a mark, only these have both cases in TCVN3; the others follow the case of their line.
_TCVN3_CASED = frozenset("ĂÂÊÔƠƯĐăâêôơưđ")

_VNI_TONES = dict(zip("øûõùï", "\u0300\u0309\u0303\u0301\u0323", strict=True))
_VNI_SHAPES = {
    "a": {**dict(zip("âàåãáä", "âầẩẫấậ", strict=True)), **dict(zip("êèúüéë", "ăằẳẵắặ", strict=True))},
    "e": dict(zip("âàåãáä", "êềểễếệ", strict=True)),
    "o": dict(zip("âàåãáä", "ôồổỗốộ", strict=True)),
}
_VNI_SINGLE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


def _vni_table() -> dict[str, str]:
    small = dict(_VNI_SINGLE)
    for base, shapes in _VNI_SHAPES.items():
        small.update({base + mark: letter for mark, letter in shapes.items()})
    for base in "aeouyôö":
        letter = _VNI_SINGLE.get(base, base)
        small.update({base + mark: normalise(letter + tone) for mark, tone in _VNI_TONES.items()})
    table = dict(small)
    for typed, letter in small.items():
        table[typed.upper()] = letter.upper()
        table[typed[0].upper() + typed[1:]] = letter.upper()
        table[typed[0] + typed[1:].upper()] = letter
    return table


_VNI = _vni_table()
_VNI_PATTERN = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))

# Vietnamese letters that exist in no Western code page: whoever typed one was typing Unicode.
_UNICODE_ONLY = re.compile("[ĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b]")
_WORD = re.compile(r"[A-Za-z\xa1-\xff]+")
_WESTERN = re.compile(r"[\xa1-\xff]")
_MICRO = re.compile(r"\d\s*µ")  # 5 µm: a unit, no letter

_ONSETS = sorted(
    ["", *re.findall(r"\S+", "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x")],
    key=len,
    reverse=True,
)
_RHYMES = frozenset(
    re.findall(
        r"\S+",
        """a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et
    ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu o oa oac oach oai oam oan oang
    oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong oong ooc op ot ô ôc ôi ôm ôn ông ôp ôt
    ơ ơi ơm ơn ơp ơt u ua uc ui um un ung up ut uya uych uyên uyêt uynh uyt uyp uy uyu uân uâng uât uây uê uêch uênh
    uêu uơ uôc uôi uôm uôn uông uôt ư ưa ưc ưi ưm ưng ưt ươc ươi ươm ươn ương ươp ươt ươu ưu y yêm yên yêng yêt
    yêu ynh yt""",
    )
)
_STOPS = ("c", "ch", "p", "t")


@lru_cache(maxsize=4096)
def is_syllable(word: str) -> bool:
    """Whether the word is built as a Vietnamese syllable is: onset, rhyme, and a tone that the rhyme can carry."""
    letters, tone = split_tone(word.lower())
    for onset in _ONSETS:
        rhyme = letters.removeprefix(onset)
        if letters.startswith(onset) and rhyme in _RHYMES:
            return tone in {4, 5} or not rhyme.endswith(_STOPS)
    return False


def recognise(texts: Iterable[str]) -> Encoding:
    """The encoding that these texts, of one document or one sheet, were typed in.

    Texts that hold a letter which only Unicode has are left out of the count; when in doubt the answer is Unicode.
    """
    right = {"unicode": 0, "tcvn3": 0, "vni": 0}
    western_words = 0
    for text in texts:
        text = _MICRO.sub("", text)
        if not _WESTERN.search(text) or _UNICODE_ONLY.search(text):
            continue
        tcvn3, vni = _from_tcvn3(text), _from_vni(text)
        for reading, converted in (("unicode", text), ("tcvn3", tcvn3), ("vni", vni)):
            right[reading] += sum(map(is_syllable, _marked_words(converted)))
        western_words += sum(1 for word in _WORD.findall(text) if _WESTERN.search(word))
    best: Encoding = "tcvn3" if right["tcvn3"] >= right["vni"] else "vni"
    # Most of the words must become syllables, and clearly more than were so before.
    if western_words and right[best] >= 0.7 * western_words and right["unicode"] <= 0.7 * right[best]:
        return best
    return "unicode"


def _marked_words(text: str) -> list[str]:
    words = re.findall(r"[^\W\d_]+(?:[\xa1-\xbf\xd7\xf7]+[^\W\d_]*)*|[\xa1-\xbf\xd7\xf7]+[^\W\d_]*", text)
    return [word for word in words if not word.isascii()]


def convert(text: str, encoding: Encoding) -> str:
    """The text in Unicode, read in that encoding, as it is kept; of a text that is Unicode already only the form changes.

    Every cell and paragraph that is taken in from a file passes here."""
    if encoding == "unicode" or _UNICODE_ONLY.search(text):
        return as_kept(text)
    return as_kept(_from_tcvn3(text) if encoding == "tcvn3" else _from_vni(text))


def to_unicode(text: str) -> str:
    """The text in Unicode, its encoding recognised from the text alone."""
    return convert(text, recognise([text]))


def _from_vni(text: str) -> str:
    return _VNI_PATTERN.sub(lambda match: _VNI[match[0]], text)


def _from_tcvn3(text: str) -> str:
    shouted = _is_shouted(text)
    return "".join(
        letter.upper() if shouted and letter not in _TCVN3_CASED else letter
        for letter in (_TCVN3.get(char, char) for char in text)
    )


def _is_shouted(text: str) -> bool:
    """Whether the line is in capitals, judged by the letters whose case TCVN3 shows: "TØNH ñY", but not "Sè 12-BC"."""
    capitals = 0
    for word in re.split(r"\s+", text):
        if re.search(r"[\d/]", word):  # a number of a document is in capitals anywhere
            continue
        shown = [char for char in (_TCVN3.get(c, c) for c in word) if char.isascii() or char in _TCVN3_CASED]
        if any(char.islower() for char in shown):
            return False
        capitals = max(capitals, sum(char.isupper() for char in shown))
    return capitals >= 2
