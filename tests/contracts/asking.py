"""What every question to the registers needs: each register and act, an account that reads or does it, a record that is open for it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from giaoban.areas.accounts.ending import disable
from giaoban.areas.meetings import operations as meetings
from giaoban.areas.meetings import sitting
from giaoban.areas.meetings.queries import people_of
from giaoban.areas.members import operations as members
from giaoban.areas.members import standing
from giaoban.areas.members.models import Slip
from giaoban.areas.transfers import operations as transfers
from giaoban.areas.transfers.models import Transfer
from giaoban.catalogue import registers
from giaoban.core.refusal import Refused
from giaoban.ground.access.models import Account, Proposal
from giaoban.ground.access.operations import program
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Change, Entry
from giaoban.ground.people.models import Membership
from giaoban.ground.units.models import Unit
from giaoban.ground.writing import writing
from giaoban.kit.forms import act_form
from giaoban.kit.register import Act, Register
from giaoban.reporting.models import WordTemplate
from giaoban.reporting.word_templates import holding as word_templates
from tests.contracts import battery, conferences_made

ROOT = Path(__file__).parents[2]

REGISTERS = list(registers().values())

ACTS = [(register, act) for register in REGISTERS for act in register.acts]

EACH = pytest.mark.parametrize("register", REGISTERS, ids=lambda one: one.name)

EACH_OF_UNITS = pytest.mark.parametrize("register", [one for one in REGISTERS if one.unit], ids=lambda one: one.name)

EACH_ACT = pytest.mark.parametrize(("register", "act"), ACTS, ids=[f"{one.name}.{act.name}" for one, act in ACTS])

GUARDED = [(register, column) for register in REGISTERS for column in register.columns if column.power]

EACH_GUARDED = pytest.mark.parametrize(
    ("register", "column"), GUARDED, ids=[f"{one.name}.{column.name}" for one, column in GUARDED]
)

Officer = Callable[..., Account]


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def records(register: Register) -> Any:
    return register.rows(today()) if register.rows else register.record._default_manager.all()


def unit_of(register: Register, record: Any) -> Unit | None:
    """The unit whose officers see the record; None for what is common to all."""
    found = record if register.unit else None
    for part in register.unit.split("__") if register.unit not in ("", "pk") else ():
        found = getattr(found, part)
    return found


def any_record(register: Register) -> Any:
    there = records(register).filter(**{f"{register.unit}__isnull": False}) if register.unit else records(register)
    found = there.order_by("pk").first()
    assert found is not None, f"the demonstration world has nothing in {register.name}"
    return found


def journal() -> tuple[int, int]:
    return Entry.objects.count(), Change.objects.count()


def a_double(actor: Account) -> None:
    person = Membership.objects.filter(valid__contains=today(), grade="official").order_by("pk")[0].person
    elsewhere = Membership.objects.filter(valid__contains=today()).exclude(unit=person.unit).order_by("-pk")[0].unit
    members.record(
        actor=actor, unit=elsewhere, name=person.name, born_on=person.born_on, sex=person.sex, grade="official",
        admitted_on=date(2010, 5, 3), official_on=date(2011, 5, 3), on=today(),
    )  # fmt: skip


def somebody_exempt(actor: Account) -> None:
    register = registers()["members"]
    record = _latest_open(register, register.act("exempt"))
    standing.exempt(actor=actor, record=record, on=today())


def a_paper_to_outside(actor: Account, kind: str = "official") -> None:
    away = Transfer.objects.filter(state="in_transit").values("person")
    membership = Membership.objects.filter(valid__contains=today(), grade="official").exclude(person__in=away)
    person = membership.order_by("pk")[5].person
    transfers.send(
        actor=actor, unit=person.unit, person=person, kind=kind, issued_on=today(), outside="Đảng bộ tỉnh khác",
        until_on=today() + timedelta(200) if kind == "temporary" else None, dues_paid_to=today(),
    )  # fmt: skip


def a_stay_outside(actor: Account) -> None:
    a_paper_to_outside(actor, "temporary")
    transfers.confirm_outside(actor=actor, record=Transfer.objects.latest("pk"), on=today())


def an_open_meeting() -> Any:
    return record_for(registers()["meetings"], registers()["meetings"].act("assign_task"))


def a_meeting_paper(actor: Account) -> None:
    file = SimpleUploadedFile("tai-lieu.txt", "Tài liệu sinh hoạt.".encode())
    meetings.add_paper(
        actor=actor, record=an_open_meeting(), title="Tài liệu", file=file, sent_on=today(), declared_open=True
    )


def some_tasks(actor: Account) -> None:
    meeting = an_open_meeting()
    for number in range(3):
        owner = people_of(meeting)[number]
        sitting.assign_task(actor=actor, record=meeting, what=f"Việc {number}", owner=owner, due_on=today())


def an_account_switched_off(actor: Account) -> None:
    disable(actor=actor, account=Account.objects.get(username="bientap"), reason="Nghỉ việc.")


def a_template_of_today(actor: Account) -> None:
    record = WordTemplate.objects.filter(state="trial").latest("pk")
    word_templates.put_in_force(actor=actor, record=record, from_on=today())


def templates_one_after_the_other(actor: Account) -> None:
    a_template_of_today(actor)
    unit = WordTemplate.objects.latest("pk").unit
    for days in (1, 2):
        day = today() + timedelta(days)
        word_templates.use_built_in(actor=actor, unit=unit, document="report", from_on=day)


def slips_of_a_cell(actor: Account) -> None:
    """Two members of a cell are invited to their handbook."""
    spells = Membership.objects.filter(valid__contains=today(), person__slips__isnull=True).order_by("unit", "pk")
    for spell in list(spells.filter(unit=spells.values("unit")[:1])[:2]):
        with writing(actor, "slips.invite", unit=spell.unit, on=today(), past_lock=True):
            proposal = Proposal.objects.create(
                act="slips.invite", unit=spell.unit, said="Mời đảng viên dùng sổ tay", asked_by=actor, asked_on=today(),
                lapses_on=today(),
            )  # fmt: skip
            Slip.objects.create(unit=spell.unit, person=spell.person, proposal=proposal, invited_on=today())


MADE: dict[str, Callable[[Account], object]] = {
    "members.merge_persons": a_double,
    "members.end_exemption": somebody_exempt,
    "transfers.confirm_outside": a_paper_to_outside,
    "transfers.end_stay": a_stay_outside,
    "meetings.withdraw_paper": a_meeting_paper,
    "meetings.replace_paper": a_meeting_paper,
    "slips": slips_of_a_cell,
    "slips.keep_on_paper": slips_of_a_cell,
    "slips.withdraw": slips_of_a_cell,
    "tasks": some_tasks,
    "access.enable": an_account_switched_off,
    "word_templates": templates_one_after_the_other,
    "word_templates.withdraw": a_template_of_today,
    **conferences_made.MADE,
}
"""What the demonstration world has none of, made by the acts themselves."""


def record_for(register: Register, act: Act) -> Any:
    """A record that the act is open for, the latest first; made where the demonstration has none."""
    found = _latest_open(register, act)
    if found is None and (make := MADE.get(f"{register.name}.{act.name}")):
        make(program("Kiểm thử"))
        found = _latest_open(register, act)
    return found


def _latest_open(register: Register, act: Act) -> Any:
    """The latest record that the act is open for: of those listed today, or of those that were (a unit that has ended)."""
    for rows in (records(register), register.record._default_manager.all()):
        for record in rows.order_by("-pk")[:400]:
            with suppress(AttributeError):  # what only the register's own rows say
                if not act.open_for or act.open_for(record):
                    return record
    return None


WALKED_ELSEWHERE = {
    "returns.accept": "src/giaoban/reporting/tests_db/test_the_way_of_a_return.py",
    "returns.finalise": "src/giaoban/reporting/tests_db/test_the_final_version.py",
}
"""Acts for which the demonstration holds no record that is open, since its report is finished, and where they are tried."""


def record_to_try(register: Register, act: Act) -> Any:
    """A record that the act is open for, None for an act that makes one; an act walked elsewhere is left to that test."""
    record = record_for(register, act) if act.on_record else None
    if act.on_record and record is None:
        name = f"{register.name}.{act.name}"
        assert name in WALKED_ELSEWHERE, f"the demonstration world has no record that {name} is open for"
        assert f".{act.name}(" in (ROOT / WALKED_ELSEWHERE[name]).read_text()
        return WALKED_ELSEWHERE
    return record


def unit_for(register: Register, act: Act, record: Any) -> Unit | None:
    """The unit whose officers do the act to the record."""
    return Unit.objects.get(pk=act.at(record)) if act.at and record else unit_of(register, record) if record else None


def understood(
    register: Register, act: Act, account: Account, record: Any, came: battery.Attempt
) -> dict[str, Any] | None:
    """The answers as the form understands them; None where it does not."""
    files = {name: value for name, value in came.answers.items() if hasattr(value, "read")}
    for file in files.values():
        file.seek(0)
    form = act_form(
        act, register, account, record=record, on=today(),
        data=came.answers, files=files,
    )  # fmt: skip
    return form.cleaned_data if form.is_valid() else None


def refusals_of(act: Act, account: Account, record: Any, answers: dict[str, Any] | None) -> list[str]:
    assert answers is not None
    with pytest.raises(Refused) as refused:
        act.operation(actor=account, **({"record": record} if act.on_record else {}), **answers)
    return [str(one) for one in refused.value.reasons]
