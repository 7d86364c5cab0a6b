"""A form is asked of units for a period; who is expected is frozen from then on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.spans import Period
from giaoban.core.text import squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.regulations.calendar import WorkingDays
from giaoban.ground.units.models import Kind, NameSpell, Unit
from giaoban.ground.units.queries import Node, tree
from giaoban.ground.writing import writing
from giaoban.reporting.forms import Form
from giaoban.reporting.models import Campaign, FormVersion, Return, form_on
from giaoban.reporting.rules import why_not_cancel, why_not_open, why_not_without_reason

LONGEST_NAME = 110
"""Letters of a name in a report, with room for a number behind it."""
FOLDERS = (Kind.PROVINCE,)
"""Kinds that stand between a cluster and its committees without returning figures themselves."""


def open_campaign(
    *,
    actor: Actor,
    unit: Unit,
    form: str,
    period: str,
    due_on: date,
    opened_on: date,
    levels: int = 1,
    cut_off_on: date | None = None,
    due_above_on: date | None = None,
    letter: str = "",
) -> Campaign:
    """The form is asked of the unit and of those below it, ``levels`` deep; who is expected is frozen from now on."""
    asked_period = Period.parse(period)
    with writing(
        actor, "returns.open_campaign", unit=unit, on=asked_period.last_day, detail={"period": str(asked_period)}
    ):
        used = _held(form, asked_period.last_day)
        if Campaign.objects.filter(form=used.code, period=str(asked_period), unit=unit, cancelled_on=None).exists():
            raise Refused(f"Đợt báo cáo {used.code} {asked_period.title()} của tổ chức này đã mở.")
        refuse_if(
            why_not_open(
                asked_period,
                opened_on=opened_on,
                cut_off_on=cut_off_on,
                due_on=due_on,
                due_above_on=due_above_on,
                next_working_day=_next_working_day(),
            )
        )
        nodes = tree(on=asked_period.last_day, root=unit)
        if not nodes:
            raise Refused(f"Tổ chức này không tồn tại ngày {asked_period.last_day:%d/%m/%Y}.")
        campaign = Campaign.objects.create(
            form=used.code,
            period=str(asked_period),
            span=DateRange(asked_period.start, asked_period.end),
            unit=unit,
            opened_on=opened_on,
            cut_off_on=cut_off_on,
            due_on=due_on,
            due_above_on=due_above_on,
            letter=letter.strip(),
        )
        places = dict(NameSpell.objects.filter(valid__contains=asked_period.last_day).values_list("unit_id", "place"))
        top = Return.objects.create(
            campaign=campaign, unit=unit, name=nodes[0].short_name, source=Return.Source.BELOW if levels else ""
        )
        _expect(campaign, top, nodes[0], places, levels)
    return campaign


def _held(form: str, day: date) -> Form:
    """The form as it is on that day; none of its versions comes or goes until the transaction ends."""
    try:
        list(FormVersion.objects.select_for_update().filter(code=form_on(form, day).code))
        return form_on(form, day)
    except LookupError as none:
        raise Refused(str(none)) from none


def _next_working_day() -> Callable[[date], date]:
    calendar = WorkingDays()
    return lambda day: calendar.after(day - timedelta(days=1), 1)


def cancel_campaign(*, actor: Actor, record: Return, reason: str, on: date) -> Campaign:
    """The campaign of that topmost return is called off for that reason; what was written in it stays to be read.

    The same form may be asked for the same period again. Refused when somebody has submitted.
    """
    refuse_if(why_not_without_reason(reason))
    campaign = record.campaign
    with writing(
        actor,
        "returns.cancel_campaign",
        unit=campaign.unit,
        on=campaign.asked.last_day,
        reason=reason,
        detail={"return": record.pk, "period": campaign.period},
        record=campaign,
    ):
        rows = list(campaign.returns.select_for_update().order_by("order", "pk"))
        submitted = set(campaign.returns.filter(versions__isnull=False).values_list("pk", flat=True))
        refuse_if(
            why_not_cancel(
                cancelled_on=campaign.cancelled_on, submitted=[row.name for row in rows if row.pk in submitted]
            )
        )
        campaign.returns.update(state=Return.State.CANCELLED)
        campaign.cancelled_on, campaign.cancelled_because = on, squeeze(reason)[:400]
        campaign.save()
    return campaign


def _expect(campaign: Campaign, above: Return, node: Node, places: Mapping[int, str], levels: int) -> None:
    below = _reporting(node) if levels else []
    for order, (child, name) in enumerate(zip(below, _called(below, places), strict=True)):
        report_return = Return.objects.create(
            campaign=campaign,
            unit_id=child.id,
            above=above,
            order=order,
            name=name,
            source=Return.Source.BELOW if levels > 1 and _reporting(child) else "",
        )
        _expect(campaign, report_return, child, places, levels - 1)


def _called(below: Sequence[Node], places: Mapping[int, str]) -> list[str]:
    """What the report calls each: a committee by its place, others by their short name; no two alike, since its columns are told
    apart by these names."""
    by_place = [places.get(node.id) or node.short_name for node in below]
    names = [
        place if node.kind == Kind.UPPER and by_place.count(place) == 1 else node.short_name
        for node, place in zip(below, by_place, strict=True)
    ]
    full = [
        node.name[:LONGEST_NAME] if names.count(name) > 1 else name for node, name in zip(below, names, strict=True)
    ]
    seen = Counter[str]()
    told_apart = []
    for name in full:
        seen[name] += 1
        told_apart.append(name if full.count(name) == 1 else f"{name} ({seen[name]})")
    return told_apart


def _reporting(node: Node) -> list[Node]:
    """The nearest units below that return figures themselves."""
    reporting: list[Node] = []
    for child in node.children:
        reporting += _reporting(child) if child.kind in FOLDERS else [child]
    return reporting
