"""The pages of any register: the list, a record, an act, the sheet. An area writes a page of its own only where these are not enough."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db.models import F
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.core.numbers import write_number
from giaoban.core.refusal import Refused
from giaoban.ground import seconding
from giaoban.ground.access.explaining import Denied
from giaoban.ground.access.models import Proposal
from giaoban.ground.access.policy import may_anywhere, reach
from giaoban.ground.journal.models import Entry
from giaoban.ground.journal.reading import looked
from giaoban.ground.paging import page_of
from giaoban.ground.people.models import Person
from giaoban.ground.units.queries import place_of_name
from giaoban.kit import cells, sheets
from giaoban.kit.forms import act_form
from giaoban.kit.history import history
from giaoban.kit.register import Act, Column, Register, SignedIn

PAGE = 50


def _query(request: SignedIn, **changes: Any) -> str:
    """The address of this list with some of its conditions changed; None takes one away."""
    kept = {key: request.GET.getlist(key) for key in request.GET if key not in changes}
    return "?" + urlencode({**kept, **{key: value for key, value in changes.items() if value is not None}}, doseq=True)


def asked_day(request: SignedIn, today: date) -> date:
    """The day that the page is asked for: ``?on=2023-06-30``, or today."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return today


def _filtered(request: SignedIn, register: Register, on: date) -> tuple[Any, list[dict[str, Any]], forms.Form | None]:
    rows = cells.visible(request.user, register, on=on)
    chips: list[dict[str, Any]] = []
    if request.GET.get("on"):
        chips.append({"text": _("on %(day)s") % {"day": f"{on:%d/%m/%Y}"}, "remove": _query(request, on=None)})
    if (text := request.GET.get("q", "").strip()) and register.search:
        rows = rows.filter(register.search(text))
        said = _("that match “%(text)s”") % {"text": text}
        chips.append({"text": said, "remove": _query(request, q=None, page=None)})
    chosen = {one.name: request.GET.get(one.name, one.initial) for one in register.filters}
    form = forms.Form(chosen) if register.filters else None
    for one in register.filters:
        assert form is not None
        form.fields[one.name] = forms.ChoiceField(
            choices=[("", "–"), *one.choices], label=str(one.label), required=False
        )
        value = chosen[one.name]
        if value in dict(one.choices):
            rows = one.keep(rows, value, on)
            chips.append(
                {
                    "text": f"{one.label}: {dict(one.choices)[value]}".lower(),
                    "remove": _query(request, **{one.name: "" if one.initial else None}),
                }
            )
    return rows, chips, form


def _sorted(request: SignedIn, register: Register, columns: list[Column], rows: Any, on: date) -> Any:
    """The rows in the asked order; only columns that are shown can be asked for."""
    asked = request.GET.get("sort", "")
    column = next((one for one in columns if one.name == asked.removeprefix("-") and cells.sortable(one)), None)
    if column is None:
        return rows.order_by(*register.order.split(","), "pk")
    key = place_of_name(column.name, on=on) if cells.is_unit(register, column) else F(column.sort or column.name)
    return rows.order_by(key.desc() if asked.startswith("-") else key.asc(), "pk")


def _with_related(columns: list[Column], rows: Any) -> Any:
    """The rows with what their columns reach for, in one query."""
    ways = {column.name.rpartition("__")[0] for column in columns if "__" in column.name and not column.show}
    return rows.select_related(*sorted(ways)) if ways else rows


def _as_shown(request: SignedIn, register: Register, columns: list[Column], rows: Any, on: date) -> Any:
    """The rows in order, with all that their columns show."""
    rows = cells.with_unit_names(register, columns, rows, on=on)
    return _with_related(columns, _sorted(request, register, columns, rows, on))


def browse(request: SignedIn, register: Register, *, today: date) -> HttpResponse:
    """The list: the rows that the person may see, as asked for, fifty at a time."""
    if not may_anywhere(request.user, register.read, on=today):
        raise Http404
    on = asked_day(request, today)
    all_columns = cells.columns_for(request.user, register, on=today)
    chosen = set(request.GET.getlist("column")) or {column.name for column in all_columns if column.listed}
    columns = [column for column in all_columns if column.name in chosen]
    rows, chips, form = _filtered(request, register, on)
    pages, page, records = page_of(_as_shown(request, register, columns, rows, on), request.GET.get("page", ""), PAGE)
    sort = request.GET.get("sort", "")
    labels = {column.name: str(cells.label_of(register, column)) for column in columns}
    kinds: dict[str, str] = {}
    table_rows = []
    for record in records:
        values = [(column, cells.value_of(record, column)) for column in columns]
        kinds |= {column.name: cells.kind_of_cell(value) for column, value in values if value is not None}
        table_rows.append(
            {
                "key": record.pk,
                "name": cells.written(values[0][1]) if values else str(record),
                "cells": [
                    {
                        "text": cells.written(value),
                        "kind": cells.kind_of_cell(value),
                        "label": labels[column.name],
                        "head": at == 0,
                        "url": reverse("desk:page", args=[register.name, record.pk]) if at == 0 else "",
                    }
                    for at, (column, value) in enumerate(values)
                ],
            }
        )
    bulk = [
        act
        for act in register.acts
        if act.in_bulk and cells.offered(request.user, register, f"{register.name}.{act.name}", on=today)
    ]
    hidden = [(key, value) for key in request.GET if key not in {"q", "page"} for value in request.GET.getlist(key)]
    numbers = [
        {
            "text": text,
            "url": _query(request, page=text) if isinstance(text, int) else "",
            "current": text == page.number,
        }
        for text in pages.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    ]
    table = {
        "id": register.name,
        "caption": register.label,
        "count": _("%(count)s rows") % {"count": write_number(pages.count)},
        "layout": "cards",
        "columns": [
            {
                "key": column.name,
                "label": labels[column.name],
                "kind": kinds.get(column.name, "text"),
                "sort": _query(request, sort=("-" if sort == column.name else "") + column.name, page=None)
                if cells.sortable(column)
                else "",
                "sorted": {column.name: "ascending", f"-{column.name}": "descending"}.get(sort, ""),
            }
            for column in columns
        ],
        "rows": table_rows,
        "select": {
            "action": reverse("desk:bulk", args=[register.name]),
            "name": "record",
            "acts": [{"name": "act", "value": act.name, "label": act.label, "icon": act.icon} for act in bulk],
        }
        if bulk
        else None,
        "choose": {
            "action": request.path,
            "columns": [
                {"key": column.name, "label": cells.label_of(register, column), "shown": column.name in chosen}
                for column in all_columns
            ],
            "hidden": [pair for pair in hidden if pair[0] != "column"],
        },
        "export": [
            {
                "label": kind.upper(),
                "url": reverse("desk:export", args=[register.name, kind]) + _query(request, page=None),
            }
            for kind in ("xlsx", "csv")
        ],
        "pager": {
            "from": write_number(page.start_index()),
            "to": write_number(page.end_index()),
            "of": write_number(pages.count),
            "previous": _query(request, page=page.previous_page_number()) if page.has_previous() else "",
            "next": _query(request, page=page.next_page_number()) if page.has_next() else "",
            "pages": numbers,
        }
        if pages.num_pages > 1
        else None,
        "empty": {
            "title": _("Nothing to show"),
            "icon": register.icon,
            "text": _("Nothing here fits these conditions.") if chips else _("Nothing has been recorded here yet."),
        },
    }
    filters = {
        "lead": register.label,
        "chips": chips,
        "clear_url": request.path,
        "action": request.path,
        "search": {"name": "q", "value": request.GET.get("q", ""), "label": _("Search in this register")}
        if register.search
        else None,
        "form": form,
        "hidden": hidden,
        "views": request.saved_views(register.name) if hasattr(request, "saved_views") else None,
        "save_url": reverse("desk:keep_view", args=[register.name]),
    }
    return render(
        request,
        "kit/list.html",
        {
            "register": register,
            "table": table,
            "filters": filters,
            "acts": _acts(request, register, None, today),
            "as_of": on if on != today else None,
            "as_of_today_url": _query(request, on=None),
        },
    )


def _acts(request: SignedIn, register: Register, record: Any, today: date) -> list[dict[str, Any]]:
    """The acts that the person may do here, each with its address."""
    units: set[Any] = set()
    if record is not None and register.unit:
        units = set(register.record._default_manager.filter(pk=record.pk).values_list(register.unit, flat=True))
    found = []
    for act in register.acts:
        if act.on_record != (record is not None) or (record is not None and act.open_for and not act.open_for(record)):
            continue
        power = f"{register.name}.{act.name}"
        if record is None or not register.unit:
            may_do = cells.offered(request.user, register, power, on=today)
        else:
            may_do = (held := reach(request.user, power, on=today)) is None or bool(held & units)
        if may_do:
            number = [] if record is None else [record.pk]
            usual = ("desk:act_on" if number else "desk:act", [register.name, *number, act.name])
            way, address = (act.page, number) if act.page else usual
            found.append({"act": act, "url": reverse(way, args=address)})
    return found


def _record(request: SignedIn, register: Register, pk: int, today: date, power: str = "") -> Any:
    """The record, when the person may read it; a page that is not there otherwise. Denied where they may not do ``power``."""
    seen = cells.visible(request.user, register, on=today).filter(pk=pk)
    record = cells.with_unit_names(register, register.columns, seen, on=today).first()
    if record is None:
        raise Http404
    if power and not cells.visible(request.user, register, on=today, power=power).filter(pk=pk).exists():
        found = seen.values_list(f"{register.unit}_id", flat=True).first() if register.unit else None
        raise Denied(power, found)
    return record


def page(request: SignedIn, register: Register, pk: int, words: Mapping[str, str], *, today: date) -> HttpResponse:
    """A record: its fields, what belongs to it, its acts, its history in sentences."""
    record = _record(request, register, pk, today)
    if person := person_of(register):
        unit = register.record._default_manager.filter(pk=pk).values_list(f"{register.unit}_id", flat=True).first()
        looked(request.user, register.read, unit=unit, people=[getattr(record, person)], record=pk)
    return shown(request, register, record, cells.columns_for(request.user, register, on=today), words, today=today)


def shown(
    request: SignedIn, register: Register, record: Any, columns: Iterable[Column], words: Mapping[str, str], *, today: date
) -> HttpResponse:  # fmt: skip
    """The page of a record of which it is known that the person may see those columns, and written that they looked."""
    facts = [
        {"label": cells.label_of(register, column), "text": cells.written(value)}
        for column in columns
        if (value := cells.value_of(record, column)) not in (None, "")
    ]
    context = {
        "register": register,
        "record": record,
        "facts": facts,
        "sections": register.sections(request.user, record) if register.sections else (),
        "acts": _acts(request, register, record, today),
        "history": history(record, register, request.user, words, on=today),
        "trail": [{"label": register.label, "url": reverse("desk:list", args=[register.name])}, {"label": str(record)}],
    }
    return render(request, "kit/page.html", context)


def person_of(register: Register) -> str:
    """Where a record of the register says whose data it is; nothing where it is nobody's."""
    if register.record is Person:
        return "pk"
    return "person_id" if any(one.name == "person" for one in register.record._meta.concrete_fields) else ""


def perform(
    request: SignedIn, register: Register, act_name: str, pk: int | None, *, today: date, scope: int | None = None
) -> HttpResponse:
    """The form of an act, and the act: done as a whole, or refused with every reason and what was typed kept."""
    try:
        act = register.act(act_name)
    except KeyError:
        raise Http404 from None
    power = f"{register.name}.{act.name}"
    if act.on_record != (pk is not None) or not may_anywhere(request.user, register.read, on=today):
        raise Http404
    record = _record(request, register, pk, today, power) if pk is not None else None
    if not cells.offered(request.user, register, power, on=today):
        raise Denied(power)
    asked = {ask.name for ask in act.asks}
    if unseen := [one.power for one in register.columns if one.name in asked and cells.hidden(record, one.name)]:
        raise Denied(unseen[0])  # nobody corrects what they may not see
    if act.page:
        return redirect(act.page, *([pk] if pk is not None else []))
    posted = request.method == "POST"
    initial_scope = int(request.GET["unit"]) if request.GET.get("unit", "").isdigit() else scope
    form = act_form(
        act,
        register,
        request.user,
        record=record,
        on=today,
        unit_power=power,
        scope=initial_scope,
        data=request.POST if posted else None,
        files=request.FILES if posted else None,
    )
    refusals: list[str] = []
    if posted and form.is_valid():
        try:
            done = _do(act, request.user, record, form.cleaned_data)
        except Refused as refused:
            refusals = refused.reasons
            form.data = _read_anew(form)
        else:
            if isinstance(done, Proposal) and register.record is not Proposal:
                return _waits(request, done)
            messages.success(request, _("Done: %(act)s.") % {"act": act.label})
            return redirect(_next(register, record, done))
    back = reverse("desk:page", args=[register.name, pk]) if pk else reverse("desk:list", args=[register.name])
    context = {
        "register": register,
        "record": record,
        "act": {
            "label": act.label,
            "verb": act.label,
            "about": str(record) if record else "",
            "cancel_url": back,
            "action": request.path,
        },
        "form": form,
        "preview": act.preview(actor=request.user, record=record) if act.preview and record is not None else (),
        "refusals": refusals,
        "trail": [
            {"label": register.label, "url": reverse("desk:list", args=[register.name])},
            *([{"label": str(record), "url": back}] if record else []),
            {"label": act.label},
        ],
    }
    return render(request, "kit/act.html", context, status=422 if posted else 200)


def _waits(request: SignedIn, proposal: Proposal) -> HttpResponse:
    messages.success(request, _("Asked for; it waits for a second person: %(said)s.") % {"said": proposal.said})
    return redirect("desk:home")


def _do(act: Act, actor: Any, record: Any, answers: dict[str, Any]) -> Any:
    return act.operation(actor=actor, **({"record": record} if act.on_record else {}), **answers)


def _next(register: Register, record: Any, done: Any) -> str:
    """Where to go after an act: to the record that it made or changed, while that is still there."""
    for one in (done, record):
        if isinstance(one, register.record) and register.record._default_manager.filter(pk=one.pk).exists():
            return reverse("desk:page", args=[register.name, one.pk])
    return reverse("desk:list", args=[register.name])


def _read_anew(form: forms.Form) -> Any:
    """What was typed, as of the record that the refusal has just told of: who has seen both versions may go on."""
    hidden = {one.name: one.initial for one in form.hidden_fields()}
    data: Any = form.data.copy()  # type: ignore[attr-defined]
    data.update({name: value for name, value in hidden.items() if value is not None and name in data})
    for name in hidden:
        data.setlist(name, data.getlist(name)[-1:])
    return data


def perform_in_bulk(request: SignedIn, register: Register, *, today: date) -> HttpResponse:
    """The act done to each chosen record; those refused are named with the reason, the others are done."""
    try:
        act = register.act(request.POST.get("act", ""))
    except KeyError:
        raise Http404 from None
    if request.method != "POST" or not act.in_bulk:
        raise Http404
    chosen = [int(key) for key in request.POST.getlist("record") if key.isdigit()]
    open_to = cells.visible(request.user, register, on=today, power=f"{register.name}.{act.name}").filter(pk__in=chosen)
    done = 0
    for record in open_to:
        try:
            _do(act, request.user, record, {})
            done += 1
        except Refused as refused:
            messages.error(request, f"{record}: {refused}")
    messages.success(request, _("%(act)s: %(done)s of %(all)s.") % {"act": act.label, "done": done, "all": len(chosen)})
    return redirect("desk:list", register.name)


def export(request: SignedIn, register: Register, kind: str, *, today: date) -> HttpResponse | FileResponse:
    """Exactly the rows and columns of the list as a file."""
    if not may_anywhere(request.user, register.read, on=today):
        raise Http404
    on = asked_day(request, today)
    all_columns = cells.columns_for(request.user, register, on=today)
    chosen = set(request.GET.getlist("column")) or {column.name for column in all_columns if column.listed}
    columns = [column for column in all_columns if column.name in chosen]
    rows, _chips, _form = _filtered(request, register, on)
    rows = _as_shown(request, register, columns, rows, on)
    name = f"{register.name}-{on:%Y-%m-%d}.{kind}"
    if kind not in {"csv", "xlsx"}:
        raise Http404
    person = person_of(register)
    people = [one for one in rows.values_list(person, flat=True) if one] if person else []
    if person and not seconding.taken_out_alone(len(people), on=today):
        asked = hashlib.sha256(f"{register.name} {request.GET.urlencode()}".encode()).hexdigest()[:32]
        if not seconding.export_confirmed(request.user, f"{register.name}.export_all", asked, on=today):
            return _ask_for_second(request, register, asked, columns, len(people))
    looked(
        request.user,
        register.read,
        unit=None,
        people=people,
        kind=Entry.Kind.EXPORT,
        file=name,
        asked=_query(request, q=None)[1:1001],  # the words searched for may be somebody's name
        columns=[column.name for column in columns],
        rows=len(people) if person else rows.count(),
    )
    write = sheets.comma_separated if kind == "csv" else sheets.workbook
    said = "text/csv; charset=utf-8" if kind == "csv" else None
    return FileResponse(write(register, rows, columns), as_attachment=True, filename=name, content_type=said)


def _ask_for_second(
    request: SignedIn, register: Register, asked: str, columns: list[Column], rows: int
) -> HttpResponse:
    """So many people's rows go out when a second person has confirmed it: what for is asked here."""
    names = ", ".join(str(cells.label_of(register, column)) for column in columns)
    said = _("Take out %(rows)s rows of the register %(register)s (%(columns)s)") % {
        "rows": write_number(rows), "register": register.label, "columns": names,
    }  # fmt: skip
    form = forms.Form(request.POST if request.method == "POST" else None)
    form.fields["reason"] = forms.CharField(
        label=_("What the list is for, and who keeps it"), max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )
    refusals: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            power = f"{register.name}.export_all"
            reason = form.cleaned_data["reason"]
            return _waits(
                request, seconding.propose_export(actor=request.user, act=power, asked=asked, said=said, reason=reason)
            )
        except Refused as refused:
            refusals = refused.reasons
    label, back = _("Ask for a second person"), reverse("desk:list", args=[register.name])
    act = {"label": label, "about": f"{said}.", "cancel_url": back, "action": request.get_full_path()}
    context = {
        "register": register,
        "act": act,
        "form": form,
        "refusals": refusals,
        "preview": [
            _("Nothing is taken out yet."),
            _("When somebody else has confirmed it, ask for the file here again."),
        ],
        "trail": [{"label": register.label, "url": back}, {"label": label}],
    }
    return render(request, "kit/act.html", context, status=422 if refusals or form.errors else 200)
