"""Three months of dues in four of today's cells under one organisation: paid, paid in part, waived, behind, handed on."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count

from giaoban.areas.dues import operations
from giaoban.areas.dues.models import Channel, DuesSheet, Line, Remittance
from giaoban.areas.dues.queries import first_of, lines_of, purse_of, roll_on
from giaoban.core.spans import add_months
from giaoban.ground.access.policy import Actor
from giaoban.ground.people.queries import members_on
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import parent_of

GROUPS = ("insured", "insured", "pension", "insured", "uninsured", "uninsured_retired", "agreed", "pupil")
WAGES = (7_820_000, 9_450_000, 6_315_500, 11_204_000)
CELLS = 4
MOST = 20
"""No cell of the demonstration's dues has more members: the page of a month stays one that a person would fill in."""


def load(actor: Actor, *, today: date) -> None:
    """The cells keep their dues of the last three months; nothing changes where any are kept."""
    if DuesSheet.objects.exists():
        return
    month = first_of(today)
    months = [add_months(month, -2), add_months(month, -1), month]
    for cell in _cells(today):
        _bases(actor, cell, months[0])
        for number, at in enumerate(months):
            sheet = operations.draw_up(actor=actor, unit=cell, month=at, drawn_on=today)
            _collected(actor, sheet, late=number, today=today)
        for at in months[:2]:
            _handed_on(actor, cell, at, today)
    for record in Remittance.objects.filter(month=months[0]):
        operations.receive(actor=actor, record=record, received_on=today, received=record.amount)


def _cells(today: date) -> list[Unit]:
    """Cells of one organisation whose members have been there for the three months."""
    sizes = members_on(today).values("unit").annotate(size=Count("pk")).filter(size__gte=5, size__lte=MOST)
    cells = list(Unit.objects.filter(pk__in=sizes.values("unit")).order_by("pk"))
    above = {cell.pk: parent_of(cell, on=today) for cell in cells}
    first = next((above[cell.pk] for cell in cells if above[cell.pk]), None)
    together = [cell for cell in cells if above[cell.pk] == first]
    return [*together, *(cell for cell in cells if cell not in together)][:CELLS]


def _bases(actor: Actor, cell: Unit, month: date) -> None:
    roll = [row.person for row in roll_on(cell, month)]
    for number, person in enumerate(
        roll[:-1]
    ):  # of the last nobody has written down yet what the dues are reckoned from
        group = GROUPS[number % len(GROUPS)]
        amount = {"insured": WAGES[number % 4], "pension": WAGES[number % 4] * 3 // 4, "agreed": 50_000}.get(group, 0)
        region = "2" if group.startswith("uninsured") else ""
        operations.set_basis(
            actor=actor, unit=cell, person=person, from_month=month, group=group, amount=amount, region=region,
            proof="Bảng lương mẫu" if amount else "",
        )  # fmt: skip
    if len(roll) > 3:
        operations.waive(
            actor=actor, unit=cell, person=roll[2], percent="50", from_month=month, last_month=add_months(month, 5),
            why="Hoàn cảnh khó khăn (mẫu)", decision="Nghị quyết chi bộ (mẫu)",
        )  # fmt: skip


def _collected(actor: Actor, sheet: DuesSheet, *, late: int, today: date) -> None:
    """Everybody has paid but as many as ``late`` and one who pays in part; this month's is only begun."""
    day = min(sheet.month + timedelta(days=4), today)
    lines = [line for line in lines_of(sheet) if line.amount]
    paying = lines[:2] if late == 2 else lines[: len(lines) - late - 1]
    if paying:
        paid = {line.pk: _amount(line) for line in paying}
        operations.collect(actor=actor, record=sheet, paid=paid, paid_on=day, channel=Channel.CASH)


def _amount(line: Line) -> int:
    return line.amount or 0


def _handed_on(actor: Actor, cell: Unit, month: date, today: date) -> None:
    """Nothing is on record of the part that is handed on since 2026: the demonstration keeps three tenths."""
    came = purse_of(cell, month, kept=0, handed_on=0).collected
    if not came:
        return
    kept = came * 3 // 10
    operations.hand_on(
        actor=actor, unit=cell, month=month, kept=kept, amount=came - kept,
        handed_on=min(add_months(month, 1) + timedelta(days=2), today), channel=Channel.BANK,
    )  # fmt: skip
