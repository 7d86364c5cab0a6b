"""A change with a day to come changes nothing before it, and is in force on that day by itself, as if it had been recorded then."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from giaoban.areas.accounts import operations as accounts
from giaoban.areas.members import standing
from giaoban.areas.members.register import MEMBERS
from giaoban.areas.transfers import operations as transfers
from giaoban.areas.units import operations as units
from giaoban.areas.units.operations import Ruling, SplitPart
from giaoban.areas.units.register import UNITS
from giaoban.catalogue import indicators
from giaoban.core.refusal import Refused
from giaoban.core.spans import Period
from giaoban.ground import coming
from giaoban.ground.access.models import Account
from giaoban.ground.access.operations import program
from giaoban.ground.access.policy import may
from giaoban.ground.access.second_lock import seen_by
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.people import keeping
from giaoban.ground.people.models import Person
from giaoban.ground.people.queries import membership_of, positions_on
from giaoban.ground.undoing import undo
from giaoban.ground.units.models import Unit
from giaoban.ground.units.spells import Founding
from giaoban.reporting.figures import by_child
from tests.world import World, build

pytestmark = pytest.mark.django_db
NOW = date(2026, 11, 29)
CELL, OTHER, THERE = "Chi bộ 1 Khối A", "Chi bộ 2 Khối A", "Chi bộ 1 Khối B"
OFFICERS = ("bi-thu-1", "bi-thu-2", "to-chuc-a", "to-chuc-b")
POWERS = ("members.read", "members.correct", "units.rename", "meetings.plan")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Sets the day that it is."""

    def turn(day: date) -> None:
        monkeypatch.setattr(timezone, "localdate", lambda *_moment: day)

    turn(NOW)
    return turn


@pytest.fixture
def world(clock: Callable[[date], None]) -> World:
    return build(members=5)


def ruling() -> Ruling:
    return Ruling("Tỉnh ủy", "12-QĐ/TU", NOW)


def merge(world: World, actor: Account, on: date) -> Any:
    ending, into = world.units[CELL], world.units[OTHER]
    return units.merge(actor=actor, units=[ending], into=into, on=on, decision=ruling())


def merge_into_new(world: World, actor: Account, on: date) -> Any:
    ending = [world.units[CELL], world.units[OTHER]]
    new = Founding("cell", "Chi bộ Hợp nhất Khối A")
    return units.merge(actor=actor, units=ending, into=new, on=on, decision=ruling())


def split(world: World, actor: Account, on: date) -> Any:
    going = frozenset(person.pk for person in world.people[CELL][:3])
    part = SplitPart(Founding("cell", "Chi bộ Tách ra Khối A"), people=going)
    return units.split(actor=actor, unit=world.units[CELL], parts=[part], on=on, decision=ruling(), remains=True)


def rename(world: World, actor: Account, on: date) -> Any:
    return units.rename(
        actor=actor, unit=world.units[CELL], on=on, decision=ruling(), name="Chi bộ Tên mới", short_name="Tên mới"
    )


def move(world: World, actor: Account, on: date) -> Any:
    cell, base = world.units[CELL], world.units["Sở Khối B"]
    return units.move(actor=actor, units=[cell], parent=base, on=on, decision=ruling())


def establish(world: World, actor: Account, on: date) -> Any:
    base = world.units["Sở Khối A"]
    return units.establish(
        actor=actor, founding=Founding("cell", "Chi bộ Lập thêm"), parent=base, on=on, decision=ruling()
    )


def remove_name(world: World, actor: Account, on: date) -> Any:
    return standing.remove_name(actor=actor, record=world.people[CELL][1], on=on, reason="Bỏ sinh hoạt ba tháng.")


def permit_leave(world: World, actor: Account, on: date) -> Any:
    return standing.permit_leave(actor=actor, record=world.people[CELL][2], on=on, reason="Đảng viên xin ra.")


def exempt(world: World, actor: Account, on: date) -> Any:
    return standing.exempt(actor=actor, record=world.people[CELL][3], on=on)


def hold_post(world: World, actor: Account, on: date) -> Any:
    return standing.hold_post(actor=actor, record=world.people[CELL][4], body="cell", post="deputy_secretary", on=on)


def leave_post(world: World, actor: Account, on: date) -> Any:
    person = world.people[CELL][0]
    return standing.leave_post(actor=actor, record=person, position=person.positions.get(), on=on)


def grant(world: World, actor: Account, on: date) -> Any:
    reader = world.officers["bi-thu-2"]
    return accounts.grant(actor=actor, account=reader, role="secretary", unit=world.units[CELL], from_on=on)


ACTS = (
    merge, merge_into_new, split, rename, move, establish, remove_name, permit_leave, exempt, hold_post, leave_post, grant,
)  # fmt: skip
AN_ACT, SOME_DAYS = st.sampled_from(ACTS), st.integers(1, 400)


# -- what is seen of a day ----------------------------------------------------------------------------------------------


def seen(world: World) -> dict[str, Any]:
    """What everybody is shown today: lists, searches, pages of units, figures; what they may; what the second lock shows."""
    shown: dict[str, Any] = {}
    for name in OFFICERS:
        officer = world.officers[name]
        client = Client()
        client.force_login(officer)
        for register in (MEMBERS, UNITS):
            for words in ("", "chi bộ tên mới"):
                answer = client.get(reverse("desk:list", args=[register.name]), {"q": words} if words else {})
                rows = answer.context["table"]["rows"] if answer.status_code == 200 else []
                shown[f"{name}: {register.name} {words}"] = [[_text(cell) for cell in row["cells"]] for row in rows]
        found = client.get(reverse("desk:search"), {"q": "chi bo"})
        shown[f"{name}: search"] = [
            (str(group.label), [_without_number(row) for row in group.rows]) for group in found.context["found"]
        ]
        with transaction.atomic(), seen_by(officer, on=today()):
            shown[f"{name}: second lock"] = sorted(Person.objects.values_list("pk", "unit__slug"))
        shown[f"{name}: powers"] = [
            (unit.slug, power, may(officer, power, unit, on=today()))
            for unit in world.units.values()
            for power in POWERS
        ]
    shown["posts"] = [
        sorted(positions_on(today(), unit=unit).values_list("person", "post")) for unit in world.units.values()
    ]
    for figure in sorted(indicators()):
        shown[figure] = _figures(figure, world.units["Sở Khối A"])
    return shown


def _without_number(row: dict[str, Any]) -> dict[str, Any]:
    """The row without the number of what it offers: what is founded in another world has another."""
    return row | {"is": replace(row["is"], key=0)} if "is" in row else row


def _text(cell: Any) -> str:
    return re.sub(r"\s+", " ", str(cell.get("text", cell) if isinstance(cell, dict) else cell))


def _figures(name: str, unit: Unit) -> list[str]:
    period = Period(date(today().year, 1, 1), today())
    return sorted(str(figure.value) for figure in by_child(name, unit, period).values())


def in_a_world_of_its_own(world: World, do: Callable[[], Any]) -> Any:
    """What ``do`` answers; afterwards nothing of it has been."""
    for record in [*world.units.values(), *(person for people in world.people.values() for person in people)]:
        record.refresh_from_db()
    with transaction.atomic():
        answer = do()
        transaction.set_rollback(True)
    return answer


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plans=st.lists(st.tuples(AN_ACT, SOME_DAYS), min_size=1, max_size=2, unique_by=lambda plan: plan[0]))
def test_what_is_dated_ahead_changes_nothing_of_today_and_comes_by_itself(
    plans: list[tuple[Callable[[World, Account, date], Any], int]], clock: Callable[[date], None], world: World
) -> None:
    acts = sorted(((act, NOW + timedelta(days=days)) for act, days in plans), key=lambda plan: plan[1])
    actor, last = program("Kiểm thử"), acts[-1][1]
    clock(NOW)
    before = in_a_world_of_its_own(world, lambda: seen(world))

    def recorded_ahead() -> tuple[Any, Any]:
        for act, on in acts:
            act(world, actor, on)
        recorded = seen(world)
        clock(last)
        return recorded, seen(world)

    def recorded_on_its_day() -> Any:
        for act, on in acts:
            clock(on)
            act(world, actor, on)
        return seen(world)

    try:
        recorded, come = in_a_world_of_its_own(world, recorded_ahead)
    except Refused:
        assume(False)  # two that exclude one another
    assert recorded == before
    assert come == in_a_world_of_its_own(world, recorded_on_its_day)


# -- the ways in which it could go wrong ----------------------------------------------------------------------------------


def cells_of(people: list[Person]) -> set[int]:
    """The cells that keep these people's records today."""
    return set(Person.objects.filter(pk__in=[person.pk for person in people]).values_list("unit", flat=True))


def test_a_record_that_went_over_when_the_act_was_recorded_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: it was done so until 2026, and thirty-five members were gone from the register three days early."""

    def at_once(people: Any, *, to: Unit, on: date) -> None:
        Person.objects.filter(pk__in=[person.pk for person in people]).update(unit=to)

    before = in_a_world_of_its_own(world, lambda: seen(world))
    monkeypatch.setattr(keeping, "hand_over", at_once)
    merge(world, program("Kiểm thử"), NOW + timedelta(days=2))
    assert seen(world) != before


def test_two_changes_come_in_their_order_though_nothing_ran_in_between(
    world: World, clock: Callable[[date], None]
) -> None:
    actor, people = program("Kiểm thử"), world.people[CELL]
    merge(world, actor, NOW + timedelta(days=2))
    units.merge(
        actor=actor, units=[world.units[OTHER]], into=world.units[THERE], on=NOW + timedelta(days=5), decision=ruling()
    )
    clock(NOW + timedelta(days=1))
    coming.bring_up_to(today())
    assert cells_of(people) == {world.units[CELL].pk}
    clock(NOW + timedelta(days=9))
    coming.bring_up_to(today())
    assert cells_of(people) == {world.units[THERE].pk}
    entries = Entry.objects.filter(act=coming.ACT).order_by("pk")
    assert [(entry.unit_id, entry.on) for entry in entries] == [
        (world.units[OTHER].pk, NOW + timedelta(days=2)),
        (world.units[THERE].pk, NOW + timedelta(days=5)),
    ]
    coming.bring_up_to(today())
    assert entries.count() == 2


def test_an_act_that_has_come_is_undone_as_a_whole_and_the_undoing_too(
    world: World, clock: Callable[[date], None]
) -> None:
    actor, people = program("Kiểm thử"), world.people[CELL]
    merge(world, actor, NOW + timedelta(days=2))
    merging = Entry.objects.get(act="units.merge")
    clock(NOW + timedelta(days=3))
    coming.bring_up_to(today())
    undoing = undo(actor=actor, entry=merging, reason="Quyết định được thu hồi.")
    assert cells_of(people) == {world.units[CELL].pk}
    assert {membership_of(person, on=today()).unit_id for person in people} == {world.units[CELL].pk}  # type: ignore[union-attr]
    undo(actor=actor, entry=undoing, reason="Thu hồi nhầm.")
    assert cells_of(people) == {world.units[OTHER].pk}


def test_who_dies_leaves_or_goes_elsewhere_before_the_day_is_not_brought_back_by_it(
    world: World, clock: Callable[[date], None]
) -> None:
    actor, (dead, gone, moved, stays, _last) = program("Kiểm thử"), world.people[CELL]
    merge(world, actor, NOW + timedelta(days=5))
    standing.record_death(actor=actor, record=dead, on=NOW)
    paper = {"actor": actor, "unit": world.units[CELL], "issued_on": NOW}
    leaving = transfers.send(person=gone, outside="Đảng bộ tỉnh khác", **paper)
    transfers.confirm_outside(actor=actor, record=leaving, on=NOW)
    transfers.receive(actor=actor, record=transfers.send(person=moved, receiver=world.units[THERE], **paper), on=NOW)
    clock(NOW + timedelta(days=6))
    coming.bring_up_to(today())
    where = {
        person: membership.unit_id if (membership := membership_of(person, on=today())) else None
        for person in (dead, gone, moved, stays)
    }
    assert where == {dead: None, gone: None, moved: world.units[THERE].pk, stays: world.units[OTHER].pk}
    assert cells_of([moved]) == {world.units[THERE].pk}


def test_who_comes_to_a_cell_that_is_to_end_goes_on_with_it(world: World, clock: Callable[[date], None]) -> None:
    actor, late = program("Kiểm thử"), world.people[THERE][0]
    merge(world, actor, NOW + timedelta(days=5))
    paper = transfers.send(actor=actor, unit=world.units[THERE], person=late, receiver=world.units[CELL], issued_on=NOW)
    transfers.receive(actor=actor, record=paper, on=NOW)
    clock(NOW + timedelta(days=5))
    coming.bring_up_to(today())
    assert cells_of([late]) == {world.units[OTHER].pk}
    assert membership_of(late, on=today()).unit_id == world.units[OTHER].pk  # type: ignore[union-attr]


def test_the_second_lock_shows_the_old_cell_its_members_until_the_day_and_the_new_one_from_it_on(
    world: World, clock: Callable[[date], None]
) -> None:
    people = {person.pk for person in world.people[CELL]}

    def shown(name: str) -> set[int]:
        with transaction.atomic(), seen_by(world.officers[name], on=today()):
            return people & set(Person.objects.values_list("pk", flat=True))

    move(world, program("Kiểm thử"), NOW + timedelta(days=2))
    merge_day = NOW + timedelta(days=4)
    units.merge(
        actor=program("Kiểm thử"), units=[world.units[CELL]], into=world.units[THERE], on=merge_day, decision=ruling()
    )
    assert (shown("bi-thu-1"), shown("to-chuc-a"), shown("to-chuc-b")) == (people, people, set())
    clock(NOW + timedelta(days=2))
    coming.bring_up_to(today())
    assert (shown("bi-thu-1"), shown("to-chuc-b")) == (people, people)


def test_what_is_to_come_says_so_on_the_pages_of_the_unit_and_the_person(world: World) -> None:
    merge(world, program("Kiểm thử"), NOW + timedelta(days=2))
    client = Client()
    client.force_login(world.officers["to-chuc-a"])
    for where in (
        reverse("units:page", args=[world.units[CELL].slug]),
        reverse("units:page", args=[world.units[OTHER].slug]),
        reverse("desk:page", args=["members", world.people[CELL][0].pk]),
    ):
        assert "sắp có hiệu lực" in client.get(where).content.decode()
    untouched = reverse("desk:page", args=["members", world.people[OTHER][0].pk])
    assert "sắp có hiệu lực" not in client.get(untouched).content.decode()
