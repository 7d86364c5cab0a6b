"""From the opening to the decision: who may, who may not twice, what the figures and the roll say afterwards."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from giaoban.areas.discipline import operations
from giaoban.areas.discipline.models import Case
from giaoban.areas.discipline.queries import decided, decided_with, limits_on, terms_of
from giaoban.areas.discipline.register import DISCIPLINE
from giaoban.areas.discipline.tests.conftest import CELL, OPENED
from giaoban.areas.members import operations as members
from giaoban.core.refusal import Refused
from giaoban.core.spans import Period
from giaoban.ground.access import second_lock
from giaoban.ground.access.models import Account
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.people.models import Person
from giaoban.ground.people.queries import membership_of
from giaoban.ground.writing import writing
from giaoban.kit.opening import look
from giaoban.reporting.figures import figure
from tests.world import World

pytestmark = pytest.mark.django_db
PROPOSED, DECIDED = date(2023, 4, 3), date(2023, 4, 20)


def propose(world: World, case: Case, by: str = "kiem-tra-1", **changed: Any) -> Case:
    said = {"measure": "warning", "proposed_on": PROPOSED, "roll": 9, "in_favour": 6, **changed}
    return operations.propose(actor=world.officers[by], record=case, **said)


def decide(world: World, case: Case, by: str = "kiem-tra-2", **changed: Any) -> Case:
    said = {
        "decided_measure": "warning", "decision": "12-QĐ/UBKT", "decided_on": DECIDED, "roll": 5, "in_favour": 4, **changed
    }  # fmt: skip
    return operations.decide(actor=world.officers[by], record=case, **said)


def test_a_case_goes_from_the_opening_to_the_decision_and_is_counted_once(world: World, case: Case) -> None:
    done = decide(world, propose(world, case))
    assert (done.state, done.decided_measure, done.ended_on) == ("decided", "warning", DECIDED)
    assert list(decided()) == [case] == list(decided_with("warning")())
    assert not decided_with("reprimand")().exists()
    period = Period.parse("2023-H1")
    assert figure("members_disciplined", world.units["Khối A"], period).value == 1
    assert figure("disciplined_by_warning", world.units["Khối A"], period).value == 1
    assert figure("disciplined_by_expulsion", world.units["Khối A"], period).value == 0
    assert figure("members_disciplined", world.units["Khối B"], period).value == 0
    acts = Entry.objects.filter(act__startswith="discipline.").order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["discipline.open_case", "discipline.propose", "discipline.decide"]


def test_a_member_disciplined_twice_is_one_member_and_a_case_without_discipline_none(world: World, case: Case) -> None:
    def another(person: Person) -> Case:
        return operations.open_case(
            actor=world.officers["kiem-tra-1"], unit=world.units[CELL], person=person, kind="other",
            grounds="Nội dung", violated_on=OPENED, opened_on=OPENED,
        )  # fmt: skip

    decide(world, propose(world, case))
    decide(world, propose(world, another(case.person)), decided_on=date(2023, 6, 30))
    decide(world, propose(world, another(world.people[CELL][6])), decided_on=date(2023, 7, 1))
    ended = propose(world, another(world.people[CELL][7]))
    operations.close(actor=world.officers["kiem-tra-2"], record=ended, on=DECIDED, reason="Không đủ căn cứ")
    operations.void(
        actor=world.officers["kiem-tra-2"], record=another(world.people[CELL][8]), on=DECIDED, reason="Mở nhầm"
    )
    bloc, first, second = world.units["Khối A"], Period.parse("2023-H1"), Period.parse("2023-H2")
    assert [figure("members_disciplined", bloc, each).value for each in (first, second)] == [1, 1]
    assert [figure("discipline_decided", bloc, each).value for each in (first, second)] == [2, 1]


def test_who_proposed_does_not_decide_and_leaves_nothing(world: World, case: Case) -> None:
    propose(world, case)
    entries = Entry.objects.count()
    with pytest.raises(Refused, match="Người đề nghị không tự quyết định"):
        decide(world, case, by="kiem-tra-1")
    assert Case.objects.get().state == "proposed"
    assert Entry.objects.count() == entries


def test_the_database_refuses_one_account_for_both(world: World, case: Case, program: Account) -> None:
    propose(world, case)
    with (
        pytest.raises(IntegrityError, match="discipline_case by_two"),
        transaction.atomic(),
        writing(program, "discipline.decide", unit=case.unit, on=DECIDED),
    ):
        Case.objects.update(decided_by=world.officers["kiem-tra-1"])


def test_who_proposes_again_is_the_one_who_does_not_decide(world: World, case: Case) -> None:
    propose(world, case)
    again = propose(world, case, by="kiem-tra-2", measure="reprimand")
    assert (again.measure, again.proposed_by) == ("reprimand", world.officers["kiem-tra-2"])
    with pytest.raises(Refused, match="không tự quyết định"):
        decide(world, case, by="kiem-tra-2", decided_measure="reprimand")
    assert decide(world, case, by="kiem-tra-1", decided_measure="reprimand").state == "decided"


@pytest.mark.parametrize(
    "who", ["bi-thu-1", "to-chuc-a", "van-phong-a", "kiem-soat", "quan-tri", "bien-tap", "kiem-tra-b"]
)
def test_nobody_else_opens_looks_proposes_or_decides(who: str, world: World, case: Case) -> None:
    other = world.officers[who]
    before = Entry.objects.count()
    with pytest.raises(Refused):
        look(actor=other, register=DISCIPLINE, record=case, reason="Chuẩn bị báo cáo")
    with pytest.raises(Refused):
        propose(world, case, by=who)
    with pytest.raises(Refused):
        operations.close(actor=other, record=case, on=PROPOSED, reason="Không đủ căn cứ")
    with pytest.raises(Refused):
        operations.void(actor=other, record=case, on=PROPOSED, reason="Mở nhầm")
    with pytest.raises(Refused):
        operations.open_case(
            actor=other, unit=world.units[CELL], person=world.people[CELL][5], kind="other", grounds="Nội dung",
            violated_on=OPENED, opened_on=OPENED,
        )  # fmt: skip
    propose(world, case)
    with pytest.raises(Refused):
        decide(world, case, by=who)
    assert Entry.objects.count() == before + 1, "the one proposal of the inspector"


def test_a_member_of_the_commission_does_nothing_about_themselves(world: World, case: Case) -> None:
    Account.objects.filter(pk=world.officers["dang-vien"].pk).update(person=None)
    inspector = world.officers["kiem-tra-2"]
    inspector.person = case.person
    inspector.save()
    for refused in (
        lambda: look(actor=inspector, register=DISCIPLINE, record=case, reason="Chuẩn bị báo cáo"),
        lambda: propose(world, case, by="kiem-tra-2"),
        lambda: operations.close(actor=inspector, record=case, on=PROPOSED, reason="Không đủ căn cứ"),
    ):
        with pytest.raises(Refused, match="về chính mình"):
            refused()


def test_who_was_in_another_cell_that_day_is_refused(world: World) -> None:
    with pytest.raises(Refused, match="không có tên trong danh sách đảng viên"):
        operations.open_case(
            actor=world.officers["kiem-tra-1"], unit=world.units["Chi bộ 2 Khối A"], person=world.people[CELL][4],
            kind="other", grounds="Nội dung", violated_on=OPENED, opened_on=OPENED,
        )  # fmt: skip


def test_expulsion_takes_two_thirds_and_then_the_member_is_off_the_roll(world: World, case: Case) -> None:
    with pytest.raises(Refused, match="ít nhất 2/3 tán thành"):
        propose(world, case, measure="expulsion", in_favour=5)
    propose(world, case)
    with pytest.raises(Refused, match="chỉ được quyết định khi có đề nghị khai trừ"):
        decide(world, case, decided_measure="expulsion")
    propose(world, case, measure="expulsion")
    with pytest.raises(Refused, match="trên 1/2 tán thành"):
        decide(world, case, decided_measure="expulsion", roll=4, in_favour=2)
    decide(world, case, decided_measure="expulsion")
    assert membership_of(case.person, on=DECIDED) is None
    assert case.person.memberships.get().ended_by == "expelled"


def test_removal_from_post_is_for_who_holds_one(world: World, case: Case) -> None:
    with pytest.raises(Refused, match="đang giữ chức vụ"):
        propose(world, case, measure="removal_from_post")
    secretary = operations.open_case(
        actor=world.officers["kiem-tra-1"], unit=world.units[CELL], person=world.people[CELL][0], kind="other",
        grounds="Nội dung", violated_on=OPENED, opened_on=OPENED,
    )  # fmt: skip
    assert propose(world, secretary, measure="removal_from_post").state == "proposed"


def test_a_term_refuses_only_where_its_text_was_compared(
    world: World, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """102-QĐ/TW was compared; that 69-QĐ/TW has the same years was not, so it is told and refuses nothing."""
    old = operations.open_case(
        actor=world.officers["kiem-tra-1"], unit=world.units[CELL], person=world.people[CELL][5], kind="other",
        grounds="Nội dung", violated_on=date(2020, 2, 1), opened_on=date(2025, 3, 3),
    )  # fmt: skip
    later = {"proposed_on": date(2025, 3, 10), "measure": "reprimand"}
    propose(world, old, **later)
    decision = {"decided_measure": "reprimand", "decided_on": date(2025, 3, 20)}
    with pytest.raises(Refused, match=r"Thời hiệu khiển trách đã hết từ ngày 01/02/2025 \(theo 102-QĐ/TW\)"):
        decide(world, old, **decision)
    assert decide(world, old, decided_measure="warning", decided_on=date(2025, 3, 20)).state == "decided"
    assert {one.confirmed for one in terms_of(case).values()} == {False}
    monkeypatch.setattr("giaoban.ground.writing.today", lambda: date(2028, 4, 1))
    propose(world, case, proposed_on=date(2028, 3, 10), measure="reprimand")
    assert decide(world, case, decided_measure="reprimand", decided_on=date(2028, 3, 20)).state == "decided"


def test_before_the_compared_text_nothing_is_refused_by_it(world: World) -> None:
    limits = limits_on(date(2019, 5, 1))
    assert (limits.expel_propose, limits.expel_decide, limits.vote, limits.forms) == (None, None, None, "")
    assert limits_on(PROPOSED).forms == "69-QĐ/TW"


def test_a_proposed_case_is_ended_by_a_second_person_and_only_an_open_one_is_struck_out(
    world: World, case: Case
) -> None:
    propose(world, case)
    with pytest.raises(Refused, match="không tự kết thúc"):
        operations.close(actor=world.officers["kiem-tra-1"], record=case, on=DECIDED, reason="Không đủ căn cứ")
    with pytest.raises(Refused, match="đã có đề nghị"):
        operations.void(actor=world.officers["kiem-tra-2"], record=case, on=DECIDED, reason="Mở nhầm")
    done = operations.close(actor=world.officers["kiem-tra-2"], record=case, on=DECIDED, reason="Không đủ căn cứ")
    assert (done.state, done.ended_on) == ("closed", DECIDED)
    assert not decided().exists()


def test_who_sees_no_case_takes_none_away_by_making_two_records_one(world: World, case: Case) -> None:
    officer, kept = world.officers["to-chuc-a"], world.people[CELL][5]
    with writing(officer, "members.correct", unit=case.unit, on=OPENED):
        Person.objects.filter(pk__in=(kept.pk, case.person_id)).update(
            born_on=date(1980, 5, 5), name="Lê Văn An", name_fold="le van an", card_number=""
        )
    own, double = (Person.objects.get(pk=pk) for pk in (case.person_id, kept.pk))
    Account.objects.filter(person__in=(own, double)).update(person=None)
    with transaction.atomic(), second_lock.seen_by(officer, on=today()):
        with pytest.raises(Refused, match="do bộ phận khác giữ"):
            members.merge_persons(actor=officer, record=double, other=own, reason="trùng", on=OPENED)
        members.merge_persons(actor=officer, record=own, other=double, reason="trùng", on=OPENED)
        assert not Case.objects.exists()
    assert Case.objects.get().person == own


def test_a_case_opened_by_mistake_is_struck_out_and_stays_in_the_journal(world: World, case: Case) -> None:
    operations.void(actor=world.officers["kiem-tra-1"], record=case, on=PROPOSED, reason="Mở nhầm người")
    assert not Case.objects.exists()
    entry = Entry.objects.get(act="discipline.void")
    assert (entry.reason, entry.changes.get().before["grounds"]) == ("Mở nhầm người", case.grounds)
