"""Inspections as evidence, by acting body and by kind, and what is due; inspection and supervision are never one figure but line 5.1."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse_lazy

from giaoban.areas.inspections.models import (
    Demand,
    InspectedParty,
    Inspection,
    InspectionKind,
    PlannedInspection,
)
from giaoban.areas.inspections.rules import ENDED
from giaoban.ground.people.models import Person
from giaoban.ground.people.queries import membership_of
from giaoban.ground.regulations.calendar import WorkingDays
from giaoban.ground.regulations.queries import rule
from giaoban.ground.units.models import GRASSROOTS, MEETS, Unit
from giaoban.ground.units.queries import ids_under, kind_of
from giaoban.kit.register import Due, Label

AT_WORK = (Inspection.State.DECIDED, Inspection.State.STARTED, Inspection.State.REPORTED)


# Figures


def concluded() -> QuerySet[Inspection]:
    """Inspections and supervisions with a conclusion, dated by it: what line 5.1 asks for, and no other figure."""
    return Inspection.objects.filter(state__in=ENDED)


def concluded_as(*, supervision: bool, acting: str = "", kind: str = "") -> Callable[[], QuerySet[Inspection]]:
    """The query of the inspections, or of the supervisions, that were concluded: all, of one acting body, or of one kind."""
    wanted = Q(kind=InspectionKind.SUPERVISION) if supervision else ~Q(kind=InspectionKind.SUPERVISION)
    if acting:
        wanted &= Q(acting=acting)
    if kind:
        wanted &= Q(kind=kind)
    return lambda: concluded().filter(wanted)


def parties(
    *, supervision: bool, members: bool, outcomes: Collection[str] = ()
) -> Callable[[], QuerySet[InspectedParty]]:
    """The query of the organisations, or of the members, that were inspected or supervised, each as often as it was."""
    wanted = Q(inspection__kind=InspectionKind.SUPERVISION)
    wanted = Q(person__isnull=not members) & (wanted if supervision else ~wanted)
    if outcomes:
        wanted &= Q(outcome__in=outcomes)
    return lambda: InspectedParty.objects.filter(wanted, inspection__state__in=ENDED)


def planned(*, supervision: bool, done: bool = False) -> Callable[[], QuerySet[PlannedInspection]]:
    """The query of the programme's lines that were not dropped: all, or those with a concluded inspection."""
    wanted = Q(kind=InspectionKind.SUPERVISION) if supervision else ~Q(kind=InspectionKind.SUPERVISION)
    if done:
        wanted &= Q(Exists(concluded().filter(planned=OuterRef("pk"))))
    return lambda: PlannedInspection.objects.filter(wanted, dropped_on=None)


# One inspection


def is_cell(unit: Unit, on: date) -> bool:
    """Whether the organisation is a cell on that day."""
    return kind_of(unit, on=on) in MEETS


def last_day_of(record: Inspection) -> date:
    """The latest day that the inspection tells of."""
    return max([record.decided_on, *_later_days(record)])


def first_day_after(record: Inspection) -> date | None:
    """The earliest day that it tells of beside the decision."""
    return min(_later_days(record), default=None)


def _later_days(record: Inspection) -> list[date]:
    days = [record.started_on, record.reported_on, record.concluded_on, record.announced_on]
    days += record.parties.values_list("reported_on", flat=True)
    days += record.days.values_list("held_on", flat=True)
    days += record.demands.values_list("done_on", flat=True)
    return [day for day in days if day]


def away_on(record: Inspection, on: date) -> list[int]:
    """The numbers of the parties that did not stand under the acting organisation on that day."""
    under = ids_under(record.unit, on=on)
    members = under | {record.unit_id}
    away = []
    for party in record.parties.order_by("number"):
        if party.person_id is None:
            there = party.inspected_id in under - {record.unit_id}
        else:
            membership = membership_of(party.person_id, on=on)
            there = membership is not None and membership.unit_id in members
        if not there:
            away.append(party.number)
    return away


def of_person(person: Person) -> QuerySet[InspectedParty]:
    """What was inspected of one person, the newest first."""
    return InspectedParty.objects.filter(person=person).order_by("-pk")


# Lists


def programme_rows(day: date) -> QuerySet[PlannedInspection]:
    """The lines of programmes, each with what was carried out by it."""
    ended = Q(inspections__state__in=ENDED)
    return PlannedInspection.objects.annotate(
        done=Count("inspections", filter=ended, distinct=True),
        organisations_done=Count(
            "inspections__parties", filter=ended & Q(inspections__parties__person=None), distinct=True
        ),
        members_done=Count(
            "inspections__parties", filter=ended & Q(inspections__parties__person__isnull=False), distinct=True
        ),
    )


def by_standing(rows: QuerySet[PlannedInspection], value: str, day: date) -> QuerySet[PlannedInspection]:
    """The lines of programmes that were carried out, are still to be, are late, or were dropped."""
    if value == "dropped":
        return rows.exclude(dropped_on=None)
    carried_out = Exists(concluded().filter(planned=OuterRef("pk")))
    rows = rows.filter(dropped_on=None)
    if value == "done":
        return rows.filter(carried_out)
    rows = rows.exclude(carried_out)
    return rows.filter(due_on__lt=day) if value == "late" else rows


# What is due


def due(units: Collection[int], on: date) -> list[Due]:
    """Teams that have not begun, conclusions and self-reports that are to come; no sentence names anybody."""
    rows = list(Inspection.objects.filter(unit__among=units, state__in=AT_WORK).order_by("ends_by", "pk"))
    calendar, wanted = WorkingDays(), []
    begin = rule("inspection.start_wd", on=on)
    for record in rows:
        where = _at("inspections", record.pk)
        if record.state == Inspection.State.DECIDED and begin is not None:
            by = calendar.after(record.decided_on, int(begin.value))
            wanted.append(
                Due(f"{record}: đoàn phải triển khai trước {by:%d/%m/%Y}", by, where("start"), record.unit_id)
            )
        by = _concluded_by(record, calendar)
        step = "conclude" if record.state == Inspection.State.REPORTED else "report_in"
        if record.state != Inspection.State.DECIDED:
            wanted.append(Due(f"{record}: phải kết luận trước {by:%d/%m/%Y}", by, where(step), record.unit_id))
    return wanted


def due_of_parties(units: Collection[int], on: date) -> list[Due]:
    """Self-reports that are to come from who is inspected; no sentence names them."""
    rows = InspectedParty.objects.filter(
        inspection__unit__among=units, inspection__state=Inspection.State.STARTED, reported_on=None, why_none=""
    ).select_related("inspection")
    return [
        Due(f"{party}: phải nộp báo cáo tự kiểm tra trước {party.inspection.reports_by:%d/%m/%Y}",
            party.inspection.reports_by, _at("inspected", party.pk)("hand_in"), party.inspection.unit_id)
        for party in rows.order_by("inspection__reports_by", "pk")
    ]  # fmt: skip


def due_of_demands(units: Collection[int], on: date) -> list[Due]:
    """What conclusions demand and nobody has reported as done; no sentence says what."""
    rows = Demand.objects.filter(
        inspection__unit__among=units, inspection__state=Inspection.State.ANNOUNCED, done_on=None
    ).select_related("inspection")
    return [
        Due(f"{demand}: phải báo cáo kết quả thực hiện trước {demand.due_on:%d/%m/%Y}", demand.due_on,
            _at("demands", demand.pk)("fulfil"), demand.inspection.unit_id)
        for demand in rows.order_by("due_on", "pk")
    ]  # fmt: skip


def due_of_programmes(units: Collection[int], on: date) -> list[Due]:
    """Lines of programmes by which nothing was decided yet."""
    rows = PlannedInspection.objects.filter(unit__among=units, dropped_on=None, inspections=None)
    return [
        Due(f"{line} ({line.get_kind_display()}): phải hoàn thành trước {line.due_on:%d/%m/%Y}", line.due_on,
            _at("programmes", line.pk)("carry_out"), line.unit_id)
        for line in rows.order_by("due_on", "pk")
    ]  # fmt: skip


def _at(register: str, pk: int) -> Callable[[str], Label]:
    return lambda act: reverse_lazy("desk:act_on", args=[register, pk, act])


def _concluded_by(record: Inspection, calendar: WorkingDays) -> date:
    """Until when it is to be concluded: as planned, and of a supervision by the term after the last self-report, if earlier."""
    handed_in = [day for day in record.parties.values_list("reported_on", flat=True) if day]
    if record.kind != InspectionKind.SUPERVISION or not handed_in or record.parties.filter(reported_on=None).exists():
        return record.ends_by
    base = kind_of(record.unit, on=record.decided_on) in {*GRASSROOTS, *MEETS}
    level = rule(f"supervision.conclude_wd.{'base' if base else 'upper'}", on=record.decided_on)
    return min(record.ends_by, calendar.after(max(handed_in), int(level.value))) if level else record.ends_by
