"""Two people on one record: the second sees both versions, keeps what was typed, and overwrites nothing unseen."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from giaoban.areas.accounts.operations import grant
from giaoban.areas.meetings import operations as meetings
from giaoban.areas.meetings.models import Meeting
from giaoban.areas.members.operations import record
from giaoban.ground.access.models import Account
from giaoban.ground.people.models import Person
from giaoban.reporting import returns
from giaoban.reporting.models import ReturnParagraph
from giaoban.reporting.tests_db.conftest import campaign, cluster
from tests.drills import conflicts
from tests.drills.world import small_world

__all__ = ["campaign", "cluster"]
TWO = ("một", "hai")


def two_clients(program: Account, role: str, unit: object) -> list[Client]:
    clients = []
    for name in TWO:
        account = Account.objects.create_user(name, "mot-mat-khau-dai-2023", name=name)
        grant(actor=program, account=account, role=role, unit=unit, from_on=date(2015, 1, 1))
        client = Client()
        client.force_login(account)
        clients.append(client)
    return clients


def fields_of(page: str) -> dict[str, str]:
    """What a browser would post from that page unchanged."""
    found = {}
    for tag in re.findall(r"<input [^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and 'type="checkbox"' not in tag:
            found[name[1]] = html.unescape(value[1]) if value else ""
    for name, text in re.findall(r'<textarea name="([^"]+)"[^>]*>\s*(.*?)</textarea>', page, re.S):
        found[name] = html.unescape(text)
    for name, inside in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', inside)
        found[name] = chosen[1] if chosen else ""
    return found


@pytest.mark.django_db
def test_two_corrections_of_one_member_meet_and_neither_is_lost(program: Account) -> None:
    small = small_world()
    one = record(
        actor=program, unit=small.cell, name="Nguyễn Văn Chung", sex="M", born_on=date(1980, 2, 3), grade="official",
        admitted_on=date(2010, 6, 1), official_on=date(2011, 6, 1), on=date(2023, 2, 1),
    )  # fmt: skip
    first, second = two_clients(program, "organisation_board", small.cell)
    address = reverse("desk:act_on", args=["members", one.pk, "correct"])
    opened = [fields_of(client.get(address).content.decode()) for client in (first, second)]
    assert first.post(address, opened[0] | {"native_place": "Xã Đông", "reason": "Theo hồ sơ gốc"}).status_code == 302
    mine = opened[1] | {"native_place": "Xã Tây", "reason": "Theo lời kể"}
    answer = second.post(address, mine)
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "Xã Đông" in page
    assert fields_of(answer.content.decode())["native_place"] == "Xã Tây"
    assert Person.objects.get(pk=one.pk).native_place == "Xã Đông"
    assert second.post(address, fields_of(answer.content.decode())).status_code == 302  # having seen both
    assert Person.objects.get(pk=one.pk).native_place == "Xã Tây"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("act", "field", "more"),
    [
        ("invite", "content", {"starts_at": "14:00", "place": "Phòng 2"}),
        ("resolve", "text", {"number": "01-NQ/CB"}),
    ],
)
def test_two_who_prepare_one_meeting_meet_and_neither_is_lost(
    program: Account, act: str, field: str, more: dict[str, str]
) -> None:
    small = small_world()
    day = date(2023, 5, 5)
    meeting = meetings.plan(actor=program, unit=small.cell, kind="regular", held_on=day)
    meetings.invite(
        actor=program, record=meeting, told_on=date(2023, 5, 2), held_on=day, starts_at="14:00", place="Phòng 2",
        content="Bản đầu", version=meeting.version,
    )  # fmt: skip
    first, second = two_clients(program, "secretary", small.cell)
    address = reverse("desk:act_on", args=["meetings", meeting.pk, act])
    opened = [fields_of(client.get(address).content.decode()) | more for client in (first, second)]
    if act == "invite":
        opened = [each | {"told_on": "2023-05-02"} for each in opened]
    assert first.post(address, opened[0] | {field: "Bản của người thứ nhất"}).status_code == 302
    answer = second.post(address, opened[1] | {field: "Bản của người thứ hai"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "đang ghi “Bản của người thứ nhất”, đồng chí ghi “Bản của người thứ hai”" in html.unescape(page)
    assert fields_of(page)[field].strip() == "Bản của người thứ hai"

    def stands() -> str:
        now = Meeting.objects.get(pk=meeting.pk)
        return now.content if act == "invite" else now.resolution.text

    assert stands() == "Bản của người thứ nhất"
    assert second.post(address, fields_of(page)).status_code == 302
    assert stands() == "Bản của người thứ hai"


@pytest.mark.django_db
def test_two_who_write_one_paragraph_meet_and_neither_is_lost(
    program: Account, campaign: object, cluster: object
) -> None:
    one = campaign.returns.filter(above__isnull=False).first()  # type: ignore[attr-defined]
    row = returns.narrate(actor=program, record=one, section="Kết quả", text="Bản đầu.")
    assert row is not None
    first, second = two_clients(program, "secretary", cluster)
    role = {client.get(reverse("reports:narrate", args=[one.pk, row.pk])).status_code for client in (first, second)}
    assert role == {200}
    address = reverse("reports:narrate", args=[one.pk, row.pk])
    opened = [fields_of(client.get(address).content.decode()) for client in (first, second)]
    assert first.post(address, opened[0] | {"text": "Bản của người thứ nhất."}).status_code == 302
    answer = second.post(address, opened[1] | {"text": "Bản của người thứ hai."})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Bản của người thứ nhất." in html.unescape(page)
    assert fields_of(page)["text"].strip() == "Bản của người thứ hai."
    assert ReturnParagraph.objects.get(pk=row.pk).text == "Bản của người thứ nhất."
    assert second.post(address, fields_of(page)).status_code == 302
    assert ReturnParagraph.objects.get(pk=row.pk).text == "Bản của người thứ hai."


@pytest.mark.django_db
def test_what_one_was_writing_is_kept_when_the_paragraph_is_gone(
    program: Account, campaign: object, cluster: object
) -> None:
    one = campaign.returns.filter(above__isnull=False).first()  # type: ignore[attr-defined]
    row = returns.narrate(actor=program, record=one, section="Kết quả", text="Bản đầu.")
    assert row is not None
    writer, _other = two_clients(program, "secretary", cluster)
    address = reverse("reports:narrate", args=[one.pk, row.pk])
    opened = fields_of(writer.get(address).content.decode())
    returns.narrate(actor=program, record=one, paragraph=row, text="")
    answer = writer.post(address, opened | {"text": "Tôi viết một giờ."})
    assert answer.status_code == 422
    assert "Tôi viết một giờ." in answer.content.decode()


def test_of_many_corrections_at_once_none_is_lost(own_database: str) -> None:
    found = conflicts.drill(small_world(), edits=80)
    assert (found["lost"], found["unknown"], found["untold"], found["strange"]) == (0, 0, 0, []), found
    assert found["told"] > 0


def test_without_the_version_the_drill_sees_corrections_lost(own_database: str) -> None:
    assert conflicts.drill(small_world(), edits=80, edit=conflicts.without_version)["lost"] > 0
