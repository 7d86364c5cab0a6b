"""A list of organisations on its way into the tree: read, shown as the tree that it would make, repaired, taken in.

Nothing is kept before it is taken in: the page itself carries the list, as a text that can be read and corrected.
"""

from __future__ import annotations

import io
from collections import Counter
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giaoban.areas.units import beginning, list_table, queries
from giaoban.areas.units.asks import this_year
from giaoban.areas.units.list_table import FIELDS
from giaoban.areas.units.listed import Listed, ReadList, understand
from giaoban.core.confined import read_stream_confined
from giaoban.core.numbers import number_in, write_number
from giaoban.core.refusal import Refused
from giaoban.core.secrecy import why_secret
from giaoban.core.workbook import MOST_BYTES, TOO_LARGE, Unreadable
from giaoban.ground.access.policy import may, may_anywhere, reach
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.units.models import Kind, Unit
from giaoban.ground.units.queries import name_of, names_of, standing
from giaoban.ground.units.rules import IN_WORDS
from giaoban.kit.forms import DayField
from giaoban.kit.register import SignedIn

POWER = "units.take_in_list"
LONGEST = 2_000_000
"""Letters of a list that is pasted or corrected by hand."""
DOUBTED = 50
"""So many doubts are worked on at a time; the next come when these are settled."""


class ListForm(forms.Form):
    """Which list, under which unit, from which day."""

    unit = forms.TypedChoiceField(label=gettext_lazy("The unit above them"), coerce=int)
    on = DayField(
        label=gettext_lazy("In the program's records from"),
        help_text=gettext_lazy("Nothing can be recorded for an earlier day."),
    )
    issuer = forms.CharField(
        label=gettext_lazy("Who signed the decisions, where the list does not say it"), required=False, max_length=200
    )
    file = forms.FileField(
        label=gettext_lazy("Workbook of the list"),
        required=False,
        help_text=gettext_lazy(".xlsx, .xls, .ods or .csv: name, kind, unit above, decision, short name, code"),
    )
    text = forms.CharField(
        label=gettext_lazy("or paste it here"),
        required=False,
        max_length=LONGEST,
        strip=False,
        help_text=gettext_lazy(
            "Copied out of a sheet with its header, or a name a line: cells after their organisation."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
    )


@login_required
def take_in(request: SignedIn) -> HttpResponse:
    """The list is asked for, shown as it is understood, repaired row by row, and taken in as one act."""
    if not may_anywhere(request.user, POWER, on=today()):
        raise Http404
    form = _form(request)
    refusals: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            rows = _rows(form)
            if (answer := _worked(request, form, rows)) is not None:
                return answer
        except Unreadable as unreadable:
            refusals = [str(unreadable)]
        except Refused as refused:
            refusals = refused.reasons
    context = {
        "form": form,
        "refusals": refusals,
        "trail": _trail(),
        "fields": [line.label for line in FIELDS.values()],
    }
    return render(request, "units/list_start.html", context, status=422 if request.method == "POST" else 200)


def _form(request: SignedIn) -> ListForm:
    form = ListForm(request.POST or None, request.FILES or None, initial={"on": this_year(request.user, None)})
    ids = reach(request.user, POWER, on=today())
    units = standing(on=today(), kinds=[Kind.PROVINCE, Kind.UPPER, Kind.GRASSROOTS_PARTY_ORG, Kind.SECTION])
    units = units if ids is None else units.filter(pk__among=ids)
    # Those above come first: an office begins at its body.
    order = {kind.value: at for at, kind in enumerate(Kind)}
    kinds = dict(units.values_list("pk", "kind"))
    names = names_of(kinds, on=today())
    choices = sorted(names.items(), key=lambda choice: (order[kinds[choice[0]]], choice[1]))
    form.fields["unit"].choices = choices  # type: ignore[attr-defined]
    if choices:
        name = name_of(choices[0][0], on=today())
        form.fields["issuer"].initial = name.committee if name else ""
    return form


def _rows(form: ListForm) -> list[dict[str, str]]:
    file, text = form.cleaned_data["file"], form.cleaned_data["text"]
    if file is not None:
        for reason in why_secret(file.name):
            raise Unreadable(reason)
        if file.size > MOST_BYTES:
            raise Unreadable(TOO_LARGE)
        return list(read_stream_confined("giaoban.areas.units.list_table:read_list", io.BytesIO(file.read())))
    if not text.strip():
        raise Unreadable("Chưa có danh sách: chọn tệp, hoặc dán danh sách vào ô.")
    for reason in why_secret("", text):
        raise Unreadable(reason)
    return list_table.pasted(text)


def _worked(request: SignedIn, form: ListForm, rows: list[dict[str, str]]) -> HttpResponse | None:
    """The page of the list after one step of work on it, or the way on when it is taken in."""
    given, did = form.cleaned_data, request.POST.get("do", "read")
    unit = get_object_or_404(Unit, pk=given["unit"])
    if not may(request.user, POWER, unit, on=today(), tree_on=given["on"]):
        raise Http404
    _corrected(rows, request.POST, did)
    tree = beginning.known_below(unit, on=given["on"])
    top = next((line for line in tree if line.id == unit.pk), None)
    if top is None:
        raise Refused(f"“{unit}” chưa có trong sổ vào ngày {given['on']:%d/%m/%Y}; chọn ngày muộn hơn.")
    listed = understand(rows, top=top, standing=tree, issuer=given["issuer"])
    file = given["file"].name if given["file"] else request.POST.get("name", "")
    if did == "commit":
        entry = beginning.take_in_list(actor=request.user, unit=unit, listed=listed, on=given["on"], file=file[:200])
        return redirect("units:listed", entry.pk)
    context = _shown(listed, top.name) | {
        "given": given, "name": file, "text": list_table.as_text(rows), "trail": _trail(file),
        "carried": [("unit", unit.pk), ("on", given["on"].isoformat()), ("issuer", given["issuer"]), ("name", file)],
    }  # fmt: skip
    return render(request, "units/list.html", context)


def _corrected(rows: list[dict[str, str]], posted: QueryDict, did: str) -> None:
    """The cells say what was typed for them, or what the pressed button means; a row left out is gone from the list."""
    what, row, field, value = (*did.split("-", 3), "", "", "")[:4]
    answers = [(key.split("-"), posted[key]) for key in posted if key.startswith("value-") and posted[key].strip()]
    cells = {(typed[1], typed[2]): text for typed, text in answers if len(typed) == 3}
    if what == "set":
        cells[(row, field)] = value
    for (number, name), text in cells.items():
        at = number_in(number)
        if at is not None and 0 < at <= len(rows) and name in FIELDS:
            rows[at - 1][name] = " ".join(text.split())
    if what == "leave_out" and (at := number_in(row)) and at <= len(rows):
        del rows[at - 1]


def _shown(listed: ReadList, top: str) -> dict[str, Any]:
    ready = Counter(listed.rows[at].kind for at in listed.ready)
    doubts = [(line, doubt) for line in listed.rows for doubt in line.doubts]
    there = sum(line.stands is not None for line in listed.rows)
    counts = [
        (_("Rows of the list"), len(listed.rows)),
        *((IN_WORDS[kind].capitalize(), ready[kind]) for kind in IN_WORDS if kind),
        (_("In the tree already"), there),
        (_("Rows to look at"), len({line.row for line, _doubt in doubts})),
        (_("Rows below one of these"), len(listed.waiting)),
    ]
    return {
        "counts": [(label, write_number(count)) for label, count in counts if count],
        "ready": write_number(len(listed.ready)) if listed.ready else "",
        "more": write_number(len(doubts) - DOUBTED) if len(doubts) > DOUBTED else "",
        "doubts": [
            {"row": line.row, "name": line.name, "field": doubt.field, "column": FIELDS[doubt.field].label, "doubt": doubt}
            for line, doubt in doubts[:DOUBTED]
        ],
        "nodes": [{"label": top, "kind": "", "children": _nodes(listed), "open": True}],
    }  # fmt: skip


def _nodes(listed: ReadList) -> list[dict[str, Any]]:
    """The tree as it would be, with what the list adds to it; units that stand already only where something is added."""
    made: dict[int, dict[str, Any]] = {}
    roots: list[dict[str, Any]] = []
    for at in listed.ready:
        line = listed.rows[at]
        assert line.parent is not None
        made[at] = {"label": line.name, "kind": _note(line), "children": [], "open": False}
        where, key = line.parent
        (made[key]["children"] if where == "row" and key in made else roots).append(made[at])
    return roots


def _note(line: Listed) -> str:
    number = f", {line.decision[1]}" if line.decision else ""
    code = ", mã 14 số" if line.code else ""
    return f"{IN_WORDS[line.kind]}{number}{code}"


@login_required
def taken_in(request: SignedIn, entry: int) -> HttpResponse:
    """What the list brought, with the way back and the way on."""
    done = get_object_or_404(Entry, pk=entry, act=POWER)
    unit = get_object_or_404(Unit, pk=done.unit_id)
    if not may(request.user, POWER, unit, on=today(), tree_on=done.on):
        raise Http404
    context = {
        "entry": done,
        "unit": unit,
        "name": name_of(unit, on=done.on),
        "told": queries.told(done),
        "undo_url": reverse("units:undo", args=[entry]) if may(request.user, "journal.undo", unit, on=today()) else "",
        "trail": _trail(done.detail.get("file", "")),
    }
    return render(request, "units/list_done.html", context)


def _trail(name: str = "") -> list[dict[str, str]]:
    trail = [
        {"label": _("Tree of organisations"), "url": reverse("units:tree")},
        {"label": _("Take in a list of organisations"), "url": reverse("units:list")},
    ]
    return [*trail, {"label": name, "url": ""}] if name else trail
