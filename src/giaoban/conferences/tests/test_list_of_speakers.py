"""The chair closes the list of speakers; a delegate who has an account asks without the delegation's link."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from giaoban.conferences import delegations, hall
from giaoban.conferences.models import Conference, Hand
from giaoban.conferences.tests.stage import act, by_link, item, moved, other_office, prepared, signed_in
from giaoban.ground.access.operations import program
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference(world: World, office: Client) -> Conference:
    """It sits today by a released programme, both of the cluster come."""
    conference = prepared(world, office)
    assert act(office, "conferences", "draw_up", conference) == 302
    assert act(office, "conferences", "release_programme", conference) == 302
    for delegation in conference.delegations.all():
        delegations.answer(
            actor=program("Kiểm thử"), record=delegation, comes="yes", delegates=f"Người {delegation}, Bí thư",
            answered_by="Văn phòng",
        )  # fmt: skip
    moved(conference, 0)
    conference.refresh_from_db()
    return conference


@pytest.fixture
def delegate(world: World) -> Client:
    """Somebody of the office of Khối B, a body that has a delegation at the conference of Khối A."""
    return other_office(world)


def asked(client: Client, address: str, **sent: object) -> int:
    return client.post(address, {"speaker": "Nguyễn Văn An, Bí thư"} | sent).status_code


def test_the_chair_closes_the_list_who_stands_on_it_stays_and_it_is_opened_again(
    office: Client, conference: Conference
) -> None:
    talk, first, second = item(conference, "Thảo luận"), *conference.delegations.order_by("name")
    assert asked(Client(), by_link(first, "ask", talk.pk)) == 302
    assert act(office, "programme", "close_hands", talk) == 302
    assert act(office, "programme", "close_hands", talk) == 422, "it is closed"
    assert asked(Client(), by_link(second, "ask", talk.pk)) == 422
    assert "đã chốt danh sách phát biểu" in Client().get(by_link(second, "hands")).content.decode()
    noted = {"delegation": second.pk, "speaker": "Trần Thị Bình"}
    assert act(office, "programme", "raise_hand", talk, **noted) == 422, "nor does the secretary put anybody on it"
    room = office.get(reverse("conferences:room", args=[conference.pk])).content.decode()
    assert "danh sách phát biểu chốt lúc" in room
    assert act(office, "hands", "give_floor", first.hands.get()) == 302, "who stands on it is called"
    assert act(office, "programme", "open_hands", talk) == 302
    assert asked(Client(), by_link(second, "ask", talk.pk)) == 302


def test_no_list_is_closed_where_nobody_is_discussed_with(office: Client, conference: Conference) -> None:
    assert act(office, "programme", "close_hands", item(conference, "Bế mạc")) == 422
    talk = item(conference, "Thảo luận")
    hall.start_item(actor=program("Kiểm thử"), record=talk)
    hall.finish_item(actor=program("Kiểm thử"), record=talk)
    assert act(office, "programme", "close_hands", talk) == 422


def test_a_delegate_with_an_account_asks_for_the_delegation_of_their_body_and_withdraws(
    world: World, conference: Conference, delegate: Client
) -> None:
    guest, talk = conference.delegations.get(name="Khối B"), item(conference, "Thảo luận")
    address = reverse("conferences:ask_by_account", args=[guest.pk])
    assert address in delegate.get(reverse("desk:home")).content.decode(), "what is due today leads there"
    assert "Người Khối B, Bí thư" in delegate.get(address).content.decode()
    assert asked(delegate, address, item=talk.pk) == 302
    hand = Hand.objects.get()
    assert (hand.delegation, hand.state) == (guest, "waiting")
    assert Entry.objects.get(act="programme.raise_hand").detail["by"] == "Văn phòng Khối B"
    assert asked(delegate, address, item=talk.pk) == 422, "one request on an item"
    assert asked(delegate, address, withdraw=hand.pk) == 302
    hand.refresh_from_db()
    assert hand.state == "lowered"
    assert asked(delegate, address, item="²") == 404
    inner = act(signed_in(world, "van-phong-a"), "conferences", "add_item", conference, kind="discussion", minutes="9",
                title="Mục chưa phát hành")  # fmt: skip
    assert inner == 302
    assert "Mục chưa phát hành" not in delegate.get(address).content.decode()
    assert asked(delegate, address, item=item(conference, "Mục chưa phát hành").pk) == 404
    assert asked(delegate, address, withdraw="999999") == 404


def test_nobody_asks_for_the_delegation_of_a_body_that_is_none_of_theirs(
    world: World, conference: Conference, delegate: Client
) -> None:
    other, own = conference.delegations.get(name="Khối A"), conference.delegations.get(name="Khối B")
    for client, delegation in ((delegate, other), (Client(), own)):
        address = reverse("conferences:ask_by_account", args=[delegation.pk])
        assert client.get(address).status_code in {302, 404}
        assert asked(client, address, item=item(conference, "Thảo luận").pk) in {302, 404}
    reader, address = signed_in(world, "to-chuc-b"), reverse("conferences:ask_by_account", args=[own.pk])
    assert address in reader.get(reverse("desk:home")).content.decode()
    assert '<button class="button primary"' not in reader.get(address).content.decode(), (
        "who may only read asks nothing"
    )
    assert asked(reader, address, item=item(conference, "Thảo luận").pk) == 403
    assert Hand.objects.count() == 0
    assert Entry.objects.filter(act="programme.raise_hand", on=today()).count() == 0
