"""What accepted returns say of an indicator where no register here does: the figure, and the line that it stands in."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from decimal import Decimal

from giaoban.core.spans import Period
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import today
from giaoban.reporting.figures import Figure, KeptFigure, kept_figures
from giaoban.reporting.models import Return, ReturnValue
from giaoban.reporting.queries.kept import plain
from giaoban.reporting.queries.reports import consolidated
from giaoban.reporting.queries.seen import returns_seen


def told_figures(names: Iterable[str], unit: int, period: Period, *, actor: Actor) -> dict[str, KeptFigure]:
    """The figures of these indicators by the registers that are kept here, and by accepted returns where these are not.

    A unit whose register is kept here is told by it; one whose is not, or only by some of the units below it, by its own
    accepted return of the period, where the actor may read that.
    """
    kept = kept_figures(names, unit, period)
    wanting = {name: figure for name, figure in kept.items() if figure.whole.value is None or figure.is_partial}
    units = {unit, *(child for figure in wanting.values() for child in figure.below - figure.by_child.keys())}
    accepted = accepted_figures(wanting, units, period, actor=actor) if wanting else {}
    for name, figure in wanting.items():
        told = {
            child: accepted[name, child] for child in figure.below - figure.by_child.keys() if (name, child) in accepted
        }
        kept[name] = replace(figure, whole=accepted.get((name, unit), figure.whole), returned=told)
    return kept


def accepted_figures(
    names: Iterable[str], units: Collection[int], period: Period, *, actor: Actor
) -> dict[tuple[str, int], Figure]:
    """What the accepted returns of the period that the actor may read say of these indicators, by indicator and unit."""
    wanted = set(names)
    told: dict[tuple[str, int], Figure] = {}
    rows = (
        returns_seen(actor, on=today())
        .filter(unit__in=units, state=Return.State.ACCEPTED, campaign__period=str(period), campaign__cancelled_on=None)
        .order_by("campaign__form", "pk")
    )
    for row in rows:
        lines = {line.code: line.indicator for line in row.campaign.form_used.lines if line.indicator in wanted}
        for code, amount in (amounts_said(row, lines) if lines else {}).items():
            told.setdefault((lines[code], row.unit_id), Figure(lines[code], amount, returned=(row.pk, code)))
    return told


def amounts_said(row: Return, codes: Collection[str]) -> dict[str, Decimal]:
    """What the return says of these lines; those that the return leaves open are left out."""
    if row.source == Return.Source.BELOW:
        amounts = {line.code: line.value for line in consolidated(row).lines if line.code in codes}
    else:
        values = ReturnValue.objects.filter(belongs_to=row, code__in=codes)
        amounts = {value.code: plain(value.declared) for value in values}
    return {code: amount for code, amount in amounts.items() if amount is not None}
