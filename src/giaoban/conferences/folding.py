"""Which proposals say nearly the same, by the syllables that follow one another in them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from giaoban.core.text import fold

SHARED, SHARE = 4, 0.5
"""So many pairs of syllables, and this share of the shorter text, stand in both where two say nearly the same: an aid for a
person, who alone folds one into the other."""


def pairs_of(text: str) -> set[tuple[str, str]]:
    """The pairs of syllables that follow one another in the text, without accents, capitals and punctuation."""
    syllables = "".join(letter if letter.isalnum() else " " for letter in fold(text)).split()
    return set(pairwise(syllables))


def alike(text: str, others: Mapping[int, str]) -> list[int]:
    """The keys of those that say nearly the same as the text, the most alike first."""
    own = pairs_of(text)
    shares = {}
    for key, other in others.items():
        pairs = pairs_of(other)
        shared = len(own & pairs)
        if shared >= SHARED and shared >= SHARE * min(len(own), len(pairs)):
            shares[key] = shared / min(len(own), len(pairs))
    return sorted(shares, key=lambda key: (-shares[key], key))


def why_not_fold(*, same: bool, proposals: bool, itself: bool, folded: bool, state: str) -> list[str]:
    """Every reason why a proposal is not folded into another: ``same`` conference, both ``proposals``, the other ``folded``."""
    reasons = []
    if not same or not proposals:
        reasons.append("Chỉ gộp đề xuất vào một đề xuất khác của cùng hội nghị.")
    if itself:
        reasons.append("Không gộp một đề xuất vào chính nó.")
    if folded:
        reasons.append("Đề xuất được chọn đã gộp vào đề xuất khác; hãy gộp vào đề xuất đó.")
    if state not in {"raised", "assigned"}:
        reasons.append("Chỉ gộp đề xuất chưa có trả lời.")
    return reasons
