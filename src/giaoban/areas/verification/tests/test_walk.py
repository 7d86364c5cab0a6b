"""A case in any order of acts on any day: what it says always holds together, and there is always a way on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from giaoban.areas.verification import operations, queries, rules
from giaoban.areas.verification.models import Inquiry, Verification
from giaoban.areas.verification.tests.conftest import CELL, REQUESTED
from giaoban.core.refusal import Refused
from giaoban.ground.access.operations import program
from tests.world import build

DAYS = st.integers(-1, 5).map(lambda number: REQUESTED + timedelta(days=number))
WHICH = st.integers(0, 3)


class OneCell(RuleBasedStateMachine):
    """Two people of a cell, two purposes, every act of a case in any order; refused acts leave nothing."""

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
        self.actor, self.unit, self.people = program("Kiểm thử"), world.units[CELL], world.people[CELL]
        for number in (0, 1):
            self.open_case(number, "seat", REQUESTED)

    def act(self, operation: Any, **asked: Any) -> None:
        try:
            with transaction.atomic():
                operation(actor=self.actor, **asked)
                type(self).done += 1
        except Refused:
            pass

    def on_case(self, operation: Any, which: int, **asked: Any) -> None:
        cases = list(Verification.objects.order_by("pk"))
        if cases:
            self.act(operation, record=cases[which % len(cases)], **asked)

    @rule(who=st.integers(0, 1), purpose=st.sampled_from(("seat", "award")), day=DAYS)
    def open_case(self, who: int, purpose: str, day: date) -> None:
        self.act(operations.open_case, unit=self.unit, person=self.people[who], purpose=purpose, requested_on=day)

    @rule(which=WHICH, day=DAYS, back=st.booleans())
    def papers(self, which: int, day: date, back: bool) -> None:
        if back:
            self.on_case(operations.send_back, which, missing=["unit"], on=day)
        else:
            self.on_case(operations.complete, which, on=day)

    @rule(which=WHICH, number=st.sampled_from("12"), abroad=st.booleans(), day=DAYS)
    def ask(self, which: int, number: str, abroad: bool, day: date) -> None:
        self.on_case(operations.ask, which, number=number, place="Nơi", abroad=abroad, sent_on=day)

    @rule(which=WHICH, day=DAYS, withdrawn=st.booleans())
    def letter(self, which: int, day: date, withdrawn: bool) -> None:
        letters = list(Inquiry.objects.select_related("verification").order_by("pk"))
        if not letters:
            return
        letter = letters[which % len(letters)]
        if withdrawn:
            self.act(operations.withdraw_letter, record=letter.verification, letter=letter, reason="Nhầm.")
        else:
            self.act(operations.answer, record=letter.verification, inquiry=letter, number="", answered_on=day)

    @rule(which=WHICH, day=DAYS, outcome=st.sampled_from(("meets", "none")))
    def conclude(self, which: int, day: date, outcome: str) -> None:
        self.on_case(operations.conclude, which, outcome=outcome, conclusion="1-KL", concluded_on=day)

    @rule(which=WHICH, day=DAYS, notice=st.booleans())
    def onward(self, which: int, day: date, notice: bool) -> None:
        if notice:
            self.on_case(operations.notify, which, notified_on=day)
        else:
            self.on_case(operations.submit, which, submission="1-TTr", submitted_on=day)

    @rule(which=WHICH, gone=st.booleans())
    def undo(self, which: int, gone: bool) -> None:
        self.on_case(operations.void if gone else operations.take_back, which, reason="Nhầm.")

    @invariant()
    def holds_together(self) -> None:
        for case in Verification.objects.all() if hasattr(self, "unit") else ():
            ended = case.state in queries.ENDED
            assert bool(case.outcome) == bool(case.concluded_on) == ended
            assert bool(case.submitted_on) or case.state != "submitted"
            assert bool(case.notified_on) == (case.state == "notified")
            assert bool(case.missing) == (case.state == "returned")
            assert not ended or case.outcome == "none" or not queries.waiting_of(case).exists()
            assert case.requested_on <= (case.submitted_on or case.requested_on) <= queries.last_day_of(case)
            assert any(case.state in states for states in rules.ORDER.values()), "no way on"
            same = Verification.objects.filter(person=case.person, purpose=case.purpose).exclude(
                state__in=queries.ENDED
            )
            assert same.count() <= 1


@pytest.mark.django_db
def test_in_any_order_of_acts_a_case_holds_together_and_has_a_way_on() -> None:
    run_state_machine_as_test(
        OneCell,
        settings=settings(
            max_examples=20, stateful_step_count=30, deadline=None, phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    assert OneCell.done > 40, f"the walk did hardly anything: {OneCell.done} acts were done"
    connection.check_constraints()
