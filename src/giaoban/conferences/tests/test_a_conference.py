"""A conference through its pages: the host's office, the cluster's secretary, a delegation with nothing but its link."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime

from giaoban.conferences import delegations, links, operations, queries
from giaoban.conferences.models import Conference, ConferencePoint, Delegate, Delegation
from giaoban.conferences.tests.stage import act, claimed, moved, prepared, signed_in
from giaoban.conferences.views import code_of
from giaoban.ground.access.operations import program
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.writing import writing
from tests.world import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build(members=1)


def answered(delegation: Delegation, **more: str) -> int:
    """What a delegation's page answers to somebody without an account."""
    sent = {"comes": "yes", "delegates": "Nguyễn Văn An, Bí thư", "answered_by": "Văn phòng"} | more
    return Client().post(reverse("invitations:answer", args=[links.word(delegation)]), sent).status_code


def test_a_conference_goes_from_the_claim_to_its_conclusion_and_what_is_open_meets_the_next(world: World) -> None:
    office = signed_in(world, "van-phong-a")
    conference = prepared(world, office)
    assert set(conference.delegations.values_list("body", flat=True)) == {
        world.units["Khối A"].pk,
        world.units["Khối B"].pk,
    }
    guest = conference.delegations.get(body=world.units["Khối B"])
    assert answered(guest, delegates="Nguyễn Văn An, Bí thư\nTrần Thị Bình, Phó Bí thư", meals="3") == 302
    assert "2" in office.get(reverse("desk:page", args=["conferences", conference.pk])).content.decode()
    delegate = Delegate.objects.get(name="Nguyễn Văn An")
    assert act(office, "delegates", "arrive", delegate) == 302
    assert act(office, "invitations", "arrive_unannounced", guest, name="Lê Văn Cường", post="Ủy viên") == 302
    assert act(office, "conferences", "raise_point", conference, kind="proposal", text="Thống nhất biểu mẫu") == 302
    moved(conference, 0)
    assert act(office, "conferences", "hold", conference, on=f"{today():%Y-%m-%d}", chair="Cụm trưởng") == 302
    assert act(office, "conferences", "conclude", conference, on=f"{today():%Y-%m-%d}") == 422
    point = ConferencePoint.objects.get()
    due = f"{today() + timedelta(days=20):%Y-%m-%d}"
    assert act(office, "points", "close", point) in {403, 404, 422}
    assert act(office, "points", "assign", point, due_on=due, addressee="Cấp ủy cấp tỉnh") == 302
    assert act(office, "conferences", "conclude", conference, on=f"{today():%Y-%m-%d}") == 302
    assert "Thống nhất biểu mẫu" in office.get(reverse("desk:home")).content.decode()


def test_the_flag_goes_to_a_body_of_the_cluster_and_not_back_to_the_host(world: World) -> None:
    office = signed_in(world, "van-phong-a")
    conference = prepared(world, office)
    moved(conference, 0)
    day = f"{today():%Y-%m-%d}"
    assert act(office, "conferences", "hold", conference, on=day, chair="Cụm trưởng") == 302
    assert act(office, "conferences", "hand_flag", conference, next_host=world.units["Khối A"].pk, on=day) == 422
    assert act(office, "conferences", "hand_flag", conference, next_host=world.units["Khối B"].pk, on=day) in {302, 422}


def test_two_hosts_claim_a_half_year_and_the_cluster_agrees_on_one(world: World) -> None:
    first = claimed(world, signed_in(world, "van-phong-a"))
    second = operations.claim(
        actor=program("Kiểm thử"), unit=world.units["Khối B"], half=first.half, held_on=first.held_on
    )
    secretary = signed_in(world, "thu-ky-cum")
    assert act(secretary, "conferences", "agree", first, decision="01-TB/CTĐ") == 302
    assert act(secretary, "conferences", "agree", second, decision="02-TB/CTĐ") == 422
    assert Conference.objects.get(pk=second.pk).state == "claimed"


def test_a_delegation_without_an_account_answers_by_its_link_and_corrects_itself(world: World) -> None:
    conference = prepared(world, signed_in(world, "van-phong-a"))
    delegation = conference.delegations.get(body=world.units["Khối B"])
    address = reverse("invitations:answer", args=[links.word(delegation)])
    before = Entry.objects.count()
    page = Client().get(address)
    assert (page.status_code, Entry.objects.count()) == (200, before), "looking answers nothing"
    assert page.headers["Cache-Control"] == "no-store, private"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert answered(delegation) == 302
    assert act(signed_in(world, "van-phong-a"), "delegates", "arrive", Delegate.objects.get()) == 302
    assert answered(delegation, delegates="Trần Thị Bình, Phó Bí thư\nNguyễn Văn An, Bí thư") == 302
    people = list(delegation.delegates.order_by("rank").values_list("name", "head", "state"))
    assert people == [("Trần Thị Bình", True, "announced"), ("Nguyễn Văn An", False, "arrived")]
    assert answered(delegation, comes="no", delegates="") == 422, "somebody of it is in the hall"
    assert Delegation.objects.get(pk=delegation.pk).state == "comes"
    assert answered(delegation, delegates="Trần Thị Bình, Phó Bí thư") == 302
    people = list(delegation.delegates.order_by("rank").values_list("name", "head", "state"))
    assert people == [("Trần Thị Bình", True, "announced"), ("Nguyễn Văn An", False, "arrived")], "who is here stays"
    here = Delegate.objects.get(state="arrived")
    assert act(signed_in(world, "van-phong-a"), "delegates", "take_back_arrival", here) == 302
    assert answered(delegation, comes="no", delegates="") == 302
    assert (Delegation.objects.get(pk=delegation.pk).state, delegation.delegates.count()) == ("declined", 0)


@pytest.mark.parametrize("spoil", ["other", "old", "past", "cut", "made up"])
def test_a_link_that_is_not_the_delegation_s_own_opens_nothing(world: World, spoil: str) -> None:
    conference = prepared(world, signed_in(world, "van-phong-a"))
    one, other = conference.delegations.order_by("pk")
    word = links.word(one)
    if spoil == "other":
        word = f"{links.word(other).partition('-')[0]}-{word.partition('-')[2]}"
    elif spoil == "old":
        assert act(signed_in(world, "van-phong-a"), "invitations", "renew_link", one) == 302
    elif spoil == "past":
        moved(conference, -2)
    elif spoil == "cut":
        word = word[:-1]
    else:
        word = "²" * 30
    assert Client().get(reverse("invitations:answer", args=[word])).status_code == 404


@pytest.mark.parametrize("body", ["", "Sở Khối B", "Khối B"])
def test_only_a_body_that_stands_in_the_cluster_is_invited_as_one_that_votes(world: World, body: str) -> None:
    office = signed_in(world, "van-phong-a")
    conference = claimed(world, office)
    chosen = {"body": world.units[body].pk} if body else {"name": "Đoàn bịa"}
    page = office.post(
        reverse("desk:act_on", args=["conferences", conference.pk, "invite"]),
        {**chosen, "category": "cluster", "quota": "2"},
    )
    allowed = body == "Khối B"
    assert (page.status_code, "trực thuộc cụm vào ngày họp" in page.content.decode()) == (
        302 if allowed else 422, not allowed
    )  # fmt: skip
    assert act(office, "conferences", "invite", conference, **chosen, category="guest", quota="2") in {302, 422}


def test_more_people_than_places_are_refused_with_what_was_typed_kept(world: World) -> None:
    conference = prepared(world, signed_in(world, "van-phong-a"))
    delegation = conference.delegations.get(body=world.units["Khối B"])
    four = "\n".join(f"Người Thứ {number}, Ủy viên" for number in range(4))
    page = Client().post(
        reverse("invitations:answer", args=[links.word(delegation)]),
        {"comes": "yes", "delegates": four, "answered_by": "Văn phòng"},
    )
    assert page.status_code == 422
    assert "được mời 3 đại biểu, danh sách có 4" in page.content.decode()
    assert "Người Thứ 3" in page.content.decode()
    assert Delegation.objects.get(pk=delegation.pk).state == "invited"


def test_who_may_only_read_is_not_shown_the_link_and_other_bodies_officers_see_no_delegate(world: World) -> None:
    conference = prepared(world, signed_in(world, "van-phong-a"))
    delegation = conference.delegations.get(body=world.units["Khối B"])
    assert answered(delegation) == 302
    word = links.word(delegation)
    board = signed_in(world, "to-chuc-a")
    assert word not in board.get(reverse("desk:page", args=["invitations", delegation.pk])).content.decode()
    assert board.get(reverse("conferences:invitation", args=[delegation.pk])).status_code == 403
    assert (
        word
        in signed_in(world, "van-phong-a").get(reverse("conferences:invitation", args=[delegation.pk])).content.decode()
    )
    stranger = signed_in(world, "to-chuc-b")
    assert "Nguyễn Văn An" not in stranger.get(reverse("desk:list", args=["delegates"])).content.decode()
    assert stranger.get(reverse("desk:page", args=["invitations", delegation.pk])).status_code == 404


def test_who_reads_a_delegation_s_link_is_written_down_and_the_delegation_is_told(world: World) -> None:
    office = signed_in(world, "van-phong-a")
    delegation = prepared(world, office).delegations.get(body=world.units["Khối B"])
    own = reverse("invitations:answer", args=[links.word(delegation)])
    assert "Chưa ai ở cơ quan chủ trì mở" in Client().get(own).content.decode()
    page = office.get(reverse("desk:page", args=["invitations", delegation.pk])).content.decode()
    assert links.word(delegation) not in page, "the link stands whole in the invitation alone"
    assert office.get(reverse("conferences:invitation", args=[delegation.pk])).status_code == 200
    entry = Entry.objects.get(act="conferences.invitation")
    assert (entry.kind, entry.actor_name, entry.detail) == ("read", "van-phong-a", {"record": delegation.pk, "link": 1})
    page = Client().get(own).content.decode()
    assert f"van-phong-a mở lúc {localtime(entry.at):%H:%M %d/%m/%Y}" in page
    assert act(office, "invitations", "renew_link", delegation) == 302
    delegation.refresh_from_db()
    own = reverse("invitations:answer", args=[links.word(delegation)])
    assert "Chưa ai ở cơ quan chủ trì mở" in Client().get(own).content.decode(), "nobody has read the new one"


def test_an_invitation_bears_the_address_that_the_office_has_set(world: World, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    settings.SITE_ADDRESS, settings.DESK_ADDRESS = "https://cong.example.vn", "https://lam-viec.example.vn"
    office = signed_in(world, "van-phong-a")
    delegation = prepared(world, office).delegations.get(body=world.units["Khối B"])
    page = office.get(reverse("conferences:invitation", args=[delegation.pk]), HTTP_HOST="127.0.0.1:6666")
    address = f"https://cong.example.vn{reverse('invitations:answer', args=[links.word(delegation)])}"
    assert (page.context["address"], page.context["code"]) == (address, code_of(address))
    assert "6666" not in page.text


@pytest.mark.django_db
def test_who_was_here_stands_once_the_conference_is_concluded(world: World, office: Client) -> None:
    conference = prepared(world, office)
    delegation = conference.delegations.get(body=world.units["Khối A"])
    delegations.answer(
        actor=program("Kiểm thử"), record=delegation, comes="yes", answered_by="Văn phòng",
        delegates="Nguyễn Văn An, Bí thư\nTrần Thị Bình, Phó Bí thư",
    )  # fmt: skip
    here, away = delegation.delegates.order_by("rank")
    delegations.arrive(actor=program("Kiểm thử"), record=here)
    with writing(program("Kiểm thử"), "conferences.conclude", unit=conference.unit, on=today(), record=conference):
        conference.state = Conference.State.CONCLUDED
        conference.save(update_fields=["state"])
    for name, delegate in (("take_back_arrival", here), ("be_absent", away), ("arrive", away)):
        assert act(office, "delegates", name, delegate, absence="Bận") in {403, 404, 422}, name
    states = set(delegation.delegates.values_list("state", flat=True))
    assert states == {"arrived", "announced"}


@pytest.mark.parametrize(("of_the_cluster", "superior"), [(True, "Cụm thử"), (False, "Cụm thử")])
def test_over_the_host_stands_the_cluster_or_the_unit_above_it_and_never_the_host_itself(
    world: World, of_the_cluster: bool, superior: str
) -> None:
    conference = Conference(
        unit=world.units["Khối A"],
        cluster=world.units["Cụm thử"] if of_the_cluster else None,
        held_on=date(2023, 7, 14),
    )
    assert queries.superior_of(conference) == superior
    assert queries.superior_of(Conference(unit=world.units["Cụm thử"], held_on=date(2023, 7, 14))) == ""
