"""What holds of every register, asked through its pages on the demonstration world; a new register is asked the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from giaoban.areas.accounts.operations import disable, grant
from giaoban.areas.meetings import operations as meetings
from giaoban.areas.meetings.queries import people_of
from giaoban.areas.members import operations as members
from giaoban.areas.regulations.operations import set_parameter
from giaoban.areas.transfers import operations as transfers
from giaoban.areas.transfers.models import Transfer
from giaoban.catalogue import registers
from giaoban.core.masking import MASKED, masked
from giaoban.core.refusal import Refused
from giaoban.ground.access.models import Account
from giaoban.ground.access.operations import program
from giaoban.ground.access.roles import Role, roles
from giaoban.ground.access.words import in_words
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Change, Entry
from giaoban.ground.people.models import Membership
from giaoban.ground.regulations.models import Parameter
from giaoban.ground.seconding import TAKEN_OUT_ALONE
from giaoban.ground.units.models import Unit
from giaoban.ground.writing import writing
from giaoban.kit import battery, cells, views
from giaoban.kit.forms import act_form
from giaoban.kit.register import Act, Column, Register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_world")]

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


@pytest.fixture
def officer(db: None, monkeypatch: pytest.MonkeyPatch) -> Officer:
    """Makes an account that has exactly these powers over a unit, or over the whole tree."""

    def made(*powers: str, unit: Unit | None = None) -> Account:
        number = Account.objects.count()
        account = Account(username=f"nguoi-{number}", name=f"Người thử {number}")
        account.set_unusable_password()
        account.save()
        if powers:
            role = Role(f"trial-{number}", "Thử", "Để kiểm thử.", powers, second_factor=True)
            monkeypatch.setitem(roles(), role.code, role)
            grant(actor=program("Kiểm thử"), account=account, role=role.code, unit=unit, from_on=date(2020, 1, 1))
        return account

    return made


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def records(register: Register) -> Any:
    return register.rows(today()) if register.rows else register.record._default_manager.all()


def unit_of(register: Register, record: Any) -> Unit | None:
    """The unit whose officers see the record; None for what is common to all."""
    found = record if register.unit else None
    for part in register.unit.split("__") if register.unit else ():
        found = getattr(found, part)
    return found


def any_record(register: Register) -> Any:
    there = records(register).filter(**{f"{register.unit}__isnull": False}) if register.unit else records(register)
    found = there.order_by("pk").first()
    assert found is not None, f"the demonstration world has nothing in {register.name}"
    return found


def journal() -> tuple[int, int]:
    return Entry.objects.count(), Change.objects.count()


# -- who finds what ---------------------------------------------------------------------------------------------------


@EACH
def test_a_stranger_finds_no_page_of_it(register: Register, officer: Officer) -> None:
    record, stranger = any_record(register), signed_in(officer())
    before = journal()
    for where in battery.addresses(register, record):
        assert stranger.get(where).status_code == 404, where
        if "/act/" in where or where.rstrip("/").rsplit("/", 1)[-1] in {act.name for act in register.acts}:
            assert stranger.post(where, {"reason": "x"}).status_code == 404, where
    assert register.label not in [item["label"] for group in menu_of(stranger) for item in group["items"]]
    assert journal() == before


def menu_of(client: Client) -> list[dict[str, Any]]:
    return client.get("/desk/").context["menu"]


@EACH
def test_who_is_not_signed_in_is_asked_to_sign_in(register: Register) -> None:
    for where in battery.addresses(register, any_record(register)):
        for answer in (Client().get(where), Client().post(where)):
            assert answer.status_code == 302, where
            assert answer["Location"].startswith("/account/login/"), where


@EACH_OF_UNITS
def test_another_units_officer_finds_neither_the_record_nor_its_acts(register: Register, officer: Officer) -> None:
    record = any_record(register)
    elsewhere = (
        Unit.objects.exclude(pk=unit_of(register, record).pk).filter(child_places__isnull=True).order_by("-pk").first()
    )
    other = signed_in(officer(f"{register.name}.*", unit=elsewhere))
    assert other.get(battery.address(register)).status_code == 200
    assert other.get(battery.address(register, record=record)).status_code == 404
    for act in register.acts:
        if act.on_record:
            assert other.get(battery.address(register, act=act.name, record=record)).status_code == 404, act.name
    assert str(record.pk) not in [row["key"] for row in other.get(battery.address(register)).context["table"]["rows"]]


@EACH
def test_a_reader_sees_cannot_act_and_is_told_why(register: Register, officer: Officer) -> None:
    record = any_record(register)
    reader = signed_in(officer(register.read, unit=unit_of(register, record)))
    for where in (battery.address(register), battery.address(register, record=record)):
        page = reader.get(where)
        assert page.status_code == 200, where
        for act in register.acts:
            for shown in (
                battery.address(register, act=act.name),
                battery.address(register, act=act.name, record=record),
            ):
                assert f'href="{shown}"' not in page.content.decode(), act.name
    before = journal()
    for act in register.acts:
        where = battery.address(register, act=act.name, record=record if act.on_record else None)
        told = reader.get(where)
        assert told.status_code == 403, act.name
        assert in_words(f"{register.name}.{act.name}") in told.content.decode(), "the missing power in words"
        assert reader.post(where, {"reason": "x"}).status_code == 403, act.name
        reader.post(f"{battery.address(register)}bulk/", {"act": act.name, "record": record.pk})
    assert journal() == before


# -- what is shown ----------------------------------------------------------------------------------------------------


@EACH
@pytest.mark.parametrize("everything", [True, False], ids=["with every power", "as a plain reader"])
def test_list_page_and_sheets_show_the_same_columns(register: Register, everything: bool, officer: Officer) -> None:
    record = any_record(register)
    account = officer(f"{register.name}.*" if everything else register.read, unit=unit_of(register, record))
    client = signed_in(account)
    columns = [one for one in register.columns if everything or not one.power]
    assert cells.columns_for(account, register, on=today()) == columns
    headings = [str(cells.label_of(register, column)) for column in columns]
    wish = {"column": [column.name for column in register.columns], **{one.name: "" for one in register.filters}}
    seen = battery.listed(client, register, **wish)
    assert seen.headings == headings
    assert seen.rows
    for kind in ("csv", "xlsx"):
        sheet = battery.exported(client, register, kind, **wish)
        assert sheet.headings == headings
        assert sheet.rows[: len(seen.rows)] == seen.rows, kind
    assert set(battery.facts(client, register, record)) <= set(headings)
    plain = battery.listed(client, register)
    assert plain.headings == [str(cells.label_of(register, column)) for column in columns if column.listed]


@EACH
def test_the_number_of_queries_does_not_grow_with_the_rows(
    register: Register, officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(officer(f"{register.name}.*"))
    wish = {"column": [column.name for column in register.columns], **{one.name: "" for one in register.filters}}
    client.get(battery.address(register), wish)
    asked = {}
    if make := MADE.get(register.name):
        make(program("Kiểm thử"))
    alone = Parameter.objects.get(key=TAKEN_OUT_ALONE)
    set_parameter(
        actor=program("Kiểm thử"), key=alone.key, value=10**6, from_on=today(), regulation=None, reason="kiểm thử"
    )
    for rows in (1, 50):
        monkeypatch.setattr(views, "PAGE", rows)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(battery.address(register), wish)
        shown = len(page.context["table"]["rows"])
        asked[shown] = len(queries)
    if len(asked) == 1:
        pytest.fail(f"the demonstration world has too few rows in {register.name} to tell")
    assert len(set(asked.values())) == 1, asked
    with CaptureQueriesContext(connection) as queries:
        sheet = battery.exported(client, register, "csv", **wish)
    assert len(queries) <= min(asked.values()) + 8, f"{len(queries)} queries for a sheet of {len(sheet.rows)} rows"


STRANGE = (
    "password", "pk); drop table journal_entry; --", "unit__grants__account__password", "?", "random()", "-", "--name",
    "id__in", "entry",
)  # fmt: skip


@EACH
def test_only_shown_columns_order_the_list_and_strange_keys_change_nothing(
    register: Register, officer: Officer
) -> None:
    client = signed_in(officer(register.read, unit=unit_of(register, any_record(register))))
    plain = battery.listed(client, register)
    assert plain.rows
    guarded = [column.name for column in register.columns if column.power]
    for key in (*STRANGE, *guarded, *(f"-{name}" for name in guarded)):
        assert battery.listed(client, register, sort=key) == plain, key
    strange = {one: "0'; --" for key in (*STRANGE, *guarded) for one in (key, f"{key}__gte", f"{key}__in")}
    assert battery.listed(client, register, **strange, page="0'; --", on="0'; --") == plain
    assert battery.listed(client, register, column=[*STRANGE, *guarded]).headings in ([], plain.headings)
    unknown = {one.name: "0'; --" for one in register.filters}
    assert battery.listed(client, register, **unknown).headings == plain.headings
    for column in register.columns:
        if not column.power and (not column.show or column.sort):
            answer = client.get(battery.address(register), {"sort": f"-{column.name}", "column": column.name})
            assert answer.context["table"]["columns"][0]["sorted"] == "descending", column.name


@EACH_GUARDED
def test_history_shows_nothing_of_a_column_without_its_power(
    register: Register, column: Column, officer: Officer
) -> None:
    record, secret = any_record(register), "0987000111"
    with writing(program("Kiểm thử"), f"{register.name}.correct", unit=unit_of(register, record), on=today()):
        type(record).objects.filter(pk=record.pk).update(**{column.name: secret})
    reader = signed_in(officer(register.read, unit=unit_of(register, record)))
    trusted = signed_in(officer(register.read, column.power, unit=unit_of(register, record)))
    where = battery.address(register, record=record)
    shown = masked(secret) if column.name in MASKED else secret
    assert trusted.get(where).content.decode().count(shown) >= 2, "as a field and in the history"
    said = {kind: str(battery.exported(reader, register, kind, column=column.name)) for kind in ("csv", "xlsx")}
    said["page"] = reader.get(where).content.decode()
    assert [path for path, text in said.items() if secret in text or shown in text] == []


# -- what is done -----------------------------------------------------------------------------------------------------


def a_double(actor: Account) -> None:
    person = Membership.objects.filter(valid__contains=today(), grade="official").order_by("pk")[0].person
    elsewhere = Membership.objects.filter(valid__contains=today()).exclude(unit=person.unit).order_by("-pk")[0].unit
    members.record(
        actor=actor, unit=elsewhere, name=person.name, born_on=person.born_on, sex=person.sex, grade="official",
        admitted_on=date(2010, 5, 3), official_on=date(2011, 5, 3), on=today(),
    )  # fmt: skip


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
        meetings.assign_task(actor=actor, record=meeting, what=f"Việc {number}", owner=owner, due_on=today())


def an_account_switched_off(actor: Account) -> None:
    disable(actor=actor, account=Account.objects.get(username="bientap"), reason="Nghỉ việc.")


MADE: dict[str, Callable[[Account], None]] = {
    "members.merge_persons": a_double,
    "transfers.confirm_outside": a_paper_to_outside,
    "transfers.end_stay": a_stay_outside,
    "meetings.withdraw_paper": a_meeting_paper,
    "tasks": some_tasks,
    "access.enable": an_account_switched_off,
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
    return next((one for one in records(register).order_by("-pk")[:400] if not act.open_for or act.open_for(one)), None)


@EACH_ACT
def test_an_act_leaves_one_entry_or_is_refused_with_sentences_and_leaves_none(
    register: Register, act: Act, officer: Officer
) -> None:
    record = record_for(register, act) if act.on_record else None
    if act.on_record and record is None:
        pytest.fail(f"the demonstration world has no record that {register.name}.{act.name} is open for")
    account = officer(
        f"{register.name}.*", "members.*", "units.read", unit=unit_of(register, record) if record else None
    )
    before = journal()
    came = battery.attempt(signed_in(account), register, act, record, today=today())
    if came is None:
        assert act.page, "only an act with a page of its own leads away from the form"
        return
    if came.done:
        assert [(entry.act, entry.actor_id) for entry in came.entries] == [(f"{register.name}.{act.name}", account.pk)]
        assert came.entries[0].changes.exists()
        return
    assert journal() == before
    assert came.entries == []
    assert came.faults or came.refusals
    for sentence in [*came.refusals, *(one for ones in came.faults.values() for one in ones)]:
        assert len(sentence.split()) >= 3, f"no sentence: {sentence}"
        assert sentence.endswith((".", "?", ")")), f"no sentence: {sentence}"
    if not came.faults:
        assert refusals_of(act, account, record, understood(register, act, account, record, came)) == came.refusals


def understood(
    register: Register, act: Act, account: Account, record: Any, came: battery.Attempt
) -> dict[str, Any] | None:
    """The answers as the form understands them; None where it does not."""
    files = {name: value for name, value in came.answers.items() if hasattr(value, "read")}
    for file in files.values():
        file.seek(0)
    form = act_form(
        act, register, account, record=record, on=today(), unit_power=f"{register.name}.{act.name}", scope=None,
        data=came.answers, files=files,
    )  # fmt: skip
    return form.cleaned_data if form.is_valid() else None


def refusals_of(act: Act, account: Account, record: Any, answers: dict[str, Any] | None) -> list[str]:
    assert answers is not None
    with pytest.raises(Refused) as refused:
        act.operation(actor=account, **({"record": record} if act.on_record else {}), **answers)
    return [str(one) for one in refused.value.reasons]


@EACH_ACT
def test_the_operation_itself_refuses_who_has_not_the_power(register: Register, act: Act, officer: Officer) -> None:
    record = record_for(register, act) if act.on_record else None
    unit = unit_of(register, record or any_record(register))
    trusted = officer(f"{register.name}.*", "members.*", "units.read", unit=unit)
    mark = transaction.savepoint()
    came = battery.attempt(signed_in(trusted), register, act, record, today=today())
    transaction.savepoint_rollback(mark)
    if came is None or came.faults:
        assert act.page or came
        return
    answers = understood(register, act, trusted, record, came)
    reader = officer(register.read, "members.read", unit=unit)
    before = journal()
    assert refusals_of(act, reader, record, answers)
    assert journal() == before
