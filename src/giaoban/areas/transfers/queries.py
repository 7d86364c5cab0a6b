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
            f"Hết hạn sinh hoạt tạm thời của {transfer.person.name}: nhận đảng viên trở lại trước {transfer.until_on:%d/%m/%Y}",
            transfer.until_on,
            reverse("desk:act_on", args=["transfers", transfer.pk, "end_stay"]),
            transfer.unit_id or 0,
            people=(transfer.person_id,),
        )
        for transfer in ending.select_related("person")
        if transfer.until_on and (transfer.until_on - on).days <= 45
    ]


def due_from_receivers(units: Collection[int], on: date) -> list[Due]:
    """Members on their way whom the receiving cell has yet to take in, by the day that the rule in force sets."""
    calendar, deadlines = WorkingDays(), []
    limit_on = rule_in_time("transfer.present_wd")
    for transfer in Transfer.objects.filter(receiver__among=units, state="in_transit").prefetch_related("person"):
        if (limit := limit_on(transfer.issued_on) or limit_on(on)) is not None:
            by = calendar.after(transfer.issued_on, int(limit.value))
            url = reverse_lazy("desk:act_on", args=["arrivals", transfer.pk, "receive"])
            deadlines.append(
                Due(
                    f"Tiếp nhận đảng viên {transfer.person.name} chuyển đến trước {by:%d/%m/%Y}",
                    by,
                    url,
                    transfer.receiver_id or 0,
                    people=(transfer.person_id,),
                )
            )
    return deadlines
