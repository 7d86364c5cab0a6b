"""A cell is scored by what its records say, checked and recognised by its superior, and loses it when discipline is found."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from giaoban.areas.emulation import laying_down, operations, queries
from giaoban.areas.emulation.models import Assessment, CriteriaSet
from giaoban.areas.meetings.models import Meeting
from giaoban.core.refusal import Refused
from giaoban.core.spans import Period
from giaoban.ground.access.operations import program as program_account
from giaoban.ground.writing import writing
from giaoban.reporting.figures import evidence, figure
from tests.world import World

from .conftest import BASE, CELL, CHECK, DAY, DECIDED, OTHER, punished

H1, H2 = Period.parse("2023-H1"), Period.parse("2023-H2")


def enrolled(world: World, criteria: CriteriaSet, cell: str = CELL, period: str = "2022") -> Assessment:
    return operations.enrol(
        actor=world.officers["bi-thu-1"], unit=world.units[cell], criteria=criteria, period=period, registered_on=DAY
    )


def met(world: World, *days: date, cell: str = CELL) -> None:
    """The cell held regular meetings on those days."""
    for day in days:
        with writing(program_account("Kiểm thử"), "meetings.close", unit=world.units[cell], on=day):
            Meeting.objects.create(unit=world.units[cell], kind="regular", state="closed", held_on=day, closed_on=day)


def claimed(world: World, record: Assessment, *points: int | None) -> None:
    given = {
        line.pk: (None if value is None else Decimal(value), "Báo cáo năm")
        for line, value in zip(queries.lines_of(record), points, strict=True)
    }
    operations.score(actor=world.officers["bi-thu-1"], record=record, month=None, given=given, on=CHECK)


def checked(world: World, record: Assessment) -> Assessment:
    operations.submit(actor=world.officers["bi-thu-1"], record=record, scored_on=CHECK)
    return operations.agree(actor=world.officers["to-chuc-a"], record=record, checked_on=CHECK)


def recognised(world: World, record: Assessment, on: date = DECIDED) -> Assessment:
    return operations.recognise(actor=world.officers["to-chuc-a"], record=record, decision="7-QĐ/ĐU", decided_on=on)


def test_what_records_say_stands_in_the_score_and_the_recognition_counts_with_its_evidence(
    world: World, points: CriteriaSet
) -> None:
    met(world, date(2022, 2, 1), date(2022, 3, 1))
    record = enrolled(world, points)
    operations.take_facts(actor=world.officers["bi-thu-1"], record=record, on=CHECK)
    assert [mark.claimed for mark in record.marks.order_by("criterion__order")] == [20, 20]
    with pytest.raises(Refused, match="Còn 1 dòng chưa chấm"):
        operations.submit(actor=world.officers["bi-thu-1"], record=record, scored_on=CHECK)
    claimed(world, record, 50, 20, 20)
    recognised(world, checked(world, record))
    assert (record.claimed, record.checked) == (90, 90)
    for unit in ("Khối A", BASE, CELL):
        assert [figure("four_good_cells", world.units[unit], period).value for period in (H1, H2)] == [1, 0]
    assert list(evidence("four_good_cells", world.units["Khối A"], H1)) == [record]
    assert figure("four_good_committees", world.units["Khối A"], H1).value == 0


def test_points_that_differ_from_the_records_say_why(world: World, points: CriteriaSet) -> None:
    met(world, date(2022, 2, 1))
    record = enrolled(world, points)
    given = {queries.lines_of(record)[1].pk: (Decimal(20), "")}
    with pytest.raises(Refused, match="điểm khác với sổ"):
        operations.score(actor=world.officers["bi-thu-1"], record=record, month=None, given=given, on=CHECK)
    claimed(world, record, 60, 20, 20)
    assert record.marks.get(criterion__order=2).met is False


def test_discipline_refuses_the_recognition_whatever_the_points(world: World, points: CriteriaSet) -> None:
    met(world, date(2022, 2, 1), date(2022, 3, 1))
    record = enrolled(world, points)
    claimed(world, record, 60, 20, 20)
    checked(world, record)
    punished(world)
    with pytest.raises(Refused, match="Không đạt tiêu chí bắt buộc: “Không có kỷ luật”"):
        recognised(world, record)
    assert figure("four_good_cells", world.units["Khối A"], H1).value == 0


def test_discipline_found_later_is_told_and_the_recognition_withdrawn(world: World, points: CriteriaSet) -> None:
    met(world, date(2022, 2, 1), date(2022, 3, 1))
    record = enrolled(world, points)
    claimed(world, record, 60, 20, 20)
    recognised(world, checked(world, record))
    assert queries.doubtful() == []
    punished(world)
    assert queries.doubtful() == [(record, "Không có kỷ luật")]
    (told,) = queries.due([record.unit_id], DECIDED)
    assert "xem xét thu hồi công nhận" in told.sentence
    operations.withdraw(
        actor=world.officers["to-chuc-a"],
        record=record,
        withdrawal="9-QĐ/ĐU",
        withdrawn_on=date(2023, 7, 3),
        reason="Kỷ luật.",
    )
    bloc = world.units["Khối A"]
    assert figure("four_good_cells", bloc, H1).value == 0
    assert [figure("recognitions_withdrawn", bloc, period).value for period in (H1, H2)] == [0, 1]
    assert queries.doubtful() == []


def test_a_cell_does_not_check_itself(world: World, points: CriteriaSet) -> None:
    record = enrolled(world, points)
    claimed(world, record, 60, 20, 20)
    operations.submit(actor=world.officers["bi-thu-1"], record=record, scored_on=CHECK)
    with pytest.raises(Refused, match="quyền"):
        operations.agree(actor=world.officers["bi-thu-1"], record=record, checked_on=CHECK)


def test_the_superiors_points_hold_and_say_why(world: World, points: CriteriaSet) -> None:
    record = enrolled(world, points)
    claimed(world, record, 60, 20, 20)
    operations.submit(actor=world.officers["bi-thu-1"], record=record, scored_on=CHECK)
    line, actor = queries.lines_of(record)[0], world.officers["to-chuc-a"]
    operations.check(actor=actor, record=record, month=None, given={line.pk: (Decimal(30), "Chậm hai việc")}, on=CHECK)
    operations.agree(actor=actor, record=record, checked_on=CHECK)
    assert (record.claimed, record.checked) == (100, 70)
    with pytest.raises(Refused, match="Được 70 điểm, cần từ 80"):
        recognised(world, record)


def test_a_month_counts_when_every_line_of_it_is_met(world: World, monthly: CriteriaSet) -> None:
    met(world, date(2022, 1, 10), date(2022, 2, 10))
    record = enrolled(world, monthly, period="2022-Q1")
    actor = world.officers["bi-thu-1"]
    operations.take_facts(actor=actor, record=record, on=CHECK)
    first, second, third = queries.lines_of(record)
    for month in queries.months_of(record):
        operations.score(actor=actor, record=record, month=month, given={first.pk: (Decimal(1), "Biên bản")}, on=CHECK)
    checked(world, record)
    assert record.claimed == 0
    assert [mark.claimed for mark in record.marks.filter(criterion=second).order_by("month")] == [0, 0, 0]
    assert {mark.met for mark in record.marks.filter(criterion=third)} == {True}


def test_all_cells_below_are_registered_at_once_and_none_twice(world: World, points: CriteriaSet) -> None:
    enrolled(world, points)
    actor = world.officers["to-chuc-a"]
    made = laying_down.enrol_below(actor=actor, record=points, period="2022", registered_on=DAY)
    assert [record.unit for record in made] == [world.units[OTHER]]
    with pytest.raises(Refused, match="Không còn đơn vị nào"):
        laying_down.enrol_below(actor=actor, record=points, period="2022", registered_on=DAY)


def test_a_set_that_is_renewed_keeps_what_was_scored_by_the_old(world: World, points: CriteriaSet) -> None:
    record = enrolled(world, points)
    made = laying_down.renew(
        actor=world.officers["to-chuc-a"], record=points, name="Bộ mới", from_on=date(2023, 1, 1), basis=""
    )
    assert points.until_on == date(2022, 12, 31)
    assert [line.text for line in made.lines.all()] == [line.text for line in queries.lines_of(record)]
    assert queries.sets_for(record.unit_id, DAY) == [points]
    assert queries.sets_for(record.unit_id, date(2023, 1, 1)) == [made]
