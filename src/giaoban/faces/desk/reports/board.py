"""The board's page: a unit in a period at a glance, each number a door: figures, months, who the members are, what is late."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from giaoban.catalogue import indicators, registers
from giaoban.core.numbers import write_number
from giaoban.core.spans import Period
from giaoban.core.text import fold
from giaoban.faces.desk.reports import shown
from giaoban.faces.desk.reports.indicators import (
    POWER,
    IndicatorScope,
    bars,
    is_open,
    kept_by,
    said_by,
    scope_asked,
    shown_figure,
    with_periods,
)
from giaoban.faces.desk.waiting import waiting_for
from giaoban.ground.access.policy import may, unit_ids_where
from giaoban.ground.journal.clock import today
from giaoban.ground.units.queries import ids_above, ids_under, names_of
from giaoban.kit import cells
from giaoban.kit.register import Filter, Register, SignedIn
from giaoban.reporting import figures
from giaoban.reporting.queries import told_figures

LEADS = (
    "grassroots_organisations",
    "members",
    "members_admitted",
    "members_confirmed",
    "study_coverage",
    "dues_paid_share",
)
"""The indicators that stand on top, and in the table of the units below; those that no register keeps are left out."""
BY_MONTH = "members_admitted"
"""The indicator whose months are shown beside those of the year before."""
MADE_UP_OF = "members"
"""The register whose records are counted by each of its conditions."""


@login_required
def board(request: SignedIn) -> HttpResponse:
    """The unit and the period that the address asks for; else one's own unit in the half-year that we are in."""
    scope = scope_asked(request)
    day = min(scope.period.last_day, today())
    names = [name for name in LEADS if name in indicators() and is_open(request, scope, indicators()[name][0])]
    kept = told_figures(names, scope.unit, scope.period, actor=request.user)
    context = with_periods(scope, reverse("board:page")) | {
        "leads": _leads(request, scope, kept),
        "months": _months(scope),
        "parts": _made_up_of(request, scope),
        "late": _late(request, scope),
        "below": _below(scope, names, kept),
        "asked_day": day,
        "trail": _trail(request, scope, day),
    }
    return render(request, "reports/board.html", context)


def _trail(request: SignedIn, scope: IndicatorScope, day: date) -> list[dict[str, str]]:
    """The boards of the units above that the person may see, the topmost first, and this one's."""
    allowed = unit_ids_where(request.user, POWER, on=today(), tree_on=day)
    above = [unit for unit in reversed(ids_above(scope.unit, on=day)) if unit in allowed and unit != scope.unit]
    names = names_of(above, on=day)
    ways = [{"label": names[unit], "url": _board_of(scope, unit)} for unit in above]
    return [*ways, {"label": scope.name, "url": ""}] if ways else []


def _board_of(scope: IndicatorScope, unit: int) -> str:
    return f"{reverse('board:page')}?{urlencode({'unit': unit, 'period': scope.period})}"


def _leads(request: SignedIn, scope: IndicatorScope, kept: dict[str, figures.KeptFigure]) -> list[dict[str, Any]]:
    """The figures, and what they were in the same period of the year before, where that was kept."""
    earlier = IndicatorScope(scope.unit, scope.name, scope.period.year_before())
    before = told_figures(kept, scope.unit, earlier.period, actor=request.user)
    leads = []
    for name, now in kept.items():
        indicator, then = indicators()[name][1], before[name].whole
        leads.append(
            {
                "label": str(indicator.label),
                "url": scope.address("page", name),
                "figure": shown_figure(scope, name, indicator, now.whole),
                "of": kept_by(now) if now.by_child and now.is_partial and not now.whole.returned else "",
                "said_by": said_by(now.whole),
                "is_untold": now.whole.value is None,
                "before": shown_figure(earlier, name, indicator, then) if then.value is not None else None,
                "before_label": earlier.period.title(),
            }
        )
    return leads


def _months(scope: IndicatorScope) -> dict[str, Any] | None:
    """The months of the period that have begun, each with the same month of the year before; none of a term."""
    if scope.period.months > 12 or BY_MONTH not in indicators():
        return None
    indicator, first = indicators()[BY_MONTH][1], scope.period.start
    months = [Period.parse(f"{first.year}-{first.month + number:02}") for number in range(scope.period.months)]
    values = {
        month: figures.recorded_by_then(BY_MONTH, scope.unit, month)
        for ahead in months if ahead.start <= today() for month in (ahead, ahead.year_before())
    }  # fmt: skip
    if all(value.value is None for value in values.values()):
        return None

    def number(month: Period) -> dict[str, Any]:
        return shown_figure(IndicatorScope(scope.unit, scope.name, month), BY_MONTH, indicator, values[month])

    chart = bars(
        "months", str(indicator.label), _("Month"), indicator,
        [
            {
                "label": f"{month.start:%m/%Y}",
                "url": scope.address("page", BY_MONTH, period=month),
                "value": values[month],
                "mark": values[month.year_before()],
                "figure": number(month),
                "last_figure": number(month.year_before()),
                "tone": "main",
            }
            for month in months if month in values
        ],
    )  # fmt: skip
    return chart | {"last": str(first.year - 1)}


def _made_up_of(request: SignedIn, scope: IndicatorScope) -> list[dict[str, Any]]:
    """The members of the day by each condition of their register, as its list counts them; nothing for who may not read it."""
    register, day = registers()[MADE_UP_OF], min(scope.period.last_day, today())
    if not may(request.user, register.read, scope.unit, on=today(), tree_on=day):
        return []
    rows = cells.visible(request.user, register, on=today(), tree_on=day)
    rows = rows.filter(**{f"{register.unit}__among": ids_under(scope.unit, on=day) | {scope.unit}})
    first, *others = register.filters
    rows = first.keep(rows, first.initial, day)
    whole = rows.count()
    return [_parts(scope, register, condition, rows, whole) for condition in others] if whole else []


def _parts(scope: IndicatorScope, register: Register, condition: Filter, rows: Any, whole: int) -> dict[str, Any]:
    day = min(scope.period.last_day, today())
    counts = {choice: condition.keep(rows, choice, day).count() for choice, _label in condition.choices}
    query = {"under": scope.unit, **({"on": day.isoformat()} if day != today() else {})}
    told = [
        {
            "label": str(label).capitalize(),
            "url": "",
            "figure": shown.figure(
                Decimal(counts[choice]), "người",
                href=f"{reverse('desk:list', args=[register.name])}?{urlencode({**query, condition.name: choice})}",
                about=f"{condition.label}: {label}",
            ),
            "width": f"{100 * counts[choice] / whole:.1f}",
            "tone": "",
        }
        for choice, label in condition.choices
    ]  # fmt: skip
    return {
        "id": f"by-{condition.name}",
        "title": _("Members: %(condition)s") % {"condition": condition.label},
        "note": "",
        "label": str(condition.label).capitalize(),
        "value": _("people"),
        "last": "",
        "bars": told,
    }


def _late(request: SignedIn, scope: IndicatorScope) -> list[dict[str, Any]]:
    """How much is late today in the unit and below it, by kind of work, the most first; nothing for a period that is over."""
    if scope.period.last_day < today():
        return []
    late = [row for row in waiting_for(request.user, scope=scope.unit, on=today()) if row.due.by < today()]
    return [
        {
            "label": kind.label,
            "icon": kind.icon,
            "count": write_number(count),
            "since": f"{min(row.due.by for row in late if row.kind == kind):%d/%m/%Y}",
            "url": f"{reverse('desk:home')}?{urlencode({'when': 'late', 'unit': scope.unit, 'kind': kind.name})}",
        }
        for kind, count in Counter(row.kind for row in late).most_common()
    ]


def _below(scope: IndicatorScope, names: list[str], kept: dict[str, figures.KeptFigure]) -> dict[str, Any] | None:
    """The units right below against the figures on top, by their names."""
    told = {name: kept[name].by_child | kept[name].returned for name in names}
    units = {unit for name in names for unit in told[name]} - {scope.unit}
    if not units:
        return None
    called = names_of(units, on=min(scope.period.last_day, today()))
    labels = {name: str(indicators()[name][1].label) for name in names}
    rows = []
    for unit in sorted(units, key=lambda unit: fold(called.get(unit, ""))):
        of_unit = IndicatorScope(unit, called.get(unit, ""), scope.period)
        numbers = [
            {
                "figure": shown_figure(of_unit, name, indicators()[name][1], told[name][unit])
                if unit in told[name]
                else shown.figure(None, ""),
                "note": said_by(told[name][unit]) if unit in told[name] else "",
                "kind": "number",
                "label": labels[name],
            }
            for name in names
        ]
        head = {
            "text": of_unit.name,
            "head": True,
            "url": _board_of(scope, unit),
        }
        rows.append({"key": unit, "name": of_unit.name, "cells": [head, *numbers]})
    return {
        "id": "below",
        "layout": "scroll",
        "caption": pgettext("board", "The units below"),
        "columns": [
            {"key": "unit", "label": _("Unit"), "kind": "text"},
            *({"key": name, "label": labels[name], "kind": "number"} for name in names),
        ],
        "rows": rows,
    }
