"""Cases as evidence, and the limits that hold for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction

from django.db.models import QuerySet

from giaoban.areas.discipline.models import Case, OrganisationCase
from giaoban.areas.discipline.rules import DisciplineLimits
from giaoban.core.limits import Limit
from giaoban.ground.regulations.models import Regulation
from giaoban.ground.regulations.queries import rule, rules_on

FORMS = "69-QĐ/TW"
"""The text that was compared on which measures there are for whom (S17)."""
SHARES = ("discipline.expel_propose", "discipline.expel_decide", "discipline.vote")


def decided() -> QuerySet[Case]:
    """The cases that ended with discipline, dated by the decision; one ended without it or struck out is not among them,
    a member disciplined twice is there twice."""
    return Case.objects.filter(state=Case.State.DECIDED)


def decided_with(measure: str) -> Callable[[], QuerySet[Case]]:
    """The query of the cases in which that measure was decided."""
    return lambda: decided().filter(decided_measure=measure)


def organisations_decided() -> QuerySet[OrganisationCase]:
    """The cases of organisations that ended with discipline, dated by the decision."""
    return OrganisationCase.objects.filter(state=Case.State.DECIDED)


def organisations_decided_with(measure: str) -> Callable[[], QuerySet[OrganisationCase]]:
    """The query of the cases of organisations in which that measure was decided."""
    return lambda: organisations_decided().filter(decided_measure=measure)


def limits_on(day: date) -> DisciplineLimits:
    """What a proposal or decision of that day is held to: only what somebody compared with its text."""
    levels = rules_on(SHARES, on=day)

    def share(key: str) -> Limit[Fraction] | None:
        limit = levels.get(key)
        return replace(limit, value=Fraction(limit.value)) if limit and limit.confirmed else None

    forms = Regulation.objects.filter(number=FORMS, mark="C", valid__contains=day).exists()
    expel_propose, expel_decide, vote = (share(key) for key in SHARES)
    return DisciplineLimits(expel_propose, expel_decide, vote, forms=FORMS if forms else "")


def terms_of(record: Case) -> dict[str, Limit[int]]:
    """The terms by measure as in force on the day of the violation, compared with their text or not."""
    level = rule("discipline.limit_years", on=record.violated_on)
    if level is None:
        return {}
    return {measure: replace(level, value=int(years)) for measure, years in level.value.items()}
