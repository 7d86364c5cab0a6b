"""A case from its opening to the conclusion, what it is counted as, and who sees what of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from giaoban.areas.verification import operations
from giaoban.areas.verification.models import Inquiry, Verification
from giaoban.areas.verification.own import own_tables
from giaoban.areas.verification.register import VERIFICATION
from giaoban.areas.verification.tests.conftest import CELL, REQUESTED
from giaoban.core.refusal import Refused
from giaoban.core.spans import Period
from giaoban.ground.access import second_lock
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.journal.reading import looks_at
from giaoban.ground.people.models import Person
from giaoban.reporting.figures import evidence, figure
from tests.contracts import battery
from tests.world import World

pytestmark = pytest.mark.django_db
WHY = "Chuẩn bị trình Ban Thường vụ"
CONCLUDED = date(2023, 5, 20)
H1, H2 = Period.parse("2023-H1"), Period.parse("2023-H2")


def conclude(world: World, case: Verification, **changed: Any) -> Verification:
    answers = {"outcome": "meets", "conclusion": "20-KL/BTV", "concluded_on": CONCLUDED, **changed}
    return operations.conclude(actor=world.officers["to-chuc-a"], record=case, **answers)


def ask(world: World, case: Verification) -> Inquiry:
    return operations.ask(
        actor=world.officers["to-chuc-a"], record=case, number="7-CV/BTC", place="Đảng ủy phường", abroad=False,
        sent_on=REQUESTED,
    )  # fmt: skip


def another(world: World, person: Person, purpose: str = "seat") -> Verification:
    return operations.open_case(
        actor=world.officers["to-chuc-a"], unit=person.unit, person=person, purpose=purpose, requested_on=REQUESTED
    )


def test_a_case_waits_for_its_answers_and_is_concluded(world: World, case: Verification) -> None:
    inquiry = ask(world, case)
    with pytest.raises(Refused, match="Còn 1 nơi chưa trả lời"):
        conclude(world, case)
    operations.answer(
        actor=world.officers["to-chuc-a"], record=case, inquiry=inquiry, number="3-CV", answered_on=date(2023, 4, 3)
    )
    conclude(world, case)
    acts = Entry.objects.filter(act__startswith="verification.").order_by("pk").values_list("act", flat=True)
    assert [act.partition(".")[2] for act in acts] == ["open_case", "ask", "answer", "conclude"]


def test_persons_are_counted_once_beside_their_cases_and_no_case_without_a_conclusion(
    world: World, case: Verification
) -> None:
    conclude(world, case)
    conclude(world, another(world, case.person))
    conclude(world, another(world, world.people[CELL][1]), concluded_on=date(2023, 7, 1))
    conclude(world, another(world, world.people[CELL][2]), outcome="none")
    another(world, world.people[CELL][3])
    bloc = world.units["Khối A"]
    assert [figure("persons_verified", bloc, period).value for period in (H1, H2)] == [1, 1]
    assert [figure("verifications_concluded", bloc, period).value for period in (H1, H2)] == [2, 1]
    assert {record.person for record in evidence("persons_verified", bloc, H1)} == {case.person}


def test_a_case_that_is_struck_out_is_gone_with_its_letters(world: World, case: Verification) -> None:
    ask(world, case)
    operations.void(actor=world.officers["to-chuc-a"], record=case, reason="Mở nhầm người.")
    assert not Verification.objects.exists()
    assert not Inquiry.objects.exists()


def test_a_case_names_its_person_only_when_it_was_opened_with_a_reason(world: World, case: Verification) -> None:
    client = Client()
    client.force_login(world.officers["to-chuc-a"])
    where = reverse("desk:page", args=["verification", case.pk])
    assert case.person.name not in client.get(where).content.decode()
    assert case.person.name not in str(battery.listed(client, VERIFICATION, column=["person__name", "person"]))
    assert not looks_at(case.person_id).exists()
    assert case.person.name in client.post(where, {"reason": WHY}).content.decode()
    assert looks_at(case.person_id).get().reason == WHY


@pytest.mark.parametrize("who", ["bi-thu-1", "van-phong-a", "cap-uy", "thu-ky-cum", "to-chuc-b"])
def test_who_has_no_power_over_it_sees_no_case_in_the_database_itself(
    who: str, world: World, case: Verification
) -> None:
    with transaction.atomic(), second_lock.seen_by(world.officers[who], on=today()):
        assert not Verification.objects.exists()
        assert not Entry.objects.filter(act__startswith="verification.").exists()


def test_a_member_sees_that_they_are_verified_and_not_with_what_outcome(world: World, case: Verification) -> None:
    conclude(world, case, outcome="with_note")
    (table,) = own_tables(case.person, today())
    assert list(table.rows) == [("Quy hoạch", "01/03/2023", "20/05/2023", "20-KL/BTV")]
    client = Client()
    client.force_login(world.officers["dang-vien"])
    assert "20-KL/BTV" in client.get(reverse("pocket:home")).content.decode()
