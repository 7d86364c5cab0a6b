"""What the tests of conferences share: who is signed in, an act through its page, a conference that is being prepared."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from giaoban.areas.accounts.operations import grant
from giaoban.conferences import links, operations
from giaoban.conferences.models import Conference, Delegation, ProgrammeItem
from giaoban.ground.access.operations import program
from giaoban.ground.journal.clock import today
from tests.world import FOUNDED, World, new_account


def signed_in(world: World, officer: str) -> Client:
    """A browser of that officer."""
    client = Client()
    client.force_login(world.officers[officer])
    return client


def other_office(world: World) -> Client:
    """A browser of the office of Khối B."""
    account = new_account("van-phong-khoi-b", name="Văn phòng Khối B")
    grant(actor=program("Kiểm thử"), account=account, role="office", unit=world.units["Khối B"], from_on=FOUNDED)
    client = Client()
    client.force_login(account)
    return client


def act(client: Client, register: str, name: str, record: Any = None, /, **answers: object) -> int:
    """What the page answered: 302 where it was done."""
    where = (
        reverse("desk:act_on", args=[register, record.pk, name])
        if record
        else reverse("desk:act", args=[register, name])
    )
    return client.post(where, answers).status_code


def claimed(world: World, client: Client) -> Conference:
    """Khối A asks to hold the conference in thirty days."""
    day = today() + timedelta(days=30)
    assert act(client, "conferences", "claim", unit=world.units["Khối A"].pk, half=f"{day:%m/%Y}", held_on=f"{day:%Y-%m-%d}",
               place="Hội trường", begins="08:00", minutes="210") == 302  # fmt: skip
    return Conference.objects.get(unit=world.units["Khối A"])


def prepared(world: World, client: Client) -> Conference:
    """The cluster has agreed on it and is invited with three places each."""
    conference = claimed(world, client)
    assert act(signed_in(world, "thu-ky-cum"), "conferences", "agree", conference, decision="01-TB/CTĐ") == 302
    assert act(client, "conferences", "invite_cluster", conference, quota="3") == 302
    conference.refresh_from_db()
    return conference


def moved(conference: Conference, days: int) -> None:
    """The conference is held so many days from now."""
    operations.plan(
        actor=program("Kiểm thử"), record=conference, held_on=today() + timedelta(days=days), theme="", place="Hội trường",
        minutes=210, chair="", reason="",
    )  # fmt: skip


def item(conference: Conference, title: str) -> ProgrammeItem:
    """The item of that title."""
    return ProgrammeItem.objects.get(conference=conference, title=title)


def by_link(delegation: Delegation, name: str = "answer", *more: object) -> str:
    """An address of the delegation's own."""
    return reverse(f"invitations:{name}", args=[links.word(delegation), *more])
