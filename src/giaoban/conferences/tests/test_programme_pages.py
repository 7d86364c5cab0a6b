"""The programme through its pages: drawn up, put in order, released, read by delegations, taken as a calendar."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from giaoban.conferences.models import Conference, ProgrammeItem, ProgrammeRelease
from giaoban.conferences.tests.stage import act, by_link, item, moved, prepared, signed_in
from giaoban.conferences.urls import urlpatterns as invitations
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference(world: World, office: Client) -> Conference:
    conference = prepared(world, office)
    assert act(office, "conferences", "draw_up", conference) == 302
    return conference


def titles(conference: Conference) -> list[str]:
    return list(conference.items.exclude(state="struck").order_by("order").values_list("title", flat=True))


def page(client: Client, conference: Conference) -> str:
    return client.get(reverse("desk:page", args=["conferences", conference.pk])).content.decode()


def test_the_usual_programme_is_drawn_up_once_and_stands_on_the_conference_s_page(
    conference: Conference, office: Client
) -> None:
    assert "Thảo luận" in titles(conference)
    assert act(office, "conferences", "draw_up", conference) in {403, 404, 422}
    shown = page(office, conference)
    assert "08:00–08:15" in shown
    assert "Chương trình dài" in shown


def test_items_are_added_in_their_place_moved_changed_and_struck_off(conference: Conference, office: Client) -> None:
    added = act(
        office, "conferences", "add_item", conference, kind="paper", title="Tham luận Khối B", minutes="8", place="4"
    )
    assert (added, titles(conference)[3]) == (302, "Tham luận Khối B")
    paper = item(conference, "Tham luận Khối B")
    assert act(office, "programme", "move_item", paper, place="5") == 302
    assert titles(conference)[4] == "Tham luận Khối B"
    assert act(office, "programme", "change_item", paper, kind="paper", title="Tham luận B", minutes="0") == 422
    wrong = act(
        office, "programme", "change_item", paper, kind="paper", title="Tham luận B", minutes="8", not_before="25:00"
    )
    assert wrong == 422
    assert act(office, "programme", "strike_item", paper, reason="") == 422
    assert act(office, "programme", "strike_item", paper, reason="Đoàn rút tham luận") == 302
    assert "Tham luận Khối B" not in titles(conference)
    assert act(office, "programme", "put_back_item", paper) == 302
    assert titles(conference)[-1] == "Tham luận Khối B"
    orders = list(conference.items.exclude(state="struck").order_by("order").values_list("order", flat=True))
    assert orders == list(range(1, len(orders) + 1))


def test_a_release_keeps_what_it_said_and_the_next_says_what_changed(conference: Conference, office: Client) -> None:
    first = conference.delegations.order_by("pk")[0]
    assert "Thảo luận" not in Client().get(by_link(first)).content.decode(), "a draft is not shown to delegations"
    assert Client().get(by_link(first, "calendar")).status_code == 404
    assert act(office, "conferences", "release_programme", conference) == 302
    assert act(office, "conferences", "release_programme", conference) == 422, "nothing changed"
    talk = item(conference, "Thảo luận")
    changed = {"kind": "discussion", "title": "Thảo luận chung", "minutes": "50", "note": "Gọi Khối B trước"}
    assert act(office, "programme", "change_item", talk, **changed) == 302
    assert "“Thảo luận” nay là “Thảo luận chung”." in page(office, conference)
    assert "Thảo luận chung" not in Client().get(by_link(first)).content.decode(), "not before it is released"
    assert act(office, "conferences", "release_programme", conference) == 302
    one, two = ProgrammeRelease.objects.order_by("number")
    assert any(line["title"] == "Thảo luận" for line in one.lines)
    assert "“Thảo luận chung”: 50 phút, trước là 60 phút." in two.changes
    told = Client().get(by_link(first)).content.decode()
    assert "Thảo luận chung" in told
    assert "Gọi Khối B trước" not in told, "inner notes stay with the host"


def test_a_programme_longer_than_the_sitting_is_said_and_released_with_a_reason_only(
    conference: Conference, office: Client
) -> None:
    assert act(office, "conferences", "add_item", conference, kind="report", title="Báo cáo dài", minutes="90") == 302
    assert "quá" in page(office, conference)
    assert act(office, "conferences", "release_programme", conference) == 422
    assert act(office, "conferences", "release_programme", conference, note="Họp thêm đầu giờ chiều") == 302


def test_a_moved_day_is_a_change_of_the_programme_too(conference: Conference, office: Client) -> None:
    assert act(office, "conferences", "release_programme", conference) == 302
    moved(conference, 33)
    assert "Họp ngày" in page(office, conference)


def test_the_calendar_is_that_of_the_release_and_its_paper_has_no_inner_note(
    conference: Conference, office: Client
) -> None:
    talk = item(conference, "Thảo luận")
    noted = {"kind": "discussion", "title": "Thảo luận", "minutes": "60", "note": "Gọi Khối B trước"}
    assert act(office, "programme", "change_item", talk, **noted) == 302
    assert office.get(reverse("conferences:programme", args=[conference.pk])).status_code == 404
    assert act(office, "conferences", "release_programme", conference) == 302
    calendar = office.get(reverse("conferences:calendar", args=[conference.pk]))
    assert calendar["Content-Type"].startswith("text/calendar")
    assert calendar.content.decode().count("BEGIN:VEVENT") == len(titles(conference))
    paper = reverse("conferences:programme", args=[conference.pk])
    assert "Gọi Khối B trước" not in office.get(paper).content.decode()
    assert "Gọi Khối B trước" in office.get(f"{paper}?inner").content.decode()


def test_other_bodies_see_nothing_of_the_programme_on_the_desk(
    world: World, conference: Conference, office: Client
) -> None:
    assert act(office, "conferences", "release_programme", conference) == 302
    stranger = signed_in(world, "to-chuc-b")
    for name in ("programme", "calendar"):
        assert stranger.get(reverse(f"conferences:{name}", args=[conference.pk])).status_code == 404
    assert act(stranger, "programme", "move_item", ProgrammeItem.objects.first(), place="1") in {403, 404}


def test_a_delegation_that_was_withdrawn_reads_one_sentence_and_nothing_else(
    conference: Conference, office: Client
) -> None:
    delegation = conference.delegations.order_by("pk")[1]
    assert act(office, "conferences", "release_programme", conference) == 302
    addresses = [
        by_link(delegation, door.name, *([1] if "<int:pk>" in f"{door.pattern}" else []))
        for door in invitations
        if door.name != "answer"
    ]
    opened = [address for address in addresses if Client().get(address).status_code == 200]
    assert len(opened) >= 3, "the calendar, the hall and its state at least"
    assert act(office, "invitations", "withdraw", delegation, reason="Mời nhầm") == 302
    assert {Client().get(address).status_code for address in addresses} == {404, 405}
    assert {Client().post(address).status_code for address in addresses} == {404, 405}
    assert {Client().get(address).status_code for address in opened} == {404}
    for page in (Client().get(by_link(delegation)), Client().post(by_link(delegation), {"comes": "yes"})):
        assert "đã rút giấy mời" in page.text
        assert "Thảo luận" not in page.text
        assert 'name="comes"' not in page.text
    assert conference.delegations.get(pk=delegation.pk).state == "withdrawn"
