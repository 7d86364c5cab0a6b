"""How days and periods are written in a Party document, and how foreign text is made fit to print."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from giaoban.core.spans import Period, add_months
from giaoban.core.text import normalise

NOT_REPORTED = "–"
NOT_APPLICABLE = "×"

_BREAKS = "\t\n\v\f\r"
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn"}


def clean(text: str) -> str:
    """The text on one line, in composed letters, without what a file cannot hold or what hides and turns letters."""
    composed = normalise(text)
    kept = (c for c in composed if c in _BREAKS or unicodedata.category(c) not in _UNPRINTABLE)
    return " ".join("".join(kept).split())


def paragraphs(text: str) -> list[str]:
    """The lines of a text that was typed with line breaks, each clean, without the empty ones."""
    return [line for line in map(clean, re.split(r"[\n\v\f\r\u2028\u2029]+", text)) if line]


def written_day(day: date) -> str:
    """The day in words, with a leading zero before days under 10 and before months 1 and 2.

    Source: Hướng dẫn 36-HD/VPTW, phụ lục 3: ``ngày 05 tháng 02 năm 2023``, ``ngày 15 tháng 6 năm 2023``.
    """
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def place_and_day(place: str, day: date | None) -> str:
    """The line under the right heading; without a day the room to write it in by hand."""
    room = "\u00a0" * 6
    written = written_day(day) if day else f"ngày{room}tháng{room}năm{room}"
    return f"{clean(place)}, {written}" if clean(place) else written


def short_title(period: Period) -> str:
    """The period without its year where the sentence knows the year: “6 tháng đầu năm”; a year stays as it is."""
    return period.title() if period.months == 12 else period.title().removesuffix(f" {period.start.year}")


def following(period: Period) -> Period:
    """The period of the same length that comes next."""
    return Period(period.end, add_months(period.end, period.months))


def review_word(period: Period) -> str:
    """What the report is called: a part of the year is reviewed (sơ kết), a whole one concluded (tổng kết)."""
    return "tổng kết" if period.months == 12 else "sơ kết"
