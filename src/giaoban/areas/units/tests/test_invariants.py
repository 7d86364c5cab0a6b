"""Whatever acts follow one another, the tree stays a tree, nobody is lost, and earlier days stay as they were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from giaoban.areas.units import operations
from giaoban.areas.units.operations import SplitPart
from giaoban.areas.units.tests.growing import FIRST, grow, ruling
from giaoban.core.refusal import Refused
from giaoban.ground.access.models import Account
from giaoban.ground.journal.models import Entry
from giaoban.ground.people.models import Membership, Person
from giaoban.ground.undoing import undo
from giaoban.ground.units.models import KindSpell, NameSpell, PlaceSpell, Unit
from giaoban.ground.units.queries import children_of
from giaoban.ground.units.rules import STANDS_UNDER
from giaoban.ground.units.spells import Founding

START = date(2023, 1, 1)
Draw = Callable[[list[Any]], Any]
pytestmark = pytest.mark.django_db


def state(on: date) -> list[Any]:
    """Every unit of a day with its name, kind, place and members, as plain values."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT p.unit_id, p.parent_id, n.name, k.kind,
                (SELECT array_agg(m.person_id ORDER BY m.person_id) FROM people_membership m
                 WHERE m.unit_id = p.unit_id AND m.valid @> %(on)s::date)
            FROM units_placespell p
            LEFT JOIN units_namespell n ON n.unit_id = p.unit_id AND n.valid @> %(on)s::date
            LEFT JOIN units_kindspell k ON k.unit_id = p.unit_id AND k.valid @> %(on)s::date
            WHERE p.valid @> %(on)s::date ORDER BY 1""",
            {"on": on},
        )
        return cursor.fetchall()


def check(on: date, people: int) -> None:
    """One tree with one kind, name and place for each unit; nobody outside it, nobody twice, nobody lost."""
    units = state(on)
    there = {row[0]: row for row in units}
    assert len(there) == len(units)
    for spells in (NameSpell, KindSpell):
        assert set(spells.objects.filter(valid__contains=on).values_list("unit", flat=True)) == set(there)
    for unit, parent, name, kind, _ in units:
        assert name
        above = there[parent][3] if parent is not None else None
        assert above in STANDS_UNDER[kind]
        seen, at = {unit}, parent
        while at is not None:
            assert at not in seen
            seen.add(at)
            at = there[at][1]
    where = Counter(Membership.objects.filter(valid__contains=on).values_list("person", flat=True))
    assert len(where) == people
    assert set(where.values()) == {1}
    assert sum(len(row[4] or ()) for row in units) == people


def one_act(actor: Account, choose: Draw, on: date, number: int) -> None:
    """One act on units that look fit for it, and now and then on any units at all."""
    act = choose(["establish", "rename", "change_kind", "move", "merge", "merge_new", "split", "dissolve", "reopen"])
    kinds = {row[0]: row[3] for row in state(on)}
    everything = list(Unit.objects.order_by("pk"))
    ended = [each for each in everything if each.pk not in kinds]
    wild = choose([False, False, False, True])

    def fit(fitting: Callable[[Unit], bool]) -> Unit:
        found = [each for each in everything if each.pk in kinds and fitting(each)]
        return choose(found if found and not wild else everything)

    unit = choose(ended) if act == "reopen" and ended else fit(lambda each: kinds[each.pk] not in ("cluster",))
    own = kinds.get(unit.pk) or unit.kinds.latest("valid").kind
    alike = fit(lambda each: kinds[each.pk] == own and each != unit)
    above = fit(lambda each: kinds[each.pk] in STANDS_UNDER[own])
    under = [kind for kind, parents in STANDS_UNDER.items() if own in parents] or ["cell"]
    people = list(Person.objects.filter(unit=unit).order_by("pk").values_list("pk", flat=True))
    below = list(children_of(unit, on=on).values_list("pk", flat=True))
    said: dict[str, Any] = {"actor": actor, "on": on, "decision": ruling(number, on)}
    new = Founding(own, f"Tổ chức {number}")
    match act:
        case "establish":
            operations.establish(founding=Founding(choose(under), f"Tổ chức {number}"), parent=unit, **said)
        case "rename":
            operations.rename(unit=unit, name=f"Tên {number}", **said)
        case "change_kind":
            operations.change_kind(unit=unit, kind=choose(list(STANDS_UNDER)), **said)
        case "move":
            operations.move(units=[unit], parent=above, **said)
        case "merge":
            operations.merge(units=[unit], into=alike, **said)
        case "merge_new":
            operations.merge(units=[unit, alike], into=new, **said)
        case "split":
            half, some = frozenset(people[: len(people) // 2]), frozenset(below[: len(below) // 2])
            rest = SplitPart(alike, people=frozenset(people) - half, children=frozenset(below) - some)
            remains = choose([True, False])
            parts = [SplitPart(new, people=half, children=some)] + ([] if remains else [rest])
            operations.split(unit=unit, parts=parts, remains=remains, **said)
        case "dissolve":
            operations.dissolve(unit=unit, heir=choose([alike, None]), **said)
        case "reopen":
            operations.reopen(unit=unit, parent=above, **said)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_sequence_of_acts_keeps_a_tree_loses_nobody_and_leaves_earlier_days_alone(
    program: Account, data: st.DataObject
) -> None:
    def choose(among: list[Any]) -> Any:
        return data.draw(st.sampled_from(among))

    with transaction.atomic():
        grow(program, members=2)
        people = Membership.objects.filter(valid__contains=START).count()
        kept: dict[date, list[Any]] = {FIRST: state(FIRST)}
        day = START
        for number in range(data.draw(st.integers(4, 14))):
            day += timedelta(days=choose([0, 1, 40, 200]))
            try:
                with transaction.atomic():
                    one_act(program, choose, day, number)
            except Refused:
                pass
            check(day, people)
            for earlier, was in kept.items():
                if earlier < day:
                    assert state(earlier) == was
            kept[day] = state(day)
        assert PlaceSpell.objects.filter(valid__isempty=True).count() == 0
        transaction.set_rollback(True)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_undoing_the_acts_from_the_last_to_the_first_restores_every_row(program: Account, data: st.DataObject) -> None:
    tables = (Unit, NameSpell, KindSpell, PlaceSpell, Membership, Person)

    def rows() -> list[Any]:
        return [list(table.objects.order_by("pk").values()) for table in tables]

    def choose(among: list[Any]) -> Any:
        return data.draw(st.sampled_from(among))

    with transaction.atomic():
        grow(program, members=2)
        first, before = Entry.objects.latest("pk").pk, rows()
        day = START
        for number in range(data.draw(st.integers(2, 8))):
            day += timedelta(days=choose([0, 30]))
            try:
                with transaction.atomic():
                    one_act(program, choose, day, number)
            except Refused:
                pass
        for entry in Entry.objects.filter(pk__gt=first).order_by("-pk"):
            undo(actor=program, entry=entry, reason="Kiểm thử")
        assert rows() == before
        transaction.set_rollback(True)
