"""Numbers that are shares of others: so many of all, per cent of the members, per cent of the year's target."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from giaoban.reporting.prose.grammar import LINES
from giaoban.reporting.prose.numerals import Number
from giaoban.reporting.prose.said import WrittenFigure
from giaoban.reporting.prose.speaking import Spoken

_STUDIED_BEHIND = re.compile(r"\s*(?:đã |được )*(?:tham gia |dự )?(?:học tập|nghiên cứu|quán triệt)")
_RATE = re.compile(r"tỷ lệ|đạt|bằng|\(|/")
_NOT_MEMBERS = re.compile(r"\b(?:công đoàn|đoàn viên|hội viên|quần chúng|công chức|viên chức|người lao động)\b[^;.]*$")


def of_all(below: Sequence[Spoken]) -> str:
    """The line of so many of all: "250/412 chi bộ đạt …", by what is said of those below the stroke."""
    code = LINES.get(below[0].topic, {}).get(below[0].number.noun, "") if below else ""
    return code if code in {"3.2", "3.3", "4.2", "4.3", "4.5"} else ""


def is_share_of_target(number: Number, last: WrittenFigure | None, figures: Iterable[WrittenFigure]) -> bool:
    """Whether the last value is that share of the target that the sentence has given for its line."""
    if last is None:
        return False
    targets = [
        figure.value for figure in figures if (figure.code, figure.role) == (last.code, "target") and figure.value
    ]
    return any(abs(last.value / target * 100 - number.value) < 0.06 for target in targets)


def is_of_members_who_studied(number: Number, right: str) -> bool:
    """Whether the per cent counts members, and says behind them that they studied: "98,2% đảng viên tham gia học tập"."""
    return number.noun == "member" and _STUDIED_BEHIND.match(right) is not None


def is_rate_of_members(lowered: str, number: Number, left: str) -> bool:
    """Whether it is called a rate or counts members, and nobody but members is spoken of before it."""
    is_rate = number.noun == "member" or _RATE.search(left) is not None
    return is_rate and _NOT_MEMBERS.search(lowered[: number.start]) is None
