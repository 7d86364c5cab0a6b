"""Whose return it is, of which period, of which day: from all that stands above the figures, wherever it was typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from giaoban.core.text import fold, respell, squeeze

_DATED = re.compile(r"^((?:.*?[^,\s])??)[,\s]*ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE)
_NUMBERED = re.compile(r"^số\s*(?:[:.]\s*)?(\d.*|(?:[.…_][.…_\s]*)?-.*)$", re.IGNORECASE)
_DAY = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")
_UNTIL = re.compile(r"\b(?:chot|tinh|den)\b")
_PROVINCE = re.compile(r"\b(?:tinh uy|thanh uy|dang bo (?:tinh|thanh pho)|tinh|thanh pho|tp\.?)\s+([a-z' -]{3,40})$")


@dataclass
class Heading:
    """What stands above the figures; empty where it does not say."""

    superior: str = ""
    committee: str = ""
    province: str = ""
    number: str = ""
    place: str = ""
    issued_on: date | None = None
    cut_off_on: date | None = None
    estimated: bool = False
    lines: tuple[str, ...] = ()


def read_heading(lines: Sequence[str]) -> Heading:
    """The heading that those lines are, each cell and each line of a cell by itself."""
    heading = Heading(lines=tuple(lines))
    for text in lines:
        folded = fold(text)
        if not heading.superior and re.match(r"(tinh uy|thanh uy|dang bo (tinh|thanh pho))\b", folded):
            heading.superior = respell(text)
        elif not heading.committee and re.match(r"(dang uy|dang bo|chi bo)\b", folded):
            heading.committee = respell(text)
        elif not heading.number and (numbered := _NUMBERED.match(text)):
            heading.number = squeeze(numbered[1])
        elif heading.issued_on is None and (dated := _DATED.match(text)):
            heading.place = dated[1].strip(" ,")
            heading.issued_on = _day(dated[2], dated[3], dated[4])
        elif (
            heading.cut_off_on is None
            and (until := _UNTIL.search(folded))
            and re.search(r"\d", folded[until.end() :])
            and (days := _DAY.findall(text))
        ):
            heading.cut_off_on = _day(*days[-1])
            heading.estimated = bool(re.search(r"\buoc\b", folded))
    heading.province = next(_provinces([heading.superior, heading.committee]), "") or as_name(heading.place)
    return heading


def _provinces(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        if found := _PROVINCE.search(fold(text)):
            yield as_name(" ".join(text.split()[-len(found[1].split()) :]))


def as_name(text: str) -> str:
    """A name in capitals as names are written."""
    return " ".join(word[:1].upper() + word[1:].lower() for word in text.split())


def _day(day: str, month: str, year: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
