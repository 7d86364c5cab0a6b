"""Half-open spans of days, and the half-years that reports speak of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
"""No record of the Party is older, none reaches further: a day outside was typed wrongly."""

TERM = 60
"""Months of a term of office, counted in whole years from the first of January of the year that names it."""


def day_in(text: str) -> date | None:
    """The day that an address names as 2023-06-30; None for whatever else stands there, and for a day of no use."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


@dataclass(frozen=True)
class Span:
    """The days from ``start`` up to, not including, ``end``; None is open."""

    start: date | None
    end: date | None

    def __contains__(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


@dataclass(frozen=True, order=True)
class Period:
    """A month, quarter, half-year, nine months, year or term of five years that figures are asked for."""

    start: date
    end: date  # the day after the last

    @classmethod
    def parse(cls, text: str) -> Period:
        """The period named ``2023``, ``2023-H1``, ``2023-Q3``, ``2023-9M``, ``2023-05`` or ``2020-T5``; else ValueError."""
        if match := re.fullmatch(r"(\d{4})(?:-(?:H([12])|Q([1-4])|(0[1-9]|1[0-2])|(9M)|(T5)))?", text.strip().upper()):
            year, half, quarter, month, nine, term = match.groups()
            first, months = (
                (6 * int(half) - 5, 6) if half else
                (3 * int(quarter) - 2, 3) if quarter else
                (int(month), 1) if month else
                (1, 9) if nine else (1, TERM) if term else (1, 12)
            )  # fmt: skip
            return cls(date(int(year), first, 1), add_months(date(int(year), first, 1), months))
        raise ValueError(
            f"“{text}” không phải là kỳ báo cáo; hãy viết như 2023-H1, 2023-Q3, 2023-9M, 2023-05, 2023 hoặc 2020-T5."
        )

    @property
    def last_day(self) -> date:
        return self.end - timedelta(days=1)

    @property
    def months(self) -> int:
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    def year_before(self) -> Period:
        """The same period of the year before; of a term, the term before."""
        years = max(1, self.months // 12)
        return Period(add_months(self.start, -12 * years), add_months(self.end, -12 * years))

    def following(self) -> Period:
        """The period of the same kind that comes next: after the first nine months of a year, those of the next year."""
        months = 12 if self.months == 9 else self.months
        return Period(add_months(self.start, months), add_months(self.end, months))

    def preceding(self) -> Period:
        """The period of the same kind that came before."""
        months = 12 if self.months == 9 else self.months
        return Period(add_months(self.start, -months), add_months(self.end, -months))

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def __str__(self) -> str:
        match self.months:
            case 6:
                return f"{self.start.year}-H{1 if self.start.month == 1 else 2}"
            case 3:
                return f"{self.start.year}-Q{(self.start.month + 2) // 3}"
            case 1:
                return f"{self.start:%Y-%m}"
            case 9:
                return f"{self.start.year}-9M"
            case months if months == TERM:
                return f"{self.start.year}-T5"
            case _:
                return str(self.start.year)

    def title(self) -> str:
        """The period as a document writes it: “6 tháng đầu năm 2023”."""
        match self.months:
            case 6:
                return f"6 tháng {'đầu' if self.start.month == 1 else 'cuối'} năm {self.start.year}"
            case 3:
                return f"quý {['I', 'II', 'III', 'IV'][(self.start.month - 1) // 3]} năm {self.start.year}"
            case 1:
                return f"tháng {self.start.month} năm {self.start.year}"
            case 9:
                return f"9 tháng đầu năm {self.start.year}"
            case months if months == TERM:
                return f"nhiệm kỳ {self.start.year} - {self.end.year}"
            case _:
                return f"năm {self.start.year}"


def add_months(day: date, months: int) -> date:
    """The same day of the month that many months on, or the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    month += 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, min(day.day, (following - timedelta(days=1)).day))
