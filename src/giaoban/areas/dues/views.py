"""The page that the register's own is not enough for: a month of a cell, written down in one go."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giaoban.areas.dues import operations, queries
from giaoban.areas.dues.models import Channel, DuesSheet
from giaoban.areas.dues.register import CHANNEL, DUES, LINES, PAID_ON, PAYMENTS, REMITTANCES
from giaoban.core.numbers import number_in, write_number
from giaoban.core.refusal import Refused
from giaoban.core.spans import Period, add_months
from giaoban.ground.access.policy import may
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.journal.reading import looked
from giaoban.ground.units.queries import ids_under, names_of
from giaoban.kit.forms import NumberField, field_for
from giaoban.kit.register import SignedIn
from giaoban.kit.seeing import people_shown
from giaoban.kit.sheets import tables


def _sheet(request: SignedIn, pk: int, power: str) -> DuesSheet:
    """The sheet, where the person has that power over its cell; a page that is not there otherwise."""
    sheet = get_object_or_404(DuesSheet.objects.select_related("unit"), pk=pk)
    if not may(request.user, power, sheet.unit_id, on=today(), tree_on=sheet.month):
        raise Http404
    return sheet


def _form(lines: list[Any], data: Any) -> forms.Form:
    """A mark and an amount for each member who has something left, then the day and the channel for all of them."""
    form = forms.Form(data)
    for line in lines:
        if line.left:
            form.fields[f"paid-{line.pk}"] = forms.BooleanField(required=False)
            form.fields[f"amount-{line.pk}"] = NumberField(
                most=line.left, unit="đồng", required=False, initial=line.left, label=line.person.name
            )
            form.fields[f"amount-{line.pk}"].widget.attrs["class"] = "input"
    for ask in (PAID_ON, CHANNEL):
        field = field_for(ask, DUES, None, None, today())  # type: ignore[arg-type]
        assert field is not None
        form.fields[ask.name] = field
    form.fields["paid_on"].initial, form.fields["channel"].initial = today(), Channel.CASH
    return form


def _paid(form: forms.Form, lines: list[Any]) -> dict[int, int]:
    """What the marked members paid, by line: what is typed, else all that they had left."""
    answers = form.cleaned_data
    return {
        line.pk: left if answers.get(f"amount-{line.pk}") is None else answers[f"amount-{line.pk}"]
        for line in lines
        if (left := line.left) and answers.get(f"paid-{line.pk}")
    }


@login_required
def collect(request: SignedIn, pk: int) -> HttpResponse:
    """Who has paid: a mark a member, one day for all, and it is done; it works as a plain form."""
    sheet = _sheet(request, pk, "dues.collect")
    lines = list(queries.lines_of(sheet))
    if question := people_shown(
        request, LINES, [line.person_id for line in lines], today=today(), unit=sheet.unit_id,
        anew=request.method != "POST", sheet=pk,
    ):  # fmt: skip
        return question
    form, refusals = _form(lines, request.POST if request.method == "POST" else None), list[str]()
    if request.method == "POST" and form.is_valid():
        answers: tuple[date, str] = form.cleaned_data["paid_on"], form.cleaned_data["channel"]
        try:
            receipts = operations.collect(
                actor=request.user, record=sheet, paid=_paid(form, lines), paid_on=answers[0], channel=answers[1],
                rest="rest" in request.POST,
            )  # fmt: skip
        except Refused as refused:
            refusals = refused.reasons
        else:
            total = write_number(sum(receipt.amount for receipt in receipts))
            done = _("Written down: %(count)s members, %(total)s đồng.") % {"count": len(receipts), "total": total}
            messages.success(request, done)
            return redirect("desk:page", "dues", sheet.pk)
    cell = names_of([sheet.unit_id], on=sheet.month).get(sheet.unit_id, "")
    open_lines = [line for line in lines if line.left]
    context = {
        "sheet": sheet,
        "cell": cell,
        "rows": [(line, form[f"paid-{line.pk}"], form[f"amount-{line.pk}"]) for line in open_lines],
        "settled": [line for line in lines if line.left == 0],
        "unknown": [line for line in lines if line.amount is None],
        "sources": queries.sources_of(sheet),
        "form": form,
        "left": sum(line.left for line in open_lines),
        "refusals": refusals,
        "trail": [
            {"label": DUES.label, "url": reverse("desk:list", args=["dues"])},
            {"label": f"{cell}, {sheet}", "url": reverse("desk:page", args=["dues", sheet.pk])},
            {"label": _("Write down who paid")},
        ],
    }
    return render(request, "dues/collect.html", context, status=422 if refusals or form.errors else 200)


HEADS = (
    gettext_lazy("Month"), gettext_lazy("Had to pay"), gettext_lazy("Paid in full"), gettext_lazy("To pay (đồng)"),
    gettext_lazy("Paid of it (đồng)"), gettext_lazy("Collected (đồng)"), gettext_lazy("Kept (đồng)"),
    gettext_lazy("Handed on (đồng)"), gettext_lazy("Difference (đồng)"),
)  # fmt: skip


def _quarter_rows(months: list[queries.MonthRow]) -> list[list[str]]:
    """The months as a table has them, with their sum as the last row."""
    numbers = [[*month[1:], month.difference] for month in months]
    rows = [f"{month.month:%m/%Y}" for month in months]
    sums = [sum(column) for column in zip(*numbers, strict=True)]
    return [
        [head, *(write_number(number) for number in row)]
        for head, row in zip([*rows, _("Together")], [*numbers, sums], strict=True)
    ]


@login_required
def quarter(request: SignedIn) -> HttpResponse:
    """What was due, came in, was kept and handed on in a quarter, month by month; as a workbook with ``?as=xlsx``."""
    unit = number_in(request.GET.get("unit", ""))
    try:
        period = Period.parse(request.GET.get("period", ""))
    except ValueError:
        period = queries.quarter_with(today())
    if unit is None or not may(request.user, "dues.read", unit, on=today(), tree_on=period.last_day):
        raise Http404
    name = names_of([unit], on=period.last_day).get(unit, "")
    rows = _quarter_rows(queries.quarter_of(period, ids_under(unit, on=period.last_day) | {unit}))
    title = _("Dues collected and handed on, %(period)s") % {"period": period.title()}
    if request.GET.get("as") == "xlsx":
        looked(
            request.user, "dues.quarter", unit=unit, people=[], kind=Entry.Kind.EXPORT, file="xlsx", asked=str(period)
        )
        content = tables([(_("Dues"), [str(head) for head in HEADS], rows)], f"{name} – {title}")
        answer = HttpResponse(content, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        answer["Content-Disposition"] = f'attachment; filename="dang-phi-{period}-{unit}.xlsx"'
        return answer
    context = {
        "title": title,
        "name": name,
        "unit": unit,
        "period": period,
        "before": queries.quarter_with(add_months(period.start, -1)),
        "after": queries.quarter_with(period.end),
        "heads": HEADS,
        "rows": rows,
        "lists": [DUES, PAYMENTS, REMITTANCES],
        "trail": [{"label": DUES.label, "url": reverse("desk:list", args=["dues"])}, {"label": title}],
    }
    return render(request, "dues/quarter.html", context)
