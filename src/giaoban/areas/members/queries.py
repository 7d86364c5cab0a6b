"""Members as evidence: who belonged where at which grade on a day, who is exempt, who may be one person twice."""

from __future__ import annotations

from datetime import date

from giaoban.areas.members.rules import Limits
from giaoban.ground.regulations.queries import rule


def limits_on(day: date) -> Limits:
    """The thresholds in force on that day; what no regulation says is not asked."""
    age, months = rule("admission.age", on=day), rule("probation.months", on=day)
    return Limits(
        youngest=int(age.value["from"]) if age else None,
        oldest=int(age.value["to"]) if age else None,
        probation_months=int(months.value) if months else None,
    )
