"""Who asks to speak: rules as tables, the telephone's page, the chair's list, the screen."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from giaoban.conferences import delegations, floor, hands
from giaoban.conferences.floor import Asking
from giaoban.conferences.models import Conference, Delegation, Hand, ProgrammeItem
from giaoban.conferences.room_views import seen_by_all
from giaoban.conferences.tests.stage import act, by_link, item, moved, prepared, signed_in
from giaoban.conferences.turning import tag_of
from giaoban.ground.access.operations import program
from giaoban.ground.journal.clock import now, today
from giaoban.ground.journal.models import Entry
from giaoban.ground.writing import writing
from tests.world import World


@pytest.mark.parametrize(
    ("asking", "spoke", "order"),
    [
        ([(1, 10), (2, 20)], {}, [1, 2]),
        ([(1, 10), (2, 20)], {10: 1}, [2, 1]),
        ([(1, 10), (2, 20), (3, 30)], {10: 1, 20: 2}, [3, 1, 2]),
        ([(1, 10), (2, 20)], {10: 1, 20: 1}, [1, 2]),
        ([], {10: 1}, []),
    ],
)
def test_who_has_spoken_less_comes_first_then_who_asked_first(
    asking: list[tuple[int, int]], spoke: dict[int, int], order: list[int]
) -> None:
    given = [Asking(key, delegation, 1) for key, delegation in asking]
    assert [hand.key for hand in floor.in_order(given, spoke=spoke, items=[1])] == order


def test_the_place_is_counted_on_each_item_and_items_follow_the_programme() -> None:
    ordered = floor.in_order([Asking(1, 10, 7), Asking(2, 20, 5), Asking(3, 30, 7)], spoke={}, items=[5, 7])
    assert [hand.key for hand in ordered] == [2, 1, 3]
    assert floor.places(ordered) == {2: 1, 1: 1, 3: 2}


FITS = {
    "sitting": True,
    "kind": "discussion",
    "item": "running",
    "delegation": "comes",
    "already": False,
    "speaker": "An",
}


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({}, ""),
        ({"item": "planned"}, ""),
        ({"kind": "paper"}, ""),
        ({"sitting": False}, "trong ngày họp"),
        ({"kind": "flag"}, "không có thảo luận"),
        ({"kind": "conclusion"}, "không có thảo luận"),
        ({"item": "done"}, "bằng văn bản"),
        ({"item": "struck"}, "bằng văn bản"),
        ({"delegation": "invited"}, "chưa trả lời dự họp"),
        ({"delegation": "withdrawn"}, "chưa trả lời dự họp"),
        ({"already": True}, "đang có một đăng ký"),
        ({"speaker": ""}, "ai phát biểu"),
    ],
)
def test_a_hand_is_raised_or_every_reason_against_it_is_said(change: dict[str, object], word: str) -> None:
    reasons = floor.why_not_raise(**(FITS | change))  # type: ignore[arg-type]
    assert (bool(reasons), word in " ".join(reasons)) == (bool(word), True)


@pytest.fixture
def conference(world: World, office: Client) -> Conference:
    """It sits today, with the usual programme; both delegations of the cluster come."""
    conference = prepared(world, office)
    assert act(office, "conferences", "draw_up", conference) == 302
    assert act(office, "conferences", "release_programme", conference) == 302
    for delegation in conference.delegations.all():
        delegations.answer(
            actor=program("Kiểm thử"), record=delegation, comes="yes", answered_by="Văn phòng",
            delegates=f"Nguyễn Văn An, Bí thư {delegation}\nTrần Thị Bình, Phó Bí thư {delegation}",
        )  # fmt: skip
    moved(conference, 0)
    conference.refresh_from_db()
    return conference


def two(conference: Conference) -> list[Delegation]:
    return list(conference.delegations.order_by("name"))


def raised(delegation: Delegation, talk: ProgrammeItem, speaker: str = "Nguyễn Văn An, Bí thư") -> int:
    """What the telephone's page answers: 302 where the request stands."""
    return (
        Client().post(by_link(delegation, "ask", talk.pk), {"speaker": speaker, "about": "Cách tính chung"}).status_code
    )


def phone(delegation: Delegation) -> str:
    page = Client().get(by_link(delegation, "hands"))
    assert page.status_code == 200
    assert page["Referrer-Policy"] == "same-origin", "its forms are sent from here, and other sites are told nothing"
    return page.content.decode()


@pytest.mark.django_db
def test_a_delegation_asks_by_telephone_sees_its_place_and_withdraws(conference: Conference) -> None:
    first, second = two(conference)
    talk = item(conference, "Thảo luận")
    assert "Nguyễn Văn An, Bí thư" in phone(first), "the head is offered as who speaks"
    assert (raised(first, talk), raised(second, talk)) == (302, 302)
    assert "Đoàn đang ở vị trí 1/2" in phone(first)
    assert "Đoàn đang ở vị trí 2/2" in phone(second)
    hand = first.hands.get()
    assert Client().post(by_link(second, "withdraw_hand", hand.pk)).status_code == 404, "nobody lowers another's hand"
    assert Client().post(by_link(first, "withdraw_hand", hand.pk)).status_code == 302
    assert "Đoàn đang ở vị trí 1/1" in phone(second)
    assert raised(first, talk) == 302, "who withdrew may ask again"


@pytest.mark.django_db
def test_an_item_that_was_not_released_is_neither_told_nor_spoken_on_until_it_has_the_floor(
    office: Client, conference: Conference
) -> None:
    first, _second = two(conference)
    added = {"kind": "discussion", "title": "Việc nhân sự chưa công bố", "minutes": "20"}
    assert act(office, "conferences", "add_item", conference, **added) == 302
    inner = item(conference, "Việc nhân sự chưa công bố")
    assert inner.title not in phone(first)
    assert raised(first, inner) == 404
    assert act(office, "programme", "start_item", inner) == 302
    assert inner.title in phone(first), "the hall shows it now"
    assert raised(first, inner) == 302


@pytest.mark.django_db
def test_a_delegation_has_one_open_request_on_an_item_and_the_database_holds_it_too(conference: Conference) -> None:
    first, _second = two(conference)
    talk = item(conference, "Thảo luận")
    assert raised(first, talk) == 302
    again = Client().post(by_link(first, "ask", talk.pk), {"speaker": "Trần Thị Bình"})
    assert (again.status_code, "đang có một đăng ký" in again.content.decode()) == (422, True)
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        writing(program("Kiểm thử"), "hands.lower", unit=conference.unit, on=today()),
    ):
        Hand.objects.create(
            conference=conference, unit=conference.unit, item=talk, delegation=first, speaker="X", asked_at=now()
        )
    assert first.hands.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("spoil", ["flag", "another day", "not coming", "wrong link", "looked at"])
def test_what_is_not_open_for_speaking_takes_no_hand(world: World, conference: Conference, spoil: str) -> None:
    first, _second = two(conference)
    talk = item(conference, "Thảo luận")
    address = by_link(first, "ask", talk.pk)
    if spoil == "flag":
        address = by_link(first, "ask", item(conference, "Bế mạc").pk)
    elif spoil == "another day":
        moved(conference, 3)
    elif spoil == "not coming":
        delegations.answer(actor=program("Kiểm thử"), record=first, comes="no", answered_by="Văn phòng")
    elif spoil == "wrong link":
        address = address.replace("/ask/", "x/ask/")
    answer = Client().get(address) if spoil == "looked at" else Client().post(address, {"speaker": "An"})
    assert answer.status_code in {404, 405, 422}
    assert not Hand.objects.exists()


@pytest.mark.django_db
def test_the_chair_gives_the_floor_in_order_and_who_has_spoken_comes_after_the_others(
    office: Client, conference: Conference
) -> None:
    first, second = two(conference)
    talk = item(conference, "Thảo luận")
    assert act(office, "programme", "start_item", talk) == 302
    raised(first, talk)
    one = first.hands.get()
    assert act(office, "hands", "give_floor", one) == 302
    assert "Mời đoàn phát biểu" in phone(first)
    assert act(office, "hands", "end_speech", one) == 302
    raised(first, talk)
    raised(second, talk)
    assert [hand.delegation for hand in hands.waiting(conference)] == [second, first]
    other = second.hands.get()
    assert act(office, "hands", "give_floor", other) == 302
    assert act(office, "hands", "give_floor", first.hands.get(state="waiting")) == 302
    other.refresh_from_db()
    assert (other.state, other.ended_at is not None) == ("spoke", True), "the floor is one's at a time"
    assert act(office, "hands", "put_back", other) == 302
    other.refresh_from_db()
    assert other.state == "waiting"


@pytest.mark.django_db
def test_passing_over_has_a_reason_which_the_delegation_reads_and_the_journal_keeps(
    world: World, office: Client, conference: Conference
) -> None:
    first, _second = two(conference)
    talk = item(conference, "Thảo luận")
    raised(first, talk)
    hand = first.hands.get()
    assert act(office, "hands", "pass_over", hand, reason="") == 422
    assert act(signed_in(world, "to-chuc-a"), "hands", "pass_over", hand, reason="Hết giờ") == 403
    assert act(office, "hands", "pass_over", hand, reason="Hết giờ, xin gửi văn bản") == 302
    assert "Hết giờ, xin gửi văn bản" in phone(first)
    entry = Entry.objects.filter(act="hands.pass_over").latest("pk")
    assert (entry.reason, entry.actor_id) == ("Hết giờ, xin gửi văn bản", world.officers["van-phong-a"].pk)
    room = office.get(reverse("conferences:room", args=[conference.pk])).content.decode()
    assert "Hết giờ, xin gửi văn bản" in room
    assert act(office, "hands", "give_floor", hand) == 302, "a slip is made good"


@pytest.mark.django_db
def test_the_screen_shows_who_speaks_and_how_many_wait_and_no_reason(office: Client, conference: Conference) -> None:
    first, second = two(conference)
    talk = item(conference, "Thảo luận")
    assert act(office, "programme", "start_item", talk) == 302
    screen = reverse("conferences:screen_state", args=[conference.pk])
    tag = office.get(screen)["ETag"]
    raised(first, talk)
    raised(second, talk)
    assert act(office, "hands", "pass_over", second.hands.get(), reason="Ghi chú trong nội bộ") == 302
    changed = office.get(screen, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert "1 đăng ký đang chờ phát biểu." in changed.content.decode()
    assert act(office, "hands", "give_floor", first.hands.get()) == 302
    shown = office.get(screen).content.decode()
    assert "<b>Nguyễn Văn An, Bí thư</b>" in shown
    assert "đang chờ" not in shown
    assert "nội bộ" not in shown
    assert act(office, "programme", "finish_item", talk) == 302
    assert "<b>Nguyễn Văn An" not in office.get(screen).content.decode(), "with the item its speakers are over"


@pytest.mark.django_db
def test_a_raised_arm_is_noted_by_the_secretary_and_the_telephone_is_told_304_until_something_changes(
    office: Client, conference: Conference
) -> None:
    first, second = two(conference)
    talk = item(conference, "Thảo luận")
    state = by_link(second, "hands_state")
    tag = Client().get(state)["ETag"]
    assert Client().get(state, headers={"If-None-Match": tag}).status_code == 304
    assert act(office, "programme", "raise_hand", talk, delegation=first.pk, speaker="Trần Thị Bình, Phó Bí thư") == 302
    changed = Client().get(state, headers={"If-None-Match": tag})
    assert (changed.status_code, "1 đăng ký ở mục này" in changed.content.decode()) == (200, True)


@pytest.mark.django_db
def test_other_bodies_officers_see_no_request(world: World, conference: Conference) -> None:
    first, _second = two(conference)
    raised(first, item(conference, "Thảo luận"))
    stranger = signed_in(world, "to-chuc-b")
    assert "Nguyễn Văn An" not in stranger.get(reverse("desk:list", args=["hands"])).content.decode()
    assert stranger.get(reverse("desk:page", args=["hands", first.hands.get().pk])).status_code == 404


@pytest.mark.django_db
def test_what_all_who_follow_see_is_asked_of_the_database_in_few_questions(
    conference: Conference, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(
        9
    ):  # conference, items, hands, vote; the rest is the transaction and whose eyes it has
        tag, picture = seen_by_all(conference.pk)
    assert (tag, "screen-title" in picture) == (tag_of(conference), True)
