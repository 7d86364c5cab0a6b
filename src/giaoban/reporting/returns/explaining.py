"""A finding stands with a reason."""

from __future__ import annotations

from datetime import date

from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.text import squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.writing import hold, writing
from giaoban.reporting.models import Explanation, Return
from giaoban.reporting.queries import consolidated, key_of
from giaoban.reporting.report import Finding
from giaoban.reporting.rules import why_not_take_back, why_not_without_reason


def take_back(*, actor: Actor, explanation: Explanation, reason: str, on: date) -> Explanation:
    """The finding is open again; the reason that was given and why it was taken back both stay to be read.

    Refused when the report that it belongs to was submitted with it.
    """
    record = Return.objects.get(pk=explanation.belongs_to_id)
    with writing(
        actor,
        "returns.take_back",
        unit=record.unit,
        on=record.campaign.asked.last_day,
        reason=reason,
        detail={"return": record.pk, "line": explanation.line},
        past_lock=True,
        record=explanation,
    ):
        hold(record)
        refuse_if(why_not_take_back(record.state, taken_back_on=explanation.taken_back_on, reason=reason))
        explanation.taken_back_on, explanation.taken_back_by = on, str(actor)
        explanation.taken_back_because = squeeze(reason)
        explanation.save()
    return explanation


def explain(*, actor: Actor, record: Return, finding: Finding, reason: str, on: date) -> Explanation:
    """The finding stands with its values, and so does this reason of that day; it falls when one of the values changes."""
    with writing(
        actor,
        "returns.explain",
        unit=record.unit,
        on=record.campaign.asked.last_day,
        reason=reason,
        detail={"return": record.pk, "line": finding.line},
        past_lock=True,
        record=record,
    ):
        refuse_if(why_not_without_reason(reason))
        if key_of(finding) not in {key_of(other) for other in consolidated(record).findings}:
            raise Refused("Phát hiện này không còn: số liệu đã thay đổi. Hãy xem lại danh sách.")
        return Explanation.objects.create(
            belongs_to=record,
            check_id=finding.check,
            unit=finding.unit,
            line=finding.line,
            values=dict(finding.values),
            message=finding.message,
            reason=squeeze(reason),
            by=str(actor),
            on=on,
        )
