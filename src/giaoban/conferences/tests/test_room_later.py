"""What the page of the room did while there was no network: it keeps its moment, is done once, and never over another's."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from giaoban.conferences import hall, items
from giaoban.conferences.models import ProgrammeItem
from giaoban.conferences.tests.stage import moved, other_office, prepared, signed_in
from giaoban.ground.access.operations import program
from giaoban.ground.journal.clock import now
from giaoban.ground.journal.models import Entry
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(world: World, office: Client) -> list[ProgrammeItem]:
    """The items of a conference that sits today."""
    conference = prepared(world, office)
    items.draw_up(actor=program("Kiểm thử"), record=conference)
    moved(conference, 0)
    return list(conference.items.order_by("order"))


def kept(client: Client, item: ProgrammeItem, act: str, at: datetime) -> tuple[int, str]:
    answer = client.post(
        reverse("conferences:room_later", args=[item.conference_id]),
        {"act": act, "key": item.pk, "at": str(int(at.timestamp() * 1000))},
    )
    return answer.status_code, " ".join(answer.json().get("refused", [])) if answer.status_code in {200, 422} else ""


def test_an_hour_without_network_is_told_later_in_its_order_with_its_moments(
    office: Client, programme: list[ProgrammeItem]
) -> None:
    one, two, *_others = programme
    begun = now() - timedelta(minutes=59)
    assert kept(office, one, "start", begun)[0] == 200
    assert kept(office, two, "start", begun + timedelta(minutes=20))[0] == 200
    assert kept(office, two, "finish", begun + timedelta(minutes=45))[0] == 200
    for item in (one, two):
        item.refresh_from_db()
        assert item.state == "done"
    assert (one.started_at, one.finished_at) == (_milli(begun), _milli(begun + timedelta(minutes=20)))
    assert (two.started_at, two.finished_at) == (one.finished_at, _milli(begun + timedelta(minutes=45)))


def test_what_is_sent_twice_is_done_once(office: Client, programme: list[ProgrammeItem]) -> None:
    begun = now() - timedelta(minutes=5)
    assert [kept(office, programme[0], "start", begun)[0] for _again in range(2)] == [200, 200]
    assert Entry.objects.filter(act="programme.start_item").count() == 1


def test_what_was_kept_is_not_done_over_what_another_did_since(
    world: World, office: Client, programme: list[ProgrammeItem]
) -> None:
    one, two, *_others = programme
    hall.start_item(actor=program("Kiểm thử"), record=one)
    status, said = kept(office, two, "start", now() - timedelta(minutes=5))
    assert (status, "điều hành ở máy khác" in said) == (422, True)
    assert kept(office, one, "start", now())[0] == 422, "it has the floor already"
    one.refresh_from_db()
    assert one.state == "running"
    assert kept(signed_in(world, "to-chuc-a"), one, "finish", now())[0] == 422, "who may only read runs nothing"
    assert kept(other_office(world), one, "finish", now())[0] == 404
    assert kept(office, one, "strike", now())[0] == 404


def test_an_item_that_is_none_of_the_conference_s_is_not_there(office: Client, programme: list[ProgrammeItem]) -> None:
    where = reverse("conferences:room_later", args=[programme[0].conference_id])
    assert office.post(where, {"act": "start", "key": "999999", "at": "1"}).status_code == 404
    assert office.get(where).status_code == 405


def _milli(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
