"""Workflows in any order (G21): members sent about, candidates admitted and confirmed, returns submitted, sent back and opened
again; what must hold, holds."""

from __future__ import annotations

import argparse
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module
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
from tests.world import several_cells

FIRST = date(2023, 3, 1)


class _RolledBack(RuleBasedStateMachine):
    """Each walk through the acts is in a savepoint of its own and gone afterwards."""

    steps = 0
    refusals = 0

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.block = transaction.atomic()
        self.block.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @invariant()
    def what_is_refused_is_said_in_sentences(self) -> None:
        wrong = [each for each in self.said if not (each[0].isupper() or each[0].isdigit()) or each[-1] != "."]
        assert not wrong, f"no sentences: {wrong}"

    def act(self, done: Any, **asked: Any) -> Any:
        """What came of the act; None when it was refused, which must have changed nothing."""
        type(self).steps += 1
        try:
            with transaction.atomic():
                return done(actor=self.actor, **asked)
        except Refused as refused:
            type(self).refusals += 1
            self.said += refused.reasons
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


class Admissions(_RolledBack):
    """Candidates of one cell go through every act in any order and on any day: nobody is a member who was not admitted, nobody
    twice, nobody official before the probation is over."""

    which = st.integers(0, 2)
    days = st.sampled_from((-800, -366, -30, -1, 0, 0, 0, 1, 30, 366))
    votes = st.integers(0, 4)

    @initialize()
    def begin(self) -> None:
        from giaoban.areas.regulations.operations import load_start_data

        self.actor, cells, people = several_cells()
        load_start_data(self.actor)
        self.cell, self.people, self.on = cells[0], [one for one in people if one.unit_id == cells[0].pk], FIRST
        for number in range(3):
            self.open(born=1990, identity=number % 2, days=0)

    def _day(self, days: int) -> date:
        """That many days from where the walk stands, which only goes forward."""
        day = self.on + timedelta(days=days)
        self.on = max(self.on, day)
        return day

    def _one(self, which: int) -> Any:
        """One of the dossiers as it stands, or None when there is none."""
        from giaoban.areas.admissions.models import Admission

        found = list(Admission.objects.select_related("unit", "person").order_by("pk"))
        return found[which % len(found)] if found else None

    def _did(self, what: str, which: int, **asked: Any) -> Any:
        from giaoban.areas.admissions import operations

        record = self._one(which)
        return self.act(getattr(operations, what), record=record, **asked) if record else None

    @rule(born=st.sampled_from((1930, 1990, 2008)), identity=st.integers(0, 2), days=days)
    def open(self, born: int, identity: int, days: int) -> None:
        from giaoban.areas.admissions import operations

        self.act(
            operations.open_dossier, unit=self.cell, name="Trần Thị Bưởi", born_on=date(born, 5, 5), sex="F",
            opened_on=self._day(days), identity_number=("001090000001", "001090000002", "")[identity],
        )  # fmt: skip

    @rule(which=which, kind=st.sampled_from(("awareness", "new_member")), days=days)
    def record_certificate(self, which: int, kind: str, days: int) -> None:
        self._did("record_certificate", which, kind=kind, issued_on=self._day(days))

    @rule(which=which, person=st.integers(0, 3), months=st.sampled_from((None, 3, 24)), days=days)
    def name_sponsor(self, which: int, person: int, months: int | None, days: int) -> None:
        on = self._day(days)
        self._did(
            "name_sponsor", which, on=on, person=(*self.people, None)[person],
            organisation="" if person < 3 else "Đoàn Thanh niên",
            together_since=None if months is None else on - timedelta(days=31 * months),
        )  # fmt: skip

    @rule(which=which, present=votes, in_favour=votes, against=votes, days=days)
    def vote_in_cell(self, which: int, present: int, in_favour: int, against: int, days: int) -> None:
        on = self._day(days)
        self._did("vote_in_cell", which, on=on, present=present, in_favour=in_favour, against=against)

    @rule(which=which, roll=votes, present=votes, in_favour=votes, days=days)
    def vote_in_committee(self, which: int, roll: int, present: int, in_favour: int, days: int) -> None:
        on = self._day(days)
        self._did("vote_in_committee", which, on=on, roll=roll, present=present, in_favour=in_favour)

    @rule(which=which, days=days)
    def decide(self, which: int, days: int) -> None:
        self._did("decide", which, decision="12-QĐ/ĐU", decided_on=self._day(days))

    @rule(which=which, days=days)
    def refuse(self, which: int, days: int) -> None:
        self._did("refuse", which, on=self._day(days), reason="Chưa đủ điều kiện")

    @rule(which=which, days=days)
    def admit(self, which: int, days: int) -> None:
        self._did("admit", which, admitted_on=self._day(days))

    @rule(which=which, present=votes, in_favour=votes, days=days)
    def review(self, which: int, present: int, in_favour: int, days: int) -> None:
        self._did("review", which, on=self._day(days), present=present, in_favour=in_favour)

    @rule(which=which, days=days)
    def confirm(self, which: int, days: int) -> None:
        self._did("confirm", which, official_decision="15-QĐ/ĐU", decided_on=self._day(days))

    @rule(which=which, ahead=st.sampled_from((0, 3)), days=days)
    def remove_name(self, which: int, ahead: int, days: int) -> None:
        self._go_on(which, ahead)
        self._did("remove_name", which, on=self._day(days), reason="Không đủ tư cách")

    @rule(which=which, days=days)
    def void(self, which: int, days: int) -> None:
        self._did("void", which, on=self._day(days), reason="Mở nhầm hồ sơ")

    @rule(
        which=which,
        steps=st.integers(1, 4),
        in_favour=st.sampled_from((3, 3, 2, 1)),
        days=st.sampled_from((0, 30, 370)),
    )
    def go_on(self, which: int, steps: int, in_favour: int, days: int) -> None:
        self._go_on(which, steps, in_favour, days)

    def _go_on(self, which: int, steps: int, in_favour: int = 3, days: int = 0) -> None:
        """The steps that are next, as an office in order would take them; chance alone seldom comes far."""
        for _step in range(steps):
            on = self._day(days)
            match getattr(self._one(which), "state", None):
                case "candidate":
                    self._did("record_certificate", which, kind="awareness", issued_on=on)
                    for person in self.people[:2]:
                        since = on - timedelta(days=800)
                        self._did("name_sponsor", which, on=on, person=person, together_since=since)
                    self._did("vote_in_cell", which, on=on, present=3, in_favour=in_favour)
                case "cell_voted" | "committee_voted":
                    self._did("decide", which, decision="12-QĐ/ĐU", decided_on=on)
                case "decided":
                    self._did("admit", which, admitted_on=on)
                case "probationary" | "reviewed":
                    self._did("record_certificate", which, kind="new_member", issued_on=on)
                    self._did("confirm", which, official_decision="15-QĐ/ĐU", decided_on=on)

    @rule(back=st.integers(0, 3))
    def undo(self, back: int) -> None:
        from giaoban.ground.journal.models import Entry
        from giaoban.ground.undoing import undo

        entries = list(Entry.objects.filter(act__startswith="admissions.").order_by("-pk")[: back + 1])
        if entries:
            self.act(undo, entry=entries[-1], reason="Ghi nhầm")

    @invariant()
    def each_stands_where_its_acts_led(self) -> None:
        from giaoban.areas.admissions import queries, rules
        from giaoban.areas.admissions.models import Admission, Vote
        from giaoban.ground.people.models import Membership

        for one in Admission.objects.select_related("person"):
            spells = Membership.objects.filter(person=one.person_id).order_by("valid")
            if one.state in {"decided", "probationary", "reviewed", "official", "removed"}:
                vote = queries.vote_on(one, Vote.On.CELL_ADMISSION)
                assert vote, "decided without a vote"
                assert one.decided_on, "no day of the decision"
                assert one.decided_on >= vote.on, "decided before the vote"
            if one.state in {"probationary", "reviewed", "official", "removed"}:
                assert vote.in_favour * 3 >= vote.roll * 2, "admitted without two thirds"
                assert one.admitted_on, "admitted without a day"
                assert one.admitted_on >= one.decided_on, "admitted before the decision"
                assert rules.age_in_months(one.person.born_on, one.admitted_on) >= 18 * 12, "admitted too young"
            still = [spell.grade for spell in spells if spell.valid.upper is None]
            if one.state in {"probationary", "reviewed"}:
                assert still == ["probationary"], f"on probation, and a member {still}"
            if one.state == "official":
                assert still == ["official"], f"official, and a member {still}"
                assert one.official_on == rules.probation_ends(one.admitted_on, rules.AdmissionLimits()), (
                    "official too early"
                )
                assert one.official_decided_on >= one.official_on, "confirmed too early"
            if one.state == "removed":
                mine = [spell for spell in spells if spell.valid.lower == one.admitted_on]
                assert [spell.valid.upper for spell in mine] == [one.ended_on], "removed, and still a member"

    @invariant()
    def nobody_is_a_member_who_was_not_admitted(self) -> None:
        from giaoban.areas.admissions.models import Admission
        from giaoban.ground.people.models import Membership

        if not hasattr(self, "people"):
            return
        admitted = Admission.objects.filter(state__in=("probationary", "reviewed", "official"))
        still = Membership.objects.filter(unit=self.cell, valid__upper_inf=True).exclude(
            person__in=[one.pk for one in self.people]
        )
        assert sorted(still.values_list("person", flat=True)) == sorted(admitted.values_list("person", flat=True))


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

        self.act(
            returns.declare, record=self._one(pk), code="1.1", amount=Decimal(4), reason="Số khai theo sổ của đơn vị"
        )

    def _tried(self, pk: int, what: str, may: bool, then: str, **asked: Any) -> None:
        from giaoban.reporting import returns

        before = self._one(pk).state
        done = self._did(getattr(returns, what), record=self._one(pk), **asked)
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
        above_open = pk == self.above or self._state(self.above) not in {"submitted", "accepted"}
        self._tried(
            pk,
            "send_back",
            self._state(pk) in {"submitted", "accepted"} and above_open,
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
                    returns.declare, record=self._one(pk), code="1.1", amount=Decimal(5), reason="Sửa sau khi nộp"
                )


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
    from tests.drills.world import own_installation

    with own_installation(), transaction.atomic():
        for machine in (Transfers, Admissions, Returns):
            steps, refusals = walk(machine, walks=given.walks, steps=given.steps)
            print(f"{machine.__name__}: {steps} việc, {refusals} bị từ chối; mọi điều phải giữ đều giữ", flush=True)
        twice, without = is_caught(Transfers, "why_not_receive"), is_caught(Admissions, "why_not_admit")
        transaction.set_rollback(True)
    print(f"Đối chứng, tiếp nhận hai lần: {'thấy' if twice else 'KHÔNG thấy'}")
    print(f"Đối chứng, kết nạp khi chưa đủ phiếu: {'thấy' if without else 'KHÔNG thấy'}")
    return 0 if twice and without else 1


def is_caught(machine: type[_RolledBack], name: str) -> bool:
    """Whether the walk finds that the rule of that name refuses nothing any more; the control."""
    rules = import_module(f"giaoban.areas.{machine.__name__.lower()}.rules")
    kept = getattr(rules, name)
    setattr(rules, name, lambda **_asked: [])
    try:
        walk(machine, walks=60, steps=16, shortest=False)
    except Exception:  # whatever the walk stumbles over, it has seen it
        return True
    finally:
        setattr(rules, name, kept)
    return False
