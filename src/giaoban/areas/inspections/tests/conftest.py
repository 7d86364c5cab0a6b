"""The small world with inspectors of a bloc and of its sister, a committee member and a member who sign in, and a case."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from giaoban.areas.inspections import following, operations, team
from giaoban.areas.inspections.models import Inspection
from giaoban.areas.regulations.operations import load_start_data
from giaoban.ground.access.models import Account
from giaoban.ground.access.policy import Actor
from giaoban.ground.units.models import Unit
from tests.world import World, build, granted

CELL, BASE, BLOC = "Chi bộ 1 Khối A", "Sở Khối A", "Khối A"
DECIDED = date(2023, 3, 1)


def day(number: int) -> date:
    """So many days after the decision."""
    return DECIDED + timedelta(days=number)


def decided(actor: Actor, unit: Unit, **changed: Any) -> Inspection:
    """An inspection by the commission, by the programme, on looking at two years."""
    said = {
        "acting": "commission", "kind": "programme", "theme": "Đảng phí", "decision": "1-QĐ/UBKT", "decided_on": DECIDED,
        "looks_from": date(2021, 1, 1), "looks_until": date(2022, 12, 31), "reports_by": day(10), "ends_by": day(30),
    }  # fmt: skip
    return operations.decide(actor=actor, unit=unit, **(said | changed))


def begun(actor: Actor, record: Inspection, world: World) -> Inspection:
    """It looks at a cell and at its fifth member, has a head and a day in the calendar, and has started."""
    people = world.people["Chi bộ 2 Khối A"]
    if record.acting != "cell":
        team.name_organisation(actor=actor, record=record, organisation=world.units[CELL])
    team.name_member(actor=actor, record=record, person=world.people[CELL][4])
    team.appoint(actor=actor, record=record, who=people[0], duty="head")
    team.schedule(actor=actor, record=record, day=day(3), what="party")
    return operations.start(actor=actor, record=record, started_on=day(2))


def concluded(actor: Actor, record: Inspection, outcome: str = "good") -> Inspection:
    """It goes its way from the self-reports to the conclusion."""
    team.keep_minutes(actor=actor, record=record, team_day=record.days.get(), minutes="2-BB", held_on=day(3))
    for party in record.parties.all():
        operations.hand_in(actor=actor, record=party, reported_on=day(9))
        operations.assess(actor=actor, record=party, outcome=outcome, on=day(12))
    operations.report_in(actor=actor, record=record, report="3-BC", reported_on=day(15))
    return operations.conclude(actor=actor, record=record, conclusion="4-KL", concluded_on=day(20))


def announced(actor: Actor, record: Inspection) -> Inspection:
    """It demands something and is announced."""
    following.demand(actor=actor, record=record, what="Khắc phục.", due_on=day(60))
    return operations.announce(actor=actor, record=record, notice="5-TB", announced_on=day(22))


@pytest.fixture
def world(program: Account) -> World:
    load_start_data(program)
    world = build(members=6)
    for username, role, where in (
        ("kiem-tra-a", "inspection_commission", BLOC),
        ("kiem-tra-b", "inspection_commission", "Khối B"),
        ("cap-uy", "committee_member", BLOC),
        ("dang-vien", "member", CELL),
    ):
        world.officers[username] = granted(program, username, role, world.units[where])
    world.officers["dang-vien"].person = world.people[CELL][4]
    world.officers["dang-vien"].save()
    return world


@pytest.fixture
def inspection(world: World) -> Inspection:
    """Decided by the bloc's commission, and nothing more."""
    return decided(world.officers["kiem-tra-a"], world.units[BLOC])


@pytest.fixture
def at_work(world: World, inspection: Inspection) -> Inspection:
    """The same, started."""
    return begun(world.officers["kiem-tra-a"], inspection, world)
