"""Working days in Vietnam: Monday to Friday, public holidays and the yearly decisions aside."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

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

    def works(self, day: date) -> bool:
        """Whether offices work on that day."""
        if day in self._works:
            return True
        return day.weekday() < 5 and day not in self._free and day not in _public_holidays(day.year)

    def after(self, day: date, count: int) -> date:
        """The last day of a term of that many working days which begins on the day after ``day``."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.works(day)
        return day

    def between(self, start: date, end: date) -> int:
        """How many working days lie after ``start`` up to ``end`` inclusive; negative when ``end`` is earlier."""
        if end < start:
            return -self.between(end, start)
        return sum(self.works(start + timedelta(days=step)) for step in range(1, (end - start).days + 1))
