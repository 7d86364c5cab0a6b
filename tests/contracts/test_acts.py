"""What each act of each register leaves behind, and that it refuses the same on the page and by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import CharField, DateField, IntegerField, TextField

from giaoban.ground.access.models import Account
from giaoban.ground.access.oneself import about
from giaoban.ground.access.operations import program
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.people.models import Person
from giaoban.ground.writing import writing
from giaoban.kit.cells import written
from giaoban.kit.overwriting import READ
from giaoban.kit.register import Act, Register
from tests.contracts import battery
from tests.contracts.asking import (
    ACTS,
    EACH_ACT,
    WALKED_ELSEWHERE,
    Officer,
    any_record,
    journal,
    record_to_try,
    refusals_of,
    signed_in,
    understood,
    unit_for,
    unit_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_world")]

ONLY_TOLD = {"returns.remind"}
"""Acts that change no record: the entry itself is what was done."""


@EACH_ACT
def test_an_act_leaves_one_entry_or_is_refused_and_the_operation_itself_refuses_who_has_not_the_power(
    register: Register, act: Act, officer: Officer
) -> None:
    record = record_to_try(register, act)
    if record is WALKED_ELSEWHERE:
        return
    account = officer(f"{register.name}.*", "members.*", "units.read", unit=unit_for(register, act, record))
    before, mark = journal(), transaction.savepoint()
    came = battery.attempt(signed_in(account), register, act, record, today=today())
    if came is None:
        assert act.page, "only an act with a page of its own leads away from the form"
        return
    leaves_one_entry_or_none(register, act, account, record, came, before)
    if came.faults:
        return
    transaction.savepoint_rollback(mark)
    answers = understood(register, act, account, record, came)
    reader = officer(register.read, "members.read", unit=unit_of(register, record or any_record(register)))
    before = journal()
    assert refusals_of(act, reader, record, answers)
    assert journal() == before


def leaves_one_entry_or_none(
    register: Register, act: Act, account: Account, record: Any, came: battery.Attempt, before: tuple[int, int]
) -> None:
    """What was done stands in the journal once; what was refused, not at all, and with sentences."""
    if came.done:
        assert [(entry.act, entry.actor_id) for entry in came.entries] == [(f"{register.name}.{act.name}", account.pk)]
        assert came.entries[0].changes.exists() or f"{register.name}.{act.name}" in ONLY_TOLD
        return
    shown_again = [entry for entry in came.entries if entry.kind == Entry.Kind.LIST and entry.people]
    assert came.entries == shown_again, "whom the form shows again, because they were chosen, has been looked at"
    looks = list(Entry.objects.filter(actor_id=account.pk).exclude(kind=Entry.Kind.ACT))
    assert all(look.people for look in looks), (
        "whom the form named when it was opened has been looked at, and nothing else"
    )
    assert journal() == (before[0] + len(looks), before[1])
    assert came.faults or came.refusals
    for sentence in [*came.refusals, *(one for ones in came.faults.values() for one in ones)]:
        assert len(sentence.split()) >= 3, f"no sentence: {sentence}"
        assert sentence.endswith((".", "?", ")")), f"no sentence: {sentence}"
    if not came.faults:
        assert refusals_of(act, account, record, understood(register, act, account, record, came)) == came.refusals


DATED_AHEAD = {
    "units": "found establish rename change_kind move merge split dissolve reopen",  # hold from a day
    "members": "exempt end_exemption hold_post leave_post remove_name permit_leave",
    "regulations": "record record_day_off",
    "parameters": "set_parameter",
    "access": "create_account grant delegate invite_holders",
    "purposes": "state_purpose end_purpose",
    "retention": "set_retention end_retention",
    "meetings": "plan invite add_paper replace_paper",  # plans
    "study": "plan recount",
    "classes": "plan call_lists correct",  # plans; a call may be written before it is sent
    "committees": "establish",  # holds from a day
    "criteria": "lay_down renew end",  # hold from a day
    "programmes": "plan amend",  # plans
    "inspections": "schedule demand",  # a day in the calendar; until when something is to be reported
    "demands": "put_off",
    "departures": "announce correct_departure",  # known before their day
    "returns": "open_campaign",
    "form_drafts": "begin describe put_in_force",  # holds from a day
    "word_templates": "put_in_force use_built_in",
    "trips": "record_trip correct_trip",  # a trip is allowed before it begins
    "conferences": "claim plan ask_papers ask_feedback call_for_figures ask_follow_up",
    "cluster_terms": "set_term end_term",  # hold from a day
    "cluster_rules": "adopt_rules",
    "papers": "send_back",
    "points": "assign",
}
"""The acts that ask for a day and may be done before it: plans, and what is decided from a day on. All others are events."""


@EACH_ACT
def test_an_event_is_not_done_before_its_day_and_every_other_act_that_asks_for_one_is_known(
    register: Register, act: Act, officer: Officer
) -> None:
    if act.name in DATED_AHEAD.get(register.name, "").split():
        assert not act.event
        return
    assert act.event or not any(ask.kind == "day" for ask in act.asks), "say event=True, or why it may be dated ahead"
    record = record_to_try(register, act) if act.event else WALKED_ELSEWHERE
    if record is WALKED_ELSEWHERE:
        return
    client = signed_in(officer(f"{register.name}.*", "members.*", "units.read", unit=unit_for(register, act, record)))
    mark, tomorrow = transaction.savepoint(), f"{today() + timedelta(days=1):%d/%m/%Y}"
    days = battery.days_asked(client, register, act, record)
    for dated in [*([day] for day in days), days]:
        came = battery.attempt(client, register, act, record, today=today(), **dict.fromkeys(dated, tomorrow))
        if came is None:
            continue
        assert all(entry.on <= today() for entry in came.entries), f"done with {dated} of tomorrow"
        if (
            came.done and len(days) == 1 and days != ["due_on"]
        ):  # where more are asked, one of them may be a day to come
            written_down = [
                (change.after or {}).get(days[0]) for entry in came.entries for change in entry.changes.all()
            ]
            assert all(not day or day[:10] <= f"{today()}" for day in written_down), f"{days[0]} of tomorrow was kept"
        transaction.savepoint_rollback(mark)
        mark = transaction.savepoint()


CLOSED = [(register, act) for register, act in ACTS if register.opened and act.on_record]


@pytest.mark.parametrize(("register", "act"), CLOSED, ids=[f"{one.name}.{act.name}" for one, act in CLOSED])
def test_nobody_acts_on_a_closed_record_about_themselves(register: Register, act: Act, officer: Officer) -> None:
    record = record_to_try(register, act)
    account = officer(f"{register.name}.*", "members.*", "units.read", unit=unit_for(register, act, record))
    people = Person.objects.filter(pk__in=about(record), account=None).order_by("pk")
    if (person := people.first()) is None:  # it is about organisations
        return
    account.person = person
    account.save()
    before = journal()
    came = battery.attempt(signed_in(account), register, act, record, today=today())
    assert came is not None
    assert not came.done
    if not came.faults:
        assert any("chính" in sentence for sentence in came.refusals), came.refusals
    assert [entry for entry in came.entries if entry.kind == Entry.Kind.ACT] == []
    assert journal()[1] == before[1]


WRITING_OVER = [(register, act) for register, act in ACTS if any(ask.initial == "own" for ask in act.asks)]


@pytest.mark.parametrize(("register", "act"), WRITING_OVER, ids=[f"{one.name}.{act.name}" for one, act in WRITING_OVER])
def test_what_somebody_else_wrote_meanwhile_is_told_and_not_written_over(
    register: Register, act: Act, officer: Officer
) -> None:
    record = record_to_try(register, act)
    if record is WALKED_ELSEWHERE:
        return
    client = signed_in(officer(f"{register.name}.*", "members.*", "units.read", unit=unit_for(register, act, record)))
    where = battery.address(register, act=act.name, record=record)
    opened = client.get(where)
    answers = battery.answers_to(opened.context["form"], record, today=today())
    shown = dict(opened.context["act"]["hidden"])
    own = [ask for ask in act.asks if ask.initial == "own" and hasattr(type(record), ask.name)]
    if READ not in shown:
        assert "version" in opened.context["form"].fields or not own, "what is shown of the record has a mark"
        return
    name, other = changed(record, [ask.name for ask in own])
    with writing(program("Kiểm thử"), f"{register.name}.{act.name}", unit=unit_of(register, record), on=today()):
        type(record)._base_manager.filter(pk=record.pk).update(**{name: other})
    before = journal()
    told = client.post(where, answers | {READ: shown[READ]})
    assert (told.status_code, journal()) == (422, before)
    assert any(written(other) in sentence for sentence in told.context["refusals"]), told.context["refusals"]
    again = client.post(where, answers | {READ: dict(told.context["act"]["hidden"])[READ]})
    assert again.status_code != 422 or again.context["refusals"] != told.context["refusals"]


def changed(record: Any, names: list[str]) -> tuple[str, Any]:
    """One of the fields, and another value for it than the record has."""
    for name in names:
        value, field = getattr(record, name), type(record)._meta.get_field(name)
        match field:
            case CharField() | TextField() if not field.choices:
                return name, f"{str(value)[:20]} khác hẳn"
            case IntegerField():
                return name, (value or 0) + 1
            case DateField():
                return name, (value or today()) + timedelta(days=1)
    raise LookupError(f"none of {names} can be changed plainly")
