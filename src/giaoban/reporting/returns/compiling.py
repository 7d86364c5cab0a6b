"""A return is made of the records, or of what the units below wrote."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from giaoban.core.refusal import Refused
from giaoban.core.spans import Period
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.models import Entry
from giaoban.reporting import figures
from giaoban.reporting.models import Return, ReturnParagraph, ReturnValue
from giaoban.reporting.queries import consolidated
from giaoban.reporting.returns.acting import acting, write_values
from giaoban.reporting.rules import cut_off


def recorded_values(report_return: Return, last: date | None = None) -> dict[str, Decimal | None]:
    """What the records say of each line for the return's unit, up to that last day where one is given.

    Lines that no records hold are left out.
    """
    campaign = report_return.campaign
    period = Period(campaign.asked.start, last + timedelta(days=1)) if last else campaign.asked
    lines = figures.recorded_lines(campaign.form_used, report_return.unit, period)
    return {code: figure.value for code, figure in lines.items()}


def compile(*, actor: Actor, record: Return, on: date) -> Entry:
    """The return holds what the records say, or, where others return to it, their paragraphs joined to one text.

    Declared values with a reason stay, and those that no record says; paragraphs that were edited stay. Compiled before the period is
    over, it says so: the records of that day, or of the day that the campaign cuts off on, estimated to the period's end.
    """
    with acting(actor, record, "compile") as entry:
        if record.below.exists():
            record.source = Return.Source.BELOW
            _join_narrative(record)
        else:
            compile_from_records(record, on)
    return entry


def compile_from_records(report_return: Return, on: date) -> None:
    """The return's values are those of its records as of that day; to be called inside an act."""
    campaign = report_return.campaign
    estimated = on <= campaign.asked.last_day
    asked_for = campaign.cut_off_on and min(on, campaign.cut_off_on)
    recorded = recorded_values(report_return, cut_off(campaign.asked, asked_for) if estimated and asked_for else None)
    if not recorded:
        raise Refused(
            f"Chương trình không có sổ nào của {report_return.name} để lập báo cáo; hãy nhận tệp số liệu mà đơn vị gửi."
        )
    report_return.source = Return.Source.RECORDS
    report_return.estimated = estimated
    report_return.cut_off_on = cut_off(campaign.asked, asked_for or on) if estimated else None
    kept = {row.code: row for row in ReturnValue.objects.filter(belongs_to=report_return)}
    rows = []
    for line in campaign.form_used.lines:
        row = kept.get(line.code) or ReturnValue(belongs_to=report_return, code=line.code)
        row.recorded = recorded.get(line.code)
        if not row.reason and (row.recorded is not None or row.declared is None):
            row.declared, row.cell = row.recorded, None
            row.estimate = report_return.estimated and line.adds_as != "stock"
            row.state = "missing" if row.recorded is None else "given"
        rows.append(row)
    write_values(rows)


def _join_narrative(report_return: Return) -> None:
    joint = consolidated(report_return).narrative
    kept = {row.original: row for row in ReturnParagraph.objects.filter(belongs_to=report_return)}
    texts = {paragraph.text for paragraph in joint}
    for original, row in kept.items():
        if original and original not in texts and row.text == original:
            row.delete()
    for order, paragraph in enumerate(joint):
        row = kept.get(paragraph.text) or ReturnParagraph(
            belongs_to=report_return, text=paragraph.text, original=paragraph.text, section=paragraph.section
        )
        row.order, row.units = order, list(paragraph.units)
        row.save()
