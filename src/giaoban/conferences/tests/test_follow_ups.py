"""Weeks after the day whoever is in charge tells how far things are, by link or account; it lands on the point."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from giaoban.conferences import delegations, follow_ups, lateness, operations, points
from giaoban.conferences.models import Conference, ConferencePoint, FollowUp
from giaoban.conferences.tests.stage import act, by_link, other_office, prepared
from giaoban.ground.access.operations import program
from giaoban.ground.journal.clock import today
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference(world: World, office: Client) -> Conference:
    """It was held; Khối B has two things to do, a proposal of its own went to somebody above."""
    conference, actor = prepared(world, office), program("Kiểm thử")
    delegation = conference.delegations.get(body=world.units["Khối B"])
    delegations.answer(actor=actor, record=delegation, comes="yes", delegates="Trần Văn Thử, Bí thư", answered_by="VP")
    operations.plan(
        actor=actor, record=conference, held_on=today(), theme="", place="", minutes=210, chair="", reason=""
    )
    operations.hold(actor=actor, record=conference, on=today(), chair="Chủ trì")
    for text, owner, voice in (
        ("Chọn ba chi bộ.", "Khối B", None),
        ("Viết tài liệu.", "Khối B", None),
        ("Xin hướng dẫn.", "", delegation),
    ):
        point = points.raise_point(
            actor=actor, record=conference, kind="proposal" if voice else "conclusion", text=text, delegation=voice
        )
        points.assign(
            actor=actor, record=point, owner=world.units.get(owner), addressee="" if owner else "Cấp trên",
            due_on=today() + timedelta(days=60),
        )  # fmt: skip
    return Conference.objects.get(pk=conference.pk)


def asked(office: Client, conference: Conference) -> FollowUp:
    until = f"{today() + timedelta(days=14):%Y-%m-%d}"
    assert act(office, "conferences", "ask_follow_up", conference, until=until, note="Xin trả lời sớm") == 302
    return conference.follow_ups.get()


def test_a_delegation_tells_by_its_link_and_the_host_reads_it(
    world: World, office: Client, conference: Conference
) -> None:
    delegation = conference.delegations.get(body=world.units["Khối B"])
    assert Client().get(by_link(delegation, "after")).content.decode().count('name="progress" value="stuck"') == 2
    follow_up = asked(office, conference)
    page = Client().get(by_link(delegation, "after")).content.decode()
    assert "Xin trả lời sớm" in page
    assert page.count('name="progress" value="stuck"') == 3
    first, second, third = conference.points.order_by("pk")
    Client().post(by_link(delegation, "answer_point", first.pk), {"progress": "underway", "answer": "Đã chọn hai."})
    assert follow_ups.wanted_in(follow_up, on=today())[0][2:] == (2, 1)
    Client().post(by_link(delegation, "answer_point", second.pk), {"progress": "done", "answer": "Đã viết."})
    Client().post(by_link(delegation, "answer_point", third.pk), {"progress": "done", "answer": "Đã có hướng dẫn."})
    assert [point.state for point in conference.points.order_by("pk")] == ["assigned", "answered", "answered"]
    assert follow_ups.wanted_in(follow_up, on=today())[0][2:] == (2, 2)
    told = office.get(reverse("desk:page", args=["conferences", conference.pk])).content.decode()
    assert "Đang làm: Đã chọn hai." in told
    assert "đã trả lời 2/2" in told
    assert "Đã chọn hai." in office.get(reverse("desk:page", args=["points", first.pk])).content.decode()


def test_an_account_of_the_body_tells_too(world: World, office: Client, conference: Conference) -> None:
    asked(office, conference)
    point = conference.points.order_by("pk")[0]
    where = reverse("conferences:answer_by_account", args=[point.pk])
    assert other_office(world).post(where, {"progress": "stuck", "answer": "Thiếu người."}).status_code == 302
    report = point.reports.get()
    assert (report.progress, report.text, report.told_by) == ("stuck", "Thiếu người.", "Văn phòng Khối B")
    assert ConferencePoint.objects.get(pk=point.pk).state == "assigned"


def test_who_has_not_answered_when_the_day_is_over_is_reminded(
    world: World, office: Client, conference: Conference
) -> None:
    asked(office, conference)
    assert lateness.owing(conference, on=today() + timedelta(days=14)) == []
    (row,) = lateness.owing(conference, on=today() + timedelta(days=15))
    assert row.delegation == conference.delegations.get(body=world.units["Khối B"])
    assert row.late[0].startswith("trả lời phiếu theo dõi: 2 nội dung")


def test_nobody_is_asked_where_nothing_is_open(office: Client, conference: Conference) -> None:
    for point in conference.points.all():
        points.answer(actor=program("Kiểm thử"), record=point, answer="Xong.", answered_on=today())
    assert (
        act(office, "conferences", "ask_follow_up", conference, until=f"{today() + timedelta(days=14):%Y-%m-%d}") != 302
    )
