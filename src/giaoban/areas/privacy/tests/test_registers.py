"""The five registers through their pages: screen and sheets agree, each act does what its form says or refuses in sentences."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from giaoban.areas.accounts.operations import grant
from giaoban.areas.privacy.register import BREACHES, CONSENTS, DATA_REQUESTS, PURPOSES, RETENTION
from giaoban.areas.regulations.operations import load_start_data
from giaoban.demo.privacy import load_privacy
from giaoban.ground.access.models import Account
from giaoban.ground.journal.clock import today
from giaoban.kit.register import Register
from tests.contracts import battery
from tests.world import build

pytestmark = pytest.mark.django_db
REGISTERS = (PURPOSES, CONSENTS, DATA_REQUESTS, BREACHES, RETENTION)


@pytest.fixture
def client(program: Account) -> Client:
    load_start_data(program)
    world = build(members=4)
    load_privacy(program, today=today())
    account = Account.objects.create_user("bao-ve", None, name="Cán bộ bảo vệ dữ liệu")
    grant(
        actor=program,
        account=account,
        role="data_protection_officer",
        unit=world.units["Cụm thử"],
        from_on=date(2020, 1, 1),
    )
    client = Client()
    client.force_login(account)
    return client


def test_screen_and_sheets_agree_and_every_act_is_done_or_refused_in_sentences(client: Client) -> None:
    for register in REGISTERS:
        _agree(client, register)
        for act in register.acts:
            for record in _open_to(register, act):
                came = battery.attempt(client, register, act, record, today=today())
                if came is None:
                    assert act.page, act.name
                elif came.done:
                    assert [one.act for one in came.entries] == [f"{register.name}.{act.name}"]
                else:
                    said = [*came.refusals, *(one for ones in came.faults.values() for one in ones)]
                    assert said, (register.name, act.name)
                    assert all(len(one.split()) >= 3 and one.endswith((".", "?", ")")) for one in said), said


def _agree(client: Client, register: Register) -> None:
    wish = {"column": [one.name for one in register.columns], **{one.name: "" for one in register.filters}}
    seen = battery.listed(client, register, **wish)
    assert len(seen.rows) > 1, register.name
    for kind in ("csv", "xlsx"):
        sheet = battery.exported(client, register, kind, **wish)
        assert (sheet.headings, sheet.rows) == (seen.headings, seen.rows), (register.name, kind)


def _open_to(register: Register, act: object) -> list[object]:
    """The record on which the act is tried; none is made up."""
    if not act.on_record:  # type: ignore[attr-defined]
        return [None]
    opens = act.open_for or (lambda record: True)  # type: ignore[attr-defined]
    return [one for one in register.record._default_manager.order_by("-pk") if opens(one)][:1]
