"""A bloc that holds classes, and cells that send their people."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from giaoban.areas.classes import certifying, listing, operations, rules
from giaoban.areas.classes.models import Prospect, TheoryClass
from giaoban.areas.classes.queries import learners_of
from giaoban.areas.regulations.operations import load_start_data
from giaoban.ground.access.models import Account
from giaoban.ground.people.models import Person
from giaoban.ground.writing import writing
from tests.world import World, build, granted, person

CELL, OTHER = "Chi bộ 1 Khối A", "Chi bộ 2 Khối A"
BEGINS = date(2023, 3, 6)
RECOGNISED = date(2022, 9, 1)


@pytest.fixture
def world(program: Account) -> World:
    """The small world with the levels of classes, a propaganda board of the bloc and two probationary members."""
    load_start_data(program)
    world = build(members=3)
    world.officers["tuyen-giao"] = granted(program, "tuyen-giao", "propaganda_board", world.units["Khối A"])
    with writing(program, "members.record", unit=world.units[CELL], on=date(2022, 8, 1)):
        world.people["dự bị"] = [
            person(
                world.units[CELL], f"Lê Thị Dự {number}", grade="probationary", since=date(2022, 8, 1),
                born_on=date(1995, 1, number), admitted_on=date(2022, 8, 1),
            )
            for number in (1, 2)
        ]  # fmt: skip
    return world


def followed(world: World, name: str = "Trần Thị Mẫu", cell: str = CELL) -> Prospect:
    return listing.follow(
        actor=world.officers["bi-thu-1" if cell == CELL else "bi-thu-2"], unit=world.units[cell], name=name,
        born_on=date(1999, 5, 5), sex="F", recognised_on=RECOGNISED, recognised_by="Đoàn Thanh niên",
    )  # fmt: skip


def called(world: World, programme: str = "awareness", begins: date = BEGINS) -> TheoryClass:
    actor = world.officers["tuyen-giao"]
    course = operations.plan(
        actor=actor,
        unit=world.units["Khối A"],
        programme=programme,
        from_on=begins,
        until_on=begins + timedelta(days=5),
    )
    return operations.call_lists(
        actor=actor, record=course, call="12-TB/ĐU", called_on=begins - timedelta(days=20),
        answer_by=begins - timedelta(days=6),
    )  # fmt: skip


def sent(world: World, course: TheoryClass, line: Prospect) -> None:
    actor = world.officers["bi-thu-1" if line.unit == world.units[CELL] else "bi-thu-2"]
    listing.send(actor=actor, record=line, course=course, listed_on=course.from_on - timedelta(days=7))


def running(world: World, course: TheoryClass) -> TheoryClass:
    return operations.open_class(
        actor=world.officers["tuyen-giao"], record=course, decision="5-QĐ/ĐU", opened_on=course.from_on
    )


def taught(world: World, course: TheoryClass, absent: list[int] | None = None) -> None:
    """Every topic, one a day; those of ``absent`` missed the first."""
    for number, topic in enumerate(rules.TOPICS[course.programme]):
        operations.hold_lesson(
            actor=world.officers["tuyen-giao"], record=course, held_on=course.from_on + timedelta(days=number),
            topic=topic, absent=(absent or []) if number == 0 else [],
        )  # fmt: skip


def marked(world: World, course: TheoryClass, marks: dict[Person, str], days: int = 12) -> None:
    by_person = {learner.person: learner.pk for learner in learners_of(course)}
    operations.enter_marks(
        actor=world.officers["tuyen-giao"], record=course, sat_on=course.from_on + timedelta(days=days),
        marks={by_person[one]: Decimal(mark) for one, mark in marks.items()},
    )  # fmt: skip


def ended(world: World, course: TheoryClass, closed_on: date) -> TheoryClass:
    """Recognised, certificates issued, closed on that day."""
    actor = world.officers["tuyen-giao"]
    operations.recognise(actor=actor, record=course, recognition="6-QĐ/ĐU", recognised_on=closed_on)
    certifying.issue(actor=actor, record=course, issued_on=closed_on, signed_by="Trưởng ban")
    return operations.close(actor=actor, record=course, report="7-BC/ĐU", closed_on=closed_on)
