"""The acts: bases and waivers, the sheet of a month, what was paid, what was handed on. A mistake is mended with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from giaoban.areas.dues import queries, rules
from giaoban.areas.dues.models import Basis, DuesSheet, Line, Payment, Remittance, Waiver
from giaoban.core.numbers import write_number
from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.spans import add_months
from giaoban.core.text import fold, squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import today
from giaoban.ground.locks.queries import why_closed
from giaoban.ground.people.models import Person
from giaoban.ground.people.queries import membership_of
from giaoban.ground.regulations.queries import rule
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import name_of, parent_of
from giaoban.ground.writing import why_not_dated, writing

CHANGED = "Người khác vừa sửa bản ghi này; đồng chí xem lại rồi sửa tiếp."


def _last_of(month: date) -> date:
    return add_months(queries.first_of(month), 1) - timedelta(days=1)


def _why_not_of(person: Person, unit: Unit, month: date) -> list[str]:
    """Why the member's dues of that month are not the cell's; none where they are."""
    membership = membership_of(person, on=_last_of(month)) or membership_of(person, on=month)
    if membership is not None and membership.unit_id == unit.pk:
        return []
    return [f"Tháng {month:%m/%Y} {person.name} không có tên trong danh sách đảng viên của chi bộ."]


# What dues are reckoned from


def set_basis(
    *, actor: Actor, unit: Unit, person: Person, from_month: date, group: str, amount: int | None = None,
    region: str = "", proof: str = "",
) -> Basis:  # fmt: skip
    """From that month on the member's dues are reckoned from that; earlier months keep what held for them."""
    month = queries.first_of(from_month)
    with writing(actor, "dues_bases.set_basis", unit=unit, on=month):
        reasons = _why_not_of(person, unit, month)
        reasons += rules.why_not_base_on(rules.BasisValues(group, amount or 0, int(region) if region else None))
        if Basis.objects.filter(person=person, from_month=month).exists():
            reasons.append(f"{person.name} đã có căn cứ đóng từ {month:%m/%Y}; đồng chí mở căn cứ đó để sửa.")
        refuse_if(reasons)
        return Basis.objects.create(
            unit=unit, person=person, from_month=month, group=group, amount=amount or 0,
            region=int(region) if region else None, proof=squeeze(proof),
        )  # fmt: skip


def correct_basis(
    *, actor: Actor, record: Basis, group: str, amount: int | None, region: str, proof: str, reason: str, version: int
) -> Basis:
    """The basis says what is right; sheets that were drawn up stay until they are reckoned anew."""
    with writing(
        actor, "dues_bases.correct_basis", unit=record.unit, on=record.from_month, reason=reason, record=record
    ):
        refuse_if([CHANGED] if record.version != version else [])
        at = int(region) if region else None
        refuse_if(rules.why_not_base_on(rules.BasisValues(group, amount or 0, at)))
        record.group, record.amount, record.region, record.proof = group, amount or 0, at, squeeze(proof)
        record.version += 1
        record.save()
        return record


def void_basis(*, actor: Actor, record: Basis, reason: str) -> None:
    """The basis, entered by mistake, is struck out; the one before it holds again."""
    with writing(actor, "dues_bases.void_basis", unit=record.unit, on=record.from_month, reason=reason, record=record):
        record.delete()


def waive(
    *,
    actor: Actor,
    unit: Unit,
    person: Person,
    percent: str,
    from_month: date,
    last_month: date,
    why: str,
    decision: str,
) -> Waiver:
    """The member pays so much less in these months, by that decision."""
    first, last = queries.first_of(from_month), queries.first_of(last_month)
    with writing(actor, "dues_waivers.waive", unit=unit, on=first):
        refuse_if([*_why_not_of(person, unit, first), *_why_not_waive(person, first, last)])
        return Waiver.objects.create(
            unit=unit, person=person, percent=int(percent), from_month=first, last_month=last, why=squeeze(why),
            decision=squeeze(decision),
        )  # fmt: skip


def correct_waiver(
    *, actor: Actor, record: Waiver, percent: str, from_month: date, last_month: date, why: str, decision: str,
    reason: str, version: int,
) -> Waiver:  # fmt: skip
    """The waiver says what is right, or ends earlier; sheets that were drawn up stay until they are reckoned anew."""
    first, last = queries.first_of(from_month), queries.first_of(last_month)
    with writing(actor, "dues_waivers.correct_waiver", unit=record.unit, on=first, reason=reason, record=record):
        refuse_if([CHANGED] if record.version != version else [])
        refuse_if(_why_not_waive(record.person, first, last, but=record.pk))
        record.percent, record.from_month, record.last_month = int(percent), first, last
        record.why, record.decision, record.version = squeeze(why), squeeze(decision), record.version + 1
        record.save()
        return record


def _why_not_waive(person: Person, first: date, last: date, *, but: int | None = None) -> list[str]:
    return rules.why_not_waive(
        from_month=first,
        last_month=last,
        most=rule("dues.waiver_months", on=first),
        overlaps=queries.waiver_over(person, first, last, but=but),
    )


def void_waiver(*, actor: Actor, record: Waiver, reason: str) -> None:
    """The waiver, entered by mistake, is struck out."""
    with writing(
        actor, "dues_waivers.void_waiver", unit=record.unit, on=record.from_month, reason=reason, record=record
    ):
        record.delete()


# The sheet of a month


def draw_up(*, actor: Actor, unit: Unit, month: date, drawn_on: date) -> DuesSheet:
    """The cell has its sheet for the month: a line for everybody on its roll that day (the month's last, once it is over)."""
    first = queries.first_of(month)
    with writing(actor, "dues.draw_up", unit=unit, on=first):
        refuse_if(why_not_dated(drawn_on, happened=True))
        roll_day = max(first, min(drawn_on, _last_of(first)))
        if DuesSheet.objects.filter(unit=unit, month=first).exists():
            raise Refused(f"Bảng thu tháng {first:%m/%Y} của chi bộ đã có; đồng chí mở bảng đó, cần thì tính lại.")
        if not queries.roll_on(unit, roll_day).exists():
            raise Refused(f"Ngày {roll_day:%d/%m/%Y} đơn vị không có đảng viên nào; chọn chi bộ, không chọn cấp trên.")
        sheet = DuesSheet.objects.create(unit=unit, month=first, drawn_on=roll_day)
        _fill(sheet)
        return sheet


def reckon_anew(*, actor: Actor, record: DuesSheet, drawn_on: date, reason: str) -> DuesSheet:
    """The lines follow roll, bases and waivers as they are now; a line of which something was paid stays as it is."""
    with writing(actor, "dues.reckon_anew", unit=record.unit, on=record.month, reason=reason, record=record):
        refuse_if(why_not_dated(drawn_on, happened=True))
        record.drawn_on = max(record.month, min(drawn_on, _last_of(record.month)))
        record.save()
        record.lines.filter(payments=None).delete()
        _fill(record)
        return record


def _fill(sheet: DuesSheet) -> None:
    elsewhere = set(Line.objects.filter(month=sheet.month).values_list("person", flat=True))
    people = [row.person for row in queries.roll_on(sheet.unit, sheet.drawn_on) if row.person_id not in elsewhere]
    reckoned = queries.reckoned(people, sheet.month)
    Line.objects.bulk_create(
        Line(
            sheet=sheet, unit=sheet.unit, person=person, month=sheet.month, amount=reckoned[person.pk].amount,
            how=reckoned[person.pk].how, source=reckoned[person.pk].source,
        )
        for person in people
    )  # fmt: skip


def void_sheet(*, actor: Actor, record: DuesSheet, reason: str) -> None:
    """The sheet, drawn up by mistake, is struck out; refused once something was paid."""
    with writing(actor, "dues.void_sheet", unit=record.unit, on=record.month, reason=reason, record=record):
        if (paid := Payment.objects.filter(line__sheet=record).count()) > 0:
            raise Refused(f"Bảng đã ghi {paid} phiếu thu; đồng chí gạch bỏ các phiếu đó trước rồi mới gạch bỏ bảng.")
        record.lines.all().delete()
        record.delete()


# What was paid


def collect(
    *, actor: Actor, record: DuesSheet, paid: Mapping[int, int], paid_on: date, channel: str, rest: bool = False
) -> list[Payment]:
    """These members have paid (by line, in đồng), each on a receipt; with ``rest`` all others paid what they had left."""
    with writing(actor, "dues.collect", unit=record.unit, on=paid_on, record=record):
        lines = {line.pk: line for line in queries.lines_of(record)}
        refuse_if(["Có người không có tên trong bảng này; đồng chí mở lại bảng."] if set(paid) - set(lines) else [])
        amounts = {line.pk: line.left for line in lines.values() if rest and line.left} | dict(paid)
        refuse_if([] if amounts else ["Chưa đánh dấu ai đã nộp, hoặc mọi người đã nộp đủ."])
        return _receipts(record.unit, {lines[key]: amount for key, amount in amounts.items()}, paid_on, channel)


def take_in(*, actor: Actor, record: DuesSheet, text: str, paid_on: date, channel: str) -> list[Payment]:
    """The members named in a pasted sheet have paid what stands beside their names, on its day or on ``paid_on``."""
    with writing(actor, "dues.take_in", unit=record.unit, on=record.month, record=record):
        by_day: dict[date, dict[Line, int]] = {}
        for line, row in _named_in(record, text):
            by_day.setdefault(row.paid_on or paid_on, {})[line] = row.amount
        for day in by_day:
            refuse_if(_why_not_on(record.unit, day))
        return [
            receipt
            for day in sorted(by_day)
            for receipt in _receipts(record.unit, by_day[day], day, channel)
        ]  # fmt: skip


def _why_not_on(unit: Unit, day: date) -> list[str]:
    """Why nothing can be paid on that day: it has not come, or its period is closed."""
    if day > today():
        return [f"Ngày nộp {day:%d/%m/%Y} chưa đến."]
    return list(why_closed(unit, on=day))


def foretell_take_in(*, actor: Actor, record: DuesSheet, text: str, paid_on: date, channel: str) -> list[str]:
    """Whom the pasted sheet names, and what it comes to."""
    named = _named_in(record, text)
    total = write_number(sum(row.amount for _line, row in named))
    return [
        f"{write_number(len(named))} người nộp, cộng {total} đồng.",
        *(
            f"{line.person.name}: {write_number(row.amount)} đồng, ngày {row.paid_on or paid_on:%d/%m/%Y}"
            for line, row in named
        ),
    ]


def _named_in(record: DuesSheet, text: str) -> list[tuple[Line, rules.PastedRow]]:
    """Each row with the line of whom it names, by name or card number; refused with every row that names nobody or two."""
    rows, reasons = rules.pasted(text)
    lines: dict[str, list[Line]] = {}
    for line in queries.lines_of(record):
        for key in {line.person.name_fold, line.person.card_number} - {""}:
            lines.setdefault(key, []).append(line)
    named: list[tuple[Line, rules.PastedRow]] = []
    for row in rows:
        matches = lines.get(row.who) or lines.get(fold(row.who)) or []
        if len(matches) != 1:
            why = "có nhiều người cùng tên, đồng chí ghi số thẻ" if matches else "không có tên trong bảng này"
            reasons.append(f"Dòng {row.place} ({row.who}): {why}.")
        elif any(matches[0] == line for line, _row in named):
            reasons.append(f"Dòng {row.place} ({row.who}): đã có ở dòng trên.")
        else:
            named.append((matches[0], row))
    refuse_if(reasons)
    return named


def pay(*, actor: Actor, record: Line, paid_on: date, amount: int | None = None, channel: str) -> Payment:
    """The member has paid for the month: the whole of what was left, or ``amount`` of it."""
    with writing(actor, "dues_lines.pay", unit=record.unit, on=paid_on, record=record):
        left = (record.amount or 0) - queries.paid_of([record.pk]).get(record.pk, 0)
        return _receipts(record.unit, {record: left if amount is None else amount}, paid_on, channel)[0]


def _receipts(unit: Unit, amounts: Mapping[Line, int], paid_on: date, channel: str) -> list[Payment]:
    already = queries.paid_of(line.pk for line in amounts)
    refuse_if([
        reason
        for line, amount in amounts.items()
        for reason in rules.why_not_pay(
            name=line.person.name, month=line.month, due=line.amount, paid=already.get(line.pk, 0), amount=amount
        )
    ])  # fmt: skip
    last = queries.last_number(unit, paid_on.year)
    return Payment.objects.bulk_create(
        Payment(
            unit=unit, line=line, person=line.person, paid_on=paid_on, amount=amount, channel=channel,
            year=paid_on.year, number=number,
        )
        for number, (line, amount) in enumerate(amounts.items(), last + 1)
    )  # fmt: skip


def void_payment(*, actor: Actor, record: Payment, reason: str) -> None:
    """The receipt, written by mistake, is struck out: the month is open again for as much."""
    with writing(
        actor, "dues_payments.void_payment", unit=record.unit, on=record.paid_on, reason=reason, record=record
    ):
        record.delete()


# What was handed on


def hand_on(
    *, actor: Actor, unit: Unit, month: date, kept: int, amount: int, handed_on: date, channel: str, number: str = "",
    explanation: str = "",
) -> Remittance:  # fmt: skip
    """The unit has kept and handed on the month's dues; what does not add up is explained, or is not recorded."""
    first = queries.first_of(month)
    with writing(actor, "dues_remittances.hand_on", unit=unit, on=handed_on):
        above = parent_of(unit, on=handed_on)
        if above is None:
            raise Refused("Đơn vị này không có cấp trên trong chương trình nên không có nơi để nộp lên.")
        if Remittance.objects.filter(unit=unit, month=first).exists():
            raise Refused(f"Tháng {first:%m/%Y} đơn vị đã ghi nộp lên; đồng chí mở khoản đó để sửa.")
        purse = queries.purse_of(unit, first, kept=kept, handed_on=amount)
        refuse_if(rules.why_not_hand_on(purse, month=first, explanation=explanation))
        return Remittance.objects.create(
            unit=unit, to_unit=above, month=first, kept=kept, amount=amount, handed_on=handed_on, channel=channel,
            number=squeeze(number), explanation=squeeze(explanation),
        )  # fmt: skip


def foretell_hand_on(
    *, actor: Actor, unit: Unit, month: date, kept: int, amount: int, explanation: str = "", **_answers: object
) -> list[str]:
    """What handing on that much would mean, where it goes and by which share; refused at once where it does not add up."""
    first = queries.first_of(month)
    purse = queries.purse_of(unit, first, kept=kept, handed_on=amount)
    refuse_if(rules.why_not_hand_on(purse, month=first, explanation=explanation))
    above = parent_of(unit, on=first)
    name = name_of(above, on=first) if above else None
    return [
        f"Tháng {first:%m/%Y}: {purse.said()}.",
        rules.advised(purse, rule("dues.share_handed_on", on=first)),
        f"Nơi nhận: {name.name if name else 'chưa có cấp trên'}.",
    ]


def correct_remittance(
    *, actor: Actor, record: Remittance, kept: int, amount: int, handed_on: date, channel: str, number: str,
    explanation: str, reason: str, version: int,
) -> Remittance:  # fmt: skip
    """The remittance says what is right; refused once the unit above has confirmed it."""
    with writing(
        actor, "dues_remittances.correct_remittance", unit=record.unit, on=handed_on, reason=reason, record=record,
        moved_from=record.handed_on,
    ):  # fmt: skip
        refuse_if([CHANGED] if record.version != version else [])
        refuse_if(_why_not_touch(record))
        purse = queries.purse_of(record.unit, record.month, kept=kept, handed_on=amount)
        refuse_if(rules.why_not_hand_on(purse, month=record.month, explanation=explanation))
        record.kept, record.amount, record.handed_on, record.channel = kept, amount, handed_on, channel
        record.number, record.explanation, record.version = squeeze(number), squeeze(explanation), record.version + 1
        record.save()
        return record


def receive(*, actor: Actor, record: Remittance, received_on: date, received: int) -> Remittance:
    """The unit above says what arrived and when; a difference stays to be seen by both."""
    with writing(
        actor, "dues_remittances.receive", unit=record.to_unit, on=received_on, record=record
    ):  # fmt: skip
        refuse_if(_why_not_touch(record))
        if received_on < record.handed_on:
            raise Refused(f"Ngày nhận {received_on:%d/%m/%Y} trước ngày nộp {record.handed_on:%d/%m/%Y}.")
        record.received_on, record.received, record.version = received_on, received, record.version + 1
        record.save()
        return record


def take_back_receipt(*, actor: Actor, record: Remittance, reason: str) -> Remittance:
    """The confirmation, given by mistake, is taken back: the unit below can mend what it handed on."""
    with writing(
        actor, "dues_remittances.take_back_receipt", unit=record.to_unit, on=record.handed_on, reason=reason, record=record
    ):  # fmt: skip
        refuse_if(["Khoản này chưa được xác nhận đã nhận."] if record.received_on is None else [])
        record.received_on, record.received, record.version = None, None, record.version + 1
        record.save()
        return record


def _why_not_touch(record: Remittance) -> list[str]:
    if record.received_on is None:
        return []
    day = f"{record.received_on:%d/%m/%Y}"
    return [f"Cấp trên đã xác nhận nhận khoản này ngày {day}; cấp trên rút xác nhận thì mới sửa được."]


def void_remittance(*, actor: Actor, record: Remittance, reason: str) -> None:
    """The remittance, entered by mistake, is struck out; refused once the unit above has confirmed it."""
    with writing(
        actor, "dues_remittances.void_remittance", unit=record.unit, on=record.handed_on, reason=reason, record=record
    ):  # fmt: skip
        refuse_if(_why_not_touch(record))
        record.delete()
