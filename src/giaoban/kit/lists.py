"""Any register as a list: the rows that the person may see, as asked for, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import F, Sum
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.core.numbers import write_number
from giaoban.core.spans import day_in
from giaoban.ground.access.policy import may_anywhere, reach
from giaoban.ground.units.queries import ids_under, names_of, place_of_name
from giaoban.kit import cells, choosing
from giaoban.kit.acts import acts_on
from giaoban.kit.candidates import Units
from giaoban.kit.choosing import TYPED, Chooser
from giaoban.kit.paging import page_of
from giaoban.kit.register import Column, Register, SignedIn
from giaoban.kit.seeing import list_seen, people_in

PAGE = 50
UNDER = "under"
"""The condition that every register of units has: rows of a unit and of those below it."""
WORDS = 200
"""So many characters are searched for: no name is longer."""


def query_of(request: SignedIn, **changes: Any) -> str:
    """The address of this list with some of its conditions changed; None takes one away."""
    kept = {key: request.GET.getlist(key) for key in request.GET if key not in changes}
    return "?" + urlencode({**kept, **{key: value for key, value in changes.items() if value is not None}}, doseq=True)


def asked_day(request: SignedIn, today: date) -> date:
    """The day that the page is asked for: ``?on=2023-06-30``, or today."""
    return day_in(request.GET.get("on", "")) or today


def words_in(request: SignedIn) -> str:
    """The words that are searched for, without what no name holds."""
    return request.GET.get("q", "").replace("\0", "").strip()[:WORDS]


def filtered(
    request: SignedIn, register: Register, *, on: date, today: date, scope: int | None = None
) -> tuple[Any, list[dict[str, Any]], forms.Form | None]:
    """The rows of that day that the person may see today, as far as the conditions keep them; those as chips and form.

    ``scope`` is the unit that one works for: it narrows the list until another unit, or none, is asked for.
    """
    rows = cells.visible(request.user, register, on=today, tree_on=None if on == today else on)
    chips: list[dict[str, Any]] = []
    if request.GET.get("on"):
        chips.append({"text": _("on %(day)s") % {"day": f"{on:%d/%m/%Y}"}, "remove": query_of(request, on=None)})
    if (text := words_in(request)) and register.search:
        rows = rows.filter(register.search(text))
        chip_text = _("that match “%(text)s”") % {"text": text}
        chips.append({"text": chip_text, "remove": query_of(request, q=None, page=None)})
    chosen = {condition.name: request.GET.get(condition.name, condition.initial) for condition in register.filters}
    form = _under(request, register, chosen, today=today, scope=scope)
    if form is not None and (unit := form.fields[UNDER].answered(form.data, UNDER)) is not None:  # type: ignore[attr-defined]
        rows = rows.filter(**{f"{register.unit}__among": ids_under(unit, on=on) | {unit.pk}})
        chip_text = _("of %(unit)s") % {"unit": names_of([unit.pk], on=on).get(unit.pk, unit.slug)}
        chips.append({"text": chip_text, "remove": query_of(request, page=None, **{UNDER: "", UNDER + TYPED: None})})
    if form is None and register.filters:
        form = forms.Form(chosen)
    for condition in register.filters:
        assert form is not None
        form.fields[condition.name] = forms.ChoiceField(
            choices=[("", "–"), *condition.choices], label=str(condition.label), required=False
        )
        value = chosen[condition.name]
        if value in dict(condition.choices):
            rows = condition.keep(rows, value, on)
            chips.append(
                {
                    "text": f"{condition.label}: {dict(condition.choices)[value]}".lower(),
                    "remove": query_of(request, **{condition.name: "" if condition.initial else None}),
                }
            )
    return rows, chips, form


def _under(
    request: SignedIn, register: Register, chosen: dict[str, Any], *, today: date, scope: int | None
) -> forms.Form | None:
    """The form of the conditions, which begins with the unit whose rows are shown, with those below it."""
    if not register.unit:
        return None
    source = Units(on=today, within=reach(request.user, register.read, on=today))
    if scope is not None and source.get(scope) is None:
        scope = None
    given = {name: request.GET[name] for name in (UNDER, UNDER + TYPED) if name in request.GET}
    form = forms.Form({**chosen, **(given or {UNDER: scope or ""})})
    form.fields[UNDER] = Chooser(source, label=_("Organisation, with all below it"), required=False)
    return form


def _sorted(request: SignedIn, register: Register, columns: list[Column], rows: Any, on: date) -> Any:
    """The rows in the asked order; only columns that are shown can be asked for."""
    sort = request.GET.get("sort", "")
    column = next((shown for shown in columns if shown.name == sort.removeprefix("-") and cells.sortable(shown)), None)
    if column is None:
        return rows.order_by(*register.order.split(","), "pk")
    key = place_of_name(column.name, on=on) if cells.is_unit(register, column) else F(column.sort or column.name)
    return rows.order_by(key.desc() if sort.startswith("-") else key.asc(), "pk")


def _with_related(columns: list[Column], rows: Any) -> Any:
    """The rows with what their columns reach for, in one query."""
    ways = {column.name.rpartition("__")[0] for column in columns if "__" in column.name and not column.show}
    return rows.select_related(*sorted(ways)) if ways else rows


def as_shown(request: SignedIn, register: Register, columns: list[Column], rows: Any, on: date) -> Any:
    """The rows in order, with all that their columns show."""
    rows = cells.with_unit_names(register, columns, rows, on=on)
    return _with_related(columns, _sorted(request, register, columns, rows, on))


def _sums(register: Register, columns: list[Column], rows: Any) -> list[dict[str, str]]:
    """The last line of the list: under each column that says so, the sum over all rows; nothing where none does.

    A column with a power of its own has none: its sum would tell of rows in which it is hidden.
    """
    summed = [column.name for column in columns if column.summed and not column.power]
    if not summed:
        return []
    sums = rows.order_by().aggregate(**{f"sum_of_{name}": Sum(name) for name in summed})
    line = [
        {
            "text": cells.written(sums.get(f"sum_of_{column.name}")),
            "kind": "number" if column.name in summed else "text",
            "label": str(cells.label_of(register, column)) if column.name in summed else "",
        }
        for column in columns
    ]
    line[0] = line[0] if line[0]["text"] else {"text": _("Total"), "kind": "text"}
    return line


def columns_asked(request: SignedIn, register: Register, *, on: date) -> tuple[list[Column], list[Column]]:
    """All columns that the person may see, and those of them that they ask for: the listed ones until they choose."""
    seen = cells.columns_for(request.user, register, on=on)
    chosen = set(request.GET.getlist("column")) or {column.name for column in seen if column.listed}
    return seen, [column for column in seen if column.name in chosen]


def browse(request: SignedIn, register: Register, *, today: date, scope: int | None = None) -> HttpResponse:
    """The list: the rows that the person may see, as asked for, fifty at a time."""
    if not may_anywhere(request.user, register.read, on=today):
        raise Http404
    on = asked_day(request, today)
    seen, columns = columns_asked(request, register, on=today)
    rows, chips, form = filtered(request, register, on=on, today=today, scope=scope)
    if fitting := choosing.answer(request, form):
        return fitting
    shown = as_shown(request, register, columns, rows, on)
    pages, page, records = page_of(shown, request.GET.get("page", ""), PAGE)
    people = people_in(register, columns, records)
    own = {UNDER: scope} if scope is not None and form is not None and form.data.get(UNDER) == scope else {}
    if question := list_seen(request, register, people, page=page.number, today=today):
        return question
    table = _grid(request, register, columns, records) | {
        "count": _("%(count)s rows") % {"count": write_number(pages.count)},
        "foot": _sums(register, columns, rows),
        "select": _selection(request, register, today),
        "choose": _choice(request, register, seen, columns),
        "export": [
            {"label": kind.upper(), "url": f"{reverse('desk:export', args=[register.name, kind])}{query_of(request, page=None, **own)}"}
            for kind in ("xlsx", "csv")
        ],
        "pager": _pager(request, pages, page) if pages.num_pages > 1 else None,
        "empty": {
            "title": _("Nothing to show"),
            "icon": register.icon,
            "text": _("Nothing here fits these conditions.") if chips else _("Nothing has been recorded here yet."),
        },
    }  # fmt: skip
    context = {
        "register": register,
        "table": table,
        "filters": _conditions(request, register, chips, form),
        "acts": acts_on(request.user, register, None, on=today),
        "as_of": on if on != today else None,
        "as_of_today_url": query_of(request, on=None),
    }
    return render(request, "kit/list.html", context)


def _grid(request: SignedIn, register: Register, columns: list[Column], records: Sequence[Any]) -> dict[str, Any]:
    """The table's headings and rows."""
    labels = {column.name: str(cells.label_of(register, column)) for column in columns}
    kinds: dict[str, str] = {}
    rows = []
    for record in records:
        values = [(column, cells.value_of(record, column)) for column in columns]
        kinds |= {column.name: cells.kind_of_cell(value) for column, value in values if value is not None}
        line = [
            {"text": cells.written(value), "kind": cells.kind_of_cell(value), "label": labels[column.name], "head": False, "url": ""}
            for column, value in values
        ]  # fmt: skip
        line[:1] = [cell | {"head": True, "url": register.address(record)} for cell in line[:1]]
        rows.append({"key": record.pk, "name": line[0]["text"] if line else str(record), "cells": line})
    sort = request.GET.get("sort", "")
    heads = [
        {
            "key": column.name,
            "label": labels[column.name],
            "kind": kinds.get(column.name, "text"),
            "sort": query_of(request, sort=("-" if sort == column.name else "") + column.name, page=None)
            if cells.sortable(column)
            else "",
            "sorted": {column.name: "ascending", f"-{column.name}": "descending"}.get(sort, ""),
        }
        for column in columns
    ]
    return {"id": register.name, "caption": register.label, "layout": "cards", "columns": heads, "rows": rows}


def _selection(request: SignedIn, register: Register, today: date) -> dict[str, Any] | None:
    """The acts that can be done to many chosen rows at once; nothing where the person may do none."""
    acts = [
        {"name": "act", "value": act.name, "label": act.label, "icon": act.icon}
        for act in register.acts
        if act.in_bulk and cells.offered(request.user, register, f"{register.name}.{act.name}", on=today)
    ]
    return {"action": reverse("desk:bulk", args=[register.name]), "name": "record", "acts": acts} if acts else None


def _kept(request: SignedIn, *without: str) -> list[tuple[str, str]]:
    """The list's conditions as a form sends them along."""
    return [(key, value) for key in request.GET if key not in without for value in request.GET.getlist(key)]


def _choice(request: SignedIn, register: Register, seen: list[Column], shown: list[Column]) -> dict[str, Any]:
    """Which columns there are to choose from."""
    return {
        "action": request.path,
        "columns": [
            {"key": column.name, "label": cells.label_of(register, column), "shown": column in shown} for column in seen
        ],
        "hidden": _kept(request, "q", "page", "column"),
    }


def _pager(request: SignedIn, pages: Paginator[Any], page: Page[Any]) -> dict[str, Any]:
    """Where one is among many pages, and the way to the others."""
    return {
        "from": write_number(page.start_index()),
        "to": write_number(page.end_index()),
        "of": write_number(pages.count),
        "previous": query_of(request, page=page.previous_page_number()) if page.has_previous() else "",
        "next": query_of(request, page=page.next_page_number()) if page.has_next() else "",
        "pages": [
            {
                "text": number,
                "url": query_of(request, page=number) if isinstance(number, int) else "",
                "current": number == page.number,
            }
            for number in pages.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
        ],
    }


def _conditions(
    request: SignedIn, register: Register, chips: list[dict[str, Any]], form: forms.Form | None
) -> dict[str, Any]:
    """Search, filters and kept views, as they stand above the list."""
    search = {"name": "q", "value": words_in(request), "label": _("Search in this register")}
    return {
        "lead": register.label,
        "chips": chips,
        "clear_url": request.path,
        "action": request.path,
        "search": search if register.search else None,
        "form": form,
        "hidden": _kept(request, "q", "page"),
        "views": request.saved_views(register.name) if hasattr(request, "saved_views") else None,
        "save_url": reverse("desk:keep_view", args=[register.name]),
    }
