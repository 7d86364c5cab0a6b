"""Two people of one bloc's organisation board, one of another's, and a case about a member of a cell."""

from __future__ import annotations

from datetime import date

import pytest

from giaoban.areas.regulations.operations import load_start_data
from giaoban.areas.verification import operations
from giaoban.areas.verification.models import Verification
from giaoban.ground.access.models import Account
from tests.world import World, build, granted

CELL = "Chi bộ 1 Khối A"
REQUESTED = date(2023, 3, 1)


@pytest.fixture
def world(program: Account) -> World:
    """The small world, with a committee member and a member of the cell who sign in."""
    load_start_data(program)
    world = build(members=6)
    world.officers["cap-uy"] = granted(program, "cap-uy", "committee_member", world.units["Khối A"])
    member = granted(program, "dang-vien", "member", world.units[CELL])
    member.person = world.people[CELL][4]
    member.save()
    world.officers["dang-vien"] = member
    return world


@pytest.fixture
def case(world: World) -> Verification:
    """About the fifth member of a cell, for succession planning."""
    return operations.open_case(
        actor=world.officers["to-chuc-a"], unit=world.units[CELL], person=world.people[CELL][4], purpose="planning",
        requested_on=REQUESTED, request="15-CV/ĐU",
    )  # fmt: skip
