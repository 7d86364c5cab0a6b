"""What is typed into each form and address: read right, refused with a sentence, or as if it were not there."""

from __future__ import annotations

from itertools import cycle

import pytest
from django.db import transaction

from giaoban.ground.journal.clock import today
from giaoban.kit import lists
from giaoban.kit.register import Act, Register
from tests.contracts import battery
from tests.contracts.asking import (
    EACH,
    EACH_ACT,
    WALKED_ELSEWHERE,
    Officer,
    any_record,
    record_to_try,
    signed_in,
    unit_for,
    unit_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_world")]


@EACH_ACT
def test_strange_numbers_and_days_are_read_right_or_refused_with_a_sentence(
    register: Register, act: Act, officer: Officer
) -> None:
    record = record_to_try(register, act)
    if record is WALKED_ELSEWHERE:
        return
    account = officer(f"{register.name}.*", "members.*", "units.read", unit=unit_for(register, act, record))
    client, mark = signed_in(account), transaction.savepoint()
    for name, typed, refused, answer in battery.strange_answers(client, account, register, act, record, today=today()):
        for sentence in refused:
            assert len(sentence.split()) >= 3, f"no sentence: {sentence}"
            assert sentence.endswith("."), f"no sentence: {sentence}"
        if answer is None:
            continue
        if "\0" in typed:
            assert answer.status_code == 400, (
                f"{name}={typed!r} was let in"
            )  # refused at the door, whatever it is sent to
            continue
        assert answer.status_code in (200, 302, 422), f"{name}={typed!r}"
        form = answer.context["form"] if answer.context and "form" in answer.context else None
        assert not refused or (form is not None and form.errors.get(name)), f"{name}={typed!r}: the page says it too"
        if answer.status_code == 302:
            assert typed in ("95.000", "95 000", "1.285.000"), f"{name}={typed!r} was taken"
            transaction.savepoint_rollback(mark)
            mark = transaction.savepoint()


@EACH_ACT
def test_the_longest_text_that_each_form_takes_is_kept_or_refused_with_a_sentence(
    register: Register, act: Act, officer: Officer
) -> None:
    record = record_to_try(register, act)
    if record is WALKED_ELSEWHERE:
        return
    client = signed_in(officer(f"{register.name}.*", "members.*", "units.read", unit=unit_for(register, act, record)))
    for name, answer in battery.longest_answers(client, register, act, record, today=today()):
        assert answer.status_code in (200, 302, 422), name


@EACH_ACT
def test_a_name_that_fits_two_is_neither_and_a_forged_choice_is_refused(
    register: Register, act: Act, officer: Officer
) -> None:
    record = record_to_try(register, act)
    if record is WALKED_ELSEWHERE:
        return
    client = signed_in(officer(f"{register.name}.*", "members.*", "units.read", unit=unit_for(register, act, record)))
    for name, how, answer in battery.strange_choices(client, register, act, record, today=today()):
        assert answer.status_code == 422, f"{name}: {how} was taken"
        form = answer.context["form"]
        assert form.errors.get(name), f"{name}: {how}"
        for sentence in form.errors[name]:
            assert len(sentence.split()) >= 3, f"no sentence: {sentence}"
        if how == "several":
            offered = form.fields[name].widget.offer.candidates
            assert len(offered) > 1
            assert len({(shown.name, shown.note, shown.aside) for shown in offered}) == len(offered), "told apart"


MEANINGLESS = ("²", "٣", "9" * 5000, "-1", "0001-01-01")


@EACH
def test_what_an_address_cannot_mean_is_as_if_it_were_not_there(
    register: Register, officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = any_record(register)
    client = signed_in(officer(f"{register.name}.*", unit=unit_of(register, record)))
    monkeypatch.setattr(lists, "PAGE", 5)
    plain = battery.listed(client, register)
    assert client.get(battery.address(register), {"q": "\0"}).status_code == 400
    for text in MEANINGLESS:
        assert battery.listed(client, register, page=text, on=text, sort=text) == plain, text
        assert client.get(battery.address(register), {"q": text, "column": text}).status_code == 200, text
        assert client.post(f"{battery.address(register)}bulk/", {"act": text, "record": text}).status_code == 404
    for act, text in zip(register.acts, cycle(MEANINGLESS), strict=False):  # each act's form reads addresses alike
        where = battery.address(register, act=act.name, record=record if act.on_record else None)
        assert client.get(where, {"unit": text}).status_code < 500, text
