"""Coverage of study as evidence: who had to, who did, at every level; persons counted once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, Max, OuterRef, Prefetch, Q, QuerySet

from giaoban.areas.study import rules
from giaoban.areas.study.models import Attendance, Duty, Plan, Session
from giaoban.ground.access.policy import Actor, reach
from giaoban.ground.access.second_lock import whole_tree
from giaoban.ground.people.models import Exemption, Membership, Position
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import children_of, ids_under, names_of

# Figures


def had_to_study() -> QuerySet[Duty]:
    """One row for each person and half-year with a duty: the newest duty of that half-year."""
    return learners().filter(pk__in=_halves().values("newest"))


def studied() -> QuerySet[Duty]:
    """Those rows of `had_to_study` whose person studied every document they had to before the half-year was over.

    ``>=``, not ``=``: PostgreSQL takes two numbers to be equal once in two hundred times, and would go through nearly all
    halves again for every duty, believing them to be a few.
    """
    came_in_time = Q(attendances__status=Attendance.Status.PRESENT, attendances__session__in_half=True)
    met = Count("pk", distinct=True, filter=came_in_time)
    return learners().filter(pk__in=_halves().annotate(met=met).filter(met__gte=F("duties")).values("newest"))


def _halves() -> QuerySet[Duty, dict[str, Any]]:
    """Each person's half-years, with the newest duty and how many there were: one pass over all duties, however many."""
    halves = Duty.objects.order_by().values("person", "half")
    return halves.annotate(newest=Max("pk"), duties=Count("pk", distinct=True))


# One document


def came(*, by: date) -> QuerySet[Attendance]:
    """Presence of the outer duty's person at a session held by that day."""
    return Attendance.objects.filter(duty=OuterRef("pk"), status=Attendance.Status.PRESENT, session__held_on__lte=by)


def coverage_by_cell(duties: QuerySet[Duty], *, by: date) -> dict[int, rules.Coverage]:
    """Coverage by cell: of these duties, each one person and one document, those met by that day."""
    rows = (
        duties.annotate(met=met_by(by))
        .values("unit")
        .annotate(had_to=Count("pk"), studied=Count("pk", filter=Q(met=True)))
        .values_list("unit", "studied", "had_to")
        .order_by()
    )
    return {unit: rules.Coverage(done, had_to) for unit, done, had_to in rows}


def met_by(day: date) -> Exists:
    """The condition for duties whose person had studied the document by that day."""
    return Exists(came(by=day))


def studied_on(duty: Duty) -> date | None:
    """The first day on which the person was present at a session on the document, or None."""
    return min((one.session.held_on for one in duty.attendances.all() if one.status == "present"), default=None)


def learners() -> QuerySet[Duty]:
    """All duties with their document, person and attendance at hand."""
    return Duty.objects.select_related("document", "person", "plan__document").prefetch_related(
        Prefetch("attendances", queryset=Attendance.objects.select_related("session"))
    )


@dataclass(frozen=True)
class Level:
    """One line of a coverage page: a unit, its coverage, and whether there are units below it to open."""

    unit_id: int
    name: str
    coverage: rules.Coverage
    opens: bool


BRANCHES = """
    WITH RECURSIVE branch(id, top) AS (
        SELECT unit_id, unit_id FROM units_placespell WHERE parent_id = %s AND valid @> %s::date
        UNION
        SELECT p.unit_id, b.top FROM units_placespell p JOIN branch b ON p.parent_id = b.id WHERE p.valid @> %s::date
    ) SELECT id, top FROM branch
"""


def coverage_below(root: Unit | int, duties: QuerySet[Duty], *, by: date) -> tuple[rules.Coverage, list[Level]]:
    """Coverage of the unit and of each unit right below it, on the tree of that day."""
    key = root if isinstance(root, int) else root.pk
    with connection.cursor() as cursor:
        cursor.execute(BRANCHES, (key, by, by))
        branch_of: dict[int, int] = dict(cursor.fetchall())
    cells = coverage_by_cell(duties.filter(unit__in=[key, *branch_of]), by=by)
    sums: dict[int, rules.Coverage] = {}
    for cell, coverage in cells.items():
        top = branch_of.get(cell, key)
        sums[top] = sums.get(top, rules.Coverage()) + coverage
    sizes = Counter(branch_of.values())
    names = names_of(sums, on=by)
    order = [key, *children_of(key, on=by).values_list("pk", flat=True)]
    lines = [Level(unit, names.get(unit, ""), sums[unit], opens=sizes[unit] > 1) for unit in order if unit in sums]
    return sum(sums.values(), rules.Coverage()), lines


def coverage_within(plan: Plan, units: Collection[int], *, by: date) -> rules.Coverage:
    """The plan's coverage in these units by that day; the caller answers for the units."""
    with whole_tree():  # a sum shows no record, and who came to a superior's session came
        cells = coverage_by_cell(plan.duties.filter(unit__among=units), by=by)
    return sum(cells.values(), rules.Coverage())


def coverage_of_period(start: date, end: date, *, units: Collection[int]) -> rules.Coverage:
    """Persons who studied of those who had to in these units, by plans that ended in the period: lines 2.1.a, 2.1.b.

    The caller answers for the units.
    """
    within = {"plan__until_on__gte": start, "plan__until_on__lt": end, "unit__among": units}
    with whole_tree():  # as the figures of the report are counted
        return rules.Coverage(studied().filter(**within).count(), had_to_study().filter(**within).count())


def visible_plans(actor: Actor, *, on: date) -> QuerySet[Plan]:
    """The plans that the actor may read: of the units where they may, and those of superiors that bind these units."""
    units = reach(actor, "study.read", on=on)
    if units is None:
        return Plan.objects.all()
    return Plan.objects.filter(
        Q(unit__among=units) | Exists(Duty.objects.filter(plan=OuterRef("pk"), unit__among=units))
    )


def denominator_of(plan: Plan) -> str:
    """The sentence on who is in the plan's denominator."""
    return rules.denominator_rule(
        audience=plan.audience, exempt_counted=plan.exempt_counted, counted_on=plan.counted_on
    )


# Who has to


def candidates(unit: Unit | int, *, on: date) -> list[rules.Candidate]:
    """The members under the unit on that day, as the audience rule looks at them, in order of cell and name."""
    under = ids_under(unit, on=on)
    members = (
        Membership.objects.filter(unit__in=under, valid__contains=on)
        .annotate(
            exempt=Exists(Exemption.objects.filter(person=OuterRef("person"), valid__contains=on)),
            holds_post=Exists(Position.objects.filter(person=OuterRef("person"), valid__contains=on)),
        )
        .order_by("unit", "person__name_key", "person")
    )
    return [rules.Candidate(*row) for row in members.values_list("person", "unit", "exempt", "holds_post")]


def duties_of(session: Session) -> QuerySet[Duty]:
    """Those who have to study by the session's plan and stand under the unit that holds it."""
    return (
        Duty.objects.filter(
            plan=session.plan_id, unit__in=ids_under(session.unit_id, on=session.held_on) | {session.unit_id}
        )
        .select_related("person")
        .order_by("unit", "person__name_key", "person")
    )


def still_to_study(plan: Plan, *, units: Collection[int], by: date) -> QuerySet[Duty]:
    """Those of the plan in these units who had not studied by that day: whom a make-up session is for."""
    return plan.duties.filter(unit__in=units).exclude(met_by(by)).select_related("person")


@dataclass(frozen=True)
class CellToStudy:
    """A cell with people who still have to study by a plan."""

    plan: Plan
    unit_id: int
    left: int


def due_in(units: Collection[int], day: date) -> list[CellToStudy]:
    """The plans that end within ten days, or ended within sixty, with people of these units who have not studied."""
    plans = {
        plan.pk: plan
        for plan in Plan.objects.filter(
            until_on__range=(day - timedelta(days=60), day + timedelta(days=10))
        ).select_related("document")
    }
    rows = (
        Duty.objects.filter(plan__in=plans, unit__among=units)
        .exclude(met_by(day))
        .values("plan", "unit")
        .annotate(left=Count("pk"))
        .values_list("plan", "unit", "left")
        .order_by("plan__until_on", "unit")
    )
    return [CellToStudy(plans[plan], unit, left) for plan, unit, left in rows]
