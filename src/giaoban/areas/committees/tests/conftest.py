"""A grassroots organisation with a committee of five seats, a bloc above it that decides."""

from __future__ import annotations

from datetime import date

import pytest

from giaoban.areas.committees import consolidating, operations
from giaoban.areas.committees.models import BodyTerm, Consolidation
from giaoban.areas.regulations.operations import load_start_data
from giaoban.ground.access.models import Account
from giaoban.ground.people.models import Person
from tests.world import World, build

BASE, CELL, OTHER = "Sở Khối A", "Chi bộ 1 Khối A", "Chi bộ 2 Khối A"
DAY = date(2023, 2, 1)
FIGURES = {"convened": 5, "present": 5, "issued": 5, "returned": 5, "valid": 5, "in_favour": 4, "against": 1}


@pytest.fixture
def world(program: Account) -> World:
    load_start_data(program)
    return build(members=5)


@pytest.fixture
def term(world: World) -> BodyTerm:
    return operations.establish(
        actor=world.officers["to-chuc-a"], unit=world.units[BASE], body="executive", from_on=date(2022, 1, 1),
        until_on=date(2026, 12, 31), agreed=2, agreed_by="3-CV/ĐU",
    )  # fmt: skip


def proposed(world: World, term: BodyTerm, path: str, *people: Person, on: date = DAY) -> Consolidation:
    actor = world.officers["to-chuc-a"]
    record = operations.propose(
        actor=actor, record=term, path=path, why="strengthen", proposed_on=on, proposal="1-TTr/ĐU"
    )
    for person in people:
        consolidating.name_person(actor=actor, record=record, person=person, post="member")
    return record


def consented(world: World, record: Consolidation, on: date = DAY) -> Consolidation:
    return consolidating.consent_to(
        actor=world.officers["to-chuc-a"], record=record, consent="2-CV/ĐU", consented_on=on
    )


def voted(world: World, record: Consolidation, round: str, on: date = DAY, **figures: int) -> None:
    for change in record.changes.filter(into=True):
        consolidating.ballot(
            actor=world.officers["to-chuc-a"], record=record, change=change, round=round, held_on=on,
            **FIGURES | figures,
        )  # fmt: skip


def decided(world: World, record: Consolidation, on: date = DAY) -> Consolidation:
    return consolidating.decide(actor=world.officers["to-chuc-a"], record=record, decision="9-QĐ/ĐU", decided_on=on)


def appointed(world: World, term: BodyTerm, *people: Person, on: date = DAY) -> Consolidation:
    """Named, consented to, voted on and decided, all on that day."""
    record = consented(world, proposed(world, term, "appoint", *people, on=on), on)
    voted(world, record, "confidence", on)
    return decided(world, record, on)
