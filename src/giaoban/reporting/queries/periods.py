"""How the campaigns stand: who has returned, who is late, who was reminded when, and which period comes next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from giaoban.core.spans import Period
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.models import Entry
from giaoban.reporting.models import Campaign, Return
from giaoban.reporting.queries.seen import campaigns_seen
from giaoban.reporting.rules import CLOSED, WAITING


@dataclass(frozen=True)
class ReturnsStanding:
    """How many of the returns that a campaign expects below its unit are where."""

    expected: int
    accepted: int
    submitted: int
    excused: int
    late: int
    waiting: int  # not submitted, and not late yet


def standing(campaign: Campaign, *, on: date) -> ReturnsStanding:
    """How the campaign stands on that day; where nobody below returns, how the unit's own return stands."""
    below = campaign.returns.filter(above__isnull=False)
    rows = below if below.exists() else campaign.returns.all()
    counted = rows.aggregate(
        expected=Count("pk"),
        accepted=Count("pk", filter=Q(state=Return.State.ACCEPTED)),
        submitted=Count("pk", filter=Q(state=Return.State.SUBMITTED)),
        excused=Count("pk", filter=Q(state=Return.State.EXCUSED)),
        open=Count("pk", filter=Q(state__in=WAITING)),
    )
    waiting = counted.pop("open")
    late = waiting if on > campaign.due_on else 0
    return ReturnsStanding(**counted, late=late, waiting=waiting - late)


def is_over(campaign: Campaign) -> bool:
    """Whether nothing is waited for any more: its topmost return is submitted or accepted."""
    return campaign.returns.filter(above=None, state__in=CLOSED).exists()


def reminded(returns: Iterable[Return]) -> dict[int, list[date]]:
    """On which days whoever submits each of these returns was reminded."""
    days: dict[int, list[date]] = {}
    keys = [row.pk for row in returns]
    entries = Entry.objects.filter(act="returns.remind", detail__return__in=keys).order_by("pk")
    for detail in entries.values_list("detail", flat=True):
        days.setdefault(detail["return"], []).append(date.fromisoformat(detail["day"]))
    return days


def campaign_before(campaign: Campaign, period: Period) -> Campaign | None:
    """The campaign in which the same unit was asked for the same form for that other period; None where there was none."""
    known = Campaign.objects.filter(form=campaign.form, unit=campaign.unit_id, period=str(period), cancelled_on=None)
    return known.first()


@dataclass(frozen=True)
class ToCome:
    """A period that nobody has opened yet: it follows the newest one of a form of a unit."""

    form: str
    period: Period
    unit_id: int


def periods_to_come(actor: Actor, *, on: date) -> list[ToCome]:
    """What comes next of each form that was asked of a unit, the earliest first."""
    newest: dict[tuple[str, int, int], Period] = {}
    for campaign in campaigns_seen(actor, on=on):
        key = campaign.form, campaign.unit_id, campaign.asked.months
        newest[key] = max(newest.get(key, campaign.asked), campaign.asked)
    rows = [ToCome(form, period.following(), unit) for (form, unit, _months), period in newest.items()]
    return sorted(rows, key=lambda row: (row.period, row.form, row.unit_id))


def first_to_open(actor: Actor, *, on: date) -> str:
    """The name of the period that is most likely opened next; with no campaign yet, the half-year of the day."""
    coming = periods_to_come(actor, on=on)
    half = f"{on.year}-H{1 if on.month <= 6 else 2}"
    return str(coming[0].period) if coming else half
