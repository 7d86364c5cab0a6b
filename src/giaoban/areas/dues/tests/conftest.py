"""One cell of three whose dues are kept: everybody with a basis, the rules of the start on record."""

from __future__ import annotations

from datetime import date

import pytest

from giaoban.areas.dues import operations
from giaoban.areas.dues.models import DuesSheet
from giaoban.areas.regulations.operations import load_start_data
from giaoban.ground.access.operations import program
from tests.world import World, build

CELL = "Chi bộ 1 Khối A"
MONTH = date(2026, 7, 1)
PAID_ON = date(2026, 7, 5)


@pytest.fixture
def world(db: None) -> World:
    built = build(members=3)
    load_start_data(program("Kiểm thử"))
    for person in built.people[CELL]:
        operations.set_basis(
            actor=built.officers["bi-thu-1"], unit=built.units[CELL], person=person, from_month=MONTH, group="insured",
            amount=7_820_000,
        )  # fmt: skip
    return built


@pytest.fixture
def sheet(world: World) -> DuesSheet:
    return operations.draw_up(
        actor=world.officers["bi-thu-1"], unit=world.units[CELL], month=MONTH, drawn_on=date(2026, 7, 31)
    )
