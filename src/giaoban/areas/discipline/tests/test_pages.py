"""The doors of a case: nothing without a reason, each look in the journal, nobody else finds even the list."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as METHODS
from django.db import DatabaseError, transaction
from django.test import Client, override_settings
from django.urls import reverse

from giaoban.areas.discipline import operations
from giaoban.areas.discipline.models import Case
from giaoban.areas.discipline.register import DISCIPLINE
from giaoban.areas.discipline.tests.conftest import CELL, OPENED, SECRET
from giaoban.ground.access import second_lock
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Change, Entry
from giaoban.ground.journal.reading import looks_at
from giaoban.kit.opening import look
from tests.contracts import battery
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db
WHY = "Chuẩn bị phiên họp Ủy ban Kiểm tra tháng 4"
OUTSIDERS = [
    "bi-thu-1",
    "to-chuc-a",
    "van-phong-a",
    "thu-ky-cum",
    "kiem-soat",
    "quan-tri",
    "bien-tap",
    "bao-ve",
    "cap-uy",
]


def signed_in(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.officers[name])
    return client


def where(case: Case) -> str:
    return battery.address(DISCIPLINE, record=case)


def test_the_reason_is_asked_first_and_nothing_is_shown_before(world: World, case: Case) -> None:
    client = signed_in(world, "kiem-tra-1")
    page = client.get(where(case))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Lý do xem hồ sơ" in text
    assert case.person.name not in text
    assert SECRET not in text
    assert CELL not in text
    assert not looks_at(case.person_id).exists(), "nothing was shown, so nobody has looked"


def test_with_a_reason_the_case_is_shown_and_the_journal_says_who_whom_where_and_why(world: World, case: Case) -> None:
    page = signed_in(world, "kiem-tra-1").post(where(case), {"reason": f"  {WHY} "})
    text = page.content.decode()
    assert page.status_code == 200
    assert case.person.name in text
    assert SECRET in text
    assert CELL in text
    entry = looks_at(case.person_id).get()
    assert (entry.act, entry.kind, entry.reason) == ("discipline.read", "read", WHY)
    assert (entry.actor_id, entry.unit_id) == (world.officers["kiem-tra-1"].pk, case.unit_id)
    assert (entry.people, entry.detail["record"]) == ([case.person_id], case.pk)
    assert WHY in text, "the page tells who opened it before, this time included"
    assert "chưa đối chiếu văn bản" in text, "a term that nobody compared is not shown as law"


def test_the_history_of_a_case_is_told_in_words(world: World, case: Case) -> None:
    inspector = world.officers["kiem-tra-1"]
    operations.propose(actor=inspector, record=case, measure="warning", proposed_on=OPENED, roll=9, in_favour=6)
    operations.close(actor=world.officers["kiem-tra-2"], record=case, on=OPENED, reason="Không đủ căn cứ để kỷ luật")
    text = signed_in(world, "kiem-tra-1").post(where(case), {"reason": WHY}).content.decode()
    assert "<del>Đang xem xét</del>" in text
    assert "<ins>Đã đề nghị hình thức kỷ luật</ins>" in text
    assert "<ins>01/03/2023</ins>" in text
    assert "proposed<" not in text


@pytest.mark.parametrize("reason", ["", "   ", "xem"])
def test_without_a_real_reason_nothing_is_shown_or_written(reason: str, world: World, case: Case) -> None:
    page = signed_in(world, "kiem-tra-1").post(where(case), {"reason": reason})
    assert page.status_code == 422
    assert case.person.name not in page.content.decode()
    assert SECRET not in page.content.decode()
    assert not looks_at(case.person_id).exists()


def test_each_opening_is_an_entry_of_its_own(world: World, case: Case) -> None:
    for name in ("kiem-tra-1", "kiem-tra-2", "kiem-tra-1"):
        signed_in(world, name).post(where(case), {"reason": WHY})
    assert looks_at(case.person_id).count() == 3


def test_when_the_look_cannot_be_written_the_case_is_not_shown(
    world: World, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(world, "kiem-tra-1")
    monkeypatch.setattr(Entry.objects, "create", lambda **fields: (_ for _ in ()).throw(DatabaseError("journal full")))
    with pytest.raises(DatabaseError):
        client.post(where(case), {"reason": WHY})


@pytest.mark.parametrize("who", [*OUTSIDERS, "dang-vien"])
def test_who_has_no_power_over_discipline_finds_no_page_of_it(who: str, world: World, case: Case) -> None:
    client = signed_in(world, who)
    for address in battery.addresses(DISCIPLINE, case):
        for answer in (client.get(address), client.post(address, {"reason": WHY})):
            assert answer.status_code == 404, address
    assert str(DISCIPLINE.label) not in client.get("/desk/", follow=True).content.decode()
    assert not Entry.objects.filter(act="discipline.read").exists()


def test_the_inspectors_of_the_sister_bloc_find_neither_case_nor_act(world: World, case: Case) -> None:
    client = signed_in(world, "kiem-tra-b")
    assert battery.listed(client, DISCIPLINE).rows == []
    assert client.post(where(case), {"reason": WHY}).status_code == 404
    assert client.get(battery.address(DISCIPLINE, act="decide", record=case)).status_code == 404


@pytest.mark.parametrize("kind", ["list", "csv", "xlsx"])
def test_list_and_sheets_name_nobody_and_nothing_of_the_case(kind: str, world: World, case: Case) -> None:
    client = signed_in(world, "kiem-tra-1")
    everything = ["person__name", "person", "grounds", "measure", *(one.name for one in DISCIPLINE.columns)]
    wish: dict[str, Any] = {"column": everything, "sort": "person__name", "q": case.person.name}
    seen = (
        battery.listed(client, DISCIPLINE, **wish)
        if kind == "list"
        else battery.exported(client, DISCIPLINE, kind, **wish)
    )
    assert [row[:2] for row in seen.rows] == [[f"Vụ việc số {case.pk}", CELL]]
    assert case.person.name not in str(seen)
    assert SECRET not in str(seen)


@pytest.mark.parametrize("act", ["propose", "decide", "close", "void"])
def test_the_form_of_an_act_shows_nothing_of_the_case(act: str, world: World, case: Case) -> None:
    text = signed_in(world, "kiem-tra-2").get(battery.address(DISCIPLINE, act=act, record=case)).content.decode()
    assert f"Vụ việc số {case.pk}" in text
    assert case.person.name not in text
    assert SECRET not in text


def test_the_proposer_is_refused_the_decision_on_the_page_in_a_sentence(world: World, case: Case) -> None:
    operations.propose(
        actor=world.officers["kiem-tra-1"], record=case, measure="warning", proposed_on=OPENED, roll=9, in_favour=6
    )
    address = battery.address(DISCIPLINE, act="decide", record=case)
    answers = {
        "decided_measure": "warning", "decision": "12-QĐ/UBKT", "decided_on": f"{OPENED}", "roll": 5, "in_favour": 4
    }  # fmt: skip
    refused = signed_in(world, "kiem-tra-1").post(address, answers)
    assert refused.status_code == 422
    assert "Người đề nghị không tự quyết định" in refused.content.decode()
    assert signed_in(world, "kiem-tra-2").post(address, answers).status_code == 302
    assert Case.objects.get().decided_by == world.officers["kiem-tra-2"]


# -- who learns that somebody looked ------------------------------------------------------------------------------------


def test_the_member_reads_who_opened_the_case_and_why_and_nobody_else_learns_it(world: World, case: Case) -> None:
    signed_in(world, "kiem-tra-1").post(where(case), {"reason": WHY})
    assert WHY in signed_in(world, "dang-vien").get(reverse("pocket:record")).content.decode()
    for who in ("bi-thu-1", "to-chuc-a", "bao-ve", "cap-uy"):
        page = signed_in(world, who).get(f"/desk/so/members/{case.person_id}/")
        assert page.status_code == 200
        for word in (WHY, "kiem-tra-1"):
            assert word not in page.content.decode(), who
    assert WHY in signed_in(world, "kiem-tra-2").get(f"/desk/so/members/{case.person_id}/").content.decode()


@pytest.mark.parametrize("who", OUTSIDERS)
def test_the_database_itself_shows_them_neither_case_nor_look_nor_change(who: str, world: World, case: Case) -> None:
    look(actor=world.officers["kiem-tra-1"], register=DISCIPLINE, record=case, reason=WHY)
    with transaction.atomic(), second_lock.seen_by(world.officers[who], on=today()):
        assert not Case.objects.exists()
        assert not Entry.objects.filter(act__startswith="discipline.").exists()
        assert not Change.objects.filter(table="discipline_case").exists()
    with transaction.atomic(), second_lock.seen_by(world.officers["kiem-tra-2"], on=today()):
        assert Case.objects.get() == case
        assert Entry.objects.filter(act="discipline.read", reason=WHY).exists()
        assert Change.objects.filter(table="discipline_case").exists()


# -- proof again --------------------------------------------------------------------------------------------------------


def an_hour_ago(world: World, name: str) -> Client:
    client = signed_in(world, name)
    session, at = client.session, time.time() - 3600
    session[METHODS] = [{"method": "password", "at": at}, {"method": "mfa", "type": "totp", "at": at}]
    session[f"{METHODS}_user"] = str(world.officers[name].pk)
    session.save()
    return client


@override_settings(SECOND_FACTOR="asked")
def test_an_older_session_shows_who_it_is_before_a_case_opens_and_then_sees_it(world: World, case: Case) -> None:
    client = an_hour_ago(world, "kiem-tra-1")
    asked = client.post(where(case), {"reason": WHY})
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert not looks_at(case.person_id).exists()
    done = client.post(reverse("account_reauthenticate"), {"next": where(case), "password": PASSWORD}, follow=True)
    assert SECRET in done.content.decode()
    assert looks_at(case.person_id).get().reason == WHY


@override_settings(SECOND_FACTOR="asked")
@pytest.mark.parametrize("act", [one.name for one in DISCIPLINE.acts])
def test_an_older_session_shows_who_it_is_before_each_act(act: str, world: World, case: Case) -> None:
    client = an_hour_ago(world, "kiem-tra-1")
    record = case if DISCIPLINE.act(act).on_record else None
    asked = client.post(battery.address(DISCIPLINE, act=act, record=record), {"reason": "x"})
    assert asked["Location"].startswith(reverse("account_reauthenticate"))


def test_an_inspector_opens_a_case_on_the_form(world: World) -> None:
    person = world.people[CELL][5]
    typed = {
        "unit": world.units[CELL].pk, "person": person.pk, "kind": "other", "grounds": "Vắng nhiều kỳ",
        "violated_on": "03/11/2022", "opened_on": f"{today():%d/%m/%Y}",
    }  # fmt: skip
    sent = signed_in(world, "kiem-tra-1").post(reverse("desk:act", args=["discipline", "open_case"]), typed)
    assert sent.status_code == 302, sent.content.decode()
    assert Case.objects.filter(person=person).exists()
