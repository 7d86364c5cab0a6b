"""Whether a day lies in a closed period of a unit; a lock of a unit holds for everything below it."""

from __future__ import annotations

from datetime import date

from giaoban.ground.locks.models import Lock
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import ids_above


def why_closed(unit: Unit | int, *, on: date) -> list[str]:
    """Every lock that closes that day for the unit, its own and those of the units above it; none means open."""
    closed = Lock.objects.filter(unit__in=ids_above(unit, on=on), span__contains=on, opened=False)
    return [
        f"Kỳ có ngày {on:%d/%m/%Y} đã khóa vì {lock.because}; muốn sửa, đề nghị cấp trên mở lại kỳ báo cáo."
        for lock in closed
    ]
