"""What is due about meetings, and a month of every cell at a glance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q

from giaoban.areas.meetings import rules
from giaoban.areas.meetings.models import Meeting, Task
from giaoban.areas.meetings.queries import limits_on
from giaoban.core.spans import add_months
from giaoban.ground.access.beginning import began_on
from giaoban.ground.units.models import MEETS, KindSpell, PlaceSpell
from giaoban.ground.units.queries import ids_under, names_of, standing


class Awaited(NamedTuple):
    """Something about meetings that is due: what (missing, notice, papers, minutes, task), where, by which day."""

    what: str
    unit_id: int
    by: date
    meeting_id: int | None = None
    task: Task | None = None
    held_on: date | None = None


def cells_without_regular(month: date, *, units: Collection[int]) -> list[int]:
    """The cells among these units that hold no regular meeting in that month, planned ones counted as held."""
    last = add_months(month.replace(day=1), 1) - timedelta(days=1)
    held = Meeting.objects.filter(
        unit=OuterRef("unit"), kind__in=rules.REGULAR, held_on__range=(month.replace(day=1), last)
    )
    places = PlaceSpell.objects.filter(unit=OuterRef("unit"), valid__contains=last)
    cells = KindSpell.objects.filter(Exists(places), ~Exists(held), kind__in=MEETS, valid__contains=last)
    return list(cells.filter(unit__among=units).order_by("unit").values_list("unit", flat=True))


def due_in(units: Collection[int], day: date) -> list[Awaited]:
    """What is due about meetings in these units on that day: missing meetings, unsent papers, open minutes, tasks."""
    awaited: list[Awaited] = []
    limits = limits_on(day)
    first = day.replace(day=1)
    if limits.regular_a_month:
        began = began_on()
        for month in (add_months(first, -1), first):
            if began is None or month >= began or day < began:  # before, nobody could record a meeting here
                ends = add_months(month, 1) - timedelta(days=1)
                awaited += [Awaited("missing", unit, ends) for unit in cells_without_regular(month, units=units)]
    meetings = Meeting.objects.filter(unit__among=units, closed_on__isnull=True).annotate(
        papers_sent=Count("papers", filter=Q(papers__withdrawn_on__isnull=True))
    )
    for meeting in meetings.filter(held_on__lt=day).order_by("held_on"):
        awaited.append(Awaited("minutes", meeting.unit_id, meeting.held_on, meeting.pk, held_on=meeting.held_on))
    soon = meetings.filter(held_on__gte=day, held_on__lte=day + timedelta(days=7)).order_by("held_on", "pk")
    for meeting in soon:
        if meeting.told_on is None:
            awaited.append(Awaited("notice", meeting.unit_id, meeting.held_on, meeting.pk, held_on=meeting.held_on))
        elif not meeting.papers_sent and (by := rules.papers_by(meeting.held_on, limits)):
            awaited.append(Awaited("papers", meeting.unit_id, by, meeting.pk, held_on=meeting.held_on))
    for task in Task.objects.filter(
        Q(due_on__lte=day + timedelta(days=7)), unit__among=units, done_on__isnull=True
    ).select_related("owner"):
        awaited.append(Awaited("task", task.unit_id, task.due_on, task.meeting_id, task=task))
    return awaited


@dataclass(frozen=True)
class CellMonth:
    """One cell in one month: its regular and its thematic meetings, planned or held."""

    unit_id: int
    name: str
    superior: str
    regular: tuple[Meeting, ...]
    thematic: tuple[Meeting, ...]


def month_of(month: date, *, units: Collection[int], under: int | None = None) -> list[CellMonth]:
    """Every cell among these units (and under that one) with its meetings of the month, those without one first."""
    last = add_months(month.replace(day=1), 1) - timedelta(days=1)
    within = set(units) & ids_under(under, on=last) if under else set(units)
    cells = list(
        standing(on=last, kinds=MEETS)
        .filter(pk__in=within, places__valid__contains=last)
        .values_list("pk", "places__parent")
    )
    names = names_of({key for row in cells for key in row if key}, on=last)
    held: dict[int, list[Meeting]] = defaultdict(list)
    for meeting in Meeting.objects.filter(
        unit__in=[cell for cell, _parent in cells], held_on__range=(month.replace(day=1), last)
    ).order_by("held_on", "pk"):
        held[meeting.unit_id].append(meeting)
    lines = [
        CellMonth(
            cell,
            names.get(cell, ""),
            names.get(parent, "") if parent else "",
            tuple(meeting for meeting in held[cell] if meeting.kind in rules.REGULAR),
            tuple(meeting for meeting in held[cell] if meeting.kind in rules.THEMATIC),
        )
        for cell, parent in cells
    ]
    return sorted(lines, key=lambda line: (bool(line.regular), line.superior, line.name))
