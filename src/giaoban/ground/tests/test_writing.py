"""The one write path: what it refuses, what it keeps."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from giaoban.core.refusal import Refused
from giaoban.ground.access.models import Account
from giaoban.ground.journal.models import Change, Entry
from giaoban.ground.regulations.models import DayOff
from giaoban.ground.writing import writing

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
