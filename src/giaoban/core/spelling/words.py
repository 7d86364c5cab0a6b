"""Pairs of syllables that are no word but look like one: “tằng cường” for “tăng cường”, “kết lạp” for “kết nạp”.

Three lists of our own, each sorted, in the spelling of the house: ``words.txt`` holds the words of this field, and only
these are ever proposed; ``others.txt`` holds other words of two syllables, which are only left in peace; ``alone.txt``
holds syllables that are words by themselves, which may stand beside any other.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from giaoban.core.spelling.syllables import possible
from giaoban.core.text import fold, respell


def _listed(name: str) -> tuple[str, ...]:
    return tuple((Path(__file__).parent / name).read_text("utf-8").split("\n")[:-1])


WORDS = _listed("words.txt")
"""The words of this field. The lists are there as soon as this is imported: where a stranger's text is read nothing can be opened."""
_KNOWN = frozenset((*WORDS, *_listed("others.txt")))
_ALONE = frozenset(_listed("alone.txt"))
_AROUND = "\"'“”‘’()[]{}<>«»*•–—-.,;:!?…/"
_ENDS = frozenset(".!?…:;")
_ONSET = re.compile(r"ngh|ng|nh|ch|tr|th|ph|kh|gh|gi(?=[^\W\d_])|qu|[bcdđghklmnprstvx]|")
_SOUNDS_LIKE = {
    "l": "l/n", "n": "l/n", "ch": "ch/tr", "tr": "ch/tr", "s": "s/x", "x": "s/x", "d": "d/gi/r", "gi": "d/gi/r", "r": "d/gi/r",
}  # fmt: skip
"""Beginnings that are spoken alike in one part of the country or another, and therefore written for one another."""
_SURNAMES = frozenset(
    re.findall(
        r"\S+",
        """
    bùi cao châu chu dương giàng huỳnh hoàng hà hồ hứa khổng kiều la lâm lê lò lý lưu lương lục ma mai mạc ngô nguyễn nông
    phan phùng phạm quách quàng sùng thào thái triệu trương trần trịnh tô tạ tống vi võ vũ vương đàm đinh đoàn đào đặng đồng đỗ
    """,
    )
)
"""With a capital at the beginning of a sentence these begin the name of a person."""


@dataclass(frozen=True)
class Misspelling:
    """What was written, and the word that is meant by it."""

    written: str
    meant: str


@dataclass(frozen=True)
class _Syllable:
    """A syllable of the text in small letters, and whether it was written so or with no more than the capital of a sentence."""

    text: str
    is_small: bool
    begins: bool

    def may_open(self) -> bool:
        """Whether it may be the first half of a word that is no name."""
        return self.is_small or (self.begins and self.text not in _SURNAMES)


def misspelt(text: str, names: Collection[str] = ()) -> list[Misspelling]:
    """The pairs that are no word but a word of the field with other marks, or with one beginning that sounds alike.

    Each once, in the order of the text. Silent where a syllable belongs to a word or to one of the names, where the one
    that would change is a word by itself, and at a capital in the middle of a sentence. Takes time in proportion.
    """
    named = frozenset(pair for name in names for pair in _pairs_of(name))
    pairs = (pair for line in respell(text).splitlines() for run in _runs(line) for pair in _wrong_in(run, named))
    return list(dict.fromkeys(pairs))


def _pairs_of(name: str) -> Iterator[str]:
    yield from map(" ".join, pairwise(respell(name).lower().split()))


def _runs(line: str) -> Iterator[list[_Syllable]]:
    """The syllables of a line as far as nothing but a blank stands between them; addresses, numbers and signs end a run."""
    run: list[_Syllable] = []
    begins = True
    for token in line.split():
        bare = token.strip(_AROUND)
        if not bare.isalpha() or not token.startswith(bare):
            yield run
            run = []
        if bare.isalpha():
            begins = begins or not token.startswith(bare)
            run.append(_Syllable(bare.lower(), bare == bare.lower(), begins))
        begins = token[-1] in _ENDS
        if not token.endswith(bare):
            yield run
            run = []
    yield run


def _wrong_in(run: list[_Syllable], named: frozenset[str]) -> Iterator[Misspelling]:
    pairs = [f"{first.text} {second.text}" for first, second in pairwise(run)]
    stands = [pair in _KNOWN or pair in named for pair in pairs]
    for at, (pair, first, second) in enumerate(zip(pairs, run, run[1:], strict=False)):
        is_taken = any(stands[max(at - 1, 0) : at + 2])
        if is_taken or not second.is_small or not first.may_open():
            continue
        if (meant := _meant_by(first.text, second.text)) and {first.text, second.text} <= possible():
            yield Misspelling(pair, meant)


def _meant_by(first: str, second: str) -> str:
    """The word of the field that the two must mean; empty where none, or where the pair may be two words that met."""
    for word in _by_sound().get(f"{_sound(first)} {_sound(second)}", ()):
        wanted = word.split(" ")
        changed = [(old, new) for old, new in zip((first, second), wanted, strict=True) if old != new]
        is_near = all(fold(old) == fold(new) for old, new in changed)
        if not is_near and len(changed) == 1:
            is_near = _differs_in_the_beginning(*changed[0])
        if is_near and not any(old in _ALONE for old, _new in changed):
            return word
    return ""


@cache
def _by_sound() -> dict[str, list[str]]:
    """The words of the field by what is left of them without marks and without what beginnings tell apart."""
    grouped: dict[str, list[str]] = {}
    for word in WORDS:
        grouped.setdefault(" ".join(map(_sound, word.split(" "))), []).append(word)
    return grouped


def _parted(syllable: str) -> tuple[str, str]:
    match = _ONSET.match(syllable)
    onset = match[0] if match else ""
    return onset, syllable[len(onset) :]


@lru_cache(maxsize=8192)
def _sound(syllable: str) -> str:
    onset, rime = _parted(syllable)
    onset = "d" if onset == "đ" else onset  # told apart by a mark alone
    return f"{_SOUNDS_LIKE.get(onset, onset)}-{fold(rime)}"


def _differs_in_the_beginning(old: str, new: str) -> bool:
    """Whether one was written for the other as they are spoken: the same rime and tone behind beginnings that sound alike."""
    (old_onset, old_rime), (new_onset, new_rime) = _parted(old), _parted(new)
    return old_rime == new_rime and old_onset in _SOUNDS_LIKE and _SOUNDS_LIKE[old_onset] == _SOUNDS_LIKE.get(new_onset)
