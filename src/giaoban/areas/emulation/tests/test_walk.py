"""An assessment in any order of acts on any day: what it says holds together, and there is always a way on."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from giaoban.areas.emulation import laying_down, operations, queries, rules
from giaoban.areas.emulation.models import Assessment
from giaoban.core.refusal import Refused
from giaoban.ground.access.operations import program
from tests.world import build

from .conftest import CELL

ENDS = date(2022, 4, 1)
DAYS = st.integers(-2, 5).map(lambda number: ENDS + timedelta(days=number))
WHICH = st.integers(0, 1)
POINTS = st.sampled_from([None, Decimal(0), Decimal(40), Decimal(60)])


class OneSet(RuleBasedStateMachine):
    """Two cells under one set of two lines, every act in any order; refused acts leave nothing."""

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
        world = build(members=2)
        self.actor = program("Kiểm thử")
        bloc, day = world.units["Khối A"], date(2022, 1, 1)
        criteria = laying_down.lay_down(
            actor=self.actor, unit=bloc, name="Bộ thử", about="cell", way="points", needed=80, from_on=day
        )
        for text, points, most in (("Nhiệm vụ", 60, None), ("Không kỷ luật", 40, 0)):
            laying_down.add_line(
                actor=self.actor, record=criteria, group="task", text=text, points=points,
                source="members_disciplined" if most == 0 else "", at_most=most, must=most == 0,
            )  # fmt: skip
        cells = (world.units[CELL], world.units["Chi bộ 2 Khối A"])
        self.records = [
            operations.enrol(actor=self.actor, unit=cell, criteria=criteria, period="2022-Q1", registered_on=day)
            for cell in cells
        ]

    def act(self, operation: Any, which: int, **asked: Any) -> None:
        there = list(Assessment.objects.order_by("pk"))
        if which >= len(there):
            return
        try:
            with transaction.atomic():
                operation(actor=self.actor, record=there[which], **asked)
                type(self).done += 1
        except Refused:
            pass

    @rule(which=WHICH, first=POINTS, second=st.sampled_from([Decimal(0), Decimal(40)]), day=DAYS, check=st.booleans())
    def points(self, which: int, first: Decimal | None, second: Decimal, day: date, check: bool) -> None:
        lines = queries.lines_of(self.records[0])
        given = dict(zip((line.pk for line in lines), ((first, "Căn cứ"), (second, "Căn cứ")), strict=True))
        self.act(operations.check if check else operations.score, which, month=None, given=given, on=day)

    @rule(which=WHICH, day=DAYS, step=st.sampled_from(("facts", "submit", "agree")))
    def onward(self, which: int, day: date, step: str) -> None:
        match step:
            case "facts":
                self.act(operations.take_facts, which, on=day)
            case "submit":
                self.act(operations.submit, which, scored_on=day)
            case "agree":
                self.act(operations.agree, which, checked_on=day)

    @rule(which=WHICH, day=DAYS, good=st.booleans())
    def decide(self, which: int, day: date, good: bool) -> None:
        if good:
            self.act(operations.recognise, which, decision="1-QĐ", decided_on=day)
        else:
            self.act(operations.refuse, which, decided_on=day, reason="Chưa đủ.")

    @rule(which=WHICH, day=DAYS, how=st.sampled_from(("send_back", "withdraw", "take_back", "void")))
    def back(self, which: int, day: date, how: str) -> None:
        match how:
            case "send_back":
                self.act(operations.send_back, which, on=day, reason="Chấm lại.")
            case "withdraw":
                self.act(operations.withdraw, which, withdrawal="2-QĐ", withdrawn_on=day, reason="Kỷ luật.")
            case "take_back":
                self.act(operations.take_back, which, reason="Nhầm.")
            case "void" if day > ENDS + timedelta(days=4):
                self.act(operations.void, which, reason="Nhầm.")

    @invariant()
    def holds_together(self) -> None:
        for record in Assessment.objects.all() if hasattr(self, "records") else ():
            state = record.state
            assert (record.scored_on is not None) == (record.claimed is not None) == (state != "registered")
            assert (record.checked_on is not None) == (record.checked is not None)
            assert (record.checked_on is not None) == (state not in ("registered", "scored"))
            assert (record.decided_on is not None) == (state in ("recognised", "refused", "withdrawn"))
            assert bool(record.withdrawn_on) == (state == "withdrawn")
            assert record.scored_on is None or record.scored_on >= record.span.end
            assert state not in ("recognised", "withdrawn") or record.checked >= record.criteria.needed
            days = [record.scored_on, record.checked_on, record.decided_on, record.withdrawn_on]
            told = [day for day in days if day]
            assert told == sorted(told)
            ways_on = any(state in states for states in rules.ORDER.values())
            assert ways_on or state == "withdrawn", "no way on"


@pytest.mark.django_db
def test_in_any_order_of_acts_an_assessment_holds_together_and_has_a_way_on() -> None:
    run_state_machine_as_test(
        OneSet,
        settings=settings(
            max_examples=15, stateful_step_count=25, deadline=None, phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    assert OneSet.done > 40, f"the walk did hardly anything: {OneSet.done} acts were done"
    connection.check_constraints()
