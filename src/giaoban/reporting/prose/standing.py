"""What is just there: the bodies and the members of whom nothing is told but how many they are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from giaoban.reporting.prose.grammar import PERSONS, Cue
from giaoban.reporting.prose.numerals import Number
from giaoban.reporting.prose.speaking import Speech, Spoken

THERE = re.compile(
    r"\s*(?:$|,(?! mỗi\b)|[.;:()\"”]|(?:đang )?sinh hoạt (?:tại|ở)|và\b|trong đó|trong số|là\b|ở\b|trực thuộc|thuộc\b|tại\b|với\b|gồm\b|bao gồm|chia ra|cùng\b|của\b|nên\b|tăng\b|giảm\b|có\b(?! (?:vi phạm|dấu hiệu)))"
)
HAS = re.compile(
    r"\b(?:có|còn|quản lý|lãnh đạo|hiện|nay)(?: tổng số| tổng cộng| tất cả)?\s*(?:(?:trên|hơn|gần|dưới|khoảng|chừng|xấp xỉ)\s*)?$"
)
MOST = re.compile(
    r"\b(?:cao nhất|nhiều nhất|dẫn đầu|thấp nhất|ít nhất|đông nhất|lớn nhất|nhỏ nhất|tiêu biểu|đứng đầu)\b"
)
BODIES = re.compile(r"\b(?:đảng bộ|đảng ủy|khối|cụm|chi bộ|tỉnh|tổ chức cơ sở đảng|đơn vị|địa phương|số liệu)\b")
HOLDS = re.compile(
    r"(?:^|\b(?:có|còn|quản lý|với|gồm|là|lãnh đạo|và|số|hiện|nay)|[,;(:])\s*(?:tổng số|tổng cộng|tất cả)?\s*(?:trên|hơn|gần|dưới|khoảng|chừng|xấp xỉ)?\s*$"
)
STRONG = {
    "organisation_base": "1.1", "committee_base": "1.1.1", "cell_base": "1.1.2", "cell_under": "1.2",
    "good_cell": "3.2", "good_committee": "3.3", "probationary": "1.3.1",
}  # fmt: skip


_FOUNDED = re.compile(
    r"(?<!sau )(?<!khi )\b(?:thành lập|chia tách|giải thể|nâng cấp)\b(?!.*\b(?:nâng|đưa|hiện|tổng số|đến nay)\b)[^;.]*$"
)

_ASIDE_OF = re.compile(r"(\w+)\s*\(\s*$")


def were_founded(before: str) -> bool:
    """Whether bodies are founded, divided or taken over: what is counted behind it is theirs, and not what stands."""
    return _FOUNDED.search(before[-200:]) is not None


def come_with_their_bodies(index: int, spoken: Spoken, numbers: Sequence[Number], cues: Sequence[Cue]) -> bool:
    """Whether organisations move, and the members only with them."""
    if spoken.before is None or spoken.before.topic not in {"moved_in", "moved_out"}:
        return False
    moved = next(cue for cue in cues if cue.topic in {"moved_in", "moved_out"})
    earlier = [number for number in numbers[:index] if number.start >= moved.end]
    return bool(earlier) and earlier[0].noun not in {*PERSONS, "none"}


def are_there(index: int, spoken: Sequence[Spoken], speech: Speech) -> bool:
    """Whether nothing is told of the counted but that they are there, nor of those that are listed behind them."""
    while index + 1 < len(spoken) and speech.goes_on(index + 1) and spoken[index + 1].number.noun in STRONG:
        if not THERE.match(spoken[index].right):
            return False
        index += 1
    return THERE.match(spoken[index].right) is not None


def is_aside_of_a_name(text: str, number: Number) -> bool:
    """Whether it stands in brackets behind a name, whose number it is then: "Đảng bộ A (34 đảng viên)"."""
    aside = _ASIDE_OF.search(text[: number.start])
    return aside is not None and aside[1][0].isupper() and aside[1] != "Khối"
