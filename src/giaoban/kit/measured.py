"""What the indicators of all areas say of a unit in a period: for an area that judges by what the others keep.

An area knows no other; the name of the indicator is data of its records. How a figure is worked out stands above this floor,
and whoever works it out says so when the program starts.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.urls import reverse

from giaoban.core.spans import Period
from giaoban.ground.access.parts import confidential
from giaoban.ground.access.policy import Actor, may
from giaoban.ground.access.second_lock import whole_tree
from giaoban.kit.area import areas
from giaoban.kit.register import Asked, Flow, Indicator, Register

Measure = Callable[[str, int, Period], Decimal | None]
"""The indicator of the unit in the period; None where the register that would say it was not kept there then."""

_source: list[Measure] = []


def measured_by(source: Measure) -> None:
    """Figures are what ``source`` answers from now on."""
    _source[:] = [source]


def measured(indicator: str, unit: int, period: Period) -> Decimal | None:
    """The figure, whoever asks: a sum shows no record. None where no record says it, or no area has that indicator any more."""
    return _source[0](indicator, unit, period) if indicator in recorded() else None


@cache
def recorded() -> dict[str, tuple[Register, Indicator]]:
    """Every indicator that records say, with the register that declares it."""
    return {
        indicator.name: (register, indicator)
        for area in areas()
        for register in area.registers
        for indicator in register.indicators
        if not isinstance(indicator, Asked)
    }


def happened(indicator: str, period: Period) -> dict[int, int]:
    """In which units how many records of the flow lie in the period; nothing for an indicator that is no flow."""
    if (flow := _flow(indicator)) is None:
        return {}
    with whole_tree():
        return dict(_within(flow, period).values_list(flow.unit).annotate(records=Count("pk")))


def persons(indicator: str, period: Period) -> set[int]:
    """Who the records of a flow that counts persons are about, in the period; to be counted, since it is told whoever asks."""
    flow = _flow(indicator)
    if flow is None or not flow.person:
        return set()
    with whole_tree():
        return set(_within(flow, period).values_list(flow.person, flat=True))


def _flow(indicator: str) -> Flow | None:
    _register, flow = recorded().get(indicator, (None, None))
    return flow if isinstance(flow, Flow) else None


def _within(flow: Flow, period: Period) -> QuerySet[Any]:
    return flow.query().filter(**{f"{flow.day}__gte": period.start, f"{flow.day}__lt": period.end}).order_by()


def is_open(indicator: str) -> bool:
    """Whether the figure itself may be told to whoever may read the unit's returns, and not only what follows from it."""
    return indicator in recorded() and recorded()[indicator][0].name not in confidential()


def door(actor: Actor, indicator: str, unit: int, period: Period, *, on: date) -> str:
    """Where the records behind the figure are shown; nothing for whoever may not look there."""
    if indicator not in recorded() or not may(actor, "returns.read", unit, on=on):
        return ""
    register = recorded()[indicator][0]
    if not is_open(indicator) and not may(actor, register.read, unit, on=on):
        return ""
    query = urlencode({"unit": unit, "period": str(period)})
    return f"{reverse('indicators:records', args=[indicator])}?{query}"
