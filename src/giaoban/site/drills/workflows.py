"""Workflows in any order (G21): members sent about, returns submitted, sent back and opened again; what must hold, holds."""

from __future__ import annotations

import argparse
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from giaoban.core.refusal import Refused
from giaoban.site.drills.world import FOUNDED

FIRST = date(2023, 3, 1)


class _RolledBack(RuleBasedStateMachine):
    """Each walk through the acts is in a savepoint of its own and gone afterwards."""

    steps = 0
    refusals = 0

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def act(self, done: Any, **asked: Any) -> Any:
        """What came of the act; None when it was refused, which must have changed nothing."""
        type(self).steps += 1
        try:
            with transaction.atomic():
                return done(actor=self.actor, **asked)
        except Refused:
            type(self).refusals += 1
            return None


class Transfers(_RolledBack):
    """Members go from cell to cell: nobody is lost, nobody is in two, what is inside a level vanishes from it."""

    papers = Bundle("papers")
    days = st.integers(0, 3)

    @initialize()
    def begin(self) -> None:
        self.actor, self.cells, self.people = several_cells()
        self.on, self.expected = FIRST, {one.pk: one.unit_id for one in self.people}
        self.under_way: dict[int, tuple[int, int]] = {}

    @rule(target=papers, person=st.integers(0, 11), to=st.integers(0, 3))
    def send(self, person: int, to: int) -> Any:
        from giaoban.areas.transfers import operations

        one, receiver = self.people[person], self.cells[to]
        here = next(cell for cell in self.cells if cell.pk == self.expected[one.pk])
        sent = self.act(operations.send, unit=here, person=one, issued_on=self.on, receiver=receiver)
        allowed = here.pk != receiver.pk and one.pk not in [p for p, _to in self.under_way.values()]
        assert (sent is not None) == allowed
        if sent is not None:
            self.under_way[sent.pk] = (one.pk, receiver.pk)
        return sent

    @rule(paper=papers, days=days)
    def receive(self, paper: Any, days: int) -> None:
        from giaoban.areas.transfers import operations
        from giaoban.areas.transfers.models import Transfer

        self.on += timedelta(days=days)
        if paper is None:
            return
        done = self.act(operations.receive, record=Transfer.objects.get(pk=paper.pk), on=self.on)
        assert (done is not None) == (paper.pk in self.under_way)
        if done is not None:
            person, to = self.under_way.pop(paper.pk)
            self.expected[person] = to

    @rule(paper=consumes(papers))
    def withdraw(self, paper: Any) -> None:
        from giaoban.areas.transfers import operations
        from giaoban.areas.transfers.models import Transfer

        if paper is None:
            return
        done = self.act(
            operations.withdraw, record=Transfer.objects.get(pk=paper.pk), on=self.on, reason="Không đi nữa"
        )
        assert (done is not None) == (paper.pk in self.under_way)
        self.under_way.pop(paper.pk, None)

    @invariant()
    def everybody_is_in_one_cell(self) -> None:
        from giaoban.ground.people.queries import members_on

        if not hasattr(self, "expected"):
            return
        found = list(members_on(self.on).filter(person__in=list(self.expected)).values_list("person", "unit"))
        assert sorted(found) == sorted(self.expected.items())
        begun = members_on(FIRST - timedelta(days=1)).filter(person__in=list(self.expected)).count()
        assert begun == len(self.expected), "the past stays"

    @invariant()
    def what_came_is_what_went(self) -> None:
        from giaoban.areas.transfers import queries

        if hasattr(self, "expected"):
            assert queries.sent().count() == queries.received().count()


class Returns(_RolledBack):
    """Two organisations return to one: each step from where it may be taken, and from nowhere else."""

    @initialize()
    def begin(self) -> None:
        from giaoban.reporting import returns

        self.actor, cells, _people = several_cells()
        top = cells[0].top
        opened = returns.open_campaign(
            actor=self.actor, unit=top, form="BC-6T", period="2023-H1", due_on=date(2023, 6, 20), opened_on=date(2023, 6, 1)
        )  # fmt: skip
        self.above = opened.returns.get(above=None).pk
        self.below = list(opened.returns.exclude(above=None).order_by("pk").values_list("pk", flat=True))
        self.states = dict.fromkeys((self.above, *self.below), "open")
        for pk in self.states:
            self._fill(pk)

    def _one(self, pk: int) -> Any:
        from giaoban.reporting.models import Return

        return Return.objects.select_related("campaign", "unit").get(pk=pk)

    def _fill(self, pk: int) -> None:
        from giaoban.reporting import returns

        self.act(returns.declare, one=self._one(pk), code="1.1", amount=Decimal(4), reason="Số khai theo sổ của đơn vị")

    def _tried(self, pk: int, what: str, may: bool, then: str, **asked: Any) -> None:
        from giaoban.reporting import returns

        before = self._one(pk).state
        done = self._did(getattr(returns, what), one=self._one(pk), **asked)
        after = self._one(pk).state
        assert not (done and not may), f"{what} from {before} was done"
        assert after == (then if done else before)

    def _did(self, done: Any, **asked: Any) -> bool:
        before = type(self).refusals
        self.act(done, **asked)
        return type(self).refusals == before

    def _state(self, pk: int) -> str:
        return str(self._one(pk).state)

    @rule(which=st.integers(0, 2))
    def fill(self, which: int) -> None:
        self._fill([self.above, *self.below][which % (1 + len(self.below))])

    @rule(which=st.integers(0, 2))
    def submit(self, which: int) -> None:
        pk = [self.above, *self.below][which % (1 + len(self.below))]
        below_done = pk != self.above or all(self._state(one) in {"accepted", "excused"} for one in self.below)
        self._tried(pk, "submit", self._state(pk) == "draft" and below_done, "submitted", on=date(2023, 6, 20))

    @rule(which=st.integers(0, 2))
    def accept(self, which: int) -> None:
        pk = [self.above, *self.below][which % (1 + len(self.below))]
        self._tried(pk, "accept", self._state(pk) == "submitted", "accepted")

    @rule(which=st.integers(0, 2))
    def send_back(self, which: int) -> None:
        pk = [self.above, *self.below][which % (1 + len(self.below))]
        self._tried(
            pk,
            "send_back",
            self._state(pk) == "submitted",
            "sent_back",
            comment="Xem lại số liệu",
            on=date(2023, 6, 21),
        )

    @rule(which=st.integers(0, 2))
    def reopen(self, which: int) -> None:
        pk = [self.above, *self.below][which % (1 + len(self.below))]
        above_open = pk == self.above or self._state(self.above) not in {"submitted", "accepted"}
        self._tried(
            pk,
            "reopen",
            self._state(pk) in {"submitted", "accepted"} and above_open,
            "draft",
            reason="Sửa số liệu",
        )

    @invariant()
    def what_is_submitted_is_closed_for_its_unit(self) -> None:
        from giaoban.reporting import returns

        if not hasattr(self, "states"):
            return
        for pk in self.states:
            if self._state(pk) in {"submitted", "accepted"}:
                assert not self._did(
                    returns.declare, one=self._one(pk), code="1.1", amount=Decimal(5), reason="Sửa sau khi nộp"
                )


def several_cells() -> tuple[Any, list[Any], list[Any]]:
    """The program's account, four cells of two organisations under one, twelve members."""
    from django.db.backends.postgresql.psycopg_any import DateRange

    from giaoban.ground.access.operations import program
    from giaoban.ground.people.models import Membership, Person
    from giaoban.ground.units.models import Kind
    from giaoban.ground.units.spells import Founding, found
    from giaoban.ground.writing import writing

    actor, cells, people = program("Diễn tập"), [], []
    with writing(actor, "units.establish", unit=None, on=FOUNDED):
        top = found(Founding(Kind.UPPER, "Đảng bộ Khối diễn tập"), parent=None, on=FOUNDED)
        for base in ("A", "B"):
            parent = found(Founding(Kind.GRASSROOTS_PARTY_ORG, f"Đảng bộ Sở {base}"), parent=top, on=FOUNDED)
            for number in (1, 2):
                cell = found(Founding(Kind.CELL, f"Chi bộ {number} {base}"), parent=parent, on=FOUNDED)
                cell.top = top
                cells.append(cell)
    with writing(actor, "members.record", unit=None, on=FOUNDED):
        for number in range(12):
            cell = cells[number % 4]
            person = Person(
                unit=cell, name=f"Nguyễn Văn {'ABCDEGHIKLMN'[number]}n", born_on=date(1980, 1, 1 + number), sex="M"
            )
            person.key_name()
            person.save()
            Membership.objects.create(person=person, unit=cell, grade="official", valid=DateRange(FOUNDED, None))
            people.append(person)
    return actor, cells, people


def walk(machine: type[_RolledBack], *, walks: int, steps: int, shortest: bool = True) -> tuple[int, int]:
    """That many walks through the acts; answers acts tried and acts refused. Fails when something does not hold.

    It then looks for the ``shortest`` walk that does not hold, where that is wanted.
    """
    machine.steps = machine.refusals = 0
    few = settings(
        max_examples=walks, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck),
        phases=tuple(Phase) if shortest else (Phase.generate,),
    )  # fmt: skip
    run_state_machine_as_test(machine, settings=few)
    return machine.steps, machine.refusals


def run(argv: list[str]) -> int:
    """Prints how many acts were tried and refused; 0 when everything held and the control was caught."""
    asked = argparse.ArgumentParser(prog="giaoban drill workflows")
    asked.add_argument("--walks", type=int, default=250)
    asked.add_argument("--steps", type=int, default=20)
    given = asked.parse_args(argv)
    from giaoban.site.drills.world import own_installation

    with own_installation(), transaction.atomic():
        for machine in (Transfers, Returns):
            steps, refusals = walk(machine, walks=given.walks, steps=given.steps)
            print(f"{machine.__name__}: {steps} việc, {refusals} bị từ chối; mọi điều phải giữ đều giữ", flush=True)
        caught = is_caught()
        transaction.set_rollback(True)
    print(f"Đối chứng, tiếp nhận hai lần: {'thấy' if caught else 'KHÔNG thấy'}")
    return 0 if caught else 1


def is_caught() -> bool:
    """Whether a transfer that may be received twice is found; the control."""
    from giaoban.areas.transfers import rules

    kept = rules.why_not_receive
    rules.why_not_receive = lambda **_asked: []
    try:
        walk(Transfers, walks=60, steps=20, shortest=False)
    except Exception:  # whatever the walk stumbles over, it has seen it
        return True
    finally:
        rules.why_not_receive = kept
    return False
