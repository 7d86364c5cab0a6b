"""A cell rates its members, its superior decides, the cap and discipline are told and refuse nothing, a later decision changes one."""

from __future__ import annotations

from datetime import date

import pytest

from giaoban.areas.emulation import rating, rating_queries
from giaoban.areas.emulation.models import RatingSheet
from giaoban.areas.emulation.own import own_tables
from giaoban.areas.members import standing
from giaoban.core.refusal import Refused
from giaoban.core.spans import Period
from giaoban.ground.people.models import Person
from giaoban.reporting.figures import figure
from tests.world import World

from .conftest import BASE, CELL, punished

DRAWN, DECIDED = date(2022, 12, 20), date(2023, 1, 20)
H1 = Period.parse("2023-H1")


def drawn(world: World, *, about: str = "members", unit: str = CELL) -> RatingSheet:
    actor = world.officers["bi-thu-1" if unit == CELL else "to-chuc-a"]
    return rating.draw_up(actor=actor, unit=world.units[unit], about=about, period="2022", drawn_on=DRAWN)


def filled(world: World, record: RatingSheet, *levels: str) -> RatingSheet:
    actor = world.officers["bi-thu-1" if record.unit == world.units[CELL] else "to-chuc-a"]
    lines = rating_queries.lines_of(record)
    given = {line.pk: (level, "") for line, level in zip(lines, levels, strict=True)}
    rating.rate(actor=actor, record=record, given=given, on=DRAWN)
    return rating.submit_sheet(actor=actor, record=record, convened=3, present=3, submitted_on=DRAWN)


def decided(world: World, record: RatingSheet) -> RatingSheet:
    return rating.decide_sheet(actor=world.officers["to-chuc-a"], record=record, decision="3-QĐ/ĐU", decided_on=DECIDED)


def levels_of(world: World, person: Person) -> list[str]:
    return [row[2] for table in own_tables(person, DECIDED) for row in table.rows]


def test_members_are_rated_counted_once_and_read_their_own(world: World) -> None:
    record = drawn(world)
    with pytest.raises(Refused, match="Còn 1 dòng"):
        filled(world, record, "excellent", "good", "")
    filled(world, record, "excellent", "good", "failed")
    assert figure("members_rated", world.units["Khối A"], H1).value == 0
    assert [levels_of(world, person) for person in world.people[CELL]] == [[], [], []]
    decided(world, record)
    bloc = world.units["Khối A"]
    names = ("members_rated", "members_rated_excellent", "members_rated_good_or_better", "members_rated_failed")
    assert [figure(name, bloc, H1).value for name in names] == [3, 1, 2, 1]
    people = [line.person for line in rating_queries.lines_of(record)]
    assert people[0] is not None
    assert levels_of(world, people[0]) == ["Hoàn thành xuất sắc nhiệm vụ"]


def test_whoever_is_exempt_stands_on_the_sheet_unrated(world: World) -> None:
    person = world.people[CELL][2]
    standing.exempt(actor=world.officers["to-chuc-a"], record=person, on=date(2022, 3, 1))
    record = drawn(world)
    (line,) = [line for line in rating_queries.lines_of(record) if line.person == person]
    assert line.unrated == "exempt"


def test_the_cap_is_told_with_its_basis_and_refuses_nothing(world: World) -> None:
    record = filled(world, drawn(world), "excellent", "excellent", "good")
    told = rating.foretell_decision(
        actor=world.officers["to-chuc-a"], record=record, decision="3-QĐ/ĐU", decided_on=DECIDED
    )
    assert told[0].startswith("Xuất sắc 2, tốt 1")
    assert sum("chưa đối chiếu văn bản" in sentence for sentence in told) == 3
    assert decided(world, record).state == "decided"


def test_discipline_found_later_is_told_as_a_number_and_a_later_decision_changes_the_level(world: World) -> None:
    record = decided(world, filled(world, drawn(world), "good", "good", "good"))
    assert rating_queries.due([record.unit_id], DECIDED) == []
    punished(world)
    (told,) = rating_queries.due([record.unit_id], DECIDED)
    assert "xem lại mức xếp loại" in told.sentence
    assert not any(person.name in told.sentence for person in world.people[CELL])
    (person,) = rating_queries.disciplined_above(record)
    line = record.ratings.get(person=person)
    rating.change(
        actor=world.officers["to-chuc-a"], record=record, line=line, level="done", changed_by="9-QĐ/ĐU",
        on=date(2023, 3, 1), reason="Có quyết định kỷ luật.",
    )  # fmt: skip
    assert rating_queries.due([record.unit_id], DECIDED) == []
    assert figure("members_rated_done", world.units["Khối A"], H1).value == 1


def test_leaders_and_the_units_below_are_rated_by_sheets_of_their_own(world: World) -> None:
    leaders = drawn(world, about="leaders")
    assert [line.person for line in rating_queries.lines_of(leaders)] == [world.people[CELL][0]]
    units = decided(world, filled(world, drawn(world, about="units", unit=BASE), "good", "excellent"))
    assert {line.unit for line in rating_queries.lines_of(units)} == {
        world.units[CELL], world.units["Chi bộ 2 Khối A"],
    }  # fmt: skip
    assert figure("organisations_rated_good", world.units["Khối A"], H1).value == 1


def test_a_cell_does_not_decide_its_own_sheet(world: World) -> None:
    record = filled(world, drawn(world), "good", "good", "good")
    with pytest.raises(Refused, match="quyền"):
        rating.decide_sheet(actor=world.officers["bi-thu-1"], record=record, decision="1-QĐ", decided_on=DECIDED)
