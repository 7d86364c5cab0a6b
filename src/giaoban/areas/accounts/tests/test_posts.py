"""Accounts that follow from posts: all invited in one act, confirmed many at once, printed, and a role that ends with its post."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from giaoban.areas.accounts import posts
from giaoban.areas.accounts.operations import grant
from giaoban.areas.units.tests.growing import FIRST, grow
from giaoban.core.refusal import Refused
from giaoban.ground.access.models import Account, Grant, Proposal
from giaoban.ground.access.policy import may
from giaoban.ground.journal.clock import today
from giaoban.ground.people.models import Position
from giaoban.ground.seconding import confirm
from giaoban.ground.undoing import undo
from giaoban.ground.units.models import Unit
from giaoban.ground.writing import writing

DECISION = "Quyết định 1-QĐ/ĐU"
pytestmark = pytest.mark.django_db


@dataclass
class Office:
    """The tree, and two officers of the organisation board of its first bloc."""

    units: dict[str, Unit]
    asks: Account
    confirms: Account


@pytest.fixture
def office(program: Account) -> Office:
    units = grow(program)
    officers = []
    for username in ("to-chuc-1", "to-chuc-2"):
        account = Account.objects.create_user(username, name=username)
        grant(actor=program, account=account, role="organisation_board", unit=units["A"], from_on=FIRST)
        officers.append(account)
    return Office(units, *officers)


def invited(office: Office) -> list[Proposal]:
    return posts.invite_holders(
        actor=office.asks, unit=office.units["A"], role="secretary", from_on=FIRST, decision=DECISION
    )


def end_of(post: Position, actor: Account, on: date) -> object:
    with writing(actor, "members.end_post", unit=post.unit, on=on) as entry:
        post.valid = DateRange(post.valid.lower, on)
        post.save()
    return entry


def test_everybody_who_holds_the_post_and_has_no_account_is_invited_once(office: Office) -> None:
    made = invited(office)
    secretaries = Position.objects.filter(post="secretary", body="cell", unit__slug__startswith=office.units["A"].slug)
    assert {one.account.person_id for one in made if one.account} == set(secretaries.values_list("person", flat=True))
    assert all(one.unit_id == one.account.person.unit_id for one in made if one.account)
    assert len({one.account.username for one in made if one.account}) == len(made) > 1
    assert not Grant.objects.filter(role="secretary").exists()  # each waits for a second person
    with pytest.raises(Refused, match="Không có ai"):
        invited(office)


def test_who_does_not_look_after_the_units_or_the_people_invites_nobody(office: Office, program: Account) -> None:
    keeper = Account.objects.create_user("quan-tri", name="Quản trị")
    grant(actor=program, account=keeper, role="administrator", unit=None, from_on=FIRST)
    for actor, unit in ((office.asks, office.units["B"]), (keeper, office.units["A"])):
        with pytest.raises(Refused):
            posts.invite_holders(actor=actor, unit=unit, role="secretary", from_on=FIRST, decision=DECISION)
    assert not Proposal.objects.exists()


def test_many_are_confirmed_at_once_and_each_officer_prints_a_half_for_each(office: Office) -> None:
    made = invited(office)
    client = Client()
    client.force_login(office.confirms)
    address = reverse("desk:bulk", args=["proposals"])
    data = {"act": "confirm", "record": [one.pk for one in made], "answered": "yes", "answer": ""}
    shown = client.post(address, data)
    seen = shown.content.decode().split('name="seen" value="')[1].split('"')[0]
    assert client.post(address, data | {"seen": seen}).status_code == 302
    assert Grant.objects.filter(role="secretary").count() == len(made)
    halves = {}
    for officer in (office.asks, office.confirms):
        client.force_login(officer)
        halves[officer.username] = client.get(reverse("accounts:slips")).context["slips"]
    assert [len(slips) for slips in halves.values()] == [len(made), len(made)]
    assert all("code" in slip and "slip" not in slip for slip in halves["to-chuc-1"])
    assert all("slip" in slip and "code" not in slip for slip in halves["to-chuc-2"])


def test_whoever_asked_confirms_none_of_them(office: Office) -> None:
    for one in invited(office):
        with pytest.raises(Refused):
            confirm(actor=office.asks, record=one)


def test_a_role_ends_on_the_day_on_which_its_post_ends_and_comes_back_with_it(office: Office, program: Account) -> None:
    made = invited(office)[0]
    confirm(actor=office.confirms, record=made)
    account, unit = made.account, made.unit
    assert account is not None
    assert unit is not None
    post = Position.objects.get(person=account.person_id, unit=unit, post="secretary")
    tomorrow = today() + timedelta(days=1)
    entry = end_of(post, program, tomorrow)
    assert may(account, "meetings.read", unit, on=today())
    assert not may(account, "meetings.read", unit, on=tomorrow)
    undo(actor=program, entry=entry, reason="Ghi nhầm.")  # type: ignore[arg-type]
    assert may(account, "meetings.read", unit, on=tomorrow)


def test_a_role_given_by_itself_stays_where_another_persons_post_ends(office: Office, program: Account) -> None:
    made = invited(office)
    for one in made[:2]:
        confirm(actor=office.confirms, record=one)
    first, other = (one.account for one in made[:2])
    assert first is not None
    assert other is not None
    end_of(Position.objects.get(person=first.person_id, post="secretary"), program, today())
    assert not Grant.objects.in_force(today()).filter(account=first).exists()
    assert Grant.objects.in_force(today()).filter(account=other).exists()
