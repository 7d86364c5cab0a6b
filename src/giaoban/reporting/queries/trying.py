"""A form that does not hold yet, tried on what was returned on the version before it: what would be lost, what would be found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from giaoban.ground.access.policy import Actor
from giaoban.ground.access.second_lock import whole_tree
from giaoban.ground.journal.clock import today
from giaoban.reporting import checks
from giaoban.reporting.forms import Form
from giaoban.reporting.models import Campaign, Return, ReturnValue
from giaoban.reporting.queries.kept import plain
from giaoban.reporting.queries.reports import examined_on
from giaoban.reporting.queries.seen import returns_seen
from giaoban.reporting.report import Finding

PERIODS = 3
"""So many of the newest periods a draft is tried on."""
AS_IT_CAME = "line_missing"
"""Said of a line that the old returns could not have: a new line's want of values is told once, not for each of them."""


@dataclass(frozen=True)
class Loss:
    """A line of the version before that the draft has not, with the returns in which a number stands there."""

    code: str
    label: str
    unit_of_count: str
    values: tuple[tuple[Return, Decimal], ...]


@dataclass(frozen=True)
class TriedPeriod:
    """A period as the draft would have it: which returns were read, what they lose, what its checks say more or no more."""

    campaign: Campaign
    title: str
    returns: tuple[Return, ...]  # those that somebody made; not the sums of others
    lost: tuple[Loss, ...]
    empty: tuple[str, ...]  # lines of the draft that no return of the period has
    more: tuple[Finding, ...]
    fewer: tuple[Finding, ...]
    by_name: dict[str, Return]  # every return of the period, as findings call its unit


def tried(form: Form, code: str, *, actor: Actor, only: int | None = None) -> list[TriedPeriod]:
    """The newest periods that were returned on the form of that code and that the actor may read, each on ``form`` instead.

    ``only`` is the campaign of the one period that is asked for.
    """
    seen = returns_seen(actor, on=today()).exclude(source="")
    campaigns = Campaign.objects.filter(form=code, cancelled_on=None, pk__in=seen.order_by().values("campaign"))
    periods = [
        (campaign, list(seen.filter(campaign=campaign).order_by("order", "pk")))
        for campaign in campaigns.order_by("-span", "-pk")[:PERIODS]
        if only in (None, campaign.pk)
    ]
    with whole_tree():  # whoever may see a return may see what it is made of
        return [_tried(form, campaign, rows) for campaign, rows in periods]


def _tried(form: Form, campaign: Campaign, rows: Sequence[Return]) -> TriedPeriod:
    used = campaign.form_used
    before: dict[tuple[str, str, str], Finding] = {}
    now: dict[tuple[str, str, str], Finding] = {}
    for head, below in _heads(rows):
        before |= _found(checks.findings(examined_on(used, head, below)))
        now |= _found(checks.findings(examined_on(form, head, below)))
    kept = {line.code for line in form.lines}
    by_key = {row.pk: row for row in rows}
    given: dict[str, list[tuple[Return, Decimal]]] = {}
    for value in ReturnValue.objects.filter(belongs_to__in=rows, declared__isnull=False).order_by("pk"):
        given.setdefault(value.code, []).append((by_key[value.belongs_to_id], plain(value.declared) or Decimal(0)))
    return TriedPeriod(
        campaign=campaign,
        title=campaign.asked.title(),
        returns=tuple(row for row in rows if row.source != Return.Source.BELOW),
        lost=tuple(
            Loss(line.code, line.label, line.unit_of_count, tuple(given[line.code]))
            for line in used.lines
            if line.code not in kept and line.code in given
        ),
        empty=tuple(line.code for line in form.lines if line.code not in given),
        more=tuple(finding for key, finding in now.items() if key not in before),
        fewer=tuple(finding for key, finding in before.items() if key not in now),
        by_name={row.name: row for row in rows},
    )


def _heads(rows: Sequence[Return]) -> list[tuple[Return, list[Return]]]:
    """Each return that is made of others with these; one that stands alone with itself."""
    below: dict[int, list[Return]] = {}
    for row in rows:
        if row.above_id is not None and row.state != Return.State.EXCUSED:
            below.setdefault(row.above_id, []).append(row)
    seen = {row.pk for row in rows}
    alone = [(row, [row]) for row in rows if row.pk not in below and row.above_id not in seen]
    return [*((row, below[row.pk]) for row in rows if row.pk in below), *alone]


def _found(findings: Sequence[Finding]) -> dict[tuple[str, str, str], Finding]:
    return {(finding.check, finding.unit, finding.line): finding for finding in findings if finding.check != AS_IT_CAME}
