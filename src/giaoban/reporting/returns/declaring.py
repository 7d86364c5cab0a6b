"""A unit declares a value of a line, with the reason where it differs."""

from __future__ import annotations

from decimal import Decimal

from giaoban.core.refusal import Refused, refuse_if
from giaoban.ground.access.policy import Actor
from giaoban.reporting.models import Return, ReturnValue
from giaoban.reporting.report import State
from giaoban.reporting.returns.acting import acting
from giaoban.reporting.rules import why_differs, why_not, why_not_value, why_not_without_reason


def declare(
    *,
    actor: Actor,
    record: Return,
    code: str,
    amount: Decimal | None,
    reason: str,
    state: State = "given",
    estimate: bool = False,
) -> ReturnValue:
    """The unit declares that value for the line; the reason stays beside it, the earlier one in the journal."""
    if record.below.exists():
        raise Refused(
            f"Số liệu của {record.name} do các báo cáo cấp dưới cộng lên; hãy sửa ở báo cáo của đơn vị có số sai."
        )
    line = record.campaign.form_used.line(code)
    row = ReturnValue.objects.filter(belongs_to=record, code=code).first() or ReturnValue(belongs_to=record, code=code)
    reasons = why_not("declare", record.state)
    if row.pk and (row.declared is not None or row.cell):
        reasons += why_not_without_reason(reason)
    reasons += why_differs(amount, row.recorded, reason)
    reasons += why_not_value(code, line.unit_of_count, amount)
    refuse_if(reasons)
    with acting(actor, record, "declare", reason=reason, detail={"line": code}):
        row.declared, row.state, row.reason, row.estimate = (
            amount,
            state if amount is None else "given",
            reason,
            estimate,
        )
        row.save()
        if not record.source:
            record.source = Return.Source.RECORDS
    return row
