"""One human with five accounts, every act in any order: nothing that needs two people is ever done by that one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from giaoban.areas.accounts import ending, operations, queries
from giaoban.areas.discipline import operations as discipline
from giaoban.areas.discipline.models import Case
from giaoban.core.refusal import Refused
from giaoban.ground import seconding
from giaoban.ground.access.hands import FUNCTIONS, distinct
from giaoban.ground.access.models import Account, Grant, Proposal
from giaoban.ground.access.operations import program
from giaoban.ground.journal.clock import today
from giaoban.ground.writing import writing
from giaoban.site import database
from tests.world import FOUNDED, World, build

ROLES = ("administrator", "organisation_board", "inspection_commission", "secretary")
HANDS = st.integers(0, 4)


class OneHuman(RuleBasedStateMachine):
    """The human begins as an administrator, with an account they opened alone in the old way, and learns what pages show.

    What a page shows to an account in their hand they know; an account is theirs when they know both halves of its way
    in, or opened it alone. Two colleagues exist and do nothing.
    """

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
        self.world: World = build(members=2)
        self.unit = self.world.units["Khối A"]
        actor, self.mine, self.known = program("Kiểm thử"), [], {}  # type: ignore[var-annotated]
        for number, role in enumerate(("administrator", "organisation_board", "inspection_commission", "member", "")):
            account = Account.objects.create_user(f"tay-{number}", None, name=f"Tay {number}")
            if role:
                where = None if role == "administrator" else self.unit
                operations.grant(actor=actor, account=account, role=role, unit=where, from_on=FOUNDED)
            self.mine.append(account)
        for puppet in self.mine[1:]:
            puppet.opened_by = self.mine[0]
            puppet.save()
        person = self.world.people["Chi bộ 1 Khối A"][1]
        self.case = discipline.open_case(
            actor=actor, unit=person.unit, person=person, kind="other", grounds="Căn cứ",
            violated_on=today() - timedelta(60), opened_on=today() - timedelta(30),
        )  # fmt: skip

    def act(self, act: Any, **asked: Any) -> Any:
        """What came of it; nothing where it was refused."""
        try:
            with transaction.atomic():
                answer = act(**asked)
                type(self).done += 1
                return answer
        except (Refused, IntegrityError):
            return None

    @rule(by=HANDS, to=HANDS, role=st.sampled_from(ROLES))
    def grant(self, by: int, to: int, role: str) -> None:
        self.act(
            operations.grant, actor=self.mine[by], account=self.mine[to], role=role, unit=self.unit, from_on=today()
        )

    @rule(by=HANDS, to=HANDS, role=st.sampled_from(ROLES))
    def delegate(self, by: int, to: int, role: str) -> None:
        until = today() + timedelta(20)
        self.act(
            operations.delegate, actor=self.mine[by], account=self.mine[to], role=role, unit=self.unit, from_on=today(),
            until_on=until,
        )  # fmt: skip

    @rule(by=HANDS, role=st.sampled_from(ROLES))
    def invite(self, by: int, role: str) -> None:
        name = f"moi-{Account.objects.count()}"
        self.act(
            operations.invite, actor=self.mine[by], unit=self.unit, username=name, name=name, role=role,
            from_on=today(), decision="1",
        )  # fmt: skip

    @rule(by=HANDS, victim=st.sampled_from(("bi-thu-1", "to-chuc-a", "van-phong-a")), second_step=st.booleans())
    def reset(self, by: int, victim: str, second_step: bool) -> None:
        act = operations.reset_second_factor if second_step else operations.start_reset
        self.act(act, actor=self.mine[by], account=Account.objects.get(username=victim), reason="quên")

    @rule(by=HANDS, which=st.integers(0, 9))
    def confirm(self, by: int, which: int) -> None:
        waiting = list(seconding.waiting().order_by("pk"))
        if waiting:
            self.act(seconding.confirm, actor=self.mine[by], record=waiting[which % len(waiting)])

    @rule(by=HANDS)
    def revoke(self, by: int) -> None:
        given = Grant.objects.filter(account__in=self.mine, delegated_from__isnull=False).first()
        if given:
            self.act(ending.revoke, actor=self.mine[by], record=given, reason="thôi")

    @rule(by=HANDS, decides=st.booleans())
    def judge(self, by: int, decides: bool) -> None:
        votes = {"roll": 2, "in_favour": 2}
        if decides:
            words = {"decided_measure": "reprimand", "decision": "1", "decided_on": today()}
            self.act(discipline.decide, actor=self.mine[by], record=self.case, **words, **votes)
        else:
            words = {"measure": "reprimand", "proposed_on": today()}
            self.act(discipline.propose, actor=self.mine[by], record=self.case, **words, **votes)

    @invariant()
    def nothing_that_needs_two_was_done_by_one(self) -> None:
        if not hasattr(self, "case"):
            return
        assert not Proposal.objects.filter(
            state="confirmed", asked_by__in=self.mine, answered_by__in=self.mine
        ).exists()
        assert not Grant.objects.filter(granted_by__in=self.mine, confirmed_by__in=self.mine).exists()
        assert not Grant.objects.filter(account__in=self.mine, granted_by__in=self.mine).exists(), "not even delegated"
        assert Case.objects.get(pk=self.case.pk).state != "decided"
        for proposal in Proposal.objects.filter(answered_by__in=self.mine):
            assert queries.halves_of(proposal) is None


BY_NUMBER = """
CREATE OR REPLACE FUNCTION access_distinct(one bigint, other bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$ SELECT one <> other $$
"""
FEW = settings(
    max_examples=12, stateful_step_count=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


@pytest.mark.django_db
def test_one_human_with_five_accounts_does_nothing_that_needs_two() -> None:
    run_state_machine_as_test(OneHuman, settings=FEW)
    assert OneHuman.done > 20, "the walks go somewhere"


@pytest.mark.django_db
def test_accounts_compared_by_their_numbers_are_found_out() -> None:
    """The control: with the comparison that was here before, in the program and in its database, the walk finds a way."""
    name = str(connection.settings_dict["NAME"])
    with database.owner().to(name).connect() as owner:
        owner.execute(BY_NUMBER)
    try:
        with pytest.raises(AssertionError):
            run_state_machine_as_test(OneHuman, settings=settings(FEW, phases=[Phase.generate], max_examples=200))
    finally:
        with database.owner().to(name).connect() as owner:
            owner.execute(FUNCTIONS)


@pytest.mark.django_db
def test_an_account_is_whoever_it_stands_in_for_and_whoever_alone_opened_it() -> None:
    world, actor = build(members=2), program("Kiểm thử")
    first, second, third = (world.officers[name] for name in ("bi-thu-1", "bi-thu-2", "to-chuc-a"))
    assert distinct(first, second)
    assert not distinct(first, first)
    own = Grant.objects.get(account=first)
    with writing(actor, "access.grant", unit=None, on=today()):
        for account, until in ((second, today() + timedelta(9)), (third, today() + timedelta(9))):
            Grant.objects.create(
                account=account, role="secretary", unit=own.unit, valid=(today(), until), granted_by=actor,
                delegated_from=own,
            )  # fmt: skip
    assert not distinct(first, second)
    assert not distinct(second, third), "two who stand in for the same one are that one"
    fourth = Account.objects.create_user("thu-tu", None, name="Thứ tư", opened_by=third)
    assert not distinct(fourth, first), "through as many hands as there are"
    assert distinct(fourth, world.officers["to-chuc-b"])
    with writing(actor, "access.grant", unit=None, on=today()):
        Grant.objects.filter(delegated_from=own).update(valid=(FOUNDED, today()))
    assert distinct(first, second), "when the delegation has ended they are two again"
