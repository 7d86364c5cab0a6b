"""Which syllables Vietnamese can write: onset, rime and tone, by the rules of its spelling.

An own description of the writing system instead of a word list under another licence. It knows what cannot be a
syllable, not whether a possible one is a word; where the system's dictionary of hunspell is installed, that is asked.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from giaoban.core.text import normalise, respell

INSTALLED = (Path("/usr/share/hunspell/vi_VN.dic"), Path("/usr/share/hunspell/vi.dic"))
"""Where a system keeps the Vietnamese dictionary of hunspell, when its administrator installed one."""

_FRONT = "c gh k ngh q"  # spelled by the vowel that follows
_ONSETS = ["b", "ch", "d", "đ", "h", "kh", "l", "m", "n", "nh", "p", "ph", "r", "s", "t", "th", "tr", "v", "x"]
_OPEN = [
    "a",
    "ai",
    "ao",
    "au",
    "ay",
    "e",
    "eo",
    "ê",
    "êu",
    "i",
    "ia",
    "iu",
    "o",
    "oi",
    "oa",
    "oai",
    "oao",
    "oay",
    "oe",
    "oeo",
    "ô",
    "ôi",
    "ơ",
    "ơi",
    "u",
    "ua",
    "ui",
    "uê",
    "uơ",
    "uôi",
    "uy",
    "uya",
    "uyu",
    "ư",
    "ưa",
    "ưi",
    "ưu",
    "ươi",
    "ươu",
    "y",
    "yêu",
    "iêu",
    "â",
    "âu",
    "ây",
    "uao",
    "uây",
]
_NASAL = [
    "am",
    "an",
    "ang",
    "anh",
    "ăm",
    "ăn",
    "ăng",
    "âm",
    "ân",
    "âng",
    "em",
    "en",
    "eng",
    "êm",
    "ên",
    "ênh",
    "im",
    "in",
    "inh",
    "iêm",
    "iên",
    "iêng",
    "yêm",
    "yên",
    "yêng",
    "om",
    "on",
    "ong",
    "oong",
    "oam",
    "oan",
    "oang",
    "oanh",
    "oăm",
    "oăn",
    "oăng",
    "oen",
    "ôm",
    "ôn",
    "ông",
    "ơm",
    "ơn",
    "um",
    "un",
    "ung",
    "uân",
    "uâng",
    "uên",
    "uênh",
    "uôm",
    "uôn",
    "uông",
    "uyên",
    "uynh",
    "uyn",
    "ưm",
    "ưn",
    "ưng",
    "ươm",
    "ươn",
    "ương",
]
_STOPPED = [
    "ac",
    "ach",
    "ap",
    "at",
    "ăc",
    "ăp",
    "ăt",
    "âc",
    "âp",
    "ât",
    "ec",
    "ep",
    "et",
    "êch",
    "êp",
    "êt",
    "ich",
    "ip",
    "it",
    "iêc",
    "iêp",
    "iêt",
    "yêt",
    "oc",
    "ooc",
    "op",
    "ot",
    "oac",
    "oach",
    "oap",
    "oat",
    "oăc",
    "oăt",
    "oet",
    "ôc",
    "ôp",
    "ôt",
    "ơp",
    "ơt",
    "uc",
    "up",
    "ut",
    "uât",
    "uêch",
    "uôc",
    "uôp",
    "uôt",
    "uyêt",
    "uyt",
    "uych",
    "ưc",
    "ưt",
    "ươc",
    "ươp",
    "ươt",
    "uơt",
    "uynh",
]
_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
_STOPPED_TONES = ("\u0301", "\u0323")
_LOANED = frozenset(
    [
        "internet",
        "online",
        "offline",
        "website",
        "web",
        "email",
        "video",
        "clip",
        "fax",
        "logo",
        "album",
        "karaoke",
        "marketing",
        "hotline",
        "wifi",
        "blog",
        "container",
        "oxy",
        "axit",
        "kilôgam",
        "kg",
        "km",
        "ha",
        "covid",
        "đô",
        "la",
        "ki",
        "lô",
        "mét",
        "tivi",
        "radio",
        "poster",
        "banner",
        "robot",
        "zalo",
        "facebook",
        "youtube",
        "virus",
        "pin",
        "ga",
        "lít",
        "laser",
        "festival",
        "showroom",
        "đăk",
        "đắk",
        "lăk",
        "lắk",
        "krông",
        "pleiku",
    ]
)
"""Words taken over as they are, which Vietnamese offices write."""
_VOWEL = "aăâeêioôơuưy"


def is_written(syllable: str) -> bool:
    """Whether that can stand in a Vietnamese text."""
    lower = respell(normalise(syllable)).lower()
    known = _installed()
    return lower in _LOANED or (lower in known if known else lower in possible())


@cache
def possible() -> frozenset[str]:
    """Every syllable that the spelling allows, tone marks as this house writes them."""
    made = set()
    for onset, rime in _bodies():
        for tone in _STOPPED_TONES if rime in _STOPPED and rime != "uynh" else _TONES:
            made.add(_toned(onset, rime, tone))
    return frozenset(made)


def _bodies() -> set[tuple[str, str]]:
    rimes = {*_OPEN, *_NASAL, *_STOPPED}
    bodies = {("", rime) for rime in rimes}
    for rime in rimes:
        if rime[0] == "y" and len(rime) > 1:
            continue  # yên, yêu: without an onset only
        front = rime[0] in "ieêy"
        bodies |= {(onset, rime) for onset in _ONSETS}
        bodies |= {(onset, rime) for onset in (("k", "gh", "ngh") if front else ("c", "g", "ng"))}
        if rime.startswith(("oa", "oe")):
            bodies.add(("q", "u" + rime[1:]))
        if rime.startswith("u") and len(rime) > 1 and rime[1] in "âêơyôai":
            bodies.add(("q", rime))
        if rime[0] not in "i":
            bodies.add(("gi", rime))
        else:
            bodies.add(("g", rime))  # gì, gìn, gia
    bodies |= {
        ("gi", "êng"),
        ("gi", "êc"),
        ("gi", "êt"),
        ("gi", "ên"),
        ("gi", "êm"),
        ("qu", "anh"),
        ("qu", "ich"),
        ("k", "y"),
    }
    bodies |= {
        ("q", "u" + rime) for rime in rimes if rime[0] in "aăâeêiơ" and rime not in ("ia", "iu", "au", "ao", "ưa")
    }
    return bodies | {("qu", "au"), ("qu", "ao")}


def _toned(onset: str, rime: str, tone: str) -> str:
    """The syllable with its mark on the vowel that carries it, as `respell` puts it."""
    if not tone:
        return onset + rime
    body = onset + rime
    if onset == "q" and len(rime) > 1:
        onset, rime = "qu", rime[1:]
    vowels = [place for place, letter in enumerate(rime) if letter in _VOWEL]
    marked = [place for place in vowels if rime[place] in "ăâêôơư"]
    if marked:
        at = marked[-1]
    elif len(vowels) >= 3 or (len(vowels) == 2 and rime[-1] not in _VOWEL):
        at = vowels[1]
    else:
        at = vowels[0]
    place = len(onset) + at
    return respell(normalise(body[: place + 1] + tone + body[place + 1 :]))


@cache
def _installed() -> frozenset[str]:
    for path in INSTALLED:
        if path.exists():
            lines = re.split(r"[\r\n]+", path.read_text(encoding="utf-8", errors="replace"))[1:]
            return frozenset(respell(line.split("/")[0].strip().lower()) for line in lines if line.strip())
    return frozenset()
