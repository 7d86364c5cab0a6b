"""The one write path: what it refuses, what it keeps."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from giaoban.core.refusal import Refused
from giaoban.ground.access.models import Account
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Change, Entry
from giaoban.ground.regulations.models import DayOff
from giaoban.ground.writing import judged_when_held, writing

TET = date(2023, 1, 20)
pytestmark = pytest.mark.django_db


def test_a_write_without_an_open_entry_is_refused_by_the_database_itself() -> None:
    with pytest.raises(DatabaseError, match="No journal entry is open"), transaction.atomic():
        DayOff.objects.create(on=TET, reason="Tết")
    with (
        pytest.raises(DatabaseError, match="No journal entry is open"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("INSERT INTO regulations_dayoff (\"on\", works, reason) VALUES ('2023-01-20', false, 'Tết')")


def test_an_act_leaves_one_entry_and_each_row_before_and_after(program: Account) -> None:
    with writing(program, "regulations.record_day_off", unit=None, on=TET) as entry:
        day = DayOff.objects.create(on=TET, reason="Tết")
        DayOff.objects.filter(pk=day.pk).update(reason="Tết Nguyên đán")
    first, second = Change.objects.filter(entry=entry).order_by("pk")
    assert (first.before, first.after["reason"]) == (None, "Tết")
    assert (second.before["reason"], second.after["reason"]) == ("Tết", "Tết Nguyên đán")


def test_a_failed_act_leaves_neither_rows_nor_entry(program: Account) -> None:
    before = Entry.objects.count()

    def fail() -> None:
        with writing(program, "regulations.record_day_off", unit=None, on=TET):
            DayOff.objects.create(on=TET, reason="Tết")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (Entry.objects.count(), DayOff.objects.count()) == (before, 0)
    with pytest.raises(DatabaseError), transaction.atomic():
        DayOff.objects.create(on=TET, reason="Tết")


def test_an_act_without_the_power_is_refused_before_anything_is_written(db: None) -> None:
    stranger = Account.objects.create_user("nguoi-la", name="Người lạ")
    with pytest.raises(Refused, match="không có quyền"), writing(stranger, "regulations.record", unit=None, on=TET):
        raise AssertionError("never reached")


@pytest.mark.parametrize("statement", ["UPDATE journal_change SET before = NULL", "DELETE FROM journal_entry"])
def test_the_journal_cannot_be_changed_by_the_program_itself(statement: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("on", [date(1, 1, 1), date(1899, 12, 31), date(2199, 1, 1), date(9999, 12, 31)])
def test_an_act_of_no_day_that_can_be_is_refused_with_the_limits(program: Account, on: date) -> None:
    with (
        pytest.raises(Refused, match=f"{on.year:04}: ngày này quá xa; ghi từ 01/01/1900 đến"),
        writing(program, "regulations.record_day_off", unit=None, on=on),
    ):
        raise AssertionError("never reached")


def test_what_has_happened_is_not_dated_tomorrow_and_what_is_planned_may_be(program: Account) -> None:
    tomorrow = today() + timedelta(1)
    with writing(program, "regulations.record_day_off", unit=None, on=tomorrow):
        pass
    with (
        pytest.raises(Refused, match="việc đã làm không ghi ngày sau hôm nay"),
        writing(program, "members.record_death", unit=None, on=tomorrow),
    ):
        raise AssertionError("never reached")


def test_the_record_that_an_act_holds_is_judged_once_by_what_stands_in_it_then(program: Account) -> None:
    with writing(program, "regulations.record_day_off", unit=None, on=TET):
        day, other = (DayOff.objects.create(on=TET + timedelta(days=number), reason="Tết") for number in range(2))
        DayOff.objects.filter(pk=day.pk).update(reason="Người khác vừa ghi")
    before, seen = Entry.objects.count(), list[str]()

    def judge(held: DayOff) -> list[str]:
        seen.append(held.reason)
        return ["Dòng này vừa được người khác sửa."] if len(seen) == 1 else []

    with judged_when_held(day, judge):  # type: ignore[arg-type]
        with writing(program, "regulations.record_day_off", unit=None, on=TET, record=other):
            pass
        assert seen == [], "of another record nothing is asked"
        with (
            pytest.raises(Refused, match="vừa được người khác sửa"),
            writing(program, "regulations.record_day_off", unit=None, on=TET, record=day),
        ):
            raise AssertionError("never reached")
        with writing(program, "regulations.record_day_off", unit=None, on=TET, record=day):
            pass
    assert (seen, Entry.objects.count()) == (["Người khác vừa ghi"], before + 2)
