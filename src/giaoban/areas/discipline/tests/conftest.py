"""Two people of one bloc's inspection commission, one of another's, and a case about a member of a cell."""

from __future__ import annotations

from datetime import date

import pytest

from giaoban.areas.accounts.operations import grant
from giaoban.areas.discipline import operations
from giaoban.areas.discipline.models import Case
from giaoban.areas.regulations.operations import load_start_data
from giaoban.ground.access.models import Account
from tests.world import FOUNDED, World, build, new_account

OPENED = date(2023, 3, 1)
CELL = "Chi bộ 1 Khối A"
SECRET = "Vắng sinh hoạt không lý do nhiều kỳ"


@pytest.fixture
def world(program: Account) -> World:
    """The small world with its inspectors, an administrator, an editor and a member who signs in."""
    load_start_data(program)
    world = build()
    for username, role, where in (
        ("kiem-tra-1", "inspection_commission", "Khối A"),
        ("kiem-tra-2", "inspection_commission", "Khối A"),
        ("kiem-tra-b", "inspection_commission", "Khối B"),
        ("quan-tri", "administrator", ""),
        ("bien-tap", "editor", "Khối A"),
        ("bao-ve", "data_protection_officer", "Khối A"),
        ("cap-uy", "committee_member", "Khối A"),
        ("dang-vien", "member", CELL),
    ):
        account = new_account(username, name=username)
        if role == "member":
            account.person = world.people[CELL][4]
            account.save()
        unit = world.units[where] if where else None
        grant(actor=program, account=account, role=role, unit=unit, from_on=FOUNDED)
        world.officers[username] = account
    return world


@pytest.fixture
def case(world: World) -> Case:
    """About the fifth member of a cell, opened by one of the two inspectors."""
    return operations.open_case(
        actor=world.officers["kiem-tra-1"], unit=world.units[CELL], person=world.people[CELL][4], kind="other",
        grounds=SECRET, violated_on=date(2022, 11, 3), opened_on=OPENED,
    )  # fmt: skip
