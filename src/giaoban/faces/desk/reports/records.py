"""The records behind a figure, as the person may read them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from giaoban.core.numbers import write_number
from giaoban.core.spans import Period
from giaoban.faces.desk.reports.frame import frame, seen_return
from giaoban.ground.access.parts import confidential
from giaoban.ground.access.policy import may_anywhere, unit_ids_where
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.reading import looked
from giaoban.ground.people.models import Person
from giaoban.ground.units.queries import names_of
from giaoban.kit.cells import columns_for, kind_of_cell, label_of, value_of, with_unit_names, written
from giaoban.kit.register import Column, Register, SignedIn
from giaoban.kit.seeing import too_many
from giaoban.reporting import figures

ROWS = 50


@login_required
def records(request: SignedIn, pk: int, code: str) -> HttpResponse:
    """The records behind a figure, as the person may read that register; who may not sees how many there are.

    Of confidential records it shows what their list shows, which names nobody, and in which units they were counted.
    """
    report_return = seen_return(request, pk)
    form, period = report_return.campaign.form_used, report_return.campaign.asked
    line = next((line for line in form.lines if line.code == code), None)
    indicator = figures.indicator_of(form, code) if line else None
    if line is None or indicator is None:
        raise Http404
    shown = behind(
        request, indicator, line.label, report_return.unit_id, period, line=code, campaign=report_return.campaign_id
    )
    if isinstance(shown, HttpResponse):
        return shown
    return render(request, "reports/records.html", frame(request, report_return, "records") | {"line": line} | shown)


def behind(
    request: SignedIn, indicator: str, label: str, unit: int, period: Period, /, **kept_as: Any
) -> dict[str, Any] | HttpResponse:
    """The records that the figure counts, for the page that shows them; who is named is kept in the journal with ``kept_as``.

    Instead, the question for a second person, where the person would have looked at more people today than one may alone.
    """
    rows = figures.evidence(indicator, unit, period)
    total = figures.counted(rows)
    context: dict[str, Any] = {"total": write_number(total)}
    if figures.counts_persons(indicator):
        figure = figures.figure(indicator, unit, period)
        persons = figure.value if figure.numerator is None else figure.numerator
        context["persons"] = None if persons is None or persons == total else write_number(persons)
    register = figures.register_of(indicator)
    readable, columns = _readable(request, register, rows, figures.unit_path(indicator), period.last_day)
    page = Paginator(readable, ROWS).get_page(request.GET.get("page"))
    context["readable"] = write_number(page.paginator.count)
    context["table"] = _table(request, label, register, columns, page, total)
    if register.name in confidential():
        return context | ({"units": _units_counted(request, indicator, unit, period)} if total else {})
    people = [getattr(row, "person_id", row.pk if isinstance(row, Person) else None) for row in page]
    if people := [key for key in people if key]:
        if question := too_many(request, register, people, today=today()):
            return question
        looked(request.user, register.read, unit=unit, people=people, **kept_as)
    return context


def _readable(
    request: SignedIn, register: Register, rows: QuerySet[Any], unit_path: str, day: date
) -> tuple[QuerySet[Any], list[Column]]:
    """The rows that the person may read of the register, in its order, and the columns that show them."""
    readable = rows.none()
    if may_anywhere(request.user, register.read, on=today()):
        allowed = unit_ids_where(request.user, register.read, on=today(), tree_on=day)
        readable = rows.filter(**{f"{unit_path}__among": allowed})
    if rows.model is not register.record:
        shown = _as_of(register, readable, day)
        if shown is None:
            return readable.order_by("pk"), []
        readable = shown
    columns = [
        column for column in columns_for(request.user, register, on=today()) if column.listed and not column.power
    ]
    return with_unit_names(register, columns, readable, on=day).order_by(*register.order.split(","), "pk"), columns


def _as_of(register: Register, spells: QuerySet[Any], day: date) -> QuerySet[Any] | None:
    """The records of the register that these spells are told of, as they stood that day; None where they are told of none."""
    paths = [field.attname for field in spells.model._meta.concrete_fields if field.related_model is register.record]
    if len(paths) != 1 or register.rows is None:
        return None
    return register.rows(day).filter(pk__in=spells.order_by().values(paths[0]))


def _table(
    request: SignedIn, label: str, register: Register, columns: list[Column], page: Any, total: Any
) -> dict[str, Any]:
    heads = [{"key": column.name, "label": label_of(register, column), "kind": "text"} for column in columns]
    nothing = {"title": _("None in this period."), "text": ""}
    hidden = {
        "title": _("None of these records may be shown to you."),
        "text": _("You see how many there are, not whose they are."),
    }
    return {
        "id": "records",
        "caption": _("Records behind %(line)s") % {"line": label},
        "layout": "cards",
        "columns": heads or [{"key": "record", "label": _("Record"), "kind": "text"}],
        "rows": [{"key": str(row.pk), "name": str(row), "cells": _row_cells(register, columns, row)} for row in page],
        "pager": _pager(request, page),
        "empty": hidden if total else nothing,
    }


def _row_cells(register: Register, columns: list[Column], row: Any) -> list[dict[str, Any]]:
    """What the list of the register shows of the row; the first cell opens its page."""
    if not columns:
        return [{"text": str(row), "kind": "text", "head": True}]
    values = [(column, value_of(row, column)) for column in columns]
    return [
        {
            "text": written(value),
            "kind": kind_of_cell(value),
            "label": str(label_of(register, column)),
            "head": at == 0,
            "url": register.address(row) if at == 0 else "",
        }
        for at, (column, value) in enumerate(values)
    ]


def _units_counted(request: SignedIn, indicator: str, unit: int, period: Period) -> dict[str, Any]:
    """How much was counted in each unit right below, of those whose returns the person may read."""
    day = period.last_day
    allowed = unit_ids_where(request.user, "returns.read", on=today(), tree_on=day)
    numbers = {
        child: figure.value
        for child, figure in figures.by_child(indicator, unit, period).items()
        if child in allowed and figure.value
    }
    names = names_of([child for child in numbers if child is not None], on=day)
    return {
        "id": "units",
        "caption": _("Where it was counted"),
        "layout": "cards",
        "columns": [
            {"key": "unit", "label": _("Unit"), "kind": "text"},
            {"key": "number", "label": _("Number"), "kind": "number"},
        ],
        "rows": [
            {
                "key": str(child), "name": names.get(child, ""),
                "cells": [
                    {"text": names.get(child, ""), "kind": "text", "head": True},
                    {"text": write_number(value), "kind": "number", "label": _("Number")},
                ],
            }
            for child, value in numbers.items()
            if child is not None
        ],
        "empty": {"title": _("None in this period."), "text": ""},
    }  # fmt: skip


def _pager(request: SignedIn, page: Any) -> dict[str, Any] | None:
    if page.paginator.num_pages <= 1:
        return None
    others = request.GET.copy()
    others.pop("page", None)

    def address(number: int) -> str:
        return f"?{'&'.join(filter(None, [others.urlencode(), f'page={number}']))}"

    return {
        "from": write_number(page.start_index()),
        "to": write_number(page.end_index()),
        "of": write_number(page.paginator.count),
        "previous": address(page.previous_page_number()) if page.has_previous() else "",
        "next": address(page.next_page_number()) if page.has_next() else "",
        "pages": [],
    }
