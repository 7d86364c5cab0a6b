"""What a return's blank workbook says beforehand."""

from __future__ import annotations

from datetime import date

from giaoban.ground.units.models import Kind
from giaoban.ground.units.queries import Node, name_of, tree
from giaoban.reporting.documents.blank import Blank
from giaoban.reporting.models import Return
from giaoban.reporting.queries.reports import values_in

GRASSROOTS = (Kind.GRASSROOTS_PARTY_ORG, Kind.GRASSROOTS_CELL)


def blank_of(report_return: Return, *, on: date) -> Blank:
    """The blank workbook of that return: its unit by its name and mark, its organisations, last year where it is known.

    Where the campaign has no cut-off, the figures are said to be those of ``on``, the day on which it is handed out; of a
    day that has not come nothing can be counted yet.
    """
    campaign = report_return.campaign
    form, period = campaign.form_used, campaign.asked
    spell = name_of(report_return.unit_id, on=period.last_day)
    return Blank(
        form=form,
        period=period,
        unit=spell.name if spell else report_return.name,
        mark=report_return.unit.slug,
        superior=spell.superior if spell else "",
        cut_off_on=campaign.cut_off_on or min(max(on, period.start), period.last_day),
        organisations=_organisations(report_return),
        previous=values_in(report_return, period.year_before()),
    )


def _organisations(report_return: Return) -> list[str]:
    """The grassroots organisations below the unit on the period's last day, in reading order; itself where it is one."""
    nodes = tree(on=report_return.campaign.asked.last_day, root=report_return.unit)
    below = [node.name for node in _walk(nodes) if node.kind in GRASSROOTS]
    return below or [node.name for node in nodes]


def _walk(nodes: list[Node]) -> list[Node]:
    return [node for top in nodes for node in (top, *_walk(top.children))]
