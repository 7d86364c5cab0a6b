"""A blank workbook goes out, comes back filled, and is read without a doubt: the right unit, period and every number."""

from __future__ import annotations

import io
import random
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from giaoban.core.workbook import Unreadable
from giaoban.ground.access.models import Account
from giaoban.ground.units import spells
from giaoban.ground.units.models import Kind, Unit
from giaoban.ground.units.spells import Founding
from giaoban.ground.writing import writing
from giaoban.reporting import returns
from giaoban.reporting.documents.blank import blank_workbook
from giaoban.reporting.intake.door import read_return_safely
from giaoban.reporting.intake.returned import ReturnRead
from giaoban.reporting.models import Campaign, Return
from giaoban.reporting.queries import blank_of, meant_by, top_of
from giaoban.reporting.tests_db.test_pages import account

pytestmark = pytest.mark.django_db

FOUNDED = date(2015, 1, 1)
PERIODS = ["2026-H1", "2026-H2", "2026-9M", "2026-Q3", "2026-11", "2026"]
DUE = date(2027, 1, 15)


@pytest.fixture
def body(program: Account) -> Unit:
    """A committee with two organisations of one name beginning, one of them without anything below it, in one place."""
    with writing(program, "units.establish", unit=None, on=FOUNDED):
        made = spells.found_many(
            [
                (Founding(Kind.UPPER, "Đảng bộ UBND tỉnh Quảng Ninh", "UBND tỉnh", superior="TỈNH ỦY QUẢNG NINH"), None),
                (Founding(Kind.GRASSROOTS_PARTY_ORG, "Đảng bộ Sở Y tế", "Sở Y tế", place="Quảng Ninh",
                          superior="ĐẢNG BỘ UBND TỈNH QUẢNG NINH"), 0),
                (Founding(Kind.GRASSROOTS_CELL, "Chi bộ Sở Y tế 2", "Sở Y tế 2", superior="ĐẢNG BỘ UBND TỈNH QUẢNG NINH"), 0),
            ],
            on=FOUNDED,
        )  # fmt: skip
    return made[0]


def opened(program: Account, body: Unit, period: str) -> Campaign:
    return returns.open_campaign(
        actor=program, unit=body, form="BC-6T", period=period, due_on=DUE, opened_on=date(2026, 1, 5)
    )


def filled(row: Return, path: Path) -> tuple[dict[str, int | float], ReturnRead]:
    """Numbers typed into every cell of figures of the row's blank workbook, and what the intake reads of it."""
    path.write_bytes(blank_workbook(blank_of(row, on=row.campaign.asked.last_day)))
    chance, book, given = random.Random(str(row)), openpyxl.load_workbook(path), {}
    sheet = book["Biểu số liệu"]
    codes = {line.code: line for line in row.campaign.form_used.lines}
    for cells in sheet.iter_rows():
        line = codes.get(str(cells[0].value))
        if line is not None:
            given[line.code] = (
                chance.randint(10, 99) + 0.25 if line.unit_of_count == "%" else chance.randint(1000, 9999)
            )
            cells[3].value = given[line.code]
    for cells in book["Chi tiết TCCSĐ"].iter_rows(min_row=4):
        for cell in cells[2:]:
            cell.value = chance.randint(1, 99)
    book.save(path)
    return given, read_return_safely(path)


@pytest.mark.parametrize("period", PERIODS)
def test_what_is_typed_into_a_blank_workbook_is_what_is_read(
    program: Account, body: Unit, period: str, tmp_path: Path
) -> None:
    campaign = opened(program, body, period)
    for row in campaign.returns.select_related("campaign", "unit"):
        given, read = filled(row, tmp_path / f"{row.pk}.xlsx")
        assert read.oddities == ()
        assert (read.form, read.period) == ("BC-6T", period)
        assert {code: value.amount for code, value in read.values.items()} == {
            code: Decimal(str(amount)) for code, amount in given.items()
        }
        assert meant_by(campaign, read) == row
        assert [organisation.name for organisation in read.organisations or ()] == list(
            blank_of(row, on=row.campaign.asked.last_day).organisations
        )


def test_a_filled_workbook_is_taken_in_and_an_unfilled_one_is_not(program: Account, body: Unit, tmp_path: Path) -> None:
    campaign = opened(program, body, "2026-H2")
    row = campaign.returns.get(name="Sở Y tế")
    given, read = filled(row, tmp_path / "a.xlsx")
    taken, _entry = returns.take_in(actor=program, campaign=campaign, read=read, stored="returns/a", size=1)
    assert taken == row
    assert {value.code: value.declared for value in row.values.all()} == {
        code: Decimal(str(amount)) for code, amount in given.items()
    }
    path = tmp_path / "b.xlsx"
    path.write_bytes(blank_workbook(blank_of(row, on=row.campaign.asked.last_day)))
    with pytest.raises(Unreadable, match="chưa ghi nhận gì"):
        read_return_safely(path)


def test_a_workbook_under_another_units_name_is_that_units(program: Account, body: Unit, tmp_path: Path) -> None:
    """A file handed on and renamed by its new owner: the words beat the mark."""
    campaign = opened(program, body, "2026-H2")
    row, other = campaign.returns.get(name="Sở Y tế"), campaign.returns.get(name="Sở Y tế 2")
    path = tmp_path / "a.xlsx"
    filled(row, path)
    book = openpyxl.load_workbook(path)
    for cells in book["Biểu số liệu"].iter_rows(max_row=4):
        if cells[0].value == "Đảng bộ Sở Y tế":
            cells[0].value = "Chi bộ Sở Y tế 2"
    book.save(path)
    assert meant_by(campaign, read_return_safely(path)) == other


def test_the_year_before_stands_in_the_next_workbook(program: Account, campaign: Campaign, eight, take) -> None:
    row, _entry = take(*eight[0])
    following = returns.open_campaign(
        actor=program,
        unit=campaign.unit,
        form="BC-6T",
        period="2024-H1",
        due_on=date(2024, 6, 20),
        opened_on=DUE.replace(year=2024),
    )
    assert blank_of(following.returns.get(unit=row.unit), on=following.asked.last_day).previous["4.4"] == 534


def test_all_workbooks_are_fetched_at_once_and_only_those_that_are_seen(program: Account, body: Unit) -> None:
    campaign = opened(program, body, "2026-H2")
    client = Client()
    client.force_login(account(program, "vanphong", "office", body))
    packed = client.get(reverse("reports:blanks", args=[top_of(campaign).pk]))
    with zipfile.ZipFile(io.BytesIO(packed.content)) as folder:
        assert folder.testzip() is None
        assert len(folder.namelist()) == 2
    below = campaign.returns.get(name="Sở Y tế")
    other = Client()
    other.force_login(account(program, "thuky", "secretary", below.unit))
    assert other.get(reverse("reports:blank", args=[below.pk])).status_code == 200
    assert other.get(reverse("reports:blank", args=[campaign.returns.get(name="Sở Y tế 2").pk])).status_code == 404
