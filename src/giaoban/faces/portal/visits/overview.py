"""The visits of the last weeks as the editing side shows them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Sum

from giaoban.faces.portal.models import Article, Baseline, BotCount, DayCount
from giaoban.faces.portal.visits import keys
from giaoban.faces.portal.visits.counting import METRICS, alarms, standing

DAYS = 60


def overview(now: datetime) -> dict[str, Any]:
    """A row for each of the last sixty days, the most read articles of thirty, robots of seven, alarms."""
    today = keys.day_of(now)
    days: dict[Any, dict[str, Any]] = {}
    rows = DayCount.objects.filter(day__gt=today - timedelta(days=DAYS), article=0).order_by("-day")
    for row in rows:
        day = days.setdefault(row.day, {"day": row.day, "closed": row.closed})
        day[row.metric] = row.amount
    most = max((day.get("visits", 0) for day in days.values()), default=0) or 1
    for day in days.values():
        day["share"] = round(day.get("visits", 0) / most * 100)
    counted = (
        DayCount.objects.filter(metric="article", day__gt=today - timedelta(days=30))
        .values_list("article")
        .annotate(sum=Sum("amount"))
        .order_by("-sum")[:30]
    )
    titles = {article.pk: article for article in Article.objects.filter(pk__in=[pk for pk, _sum in counted])}
    top = max((amount for _pk, amount in counted), default=0) or 1
    robots = (
        BotCount.objects.filter(day__gt=today - timedelta(days=7))
        .values_list("robot")
        .annotate(sum=Sum("requests"))
        .order_by("-sum")[:20]
    )
    return {
        "numbers": standing(now),
        "days": list(days.values()),
        "articles": [(titles[pk], amount, round(amount / top * 100)) for pk, amount in counted if pk in titles],
        "robots": list(robots),
        "alarms": alarms(now),
        "baselines": Baseline.objects.all(),
        "metrics": METRICS,
    }
