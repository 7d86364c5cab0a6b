"""An inspection from the decision to what became of its demands, what it is counted as, and who sees what of it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from giaoban.areas.inspections import following, operations, planning, queries, team
from giaoban.areas.inspections.models import Demand, InspectedParty, Inspection, PlannedInspection
from giaoban.areas.inspections.own import own_tables
from giaoban.areas.inspections.tests.conftest import (
    BASE,
    BLOC,
    CELL,
    DECIDED,
    announced,
    begun,
    concluded,
    day,
    decided,
)
from giaoban.core.refusal import Refused
from giaoban.core.spans import Period
from giaoban.ground.access import second_lock
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.reporting.figures import evidence, figure, recorded_lines
from giaoban.reporting.models import form_on
from tests.world import World

pytestmark = pytest.mark.django_db
WHY = "Chuẩn bị họp Ủy ban Kiểm tra"
H1 = Period.parse("2023-H1")


def value(indicator: str, world: World, unit: str = BLOC) -> int:
    return int(figure(indicator, world.units[unit], H1).value or 0)


def test_the_steps_go_in_order_and_the_line_opens_to_its_inspection(world: World, at_work: Inspection) -> None:
    actor = world.officers["kiem-tra-a"]
    with pytest.raises(Refused) as refused:
        operations.report_in(actor=actor, record=at_work, report="3-BC", reported_on=day(1))
    assert [reason[:30] for reason in refused.value.reasons] == [
        "Ngày 02/03/2023 trước ngày 03/"[:30], "Đối tượng số 1, 2 chưa nộp báo"[:30], "Chưa có biên bản làm việc, thẩ"[:30],
    ]  # fmt: skip
    concluded(actor, at_work)
    new, old = form_on("BC-6T", date(2026, 6, 30)), form_on("BC-6T", date(2023, 6, 30))
    assert recorded_lines(new, world.units[BLOC], H1)["5.1"].value == 1
    assert list(evidence("inspections_and_supervisions", world.units[BLOC], H1)) == [at_work]
    assert "5.1" not in recorded_lines(new, world.units["Khối B"], H1)
    assert "5.1" not in recorded_lines(old, world.units[BLOC], H1)


def test_inspection_and_supervision_bodies_and_parties_are_figures_apart(world: World, at_work: Inspection) -> None:
    actor, secretary = world.officers["kiem-tra-a"], world.officers["bi-thu-1"]
    concluded(actor, at_work, outcome="violation")
    base = decided(actor, world.units[BASE], acting="committee", kind="supervision")
    concluded(actor, begun(actor, base, world), outcome="signs")
    cell = decided(secretary, world.units[CELL], acting="cell")
    concluded(secretary, begun(secretary, cell, world))
    running = decided(actor, world.units[BLOC])
    told = {
        name: value(name, world)
        for name in (
            "inspections_and_supervisions", "inspections_concluded", "supervisions_concluded", "inspections_by_commission",
            "inspections_by_committee", "inspections_by_cell", "supervisions_by_committee", "supervisions_by_commission",
            "inspections_of_kind_programme", "inspections_of_kind_signs", "organisations_inspected", "members_inspected",
            "organisations_supervised", "members_supervised", "organisations_in_violation", "members_in_violation",
            "members_to_discipline",
        )
    }  # fmt: skip
    assert running.state == "decided"
    assert list(told.values()) == [3, 2, 1, 1, 0, 1, 1, 0, 2, 0, 1, 2, 1, 1, 1, 1, 0]
    assert value("inspections_concluded", world, CELL) == 1, "a cell's own inspections are those that it carried out"


def test_a_demand_is_due_until_it_is_reported_and_only_then_the_dossier_is_closed(
    world: World, at_work: Inspection
) -> None:
    actor, units = world.officers["kiem-tra-a"], [at_work.unit_id]
    announced(actor, concluded(actor, at_work))
    (due,) = queries.due_of_demands(units, today())
    assert (due.by, due.sentence) == (
        day(60), f"Cuộc kiểm tra số {at_work.pk}, yêu cầu 1: phải báo cáo kết quả thực hiện trước 30/04/2023"
    )  # fmt: skip
    with pytest.raises(Refused, match="Còn 1 yêu cầu chưa ghi kết quả"):
        operations.close(actor=actor, record=at_work, closed_on=day(61))
    following.fulfil(actor=actor, record=Demand.objects.get(), done_on=day(50), result="Đã khắc phục.")
    operations.close(actor=actor, record=at_work, closed_on=day(61))
    assert queries.due_of_demands(units, today()) == queries.due(units, today()) == []
    assert value("inspections_concluded", world) == 1


def test_what_was_entered_by_mistake_is_taken_back_and_counts_no_more(world: World, at_work: Inspection) -> None:
    actor = world.officers["kiem-tra-a"]
    announced(actor, concluded(actor, at_work))
    operations.take_back(actor=actor, record=at_work, reason="Ghi nhầm cuộc.")
    assert (at_work.state, at_work.conclusion, at_work.concluded_on) == ("started", "", None)
    assert not Demand.objects.exists()
    assert value("inspections_concluded", world) == 0


def test_an_inspection_that_is_stopped_counts_nowhere(world: World, at_work: Inspection) -> None:
    operations.stop(actor=world.officers["kiem-tra-a"], record=at_work, on=day(5), reason="Chuyển cơ quan điều tra.")
    assert value("inspections_and_supervisions", world) == 0


def test_who_is_inspected_is_not_on_the_team_and_a_new_head_takes_the_place_of_the_old(
    world: World, at_work: Inspection
) -> None:
    actor, member = world.officers["kiem-tra-a"], world.people[CELL][4]
    with pytest.raises(Refused, match="không tham gia đoàn"):
        team.appoint(actor=actor, record=at_work, who=member, duty="member")
    head = at_work.team.get()
    with pytest.raises(Refused, match="phải có trưởng đoàn"):
        team.dismiss(actor=actor, record=at_work, member=head, reason="Bận.")
    team.appoint(actor=actor, record=at_work, who=world.people[CELL][0], duty="head")
    assert set(at_work.team.values_list("who", "duty")) == {
        (head.who_id, "member"), (world.people[CELL][0].pk, "head")
    }  # fmt: skip
    with pytest.raises(Refused, match="có tên trong đoàn"):
        team.name_member(actor=actor, record=at_work, person=head.who)


def test_a_line_of_the_programme_says_what_was_planned_and_what_was_done(world: World) -> None:
    actor = world.officers["kiem-tra-a"]
    line = planning.plan(
        actor=actor, unit=world.units[BLOC], acting="commission", kind="programme", theme="Đảng phí", whom="Chi bộ 1",
        organisations=2, members=1, set_on=date(2023, 1, 5), due_on=date(2023, 6, 15),
    )  # fmt: skip
    assert len(queries.due_of_programmes([line.unit_id], today())) == 1
    record = planning.carry_out(
        actor=actor, record=line, decision="1-QĐ", decided_on=DECIDED, looks_from=date(2021, 1, 1),
        looks_until=date(2022, 1, 1), reports_by=day(10), ends_by=day(30),
    )  # fmt: skip
    concluded(actor, begun(actor, record, world))
    row = queries.programme_rows(today()).get()
    assert (row.done, row.organisations_done, row.members_done) == (1, 1, 1)
    assert figure("inspection_programme_share", world.units[BLOC], H1).value == 100
    with pytest.raises(Refused, match="Đã có 1 cuộc theo dòng này"):
        planning.drop_line(actor=actor, record=line, on=day(3), reason="Không làm nữa.")
    assert queries.by_standing(PlannedInspection.objects.all(), "done", today()).get() == line


def test_lists_and_forms_name_nobody_before_the_dossier_is_opened_and_who_opened_it_is_written_down(
    world: World, at_work: Inspection
) -> None:
    client, member = Client(), world.people[CELL][4]
    client.force_login(world.officers["kiem-tra-a"])
    party = InspectedParty.objects.get(person=member)
    pages = [
        *(reverse("desk:list", args=[name]) for name in ("inspections", "inspected", "demands", "programmes")),
        reverse("desk:page", args=["inspections", at_work.pk]),
        reverse("desk:page", args=["inspected", party.pk]),
        *(reverse("desk:act_on", args=["inspections", at_work.pk, act]) for act in ("report_in", "correct", "stop")),
        *(reverse("desk:act_on", args=["inspected", party.pk, act]) for act in ("hand_in", "drop", "assess")),
    ]
    for address in pages:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert member.name not in answer.content.decode(), address
    opened = client.post(reverse("desk:page", args=["inspections", at_work.pk]), {"reason": WHY})
    assert member.name in opened.content.decode()
    (look,) = Entry.objects.filter(act="inspections.read", reason=WHY)
    assert look.people == [member.pk]
    assert WHY in opened.content.decode()


@pytest.mark.parametrize("who", ["bi-thu-1", "van-phong-a", "to-chuc-a", "cap-uy", "kiem-tra-b"])
def test_who_does_not_inspect_there_sees_none_in_the_database_itself(
    who: str, world: World, at_work: Inspection
) -> None:
    with transaction.atomic(), second_lock.seen_by(world.officers[who], on=today()):
        assert not Inspection.objects.exists()
        assert not InspectedParty.objects.exists()


def test_who_is_inspected_does_and_sees_nothing_of_it_though_they_hold_the_power(
    world: World, at_work: Inspection
) -> None:
    actor, member = world.officers["kiem-tra-a"], world.officers["dang-vien"]
    member.person, actor.person = None, world.people[CELL][4]
    member.save()
    actor.save()
    for act, record in ((operations.stop, at_work), (operations.drop, at_work.parties.get(person=None))):
        with pytest.raises(Refused, match="hồ sơ về chính mình"):
            act(actor=actor, record=record, reason="Không.", **({"on": day(5)} if act is operations.stop else {}))
    client = Client()
    client.force_login(actor)
    answer = client.post(reverse("desk:page", args=["inspections", at_work.pk]), {"reason": WHY})
    assert answer.status_code == 422
    assert "Không ai xem hồ sơ về chính mình" in answer.content.decode()


def test_the_member_sees_that_there_was_one_and_nobody_elses(world: World, at_work: Inspection) -> None:
    (table,) = own_tables(world.people[CELL][4], today())
    assert list(table.rows) == [(str(at_work.pk), "")]
    with transaction.atomic(), second_lock.seen_by(world.officers["dang-vien"], on=today()):
        assert InspectedParty.objects.get().person_id == world.people[CELL][4].pk
    (others,) = own_tables(world.people[CELL][1], today())
    assert list(others.rows) == []
