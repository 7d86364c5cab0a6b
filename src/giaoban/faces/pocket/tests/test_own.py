"""A member's handbook shows what is theirs through both locks, and nothing of anybody else."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test import Client
from python_calamine import load_workbook

from giaoban.areas.accounts.operations import grant
from giaoban.areas.meetings import operations as meetings
from giaoban.areas.meetings.models import Meeting
from giaoban.ground.access import second_lock
from giaoban.ground.access.models import Account
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.people.models import Person
from giaoban.ground.writing import writing
from tests.world import World, build

pytestmark = pytest.mark.django_db
NUMBER = "022180001234"


@pytest.fixture
def world(program: Account) -> World:
    return build(members=3)


@pytest.fixture
def member(program: Account, world: World) -> Account:
    person = world.people["Chi bộ 1 Khối A"][1]
    with writing(program, "members.correct", unit=person.unit, on=today()):
        Person.objects.filter(pk=person.pk).update(identity_number=NUMBER)
    account = Account.objects.create_user("dang-vien", None, name=person.name, person=person)
    grant(actor=program, account=account, role="member", unit=person.unit, from_on=date(2020, 1, 1))
    return account


@pytest.fixture
def client(member: Account) -> Client:
    client = Client()
    client.force_login(member)
    return client


def announced(program: Account, world: World, cell: str) -> Meeting:
    day = today() + timedelta(days=3)
    meeting = meetings.plan(actor=program, unit=world.units[cell], kind="regular", held_on=day)
    return meetings.invite(
        actor=program,
        record=meeting,
        told_on=today(),
        held_on=day,
        starts_at="14:00",
        place="Phòng 2",
        content="Bàn việc tháng",
        version=meeting.version,
    )


def test_the_desk_of_a_member_is_the_handbook_and_their_number_is_masked(client: Client) -> None:
    assert client.get("/desk/")["Location"] == "/so-tay/"
    assert client.get("/desk/handbook/")["Location"] == "/so-tay/", "where it was before leads on"
    said = client.get("/so-tay/ho-so/").content.decode()
    assert NUMBER not in said
    assert "•••••••••234" in said


def test_a_member_meets_their_own_cell_and_not_the_next(program: Account, world: World, client: Client) -> None:
    own, other = announced(program, world, "Chi bộ 1 Khối A"), announced(program, world, "Chi bộ 2 Khối A")
    assert f"/so-tay/sinh-hoat/{own.pk}/" in client.get("/so-tay/").content.decode()
    assert "Phòng 2" in client.get(f"/so-tay/sinh-hoat/{own.pk}/").content.decode()
    assert client.get(f"/so-tay/sinh-hoat/{other.pk}/").status_code == 404


def test_the_second_lock_alone_shows_a_member_their_cells_meetings_and_their_own_rows(
    program: Account, world: World, member: Account
) -> None:
    own = announced(program, world, "Chi bộ 1 Khối A")
    announced(program, world, "Chi bộ 2 Khối A")
    with transaction.atomic(), second_lock.seen_by(member, on=today()):
        assert list(Meeting.objects.all()) == [own]
        assert list(Person.objects.all()) == [member.person]


def test_who_looked_is_told_with_the_reason_and_the_whole_number_asks_for_one(
    world: World, member: Account, client: Client
) -> None:
    secretary = Client()
    secretary.force_login(world.officers["bi-thu-1"])
    assert member.person is not None
    page = f"/desk/so/members/{member.person.pk}/"
    assert NUMBER not in secretary.get(page).content.decode()
    where = f"/desk/members/{member.person.pk}/identity/"
    assert NUMBER not in secretary.get(where).content.decode()
    assert secretary.post(where, {"reason": " "}).status_code == 422
    assert NUMBER in secretary.post(where, {"reason": "Đối chiếu căn cước"}).content.decode()
    entry = Entry.objects.filter(act="members.read_identity").get()
    assert (entry.reason, entry.people) == ("Đối chiếu căn cước", [member.person.pk])
    said = client.get("/so-tay/ho-so/").content.decode()
    assert "bi-thu-1" in said
    assert "Đối chiếu căn cước" in said
    deputy = Client()
    deputy.force_login(world.officers["van-phong-a"])
    assert deputy.get(where).status_code == 404


@pytest.mark.parametrize("kind", ["json", "xlsx"])
def test_what_is_taken_out_is_whole_and_journalled(client: Client, member: Account, kind: str) -> None:
    answer = client.get(f"/so-tay/du-lieu.{kind}")
    if kind == "json":
        said = json.dumps(json.loads(answer.content), ensure_ascii=False)
    else:
        book = load_workbook(io.BytesIO(answer.content))
        said = str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
    assert NUMBER in said
    assert member.name in said
    assert Entry.objects.filter(act="own.data", kind="export", people=[member.person_id]).count() == 1


def test_the_handbook_is_closed_to_an_account_without_a_record(world: World) -> None:
    secretary = Client()
    secretary.force_login(world.officers["bi-thu-1"])
    for path in (
        "",
        "sinh-hoat/",
        "hoc-tap/",
        "tai-lieu/",
        "ho-so/",
        "yeu-cau/",
        "du-lieu.json",
        "sinh-hoat/1/",
        "tai-lieu/1/",
    ):
        assert secretary.get(f"/so-tay/{path}").status_code == 404, path


def test_the_number_is_masked_in_list_export_search_and_history_for_everybody(
    program: Account, world: World, member: Account
) -> None:
    assert member.person is not None
    with writing(program, "members.correct_identity", unit=member.person.unit, on=today()):
        Person.objects.filter(pk=member.person_id).update(identity_number="022180009999")
    officer = Client()
    officer.force_login(world.officers["to-chuc-a"])
    ask = {"column": ["name", "identity_number"]}
    pages = [
        officer.get("/desk/so/members/", ask).content,
        b"".join(officer.get("/desk/so/members/export.csv", ask).streaming_content),  # type: ignore[attr-defined]
        officer.get("/desk/search/", {"q": NUMBER}).content,
        officer.get(f"/desk/so/members/{member.person_id}/").content,
        officer.get(f"/desk/so/members/{member.person_id}/correct_identity/").content,
    ]
    assert "•••••••••999" in pages[0].decode()
    assert "•••••••••234" in pages[3].decode(), "the history has the number before"
    for said in pages:
        for number in ("022180009999",):
            assert number not in said.decode()
    assert NUMBER not in pages[3].decode()
