"""The half-year report of the cluster on its conference's page: who has returned, who is late, and the report itself."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse

from giaoban.conferences import rules
from giaoban.conferences.models import Conference
from giaoban.core.text import fold
from giaoban.ground.access import second_lock
from giaoban.ground.units.queries import names_of
from giaoban.reporting.models import Campaign, Return
from giaoban.reporting.queries.periods import standing
from giaoban.reporting.queries.seen import returns_seen
from giaoban.reporting.releases import released_reports
from giaoban.reporting.rules import WAITING

TONES = {"accepted": "accepted", "submitted": "waits", "sent_back": "refused"}


def report_of(actor: Any, conference: Conference, *, on: date) -> list[dict[str, Any]]:
    """Each form that the cluster is asked for that half-year: how the returns stand, each with its door for whoever may open it.

    How far a return is, is told to whoever reads the conference, whose host collects it; what stands in it is not.
    """
    with transaction.atomic(), second_lock.whole_tree():
        campaigns = campaigns_of(conference)
        counts = {campaign.pk: standing(campaign, on=on) for campaign in campaigns}
    seen = set(returns_seen(actor, on=on).filter(campaign__in=campaigns).values_list("pk", flat=True))
    return [
        {
            "campaign": campaign,
            "counts": counts[campaign.pk],
            "rows": [_row(row, seen, campaign.due_on, on=on) for row in _below(campaign)],
            "whole": next((_door(row, seen) for row in campaign.returns.all() if row.above_id is None), ""),
        }
        for campaign in campaigns
    ]


def campaigns_of(conference: Conference) -> list[Campaign]:
    """What the cluster is asked for that half-year, by form; asked where every row may be seen."""
    of_half = Campaign.objects.filter(
        unit=conference.cluster_id or conference.unit_id, period=rules.period_of(conference.half), cancelled_on=None
    )
    return list(of_half.prefetch_related("returns").order_by("form"))


def late_in(conference: Conference, *, on: date) -> list[Return]:
    """The returns of the half-year whose day is over; asked as above."""
    campaigns = [campaign for campaign in campaigns_of(conference) if on > campaign.due_on]
    return [row for campaign in campaigns for row in _below(campaign) if row.state in WAITING]


def returned_of(conference: Conference) -> tuple[int, int]:
    """How many returns the half-year's report waits for, and how many of them have come."""
    with transaction.atomic(), second_lock.whole_tree():
        rows = [row for campaign in campaigns_of(conference) for row in _below(campaign)]
    expected = [row for row in rows if row.state not in {Return.State.EXCUSED, Return.State.CANCELLED}]
    return len(expected), sum(row.state not in WAITING for row in expected)


def released_of(conference: Conference) -> str:
    """The address of the cluster's report of that half-year as anyone reads it; empty before its release."""
    unit = conference.cluster_id or conference.unit_id
    called = fold(names_of([unit], on=conference.held_on).get(unit, ""))
    wanted = (rules.period_of(conference.half), called)
    reports = (report for report in released_reports() if (report.period, fold(report.unit)) == wanted)
    newest = next(reports, None)
    return reverse("portal_report", args=[newest.slug]) if newest else ""


def _below(campaign: Campaign) -> list[Return]:
    rows = sorted(campaign.returns.all(), key=lambda row: (row.order, row.pk))
    return [row for row in rows if row.above_id is not None] or rows


def _row(row: Return, seen: Collection[int], due_on: date, *, on: date) -> dict[str, Any]:
    late = row.state in WAITING and on > due_on
    tone = "refused" if late else TONES.get(row.state, "")
    return {"name": row.name, "url": _door(row, seen), "late": late, "state": row.get_state_display(), "tone": tone}


def _door(row: Return, seen: Collection[int]) -> str:
    return reverse("reports:page", args=[row.pk]) if row.pk in seen else ""
