"""The acts of dues: who may, what is refused with which sentence, what one sees of the other's."""

from __future__ import annotations

from datetime import date

import pytest

from giaoban.areas.dues import operations, queries
from giaoban.areas.dues.models import Basis, DuesSheet, Line, Payment, Remittance
from giaoban.areas.dues.own import own_tables
from giaoban.areas.dues.register import LINES
from giaoban.areas.dues.tests.conftest import CELL, MONTH, PAID_ON
from giaoban.core.refusal import Refused
from giaoban.core.spans import Period
from giaoban.ground.journal.models import Entry
from giaoban.reporting.figures import evidence, figure
from tests.world import World


def collected(world: World, sheet: DuesSheet, **more: object) -> list[Payment]:
    answers = {"paid": {}, "paid_on": PAID_ON, "channel": "cash", "rest": True} | more
    return operations.collect(actor=world.officers["bi-thu-1"], record=sheet, **answers)  # type: ignore[arg-type]


def handed_on(world: World, **more: object) -> Remittance:
    answers = {"kept": 70_380, "amount": 164_220, "explanation": ""} | more
    return operations.hand_on(
        actor=world.officers["bi-thu-1"], unit=world.units[CELL], month=MONTH, handed_on=date(2026, 8, 3), channel="bank",
        **answers,  # type: ignore[arg-type]
    )  # fmt: skip


def test_these_three_paid_is_one_act_with_three_receipts(world: World, sheet: DuesSheet) -> None:
    before = Entry.objects.count()
    receipts = collected(world, sheet)
    assert Entry.objects.count() == before + 1
    assert [(receipt.number, receipt.year, receipt.amount) for receipt in receipts] == [
        (1, 2026, 78_200), (2, 2026, 78_200), (3, 2026, 78_200),
    ]  # fmt: skip
    with pytest.raises(Refused, match="mọi người đã nộp đủ"):
        collected(world, sheet)


def test_a_part_is_paid_first_and_the_rest_later(world: World, sheet: DuesSheet) -> None:
    line = queries.lines_of(sheet)[0]
    collected(world, sheet, paid={line.pk: 50_000}, rest=False)
    assert queries.lines().get(pk=line.pk).left == 28_200
    with pytest.raises(Refused, match=r"còn phải nộp 28\.200 đồng"):
        collected(world, sheet, paid={line.pk: 28_201}, rest=False)
    operations.pay(actor=world.officers["bi-thu-1"], record=line, paid_on=date(2026, 8, 2), channel="bank")
    assert queries.lines().get(pk=line.pk).left == 0


def test_where_one_of_twenty_cannot_pay_none_is_written_down(world: World, sheet: DuesSheet) -> None:
    first, second, _third = queries.lines_of(sheet)
    with pytest.raises(Refused):
        collected(world, sheet, paid={first.pk: 78_200, second.pk: 90_000}, rest=False)
    assert not Payment.objects.exists()


def test_a_line_of_another_sheet_is_no_line_of_this_one(world: World, sheet: DuesSheet) -> None:
    with pytest.raises(Refused, match="không có tên trong bảng này"):
        collected(world, sheet, paid={10**9: 1}, rest=False)


def test_a_pasted_sheet_is_shown_first_and_refused_row_by_row(world: World, sheet: DuesSheet) -> None:
    first, second, _third = world.people[CELL]
    text = f"Họ tên\tSố tiền\tNgày\n{first.name.upper()}\t78.200\t06/07/2026\n{second.card_number}\t50.000"
    said = {"actor": world.officers["bi-thu-1"], "record": sheet, "paid_on": PAID_ON, "channel": "cash"}
    shown = operations.foretell_take_in(text=text, **said)  # type: ignore[arg-type]
    assert shown[0] == "2 người nộp, cộng 128.200 đồng."
    with pytest.raises(Refused, match=r"Dòng 4 .*không có tên trong bảng này"):
        operations.take_in(text=f"{text}\nNgười Lạ\t5.000", **said)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="đã có ở dòng trên"):
        operations.take_in(text=f"{text}\n{second.name}\t5.000", **said)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="chưa đến"):
        operations.take_in(text=f"{first.name}\t5.000\t06/07/2027", **said)  # type: ignore[arg-type]
    assert not Payment.objects.exists()
    operations.take_in(text=text, **said)  # type: ignore[arg-type]
    days = dict(Payment.objects.values_list("person", "paid_on"))
    assert days == {first.pk: date(2026, 7, 6), second.pk: PAID_ON}


def test_nobody_pays_in_the_future(world: World, sheet: DuesSheet) -> None:
    with pytest.raises(Refused, match="không ghi ngày sau hôm nay"):
        collected(world, sheet, paid_on=date(2027, 7, 5))


def test_the_secretary_of_another_cell_writes_down_nothing(world: World, sheet: DuesSheet) -> None:
    with pytest.raises(Refused):
        operations.collect(
            actor=world.officers["bi-thu-2"], record=sheet, paid={}, paid_on=PAID_ON, channel="cash", rest=True
        )


def test_a_sheet_is_drawn_up_once_and_reckoned_anew_around_who_has_paid(world: World, sheet: DuesSheet) -> None:
    actor, unit = world.officers["bi-thu-1"], world.units[CELL]
    with pytest.raises(Refused, match="đã có"):
        operations.draw_up(actor=actor, unit=unit, month=MONTH, drawn_on=PAID_ON)
    first, second, _third = queries.lines_of(sheet)
    collected(world, sheet, paid={first.pk: 10_000}, rest=False)
    for basis in Basis.objects.all():
        operations.correct_basis(
            actor=actor,
            record=basis,
            group="insured",
            amount=9_000_000,
            region="",
            proof="",
            reason="Nâng lương.",
            version=1,
        )
    operations.reckon_anew(actor=actor, record=sheet, drawn_on=PAID_ON, reason="Nâng lương.")
    amounts = dict(Line.objects.values_list("person", "amount"))
    assert (amounts[first.person_id], amounts[second.person_id]) == (78_200, 90_000)


def test_a_committee_is_no_cell(world: World) -> None:
    with pytest.raises(Refused, match="chọn chi bộ"):
        operations.draw_up(actor=_program(), unit=world.units["Sở Khối A"], month=MONTH, drawn_on=PAID_ON)


def _program() -> object:
    from giaoban.ground.access.operations import program

    return program("Kiểm thử")


def test_a_sheet_with_receipts_is_not_struck_out_before_them(world: World, sheet: DuesSheet) -> None:
    (receipt, *others) = collected(world, sheet)
    actor = world.officers["bi-thu-1"]
    with pytest.raises(Refused, match="3 phiếu thu"):
        operations.void_sheet(actor=actor, record=sheet, reason="Nhầm tháng.")
    for payment in (receipt, *others):
        operations.void_payment(actor=actor, record=payment, reason="Nhầm tháng.")
    operations.void_sheet(actor=actor, record=sheet, reason="Nhầm tháng.")
    assert not DuesSheet.objects.exists()
    assert not Line.objects.exists()


def test_two_who_correct_one_basis_do_not_overwrite_one_another(world: World) -> None:
    basis = Basis.objects.first()
    said = {"group": "pension", "amount": 5_000_000, "region": "", "proof": "", "reason": "Nghỉ hưu.", "version": 1}
    operations.correct_basis(actor=world.officers["bi-thu-1"], record=basis, **said)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="Người khác vừa sửa"):
        operations.correct_basis(actor=world.officers["bi-thu-1"], record=basis, **said)  # type: ignore[arg-type]


def test_a_waiver_takes_its_part_off_the_sheet(world: World) -> None:
    person, actor = world.people[CELL][1], world.officers["bi-thu-1"]
    operations.waive(
        actor=actor, unit=world.units[CELL], person=person, percent="70", from_month=MONTH, last_month=date(2026, 12, 1),
        why="Hộ cận nghèo", decision="Số 03, 01/7/2026",
    )  # fmt: skip
    sheet = operations.draw_up(actor=actor, unit=world.units[CELL], month=MONTH, drawn_on=PAID_ON)
    line = sheet.lines.get(person=person)
    assert line.amount == 23_460
    assert line.how.endswith("giảm 70%")


def test_what_is_handed_on_adds_up_or_is_explained_and_is_confirmed_above(world: World, sheet: DuesSheet) -> None:
    collected(world, sheet)
    with pytest.raises(Refused, match=r"còn thiếu 10\.000 đồng"):
        handed_on(world, amount=154_220)
    record = handed_on(world)
    assert record.to_unit == world.units["Sở Khối A"]
    with pytest.raises(Refused):
        operations.receive(
            actor=world.officers["bi-thu-1"], record=record, received_on=date(2026, 8, 4), received=record.amount
        )
    operations.receive(
        actor=world.officers["van-phong-a"], record=record, received_on=date(2026, 8, 4), received=160_000
    )
    said = queries.does_not_add_up(queries.handed_on().get())
    assert said == "cấp trên nhận 160.000 đồng, khác số nộp 164.220 đồng"
    with pytest.raises(Refused, match="rút xác nhận"):
        operations.void_remittance(actor=world.officers["bi-thu-1"], record=record, reason="Nhầm.")
    operations.take_back_receipt(actor=world.officers["van-phong-a"], record=record, reason="Đếm nhầm.")
    operations.void_remittance(actor=world.officers["bi-thu-1"], record=record, reason="Nhầm.")
    assert not Remittance.objects.exists()


def test_a_receipt_struck_out_after_the_money_went_up_is_seen_as_a_difference(world: World, sheet: DuesSheet) -> None:
    (receipt, *_others) = collected(world, sheet)
    handed_on(world)
    operations.void_payment(actor=world.officers["bi-thu-1"], record=receipt, reason="Ghi nhầm người.")
    assert "thừa 78.200 đồng" in queries.does_not_add_up(queries.handed_on().get())


def test_the_figures_are_what_the_records_say_and_what_moves_inside_is_left_out(world: World, sheet: DuesSheet) -> None:
    first, *_others = queries.lines_of(sheet)
    collected(world, sheet, paid={first.pk: 78_200}, rest=False)
    handed_on(world, kept=23_460, amount=54_740)
    quarter = Period.parse("2026-Q3")
    said = {
        name: figure(name, world.units[CELL], quarter).value
        for name in ("dues_to_pay", "dues_owed", "dues_paid_up", "dues_collected", "dues_handed_on")
    }
    assert said == {
        "dues_to_pay": 234_600, "dues_owed": 3, "dues_paid_up": 1, "dues_collected": 78_200, "dues_handed_on": 54_740,
    }  # fmt: skip
    assert figure("dues_handed_on", world.units["Sở Khối A"], quarter).value == 0
    assert [payment.person for payment in evidence("dues_collected", world.units["Khối A"], quarter)] == [first.person]


def test_who_is_three_months_behind_is_named_to_the_cell_and_stays_a_member(world: World) -> None:
    actor, unit = world.officers["bi-thu-1"], world.units[CELL]
    behind, other, third = world.people[CELL]
    for month in (7, 8, 9):
        sheet = operations.draw_up(actor=actor, unit=unit, month=date(2026, month, 1), drawn_on=date(2026, month, 28))
        paying = [other, third] if month > 7 else [third]
        paid = {line.pk: line.amount or 0 for line in sheet.lines.filter(person__in=paying)}
        operations.collect(actor=actor, record=sheet, paid=paid, paid_on=date(2026, month, 28), channel="cash")
    assert LINES.due is not None
    ladder = [due.sentence for due in LINES.due([unit.pk], date(2026, 10, 2)) if "thiếu đảng phí" in due.sentence]
    assert len(ladder) == 2
    assert f"{behind.name} (tháng 07/2026, 08/2026, 09/2026) thiếu đảng phí từ 3 tháng" in ladder[0]
    assert f"{other.name} (tháng 07/2026) thiếu đảng phí 1 tháng: nhắc nộp" in ladder[1]
    assert figure("dues_far_behind", unit, Period.parse("2026-Q3")).value == 1
    assert behind.memberships.get().valid.upper is None


def test_a_member_sees_their_own_months_and_receipts_and_nobody_elses(world: World, sheet: DuesSheet) -> None:
    collected(world, sheet)
    own, other = world.people[CELL][:2]
    (months, waivers) = own_tables(own, MONTH)
    number = Payment.objects.get(person=own).number
    assert [row[0] for row in months.rows] == ["07/2026"]
    assert months.rows[0][1] == "78.200"
    assert months.rows[0][3] == f"78.200 (05/07/2026, {number}/2026)"
    assert list(waivers.rows) == []
    assert own_tables(other, MONTH)[0].rows != months.rows
