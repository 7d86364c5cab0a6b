"""Transfers as evidence: a transfer is dated by the day of receipt, the same for both ends, so that inside a bloc it vanishes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse, reverse_lazy

from giaoban.areas.transfers.models import Transfer
from giaoban.ground.regulations.calendar import WorkingDays
from giaoban.ground.regulations.queries import rule_in_time
from giaoban.kit.register import Due

DONE = (Transfer.State.RECEIVED,)


def sent() -> QuerySet[Transfer]:
    """Official transfers out of a cell of ours that were received, here or outside."""
    return Transfer.objects.filter(kind=Transfer.Kind.OFFICIAL, state__in=DONE, unit__isnull=False)


def received() -> QuerySet[Transfer]:
    """Official transfers into a cell of ours."""
    return Transfer.objects.filter(kind=Transfer.Kind.OFFICIAL, state__in=DONE, receiver__isnull=False)


def arriving() -> QuerySet[Transfer]:
    """Transfers into cells of ours, as the receiving side sees them."""
    return Transfer.objects.filter(receiver__isnull=False)


def due_from_senders(units: Collection[int], on: date) -> list[Due]:
    """Temporary stays that end soon, for the cells that keep the member on their roll."""
    ending = Transfer.objects.filter(unit__among=units, kind="temporary", state="received", until_on__isnull=False)
    return [
        Due(
            f"Hết hạn sinh hoạt tạm thời của {one.person.name}: nhận đảng viên trở lại trước {one.until_on:%d/%m/%Y}",
            one.until_on,
            reverse("desk:act_on", args=["transfers", one.pk, "end_stay"]),
            one.unit_id or 0,
        )
        for one in ending.select_related("person")
        if one.until_on and (one.until_on - on).days <= 45
    ]


def due_from_receivers(units: Collection[int], on: date) -> list[Due]:
    """Members on their way whom the receiving cell has yet to take in, by the day that the rule in force sets."""
    calendar, found = WorkingDays(), []
    limit_on = rule_in_time("transfer.present_wd")
    for one in Transfer.objects.filter(receiver__among=units, state="in_transit").prefetch_related("person"):
        if (limit := limit_on(one.issued_on) or limit_on(on)) is not None:
            by = calendar.after(one.issued_on, int(limit.value))
            url = reverse_lazy("desk:act_on", args=["arrivals", one.pk, "receive"])
            found.append(
                Due(
                    f"Tiếp nhận đảng viên {one.person.name} chuyển đến trước {by:%d/%m/%Y}",
                    by,
                    url,
                    one.receiver_id or 0,
                )
            )
    return found
