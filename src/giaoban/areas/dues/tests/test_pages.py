"""The month of a cell written down as its secretary does it."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import load_workbook

from giaoban.areas.dues import queries
from giaoban.areas.dues.models import DuesSheet, Payment
from giaoban.areas.dues.tests.conftest import CELL, MONTH, PAID_ON
from tests.world import World


@pytest.fixture
def secretary(client: Client, world: World) -> Client:
    client.force_login(world.officers["bi-thu-1"])
    return client


def address(sheet: DuesSheet) -> str:
    return reverse("dues:collect", args=[sheet.pk])


def test_those_marked_are_written_down_with_what_was_typed(secretary: Client, sheet: DuesSheet) -> None:
    first, second, _third = queries.lines_of(sheet)
    answer = secretary.post(address(sheet), {
        f"paid-{first.pk}": "on", f"paid-{second.pk}": "on", f"amount-{second.pk}": "50.000", "paid_on": "05/07/2026",
        "channel": "cash",
    })  # fmt: skip
    assert answer.status_code == 302
    assert dict(Payment.objects.values_list("line", "amount")) == {first.pk: 78_200, second.pk: 50_000}


def test_all_the_rest_is_one_press(secretary: Client, sheet: DuesSheet) -> None:
    secretary.post(address(sheet), {"paid_on": "05/07/2026", "channel": "bank", "rest": "yes"})
    assert Payment.objects.filter(channel="bank", amount=78_200).count() == 3
    page = secretary.get(address(sheet)).content.decode()
    assert "Mọi người trong bảng đã nộp đủ" in page


def test_what_is_refused_keeps_what_was_typed(secretary: Client, sheet: DuesSheet) -> None:
    first, *_others = queries.lines_of(sheet)
    asked = {f"paid-{first.pk}": "on", f"amount-{first.pk}": "78.201", "paid_on": "05/07/2026", "channel": "cash"}
    answer = secretary.post(address(sheet), asked)
    assert answer.status_code == 422
    assert "78.201" in answer.content.decode()
    assert not Payment.objects.exists()


def test_nobody_marked_is_said(secretary: Client, sheet: DuesSheet) -> None:
    answer = secretary.post(address(sheet), {"paid_on": "05/07/2026", "channel": "cash"})
    assert answer.status_code == 422
    assert "Chưa đánh dấu ai đã nộp" in answer.content.decode()


def test_the_sheet_shows_everybody_with_sums(secretary: Client, sheet: DuesSheet) -> None:
    page = secretary.get(reverse("desk:page", args=["dues", sheet.pk])).content.decode()
    assert page.count("78.200") == 3
    assert "234.600" in page


def test_another_cells_sheet_is_not_there(client: Client, world: World, sheet: DuesSheet) -> None:
    client.force_login(world.officers["bi-thu-2"])
    assert client.get(address(sheet)).status_code == 404
    assert client.get(reverse("desk:page", args=["dues", sheet.pk])).status_code == 404


def test_a_quarter_adds_up_on_the_page_and_in_the_workbook(secretary: Client, world: World, sheet: DuesSheet) -> None:
    secretary.post(address(sheet), {"paid_on": "05/07/2026", "channel": "cash", "rest": "yes"})
    asked = {"unit": world.units[CELL].pk, "period": "2026-Q3"}
    page = secretary.get(reverse("dues:quarter"), asked)
    assert [row[5] for row in page.context["rows"]] == ["234.600", "0", "0", "234.600"]
    assert page.context["rows"][-1][-1] == "234.600"  # nothing is on record as kept or handed on yet
    book = secretary.get(reverse("dues:quarter"), {**asked, "as": "xlsx"})
    assert [
        cell for row in load_workbook(io.BytesIO(book.content)).get_sheet_by_index(0).to_python() for cell in row
    ].count("234.600") >= 4
    stranger = {"unit": world.units["Chi bộ 2 Khối A"].pk, "period": "2026-Q3"}
    assert secretary.get(reverse("dues:quarter"), stranger).status_code == 404


def test_the_minutes_of_a_meeting_say_what_the_cell_collected_that_day(
    secretary: Client, world: World, sheet: DuesSheet
) -> None:
    secretary.post(address(sheet), {"paid_on": "05/07/2026", "channel": "cash", "rest": "yes"})
    cell = world.units[CELL]
    assert queries.collected_on(cell.pk, PAID_ON) == (234_600, 3)
    assert queries.collected_on(cell.pk, MONTH) is None
