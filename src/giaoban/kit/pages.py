"""The page of any record: its fields, what belongs to it, what may be done, what happened to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from giaoban.kit import cells, opening
from giaoban.kit.acts import acts_on
from giaoban.kit.cells import record_seen
from giaoban.kit.history import history
from giaoban.kit.register import Column, Register, SignedIn
from giaoban.kit.seeing import people_in, people_shown


def page(
    request: SignedIn, register: Register, pk: int, words: Mapping[str, str], *, today: date,
    prove: Callable[[SignedIn], None] | None = None,
) -> HttpResponse:  # fmt: skip
    """A record: its fields, what belongs to it, its acts, its history in sentences; its own page where it has one.

    One that is opened with a reason asks for it first, every time.
    """
    if register.opened:
        return opening.page(
            request, register, pk, today=today, prove=prove,
            show=lambda record: shown(request, register, record, register.opened, words, today=today),
        )  # fmt: skip
    record = record_seen(request.user, register, pk, on=today)
    if record is None:
        raise Http404
    if register.page:
        return redirect(register.page(record))
    columns, own = cells.columns_for(request.user, register, on=today), people_in(register, register.columns, [record])
    return shown(request, register, record, columns, words, today=today, people=own)


def shown(
    request: SignedIn, register: Register, record: Any, columns: Iterable[Column], words: Mapping[str, str], *, today: date,
    people: Sequence[int] = (),
) -> HttpResponse:  # fmt: skip
    """The page of a record of which it is known that the person may see those columns.

    It is written that they looked at these people and at whom its sections name; instead, the question for a second person.
    """
    sections = register.sections(request.user, record) if register.sections else ()
    if register.opened:
        sections = [*sections, opening.who_opened(register, record)]
    named = [*people, *(person for section in sections for person in section.people)]
    unit = cells.unit_of(register, record)
    if question := people_shown(request, register, named, today=today, unit=unit, record=record.pk):
        return question
    facts = [
        {"label": cells.label_of(register, column), "text": cells.written(value)}
        for column in columns
        if (value := cells.value_of(record, column)) not in (None, "")
    ]
    context = {
        "register": register,
        "record": record,
        "facts": facts,
        "sections": sections,
        "acts": acts_on(request.user, register, record, on=today),
        "history": history(record, register, request.user, words, on=today),
        "trail": [{"label": register.label, "url": reverse("desk:list", args=[register.name])}, {"label": str(record)}],
    }
    return render(request, "kit/page.html", context)
