"""The cluster of mid-2023 with its eight blocs, a campaign for the half-year, and the eight workbooks read once a run."""

from __future__ import annotations

import itertools
from datetime import date
from pathlib import Path

import pytest

from giaoban.ground.access.models import Account
from giaoban.ground.units import spells
from giaoban.ground.units.models import Kind, Unit
from giaoban.ground.units.spells import Founding
from giaoban.ground.writing import writing
from giaoban.reporting import returns
from giaoban.reporting.intake.door import read_return_safely
from giaoban.reporting.intake.returned import ReturnRead
from giaoban.reporting.intake.typed import read_sheets_safely
from giaoban.reporting.models import Campaign, Return
from tests.world import PACKAGE

WORKBOOKS = PACKAGE / "demo" / "data" / "returns-2023-H1"
PROVINCES = ("Quảng Ninh", "Hà Giang", "Tuyên Quang", "Cao Bằng", "Bắc Kạn", "Lạng Sơn", "Thái Nguyên", "Bắc Giang")


@pytest.fixture(scope="session")
def eight() -> list[tuple[ReturnRead, list[dict]]]:
    """The eight returns as the intake reads them, with their sheets as typed."""
    return [(read_return_safely(path), read_sheets_safely(path)) for path in sorted(WORKBOOKS.glob("*.xls*"))]


@pytest.fixture
def cluster(program: Account) -> Unit:
    with writing(program, "units.establish", unit=None, on=date(2015, 1, 1)):
        units = spells.found_many(
            [(Founding(Kind.CLUSTER, "Cụm Đông Bắc"), None)]
            + [
                (
                    Founding(
                        Kind.UPPER,
                        f"Đảng bộ Khối các cơ quan và doanh nghiệp tỉnh {province}",
                        short_name=f"Khối {province}",
                        committee="ĐẢNG ỦY KHỐI CÁC CƠ QUAN VÀ DOANH NGHIỆP TỈNH",
                        superior=f"TỈNH ỦY {province.upper()}",
                        place=province,
                        order=order,
                    ),
                    0,
                )
                for order, province in enumerate(PROVINCES)
            ],
            on=date(2015, 1, 1),
        )
    return units[0]


@pytest.fixture
def campaign(program: Account, cluster: Unit) -> Campaign:
    return returns.open_campaign(
        actor=program,
        unit=cluster,
        form="BC-6T",
        period="2023-H1",
        due_on=date(2023, 6, 20),
        opened_on=date(2023, 6, 1),
    )


@pytest.fixture
def take(program: Account, campaign: Campaign):
    """Take one read workbook in, under a storage name of its own."""
    names = itertools.count()

    def take_in(read: ReturnRead, sheets=(), **named):
        return returns.take_in(
            actor=named.pop("actor", program), campaign=campaign, read=read, sheets=sheets,
            stored=f"returns/test-{next(names)}", size=1, **named,
        )  # fmt: skip

    return take_in


@pytest.fixture
def filled(campaign: Campaign, eight, take) -> Return:
    """The cluster's own return, all eight workbooks taken in."""
    for read, sheets in eight:
        take(read, sheets)
    return campaign.returns.select_related("campaign", "unit").get(above=None)


@pytest.fixture
def returns_directory() -> Path:
    return WORKBOOKS
