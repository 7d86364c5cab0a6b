"""The acts on one member: what each makes true, and why it is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from giaoban.areas.accounts.operations import grant
from giaoban.areas.members import importing, queries, standing
from giaoban.areas.members import operations as acts
from giaoban.areas.members.register import MEMBERS
from giaoban.areas.members.tests.conftest import GOOD, ON, member
from giaoban.areas.members.tests.test_importing import rows_of
from giaoban.core.names import sort_key
from giaoban.core.refusal import Refused
from giaoban.ground import seconding
from giaoban.ground.access.models import Account, Proposal
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.people.models import Exemption, Membership, Person, Position
from giaoban.ground.people.queries import is_exempt, members_on, membership_of
from giaoban.ground.undoing import undo
from giaoban.ground.units.models import Unit

pytestmark = pytest.mark.django_db
LATER = date(2023, 9, 1)


@pytest.fixture
def person(program: Account, bloc: Unit, tmp_path: Path) -> Person:
    importing.import_register(actor=program, unit=bloc, rows=rows_of(GOOD, member(2), path=tmp_path), on=ON)
    return Person.objects.get(card_number="31000001")


NEW: dict[str, Any] = {
    "name": "Lê  Thị Hoà", "born_on": date(1990, 2, 3), "sex": "F", "grade": "official",
    "admitted_on": date(2015, 3, 3), "official_on": date(2016, 3, 3), "card_number": "33000001", "on": ON,
}  # fmt: skip


def test_a_member_entered_by_hand_is_on_the_roll_from_admission_on(program: Account, person: Person) -> None:
    entered = acts.record(actor=program, unit=person.unit, **NEW)
    assert (entered.name, membership_of(entered, on=date(2015, 6, 1)).grade) == ("Lê Thị Hòa", "probationary")
    assert membership_of(entered, on=ON).grade == "official"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"card_number": "31000001"}, "Đã có người khác mang số thẻ đảng viên 31000001."),
        ({"name": "Nguyễn Thanh Quyên", "born_on": date(1978, 11, 13)}, "Chi bộ đã có đảng viên Nguyễn Thanh Quyên"),
        ({"official_on": date(2014, 3, 3)}, "Ngày chính thức 03/03/2014 trước ngày vào Đảng 03/03/2015."),
        ({"born_on": date(2030, 1, 1)}, "Ngày sinh 01/01/2030 không thể có."),
        ({"identity_number": "0" * 13}, "Số căn cước có 12 chữ số"),
    ],
)
def test_a_member_is_not_entered_when(program: Account, person: Person, changes: dict[str, Any], says: str) -> None:
    with pytest.raises(Refused) as refused:
        acts.record(actor=program, unit=person.unit, **NEW | changes)
    assert any(says in reason for reason in refused.value.reasons)


def test_a_member_is_entered_in_a_cell_only(program: Account, person: Person, bloc: Unit) -> None:
    with pytest.raises(Refused, match="sinh hoạt ở chi bộ"):
        acts.record(actor=program, unit=bloc, **NEW)


def test_a_correction_says_why_and_memberships_begin_on_the_corrected_days(program: Account, person: Person) -> None:
    acts.correct(
        actor=program, record=person, version=1, reason="Theo quyết định kết nạp", on=ON,
        name="Nguyễn Thanh Quyên", admitted_on=date(2009, 6, 1), official_on=date(2010, 6, 1),
    )  # fmt: skip
    spells = Membership.objects.filter(person=person).order_by("valid")
    assert [(one.valid.lower, one.valid.upper) for one in spells] == [
        (date(2009, 6, 1), date(2010, 6, 1)),
        (date(2010, 6, 1), None),
    ]
    entry = Entry.objects.get(act="members.correct")
    assert (entry.reason, entry.changes.filter(table="people_person").count()) == ("Theo quyết định kết nạp", 1)


def test_who_corrects_second_on_an_old_reading_loses_and_sees_both_values(program: Account, person: Person) -> None:
    acts.correct(actor=program, record=person, version=1, reason="một", on=ON, native_place="Hạ Long")
    with pytest.raises(Refused) as refused:
        acts.correct(actor=program, record=person, version=1, reason="hai", on=ON, native_place="Móng Cái")
    assert refused.value.reasons[0].startswith("Hồ sơ này vừa được người khác sửa")
    assert "Quê quán: hồ sơ đang ghi “Hạ Long”, đồng chí ghi “Móng Cái”." in refused.value.reasons
    assert Person.objects.get(pk=person.pk).native_place == "Hạ Long"


def test_a_correction_that_changes_nothing_or_takes_anothers_number_is_refused(
    program: Account, person: Person
) -> None:
    with pytest.raises(Refused, match="Không có gì khác"):
        acts.correct(actor=program, record=person, version=1, reason="x", on=ON, name=person.name)
    with pytest.raises(Refused, match="Đã có người khác mang số thẻ"):
        acts.correct(actor=program, record=person, version=1, reason="x", on=ON, card_number="32000002")


def test_an_exempt_member_stays_on_the_roll_and_comes_back(program: Account, person: Person) -> None:
    standing.exempt(actor=program, record=person, on=ON)
    assert (is_exempt(person, on=ON), queries.exempt(ON).count(), members_on(ON).count()) == (True, 1, 2)
    with pytest.raises(Refused, match="đang được miễn"):
        standing.exempt(actor=program, record=person, on=ON)
    standing.end_exemption(actor=program, record=person, on=LATER)
    assert (is_exempt(person, on=LATER), is_exempt(person, on=ON)) == (False, True)


@pytest.mark.parametrize(
    ("act", "asks", "by"),
    [
        ("remove_name", {"reason": "Bỏ sinh hoạt"}, "removed"),
        ("permit_leave", {"reason": "Đơn xin ra khỏi Đảng"}, "left"),
        ("record_death", {}, "died"),
    ],
)
def test_who_leaves_the_roll_holds_no_post_and_is_exempt_from_nothing_from_that_day(
    program: Account, person: Person, act: str, asks: dict[str, str], by: str
) -> None:
    standing.exempt(actor=program, record=person, on=ON)
    getattr(standing, act)(actor=program, record=person, on=LATER, **asks)
    assert (membership_of(person, on=LATER), is_exempt(person, on=LATER)) == (None, False)
    assert not Position.objects.filter(person=person, valid__contains=LATER).exists()
    assert Membership.objects.get(person=person, valid__contains=ON).ended_by == by
    with pytest.raises(Refused, match="không phải là đảng viên vào ngày 01/09/2023"):
        getattr(standing, act)(actor=program, record=person, on=LATER, **asks)
    undo(actor=program, entry=Entry.objects.get(act=f"members.{act}"), reason="nhầm")
    assert membership_of(person, on=LATER) is not None


def test_a_post_of_the_committee_is_held_in_the_organisation_above_the_cell(program: Account, person: Person) -> None:
    post = standing.hold_post(actor=program, record=person, body="executive", post="member", on=ON, decision="12-QĐ/ĐU")
    assert post.unit != person.unit
    with pytest.raises(Refused, match="đang giữ chức vụ này"):
        standing.hold_post(actor=program, record=person, body="executive", post="member", on=ON)
    standing.leave_post(actor=program, record=person, position=post, on=LATER)
    assert not Position.objects.filter(pk=post.pk, valid__contains=LATER).exists()


@pytest.fixture
def double(program: Account, person: Person) -> Person:
    """The same person, written down once more by hand in the other way of spelling, with a phone and no card."""
    row = {**NEW, "name": "nguyễn thanh quyên", "born_on": date(1978, 11, 13), "card_number": "", "phone": "0912345678"}
    with pytest.raises(Refused):
        acts.record(actor=program, unit=person.unit, **row)
    other = Unit.objects.get(people__card_number="32000002")
    cell = acts.record(actor=program, unit=other, **{**row, "born_on": date(1978, 11, 14)})
    return acts.correct(actor=program, record=cell, version=1, reason="x", on=ON, born_on=date(1978, 11, 13))


def test_two_records_of_one_person_become_one_and_can_be_parted_again(
    program: Account, person: Person, double: Person
) -> None:
    everybody = Person.objects.all()
    assert queries.doubles_of(person, people=everybody) == [double]
    assert {one.pk for one in queries.doubles(people=everybody)} == {person.pk, double.pk}
    acts.correct_identity(
        actor=program, record=person, version=1, reason="x", on=ON, identity_number=person.identity_number, phone=""
    )
    kept = acts.merge_persons(
        actor=program, record=Person.objects.get(pk=person.pk), other=double, reason="Trùng", on=ON
    )
    assert (Person.objects.count(), kept.phone, members_on(ON).count()) == (2, "0912345678", 2)
    undo(actor=program, entry=Entry.objects.get(act="members.merge_persons"), reason="nhầm")
    assert (Person.objects.count(), members_on(ON).count()) == (3, 3)


@pytest.mark.parametrize(
    "differing", [{"card_number": "32000009"}, {"born_on": date(1979, 11, 13)}, {"name": "Một người nào đó"}]
)
def test_records_that_differ_are_made_one_by_two_officers(
    program: Account, person: Person, double: Person, differing: dict[str, Any]
) -> None:
    asker, second = (Account.objects.create_user(name, name=name) for name in ("to-chuc-1", "to-chuc-2"))
    for account in (asker, second):
        grant(actor=program, account=account, role="organisation_board", unit=None, from_on=ON)
    other = acts.correct(actor=program, record=double, version=double.version, reason="x", on=ON, **differing)
    waiting = acts.merge_persons(actor=asker, record=person, other=other, reason="Trùng", on=ON)
    assert isinstance(waiting, Proposal)
    assert Person.objects.filter(pk=other.pk).exists()
    with pytest.raises(Refused, match="không tự xác nhận"):
        seconding.confirm(actor=asker, record=waiting)
    seconding.confirm(actor=second, record=waiting)
    assert not Person.objects.filter(pk=other.pk).exists()


def test_what_was_corrected_since_it_was_asked_for_is_not_made_one(
    program: Account, person: Person, double: Person
) -> None:
    asker, second = (Account.objects.create_user(name, name=name) for name in ("to-chuc-1", "to-chuc-2"))
    for account in (asker, second):
        grant(actor=program, account=account, role="organisation_board", unit=None, from_on=ON)
    other = acts.correct(actor=program, record=double, version=2, reason="x", on=ON, card_number="32000009")
    waiting = acts.merge_persons(actor=asker, record=person, other=other, reason="Trùng", on=ON)
    acts.correct(actor=program, record=other, version=3, reason="x", on=ON, card_number="32000010")
    with pytest.raises(Refused, match="đã thay đổi từ khi có đề nghị"):
        seconding.confirm(actor=second, record=waiting)


def test_records_with_numbers_that_differ_are_of_two_people(program: Account, person: Person) -> None:
    other = Person.objects.get(card_number="32000002")
    with pytest.raises(Refused, match="khác nhau về số căn cước, số thẻ đảng viên, ngày sinh"):
        acts.merge_persons(actor=program, record=person, other=other, reason="?", on=ON)


FOUND = [
    ("nguyen thanh", {"Nguyễn Thanh Quyên"}),
    ("quyên thanh", {"Nguyễn Thanh Quyên"}),
    ("hoa", {"Lê Thị Hòa", "Lê Thị Hoạ Mi"}),
    ("hoà", {"Lê Thị Hòa", "Lê Thị Hoạ Mi"}),
    ("hòa", {"Lê Thị Hòa", "Lê Thị Hoạ Mi"}),
    ("LÊ THỊ", {"Lê Thị Hòa", "Lê Thị Hoạ Mi"}),
    ("31000001", {"Nguyễn Thanh Quyên"}),
    ("3100", {"Nguyễn Thanh Quyên"}),
    ("000327552308", set()),  # nobody is found by what not everybody may read
    ("chi bo phong ngan sach", {"Nguyễn Thanh Quyên", "Trần Văn Chi", "Lê Thị Hòa", "Lê Thị Hoạ Mi"}),
    ("dang bo so tai chinh", {"Nguyễn Thanh Quyên", "Trần Văn Chi", "Lê Thị Hòa", "Lê Thị Hoạ Mi"}),
    ("người không có", set()),
]


@pytest.mark.parametrize(("text", "names"), FOUND, ids=[text for text, _ in FOUND])
def test_anybody_is_found_by_part_of_the_name_or_a_number(
    program: Account, person: Person, text: str, names: set[str]
) -> None:
    acts.record(actor=program, unit=person.unit, **NEW)
    acts.record(actor=program, unit=person.unit, **{**NEW, "name": "Lê Thị Hoạ Mi", "card_number": "33000002"})
    assert {
        one.name.replace("Họa", "Hoạ") for one in Person.objects.filter(queries.searched(text, on=today()))
    } == names


def test_the_register_is_in_the_vietnamese_order_of_given_names(program: Account, person: Person) -> None:
    for at, name in enumerate(("Phạm Văn Đức", "Phạm Văn Dũng", "Đỗ Thị Ân", "Đỗ Thị An", "Đỗ Thị Ánh", "Lê Văn Dũng")):
        acts.record(
            actor=program,
            unit=person.unit,
            **{**NEW, "name": name, "card_number": f"3400000{at}", "born_on": date(1980, 1, 1 + at)},
        )
    names = list(Person.objects.order_by(MEMBERS.order).values_list("name", flat=True))
    assert names == [
        "Đỗ Thị An", "Đỗ Thị Ánh", "Đỗ Thị Ân", "Trần Văn Chi", "Lê Văn Dũng", "Phạm Văn Dũng", "Phạm Văn Đức",
        "Nguyễn Thanh Quyên",
    ]  # fmt: skip
    assert names == sorted(names, key=sort_key)


def test_the_stocks_count_each_member_once_on_the_asked_day(program: Account, person: Person) -> None:
    other = Person.objects.get(card_number="32000002")
    standing.exempt(actor=program, record=person, on=ON)
    standing.remove_name(actor=program, record=other, on=LATER, reason="x")
    counted = {one.name: one.query(LATER).count() for one in MEMBERS.indicators}
    assert counted == {
        "members": 1, "members_probationary": 0, "members_exempt": 1, "grassroots_organisations": 1,
        "grassroots_party_organisations": 1, "grassroots_cells": 0, "cells": 1,
    }  # fmt: skip
    assert Exemption.objects.count() == 1
