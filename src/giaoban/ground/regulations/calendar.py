"""Working days in Vietnam: Monday to Friday, public holidays and the yearly decisions aside."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate

import holidays

from giaoban.ground.regulations.models import DayOff


@lru_cache(maxsize=64)
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("VN", years=year))


class WorkingDays:
    """The working-day calendar as recorded now; read the yearly decisions once, ask many days."""

    def __init__(self) -> None:
        decided = dict(DayOff.objects.values_list("on", "works"))
        self._free = {day for day, works in decided.items() if not works}
        self._works = {day for day, works in decided.items() if works}
        self._run: dict[int, list[int]] = {}

    def works(self, day: date) -> bool:
        """Whether offices work on that day."""
        if day in self._works:
            return True
        return day.weekday() < 5 and day not in self._free and day not in _public_holidays(day.year)

    def after(self, day: date, count: int) -> date:
        """The last day of a term of that many working days which begins on the day after ``day``."""
        if count <= 0:
            return day
        year, count = day.year, count + self._counted(day.year)[day.timetuple().tm_yday]
        while count > self._counted(year)[-1]:
            count -= self._counted(year)[-1]
            year += 1
        return date(year, 1, 1) + timedelta(days=bisect_left(self._counted(year), count) - 1)

    def between(self, start: date, end: date) -> int:
        """How many working days lie after ``start`` up to ``end`` inclusive; negative when ``end`` is earlier."""
        if end < start:
            return -self.between(end, start)
        years = sum(self._counted(year)[-1] for year in range(start.year, end.year))
        return (
            years
            + self._counted(end.year)[end.timetuple().tm_yday]
            - self._counted(start.year)[start.timetuple().tm_yday]
        )

    def _counted(self, year: int) -> list[int]:
        """How many working days the year has had by the end of each of its days; none before the first."""
        if year not in self._run:
            first, last = date(year, 1, 1), date(year, 12, 31)
            days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
            self._run[year] = [0, *accumulate(int(self.works(day)) for day in days)]
        return self._run[year]
