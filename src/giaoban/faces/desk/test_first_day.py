"""The page of the first days: what is done is read from the records, what is next is said, and who may do it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from giaoban.areas.accounts.operations import grant
from giaoban.areas.regulations.operations import load_start_data
from giaoban.areas.units import beginning
from giaoban.areas.units.tests.growing import FIRST, grow
from giaoban.faces.desk.first_day import next_step, steps
from giaoban.ground.access.models import Account
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.undoing import undo
from giaoban.ground.units.spells import Founding

pytestmark = pytest.mark.django_db


def administrator(program: Account, username: str) -> Account:
    account = Account.objects.create_user(username, name=username)
    grant(actor=program, account=account, role="administrator", unit=None, from_on=FIRST)
    return account


def ahead() -> str:
    step = next_step(on=today())
    return step.label if step else ""


def test_each_step_is_done_by_what_is_there_and_open_again_when_it_is_undone(program: Account) -> None:
    first = administrator(program, "mot")
    assert ahead() == "Hai người quản trị chương trình"
    administrator(program, "hai")
    assert ahead() == "Tổ chức đảng của cơ quan"
    beginning.found(actor=first, founding=Founding("upper", "Đảng bộ mới"), on=FIRST)
    assert ahead() == "Tổ chức cơ sở đảng và chi bộ"
    undo(actor=first, entry=Entry.objects.get(act="units.found"), reason="Ghi nhầm.")
    assert ahead() == "Tổ chức đảng của cơ quan"


def test_what_can_wait_is_next_only_when_nothing_else_is(program: Account) -> None:
    for username in ("mot", "hai"):
        administrator(program, username)
    load_start_data(program)
    units = grow(program)
    assert ahead() == "Người dùng và vai trò"  # members are there with their cells
    officer = Account.objects.create_user("to-chuc", name="Tổ chức")
    grant(actor=program, account=officer, role="organisation_board", unit=units["A"], from_on=FIRST)
    assert ahead() == "Trang thông tin điện tử"
    assert [step.label for step in steps(on=today()) if not step.done] == [
        "Trang thông tin điện tử", "Kỳ báo cáo đầu tiên",
    ]  # fmt: skip


def test_the_page_is_for_whoever_sets_the_installation_up_and_is_where_they_arrive(program: Account) -> None:
    units = grow(program)
    client, stranger = Client(), Client()
    client.force_login(administrator(program, "mot"))
    officer = Account.objects.create_user("to-chuc", name="Tổ chức")
    grant(actor=program, account=officer, role="organisation_board", unit=units["A"], from_on=FIRST)
    stranger.force_login(officer)
    assert client.get(reverse("desk:first_day")).status_code == 200
    assert stranger.get(reverse("desk:first_day")).status_code == 404
    assert reverse("desk:first_day") in client.get(reverse("desk:home")).content.decode()
    assert reverse("desk:first_day") not in stranger.get(reverse("desk:home")).content.decode()


def test_every_door_of_a_step_opens_for_whoever_holds_its_power(program: Account) -> None:
    units = grow(program)
    client = Client()
    everything = Account.objects.create_user("tat-ca", name="Tất cả")
    for role in ("administrator", "organisation_board", "office", "propaganda_board"):
        grant(
            actor=program,
            account=everything,
            role=role,
            unit=None if role == "administrator" else units["cụm"],
            from_on=FIRST,
        )
    client.force_login(everything)
    doors = [step.url for step in steps(on=today()) if step.url]
    assert {door: client.get(door, follow=True).status_code for door in doors} == dict.fromkeys(doors, 200)
