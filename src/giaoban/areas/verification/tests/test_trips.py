"""A trip abroad from the decision to report and passport, and who learns of it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from giaoban.areas.verification import travelling
from giaoban.areas.verification.models import Trip
from giaoban.areas.verification.own import own_tables
from giaoban.areas.verification.queries import due_of_trips
from giaoban.areas.verification.tests.conftest import CELL
from giaoban.core.refusal import Refused
from giaoban.core.spans import Period
from giaoban.ground.access import second_lock
from giaoban.ground.journal.clock import today
from giaoban.reporting.figures import figure
from tests.world import World

pytestmark = pytest.mark.django_db
LEAVES, RETURNS = date(2023, 5, 8), date(2023, 5, 12)


@pytest.fixture
def trip(world: World) -> Trip:
    return travelling.record_trip(
        actor=world.officers["to-chuc-a"], unit=world.units[CELL], person=world.people[CELL][4], decision="12-QĐ/TU",
        decided_on=date(2023, 4, 20), purpose="work", country="Lào", leaves_on=LEAVES, returns_on=RETURNS,
        on_official_passport=True,
    )  # fmt: skip


def test_report_and_passport_are_due_after_the_term_until_they_are_there(world: World, trip: Trip) -> None:
    actor, cells, day = world.officers["to-chuc-a"], {trip.unit_id}, date(2023, 6, 1)
    assert due_of_trips(cells, RETURNS) == []
    owed = due_of_trips(cells, day)
    assert [reminder.by for reminder in owed] == [date(2023, 5, 22)] * 2
    assert not any(trip.person.name in reminder.sentence for reminder in owed)
    travelling.hand_in_report(actor=actor, record=trip, reported_on=date(2023, 5, 15))
    travelling.return_passport(actor=actor, record=trip, returned_on=date(2023, 5, 16))
    assert due_of_trips(cells, day) == []
    with pytest.raises(Refused, match="Đã ghi nhận ngày 15/05/2023"):
        travelling.hand_in_report(actor=actor, record=trip, reported_on=date(2023, 5, 17))


def test_a_trip_that_was_put_off_has_its_new_days_and_counts_in_their_period(world: World, trip: Trip) -> None:
    travelling.correct_trip(
        actor=world.officers["to-chuc-a"], record=trip, country="Lào", leaves_on=date(2023, 7, 3),
        returns_on=date(2023, 7, 7), reason="Hoãn chuyến đi.", version=1,
    )  # fmt: skip
    bloc = world.units["Khối A"]
    assert [figure("trips_abroad", bloc, Period.parse(half)).value for half in ("2023-H1", "2023-H2")] == [0, 1]


def test_a_trip_that_was_called_off_is_struck_out(world: World, trip: Trip) -> None:
    travelling.void_trip(actor=world.officers["to-chuc-a"], record=trip, reason="Không đi nữa.")
    assert not Trip.objects.exists()


def test_a_trip_names_its_member_only_when_it_was_opened_with_a_reason(world: World, trip: Trip) -> None:
    client = Client()
    client.force_login(world.officers["to-chuc-a"])
    for address in (reverse("desk:list", args=["trips"]), reverse("desk:page", args=["trips", trip.pk])):
        assert trip.person.name not in client.get(address).content.decode()
    opened = client.post(reverse("desk:page", args=["trips", trip.pk]), {"reason": "Theo dõi việc nộp báo cáo"})
    assert trip.person.name in opened.content.decode()


@pytest.mark.parametrize("who", ["bi-thu-1", "van-phong-a", "cap-uy", "to-chuc-b"])
def test_who_has_no_power_over_trips_sees_none_in_the_database_itself(who: str, world: World, trip: Trip) -> None:
    with transaction.atomic(), second_lock.seen_by(world.officers[who], on=today()):
        assert not Trip.objects.exists()


def test_the_member_sees_their_own_trip_and_nobody_elses(world: World, trip: Trip) -> None:
    _cases, table = own_tables(trip.person, today())
    assert list(table.rows) == [("Lào", "Công tác", "08/05/2023 – 12/05/2023", "12-QĐ/TU", "", "")]
    _cases, others = own_tables(world.people[CELL][1], today())
    assert list(others.rows) == []
