"""Visits from the page token to the closed day, on the real database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from giaoban.faces.portal.models import Baseline, DayCount, Sighting
from giaoban.faces.portal.visits import counting, keys, tokens
from giaoban.faces.portal.visits.counting import recount, standing, why_implausible, write_down
from giaoban.faces.portal.visits.gathering import Gatherer, robot_of

pytestmark = pytest.mark.django_db
BROWSER = {"agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/128.0", "language": "vi"}


@pytest.fixture(autouse=True)
def _own_salts(settings, tmp_path):
    settings.PORTAL_STATE = tmp_path


def hanoi(day: int, hour: int, minute: int = 0, month: int = 7, year: int = 2023) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=keys.HANOI)


def see(gatherer: Gatherer, now: datetime, address: str = "203.0.113.9", article: int = 0, **about) -> bool:
    token = tokens.token(article, at=now.timestamp())
    return gatherer.see(token, now=now, address=address, **(BROWSER | about))


def count(gatherer: Gatherer, now: datetime):
    write_down(gatherer)
    recount(now)
    return standing(now)


def test_a_token_is_good_once_and_for_half_an_hour():
    now = datetime.now(UTC)  # noqa: TID251 - a token is read against the running clock
    token = tokens.token(7, at=now.timestamp())
    assert tokens.read(token, at=now.timestamp() + 1799)[1] == 7
    assert tokens.read(token, at=now.timestamp() + 1801) is None
    assert tokens.read(token[:-4] + b"AAAA", at=now.timestamp()) is None
    gatherer, other = Gatherer(worker="one"), Gatherer(worker="two")
    for each in (gatherer, gatherer, other):  # reused, and at another process
        each.see(token, now=now, address="203.0.113.9", **BROWSER)
    write_down(other)
    assert count(gatherer, now).today == 1
    assert Sighting.objects.count() == 1


def test_two_processes_and_a_repeated_writing_count_everybody_once():
    one, two = Gatherer(worker="one"), Gatherer(worker="two")
    now = hanoi(14, 9)
    see(one, now, "203.0.113.1")
    see(two, now, "203.0.113.2")
    kept = list(two.sightings)
    write_down(one)
    write_down(two)
    two.give_back(kept)  # as after a crash between writing and answering
    assert count(two, now + timedelta(seconds=10)).today == 2


def test_the_day_closes_into_the_sum_and_cannot_be_changed():
    gatherer = Gatherer(worker="one")
    Baseline.objects.create(on=hanoi(1, 0).date(), amount=738_110, source="Bộ đếm cũ")
    see(gatherer, hanoi(13, 10))
    assert count(gatherer, hanoi(13, 10, 1)).whole == 738_111
    see(gatherer, hanoi(14, 10))
    now = count(gatherer, hanoi(14, 10, 1))
    assert (now.today, now.week, now.whole) == (1, 2, 738_112)
    closed = DayCount.objects.get(day=hanoi(13, 0).date(), metric="visits")
    assert closed.closed
    assert closed.digest == counting.digest(closed.day)
    assert not Sighting.objects.filter(day=closed.day).exists()
    with pytest.raises(ProgrammingError), transaction.atomic():
        DayCount.objects.filter(pk=closed.pk).update(amount=9)
    with pytest.raises(ProgrammingError), transaction.atomic():
        closed.delete()


def test_a_visit_over_midnight_is_counted_once_on_the_day_it_began():
    gatherer = Gatherer(worker="one")
    see(gatherer, hanoi(13, 23, 50))
    count(gatherer, hanoi(13, 23, 51))
    see(gatherer, hanoi(14, 0, 10))
    now = count(gatherer, hanoi(14, 0, 11))
    assert now.today == 0
    later = count(gatherer, hanoi(14, 0, 45))  # yesterday is closed, its keys are gone
    assert (later.today, later.week) == (0, 1)
    see(gatherer, hanoi(14, 9))
    assert count(gatherer, hanoi(14, 9, 1)).today == 1


def test_monday_and_new_year_begin_new_sums():
    gatherer = Gatherer(worker="one")
    sunday, monday = hanoi(31, 12, month=12, year=2023), hanoi(1, 12, month=1, year=2024)
    see(gatherer, sunday)
    assert count(gatherer, sunday + timedelta(minutes=1)).week == 1
    see(gatherer, monday)
    now = count(gatherer, monday + timedelta(minutes=1))
    assert (now.today, now.week, now.month, now.whole) == (1, 1, 1, 2)


def test_a_clock_set_back_an_hour_raises_no_counter():
    gatherer = Gatherer(worker="one")
    see(gatherer, hanoi(14, 10))
    see(gatherer, hanoi(14, 9))
    see(gatherer, hanoi(14, 9, 40))
    assert count(gatherer, hanoi(14, 10, 1)).today == 1


def test_neither_address_nor_browser_is_kept_and_the_salt_goes():
    gatherer = Gatherer(worker="one")
    see(gatherer, hanoi(13, 10), address="203.0.113.77")
    write_down(gatherer)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(row_to_json(s)::text, ' ') FROM portal_sighting s")
        kept = cursor.fetchone()[0]
    assert "203.0.113" not in kept
    assert "Firefox" not in kept
    assert keys.salt(hanoi(13, 0).date(), make=False)
    keys.destroy_old_salts(hanoi(14, 0, 20))
    assert keys.salt(hanoi(13, 0).date(), make=False)
    keys.destroy_old_salts(hanoi(14, 0, 30))
    assert keys.salt(hanoi(13, 0).date(), make=False) is None


@pytest.mark.parametrize(
    ("agent", "is_robot"),
    [
        ("", True),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", True),
        ("curl/8.5.0", True),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36",
            False,
        ),
        ("Mozilla/5.0 (Linux; Android 13; SM-A146P) AppleWebKit/537.36 Chrome/125.0 Mobile Safari/537.36", False),
    ],
)
def test_robots_are_known_by_what_they_say_of_themselves(agent, is_robot):
    assert bool(robot_of(agent)) is is_robot


def test_staff_and_those_without_language_are_not_in_the_public_numbers():
    gatherer = Gatherer(worker="one")
    see(gatherer, hanoi(14, 9), staff=True)
    see(gatherer, hanoi(14, 9), address="203.0.113.5", language="")
    see(gatherer, hanoi(14, 9), address="203.0.113.6", confirmed=False)
    assert count(gatherer, hanoi(14, 9, 1)).today == 0
    assert DayCount.objects.get(metric="unconfirmed").amount == 1


def test_an_unknown_online_number_is_shown_as_zero():
    gatherer = Gatherer(worker="one")
    see(gatherer, hanoi(14, 9))
    assert count(gatherer, hanoi(14, 9, 1)).online == 1
    assert standing(hanoi(14, 9, 3)).online == 0  # counted two minutes ago


def test_the_founding_pages_numbers_raise_the_alarm_of_the_night():
    assert why_implausible(visits=75, night=75, online=14, hour=1, same_weekday=[1664] * 5)
    assert not why_implausible(visits=210, night=4, online=9, hour=21, same_weekday=[200, 220, 190])


def test_an_ipv6_reader_is_known_by_half_the_address():
    assert keys.network_of("2001:db8:1:2:aaaa::1") == keys.network_of("2001:db8:1:2:bbbb::9")
    assert keys.network_of("::ffff:203.0.113.4") == "203.0.113.4"
