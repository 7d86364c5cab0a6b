"""The door of the hall: badges that nobody forges, arrivals with the moment that a device kept, what is printed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from giaoban.conferences import badges, delegations
from giaoban.conferences.models import Conference, Delegate
from giaoban.conferences.tests.stage import moved, other_office, prepared, signed_in
from giaoban.ground.access.operations import program
from giaoban.ground.journal.clock import now
from giaoban.ground.journal.models import Entry
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference(world: World, office: Client) -> Conference:
    """It is today; each delegation has named two."""
    conference = prepared(world, office)
    for delegation in conference.delegations.all():
        delegations.answer(
            actor=program("Kiểm thử"), record=delegation, comes="yes", answered_by="Văn phòng",
            delegates=f"Nguyễn Văn An, Bí thư {delegation}\nTrần Thị Bình, Phó Bí thư {delegation}",
        )  # fmt: skip
    moved(conference, 0)
    conference.refresh_from_db()
    return conference


def noted(client: Client, conference: Conference, code: str, ago: float = 0) -> tuple[int, dict[str, object]]:
    at = str(int((now() - timedelta(minutes=ago)).timestamp() * 1000))
    answer = client.post(reverse("conferences:arrivals", args=[conference.pk]), {"code": code, "at": at})
    return answer.status_code, answer.json() if answer.status_code in {200, 422} else {}


def test_an_arrival_is_noted_with_the_moment_that_the_door_kept_and_the_first_one_stays(
    office: Client, conference: Conference
) -> None:
    delegate = Delegate.objects.order_by("pk")[0]
    code = badges.code_of(delegate)
    status, told = noted(office, conference, code, ago=30)
    assert (status, told["came"], told["named"], list(told["here"])) == (200, 1, 4, [code])  # type: ignore[call-overload]
    delegate.refresh_from_db()
    assert delegate.arrived_at is not None
    assert timedelta(minutes=29) < now() - delegate.arrived_at < timedelta(minutes=31)
    assert noted(office, conference, code)[0] == 200, "the same badge at another door"
    first = delegate.arrived_at
    delegate.refresh_from_db()
    assert delegate.arrived_at == first


@pytest.mark.parametrize("typed", ["", "x", "9" * 20, "-5", str(10**13 * 9), "0"])
def test_a_moment_that_a_wrong_clock_kept_is_the_moment_of_hearing_it(conference: Conference, typed: str) -> None:
    assert now() - badges.moment_of(typed, conference) < timedelta(minutes=1)


def test_a_badge_of_another_conference_or_a_forged_one_notes_nobody(office: Client, conference: Conference) -> None:
    code = badges.code_of(Delegate.objects.order_by("pk")[0])
    for forged in (
        "",
        "x",
        code[:-1] + ("0" if code[-1] != "0" else "1"),
        code.partition("-")[0],
        "zzzzzzzz-" + "0" * 12,
    ):
        assert noted(office, conference, forged)[0] == 422, forged
        assert office.get(reverse("conferences:badge", args=[forged or "-"])).status_code == 404
    assert not Delegate.objects.filter(state="arrived").exists()


def test_a_badge_that_a_camera_opens_says_who_it_is_and_is_noted_by_one_press(
    world: World, office: Client, conference: Conference
) -> None:
    delegate = Delegate.objects.order_by("pk")[0]
    address = badges.address_of(delegate)
    assert "Nguyễn Văn An" in office.get(address).content.decode()
    delegate.refresh_from_db()
    assert delegate.state == "announced", "looking notes nothing"
    assert office.post(address).status_code == 302
    assert "Đã vào lúc" in office.get(address).content.decode()
    assert Client().get(address).status_code == 302, "nobody reads a name without signing in"
    reader = signed_in(world, "to-chuc-a")
    assert reader.post(address).status_code == 422, "who may only read notes nobody"
    assert other_office(world).get(address).status_code == 404


def test_badges_plates_and_list_are_printed_by_whoever_may_read_delegates_and_that_is_written_down(
    world: World, office: Client, conference: Conference
) -> None:
    for sheet, also in (("badges", "<svg"), ("plates", "door-plates"), ("list", "door-box")):
        page = office.get(reverse("conferences:door_printed", args=[conference.pk, sheet]))
        assert page.content.decode().count("Trần Thị Bình") == 2
        assert also in page.content.decode()
    assert Entry.objects.filter(act="conferences.badges").count() == 3
    assert office.get(reverse("conferences:door_printed", args=[conference.pk, "khac"])).status_code == 404
    stranger = other_office(world)
    for name in ("door", "arrivals"):
        where = reverse(f"conferences:{name}", args=[conference.pk])
        assert stranger.get(where).status_code in {404, 405}
        assert signed_in(world, "to-chuc-a").get(where).status_code in {403, 405}
    assert office.get(reverse("conferences:door", args=[conference.pk]))["Permissions-Policy"].startswith(
        "camera=(self)"
    )
