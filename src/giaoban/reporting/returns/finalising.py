"""What happened after the cut-off and before the period's end goes into a final version."""

from __future__ import annotations

from datetime import date

from giaoban.core.refusal import refuse_if
from giaoban.ground.access.policy import Actor
from giaoban.reporting.models import Return, Version
from giaoban.reporting.queries import open_findings, report_of
from giaoban.reporting.returns.acting import acting
from giaoban.reporting.returns.answering import close, seal, unexplained
from giaoban.reporting.returns.compiling import compile_from_records
from giaoban.reporting.rules import CLOSED, why_not, why_not_finalise, why_not_submit


def finalise(*, actor: Actor, record: Return, on: date) -> Version:
    """The report and all below it that the records make are counted to the period's end and sealed anew, in one act.

    Each stays submitted or accepted; its earlier versions stay, and the difference is shown against them. The period is
    closed to its last day. Refused before the period is over, and where a new error would stand in it.
    """
    period = record.campaign.asked
    refuse_if(why_not("finalise", record.state))
    refuse_if(why_not_finalise(on=on, period=period, counted_to=report_of(record).cut_off_on))
    with acting(actor, record, "finalise", past_lock=True) as entry:
        counted = [row for row in _below(record) if row.source == Return.Source.RECORDS]
        for row in counted:
            compile_from_records(row, on)
            row.mark = entry.pk
            row.save()
            if row is not record:
                seal(actor, row, report_of(row), on, final=True)
        report = report_of(record)
        refuse_if(
            why_not_submit(
                below=[],
                errors=len(open_findings(report, "error")),
                values=sum(1 for line in report.lines if line.value is not None),
                unexplained=[code for row in counted for code in unexplained(row)],
            )
        )
        version = seal(actor, record, report, on, final=True)
        close(record, period.last_day, on)
    return version


def _below(record: Return) -> list[Return]:
    """The return and, level by level, all below it that stand in it as submitted."""
    rows, level = [record], [record]
    while level:
        below = Return.objects.filter(above__in=[row.pk for row in level], state__in=CLOSED)
        level = list(below.select_related("campaign", "unit", "above").order_by("order", "pk"))
        rows += level
    return rows
