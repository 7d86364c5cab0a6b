"""Every indicator of the registers, whether or not a form asks for it: what it counts, where it stands, its way over time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.catalogue import indicators
from giaoban.core.numbers import number_in
from giaoban.core.spans import Period
from giaoban.faces.desk.reports import shown
from giaoban.faces.desk.reports.records import behind
from giaoban.faces.desk.shell import scope_of
from giaoban.ground.access.parts import confidential
from giaoban.ground.access.policy import grants_of, may, may_anywhere, unit_ids_where
from giaoban.ground.journal.clock import today
from giaoban.ground.units.models import PlaceSpell
from giaoban.ground.units.queries import names_of
from giaoban.kit.register import Asked, Flow, Indicator, Register, Share, SignedIn, Stock
from giaoban.reporting import figures
from giaoban.reporting.queries import accepted_figures, told_figures

POWER = "returns.read"
HALVES, QUARTERS, YEARS = 8, 5, 4
"""So many periods of each kind are offered, the one that we are in first."""
TREND = 8


@dataclass(frozen=True)
class IndicatorScope:
    """Of which unit and which period the page speaks."""

    unit: int
    name: str
    period: Period

    def address(self, page: str, *words: str, unit: int | None = None, period: Period | None = None) -> str:
        """The address of that page of the indicators, for the same unit and period unless others are given."""
        query = urlencode({"unit": unit or self.unit, "period": str(period or self.period)})
        return f"{reverse(f'indicators:{page}', args=words)}?{query}"


@login_required
def browse(request: SignedIn) -> HttpResponse:
    """Every indicator that the person may see, by the register that keeps it, with its figure."""
    scope = scope_asked(request)
    seen = {name: pair for name, pair in indicators().items() if is_open(request, scope, pair[0])}
    kept = told_figures(seen, scope.unit, scope.period, actor=request.user)
    rows = [_row(scope, name, indicator, kept[name]) for name, (_register, indicator) in seen.items()]
    context = _context(scope, "list")
    context["table"] = {
        "id": "indicators",
        "layout": "cards",
        "caption": _("Indicators of %(unit)s, %(period)s") % {"unit": scope.name, "period": scope.period.title()},
        "columns": [
            {"key": "indicator", "label": _("Indicator"), "kind": "text"},
            {"key": "register", "label": _("Kept in"), "kind": "text"},
            {"key": "lines", "label": _("Lines of forms"), "kind": "text"},
            {"key": "kept_by", "label": _("Kept here by"), "kind": "text"},
            {"key": "count_of", "label": _("Unit of count"), "kind": "text"},
            {"key": "figure", "label": _("Number"), "kind": "number"},
        ],
        "rows": rows,
        "empty": {"title": _("No register says a figure yet."), "text": ""},
    }
    return render(request, "reports/indicators.html", context)


@login_required
def page(request: SignedIn, indicator: str) -> HttpResponse:
    """An indicator: its definition, its figure with the records behind it, its last periods, the units below."""
    scope = scope_asked(request)
    _register, declaration = _known(request, scope, indicator)
    kept = told_figures([indicator], scope.unit, scope.period, actor=request.user)[indicator]
    context = _context(scope, "page", indicator) | {
        "indicator": declaration,
        "figure": shown_figure(scope, indicator, declaration, kept.whole),
        "facts": _facts(request, declaration, kept),
        "is_partial": bool(kept.by_child) and kept.is_partial and not kept.whole.returned,
        "returned": said_by(kept.whole),
        "trend": _trend(request, scope, indicator, declaration),
        "below": _below(request, scope, indicator, declaration, kept),
        "trail": [
            {"label": _("Indicators"), "url": scope.address("list")},
            {"label": str(declaration.label), "url": ""},
        ],
    }
    return render(request, "reports/indicator.html", context)


@login_required
def records(request: SignedIn, indicator: str) -> HttpResponse:
    """The records that the figure counts, as the person may read that register."""
    scope = scope_asked(request)
    _register, declaration = _known(request, scope, indicator)
    if isinstance(declaration, Asked):
        raise Http404
    shown_behind = behind(
        request,
        indicator,
        str(declaration.label),
        scope.unit,
        scope.period,
        indicator=indicator,
        period=str(scope.period),
    )
    if isinstance(shown_behind, HttpResponse):
        return shown_behind
    context = _context(scope, "records", indicator) | shown_behind | {"indicator": declaration}
    context["trail"] = [
        {"label": _("Indicators"), "url": scope.address("list")},
        {"label": str(declaration.label), "url": scope.address("page", indicator)},
        {"label": _("Records"), "url": ""},
    ]
    return render(request, "reports/indicator_records.html", context)


def scope_asked(request: SignedIn) -> IndicatorScope:
    """What the address asks for; else the unit that the session works for, and the half-year that we are in."""
    try:
        period = Period.parse(request.GET.get("period") or str(_halves()[0]))
    except ValueError:
        raise Http404 from None
    last = min(period.last_day, today())
    allowed = unit_ids_where(request.user, POWER, on=today(), tree_on=last)
    named = request.GET.get("unit", "")
    unit = number_in(named) if named else _own_unit(request, allowed, last)
    if unit is None or unit not in allowed or period.start > today():
        raise Http404
    return IndicatorScope(unit, names_of([unit], on=last).get(unit, ""), period)


def _own_unit(request: SignedIn, allowed: Collection[int], on: date) -> int | None:
    """The unit that the session works for, else that of a role by which the person reads reports, else the topmost.

    One that stands on that day goes before one that has ended.
    """
    given = [grant.unit_id for grant in grants_of(request.user, POWER, on=today())]
    if (scope := scope_of(request)) in allowed:
        return scope
    own = [unit for unit in given if unit in allowed]
    there = PlaceSpell.objects.filter(valid__contains=on).order_by("unit").values_list("unit_id", flat=True)
    standing = set(there.filter(unit__in=own))
    if own or None not in given:
        return next((unit for unit in own if unit in standing), own[0] if own else None)
    return there.filter(parent=None).first()


def is_open(request: SignedIn, scope: IndicatorScope, register: Register) -> bool:
    """Whether the person may see sums of that register: those of confidential records are for who may read these."""
    if register.name not in confidential():
        return True
    return may(request.user, register.read, scope.unit, on=today(), tree_on=min(scope.period.last_day, today()))


def _known(request: SignedIn, scope: IndicatorScope, name: str) -> tuple[Register, Indicator]:
    declaration = indicators().get(name)
    if declaration is None or not is_open(request, scope, declaration[0]):
        raise Http404
    return declaration


def _halves() -> list[Period]:
    day = today()
    periods = [Period.parse(f"{day.year}-H{1 if day.month < 7 else 2}")]
    while len(periods) < HALVES:
        periods.append(periods[-1].preceding())
    return periods


def _offered(scope: IndicatorScope) -> list[dict[str, Any]]:
    """The periods to choose from, each kind with the newest first."""
    day, periods = today(), _halves()
    for newest, most in (
        (Period.parse(f"{day.year}-Q{(day.month + 2) // 3}"), QUARTERS), (Period.parse(f"{day.year}"), YEARS),
    ):  # fmt: skip
        periods.append(newest)
        for _number in range(most - 1):
            periods.append(periods[-1].preceding())
    if scope.period not in periods:
        periods.insert(0, scope.period)
    return [{"value": str(period), "label": period.title(), "chosen": period == scope.period} for period in periods]


def _context(scope: IndicatorScope, page_name: str, *words: str) -> dict[str, Any]:
    return with_periods(scope, reverse(f"indicators:{page_name}", args=words))


def with_periods(scope: IndicatorScope, action: str) -> dict[str, Any]:
    """What `reports/indicator_period.html` needs: the page at that address may be asked for another period."""
    return {
        "asked": scope,
        "periods": _offered(scope),
        "action": action,
        "is_over": scope.period.last_day < today(),
    }


def _row(scope: IndicatorScope, name: str, indicator: Indicator, kept: figures.KeptFigure) -> dict[str, Any]:
    return {
        "key": name,
        "name": str(indicator.label),
        "cells": [
            {"text": str(indicator.label), "head": True, "url": scope.address("page", name)},
            {"text": str(figures.register_of(name).label), "label": _("Kept in")},
            {"text": _lines(name), "label": _("Lines of forms")},
            {"text": kept_by(kept), "note": said_by(kept.whole), "label": _("Kept here by")},
            {"text": str(indicator.count_of), "label": _("Unit of count")},
            {"figure": shown_figure(scope, name, indicator, kept.whole), "kind": "number", "label": _("Number")},
        ],
    }


def _lines(name: str) -> str:
    return ", ".join(f"{form} {code}" for form, code in figures.lines_saying(name))


def kept_by(kept: figures.KeptFigure) -> str:
    """Of how many of the units right below the figure is made: the others keep no such register here."""
    if not kept.is_partial:
        return str(_("all units"))
    return _("%(kept)s of %(all)s units") % {"kept": len(kept.by_child), "all": len(kept.below)}


def said_by(value: figures.Figure) -> str:
    """That an accepted return says the figure, and in which line; nothing where a register does."""
    return _("by the accepted return, line %(code)s") % {"code": value.returned[1]} if value.returned else ""


def shown_figure(scope: IndicatorScope, name: str, indicator: Indicator, value: figures.Figure) -> dict[str, Any]:
    """The figure with the door to its records, or to the line of the accepted return that says it; without one where it
    is typed, or where nothing says it."""
    about = ", ".join(filter(None, [str(indicator.label), scope.name, said_by(value)]))
    if value.returned:
        href = reverse("reports:line", args=value.returned)
    else:
        has_records = value.value is not None and not isinstance(indicator, Asked)
        href = scope.address("records", name) if has_records else ""
    return shown.figure(value.value, _unit_of_count(indicator), href=href, about=about)


def _unit_of_count(indicator: Indicator) -> str:
    return "%" if isinstance(indicator, Share) else str(indicator.count_of)


def _facts(request: SignedIn, indicator: Indicator, kept: figures.KeptFigure) -> list[dict[str, Any]]:
    shown_in = figures.register_of(indicator.name)
    return [
        {"label": _("What is counted"), "text": _definition(indicator)},
        {"label": _("Unit of count"), "text": str(indicator.count_of)},
        {"label": _("Kept in"), "text": str(shown_in.label)},
        {"label": _("Kept here by"), "text": kept_by(kept)},
        {"label": _("Lines of forms"), "text": _lines(indicator.name) or _("none asks for it")},
        {
            "label": _("You may read its records"),
            "text": _("yes") if may_anywhere(request.user, shown_in.read, on=today()) else _("no, only how many there are"),
        },
    ]  # fmt: skip


def _definition(indicator: Indicator) -> str:
    match indicator:
        case Stock():
            return _("What is there on the last day of the period.")
        case Share():
            part, whole = (indicators()[name][1].label for name in (indicator.part, indicator.whole))
            return _("“%(part)s” divided by “%(whole)s”, in percent: the ratio of the sums, never a mean.") % {
                "part": part, "whole": whole,
            }  # fmt: skip
        case Flow(person=person, counter_unit=counter):
            told = (
                _("What has its day in the period; each person once.")
                if person
                else _("What has its day in the period.")
            )
            return f"{told} {_('What stays inside the unit is left out.')}" if counter else told
    return _("Typed in, because no record holds it.")


def _trend(request: SignedIn, scope: IndicatorScope, name: str, indicator: Indicator) -> dict[str, Any]:
    """The last periods of that kind, oldest first, each figure with its records or the accepted return that says it."""
    periods = [scope.period]
    while len(periods) < TREND:
        periods.append(periods[-1].preceding())
    values = {period: recorded_or_returned(request, name, scope.unit, period) for period in reversed(periods)}
    last_year = scope.period.year_before()
    return bars(
        "trend", _("The last periods"), _("Period"), indicator,
        [
            {
                "label": period.title(),
                "url": scope.address("page", name, period=period),
                "value": value,
                "figure": shown_figure(IndicatorScope(scope.unit, scope.name, period), name, indicator, value),
                "tone": "main" if period == scope.period else "waits" if period == last_year else "",
            }
            for period, value in values.items()
        ],
    )  # fmt: skip


def recorded_or_returned(request: SignedIn, name: str, unit: int, period: Period) -> figures.Figure:
    """The figure as the register says it, else as the unit's accepted return of the period does."""
    recorded = figures.recorded_by_then(name, unit, period)
    if recorded.value is not None:
        return recorded
    return accepted_figures([name], [unit], period, actor=request.user).get((name, unit), recorded)


def _below(
    request: SignedIn, scope: IndicatorScope, name: str, indicator: Indicator, kept: figures.KeptFigure
) -> dict[str, Any] | None:
    """The units right below that keep the register here or returned the figure, of those that the person may ask about;
    the most first."""
    day = min(scope.period.last_day, today())
    allowed = unit_ids_where(request.user, POWER, on=today(), tree_on=day) - {scope.unit}
    told = kept.by_child | kept.returned
    units = [child for child in told if child in allowed]
    if not units:
        return None
    names = names_of(units, on=day)
    units.sort(key=lambda child: (-(told[child].value or Decimal(-1)), names.get(child, "")))
    return bars(
        "below", _("The units below"), _("Unit"), indicator,
        [
            {
                "label": names.get(child, ""),
                "url": scope.address("page", name, unit=child),
                "value": told[child],
                "figure": shown_figure(
                    IndicatorScope(child, names.get(child, ""), scope.period), name, indicator, told[child]
                ),
                "tone": "",
            }
            for child in units
        ],
    )  # fmt: skip


def bars(key: str, title: str, label: str, indicator: Indicator, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The chart of these rows, whose ``value`` (a figure), and ``mark`` where there is one, become lengths."""
    lengths = [
        max(row[part].value or Decimal(0), Decimal(0)) for row in rows for part in ("value", "mark") if part in row
    ]
    top = max([*lengths, Decimal(1)])
    for row in rows:
        row["width"] = f"{max(row.pop('value').value or Decimal(0), Decimal(0)) * 100 / top:.1f}"
        if "mark" in row:
            row["mark"] = f"{row['mark'].value * 100 / top:.1f}" if row["mark"].value else ""
    return {
        "id": key,
        "title": title,
        "note": "",
        "label": label,
        "value": _unit_of_count(indicator),
        "last": "",
        "bars": rows,
    }
