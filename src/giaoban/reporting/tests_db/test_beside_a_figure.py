"""What stands beside a figure comes from the program's own campaigns: the same period of last year, the last period, the target."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from giaoban.ground.access.models import Account
from giaoban.ground.units.models import Unit
from giaoban.reporting import returns
from giaoban.reporting.models import Return
from giaoban.reporting.queries import report_of, top_of
from giaoban.reporting.returns import Row, Typed, row_of
from giaoban.reporting.tests_db.test_pages import account

pytestmark = pytest.mark.django_db


def opened(program: Account, unit: Unit, period: str, due_on: date) -> Return:
    return top_of(
        returns.open_campaign(
            actor=program, unit=unit, form="BC-6T", period=period, due_on=due_on, opened_on=date(2023, 1, 3), levels=0
        )
    )


def typed(program: Account, record: Return, code: str, **amounts: int) -> None:
    row = Row(**{name: Decimal(amount) for name, amount in amounts.items()})
    read = row_of(record.values.filter(code=code).first()).mark
    assert not returns.fill(actor=program, record=record, typed=[Typed(code, row, read)])


@pytest.fixture
def body(program: Account, cluster: Unit) -> Unit:
    return Unit.objects.get(names__short_name="Khối Quảng Ninh")


def test_the_next_half_year_finds_last_year_the_last_period_and_the_target_beside_it(program, body: Unit) -> None:
    first = opened(program, body, "2023-H1", date(2023, 6, 20))
    typed(program, first, "4.4", declared=90, target=200)
    second = opened(program, body, "2023-H2", date(2023, 12, 15))
    typed(program, second, "4.4", declared=150)
    line = report_of(second).line("4.4")
    assert (line.previous, line.target) == (None, 200)  # the target of the year, from its first half
    third = opened(program, body, "2024-H1", date(2024, 6, 20))
    line = report_of(third).line("4.4")
    assert (line.previous, line.target) == (90, None)  # another year has another target
    officer = Client()
    officer.force_login(account(program, "vanphong", "office", body))
    sheet = officer.get(reverse("reports:page", args=[third.pk])).context["sheet"]
    row = next(row for group in sheet["groups"] for row in group["rows"] if row["code"] == "4.4")
    assert (sheet["last"], row["last"], row["known_before"]) == ("6 tháng cuối năm 2023", "150", "90")


def test_what_is_corrected_in_the_earlier_period_is_seen_at_once(program, body: Unit) -> None:
    first = opened(program, body, "2023-H1", date(2023, 6, 20))
    typed(program, first, "4.4", declared=90)
    third = opened(program, body, "2024-H1", date(2024, 6, 20))
    assert report_of(third).line("4.4").previous == 90
    typed(program, first, "4.4", declared=95)
    assert report_of(third).line("4.4").previous == 95
    typed(program, third, "4.4", declared=100, previous=96)
    assert report_of(third).line("4.4").previous == 96  # typed here, it is what the unit says


def test_the_percent_of_the_target_is_of_the_sum_that_stands_there(program, body: Unit) -> None:
    record = opened(program, body, "2023-H1", date(2023, 6, 20))
    typed(program, record, "4.4", declared=50, target=200)
    officer = Client()
    officer.force_login(account(program, "vanphong", "office", body))
    sheet = officer.get(reverse("reports:page", args=[record.pk])).context["sheet"]
    row = next(row for group in sheet["groups"] for row in group["rows"] if row["code"] == "4.4")
    assert row["reached"] == "25,00%"
