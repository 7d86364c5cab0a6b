"""Who has not returned yet is reminded; the journal keeps when and by whom."""

from __future__ import annotations

from datetime import date

from giaoban.core.refusal import refuse_if
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.models import Entry
from giaoban.ground.writing import writing
from giaoban.reporting.models import Return
from giaoban.reporting.queries import reminded
from giaoban.reporting.rules import why_not_remind


def remind(*, actor: Actor, record: Return, on: date) -> Entry:
    """Whoever submits the return is told that it is waited for; once a day at most."""
    above = record.above.unit if record.above else record.unit
    with writing(
        actor,
        "returns.remind",
        unit=above,
        on=record.campaign.asked.last_day,
        detail={"return": record.pk, "name": record.name, "unit": record.unit_id, "day": on.isoformat()},
        past_lock=True,
        record=record,
    ) as entry:
        *before, _now = reminded([record])[record.pk]
        refuse_if(why_not_remind(record.state, reminded_on=max(before, default=None), on=on))
    return entry
