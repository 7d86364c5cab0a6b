"""Whoever watches over personal data is told, once a day, when somebody looks at many people, and sees at how many."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.utils.translation import override

from giaoban.areas.accounts.operations import grant
from giaoban.faces.jobs.models import Letter, Notice
from giaoban.ground.access.models import Account
from giaoban.ground.journal.clock import today
from giaoban.ground.regulations.models import Parameter
from giaoban.ground.seconding import SEEN_ALONE
from giaoban.ground.writing import writing
from tests.world import World, build

pytestmark = pytest.mark.django_db
CELL = "Chi bộ 1 Khối A"


@pytest.fixture
def world(program: Account) -> World:
    return build(members=4)


def watcher(program: Account, world: World, name: str, unit: str) -> Account:
    account = Account.objects.create_user(name, None, name=f"Cán bộ {name}", email=f"{name}@example.vn")
    grant(
        actor=program, account=account, role="data_protection_officer", unit=world.units[unit], from_on=date(2020, 1, 1)
    )
    return account


def limited(program: Account, most: int) -> None:
    with writing(program, "parameters.set_parameter", unit=None, on=today()):
        Parameter.objects.filter(key=SEEN_ALONE).delete()
        Parameter.objects.create(key=SEEN_ALONE, value=most, valid=DateRange(date(2020, 1, 1), None), mark="M")


def secretary(world: World) -> Client:
    client = Client()
    client.force_login(world.officers["bi-thu-1"])
    return client


def told(account: Account) -> list[str]:
    return list(Notice.objects.filter(account=account).order_by("pk").values_list("what", flat=True))


@pytest.mark.parametrize(("most", "what"), [(100, []), (6, []), (5, ["seen.near"]), (3, ["seen.over"])])
def test_the_nearest_data_officer_is_told_once(
    program: Account, world: World, settings: object, most: int, what: list[str]
) -> None:
    settings.MAIL = "smtp://localhost"  # type: ignore[attr-defined]
    limited(program, most)
    near, far = (watcher(program, world, *asked) for asked in (("gan", "Khối A"), ("xa", "Cụm thử")))
    client = secretary(world)
    for _time in range(2):
        assert client.get("/desk/so/members/").status_code == 200
    assert told(near) == what
    assert told(far) == [], "nobody further up is told what somebody nearer looks after"
    assert Letter.objects.filter(address=near.email).count() == len(what)


def test_the_page_behind_the_notice_counts_people_and_is_for_no_other_eyes(program: Account, world: World) -> None:
    limited(program, 5)
    officer = watcher(program, world, "gan", "Khối A")
    elsewhere = watcher(program, world, "khac", "Khối B")
    client = secretary(world)
    for _time in range(2):
        client.get("/desk/so/members/")
    path = Notice.objects.get(account=officer).path
    assert client.get(path).status_code == 404
    for account, rows in ((officer, 1), (elsewhere, 0)):
        watching = Client()
        watching.force_login(account)
        with override("vi"):
            page = watching.get(path)
        assert page.status_code == 200
        found = [row for row in page.context["table"]["rows"] if row["name"] == str(world.officers["bi-thu-1"])]
        assert len(found) == rows
        if found:
            assert [cell["text"] for cell in found[0]["cells"]][2:] == ["4", "2", "0"]
            assert re.search(r"xem dữ liệu của 5 người", " ".join(page.content.decode().split()))
