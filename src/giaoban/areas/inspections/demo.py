"""Programmes, inspections and supervisions of one bloc's heirs in the current year, by all acting bodies and at every step."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import Any

from giaoban.areas.inspections import following, operations, planning, team
from giaoban.areas.inspections.models import Inspection, PlannedInspection
from giaoban.ground.access.policy import Actor
from giaoban.ground.people.models import Membership
from giaoban.ground.people.queries import members_on
from giaoban.ground.units.models import MEETS, Kind, Unit
from giaoban.ground.units.queries import children_of, ids_under, named, standing, successors

ASKED = date(2023, 6, 30)
SINCE = 330
"""Over so many days until today they are spread."""
LASTS = 45
"""Days from the decision to the end of the follow-up."""
CELLS, ORGANISATIONS = 14, 6
THEMES = (
    "Việc chấp hành quy chế làm việc và nguyên tắc tập trung dân chủ",
    "Việc thực hiện nghị quyết đại hội và chế độ sinh hoạt chi bộ",
    "Việc thu, nộp và quản lý đảng phí",
    "Việc thực hiện quy định về những điều đảng viên không được làm",
    "Việc lãnh đạo thực hiện nhiệm vụ chuyên môn được giao",
)
KINDS = ("programme", "supervision", "programme", "signs", "supervision", "other")
STEPS = ("decided", "started", "reported", "concluded", "announced")
"""How far the newest have come; all older ones are announced, most of them closed."""


def load(actor: Actor, *, today: date) -> None:
    """The programmes and inspections are there, the same ones each time; nothing changes afterwards."""
    if Inspection.objects.exists():
        return
    (bloc,) = named("Quảng Ninh", on=ASKED)
    heirs = (set(successors(bloc, since=ASKED, until=today)) - {bloc.pk}) or {bloc.pk}
    begun = today - timedelta(days=SINCE)
    who = _who_inspects(sorted(heirs), begun, today)
    number = count()
    planned = [_line(actor, unit, acting, at, begun, next(number)) for at, (unit, acting) in enumerate(who)]
    first = [(unit, acting, line) for (unit, acting), line in zip(who, planned, strict=True)]
    rounds = [*first, *reversed(first)]  # the newest are those of the bodies that stand highest
    for place, (unit, acting, line) in enumerate(rounds):
        left = len(rounds) - place
        step = STEPS[-left] if left <= len(STEPS) else "closed" if place % 5 else "announced"
        decided = begun + timedelta(days=14 + place * (SINCE - LASTS - 14) // len(rounds))
        if step in STEPS[:4]:
            decided = today - timedelta(days=24 - left)
        _inspection(actor, unit, acting, line if place < len(who) and place % 4 else None, decided, step, place)


def _who_inspects(heirs: list[int], begun: date, today: date) -> list[tuple[Unit, str]]:
    """The bodies that inspect: of the heirs, of some grassroots organisations below them, and of cells."""
    under = set().union(*(ids_under(heir, on=today) for heir in heirs))
    there = standing(on=begun).filter(pk__in=standing(on=today).values("pk")).order_by("pk")
    uppers = list(there.filter(pk__in=heirs))
    bases = [
        unit for unit in there.filter(pk__in=under, kinds__kind=Kind.GRASSROOTS_PARTY_ORG).distinct()[: 4 * ORGANISATIONS]
        if len(_steady(unit, begun, today)) > 6
    ][:ORGANISATIONS]  # fmt: skip
    below = set().union(*(ids_under(base, on=today) for base in bases))
    cells = [
        unit for unit in there.filter(pk__in=below, kinds__kind__in=MEETS).distinct()[: 4 * CELLS]
        if len(_steady(unit, begun, today)) > 3
    ][:CELLS]  # fmt: skip
    bodies = [(unit, acting) for unit in (*uppers, *bases) for acting in ("committee", "commission")]
    return bodies + [(unit, "cell") for unit in cells]


def _steady(unit: Unit, begun: date, today: date) -> list[Membership]:
    """Official members of the organisation who have stood where they stand since before the year's first inspection."""
    under = ids_under(unit, on=today) | {unit.pk}
    rows = members_on(today).filter(unit__among=under, valid__contains=begun, grade="official")
    return list(rows.select_related("person", "unit").order_by("pk")[:12])


def _line(actor: Actor, unit: Unit, acting: str, place: int, begun: date, number: int) -> PlannedInspection:
    kind = KINDS[place % len(KINDS)]
    line = planning.plan(
        actor=actor, unit=unit, acting=acting, kind="programme" if kind in ("signs", "other") else kind,
        theme=THEMES[place % len(THEMES)], whom="Theo danh sách kèm chương trình (mẫu)",
        organisations=0 if acting == "cell" else 2, members=2 if acting == "cell" else 1, set_on=begun,
        due_on=begun + timedelta(days=60 + 22 * (place % 14)), programme=f"{number + 1}-CTr/ĐU (mẫu)",
    )  # fmt: skip
    if place % 9 == 8:
        planning.drop_line(
            actor=actor, record=line, on=begun + timedelta(days=40), reason="Điều chỉnh chương trình (mẫu)."
        )
    return line


def _inspection(
    actor: Actor, unit: Unit, acting: str, line: PlannedInspection | None, decided: date, step: str, place: int
) -> None:
    days: dict[str, Any] = {
        "decision": f"{place + 31}-QĐ/ĐU (mẫu)", "decided_on": decided, "looks_from": decided - timedelta(days=730),
        "looks_until": decided - timedelta(days=1), "reports_by": decided + timedelta(days=10),
        "ends_by": decided + timedelta(days=30),
    }  # fmt: skip
    if line is not None and line.dropped_on is None:
        record = planning.carry_out(actor=actor, record=line, **days)
    else:
        kind = KINDS[(place + 3) % len(KINDS)]
        record = operations.decide(
            actor=actor, unit=unit, acting=acting, kind=kind, theme=THEMES[place % len(THEMES)], **days
        )
    people = _steady(unit, decided, decided + timedelta(days=LASTS))
    for row, duty in zip(people[-2:], ("head", "clerk"), strict=False):
        team.appoint(actor=actor, record=record, who=row.person, duty=duty)
    for member in people[: 1 + (acting == "cell")]:
        team.name_member(actor=actor, record=record, person=member.person)
    if acting != "cell":
        for organisation in children_of(unit, on=decided).order_by("pk")[place % 2 : 2 + place % 2]:
            team.name_organisation(actor=actor, record=record, organisation=organisation)
    team.schedule(actor=actor, record=record, day=decided + timedelta(days=2), what="launch", place="Trụ sở (mẫu)")
    if step != "decided":
        _carried_out(actor, record, decided, step, place)


def _carried_out(actor: Actor, record: Inspection, decided: date, step: str, place: int) -> None:
    operations.start(actor=actor, record=record, started_on=decided + timedelta(days=2))
    launch = record.days.get()
    team.keep_minutes(
        actor=actor,
        record=record,
        team_day=launch,
        minutes=f"{place + 1}-BB (mẫu)",
        held_on=decided + timedelta(days=2),
    )
    if step == "started":
        return
    supervised = record.kind == "supervision"
    for party in record.parties.order_by("number"):
        operations.hand_in(actor=actor, record=party, reported_on=decided + timedelta(days=8))
        outcome = "lacking" if (place + party.number) % 3 == 0 else "good"
        if record.kind == "signs":
            outcome = "punish" if party.number == 1 else "violation"
        if supervised and place % 7 == 1 and party.number == 1:
            outcome = "signs"
        operations.assess(actor=actor, record=party, outcome=outcome, on=decided + timedelta(days=15))
    operations.report_in(
        actor=actor, record=record, report=f"{place + 1}-BC/ĐKT (mẫu)", reported_on=decided + timedelta(days=18)
    )
    if step == "reported":
        return
    operations.conclude(
        actor=actor, record=record, conclusion=f"{place + 51}-KL (mẫu)", concluded_on=decided + timedelta(days=20)
    )
    if step == "concluded":
        return
    due = decided + timedelta(days=40)
    wanted = following.demand(
        actor=actor, record=record, what="Khắc phục thiếu sót đã nêu trong kết luận (mẫu).", due_on=due
    )
    operations.announce(
        actor=actor, record=record, notice=f"{place + 71}-TB (mẫu)", announced_on=decided + timedelta(days=23)
    )
    if step == "closed":
        following.fulfil(
            actor=actor,
            record=wanted,
            done_on=decided + timedelta(days=LASTS - 5),
            result="Đã khắc phục, có báo cáo (mẫu).",
        )
        operations.close(actor=actor, record=record, closed_on=decided + timedelta(days=LASTS))
