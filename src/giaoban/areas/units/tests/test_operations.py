"""Acts on units: what each leaves behind, what it refuses, and that it can be seen beforehand and undone."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext

from giaoban.areas.accounts.operations import grant
from giaoban.areas.units import asks, operations
from giaoban.areas.units.operations import SplitPart
from giaoban.areas.units.tests.growing import FIRST, enrol, grow, ruling
from giaoban.core.refusal import Refused
from giaoban.ground.access.models import Account
from giaoban.ground.journal.models import Entry
from giaoban.ground.locks.models import Lock
from giaoban.ground.people.models import Exemption, Membership, Person, Position
from giaoban.ground.undoing import undo
from giaoban.ground.units.models import Alias, Decision, KindSpell, NameSpell, PlaceSpell, Succession, Unit
from giaoban.ground.units.queries import ids_above, ids_under, kind_of, name_of, named, parent_of, tree
from giaoban.ground.units.spells import Founding
from giaoban.ground.writing import writing

DAY = date(2025, 7, 1)
BEFORE = DAY - timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def units(program: Account) -> dict[str, Unit]:
    return grow(program)


def drawn(on: date) -> list[Any]:
    """The whole tree of a day as plain values."""

    def plain(nodes: list[Any]) -> list[Any]:
        return [(node.id, node.name, node.kind, plain(node.children)) for node in nodes]

    return plain(tree(on=on))


def members(*units: Unit, on: date = DAY) -> int:
    return Membership.objects.filter(unit__in=units, valid__contains=on).count()


def whole_database() -> dict[str, list[Any]]:
    tables = (Unit, KindSpell, NameSpell, PlaceSpell, Alias, Succession, Decision)
    tables += (Person, Membership, Position, Exemption)  # type: ignore[assignment]
    return {table._meta.db_table: list(table.objects.order_by("pk").values()) for table in tables}


def test_a_new_unit_exists_from_its_day_and_not_before(program: Account, units: dict[str, Unit]) -> None:
    new = operations.establish(
        actor=program, founding=Founding("cell", "Chi bộ 4"), parent=units["A1"], on=DAY, decision=ruling(1, DAY)
    )
    assert new.pk in ids_under(units["cụm"], on=DAY)
    assert new.pk not in ids_under(units["cụm"], on=BEFORE)
    assert Succession.objects.get(after=new).decision.number == "1-QĐ/TU"


@pytest.mark.parametrize(
    ("kind", "name", "parent", "said"),
    [
        ("cell", "Chi bộ 1", "A1", "Cùng cấp đã có"),
        ("cell", "  ", "A1", "Cần ghi tên"),
        ("cell", "Chi bộ 9", "A", "chỉ trực thuộc"),
        ("grassroots_cell", "Chi bộ 9", "A2", "chỉ trực thuộc"),
        ("cluster", "Cụm 2", "cụm", "cấp cao nhất"),
    ],
)
def test_a_unit_is_not_established_where_it_cannot_stand_or_under_a_name_taken(
    program: Account, units: dict[str, Unit], kind: str, name: str, parent: str, said: str
) -> None:
    with pytest.raises(Refused, match=said):
        operations.establish(
            actor=program, founding=Founding(kind, name), parent=units[parent], on=DAY, decision=ruling(1, DAY)
        )


def test_a_renamed_unit_keeps_its_old_name_on_earlier_days_and_is_found_by_both(
    program: Account, units: dict[str, Unit]
) -> None:
    before = drawn(BEFORE)
    operations.rename(actor=program, unit=units["A1"], name="Đảng bộ Sở Mới", on=DAY, decision=ruling(2, DAY))
    assert name_of(units["A1"], on=DAY).name == "Đảng bộ Sở Mới"
    assert name_of(units["A1"], on=BEFORE).name == "Đảng bộ Sở A1"
    assert named("dang bo so moi") == named("ĐẢNG BỘ SỞ A1") == [units["A1"]]
    assert drawn(BEFORE) == before


def test_a_cell_becomes_a_party_organisation_only_where_what_stands_below_still_fits(
    program: Account, units: dict[str, Unit]
) -> None:
    operations.change_kind(
        actor=program, unit=units["A2"], kind="grassroots_party_org", on=DAY, decision=ruling(3, DAY)
    )
    assert (kind_of(units["A2"], on=DAY), kind_of(units["A2"], on=BEFORE)) == (
        "grassroots_party_org",
        "grassroots_cell",
    )
    with pytest.raises(Refused, match="3 tổ chức bên dưới không thể trực thuộc chi bộ cơ sở"):
        operations.change_kind(actor=program, unit=units["A1"], kind="grassroots_cell", on=DAY, decision=ruling(3, DAY))


def test_a_moved_unit_takes_everything_below_along_and_stays_where_it_was_on_earlier_days(
    program: Account, units: dict[str, Unit]
) -> None:
    operations.move(actor=program, units=[units["A1"]], parent=units["B"], on=DAY, decision=ruling(4, DAY))
    assert units["A1.1"].pk in ids_under(units["B"], on=DAY)
    assert units["A1.1"].pk in ids_under(units["A"], on=BEFORE)
    assert ids_above(units["A1.1"], on=DAY)[-1] == units["cụm"].pk


def test_a_unit_never_comes_under_itself_now_or_by_a_change_already_recorded_for_later(
    program: Account, units: dict[str, Unit]
) -> None:
    first, second = (
        operations.establish(
            actor=program, founding=Founding("section", name), parent=units["A1"], on=FIRST, decision=ruling(5, FIRST)
        )
        for name in ("Đảng bộ bộ phận 1", "Đảng bộ bộ phận 2")
    )
    with pytest.raises(Refused, match="cấp dưới của mình"):
        operations.move(actor=program, units=[units["A1"]], parent=first, on=DAY, decision=ruling(5, DAY))
    later = DAY + timedelta(days=30)
    operations.move(actor=program, units=[units["A1.1"]], parent=second, on=later, decision=ruling(5, DAY))
    with pytest.raises(Refused, match="đã có thay đổi ghi từ ngày 31/07/2025"):
        operations.move(actor=program, units=[units["A1.1"]], parent=first, on=DAY, decision=ruling(5, DAY))


def test_merging_ends_the_units_and_carries_members_units_and_records_over(
    program: Account, units: dict[str, Unit]
) -> None:
    before, count = drawn(BEFORE), members(*units.values())
    new = operations.merge(
        actor=program,
        units=[units["A1.1"], units["A1.2"]],
        into=Founding("cell", "Chi bộ Hợp nhất"),
        on=DAY,
        decision=ruling(6, DAY),
    )
    assert (members(new), members(units["A1.1"], units["A1.2"])) == (6, 0)
    assert members(new, *units.values()) == count
    assert members(units["A1.1"], on=BEFORE) == 3
    ended = Membership.objects.get(person__name="Nguyễn Văn A", unit=units["A1.1"])
    assert ended.ended_by == Membership.End.UNIT_CHANGED
    assert set(Person.objects.filter(memberships__unit=new).values_list("unit", flat=True)) == {new.pk}
    assert Exemption.objects.filter(unit=new, valid__contains=DAY).count() == 2
    assert not Position.objects.filter(unit__in=[units["A1.1"], units["A1.2"]], valid__contains=DAY).exists()
    assert Position.objects.filter(unit=units["A1.1"], valid__contains=BEFORE).count() == 1
    assert parent_of(new, on=DAY) == units["A1"]
    assert set(Succession.objects.filter(after=new, how="merge").values_list("share", flat=True)) == {Decimal(1)}
    assert drawn(BEFORE) == before


def test_a_bloc_merged_into_another_brings_its_organisations(program: Account, units: dict[str, Unit]) -> None:
    operations.merge(actor=program, units=[units["A"]], into=units["B"], on=DAY, decision=ruling(7, DAY))
    assert ids_under(units["B"], on=DAY) >= {units[key].pk for key in ("A1", "A1.1", "A2", "B1")}
    assert units["A"].pk not in ids_under(units["cụm"], on=DAY)
    assert {step.how for step in Succession.objects.filter(before=units["A1"])} == {"move"}


def test_a_split_sends_chosen_people_and_units_and_its_shares_are_those_of_the_members(
    program: Account, units: dict[str, Unit]
) -> None:
    with writing(program, "members.import_register", unit=units["A2"], on=FIRST):
        enrol(units["A2"], "Trần Thị Đ")
    everybody = list(Person.objects.filter(unit=units["A2"]).order_by("pk").values_list("pk", flat=True))
    first, second = operations.split(
        actor=program,
        unit=units["A2"],
        parts=[
            SplitPart(Founding("grassroots_cell", "Chi bộ Ban Một"), people=frozenset(everybody[:3])),
            SplitPart(Founding("grassroots_cell", "Chi bộ Ban Hai"), people=frozenset(everybody[3:])),
        ],
        on=DAY,
        decision=ruling(8, DAY),
    )
    assert (members(first), members(second), members(units["A2"])) == (3, 1, 0)
    assert [step.share for step in Succession.objects.filter(before=units["A2"]).order_by("pk")] == [
        Decimal("0.7500"),
        Decimal("0.2500"),
    ]


def test_a_unit_may_remain_beside_the_part_that_leaves_it_and_its_posts_last(
    program: Account, units: dict[str, Unit]
) -> None:
    leaving = Person.objects.filter(unit=units["A1.1"]).order_by("-pk").first()
    (new,) = operations.split(
        actor=program,
        unit=units["A1.1"],
        parts=[SplitPart(Founding("cell", "Chi bộ 1B"), people=frozenset([leaving.pk]))],
        remains=True,
        on=DAY,
        decision=ruling(9, DAY),
    )
    assert (members(units["A1.1"]), members(new)) == (2, 1)
    assert Position.objects.filter(unit=units["A1.1"], valid__contains=DAY).count() == 1
    assert sum(Succession.objects.filter(before=units["A1.1"]).values_list("share", flat=True)) == 1


def test_a_split_that_forgets_somebody_is_refused_with_the_names(program: Account, units: dict[str, Unit]) -> None:
    first = Person.objects.filter(unit=units["A1.1"]).order_by("pk").first()
    with pytest.raises(Refused) as refusal:
        operations.split(
            actor=program,
            unit=units["A1.1"],
            parts=[
                SplitPart(Founding("cell", "Chi bộ X"), people=frozenset([first.pk])),
                SplitPart(Founding("cell", "Chi bộ Y")),
            ],
            on=DAY,
            decision=ruling(9, DAY),
        )
    assert refusal.value.reasons == ["Còn 2 đảng viên chưa được chọn về tổ chức nào: Nguyễn Văn B, Nguyễn Văn C."]


def test_a_unit_with_members_is_dissolved_only_into_a_successor(program: Account, units: dict[str, Unit]) -> None:
    asked = {"actor": program, "unit": units["A1.3"], "on": DAY, "decision": ruling(10, DAY)}
    with pytest.raises(Refused, match="còn 3 đảng viên; cần chọn tổ chức tiếp nhận"):
        operations.dissolve(**asked)
    operations.dissolve(**asked, heir=units["A1.2"])
    assert members(units["A1.2"]) == 6
    operations.reopen(
        actor=program,
        unit=units["A1.3"],
        parent=units["A1"],
        on=DAY + timedelta(days=60),
        decision=ruling(11, DAY),
    )
    assert kind_of(units["A1.3"], on=DAY) is None
    assert kind_of(units["A1.3"], on=DAY + timedelta(days=60)) == "cell"


def test_members_do_not_pass_into_a_unit_that_is_no_cell(program: Account, units: dict[str, Unit]) -> None:
    with pytest.raises(Refused, match="3 đảng viên phải về một chi bộ"):
        operations.dissolve(actor=program, unit=units["A2"], on=DAY, decision=ruling(12, DAY), heir=units["B1"])


def test_a_preview_says_what_will_change_and_changes_nothing(program: Account, units: dict[str, Unit]) -> None:
    before, entries = whole_database(), Entry.objects.count()
    said = asks.foretold(operations.merge)(
        actor=program,
        units=[units["A1.1"], units["A1.2"]],
        into=Founding("cell", "Chi bộ Hợp nhất"),
        on=DAY,
        decision=ruling(6, DAY),
    )
    assert said == [
        "Thành lập “Chi bộ Hợp nhất”, trực thuộc “Đảng bộ Sở A1”.",
        "2 tổ chức (“Chi bộ 1”, “Chi bộ 2”) kết thúc hoạt động từ ngày 01/07/2025.",
        "3 đảng viên chuyển từ “Chi bộ 1” về “Chi bộ Hợp nhất”.",
        "3 đảng viên chuyển từ “Chi bộ 2” về “Chi bộ Hợp nhất”.",
        "1 chức vụ trong “Chi bộ 1” kết thúc.",
        "1 chức vụ trong “Chi bộ 2” kết thúc.",
    ]
    assert (whole_database(), Entry.objects.count()) == (before, entries)


ACTS: dict[str, Any] = {
    "establish": lambda u: {"founding": Founding("cell", "Chi bộ 7", aliases=("CB7",)), "parent": u["A1"]},
    "rename": lambda u: {"unit": u["A1"], "name": "Đảng bộ Sở Mới", "sign": "ĐU"},
    "change_kind": lambda u: {"unit": u["A2"], "kind": "grassroots_party_org"},
    "move": lambda u: {"units": [u["A1"]], "parent": u["B"]},
    "merge": lambda u: {"units": [u["A1.1"], u["A1.2"]], "into": u["A1.3"]},
    "split": lambda u: {
        "unit": u["A"],
        "parts": [
            SplitPart(Founding("upper", "Đảng bộ Một"), children=frozenset([u["A1"].pk])),
            SplitPart(Founding("upper", "Đảng bộ Hai"), children=frozenset([u["A2"].pk])),
        ],
    },
    "dissolve": lambda u: {"unit": u["A1.1"], "heir": u["A1.2"]},
}


@pytest.mark.parametrize("act", ACTS)
def test_undoing_an_act_brings_back_exactly_what_was_and_undoing_that_brings_back_the_act(
    program: Account, units: dict[str, Unit], act: str
) -> None:
    before = whole_database()
    operation = getattr(operations, act)
    operation(actor=program, **ACTS[act](units), on=DAY, decision=ruling(20, DAY))
    after, entry = whole_database(), Entry.objects.latest("pk")
    assert after != before
    undone = undo(actor=program, entry=entry, reason="Ghi nhầm")
    assert whole_database() == before
    undo(actor=program, entry=undone, reason="Không nhầm")
    assert whole_database() == after
    with pytest.raises(Refused, match="đã được Kiểm thử hoàn tác"):
        undo(actor=program, entry=entry, reason="Ghi nhầm")


def test_an_act_is_not_undone_over_later_changes_and_the_refusal_names_them(
    program: Account, units: dict[str, Unit]
) -> None:
    new = operations.establish(
        actor=program, founding=Founding("cell", "Chi bộ 4"), parent=units["A1"], on=DAY, decision=ruling(1, DAY)
    )
    entry = Entry.objects.latest("pk")
    with writing(program, "members.import_register", unit=new, on=DAY):
        enrol_later(new)
    with pytest.raises(Refused) as refusal:
        undo(actor=program, entry=entry, reason="Ghi nhầm")
    assert any("“Nạp danh sách đảng viên từ bảng tính”, Kiểm thử, ngày" in reason for reason in refusal.value.reasons)
    operations.rename(actor=program, unit=new, name="Chi bộ Bốn", on=DAY, decision=ruling(2, DAY))
    with pytest.raises(Refused) as refusal:
        undo(actor=program, entry=entry, reason="Ghi nhầm")
    assert any(
        "dòng dữ liệu đã được thay đổi sau đó: “Đổi tên tổ chức”, Kiểm thử, ngày" in each
        for each in refusal.value.reasons
    )


def enrol_later(unit: Unit) -> None:
    person = Person(unit=unit, name="Lê Thị Sau")
    person.key_name()
    person.save()
    Membership.objects.create(person=person, unit=unit, grade="official", valid=DateRange(DAY, None))


def test_an_import_of_thousands_of_rows_is_undone_in_a_fixed_number_of_statements(
    program: Account, units: dict[str, Unit]
) -> None:
    counts = []
    for number in (5, 500):
        before = whole_database()
        with writing(program, "members.import_register", unit=units["A1"], on=DAY) as entry:
            people = [Person(unit=units["A1.1"], name=f"Người {at}", name_key="", name_fold="") for at in range(number)]
            Person.objects.bulk_create(people)
            Membership.objects.bulk_create(
                [
                    Membership(person=each, unit=units["A1.1"], grade="official", valid=DateRange(DAY, None))
                    for each in people
                ]
            )
        with CaptureQueriesContext(
            connection,
        ) as queries:
            undo(actor=program, entry=entry, reason="Nhầm tệp")
        counts.append(len(queries))
        assert whole_database() == before
    assert counts[0] == counts[1]


def test_acts_are_refused_without_the_power_over_every_unit_concerned(units: dict[str, Unit], program: Account) -> None:
    officer = Account.objects.create_user("can-bo", name="Cán bộ")
    grant(actor=program, account=officer, role="organisation_board", unit=units["A"], from_on=FIRST)
    operations.rename(actor=officer, unit=units["A1"], name="Đảng bộ Sở Mới", on=DAY, decision=ruling(1, DAY))
    for unit, parent in (("B1", "A"), ("A1", "B")):
        with pytest.raises(Refused, match="không có quyền"):
            operations.move(actor=officer, units=[units[unit]], parent=units[parent], on=DAY, decision=ruling(2, DAY))
    with pytest.raises(Refused, match="toàn bộ cây tổ chức"):
        operations.establish(
            actor=officer, founding=Founding("cluster", "Cụm 2"), parent=None, on=DAY, decision=ruling(3, DAY)
        )


def test_an_ended_unit_is_taken_up_again_only_by_who_had_it(units: dict[str, Unit], program: Account) -> None:
    operations.dissolve(actor=program, unit=units["B1.1"], on=DAY, decision=ruling(1, DAY), heir=units["B1.2"])
    officer = Account.objects.create_user("can-bo", name="Cán bộ")
    grant(actor=program, account=officer, role="organisation_board", unit=units["A"], from_on=FIRST)
    with pytest.raises(Refused, match=r"không có quyền (units\.reopen|“Lập lại)"):
        operations.reopen(actor=officer, unit=units["B1.1"], parent=units["A1"], on=DAY, decision=ruling(2, DAY))


def test_no_unit_ends_itself(units: dict[str, Unit], program: Account) -> None:
    officer = Account.objects.create_user("can-bo", name="Cán bộ")
    grant(actor=program, account=officer, role="organisation_board", unit=units["A1"], from_on=FIRST)
    with pytest.raises(Refused, match="không có quyền “Giải thể"):
        operations.dissolve(actor=officer, unit=units["A1"], on=DAY, decision=ruling(1, DAY))


def test_acts_are_refused_in_a_closed_period_of_any_unit_concerned(units: dict[str, Unit], program: Account) -> None:
    with writing(program, "periods.close", unit=units["B"], on=DAY, past_lock=True):
        Lock.objects.create(
            unit=units["B"], span=DateRange(date(2025, 1, 1), date(2026, 1, 1)), because="đã nộp báo cáo"
        )
    with pytest.raises(Refused, match="đã khóa vì đã nộp báo cáo"):
        operations.move(actor=program, units=[units["B1"]], parent=units["A"], on=DAY, decision=ruling(2, DAY))


def test_another_spelling_of_a_name_finds_the_unit(units: dict[str, Unit], program: Account) -> None:
    operations.record_alias(actor=program, unit=units["A"], name="Khối các các cơ quan A", on=DAY)
    assert named("KHỐI CÁC CÁC CƠ QUAN a") == [units["A"]]
    assert operations.record_alias(actor=program, unit=units["A"], name="Khối các các cơ quan A", on=DAY) is None
