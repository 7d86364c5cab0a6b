"""A list's page: its own rows, the number of all, and the nearest page where there is none of that number."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from giaoban.ground.access.models import Account
from giaoban.ground.regulations.models import DayOff
from giaoban.ground.writing import writing
from giaoban.kit.paging import page_of

FIRST = date(2031, 1, 1)
PAGE = 50
ROWS = 2 * PAGE + 20


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", 0),
        ("1", 0),
        ("2", 1),
        ("3", 2),
        ("4", 2),
        ("99", 2),
        ("0", 0),
        ("-1", 0),
        ("two", 0),
        ("²", 0),
        ("9" * 5000, 0),
    ],
)
def test_a_page_has_its_own_rows_and_the_count_of_all(program: Account, asked: str, shown: int) -> None:
    days = [FIRST + timedelta(days=at) for at in range(ROWS)]
    with writing(program, "regulations.record_day_off", unit=None, on=FIRST):
        DayOff.objects.bulk_create(DayOff(on=day, reason="Nghỉ") for day in reversed(days))
    pages, page, records = page_of(DayOff.objects.filter(on__gte=FIRST).order_by("on"), asked, PAGE)
    assert (pages.count, page.number) == (ROWS, shown + 1)
    assert [one.on for one in records] == days[shown * PAGE : (shown + 1) * PAGE]


@pytest.mark.django_db
def test_a_list_without_rows_has_one_empty_page() -> None:
    pages, page, records = page_of(DayOff.objects.filter(on__gte=FIRST).order_by("on"), "7", PAGE)
    assert (pages.count, page.number, records) == (0, 1, [])
