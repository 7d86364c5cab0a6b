"""Returns are a register like any other: listed, and accepted, sent back or excused many at once, shown before it is done."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from giaoban.reporting import returns
from giaoban.reporting.models import Campaign, Return
from giaoban.reporting.queries import top_of
from giaoban.reporting.register import RETURNS
from giaoban.reporting.rules import NEXT, STATES, WAITING
from giaoban.reporting.tests_db.test_pages import account

pytestmark = pytest.mark.django_db

DAY = date(2023, 6, 19)


@pytest.fixture
def secretary(program, cluster) -> Client:
    client = Client()
    client.force_login(account(program, "thuky", "cluster_secretariat", cluster))
    return client


def in_bulk(client: Client, act: str, records: list[Return], **answers: str) -> tuple[str, str]:
    """What the page says first, and what the list says after the same answers once more."""
    asked = {"act": act, "record": [record.pk for record in records], "answered": "yes", **answers}
    shown = client.post(reverse("desk:bulk", args=["returns"]), asked)
    hidden = dict(shown.context["act"]["hidden"])
    done = client.post(reverse("desk:bulk", args=["returns"]), asked | {"seen": hidden["seen"]}, follow=True)
    return shown.content.decode(), done.content.decode()


@pytest.mark.parametrize("state", STATES)
def test_an_act_is_offered_in_the_states_that_allow_it(campaign: Campaign, state: str) -> None:
    below = Return(campaign=campaign, unit=campaign.unit, above=top_of(campaign), state=state)
    offered = {act.name for act in RETURNS.acts if act.open_for and act.open_for(below)}
    moving = {act for was, act in NEXT if was == state} - {"declare", "narrate", "finalise"}
    assert offered == moving | ({"remind"} if state in WAITING else set())


def test_many_returns_are_accepted_at_once_and_who_is_not_ready_is_named(
    program, campaign: Campaign, eight, take, secretary: Client
) -> None:
    for read, sheets in eight[:2]:
        row, _entry = take(read, sheets)
        returns.submit(actor=program, record=row, on=DAY)
    third, _entry = take(*eight[3])
    chosen = [*campaign.returns.filter(state="submitted"), third]
    shown, done = in_bulk(secretary, "accept", chosen)
    assert third.name in shown
    assert sorted(campaign.returns.filter(state="accepted").values_list("name", flat=True)) == sorted(
        row.name for row in chosen[:2]
    )
    third.refresh_from_db()
    assert third.state == "draft"
    assert "2" in done


def test_many_are_excused_with_one_reason(program, campaign: Campaign, secretary: Client) -> None:
    chosen = list(campaign.returns.exclude(above=None)[:3])
    in_bulk(secretary, "excuse", chosen, reason="mới thành lập")
    assert set(campaign.returns.filter(state="excused").values_list("excused_because", flat=True)) == {"mới thành lập"}
    assert campaign.returns.filter(state="excused").count() == 3
