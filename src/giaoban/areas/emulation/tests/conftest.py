"""A bloc that lays down two criteria sets, cells below it with officers of their own."""

from __future__ import annotations

from datetime import date

import pytest

from giaoban.areas.discipline import operations as discipline
from giaoban.areas.emulation import laying_down
from giaoban.areas.emulation.models import CriteriaSet
from giaoban.areas.regulations.operations import load_start_data
from giaoban.ground.access.models import Account
from giaoban.ground.access.operations import program as program_account
from giaoban.ground.writing import writing
from tests.world import World, build

BASE, CELL, OTHER = "Sở Khối A", "Chi bộ 1 Khối A", "Chi bộ 2 Khối A"
DAY = date(2022, 1, 5)
CHECK, DECIDED = date(2023, 1, 20), date(2023, 2, 1)
LINES = (
    ("task", "Hoàn thành nhiệm vụ", 60, "", None, None, False),
    ("meetings", "Sinh hoạt định kỳ", 20, "regular_meetings", 2, None, False),
    ("unity", "Không có kỷ luật", 20, "members_disciplined", None, 0, True),
)


@pytest.fixture
def world(program: Account) -> World:
    load_start_data(program)
    return build(members=3)


@pytest.fixture
def points(world: World) -> CriteriaSet:
    return laid_down(world, way="points", needed=80, lines=LINES)


@pytest.fixture
def monthly(world: World) -> CriteriaSet:
    lines = [(group, text, 1, source, least, most, must) for group, text, _points, source, least, most, must in LINES]
    return laid_down(world, way="monthly", needed=2, lines=lines)


def laid_down(world: World, *, way: str, needed: int, lines: object, about: str = "cell") -> CriteriaSet:
    actor = world.officers["to-chuc-a"]
    made = laying_down.lay_down(
        actor=actor,
        unit=world.units["Khối A"],
        name=f"Bộ {way} {about}",
        about=about,
        way=way,
        needed=needed,
        from_on=DAY,
    )
    for group, text, points, source, least, most, must in lines:  # type: ignore[attr-defined]
        laying_down.add_line(
            actor=actor, record=made, group=group, text=text, points=points, source=source, at_least=least, at_most=most,
            must=must,
        )  # fmt: skip
    return made


def punished(world: World, on: date = date(2022, 6, 1)) -> None:
    """A member of the cell is disciplined on that day."""
    actor, other = program_account("Kiểm thử"), world.officers["to-chuc-a"]
    person = world.people[CELL][1]
    case = discipline.open_case(
        actor=actor, unit=world.units[CELL], person=person, kind="other", violated_on=date(2022, 3, 1), grounds="Việc thử",
        opened_on=on,
    )  # fmt: skip
    with writing(actor, "discipline.decide", unit=world.units[CELL], on=on):
        case.state, case.decided_measure, case.decided_on, case.ended_on = "decided", "reprimand", on, on
        case.proposed_by, case.decided_by = world.officers["bi-thu-1"], other
        case.save()
