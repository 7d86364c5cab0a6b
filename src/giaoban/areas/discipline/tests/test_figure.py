"""Line 5.3 comes from the cases, and the figure is no second door to them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from giaoban.areas.discipline.models import Case
from giaoban.areas.discipline.tests.conftest import CELL, SECRET
from giaoban.areas.discipline.tests.test_acts import decide, propose
from giaoban.areas.discipline.tests.test_pages import WHY, where
from giaoban.ground.access import second_lock
from giaoban.ground.access.models import Account
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.journal.reading import looks_at
from giaoban.reporting import returns
from giaoban.reporting.models import Return, ReturnValue
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def one(world: World, case: Case, program: Account) -> Return:
    """The bloc's return of the half-year in which the case was decided, compiled by its office."""
    decide(world, propose(world, case))
    campaign = returns.open_campaign(
        actor=program, unit=world.units["Cụm thử"], form="BC-6T", period="2023-H1", due_on=date(2023, 7, 5),
        opened_on=date(2023, 6, 1),
    )  # fmt: skip
    made = campaign.returns.select_related("campaign", "unit").get(unit=world.units["Khối A"])
    with transaction.atomic(), second_lock.seen_by(world.officers["van-phong-a"], on=today()):
        assert not Case.objects.exists(), "who compiles sees no case"
        returns.compile(actor=world.officers["van-phong-a"], record=made, on=today())
    return made


def records(world: World, one: Return, who: str, code: str = "5.3"):
    client = Client()
    client.force_login(world.officers[who])
    return client.get(reverse("reports:records", args=[one.pk, code]))


def value(one: Return, code: str) -> tuple[Decimal | None, Decimal | None]:
    row = ReturnValue.objects.get(belongs_to=one, code=code)
    return row.recorded, row.declared


def test_the_line_is_compiled_by_somebody_who_sees_no_case(one: Return) -> None:
    assert value(one, "5.3") == (1, 1)
    assert value(one, "5.2") == (None, None), "no cases about organisations are kept"


def test_a_unit_whose_members_are_kept_here_and_that_disciplined_nobody_says_none(world: World, one: Return) -> None:
    other = Return.objects.select_related("campaign", "unit").get(unit=world.units["Khối B"])
    recorded = returns.recorded_values(other)
    assert recorded["1.3"]
    assert {code: recorded[code] for code in ("4.4", "4.5", "4.6", "4.7", "5.3")} == dict.fromkeys(
        ("4.4", "4.5", "4.6", "4.7", "5.3"), 0
    )
    assert "4.2" not in recorded, "no meeting of it was ever recorded: whether it kept them is not known"


def test_declared_stands_beside_recorded_and_asks_for_a_reason_where_it_differs(
    world: World, one: Return, program: Account
) -> None:
    returns.declare(actor=program, record=one, code="5.3", amount=Decimal(2), reason="một quyết định của cấp trên")
    assert value(one, "5.3") == (1, 2)
    client = Client()
    client.force_login(world.officers["van-phong-a"])
    page = client.get(reverse("reports:page", args=[one.pk])).content.decode()
    assert "Số trong sổ" in page
    assert reverse("reports:records", args=[one.pk, "5.3"]) in page
    assert "một quyết định của cấp trên" in page


@pytest.mark.parametrize("who", ["van-phong-a", "thu-ky-cum", "cap-uy"])
def test_who_reads_the_return_sees_the_number_and_the_unit_and_no_case(
    who: str, world: World, case: Case, one: Return
) -> None:
    answer = records(world, one, who)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Có 1 dòng sổ được tính; đồng chí được xem 0 dòng." in page
    assert "Sở Khối A" in page
    for secret in (case.person.name, SECRET, f"Vụ việc số {case.pk}", where(case), CELL, "cảnh cáo", "12-QĐ/UBKT"):
        assert secret not in page, secret
    assert not looks_at(case.person_id).exists()


def test_where_nothing_was_decided_the_page_says_so_and_forbids_nothing(world: World, one: Return) -> None:
    other = Return.objects.select_related("campaign", "unit").get(unit=world.units["Khối B"])
    page = records(world, other, "thu-ky-cum").content.decode()
    assert "Trong kỳ không có." in page
    assert "không được xem các dòng sổ này" not in page


def test_an_inspector_finds_what_the_list_shows_and_the_case_itself_asks_for_a_reason(
    world: World, case: Case, one: Return
) -> None:
    page = records(world, one, "kiem-tra-1").content.decode()
    assert "đồng chí được xem 1 dòng" in page
    assert where(case) in page
    for secret in (case.person.name, SECRET, "12-QĐ/UBKT"):
        assert secret not in page, secret
    assert not looks_at(case.person_id).exists(), "nobody was named, so nobody has looked"
    client = Client()
    client.force_login(world.officers["kiem-tra-1"])
    assert case.person.name not in client.get(where(case)).content.decode()
    assert case.person.name in client.post(where(case), {"reason": WHY}).content.decode()
    assert looks_at(case.person_id).get().reason == WHY


@pytest.mark.parametrize("who", ["kiem-tra-b", "bien-tap", "dang-vien", "quan-tri"])
def test_who_may_not_read_the_return_finds_no_way_in(who: str, world: World, case: Case, one: Return) -> None:
    assert records(world, one, who).status_code == 404
    assert not Entry.objects.filter(act="discipline.read").exists()
