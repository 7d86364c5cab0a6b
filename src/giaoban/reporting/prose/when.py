"""Which time a sentence names before a number: a half-year, a year, a term of years, or the day on which something stood so."""

from __future__ import annotations

import re

from giaoban.reporting.prose.heads import last_day, period_of

UNKNOWN = "?"
"""A span of years, or another time that is no period of reports."""

_YEARLY = ("năm", "trong năm", "cả năm")
_TIME = re.compile(
    r"(?:^\s*(?:[Tt]rong\s+|[Cc]ả\s+)?[Nn]ăm\s+20\d\d\b|\b(?:[Tt]rong|[Cc]ả)\s+năm\s+20\d\d\b"
    r"|(?:(?<=[,:(]\s)|(?<=\()|(?<=\bghi\s)|(?<=\bnêu\s))năm\s+20\d\d\b"
    r"|\b[Qq]uý\s+(?:[IV]+|[1-4])\b(?:\s*/\s*|\s+năm\s+|\s*-\s*)?(?:20\d\d)?"
    r"|\b(?:\d{1,2}|[Ss]áu|[Cc]hín|[Bb]a|[Tt]ám)\s+tháng(?:\s+(?:đầu|cuối))?(?:\s+năm)?\s+20\d\d)"
)
_MOMENT = re.compile(
    r"\b(?:(?:[Tt]ính\s+)?[Đđ]ến|[Tt]hời\s+điểm|[Hh]ết|[Cc]uối|[Tt]ại|[Vv]ào)(?:\s+(?:hết|cuối|thời điểm))?(?:\s+ngày)?\s+"
    r"(?:(?:\d{1,2}\s*(?:[/.-]|tháng)\s*)?(?:tháng\s+)?(?P<month>\d{1,2})\s*(?:[/.-]|năm)\s*|năm\s+)(?P<year>20\d\d)\b"
)
_SPAN = re.compile(
    r"^\s*(?:[Tt]rong\s+|[Cc]ả\s+)?(?:[Nn]hiệm\s+kỳ|[Gg]iai\s+đoạn)\s+20\d\d\s*[-–]\s*20\d\d|\b[Tt]ừ\s+(?:năm\s+)?20\d\d\s+đến\b"
)


def named_time(clause: str, period: str) -> str:
    """The last time that the clause names, as a period (2022-H1, 2022); UNKNOWN for a span of years, empty for none.

    A day near the end of the report's own period is of the report: it says how far its figures go.
    """
    year = int(period[:4])
    times = [(match.start(), _named(match[0], year)) for match in _TIME.finditer(clause)]
    times += [(match.start(), _stood(match, period)) for match in _MOMENT.finditer(clause)]
    times += [(match.start(), UNKNOWN) for match in _SPAN.finditer(clause)]
    return max(times)[1] if times else ""


def _named(time: str, year: int) -> str:
    if time.strip()[:-5].lower() in _YEARLY:
        return re.sub(r"\D", "", time)
    return period_of([time if re.search(r"20\d\d", time) else f"{time.strip()} năm {year}"])


def _stood(moment: re.Match[str], period: str) -> str:
    """The period at whose end that day or year is; the report's own where it is of its last two months or later."""
    year, month = int(moment["year"]), int(moment["month"] or 12)
    own = int(period[:4])
    end = last_day(period)
    ends_in = (end.month - 2) % 12 + 1 if end else 12
    if year == own and month < ends_in - 1:
        return f"{year}-{month}M"
    if year >= own:
        return period
    return f"{year}{period[4:]}" if month == ends_in else str(year)
