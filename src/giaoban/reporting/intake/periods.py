"""Periods as headings and columns write them: “6 tháng đầu năm 2023”, “quý II/2023”, “từ 01/01 đến 30/6/2023”."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from giaoban.core.spans import Period
from giaoban.core.text import fold

_YEAR_BEHIND = r"(?:\s*(?:cua\s+)?nam)?[\s/,:(-]*(20\d\d|19\d\d)?"
_SPANS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("between", re.compile(r"tu (?:ngay )?0?(\d{1,2})[/-]0?(\d{1,2})(?:[/-](\d{4}))?,?\s*(?:den|-|–)\s*(?:het )?(?:ngay )?0?(\d{1,2})[/-]0?(\d{1,2})(?:[/-](\d{4}))?")),
    ("H1", re.compile(r"\b(?:0?6|sau) ?(?:thang|t) ?dau" + _YEAR_BEHIND)),
    ("H2", re.compile(r"\b(?:0?6|sau) ?(?:thang|t) ?cuoi" + _YEAR_BEHIND)),
    ("9M", re.compile(r"\b(?:0?9|chin) ?(?:thang|t)(?: ?dau)?" + _YEAR_BEHIND)),
    ("H1", re.compile(r"\b(?:0?6|sau) ?(?:thang|t)\b" + _YEAR_BEHIND)),
    ("quarter", re.compile(r"\bq(?:uy)? ?(iv|iii|ii|i|[1-4])\b" + _YEAR_BEHIND)),
    ("month", re.compile(r"\b(?:thang|t) ?(1[0-2]|0?[1-9])\b(?!\s*thang)" + _YEAR_BEHIND)),
)  # fmt: skip
_YEAR = re.compile(r"(?<!\d)(?:nam ?)?(20\d\d|19\d\d)(?!\d)")
_DATED = re.compile(r"\bngay \d{1,2} thang \d{1,2} nam \d{4}|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{4}")
_FOR = re.compile(r"ket qua|bao cao|so ket|tong ket|thuc hien|so lieu|thong ke|bieu")
_NOT_FOR = re.compile(r"so voi|cung ky|nhiem vu|phuong huong|ke hoach|chuong trinh|tiep theo")
_QUARTERS = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}


@dataclass(frozen=True)
class Mention:
    """A period that a text names: its span (``H1``, ``Q2``, ``9M``, ``05``, empty for a whole year), its year, how likely it is meant."""

    span: str
    year: str
    weight: int
    at: int

    def __str__(self) -> str:
        return f"{self.year}-{self.span}" if self.span else self.year


def mentions(text: str) -> list[Mention]:
    """The periods that the text names, in its order; a span without a year of its own has the next one named."""
    folded = fold(text)
    plain = _DATED.sub(lambda match: " " * len(match[0]), folded)
    taken: list[tuple[int, int]] = []
    named: list[Mention] = []
    for kind, pattern in _SPANS:
        for match in pattern.finditer(folded if kind == "between" else plain):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            span, year = _span(kind, match)
            if span is None:
                continue
            taken.append(match.span())
            named.append(Mention(span, year, _weight(folded[: match.start()]), match.start()))
    years = [
        (match.start(), match[1])
        for match in _YEAR.finditer(plain)
        if not any(start <= match.start() < end for start, end in taken)
    ]
    named = sorted((_dated(mention, years, named) for mention in named), key=lambda mention: mention.at)
    if named:
        return named
    return [Mention("", year, _weight(folded[:at]), at) for at, year in years]


def _span(kind: str, match: re.Match[str]) -> tuple[str | None, str]:
    if kind == "between":
        first, last = (int(match[1]), int(match[2])), (int(match[4]), int(match[5]))
        spans = {((1, 1), (30, 6)): "H1", ((1, 7), (31, 12)): "H2", ((1, 1), (31, 12)): "", ((1, 1), (30, 9)): "9M"}
        for quarter, day in enumerate((31, 30, 30, 31), 1):
            spans[(1, quarter * 3 - 2), (day, quarter * 3)] = f"Q{quarter}"
        return spans.get((first, last)), match[6] or match[3] or ""
    if kind == "quarter":
        return f"Q{_QUARTERS.get(match[1], match[1])}", match[2] or ""
    if kind == "month":
        return f"{int(match[1]):02d}", match[2] or ""
    return kind, match[1] or ""


def _dated(mention: Mention, years: Sequence[tuple[int, str]], others: Sequence[Mention]) -> Mention:
    if mention.year:
        return mention
    behind = sorted([*years, *((other.at, other.year) for other in others if other.year)])
    year = next((year for at, year in behind if at > mention.at), behind[-1][1] if behind else "")
    return Mention(mention.span, year, mention.weight, mention.at)


def _weight(before: str) -> int:
    """2 where the words before say that this is what is reported, 0 where they say that it is not, else 1."""
    reported = max((found.end() for found in _FOR.finditer(before)), default=-1)
    other = max((found.end() for found in _NOT_FOR.finditer(before)), default=-1)
    return 1 if reported == other else 2 if reported > other else 0


def period_of(texts: Iterable[str]) -> tuple[str, list[str]]:
    """The period that a heading is for, and those it might as well be; both empty where it names none.

    Spans come before whole years, what is reported before what is planned or compared with, then the first named.
    """
    every = [mention for text in texts for mention in mentions(text)]
    dated = [mention for mention in every if mention.year]
    spans = [mention for mention in dated if mention.span]
    years = {mention.year for mention in dated}
    if not spans and len(years) == 1:  # the span in one row, its year in the next
        spans = [replace(mention, year=next(iter(years))) for mention in every if mention.span]
    spans = spans or dated
    if not spans:
        return "", []
    best = max(mention.weight for mention in spans)
    likely = list(dict.fromkeys(str(mention) for mention in spans if mention.weight == best))
    return likely[0], likely[1:]


def runs_longer(heading: str, period: str) -> bool:
    """Whether a running total began before the period: since the term, or since the year where the period began later."""
    runs = bool(re.search(r"tu dau|\b(luy ke|cong don)\b|\b(den|toi) nay\b", heading))
    if runs and re.search(r"\b(nhiem ky|khoa)\b", heading):
        return True
    since_january = runs and bool(re.search(r"\b(nam|12 thang)\b", heading)) and not re.search(r"cuoi nam", heading)
    return since_january and Period.parse(period).start.month > 1


def is_whole_year(heading: str, period: str) -> bool:
    """Whether a heading that names a year and no part of it means the year, where the period is a part of one.

    In a report of its first months a year may stand for these; later it may be either, and is not taken.
    """
    return bool(re.search(r"\bca nam\b", heading)) or Period.parse(period).start.month > 1
