"""The machine at fault: a sentence for the person, nothing half written, and work goes on by itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.utils import timezone

from giaoban.areas.members.operations import record
from giaoban.ground.journal import chain, clock
from giaoban.ground.journal.models import Entry
from giaoban.site import database
from tests.drills import faults
from tests.drills.world import Small, small_world


@pytest.fixture
def small(own_database: str) -> Small:
    return small_world()


@pytest.fixture
def desk_and_proxy(small: Small) -> Iterator[tuple[faults.Desk, faults.Proxy]]:
    with faults.served_through(small) as both:
        yield both


def test_each_fault_is_answered_with_a_sentence_and_leaves_nothing_half(
    desk_and_proxy: tuple[faults.Desk, faults.Proxy],
) -> None:
    desk, proxy = desk_and_proxy
    found = faults.drill(desk, proxy)
    assert len(found) >= (5 if os.geteuid() == 0 and not os.environ.get("DATABASE_URL") else 4)
    for one in found:
        assert (one["right"], one["half"], one["again"]) == (True, False, 302), one
    with proxy.away():
        supervisor = faults.Desk(desk.port, "", 0)
        assert supervisor.ask("/healthz") == (200, "ok\n")
        assert supervisor.ask("/readyz")[0] == 503


def test_a_clock_set_back_leaves_the_order_of_acts_and_the_journal_whole(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    def enter(name: str) -> None:
        record(
            actor=small.actor, unit=small.cell, name=name, sex="M", born_on=date(1980, 2, 3), grade="official",
            admitted_on=date(2010, 6, 1), official_on=date(2011, 6, 1), on=date(2023, 2, 1),
        )  # fmt: skip

    enter("Nguyễn Văn Trước")
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() - timedelta(days=40))
    assert clock.today() == (real() - timedelta(days=40)).astimezone(timezone.get_current_timezone()).date()
    enter("Nguyễn Văn Lùi")
    monkeypatch.undo()
    enter("Nguyễn Văn Sau")
    acts = list(Entry.objects.filter(act="members.record").order_by("pk"))
    assert [one.changes.get(table="people_person").after["name"] for one in acts] == [
        "Nguyễn Văn Trước", "Nguyễn Văn Lùi", "Nguyễn Văn Sau",
    ]  # fmt: skip
    with database.owner().to(faults._name()).connect() as connection:
        assert chain.verify(connection).sound
