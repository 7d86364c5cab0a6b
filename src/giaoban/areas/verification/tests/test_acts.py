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
from giaoban.areas.verification.queries import due
from giaoban.areas.verification.register import VERIFICATION
from giaoban.areas.verification.tests.conftest import CELL, REQUESTED
from giaoban.core.refusal import Refused
from giaoban.core.spans import Period
from giaoban.ground.access import second_lock
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.journal.reading import looks_at
from giaoban.ground.people.models import Person
from giaoban.ground.regulations.calendar import WorkingDays
from giaoban.reporting.figures import evidence, figure, recorded_lines
from giaoban.reporting.models import form_on
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


def test_the_steps_lead_from_missing_papers_to_the_notice_and_a_slip_is_taken_back(
    world: World, case: Verification
) -> None:
    actor = world.officers["to-chuc-a"]
    operations.send_back(actor=actor, record=case, missing=["biography", "unit"], on=date(2023, 3, 3))
    with pytest.raises(Refused, match="chờ bổ sung giấy tờ"):
        ask(world, case)
    operations.complete(actor=actor, record=case, on=date(2023, 3, 9))
    operations.submit(actor=actor, record=case, submission="4-TTr", submitted_on=date(2023, 4, 3))
    with pytest.raises(Refused, match="Ngày 02/04/2023 trước ngày 03/04/2023"):
        conclude(world, case, concluded_on=date(2023, 4, 2))
    conclude(world, case)
    operations.notify(actor=actor, record=case, notified_on=date(2023, 6, 1))
    assert figure("persons_verified", world.units["Khối A"], H1).value == 1
    operations.take_back(actor=actor, record=case, reason="Ghi nhầm hồ sơ.")
    assert (case.state, case.outcome, case.concluded_on, case.submission) == ("open", "", None, "")
    assert figure("persons_verified", world.units["Khối A"], H1).value == 0


def test_a_letter_that_was_entered_by_mistake_is_struck_out_and_nobody_is_waited_for(
    world: World, case: Verification
) -> None:
    actor, letter = world.officers["to-chuc-a"], ask(world, case)
    operations.withdraw_letter(actor=actor, record=case, letter=letter, reason="Gửi nhầm nơi.")
    conclude(world, case)
    assert not Inquiry.objects.exists()


def test_a_request_is_mended_and_its_letters_stay_behind_it(world: World, case: Verification) -> None:
    actor = world.officers["to-chuc-a"]
    ask(world, case)
    given = {"actor": actor, "record": case, "request": "16-CV/ĐU", "reason": "Ghi nhầm.", "version": case.version}
    with pytest.raises(Refused, match="trước ngày đề nghị thẩm tra 02/03/2023"):
        operations.correct(**given, requested_on=date(2023, 3, 2))
    assert operations.correct(**given, requested_on=date(2023, 2, 27)).request == "16-CV/ĐU"
    with pytest.raises(Refused, match="Người khác vừa sửa"):
        operations.correct(**given, requested_on=date(2023, 2, 26))


def test_a_second_case_for_the_same_purpose_waits_for_the_first(world: World, case: Verification) -> None:
    with pytest.raises(Refused, match="cùng mục đích"):
        another(world, case.person, "planning")
    conclude(world, case)
    anew = another(world, case.person, "planning")
    with pytest.raises(Refused, match="Đã có hồ sơ mới"):
        operations.take_back(actor=world.officers["to-chuc-a"], record=case, reason="Ghi nhầm.")
    assert anew.state == "open"


def test_an_answer_is_due_after_the_term_of_home_or_abroad_and_the_sentence_names_nobody(
    world: World, case: Verification
) -> None:
    actor, cells = world.officers["to-chuc-a"], {case.unit_id}
    home = ask(world, case)
    operations.ask(actor=actor, record=case, number="8-CV", place="Đại sứ quán", abroad=True, sent_on=date(2023, 3, 1))
    calendar = WorkingDays()
    waiting = due(cells, date(2023, 4, 1))
    assert [reminder.by for reminder in waiting] == [calendar.after(REQUESTED, 30), calendar.after(REQUESTED, 90)]
    assert "Đảng ủy phường phải trả lời công văn 7-CV/BTC" in waiting[0].sentence
    assert not any(case.person.name in reminder.sentence or reminder.people for reminder in waiting)
    operations.answer(actor=actor, record=case, inquiry=home, number="", answered_on=date(2023, 3, 2))
    assert len(due(cells, date(2023, 4, 1))) == 1


def test_each_purpose_has_its_figure_and_all_together_are_the_cases(world: World, case: Verification) -> None:
    conclude(world, case)
    conclude(world, another(world, case.person, "award"))
    bloc = world.units["Khối A"]
    each = {purpose: figure(f"verified_for_{purpose}", bloc, H1).value for purpose in Verification.Purpose.values}
    assert {purpose for purpose, value in each.items() if value} == {"planning", "award"}
    assert sum(value or 0 for value in each.values()) == figure("verifications_concluded", bloc, H1).value == 2


def test_the_line_is_compiled_where_cases_are_kept_and_asked_elsewhere_and_in_old_versions(
    world: World, case: Verification
) -> None:
    conclude(world, case)
    new, old = form_on("BC-6T", date(2026, 6, 30)), form_on("BC-6T", date(2023, 6, 30))
    assert recorded_lines(new, world.units["Khối A"], H1)["4.1"].value == 1
    assert "4.1" not in recorded_lines(new, world.units["Khối B"], H1)
    assert "4.1" not in recorded_lines(old, world.units["Khối A"], H1)


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
    table, _trips = own_tables(case.person, today())
    assert list(table.rows) == [("Quy hoạch", "01/03/2023", "20/05/2023", "20-KL/BTV")]
    client = Client()
    client.force_login(world.officers["dang-vien"])
    assert "20-KL/BTV" in client.get(reverse("pocket:record")).content.decode()
