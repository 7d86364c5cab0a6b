"""The code to an account goes to its owner by mail; whoever has the letter alone, or asked for it, opens nothing."""

from __future__ import annotations

import pytest
from django.core import mail

from giaoban.areas.accounts.operations import grant, start_reset
from giaoban.areas.accounts.queries import halves_of
from giaoban.faces.jobs import letters
from giaoban.faces.jobs.models import Letter, Notice
from giaoban.ground import seconding
from giaoban.ground.access.models import Account, Proposal
from giaoban.ground.access.policy import Actor
from tests.world import FOUNDED, World, build, new_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(settings: object, program: Account) -> Proposal:
    """Two officers have opened the way to a new password of somebody whose address is known."""
    settings.MAIL = "smtp://localhost"  # type: ignore[attr-defined]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"  # type: ignore[attr-defined]
    world: World = build(members=1)
    owner = world.officers["bi-thu-1"]
    Account.objects.filter(pk=owner.pk).update(email="bi-thu@example.vn")
    proposal = start_reset(actor=world.officers["to-chuc-a"], account=owner, reason="quên mật khẩu")
    seconding.confirm(actor=second(world, program), record=proposal)
    return Proposal.objects.get(pk=proposal.pk)


def second(world: World, program: Actor) -> Account:

    account = new_account("to-chuc-2", name="Tổ chức 2")
    grant(actor=program, account=account, role="organisation_board", unit=world.units["Khối A"], from_on=FOUNDED)
    return account


def test_the_letter_holds_the_code_of_the_asker_and_not_the_slip(opened: Proposal) -> None:
    letter = Letter.objects.get()
    letters.send(letter)
    (message,) = mail.outbox
    halves = halves_of(opened)
    assert halves is not None
    slip, code = halves
    assert message.to == ["bi-thu@example.vn"]
    assert code in message.body
    assert slip not in message.body
    assert "notices" not in message.body, "who cannot sign in yet is led to no page of the desk"


def test_a_way_that_is_over_is_written_to_nobody(opened: Proposal) -> None:
    owner = opened.account
    assert owner is not None
    owner.set_password("rừng thông chiều mưa")
    owner.save()
    letter = Letter.objects.get()
    letters.send(letter)
    letter.refresh_from_db()
    assert (letter.state, mail.outbox) == ("dead", [])


def test_where_no_address_is_known_nothing_is_written(settings: object, program: Account) -> None:
    settings.MAIL = "smtp://localhost"  # type: ignore[attr-defined]
    world = build(members=1)
    proposal = start_reset(actor=world.officers["to-chuc-a"], account=world.officers["bi-thu-1"], reason="quên")
    seconding.confirm(actor=second(world, program), record=proposal)
    assert not Letter.objects.exists()
    assert not Notice.objects.filter(what=letters.WAY).exists()
