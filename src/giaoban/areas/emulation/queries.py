"""Sets, assessments and marks as they are read: what the records say of each line, the evidence of figures, what is due."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum
from django.urls import reverse

from giaoban.areas.emulation import rules
from giaoban.areas.emulation.models import Assessment, CriteriaSet, Criterion, CriterionMark
from giaoban.core.spans import Period, add_months
from giaoban.ground.access.policy import Actor, reach
from giaoban.ground.units.models import Kind, KindSpell
from giaoban.ground.units.queries import ids_above, kind_of, names_of, parent_of
from giaoban.kit import measured
from giaoban.kit.register import Due

State = Assessment.State
KINDS = {
    CriteriaSet.About.CELL: (Kind.CELL, Kind.GRASSROOTS_CELL),
    CriteriaSet.About.COMMITTEE: (Kind.GRASSROOTS_PARTY_ORG,),
}
"""Of which kinds the units are that a set is for."""
MANY = 8
"""So many units with the same to do are named one by one; more are one sentence that leads to the list."""


# Figures


def recognised(about: str) -> QuerySet[Assessment]:
    """The recognitions of units that were cells, or grassroots committees, on the day of the decision, dated by it.

    One that was withdrawn before the period of its decision was closed is not among them; one withdrawn later stays where it
    was reported, and is told by its withdrawal.
    """
    kinds = KindSpell.objects.filter(
        unit=OuterRef("unit"), kind__in=KINDS[CriteriaSet.About(about)], valid__contains=OuterRef("decided_on")
    )
    decided = Assessment.objects.filter(
        Exists(kinds), criteria__about=about, state__in=(State.RECOGNISED, State.WITHDRAWN), counted=True
    )
    return decided.select_related("criteria")


def withdrawn() -> QuerySet[Assessment]:
    """The recognitions that were withdrawn, dated by it."""
    return Assessment.objects.filter(state=State.WITHDRAWN).select_related("criteria")


# Sets


def with_totals() -> QuerySet[CriteriaSet]:
    """Every set, each with how many lines it has and what they are worth together."""
    return CriteriaSet.objects.annotate(
        line_count=Count("lines", distinct=True), points=Sum("lines__points", default=0)
    )


def sets_for(unit: int, on: date) -> list[CriteriaSet]:
    """The sets that were in force for the unit on that day: those of the bodies above it, for units of its kind."""
    kind = kind_of(unit, on=on)
    about = [name for name, kinds in KINDS.items() if kind in kinds]
    above = ids_above(unit, on=on)
    there = CriteriaSet.objects.filter(unit__in=above, about__in=about, from_on__lte=on)
    return list(there.exclude(until_on__lt=on).order_by("name", "pk"))


def is_used(record: CriteriaSet) -> bool:
    """Whether any unit was registered under the set."""
    return record.assessments.exists()


def asked(line: Criterion) -> rules.Required:
    """The line as it is judged."""
    return rules.Required(line.text, line.points, line.at_least, line.at_most, line.must)


# What the records say


def figure_of(line: Criterion, unit: int, period: Period) -> Decimal | None:
    """What the records say of the line's figure; for a level that must not be exceeded, nothing found where the register is kept above is none."""
    if not line.source:
        return None
    figure = measured.measured(line.source, unit, period)
    if figure is None and line.at_most is not None:
        above = ids_above(unit, on=period.last_day)
        kept = bool(above) and measured.measured(line.source, above[-1], period) is not None
        return Decimal(0) if kept else None
    return figure


def figures_of(record: Assessment, period: Period) -> dict[int, Decimal | None]:
    """What the records of that period say of each line of the set, by the line's id; None where none says it."""
    return {line.pk: figure_of(line, record.unit_id, period) for line in lines_of(record)}


def facts_of(record: Assessment, period: Period) -> dict[int, bool | None]:
    """Whether each line of the set is met by the records of that period, by the line's id; None where none says it."""
    figures = figures_of(record, period)
    return {line.pk: rules.judged(asked(line), figures[line.pk]) for line in lines_of(record)}


def told(line: Criterion, figure: Decimal | None) -> Decimal | None:
    """The figure where it may be told to whoever reads the score; of confidential records only what follows from it is."""
    return figure if measured.is_open(line.source) else None


def lines_of(record: Assessment) -> list[Criterion]:
    """The lines of the assessment's set, in order."""
    return list(record.criteria.lines.all())


def months_of(record: Assessment) -> list[date | None]:
    """What is scored apart: the months of the period, or nothing but the whole."""
    if record.criteria.way == CriteriaSet.Way.POINTS:
        return [None]
    return [add_months(record.span.start, number) for number in range(record.span.months)]


def within(record: Assessment, month: date | None) -> Period:
    """The days that are scored: the month, or the whole period."""
    return record.span if month is None else Period(month, add_months(month, 1))


@dataclass(frozen=True)
class Scored:
    """A line with what stands beside it: the mark, the figure as the records say it, and the door to it."""

    line: Criterion
    mark: CriterionMark | None
    figure: Decimal | None
    met: bool | None
    told: bool  # whether the figure itself may be shown
    door: str

    @property
    def asked(self) -> rules.Required:
        return asked(self.line)

    @property
    def prefilled(self) -> Decimal | None:
        return rules.prefilled(self.asked, self.met)


def scored(record: Assessment, month: date | None, *, actor: Actor, on: date) -> list[Scored]:
    """Every line of the set for that month, or for the whole period, with what the records say now."""
    figures = figures_of(record, within(record, month))
    return [
        replace(
            row, figure=figures[row.line.pk], met=rules.judged(row.asked, figures[row.line.pk]),
            told=measured.is_open(row.line.source),
        )
        for row in scored_so_far(record, [month], actor=actor, on=on)[month]
    ]  # fmt: skip


def scored_so_far(
    record: Assessment, months: Iterable[date | None], *, actor: Actor, on: date
) -> dict[date | None, list[Scored]]:
    """The same for several months, with what the records said when they were last asked: nothing is worked out for a page."""
    lines = lines_of(record)
    marks = {(mark.criterion_id, mark.month): mark for mark in record.marks.all()}
    rows: dict[date | None, list[Scored]] = {}
    for month in months:
        period = within(record, month)
        for line in lines:
            mark = marks.get((line.pk, month))
            figure, met = (mark.figure, mark.met) if mark else (None, None)
            door = measured.door(actor, line.source, record.unit_id, period, on=on)
            rows.setdefault(month, []).append(Scored(line, mark, figure, met, figure is not None, door))
    return rows


def marked(record: Assessment, *, claims: bool, now: bool = False) -> list[rules.Marked]:
    """The marks of the assessment as they are judged, with a line for each that is missing; ``now`` asks the records again."""
    there = {(mark.criterion_id, mark.month): mark for mark in record.marks.all()}
    rows = []
    for month in months_of(record):
        facts = facts_of(record, within(record, month)) if now else {}
        for line in lines_of(record):
            mark = there.get((line.pk, month))
            value = None if mark is None else mark.claimed if claims else mark.worth
            met = facts.get(line.pk) if now else mark.met if mark else None
            rows.append(rules.Marked(asked(line), value, met, mark.evidence if mark else "", month))
    return rows


def superior(unit: int, on: date) -> int:
    """Whose officers check and decide: the body right above the unit on that day; of the topmost, itself."""
    above = parent_of(unit, on=on)
    return above.pk if above else unit


def of_unit(unit: int) -> QuerySet[Assessment]:
    """What the unit was measured by, the newest first."""
    return Assessment.objects.filter(unit=unit).select_related("criteria").order_by("-registered_on", "-pk")


# What is due


def doubtful(units: Collection[int] | None = None) -> list[tuple[Assessment, str]]:
    """The recognitions whose indispensable lines the records do not bear out any more, each with the line."""
    holding = Assessment.objects.filter(state=State.RECOGNISED).select_related("criteria", "unit")
    if units is not None:
        holding = holding.filter(unit__among=units)
    by_set: dict[tuple[int, str], list[Assessment]] = {}
    for record in holding.order_by("pk"):
        by_set.setdefault((record.criteria_id, record.period), []).append(record)
    musts = list(Criterion.objects.filter(criteria__in={key[0] for key in by_set}, must=True, at_most__isnull=False))
    return [
        (record, line.text)
        for (criteria, period), records in by_set.items()
        for line in musts
        if line.criteria_id == criteria
        for record in _above_level(records, line, Period.parse(period))
    ]


def _above_level(records: Iterable[Assessment], line: Criterion, period: Period) -> list[Assessment]:
    """Of these, whose figure is above the line's level now: asked once for all of them."""
    counts: dict[int, int] = {}
    for unit, count in measured.happened(line.source, period).items():
        for above in ids_above(unit, on=period.last_day):
            counts[above] = counts.get(above, 0) + count
    return [record for record in records if counts.get(record.unit_id, 0) > (line.at_most or 0)]


def due(units: Collection[int], day: date) -> list[Due]:
    """What is to be scored, checked, decided or looked at again in these units."""
    open_ones = Assessment.objects.filter(
        unit__among=units, state__in=(State.REGISTERED, State.SCORED, State.CHECKED)
    ).select_related("criteria")
    todo: dict[str, list[Assessment]] = {}
    for record in open_ones.order_by("pk"):
        if record.state != State.REGISTERED or record.span.end <= day:
            todo.setdefault(record.state, []).append(record)
    wording = {
        State.REGISTERED: "tự chấm theo bộ tiêu chí “4 tốt”",
        State.SCORED: "được thẩm định kết quả tự chấm “4 tốt”",
        State.CHECKED: "được xét công nhận “4 tốt”",
    }
    told = [
        sentence for state, records in todo.items() for sentence in _each(records, wording[State(state)], state, day)
    ]
    doubts = {record.pk: (record, text) for record, text in doubtful(units)}
    names = names_of([record.unit_id for record, _text in doubts.values()], on=day)
    told += [
        Due(
            f"{names.get(record.unit_id, 'Đơn vị')}: xem xét thu hồi công nhận, tiêu chí bắt buộc không còn đạt ({text})",
            day, reverse("desk:page", args=["emulation", record.pk]), record.unit_id,
        )
        for record, text in doubts.values()
    ]  # fmt: skip
    return told


def _each(records: list[Assessment], what: str, state: str, day: date) -> list[Due]:
    by = max(add_months(record.span.end, 1) for record in records)
    if len(records) > MANY:
        url = f"{reverse('desk:list', args=['emulation'])}?state={state}"
        return [Due(f"{len(records)} đơn vị cần {what}", by, url, None)]
    names = names_of([record.unit_id for record in records], on=day)
    return [
        Due(
            f"{names.get(record.unit_id, 'Đơn vị')} cần {what}, {record.span.title()}", add_months(record.span.end, 1),
            reverse("desk:page", args=["emulation", record.pk]), record.unit_id,
        )
        for record in records
    ]  # fmt: skip


def periods_offered(on: date) -> list[tuple[str, str]]:
    """The years and quarters that a unit may be registered for, the newest first."""
    years = [str(on.year + number) for number in (1, 0, -1, -2)]
    quarters = [f"{on.year - back}-Q{number}" for back in (0, 1) for number in (4, 3, 2, 1)]
    return [(text, Period.parse(text).title()) for text in (*years, *quarters)]


def unit_named(record: Assessment, on: date) -> str:
    """What the unit was called on that day."""
    return names_of([record.unit_id], on=on).get(record.unit_id, "")


def sets_offered(actor: Actor, on: date) -> list[CriteriaSet]:
    """The sets in force on that day that concern any unit which the actor may register."""
    units = reach(actor, "emulation.enrol", on=on)
    there = CriteriaSet.objects.filter(from_on__lte=on, lines__isnull=False).exclude(until_on__lt=on).distinct()
    if units is not None:
        around = units | {above for unit in sorted(units)[:1] for above in ids_above(unit, on=on)}
        there = there.filter(unit__among=around)
    return list(there.order_by("name", "pk"))


def doubts_about(record: Assessment) -> list[str]:
    """The indispensable lines that the records do not bear out any more, of a unit that is recognised."""
    return [text for doubtful_record, text in doubtful([record.unit_id]) if doubtful_record.pk == record.pk]
