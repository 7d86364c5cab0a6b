"""The study of a resolution by the whole bloc in 2023, as its organisations declared it, and one that runs these weeks."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from python_calamine import CalamineWorkbook

from giaoban.areas.study import operations, rules
from giaoban.areas.study.models import Attendance, Duty, Plan, Session
from giaoban.demo.meetings import LAST, RETURN
from giaoban.ground.access.policy import Actor
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import exists, ids_under, named, successors
from giaoban.ground.writing import writing

CENTRE = "Ban Chấp hành Trung ương"


def load_study_books(actor: Actor) -> None:
    """The bloc studied a resolution in early 2023; once it has, nothing changes."""
    if Plan.objects.exists():
        return
    (bloc,) = named("Quảng Ninh", on=LAST)
    plan = operations.plan(
        actor=actor, unit=bloc, issuer=CENTRE, number="21-NQ/TW", issued_on=date(2022, 6, 16),
        title="Về tăng cường củng cố, xây dựng tổ chức cơ sở đảng và nâng cao chất lượng đội ngũ đảng viên trong giai đoạn mới",
        audience="members", from_on=date(2023, 2, 1), until_on=date(2023, 6, 15), counted_on=date(2023, 6, 15),
    )  # fmt: skip
    with writing(actor, "demo.load_study_books", unit=bloc, on=plan.until_on):
        _hold(plan, missing=_declared_missing(bloc), first=date(2023, 3, 6))


def load_study_now(actor: Actor, *, today: date) -> None:
    """The bloc's successors study a resolution these weeks, and some cells have not yet; once they do, nothing changes."""
    if Plan.objects.filter(until_on__gte=today).exists():
        return
    (bloc,) = named("Quảng Ninh", on=LAST)
    half = rules.half_of(today)
    until = min(today + timedelta(days=8), rules.half_after(half) - timedelta(days=1))
    for unit in successors(bloc, since=LAST, until=today) if not exists(bloc, on=today) else [bloc.pk]:
        plan = operations.plan(
            actor=actor, unit=Unit.objects.get(pk=unit), issuer="Đảng ủy (văn bản mẫu của bản trình diễn)",
            number="01-NQ/ĐU", issued_on=today - timedelta(days=70), title="Về nâng cao chất lượng sinh hoạt chi bộ",
            audience="members", from_on=today - timedelta(days=40), until_on=until, counted_on=today - timedelta(days=40),
        )  # fmt: skip
        cells = sorted(set(plan.duties.values_list("unit", flat=True)))
        with writing(actor, "demo.load_study_now", unit=plan.unit, on=today):
            _hold(
                plan,
                missing={},
                first=today - timedelta(days=30),
                cells=[cell for at, cell in enumerate(cells) if at % 9],
            )


def _declared_missing(bloc: Unit) -> dict[int, int]:
    """How many of each organisation's members had to study and did not, by the organisation's own figures."""
    rows = CalamineWorkbook.from_path(str(RETURN)).get_sheet_by_name("Chi tiết TCCSĐ").to_python()
    head = next(row for row in rows if "2.1.a" in row)
    name, studied, had_to = head.index("Tên tổ chức cơ sở đảng"), head.index("2.1.a"), head.index("2.1.b")
    within = ids_under(bloc, on=LAST)
    missing = {}
    for row in rows[rows.index(head) + 1 :]:
        if isinstance(row[studied], float) and isinstance(row[had_to], float):
            for unit in named(str(row[name]), on=LAST, within=within)[:1]:
                missing[unit.pk] = int(row[had_to] - row[studied])
    return missing


def _hold(plan: Plan, *, missing: dict[int, int], first: date, cells: list[int] | None = None) -> None:
    """Each cell held one session; of each organisation named in ``missing`` so many were excused and never came."""
    by_cell: dict[int, list[Duty]] = defaultdict(list)
    for duty in plan.duties.order_by("unit", "person__name_key", "person"):
        if cells is None or duty.unit_id in cells:
            by_cell[duty.unit_id].append(duty)
    absent: set[int] = set()
    for unit, count in missing.items():
        under = ids_under(unit, on=plan.counted_on)
        absent |= set([duty.pk for cell in sorted(under & by_cell.keys()) for duty in by_cell[cell]][:count])
    order = sorted(by_cell)
    sessions = Session.objects.bulk_create(
        [
            Session(plan=plan, unit_id=cell, held_on=first + timedelta(days=at % 20), form=Session.Form.CELL_MEETING, place="Phòng họp cơ quan")
            for at, cell in enumerate(order)
        ],
        batch_size=2000,
    )  # fmt: skip
    Attendance.objects.bulk_create(
        [
            Attendance(session=session, duty=duty, status="excused" if duty.pk in absent else "present")
            for session, cell in zip(sessions, order, strict=True)
            for duty in by_cell[cell]
        ],
        batch_size=5000,
    )
