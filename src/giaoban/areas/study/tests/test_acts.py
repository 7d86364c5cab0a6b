"""Study from the plan to the covered percentage, on the real database."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from giaoban.areas.study import operations as acts
from giaoban.areas.study import queries, rules
from giaoban.areas.study.models import Document, Duty, Plan, Session
from giaoban.areas.study.tests.conftest import Bloc
from giaoban.core.refusal import Refused
from giaoban.ground.access.models import Account
from giaoban.ground.journal.models import Change
from giaoban.ground.people.models import Membership
from giaoban.ground.units.models import Unit
from giaoban.ground.writing import writing
from tests.world import person

pytestmark = pytest.mark.django_db
UNTIL = date(2023, 4, 30)


def planned(actor: Account, unit: Unit, **changes: Any) -> Plan:
    return acts.plan(**({
        "actor": actor, "unit": unit, "issuer": "Ban Chấp hành Trung ương", "number": "21-NQ/TW",
        "issued_on": date(2022, 6, 16), "title": "Tăng cường củng cố, xây dựng tổ chức cơ sở đảng", "audience": "members",
        "from_on": date(2023, 2, 1), "until_on": UNTIL, "counted_on": date(2023, 2, 1),
    } | changes))  # fmt: skip


def studied_at(actor: Account, unit: Unit, plan: Plan, people: list[int], **changes: Any) -> Session:
    """A session of the unit to which these people came; everybody else of it was absent."""
    session = acts.hold(
        **({"actor": actor, "unit": unit, "plan": plan, "held_on": date(2023, 3, 3), "form": "direct"} | changes)
    )
    duties = {duty.person_id: duty.pk for duty in queries.duties_of(session)}
    acts.call_roll(actor=actor, record=session, statuses={duties[one]: "present" for one in people}, rest="absent")
    return session


def figures(**where: Any) -> tuple[int, int]:
    """Lines 2.1.a and 2.1.b of the half-year."""
    within = {"plan__until_on__gte": date(2023, 1, 1), "plan__until_on__lt": date(2023, 7, 1)} | where
    return queries.studied().filter(**within).count(), queries.had_to_study().filter(**within).count()


def test_exempt_members_have_to_study_only_where_the_plan_counts_them(board: Account, bloc: Bloc) -> None:
    assert planned(board, bloc.bloc).duties.count() == 9
    assert planned(board, bloc.bloc, number="35-NQ/TW", exempt_counted=True).duties.count() == 10
    assert planned(board, bloc.bloc, number="40-NQ/TW", audience="officials").duties.count() == 2


def test_the_same_number_of_another_day_is_another_document(board: Account, bloc: Bloc) -> None:
    planned(board, bloc.bloc)
    planned(board, bloc.bloc, issued_on=date(2016, 6, 16))
    assert Document.objects.count() == 2


def test_nobody_has_to_study_one_document_twice(board: Account, secretary: Account, bloc: Bloc) -> None:
    planned(board, bloc.bloc, audience="officials")
    rest = planned(board, bloc.bloc)
    assert rest.duties.count() == 7
    with pytest.raises(Refused, match="kế hoạch khác"):
        planned(secretary, bloc.one)
    assert Duty.objects.count() == 9


def test_who_came_to_a_make_up_session_has_studied(board: Account, bloc: Bloc) -> None:
    plan = planned(board, bloc.bloc)
    people = [one.pk for one in bloc.people]
    studied_at(board, bloc.bloc, plan, people[:3] + people[4:6])
    assert queries.coverage_below(bloc.bloc, plan.duties.all(), by=UNTIL)[0] == rules.Coverage(5, 9)
    left = queries.still_to_study(plan, units=[bloc.two.pk], by=UNTIL)
    assert [duty.person_id for duty in left] == [people[6]]
    with pytest.raises(Refused, match="học bù"):
        acts.hold(actor=board, unit=bloc.two, plan=plan, held_on=date(2023, 5, 10), form="cell_meeting")
    studied_at(board, bloc.two, plan, [people[6]], held_on=date(2023, 5, 10), make_up=True)
    assert queries.coverage_below(bloc.bloc, plan.duties.all(), by=date(2023, 5, 10))[0] == rules.Coverage(6, 9)


def test_coverage_at_each_level_is_the_sum_of_what_lies_below(board: Account, bloc: Bloc) -> None:
    plan = planned(board, bloc.bloc)
    people = [one.pk for one in bloc.people]
    studied_at(board, bloc.bloc, plan, [people[0], people[4], people[7], people[8]])
    total, lines = queries.coverage_below(bloc.bloc, plan.duties.all(), by=UNTIL)
    assert total == rules.Coverage(4, 9)
    assert [(line.name, line.coverage, line.opens) for line in lines] == [
        ("Đảng bộ Sở Một", rules.Coverage(2, 6), True),
        ("Chi bộ Sở Hai", rules.Coverage(2, 3), False),
    ]
    below, cells = queries.coverage_below(bloc.first, plan.duties.all(), by=UNTIL)
    assert (below, [line.coverage for line in cells]) == (
        rules.Coverage(2, 6),
        [rules.Coverage(1, 3), rules.Coverage(1, 3)],
    )
    assert queries.coverage_below(bloc.one, plan.duties.all(), by=UNTIL)[0] == rules.Coverage(1, 3)


def test_a_person_with_two_documents_counts_once_and_as_studied_only_with_both(board: Account, bloc: Bloc) -> None:
    people = [one.pk for one in bloc.people]
    first = planned(board, bloc.bloc)
    second = planned(board, bloc.one, number="35-NQ/TW", until_on=date(2023, 6, 15))
    studied_at(board, bloc.bloc, first, people[:3] + people[4:])
    assert figures() == (6, 9)  # cell one's three have the second document still before them
    studied_at(board, bloc.one, second, people[:2], held_on=date(2023, 6, 10))
    assert figures() == (8, 9)
    assert figures(unit=bloc.one) == (2, 3)


def test_a_half_year_is_not_changed_by_a_session_after_it(board: Account, bloc: Bloc) -> None:
    plan = planned(board, bloc.one)
    people = [one.pk for one in bloc.people]
    studied_at(board, bloc.one, plan, people[:1])
    assert figures() == (1, 3)
    studied_at(board, bloc.one, plan, people[1:2], held_on=date(2023, 7, 2), make_up=True)
    assert figures() == (1, 3)
    studied_at(board, bloc.one, plan, people[2:3], held_on=date(2023, 6, 30), make_up=True)
    assert figures() == (2, 3)
    assert queries.coverage_below(bloc.one, plan.duties.all(), by=date(2023, 7, 2))[0] == rules.Coverage(3, 3)


def test_duties_of_another_half_year_are_another_matter(board: Account, bloc: Bloc) -> None:
    people = [one.pk for one in bloc.people]
    studied_at(board, bloc.one, planned(board, bloc.one), people[:3])
    planned(
        board,
        bloc.one,
        number="35-NQ/TW",
        from_on=date(2023, 8, 1),
        until_on=date(2023, 9, 30),
        counted_on=date(2023, 8, 1),
    )
    assert figures() == (3, 3)
    assert queries.had_to_study().count() == 6


def test_a_cell_s_secretary_sees_the_superior_s_plan_and_holds_a_session_of_it(
    board: Account, secretary: Account, bloc: Bloc
) -> None:
    plan = planned(board, bloc.bloc)
    other = planned(board, bloc.two, number="35-NQ/TW")
    assert list(queries.visible_plans(secretary, on=UNTIL)) == [plan]
    assert set(queries.visible_plans(board, on=UNTIL)) == {plan, other}
    session = studied_at(secretary, bloc.one, plan, [bloc.people[0].pk], form="cell_meeting")
    assert queries.duties_of(session).count() == 3
    with pytest.raises(Refused, match="không có quyền"):
        acts.hold(actor=secretary, unit=bloc.two, plan=plan, held_on=date(2023, 3, 3), form="direct")
    with pytest.raises(Refused, match="không có quyền"):
        planned(secretary, bloc.bloc, number="36-NQ/TW")
    with pytest.raises(Refused, match="không có quyền"):
        acts.void(actor=secretary, record=plan, reason="x")


def test_nobody_outside_the_list_can_be_called(board: Account, bloc: Bloc) -> None:
    plan = planned(board, bloc.bloc)
    session = acts.hold(actor=board, unit=bloc.one, plan=plan, held_on=date(2023, 3, 3), form="direct")
    outside = plan.duties.filter(unit=bloc.two).values_list("pk", flat=True)[0]
    with pytest.raises(Refused, match="không thuộc danh sách"):
        acts.call_roll(actor=board, record=session, statuses={outside: "present"})


def test_the_list_drawn_up_anew_adds_newcomers_and_keeps_who_has_come(
    program: Account, board: Account, bloc: Bloc
) -> None:
    plan = planned(board, bloc.one)
    studied_at(board, bloc.one, plan, [bloc.people[0].pk])
    with writing(program, "transfers.receive", unit=bloc.one, on=date(2023, 3, 10)):
        person(bloc.one, "Nguyễn Văn Quý", since=date(2023, 3, 10))
        for at in (0, 1):
            left = Membership.objects.get(person=bloc.people[at])
            left.valid = DateRange(left.valid.lower, date(2023, 3, 10))
            left.save()
    acts.recount(actor=board, record=plan, counted_on=date(2023, 3, 15), reason="Có đảng viên chuyển đến")
    assert plan.duties.count() == 4
    untouched = planned(board, bloc.two, number="35-NQ/TW")
    with writing(program, "transfers.send", unit=bloc.two, on=date(2023, 3, 10)):
        left = Membership.objects.get(person=bloc.people[4])
        left.valid = DateRange(left.valid.lower, date(2023, 3, 10))
        left.save()
    acts.recount(actor=board, record=untouched, counted_on=date(2023, 3, 15), reason="Có đảng viên chuyển đi")
    assert untouched.duties.count() == 2


def test_a_reflection_is_noted_and_not_before_the_plan(board: Account, bloc: Bloc) -> None:
    duty = planned(board, bloc.one).duties.first()
    assert duty is not None
    acts.note_reflection(actor=board, record=duty, reflection_on=date(2023, 5, 2))
    duty.refresh_from_db()
    assert duty.reflection_on == date(2023, 5, 2)
    with pytest.raises(Refused, match="trước khi kế hoạch bắt đầu"):
        acts.note_reflection(actor=board, record=duty, reflection_on=date(2023, 1, 2))


def test_what_is_struck_out_is_kept_in_the_journal(board: Account, bloc: Bloc) -> None:
    plan = planned(board, bloc.one)
    session = studied_at(board, bloc.one, plan, [bloc.people[0].pk])
    acts.cancel_session(actor=board, record=session, reason="Ghi nhầm ngày")
    assert figures() == (0, 3)
    acts.void(actor=board, record=plan, reason="Kế hoạch bị thay")
    assert figures() == (0, 0)
    assert Change.objects.filter(entry__act="study.void", table="study_duty", after__isnull=True).count() == 3


def test_cells_with_people_who_have_not_studied_are_due(board: Account, bloc: Bloc) -> None:
    plan = planned(board, bloc.bloc)
    studied_at(board, bloc.bloc, plan, [bloc.people[0].pk, bloc.people[1].pk, bloc.people[2].pk, bloc.people[4].pk])
    units = [bloc.one.pk, bloc.two.pk]
    assert [(one.unit_id, one.left) for one in queries.due_in(units, date(2023, 4, 25))] == [(bloc.two.pk, 2)]
    assert queries.due_in(units, date(2023, 3, 1)) == []


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sets(st.integers(0, 8)), min_size=1, max_size=3), st.booleans())
def test_those_who_studied_are_never_more_than_those_who_had_to(
    board: Account, bloc: Bloc, came: list[set[int]], twice: bool
) -> None:
    if not Plan.objects.exists():
        planned(board, bloc.bloc)
    plan = Plan.objects.get()
    people = list(plan.duties.order_by("pk").values_list("person", flat=True))
    for attended in came * (2 if twice else 1):
        studied_at(board, bloc.bloc, plan, [people[at] for at in attended])
    total, lines = queries.coverage_below(bloc.bloc, plan.duties.all(), by=UNTIL)
    assert total.studied <= total.had_to == 9
    assert sum((line.coverage for line in lines), rules.Coverage()) == total
    done, had_to = figures()
    assert (done, had_to) == (total.studied, 9)
