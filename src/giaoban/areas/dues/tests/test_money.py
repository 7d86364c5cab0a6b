"""Money in any order of acts: never below nought, no month twice, and what came in is kept, handed on, or said to be missing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from giaoban.areas.dues import operations, queries
from giaoban.areas.dues.models import DuesSheet, Line, Payment, Remittance
from giaoban.areas.dues.tests.conftest import CELL
from giaoban.areas.regulations.operations import load_start_data
from giaoban.core.refusal import Refused
from giaoban.ground.access.operations import program
from giaoban.ground.people.models import Membership
from giaoban.ground.writing import writing
from tests.world import World, build

MONTHS = st.sampled_from([date(2026, month, 1) for month in (5, 6, 7)])
WHO = st.integers(0, 3)
AMOUNTS = st.sampled_from((0, 1, 5_000, 78_200, 5_000_000))
REASON = "Ghi nhầm."


class TwoCells(RuleBasedStateMachine):
    """Two cells of one organisation, two members each, who also move; every act in any order, refused ones leave nothing."""

    done = 0

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        world: World = build(members=2)
        self.actor = program("Kiểm thử")
        load_start_data(self.actor)
        self.cells = [world.units[CELL], world.units["Chi bộ 2 Khối A"]]
        self.people = [person for name in (CELL, "Chi bộ 2 Khối A") for person in world.people[name]]

    def act(self, act: Any, **asked: Any) -> None:
        try:
            with transaction.atomic():
                act(actor=self.actor, **asked)
                type(self).done += 1
        except Refused:
            pass

    def on_record(self, model: Any, number: int) -> Any:
        rows = list(model.objects.order_by("pk"))
        return rows[number % len(rows)] if rows else None

    @rule(
        who=WHO,
        cell=st.integers(0, 1),
        month=MONTHS,
        group=st.sampled_from(("insured", "pension", "pupil")),
        amount=AMOUNTS,
    )
    def set_basis(self, who: int, cell: int, month: date, group: str, amount: int) -> None:
        self.act(
            operations.set_basis,
            unit=self.cells[cell],
            person=self.people[who],
            from_month=month,
            group=group,
            amount=amount,
        )

    @rule(who=WHO, month=MONTHS, percent=st.sampled_from(("50", "100")))
    def waive(self, who: int, month: date, percent: str) -> None:
        self.act(
            operations.waive, unit=self.people[who].unit, person=self.people[who], percent=percent, from_month=month,
            last_month=month, why="Khó khăn", decision="01",
        )  # fmt: skip

    @rule(who=WHO, cell=st.integers(0, 1))
    def move(self, who: int, cell: int) -> None:
        with writing(self.actor, "members.record", unit=self.cells[cell], on=date(2026, 6, 15)):
            Membership.objects.filter(person=self.people[who]).update(unit=self.cells[cell])

    @rule(cell=st.integers(0, 1), month=MONTHS)
    def draw_up(self, cell: int, month: date) -> None:
        self.act(operations.draw_up, unit=self.cells[cell], month=month, drawn_on=date(2026, 8, 1))

    @rule(number=WHO)
    def reckon_anew(self, number: int) -> None:
        if sheet := self.on_record(DuesSheet, number):
            self.act(operations.reckon_anew, record=sheet, drawn_on=date(2026, 8, 1), reason=REASON)

    @rule(number=WHO, rest=st.booleans())
    def collect(self, number: int, rest: bool) -> None:
        if sheet := self.on_record(DuesSheet, number):
            paid = {} if rest else {line.pk: line.left for line in queries.lines_of(sheet)[:1] if line.left}
            self.act(operations.collect, record=sheet, paid=paid, paid_on=date(2026, 8, 5), channel="cash", rest=rest)

    @rule(number=WHO, amount=AMOUNTS, month=MONTHS)
    def pay(self, number: int, amount: int, month: date) -> None:
        if line := self.on_record(Line, number):
            self.act(operations.pay, record=line, paid_on=month.replace(day=9), amount=amount, channel="bank")

    @rule(number=WHO)
    def void_payment(self, number: int) -> None:
        if payment := self.on_record(Payment, number):
            self.act(operations.void_payment, record=payment, reason=REASON)

    @rule(number=WHO)
    def void_sheet(self, number: int) -> None:
        if sheet := self.on_record(DuesSheet, number):
            self.act(operations.void_sheet, record=sheet, reason=REASON)

    @rule(
        cell=st.integers(0, 1),
        month=MONTHS,
        kept=AMOUNTS,
        short=st.sampled_from((0, 0, 1_000)),
        why=st.sampled_from(("", "Bù sau.")),
    )
    def hand_on(self, cell: int, month: date, kept: int, short: int, why: str) -> None:
        came = queries.purse_of(self.cells[cell], month, kept=0, handed_on=0).collected
        self.act(
            operations.hand_on, unit=self.cells[cell], month=month, kept=min(kept, came), amount=max(came - kept - short, 0),
            handed_on=date(2026, 8, 9), channel="bank", explanation=why,
        )  # fmt: skip

    @rule(number=WHO, short=st.sampled_from((0, 1_000)))
    def receive(self, number: int, short: int) -> None:
        if record := self.on_record(Remittance, number):
            received = max(record.amount - short, 0)
            self.act(operations.receive, record=record, received_on=date(2026, 8, 10), received=received)

    @invariant()
    def nobody_pays_less_than_nothing_nor_more_than_is_due(self) -> None:
        for line in queries.lines():
            assert 0 <= line.paid <= (line.amount or 0)

    @invariant()
    def no_month_is_due_twice(self) -> None:
        months = list(Line.objects.values_list("person", "month"))
        assert len(months) == len(set(months))

    @invariant()
    def every_receipt_has_a_number_of_its_own(self) -> None:
        numbers = list(Payment.objects.values_list("unit", "year", "number"))
        assert len(numbers) == len(set(numbers))

    @invariant()
    def the_sheets_hold_what_their_lines_hold(self) -> None:
        for sheet in queries.sheets():
            lines = list(queries.lines_of(sheet))
            assert (sheet.members, sheet.to_pay) == (len(lines), sum(line.amount or 0 for line in lines))
            assert sheet.paid == sum(line.paid for line in lines)

    @invariant()
    def what_does_not_add_up_is_said(self) -> None:
        for record in queries.handed_on():
            came = Payment.objects.filter(unit=record.unit, paid_on__year=2026, paid_on__month=record.month.month)
            whole = came.aggregate(total=Sum("amount"))["total"] or 0
            differs = whole != record.kept + record.amount or record.received not in (None, record.amount)
            assert bool(queries.does_not_add_up(record)) is differs


@pytest.mark.django_db
def test_money_adds_up_or_says_so_whatever_is_done_in_whatever_order() -> None:
    connection.ensure_connection()
    TwoCells.done = 0
    run_state_machine_as_test(
        TwoCells,
        settings=settings(
            max_examples=30, stateful_step_count=30, deadline=None, phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    assert TwoCells.done > 40, f"the walk did hardly anything: {TwoCells.done} acts were done"
