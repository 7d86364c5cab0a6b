"""A cell's meeting from plan to closed minutes, on the real database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from giaoban.areas.meetings import awaited, queries, sitting, tasks
from giaoban.areas.meetings import operations as acts
from giaoban.areas.meetings.minutes import minutes_of
from giaoban.areas.meetings.models import Meeting, Task
from giaoban.areas.meetings.tests.conftest import Cell
from giaoban.areas.meetings.tests.made import HELD, closed, held, invited, planned, upload
from giaoban.core.refusal import Refused
from giaoban.ground.access.models import Account
from giaoban.ground.journal.models import Change, Entry
from giaoban.ground.locks.models import Lock
from giaoban.ground.people.models import Membership, Stay
from giaoban.ground.writing import writing
from tests.world import person

pytestmark = pytest.mark.django_db


def test_a_meeting_goes_from_plan_to_closed_minutes_and_then_counts(secretary: Account, cell: Cell) -> None:
    meeting = held(secretary, cell)
    assert not queries.regular_meetings().exists()
    acts.close(actor=secretary, record=meeting, closed_on=HELD)
    assert list(queries.regular_meetings()) == [meeting]
    assert not queries.thematic_meetings().exists()


def test_regular_and_thematic_are_counted_apart_and_a_combined_sitting_in_both(secretary: Account, cell: Cell) -> None:
    closed(secretary, cell)
    closed(secretary, cell, kind="thematic", theme="Nêu gương", held_on=date(2023, 5, 12))
    closed(secretary, cell, kind="combined", theme="Chuyển đổi số", held_on=date(2023, 6, 5))
    closed(secretary, cell, kind="extraordinary", held_on=date(2023, 6, 9))
    assert (queries.regular_meetings().count(), queries.thematic_meetings().count()) == (2, 2)


def test_an_unfinished_record_is_refused_with_everything_that_is_missing(secretary: Account, cell: Cell) -> None:
    meeting = planned(secretary, cell)
    with pytest.raises(Refused) as refused:
        acts.close(actor=secretary, record=meeting, closed_on=HELD)
    assert len(refused.value.reasons) == 11
    meeting.refresh_from_db()
    assert meeting.closed_on is None


def test_the_roll_is_that_of_the_day_with_exempt_and_away_known_from_the_register(
    secretary: Account, cell: Cell
) -> None:
    meeting = invited(secretary, cell)
    sitting.call_roll(
        actor=secretary, record=meeting, statuses={cell[3].pk: "excused"}, reasons={cell[3].pk: "Ốm"}, rest="present"
    )
    found = {row.person_id: (row.standing, row.status) for row in queries.attendance(meeting)}
    assert found[cell[4].pk] == ("probationary", "present")
    assert found[cell[5].pk] == ("official", "exempt")
    assert found[cell[6].pk] == ("official", "away")
    counts = queries.counts_of(meeting)
    assert (counts.roll, counts.expected, counts.present, counts.excused) == (7, 5, 4, 1)


def test_a_guest_is_called_and_not_counted_on_the_roll(program: Account, secretary: Account, cell: Cell) -> None:
    with writing(program, "transfers.receive", unit=cell.other, on=HELD):
        guest = person(cell.other, "Bế Văn Khánh")
        Stay.objects.create(person=guest, unit=cell.unit, valid=DateRange(date(2023, 1, 1), None))
    meeting = invited(secretary, cell)
    sitting.call_roll(actor=secretary, record=meeting, statuses={}, rest="present")
    counts = queries.counts_of(meeting)
    assert (counts.roll, counts.guests, counts.guests_present) == (7, 1, 1)


def test_nobody_outside_the_roll_can_be_called(secretary: Account, cell: Cell) -> None:
    meeting = invited(secretary, cell)
    with pytest.raises(Refused, match="không thuộc danh sách"):
        sitting.call_roll(actor=secretary, record=meeting, statuses={10**9: "present"})


def test_a_roll_that_changed_after_the_call_must_be_called_again(
    program: Account, secretary: Account, cell: Cell
) -> None:
    meeting = held(secretary, cell)
    with writing(program, "transfers.receive", unit=cell.unit, on=HELD):
        person(cell.unit, "Bế Văn Khánh")
        left = Membership.objects.get(person=cell[3])
        left.valid = DateRange(left.valid.lower, HELD)
        left.save()
    with pytest.raises(Refused) as refused:
        acts.close(actor=secretary, record=meeting, closed_on=HELD)
    assert len(refused.value.reasons) == 2
    sitting.call_roll(actor=secretary, record=meeting, statuses={}, rest="present")
    acts.close(actor=secretary, record=meeting, closed_on=HELD)


def test_members_and_the_superior_are_told(secretary: Account, cell: Cell) -> None:
    meeting = invited(secretary, cell)
    assert set(meeting.notices.values_list("person", "unit")) == {(one.pk, None) for one in cell.people} | {
        (None, cell.superior.pk)
    }


def test_a_second_regular_meeting_in_a_month_is_refused_even_by_moving_it_there(secretary: Account, cell: Cell) -> None:
    planned(secretary, cell)
    with pytest.raises(Refused, match="đã có buổi sinh hoạt định kỳ"):
        planned(secretary, cell, held_on=date(2023, 5, 20))
    other = planned(secretary, cell, held_on=date(2023, 6, 2))
    with pytest.raises(Refused, match="đã có buổi sinh hoạt định kỳ"):
        acts.invite(actor=secretary, record=other, told_on=date(2023, 5, 20), held_on=date(2023, 5, 30), starts_at="8h",
                    place="Hội trường", content="Định kỳ", version=other.version)  # fmt: skip


def test_only_a_cell_meets(program: Account, cell: Cell) -> None:
    with pytest.raises(Refused, match="Chỉ chi bộ"):
        acts.plan(actor=program, unit=cell.superior, kind="regular", held_on=HELD)


def test_closed_minutes_are_corrected_with_a_reason_and_keep_counting(secretary: Account, cell: Cell) -> None:
    meeting = closed(secretary, cell)
    with pytest.raises(Refused, match="Đính chính"):
        sitting.record_point(actor=secretary, record=meeting, speaker=cell[0], text="Thêm")
    acts.correct(actor=secretary, record=meeting, reason="Ghi sót ý kiến")
    assert queries.regular_meetings().count() == 1
    sitting.record_point(actor=secretary, record=meeting, speaker=cell[0], text="Thêm")
    again = acts.close(actor=secretary, record=meeting, closed_on=date(2023, 5, 9))
    assert (again.state, again.closed_on) == (Meeting.State.CLOSED, HELD)
    assert Entry.objects.get(act="meetings.correct").reason == "Ghi sót ý kiến"


def test_a_struck_out_meeting_is_gone_and_stays_in_the_journal(secretary: Account, cell: Cell) -> None:
    meeting = closed(secretary, cell)
    key = meeting.pk
    with pytest.raises(Refused):
        acts.void(actor=secretary, record=meeting, reason=" ")
    acts.void(actor=secretary, record=meeting, reason="Nhập hai lần")
    assert not queries.regular_meetings().exists()
    kept = Change.objects.get(entry__act="meetings.void", table="meetings_meeting")
    assert (kept.row_id, kept.after) == (key, None)


def test_in_a_closed_period_nothing_is_written(program: Account, secretary: Account, cell: Cell) -> None:
    meeting = invited(secretary, cell)
    with writing(program, "periods.close", unit=cell.superior, on=HELD):
        Lock.objects.create(
            unit=cell.superior, span=DateRange(date(2023, 1, 1), date(2023, 7, 1)), because="đã nộp báo cáo"
        )
    with pytest.raises(Refused, match="đã khóa"):
        sitting.call_roll(actor=secretary, record=meeting, statuses={}, rest="present")


def test_a_stranger_can_do_nothing_here(secretary: Account, stranger: Account, cell: Cell) -> None:
    meeting = held(secretary, cell)
    task = sitting.assign_task(
        actor=secretary, record=meeting, what="Rà soát quy chế", owner=cell[0], due_on=date(2023, 6, 1)
    )
    tries: list[Callable[[], object]] = [
        lambda: planned(stranger, cell, held_on=date(2023, 7, 3)),
        lambda: sitting.call_roll(actor=stranger, record=meeting, statuses={}, rest="present"),
        lambda: acts.add_item(actor=stranger, record=meeting, title="x"),
        lambda: acts.close(actor=stranger, record=meeting, closed_on=HELD),
        lambda: acts.void(actor=stranger, record=meeting, reason="x"),
        lambda: tasks.finish(actor=stranger, record=task, done_on=HELD, result="x"),
    ]
    for attempt in tries:
        with pytest.raises(Refused, match="không có quyền"):
            attempt()


# Votes, tasks


def test_a_vote_takes_its_roll_from_the_register_of_the_day(secretary: Account, cell: Cell, in_force: Any) -> None:
    in_force("meeting.vote.majority", "1/2", source="Điều lệ Đảng")
    meeting = held(secretary, cell)
    vote = sitting.record_vote(actor=secretary, record=meeting, question="Thông qua nghị quyết tháng 6", needs="majority",
                            how="hands", in_favour=4, against=0, abstained=0)  # fmt: skip
    assert (vote.roll, vote.present) == (6, 4)
    assert queries.outcome_of(vote)[0] is True
    with pytest.raises(Refused, match="lớn hơn số có mặt"):
        sitting.record_vote(actor=secretary, record=meeting, question="x", needs="majority", how="hands", in_favour=5,
                         against=0, abstained=0)  # fmt: skip


def test_a_task_of_a_resolution_is_finished_or_put_off_with_a_reason(secretary: Account, cell: Cell) -> None:
    meeting = held(secretary, cell)
    sitting.resolve(
        actor=secretary, record=meeting, text="Giao đồng chí Bình rà soát quy chế.", number="05-NQ/CB",
        version=meeting.version,
    )  # fmt: skip
    with pytest.raises(Refused, match="trước ngày họp"):
        sitting.assign_task(actor=secretary, record=meeting, what="x", owner=cell[1], due_on=date(2023, 5, 1))
    task = sitting.assign_task(
        actor=secretary, record=meeting, what="Rà soát quy chế", owner=cell[1], due_on=date(2023, 5, 20)
    )
    tasks.put_off(
        actor=secretary, record=task, agreed_on=date(2023, 5, 19), due_on=date(2023, 6, 1), reason="Chờ hướng dẫn"
    )
    tasks.finish(actor=secretary, record=task, done_on=date(2023, 5, 30), result="Đã ban hành")
    task = Task.objects.get()
    assert (task.due_on, task.done_on, task.result) == (date(2023, 6, 1), date(2023, 5, 30), "Đã ban hành")
    with pytest.raises(Refused, match="đã xong"):
        tasks.put_off(actor=secretary, record=task, agreed_on=HELD, due_on=date(2023, 7, 1), reason="x")


# What the guide remarks, what is due


def test_three_excuses_running_in_a_year_raise_the_alarm(secretary: Account, cell: Cell, in_force: Any) -> None:
    in_force("meeting.excused.running", 3, mark="M")
    last = None
    for month in (2, 3, 4):
        last = closed(secretary, cell, held_on=date(2023, month, 3), statuses={cell[2].pk: "excused"})
        if month < 4:
            assert queries.excused_too_often(last) == []
    assert last is not None
    (sentence,) = queries.excused_too_often(last)
    assert "Trần Thị Cúc vắng có lý do 3 kỳ liền" in sentence
    assert "chưa đối chiếu" in sentence


def test_what_is_due_names_missing_meetings_papers_minutes_and_tasks(
    secretary: Account, cell: Cell, in_force: Any
) -> None:
    in_force("meeting.regular.per_month", 1, source="Điều lệ Đảng")
    in_force("meeting.papers_days_before", 1)
    units = [cell.unit.pk, cell.other.pk, cell.superior.pk]
    open_minutes = held(secretary, cell)
    sitting.assign_task(actor=secretary, record=open_minutes, what="Rà soát", owner=cell[1], due_on=date(2023, 6, 1))
    coming = invited(secretary, cell, held_on=date(2023, 6, 6))
    planned(secretary, cell, kind="thematic", theme="Nêu gương", held_on=date(2023, 6, 8))
    found = {(one.what, one.unit_id, one.by) for one in awaited.due_in(units, date(2023, 6, 2))}
    assert found == {
        ("missing", cell.other.pk, date(2023, 5, 31)),
        ("missing", cell.other.pk, date(2023, 6, 30)),
        ("minutes", cell.unit.pk, HELD),
        ("papers", cell.unit.pk, date(2023, 6, 5)),
        ("notice", cell.unit.pk, date(2023, 6, 8)),
        ("task", cell.unit.pk, date(2023, 6, 1)),
    }
    acts.add_paper(
        actor=secretary,
        record=coming,
        title="a",
        declared_open=True,
        sent_on=date(2023, 6, 2),
        file=upload("a.pdf", b"%PDF"),
    )
    acts.close(actor=secretary, record=open_minutes, closed_on=HELD)
    assert {one.what for one in awaited.due_in(units, date(2023, 6, 2))} == {"missing", "notice", "task"}


def test_the_minutes_say_everything_as_plain_values(secretary: Account, cell: Cell) -> None:
    meeting = closed(secretary, cell, statuses={cell[3].pk: "excused"})
    minutes = minutes_of(meeting)
    assert (minutes.unit, minutes.superior, minutes.place_of_office) == (
        "Chi bộ Văn phòng",
        "Đảng ủy Sở Thử nghiệm",
        "Hạ Long",
    )
    assert len(minutes.attended) == minutes.counts.roll == 7
    assert [(one.name, one.reason) for one in minutes.attended if one.status == "excused"] == [
        ("Hoàng Văn Dũng", "Đi công tác")
    ]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(["present", "excused", "absent", ""]), min_size=5, max_size=5),
    st.sampled_from(["", "present", "absent"]),
)
def test_however_the_roll_is_called_it_adds_up_to_the_roll_of_the_day(
    secretary: Account, cell: Cell, statuses: list[str], rest: str
) -> None:
    meeting = Meeting.objects.filter(unit=cell.unit).first() or invited(secretary, cell)
    called = {cell[at].pk: status for at, status in enumerate(statuses)}
    sitting.call_roll(actor=secretary, record=meeting, statuses=called, rest=rest)
    counts = queries.counts_of(meeting)
    on_roll = [one for one in queries.roll_on(meeting.held_on, unit=meeting.unit_id) if one.standing != "guest"]
    assert counts.roll == len(on_roll) == 7
    assert (
        counts.present + counts.excused + counts.absent + counts.exempt + counts.away + counts.uncalled == counts.roll
    )
