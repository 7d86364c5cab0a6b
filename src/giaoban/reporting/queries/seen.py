"""Which returns a person may see."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from giaoban.ground.access.policy import Actor, unit_ids_where
from giaoban.reporting.models import Campaign, Return


def returns_seen(actor: Actor, *, on: date) -> QuerySet[Return]:
    """The returns of the units where the actor may read returns, today's and those of the tree of the period's end."""
    condition = Q(unit__in=_listed(unit_ids_where(actor, "returns.read", on=on)))
    by_end: dict[date, list[int]] = {}
    for pk, span in Campaign.objects.values_list("pk", "span"):
        by_end.setdefault(span.upper, []).append(pk)
    for end, campaigns in by_end.items():
        then = unit_ids_where(actor, "returns.read", on=on, tree_on=end - timedelta(days=1))
        condition |= Q(campaign__in=campaigns, unit__in=_listed(then))
    return Return.objects.select_related("campaign", "unit", "above").filter(condition)


def _listed(ids: set[int]) -> RawSQL:
    """The ids as one array, however many: thousands of parameters would cost more than the query."""
    return RawSQL("SELECT unnest(%s::bigint[])", [sorted(ids)])


def campaigns_seen(actor: Actor, *, on: date, cancelled: bool = False) -> QuerySet[Campaign]:
    """The campaigns in which the actor may see at least one return, newest period first; cancelled ones where asked for."""
    seen = Campaign.objects.filter(pk__in=returns_seen(actor, on=on).order_by().values("campaign"))
    rows = seen if cancelled else seen.filter(cancelled_on=None)
    return rows.select_related("unit").order_by("-span", "form", "-pk")


def top_of(campaign: Campaign) -> Return:
    """The return that all others of the campaign go into."""
    return campaign.returns.select_related("campaign", "unit").get(above=None)
