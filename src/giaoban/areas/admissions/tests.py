"""What the walk through the acts of admission has found, each case by itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from giaoban.areas.admissions import operations
from giaoban.areas.admissions.models import Admission
from giaoban.areas.regulations.operations import load_start_data
from giaoban.core.refusal import Refused
from giaoban.ground.access.models import Account
from giaoban.ground.people.models import Membership
from giaoban.ground.writing import writing
from tests.world import several_cells

pytestmark = pytest.mark.django_db
VOTED, ADMITTED, LATER = date(2023, 3, 1), date(2023, 4, 3), date(2024, 5, 6)
OFFICIAL = date(2024, 4, 3)


@pytest.fixture
def world(program: Account) -> tuple:
    load_start_data(program)
    return several_cells()


def decided(world: tuple) -> Admission:
    """A candidate with one identity number whose admission is decided."""
    actor, cells, people = world
    record = operations.open_dossier(
        actor=actor, unit=cells[0], name="Trần Thị Bưởi", born_on=date(1990, 5, 5), sex="F", opened_on=VOTED,
        identity_number="001090000001",
    )  # fmt: skip
    operations.record_certificate(actor=actor, record=record, kind="awareness", issued_on=VOTED)
    for person in [one for one in people if one.unit_id == cells[0].pk][:2]:
        operations.name_sponsor(
            actor=actor, record=record, on=VOTED, person=person, together_since=VOTED - timedelta(days=800)
        )
    operations.vote_in_cell(actor=actor, record=record, on=VOTED, present=3, in_favour=3)
    return operations.decide(actor=actor, record=record, decision="12-QĐ/ĐU", decided_on=VOTED)


def admitted(world: tuple) -> Admission:
    return operations.admit(actor=world[0], record=decided(world), admitted_on=ADMITTED)


def confirmed(world: tuple, record: Admission) -> Admission:
    operations.record_certificate(actor=world[0], record=record, kind="new_member", issued_on=ADMITTED)
    return operations.confirm(actor=world[0], record=record, official_decision="15-QĐ/ĐU", decided_on=LATER)


def spells(record: Admission) -> list[tuple]:
    found = Membership.objects.filter(person=record.person_id).order_by("valid")
    return [(one.unit_id, one.grade, one.valid.lower, one.valid.upper, one.ended_by) for one in found]


def test_a_person_with_two_dossiers_is_admitted_once(world: tuple) -> None:
    first, second = decided(world), decided(world)
    assert first.person == second.person
    operations.admit(actor=world[0], record=first, admitted_on=ADMITTED)
    for day in (ADMITTED, VOTED, LATER):
        with pytest.raises(Refused, match="đã có tên trong danh sách đảng viên từ ngày 03/04/2023"):
            operations.admit(actor=world[0], record=second, admitted_on=day)


@pytest.mark.parametrize("day", [ADMITTED, VOTED])
def test_a_name_is_removed_after_the_ceremony_and_not_before(world: tuple, day: date) -> None:
    record = admitted(world)
    with pytest.raises(Refused, match="phải sau ngày kết nạp 03/04/2023"):
        operations.remove_name(actor=world[0], record=record, on=day, reason="Không đủ tư cách")
    assert spells(record) == [(record.unit_id, "probationary", ADMITTED, None, "")]


def test_a_name_is_removed_after_the_last_move_and_not_before(world: tuple) -> None:
    record = admitted(world)
    with writing(world[0], "members.end", unit=record.unit, on=LATER):
        spell = Membership.objects.get(person=record.person)
        spell.valid, spell.ended_by = DateRange(ADMITTED, OFFICIAL), Membership.End.TRANSFERRED
        spell.save()
        Membership.objects.create(
            person=record.person, unit=world[1][1], grade="probationary", valid=DateRange(OFFICIAL, None)
        )
    with pytest.raises(Refused, match="phải sau ngày 03/04/2024, khi người này"):
        operations.remove_name(
            actor=world[0], record=record, on=ADMITTED + timedelta(days=30), reason="Không đủ tư cách"
        )
    operations.remove_name(actor=world[0], record=record, on=LATER, reason="Không đủ tư cách")
    assert [one[3] for one in spells(record)] == [OFFICIAL, LATER]


def test_who_is_no_longer_on_probation_does_not_become_official(world: tuple) -> None:
    record = admitted(world)
    with writing(world[0], "members.end", unit=record.unit, on=LATER):
        Membership.objects.filter(person=record.person).update(
            valid=DateRange(ADMITTED, date(2023, 9, 1)), ended_by=Membership.End.DIED
        )
    with pytest.raises(Refused, match="Đến ngày 03/04/2024 người này không còn là đảng viên dự bị"):
        confirmed(world, record)


def test_who_moved_while_the_decision_was_awaited_is_official_in_the_new_cell_too(world: tuple) -> None:
    record, moved, other = admitted(world), date(2024, 4, 20), world[1][1]
    with writing(world[0], "transfers.receive", unit=record.unit, on=moved):
        Membership.objects.filter(person=record.person).update(
            valid=DateRange(ADMITTED, moved), ended_by=Membership.End.TRANSFERRED
        )
        Membership.objects.create(person=record.person, unit=other, grade="probationary", valid=DateRange(moved, None))
    confirmed(world, record)
    assert spells(record) == [
        (record.unit_id, "probationary", ADMITTED, OFFICIAL, "confirmed"),
        (record.unit_id, "official", OFFICIAL, moved, Membership.End.TRANSFERRED),
        (other.pk, "official", moved, None, ""),
    ]
