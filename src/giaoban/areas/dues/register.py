"""Party dues at a glance: open this file first."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from giaoban.areas.dues import operations, queries, rules
from giaoban.areas.dues.models import Basis, Channel, DuesSheet, Line, Payment, Remittance, Waiver
from giaoban.core.numbers import write_number
from giaoban.core.spans import add_months
from giaoban.ground.journal.clock import today
from giaoban.ground.people.queries import found_by
from giaoban.ground.units.queries import names_of
from giaoban.kit.register import (
    REASON,
    VERSION,
    Act,
    Ask,
    Column,
    Due,
    Filter,
    Flow,
    RecordPart,
    Register,
    Share,
    Stock,
)

MANY = 8
"""So many cells with the same to do are named one by one; more are one sentence that leads to the list."""
MOST_MONEY = 90_000_000_000
"""More đồng than the dues of a month of any body: an aid against slips, no rule of the Party."""


MEMBER = Column("person__name", _("Member"), sort="person__name_key")
WHO = Ask("person", _("Member"), "person")
CHANNEL = Ask("channel", _("Channel"), "choice", choices=Channel.choices)
PAID_ON = Ask("paid_on", _("Paid on"), "day", initial="today")


def _sections(actor: Any, record: DuesSheet) -> list[RecordPart]:
    """The sheet itself: everybody with what is due, paid and left, and the way to write down who has paid."""
    lines = queries.lines_of(record)
    return [
        RecordPart(_("Who pays"), "dues/lines.html", {
            "lines": lines, "sheet": record, "sources": queries.sources_of(record), "period": queries.quarter_with(record.month),
        }, [line.person_id for line in lines]),
    ]  # fmt: skip


# What is due


def _due(units: Collection[int], day: date) -> list[Due]:
    """What is due about dues: sheets, money to hand on, money to confirm."""
    month = queries.first_of(day)
    before = add_months(month, -1)
    lists = {register.name: reverse("desk:list", args=[register.name]) for register in (DUES, REMITTANCES)}
    due = [
        *_each(queries.without_sheet(units, month), f"lập bảng thu đảng phí tháng {month:%m/%Y}",
               add_months(month, 1), reverse("desk:act", args=["dues", "draw_up"]), day),
        *_each(queries.not_handed_on(units, before), f"nộp lên cấp trên đảng phí thu tháng {before:%m/%Y}",
               month, reverse("desk:act", args=["dues_remittances", "hand_on"]), day),
    ]  # fmt: skip
    for unit, count in queries.not_confirmed(units).items():
        sentence = f"xác nhận {write_number(count)} khoản đảng phí cấp dưới nộp lên"
        due += _each([unit], sentence, day, f"{lists['dues_remittances']}?stands=waiting", day)
    return due


def _each(units: list[int], what: str, by: date, url: str, day: date) -> list[Due]:
    if len(units) > MANY:
        return [Due(f"{write_number(len(units))} đơn vị phải {what}", by, url, None)]
    names = names_of(units, on=day)
    with_unit = "&" if "?" in url else "?"
    return [Due(f"{names.get(unit, 'Chi bộ')} phải {what}", by, f"{url}{with_unit}unit={unit}", unit) for unit in units]


def _ladder(units: Collection[int], day: date) -> list[Due]:
    """Who is one, two, three months behind: a sentence a cell and step; the last step names them and strikes nobody off."""
    behind, url = queries.behind_on(day), reverse("desk:list", args=["dues_lines"])
    steps: dict[tuple[int, int], list[queries.Behind]] = {}
    for member in queries.behind_in(units, day):
        steps.setdefault((rules.step_of(len(member.months), behind=behind), member.unit_id), []).append(member)
    due = []
    for step in (3, 2, 1):
        cells = {unit: people for (at, unit), people in steps.items() if at == step}
        what = rules.step_said(step, behind=behind)
        if len(cells) > MANY:
            count = sum(len(people) for people in cells.values())
            sentence = f"{write_number(count)} đảng viên của {write_number(len(cells))} chi bộ {what}"
            due.append(Due(sentence, day, f"{url}?stands=late", None))
            continue
        names = names_of(cells, on=day)
        for unit, people in cells.items():
            who = "; ".join(f"{member.person} (tháng {rules.in_words(member.months)})" for member in people[:MANY])
            more = f" và {len(people) - MANY} đồng chí khác" if len(people) > MANY else ""
            sentence = f"{names.get(unit, 'Chi bộ')}, {who}{more} {what}"
            named = tuple(member.person_id for member in people[:MANY])
            due.append(Due(sentence, day, f"{url}?stands=late&under={unit}", unit, people=named))
    return due


def _stands(rows: Any, value: str, on: date) -> Any:
    match value:
        case "paid":
            return rows.filter(left__lte=0)
        case "unknown":
            return rows.filter(amount=None)
        case "late":
            return rows.filter(left__gt=0, month__lt=queries.first_of(on))
        case _:
            return rows.filter(left__gt=0)


DUES = Register(
    name="dues",
    label=_("Sheets of dues"),
    record=DuesSheet,
    icon="wallet",
    order="-month",
    rows=lambda day: queries.sheets(),
    day=lambda record: record.month,
    columns=(
        Column("month", show=lambda record: f"{record.month:%m/%Y}", sort="month"),
        Column("unit"),
        Column("members", _("Members"), sort="members", summed=True),
        Column("unknown", _("Without a basis"), listed=False, sort="unknown"),
        Column("to_pay", _("To pay (đồng)"), sort="to_pay", summed=True),
        Column("paid", _("Paid (đồng)"), sort="paid", summed=True),
        Column("left", _("Left (đồng)"), sort="left", summed=True),
        Column("drawn_on"),
    ),
    acts=(
        Act("draw_up", operations.draw_up, _("Draw up the sheet of a month"), event=True, icon="plus", asks=(
            Ask("month", _("Month"), "month", initial=lambda actor, record: today()),
            Ask("drawn_on", _("Roll of"), "day", initial="today",
                help=_("Whoever is on the cell's roll on this day is on the sheet; of a month that is over, on its last day.")),
        )),
        Act("collect", operations.collect, _("Write down who paid"), event=True, on_record=True, icon="check", page="dues:collect"),
        Act("take_in", operations.take_in, _("Paste a sheet"), event=True, on_record=True, icon="upload",
            foretold=operations.foretell_take_in, names=queries.people_of, asks=(
            Ask("text", _("Rows of the spreadsheet"), "long",
                help=_("Copy the columns name (or card number), đồng and day out of a spreadsheet and paste them here.")),
            PAID_ON, CHANNEL,
        )),
        Act("reckon_anew", operations.reckon_anew, _("Reckon anew"), event=True, on_record=True, icon="history", asks=(
            Ask("drawn_on", _("Roll of"), "day", initial="today"), REASON,
        ), about=_("Newcomers are added and amounts follow bases and waivers; whoever has paid stays as they are.")),
        Act("void_sheet", operations.void_sheet, _("Strike out the sheet"), (REASON,), on_record=True, danger=True,
            icon="trash-2"),
    ),
    sections=_sections,
    due=_due,
    filters=(
        Filter("stands", _("Stands"), (("open", _("not all paid")), ("done", _("all paid"))),
               lambda rows, value, on: rows.filter(left__gt=0) if value == "open" else rows.filter(left__lte=0)),
    ),
)  # fmt: skip

LINES = Register(
    name="dues_lines",
    area="dues",
    label=_("Dues of members by month"),
    record=Line,
    icon="list-checks",
    order="-month,person__name_key",
    rows=lambda day: queries.lines(),
    day=lambda record: record.month,
    columns=(
        MEMBER,
        Column("unit"),
        Column("month", show=lambda line: f"{line.month:%m/%Y}", sort="month"),
        Column("amount", summed=True),
        Column("how"),
        Column("source", listed=False),
        Column("paid", _("Paid (đồng)"), sort="paid", summed=True),
        Column("left", _("Left (đồng)"), sort="left", summed=True),
        Column("paid_on", _("Paid on"), sort="paid_on"),
    ),
    acts=(
        Act("pay", operations.pay, _("Write down as paid"), event=True, on_record=True, in_bulk=True, icon="check",
            open_for=lambda line: bool(line.amount) and line.amount > queries.paid_of([line.pk]).get(line.pk, 0), asks=(
            PAID_ON,
            Ask("amount", _("Paid (đồng)"), "money", required=False, help=_("Left empty, all that is left is paid.")),
            CHANNEL,
        )),
    ),
    indicators=(
        Flow("dues_to_pay", _("Dues to be paid"), "đồng", query=queries.owed, day="month", amount="amount"),
        Flow("dues_owed", _("Dues to be paid, members and months"), "lượt", query=queries.owed, day="month"),
        Flow("dues_paid_up", _("Dues paid in full, members and months"), "lượt", query=queries.paid_up, day="month"),
        Share("dues_paid_share", _("Dues paid in full of those to be paid"), "%", part="dues_paid_up", whole="dues_owed"),
        Stock("dues_far_behind", _("Members so far behind with dues that their cell considers it"), "người",
              query=queries.far_behind, person="person"),
    ),
    search=lambda text: found_by(text, "person__"),
    due=_ladder,
    filters=(
        Filter("stands", _("Stands"), (
            ("open", _("not paid in full")), ("late", _("behind, not paid in full")), ("paid", _("paid in full")), ("unknown", _("without a basis")),
        ), _stands),
    ),
)  # fmt: skip

PAYMENTS = Register(
    name="dues_payments",
    area="dues",
    label=_("Receipts of dues"),
    record=Payment,
    icon="file-text",
    order="-paid_on,-number",
    day=lambda record: record.paid_on,
    columns=(
        Column("name", _("Receipt"), show=lambda payment: f"{payment.number}/{payment.year}", sort="number"),
        MEMBER,
        Column("unit"),
        Column("line__month", _("For the month of"), sort="line__month"),
        Column("paid_on"),
        Column("amount", summed=True),
        Column("channel"),
    ),
    acts=(
        Act("void_payment", operations.void_payment, _("Strike out the receipt"), (REASON,), on_record=True, danger=True,
            icon="trash-2"),
    ),
    indicators=(
        Flow("dues_collected", _("Dues collected"), "đồng", query=queries.payments, day="paid_on", amount="amount"),
    ),
    search=lambda text: found_by(text, "person__"),
)  # fmt: skip

BASES = Register(
    name="dues_bases",
    area="dues",
    label=_("What dues are reckoned from"),
    record=Basis,
    icon="scale",
    order="person__name_key,-from_month",
    columns=(
        MEMBER,
        Column("unit"),
        Column("from_month", show=lambda basis: f"{basis.from_month:%m/%Y}", sort="from_month"),
        Column("group"),
        Column("amount", power="dues_bases.read_amounts"),
        Column("region"),
        Column("proof", listed=False),
    ),
    acts=(
        Act("set_basis", operations.set_basis, _("Set a basis"), icon="plus", asks=(
            WHO,
            Ask("from_month", _("From the month of"), "month", initial=lambda actor, record: today()),
            Ask("group", _("Group"), "choice", choices=Basis.Group.choices),
            Ask("amount", _("Wage, pension or agreed amount (đồng)"), "money", required=False),
            Ask("region", _("Region of the minimum wage"), "choice", choices=Basis.Region.choices, required=False),
            Ask("proof", _("Proof"), required=False),
        )),
        Act("correct_basis", operations.correct_basis, _("Correct"), on_record=True, icon="pencil", asks=(
            Ask("group", _("Group"), "choice", choices=Basis.Group.choices, initial="own"),
            Ask("amount", _("Wage, pension or agreed amount (đồng)"), "money", required=False, initial="own"),
            Ask("region", _("Region of the minimum wage"), "choice", choices=Basis.Region.choices, required=False, initial="own"),
            Ask("proof", _("Proof"), required=False, initial="own"),
            REASON, VERSION,
        )),
        Act("void_basis", operations.void_basis, _("Strike out"), (REASON,), on_record=True, danger=True, icon="trash-2"),
    ),
    search=lambda text: found_by(text, "person__"),
)  # fmt: skip

WAIVERS = Register(
    name="dues_waivers",
    area="dues",
    label=_("Waivers of dues"),
    record=Waiver,
    icon="bookmark",
    order="-from_month",
    columns=(
        MEMBER,
        Column("unit"),
        Column("percent"),
        Column("from_month", show=lambda waiver: f"{waiver.from_month:%m/%Y}", sort="from_month"),
        Column("last_month", show=lambda waiver: f"{waiver.last_month:%m/%Y}", sort="last_month"),
        Column("why"),
        Column("decision"),
    ),
    acts=(
        Act("waive", operations.waive, _("Record a waiver"), icon="plus", asks=(
            WHO,
            Ask("percent", _("Taken off (%)"), "choice", choices=[(percent, f"{percent}%") for percent in rules.PERCENTS]),
            Ask("from_month", _("From the month of"), "month"),
            Ask("last_month", _("To the month of"), "month"),
            Ask("why", _("Reason of the waiver")),
            Ask("decision", _("Decision, number and day")),
        )),
        Act("correct_waiver", operations.correct_waiver, _("Correct or end"), on_record=True, icon="pencil", asks=(
            Ask("percent", _("Taken off (%)"), "choice", choices=[(percent, f"{percent}%") for percent in rules.PERCENTS],
                initial="own"),
            Ask("from_month", _("From the month of"), "month", initial="own"),
            Ask("last_month", _("To the month of"), "month", initial="own"),
            Ask("why", _("Reason of the waiver"), initial="own"),
            Ask("decision", _("Decision, number and day"), initial="own"),
            REASON, VERSION,
        )),
        Act("void_waiver", operations.void_waiver, _("Strike out"), (REASON,), on_record=True, danger=True, icon="trash-2"),
    ),
    search=lambda text: found_by(text, "person__"),
)  # fmt: skip

_HANDED_ON = (
    Ask("kept", _("Kept (đồng)"), "money", initial="own", most=MOST_MONEY),
    Ask("amount", _("Handed on (đồng)"), "money", initial="own", most=MOST_MONEY),
    Ask("handed_on", _("Handed on, day"), "day", initial="own"),
    Ask("channel", _("Channel"), "choice", choices=Channel.choices, initial="own"),
    Ask("number", _("Voucher"), required=False, initial="own"),
    Ask("explanation", _("Explanation"), "long", required=False, initial="own",
        help=_("Only where what came in is not what was kept and handed on.")),
)  # fmt: skip

REMITTANCES = Register(
    name="dues_remittances",
    area="dues",
    label=_("Dues handed on"),
    record=Remittance,
    icon="send",
    order="-month",
    rows=lambda day: queries.handed_on(),
    day=lambda record: record.month,
    columns=(
        Column("month", show=lambda record: f"{record.month:%m/%Y}", sort="month"),
        Column("unit"),
        Column("to_unit"),
        Column("collected", _("Collected (đồng)"), sort="collected", summed=True),
        Column("from_below", _("From below (đồng)"), listed=False, sort="from_below"),
        Column("kept", summed=True),
        Column("amount", summed=True),
        Column("handed_on"),
        Column("channel", listed=False),
        Column("number", listed=False),
        Column("received"),
        Column("received_on", listed=False),
        Column("faults", _("Does not add up"), show=queries.does_not_add_up),
        Column("explanation", listed=False),
    ),
    acts=(
        Act("hand_on", operations.hand_on, _("Hand on the dues of a month"), event=True, icon="plus",
            foretold=operations.foretell_hand_on, asks=(
            Ask("month", _("Month"), "month", initial=lambda actor, record: add_months(today(), -1)), *_HANDED_ON,
        )),
        Act("receive", operations.receive, _("Confirm what arrived"), event=True, on_record=True, at=lambda record: record.to_unit_id,
            open_for=lambda record: record.received_on is None, icon="check", asks=(
            Ask("received_on", _("Received on"), "day", initial="today"),
            Ask("received", _("Received (đồng)"), "money", most=MOST_MONEY,
                initial=lambda actor, record: record and record.amount),
        )),
        Act("correct_remittance", operations.correct_remittance, _("Correct"), (*_HANDED_ON, REASON, VERSION), event=True, on_record=True,
            open_for=lambda record: record.received_on is None, icon="pencil"),
        Act("take_back_receipt", operations.take_back_receipt, _("Take the confirmation back"), (REASON,), on_record=True,
            at=lambda record: record.to_unit_id, open_for=lambda record: record.received_on is not None, icon="undo-2"),
        Act("void_remittance", operations.void_remittance, _("Strike out"), (REASON,), on_record=True, danger=True,
            open_for=lambda record: record.received_on is None, icon="trash-2"),
    ),
    indicators=(
        Flow("dues_handed_on", _("Dues handed on"), "đồng", query=queries.remittances, day="month", amount="amount",
             counter_unit="to_unit"),
    ),
    filters=(
        Filter("stands", _("Stands"), (("waiting", _("not confirmed")), ("wrong", _("does not add up")),),
               lambda rows, value, on: rows.filter(received_on=None) if value == "waiting" else rows.exclude(difference=0)),
    ),
)  # fmt: skip
