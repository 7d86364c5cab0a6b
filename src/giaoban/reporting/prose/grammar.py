"""How reports speak: what a number counts and what is spoken of, from ``phrases.toml``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from giaoban.reporting.prose.numerals import Number

_DATA = tomllib.loads((Path(__file__).parent / "phrases.toml").read_text("utf-8"))
_NOUNS = [(noun["name"], re.compile(rf"\s*{noun['phrase']}(?!\w)")) for noun in _DATA["nouns"]]
_TOPICS = [
    (topic["name"], re.compile(rf"(?<!\w)(?:{topic['phrase']})(?!\w)", re.MULTILINE)) for topic in _DATA["topics"]
]
LINES: dict[str, dict[str, str]] = {topic["name"]: topic.get("lines", {}) for topic in _DATA["topics"]}

_NO_NOUN = re.compile(
    r"\s*(?:$|[^\w\s]|(?:và|so|bằng|đạt|tăng|giảm|trong|gồm|của|tại|ở|trên|thì|còn|nên|cho|với|nhưng|do|là|đã|được|bị|cùng|mới|hiện|vào|từ|chuyển|theo|nhiều|cao|thấp)\b|#)"
)

PERSONS = frozenset({"member", "person", "crowd", "new_member", "learner", "probationary", "official", "case"})


@dataclass(frozen=True)
class Cue:
    """A phrase of the grammar in a sentence: what is spoken of, and from where to where."""

    topic: str
    start: int
    end: int


def with_nouns(lowered: str, matches: list[Number]) -> list[Number]:
    """The numbers with what each counts: a noun of the grammar, "none" where nothing is named, "?" where it is another thing."""
    counted = [replace(number, noun=noun, noun_end=end) for number in matches for noun, end in [_noun(lowered, number)]]
    for index, (before, number) in enumerate(pairwise(counted), start=1):
        if number.approximate == "over" and lowered[before.noun_end : number.start].strip() == "trên":
            counted[index] = replace(number, approximate=None)  # "38 đảng bộ trên 62 tổ chức": out of so many
    return counted


def _noun(lowered: str, number: Number) -> tuple[str, int]:
    for name, pattern in _NOUNS:
        if match := pattern.match(lowered, number.end):
            return name, match.end()
    if number.percent or _NO_NOUN.match(lowered, number.end):
        return "none", number.end
    return "?", number.end


def cues(lowered: str) -> list[Cue]:
    """What is spoken of in the sentence, in its order; where phrases overlap, the earliest and longest stands."""
    matches = [
        (match.start(), -match.end(), order, name)
        for order, (name, pattern) in enumerate(_TOPICS)
        for match in pattern.finditer(lowered)
    ]
    kept: list[Cue] = []
    for start, end, _, name in sorted(matches):
        if not kept or start >= kept[-1].end:
            kept.append(Cue(name, start, -end))
    return kept


def agrees(code: str, number: Number) -> bool:
    """Whether a number that counts that can be one of the line."""
    if number.noun == "none":
        return True
    persons = code.startswith(("1.3", "2.3", "4.1", "4.4", "4.5", "4.6", "4.7", "5.3", "2.1."))
    return (number.noun in PERSONS) == persons
