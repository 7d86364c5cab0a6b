"""An inspection in any order of acts on any day: what it says always holds together, and there is always a way on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from giaoban.areas.inspections import following, operations, rules, team
from giaoban.areas.inspections.models import Demand, InspectedParty, Inspection, TeamDay
from giaoban.areas.inspections.tests.conftest import BLOC, CELL, DECIDED, day, decided
from giaoban.core.refusal import Refused
from giaoban.ground.access.operations import program
from tests.world import build

DAYS = st.integers(-1, 6).map(day)
WHICH = st.integers(0, 3)
STEPS = {
    "start": (operations.start, "started_on", {}),
    "report_in": (operations.report_in, "reported_on", {"report": "3-BC"}),
    "conclude": (operations.conclude, "concluded_on", {"conclusion": "4-KL"}),
    "announce": (operations.announce, "announced_on", {"notice": "5-TB"}),
    "close": (operations.close, "closed_on", {}),
    "stop": (operations.stop, "on", {"reason": "Không tiến hành nữa."}),
}


class OneBloc(RuleBasedStateMachine):
    """An inspection and a supervision, three people, every act in any order; refused acts leave nothing."""

    done = 0
    reached: set[str] = set()

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        world = build(members=3)
        self.actor, self.cell, self.people = program("Kiểm thử"), world.units[CELL], world.people[CELL]
        for kind in ("signs", "supervision"):
            record = decided(self.actor, world.units[BLOC], kind=kind, reports_by=day(0), ends_by=day(0))
            team.appoint(actor=self.actor, record=record, who=self.people[0], duty="head")
            team.name_member(actor=self.actor, record=record, person=self.people[1])
            team.schedule(actor=self.actor, record=record, day=DECIDED, what="party")

    def act(self, operation: Any, **asked: Any) -> None:
        try:
            with transaction.atomic():
                operation(actor=self.actor, **asked)
                type(self).done += 1
        except Refused:
            pass

    def on(self, table: Any, operation: Any, which: int, **asked: Any) -> None:
        rows = list(table.objects.order_by("pk"))
        if rows:
            self.act(operation, record=rows[which % len(rows)], **asked)

    @rule(which=WHICH, step=st.sampled_from(sorted(set(STEPS) - {"stop"})), day=DAYS)
    def go(self, which: int, step: str, day: date) -> None:
        operation, name, more = STEPS[step]
        self.on(Inspection, operation, which, **{name: day}, **more)

    @rule(which=WHICH, day=DAYS, outcome=st.sampled_from(("good", "signs", "punish")), far=st.integers(1, 4))
    def press_on(self, which: int, day: date, outcome: str, far: int) -> None:
        """What an office does to get on, all of it on one day; any of it may be refused."""
        for team_day in TeamDay.objects.filter(held_on=None).select_related("inspection"):
            self.act(operations.start, record=team_day.inspection, started_on=day)
            self.act(team.keep_minutes, record=team_day.inspection, team_day=team_day, minutes="2-BB", held_on=day)
        for number in range(InspectedParty.objects.count()):
            self.on(InspectedParty, operations.hand_in, number, reported_on=day)
            self.on(InspectedParty, operations.assess, number, outcome=outcome, on=day)
        for step in ("report_in", "conclude", "announce", "close")[:far]:
            self.go(which, step, day)

    @rule(which=WHICH, day=DAYS, how=st.sampled_from(("stop", "take_back", "void")))
    def leave(self, which: int, day: date, how: str) -> None:
        if how == "stop":
            self.on(Inspection, operations.stop, which, on=day, reason="Dừng.")
        else:
            self.on(Inspection, getattr(operations, how), which, reason="Nhầm.")

    @rule(which=WHICH, who=st.integers(0, 2), named=st.booleans(), duty=st.sampled_from(("head", "member")))
    def people_of(self, which: int, who: int, named: bool, duty: str) -> None:
        if named:
            self.on(Inspection, team.name_member, which, person=self.people[who])
        else:
            self.on(Inspection, team.appoint, which, who=self.people[who], duty=duty)

    @rule(which=WHICH, day=DAYS, outcome=st.sampled_from(("good", "signs", "punish")))
    def party(self, which: int, day: date, outcome: str) -> None:
        self.on(InspectedParty, operations.hand_in, which, reported_on=day)
        self.on(InspectedParty, operations.assess, which, outcome=outcome, on=day)

    @rule(which=WHICH, day=DAYS, gone=st.booleans())
    def without(self, which: int, day: date, gone: bool) -> None:
        if gone:
            self.on(InspectedParty, operations.drop, which, reason="Nhầm.")
        else:
            self.on(InspectedParty, operations.go_without, which, on=day, reason="Không nộp.")

    @rule(which=WHICH, day=DAYS, held=st.booleans())
    def calendar(self, which: int, day: date, held: bool) -> None:
        days = list(TeamDay.objects.select_related("inspection").order_by("pk"))
        if days and held:
            team_day = days[which % len(days)]
            self.act(team.keep_minutes, record=team_day.inspection, team_day=team_day, minutes="2-BB", held_on=day)
        else:
            self.on(Inspection, team.schedule, which, day=day, what="party")

    @rule(which=WHICH, day=DAYS, what=st.sampled_from(("demand", "fulfil", "put_off", "withdraw_demand")))
    def follow(self, which: int, day: date, what: str) -> None:
        asked = {
            "demand": {"what": "Khắc phục.", "due_on": day},
            "fulfil": {"done_on": day, "result": "Đã làm."},
            "put_off": {"due_on": day, "reason": "Xin thêm."},
            "withdraw_demand": {"reason": "Nhầm."},
        }[what]
        self.on(Inspection if what == "demand" else Demand, getattr(following, what), which, **asked)

    @rule(which=WHICH, day=DAYS)
    def mend(self, which: int, day: date) -> None:
        rows = list(Inspection.objects.order_by("pk"))
        if rows:
            record = rows[which % len(rows)]
            self.act(
                operations.correct, record=record, theme="Khác", decision="9-QĐ", decided_on=day, looks_from=DECIDED,
                looks_until=DECIDED, reports_by=day, ends_by=day, reason="Nhầm.", version=record.version,
            )  # fmt: skip

    @invariant()
    def holds_together(self) -> None:
        for record in Inspection.objects.all() if hasattr(self, "cell") else ():
            type(self).reached.add(record.state)
            ended, parties = record.state in rules.ENDED, list(record.parties.all())
            steps = [record.decided_on, record.started_on, record.reported_on, record.concluded_on, record.announced_on]
            days = [step for step in steps if step]
            assert days == sorted(days)
            assert bool(record.concluded_on) == ended
            assert bool(record.announced_on) == (record.state in ("announced", "closed"))
            assert bool(record.ended_on) == (record.state in ("closed", "stopped"))
            assert not record.started_on or record.team.filter(duty="head").count() == 1
            assert not record.started_on or parties
            if record.reported_on:
                assert all(party.reported_on or party.why_none for party in parties)
                assert record.days.exclude(held_on=None).exists()
            if ended:
                assert all(party.outcome for party in parties)
            assert not record.demands.exists() or ended
            assert record.state != "closed" or not record.demands.filter(done_on=None).exists()
            assert not {party.person_id for party in parties} & set(record.team.values_list("who", flat=True))
            allowed = rules.OF_SUPERVISION if record.kind == "supervision" else rules.OF_INSPECTION
            assert all(party.outcome in ("", *allowed) for party in parties)
            assert record.state == "stopped" or any(record.state in states for states in rules.ORDER.values())


@pytest.mark.django_db
def test_in_any_order_of_acts_an_inspection_holds_together_and_has_a_way_on() -> None:
    run_state_machine_as_test(
        OneBloc,
        settings=settings(
            max_examples=10, stateful_step_count=25, deadline=None, phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    assert OneBloc.done > 60, f"the walk did hardly anything: {OneBloc.done} acts were done"
    assert OneBloc.reached == set(Inspection.State.values), OneBloc.reached
    connection.check_constraints()
