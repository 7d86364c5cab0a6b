"""The report of the half-year on the conference's page: who has returned and who is late, for whoever reads the conference."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from giaoban.conferences import reporting_part, rules
from giaoban.conferences.tests.stage import prepared, signed_in
from giaoban.ground.access.operations import program
from giaoban.ground.journal.clock import today
from giaoban.reporting.returns import open_campaign
from tests.world import World


@pytest.mark.django_db
def test_the_host_reads_who_is_late_and_opens_no_return_of_others(world: World, office: Client) -> None:
    conference = prepared(world, office)
    page = reverse("desk:page", args=["conferences", conference.pk])
    assert "Chưa mở đợt báo cáo của nửa năm này" in office.get(page).content.decode()
    open_campaign(
        actor=program("Kiểm thử"), unit=conference.cluster, form="BC-6T", period=rules.period_of(conference.half),
        opened_on=today(), due_on=today() + timedelta(days=3),
    )  # fmt: skip
    (told,) = reporting_part.report_of(world.officers["van-phong-a"], conference, on=today() + timedelta(days=9))
    assert (told["counts"].expected, told["counts"].late) == (2, 2)
    doors = {row["name"]: (row["late"], bool(row["url"])) for row in told["rows"]}
    assert doors == {"Khối A": (True, True), "Khối B": (True, False)}
    assert "2 báo cáo phải nộp trước" in office.get(page).content.decode()
    (seen,) = reporting_part.report_of(world.officers["thu-ky-cum"], conference, on=today())
    assert all(row["url"] for row in seen["rows"])
    assert signed_in(world, "thu-ky-cum").get(page).status_code == 200
