"""Transfers: in transit counted once, and what is inside a level vanishes from it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import given
from hypothesis import strategies as st

from giaoban.areas.transfers import operations, queries, rules
from giaoban.areas.transfers.models import Transfer
from giaoban.core.refusal import Refused
from giaoban.ground.access import second_lock
from giaoban.ground.access.models import Account
from giaoban.ground.journal.clock import today
from giaoban.ground.people.models import Membership, Person, Stay
from giaoban.ground.people.queries import members_on
from giaoban.ground.seconding import confirm
from giaoban.ground.writing import writing
from tests.world import FOUNDED, World, build

SENT, CAME = date(2023, 3, 1), date(2023, 4, 3)
NO_REASON = {
    "on_roll": True, "name": "An", "same_cell": False, "kind": "official", "issued_on": SENT, "until_on": None, "under_way": False,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, None),
        ({"on_roll": False}, "không có tên trong danh sách"),
        ({"same_cell": True}, "trùng với chi bộ đang sinh hoạt"),
        ({"under_way": True}, "chưa được tiếp nhận"),
        ({"kind": "temporary"}, "phải ghi ngày hết hạn"),
        ({"kind": "temporary", "until_on": date(2023, 4, 1)}, "nằm ngoài khoảng này"),
        ({"kind": "temporary", "until_on": date(2023, 6, 1)}, None),
        ({"kind": "temporary", "until_on": date(2025, 3, 1)}, None),
        ({"kind": "temporary", "until_on": date(2025, 3, 2)}, "nằm ngoài khoảng này"),
        ({"until_on": date(2023, 9, 1)}, "không có ngày hết hạn"),
    ],
)
def test_a_member_is_sent_when_nothing_speaks_against_it(changed: dict[str, object], sentence: str | None) -> None:
    reasons = rules.why_not_send(**{**NO_REASON, **changed})
    assert (reasons == []) if sentence is None else any(sentence in reason for reason in reasons), reasons


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_nobody_is_received_before_the_paper_was_issued(issued: date, on: date) -> None:
    assert bool(rules.why_not_receive(state="in_transit", issued_on=issued, on=on)) == (on < issued)


@pytest.fixture
def world(db: None) -> World:
    return build()


def count(world: World, name: str, on: date) -> int:
    return members_on(on, units=[world.units[name].pk]).count()


@pytest.mark.django_db
def test_a_member_in_transit_is_counted_once_by_the_sender(world: World, program: Account) -> None:
    here, there = world.units["Chi bộ 1 Khối A"], world.units["Chi bộ 1 Khối B"]
    person = world.people["Chi bộ 1 Khối A"][4]
    transfer = operations.send(actor=program, unit=here, person=person, issued_on=SENT, receiver=there)
    assert (count(world, "Chi bộ 1 Khối A", SENT), count(world, "Chi bộ 1 Khối B", SENT)) == (9, 9)
    operations.receive(actor=program, record=transfer, on=CAME)
    assert (count(world, "Chi bộ 1 Khối A", CAME), count(world, "Chi bộ 1 Khối B", CAME)) == (8, 10)
    assert (count(world, "Chi bộ 1 Khối A", SENT), count(world, "Chi bộ 1 Khối B", SENT)) == (9, 9), "the past stays"
    assert members_on(CAME).count() == 36
    assert queries.sent().get().received_on == queries.received().get().received_on == CAME
    with pytest.raises(Refused, match="đã được tiếp nhận"):
        operations.receive(actor=program, record=transfer, on=CAME)


@pytest.mark.django_db
def test_a_withdrawn_paper_leaves_the_member_where_they_were(world: World, program: Account) -> None:
    here, person = world.units["Chi bộ 1 Khối A"], world.people["Chi bộ 1 Khối A"][4]
    transfer = operations.send(
        actor=program, unit=here, person=person, issued_on=SENT, outside="Đảng bộ Sở ở tỉnh khác"
    )
    with pytest.raises(Refused, match="chưa được tiếp nhận"):
        operations.send(actor=program, unit=here, person=person, issued_on=SENT, outside="Nơi khác")
    operations.withdraw(actor=program, record=transfer, on=CAME, reason="Đảng viên không đi nữa")
    assert count(world, "Chi bộ 1 Khối A", CAME) == 9
    assert not queries.sent().exists()


@pytest.mark.django_db
def test_a_temporary_stay_is_counted_by_the_sender_and_not_by_the_host(world: World, program: Account) -> None:
    here, there = world.units["Chi bộ 1 Khối A"], world.units["Chi bộ 2 Khối A"]
    person = world.people["Chi bộ 1 Khối A"][4]
    transfer = operations.send(
        actor=program,
        unit=here,
        person=person,
        issued_on=SENT,
        receiver=there,
        kind="temporary",
        until_on=date(2023, 9, 1),
    )
    operations.receive(actor=program, record=transfer, on=CAME)
    assert (count(world, "Chi bộ 1 Khối A", CAME), count(world, "Chi bộ 2 Khối A", CAME)) == (9, 9)
    assert Stay.objects.get().unit == there
    assert not queries.sent().exists()
    assert [due.by for due in queries.due_from_senders([here.pk], date(2023, 8, 1))] == [date(2023, 9, 1)]
    operations.end_stay(actor=program, record=transfer, on=date(2023, 8, 20))
    assert Stay.objects.get().valid.upper == date(2023, 8, 20)


@pytest.mark.django_db
def test_somebody_from_outside_is_taken_in_and_the_same_card_never_twice(world: World, program: Account) -> None:
    cell = world.units["Chi bộ 1 Khối A"]
    answers = {
        "actor": program, "unit": cell, "name": "Lý Thị Sương", "born_on": date(1990, 2, 3), "sex": "F", "grade": "official",
        "admitted_on": date(2015, 5, 1), "official_on": date(2016, 5, 1), "on": CAME, "outside": "Đảng bộ phường ở tỉnh khác",
        "card_number": "77000001",
    }  # fmt: skip
    operations.take_in(**answers)
    assert count(world, "Chi bộ 1 Khối A", CAME) == 10
    with pytest.raises(Refused, match="không đối chiếu được"):
        operations.take_in(**answers)
    assert Transfer.objects.count() == 1


@pytest.mark.django_db
def test_somebody_without_a_card_is_taken_into_the_same_cell_once(world: World, program: Account) -> None:
    answers = {
        "actor": program, "unit": world.units["Chi bộ 1 Khối A"], "name": "Trần Thị Song", "born_on": date(1980, 1, 1),
        "sex": "F", "grade": "official", "admitted_on": date(2015, 5, 1), "official_on": date(2016, 5, 1), "on": CAME,
        "outside": "Đảng bộ tỉnh khác",
    }  # fmt: skip
    operations.take_in(**answers)
    with pytest.raises(Refused, match="Chi bộ đã có đảng viên Trần Thị Song sinh ngày 01/01/1980"):
        operations.take_in(**answers | {"name": "trần  thị song"})
    assert count(world, "Chi bộ 1 Khối A", CAME) == 10
    operations.take_in(**answers | {"born_on": date(1981, 1, 1)})  # another of that name


@pytest.mark.django_db
def test_a_card_of_another_bloc_is_refused_by_an_officer_who_sees_nobody_there_and_names_nobody(
    world: World, program: Account
) -> None:
    carrier = world.people["Chi bộ 1 Khối B"][2]
    officer, answers = world.officers["bi-thu-1"], {
        "unit": world.units["Chi bộ 1 Khối A"], "name": "Lý Thị Sương", "born_on": date(1990, 2, 3), "sex": "F",
        "grade": "official", "admitted_on": date(2015, 5, 1), "official_on": date(2016, 5, 1), "on": CAME,
        "outside": "Đảng bộ tỉnh khác", "card_number": carrier.card_number,
    }  # fmt: skip
    with transaction.atomic(), second_lock.seen_by(officer, on=today()):
        assert not Person.objects.filter(pk=carrier.pk).exists()
        with pytest.raises(Refused, match="không đối chiếu được") as of_somebody_else:
            operations.take_in(actor=officer, **answers)
        with pytest.raises(Refused, match="không đối chiếu được") as of_the_member:
            operations.take_in(actor=officer, **answers | {"name": carrier.name, "born_on": carrier.born_on})
    assert carrier.name not in str(of_somebody_else.value)
    assert str(of_the_member.value) == str(of_somebody_else.value), "who is a member elsewhere cannot be found out"


@pytest.mark.django_db
def test_who_comes_back_is_asked_for_by_the_cell_and_taken_in_when_the_committee_confirms(
    world: World, program: Account
) -> None:
    carrier, officer, above = (
        world.people["Chi bộ 1 Khối B"][2],
        world.officers["bi-thu-1"],
        world.officers["to-chuc-a"],
    )
    with writing(program, "members.leave", unit=carrier.unit, on=SENT):
        Membership.objects.filter(person=carrier).update(valid=DateRange(FOUNDED, SENT))
    answers = {
        "unit": world.units["Chi bộ 1 Khối A"], "name": "Tên Bịa", "born_on": date(1990, 2, 3), "sex": "F",
        "grade": "official", "admitted_on": date(2019, 5, 1), "official_on": date(2020, 1, 1), "on": CAME,
        "outside": "Đảng bộ tỉnh khác", "card_number": carrier.card_number,
    }  # fmt: skip
    with transaction.atomic(), second_lock.seen_by(officer, on=today()):
        with pytest.raises(Refused, match="không đối chiếu được"):
            operations.take_in(actor=officer, **answers)
        answers |= {"name": carrier.name.upper(), "born_on": carrier.born_on}
        asked_for = operations.take_in(actor=officer, **answers)
        assert not Person.objects.filter(pk=carrier.pk).exists(), "asked for is not seen"
    assert count(world, "Chi bộ 1 Khối A", CAME) == 9
    with transaction.atomic(), second_lock.seen_by(above, on=today()):
        confirm(actor=above, record=asked_for)
    assert count(world, "Chi bộ 1 Khối A", CAME) == 10
    arrived, person = Transfer.objects.get(), Person.objects.get(pk=carrier.pk)
    assert arrived.person_id == carrier.pk, "one person, one record, also when they come back to another bloc"
    assert (person.admitted_on, person.official_on) == (FOUNDED, FOUNDED), (
        "what a cell types does not make years of membership"
    )
    assert "ngày vào Đảng khai 01/05/2019, hồ sơ ghi 01/01/2020" in arrived.reason
