"""The levels on which a second person depends are set by two."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from giaoban.areas.accounts.operations import grant
from giaoban.areas.regulations import operations
from giaoban.core.refusal import Refused
from giaoban.ground.access.models import Account, Proposal
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.regulations.queries import rule
from giaoban.ground.regulations.texts import levels_of_two
from giaoban.ground.seconding import SEEN_ALONE, confirm
from giaoban.ground.undoing import undo
from giaoban.ground.writing import writing


@pytest.fixture
def offices(program: Account) -> list[Account]:
    """Two officers of the office over the whole tree, and the start data."""
    operations.load_start_data(program)
    made = []
    for name in ("van-phong-1", "van-phong-2"):
        made.append(Account.objects.create_user(name, name=name))
        grant(actor=program, account=made[-1], role="office", unit=None, from_on=date(2020, 1, 1))
    return made


@pytest.mark.django_db
@pytest.mark.parametrize("key", levels_of_two())
def test_a_level_on_which_a_rule_of_two_stands_is_set_when_a_second_person_has_agreed(
    key: str, offices: list[Account]
) -> None:
    first, second = offices
    before = rule(key, on=today())
    asked = operations.set_parameter(actor=first, key=key, value=9, from_on=today(), regulation=None, reason="Thử")
    assert isinstance(asked, Proposal)
    assert rule(key, on=today()) == before, "nothing is changed by one"
    with pytest.raises(Refused, match="không tự xác nhận"):
        confirm(actor=first, record=asked)
    confirm(actor=second, record=asked)
    assert rule(key, on=today()).value == 9
    for entry in Entry.objects.filter(act__in=("parameters.set_parameter", "proposals.confirm")):
        for alone in offices:
            with pytest.raises(Refused):
                undo(actor=alone, entry=entry, reason="Một mình")
    assert rule(key, on=today()).value == 9


@pytest.mark.django_db
def test_a_level_of_two_is_not_set_from_a_day_that_has_passed(offices: list[Account]) -> None:
    yesterday = today() - timedelta(days=1)
    with pytest.raises(Refused, match="chỉ đặt từ hôm nay"):
        operations.set_parameter(
            actor=offices[0], key=SEEN_ALONE, value=9, from_on=yesterday, regulation=None, reason="Thử"
        )
    assert not Proposal.objects.exists()


@pytest.mark.django_db
def test_what_two_agree_to_holds_from_the_day_on_which_they_do(offices: list[Account]) -> None:
    asked = operations.set_parameter(
        actor=offices[0], key=SEEN_ALONE, value=9, from_on=today(), regulation=None, reason="Thử"
    )
    with writing(offices[0], "parameters.set_parameter", unit=None, on=today()):
        Proposal.objects.update(words=asked.words | {"from_on": (today() - timedelta(days=3)).isoformat()})
    confirm(actor=offices[1], record=asked)
    assert rule(SEEN_ALONE, on=today() - timedelta(days=1)).value != 9
    assert rule(SEEN_ALONE, on=today()).value == 9
