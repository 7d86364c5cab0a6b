"""Who finds what of a register, and what its list, page and sheets show; a new register is asked the same."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.models import IntegerField
from django.test import Client
from django.test.utils import CaptureQueriesContext

from giaoban.areas.regulations.operations import set_parameter
from giaoban.core.masking import MASKED, masked
from giaoban.core.numbers import write_number
from giaoban.ground.access.operations import program
from giaoban.ground.access.words import in_words
from giaoban.ground.journal.clock import today
from giaoban.ground.regulations.models import Parameter
from giaoban.ground.seconding import SEEN_ALONE, TAKEN_OUT_ALONE
from giaoban.ground.units.models import Unit
from giaoban.ground.writing import writing
from giaoban.kit import cells, lists
from giaoban.kit.register import Column, Register
from tests.contracts import battery
from tests.contracts.asking import (
    EACH,
    EACH_GUARDED,
    EACH_OF_UNITS,
    MADE,
    Officer,
    any_record,
    journal,
    signed_in,
    unit_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_world")]


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
        page = reader.get(where, follow=True)
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
    for alone in Parameter.objects.filter(key__in=[TAKEN_OUT_ALONE, SEEN_ALONE]):
        set_parameter(
            actor=program("Kiểm thử"), key=alone.key, value=10**6, from_on=today(), regulation=None, reason="kiểm thử"
        )
    for rows in (1, 3, 20, 50):
        monkeypatch.setattr(lists, "PAGE", rows)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(battery.address(register), wish)
        shown = len(page.context["table"]["rows"])
        asked[shown] = len(queries)
    if len(asked) == 1:
        pytest.fail(f"the demonstration world has too few rows in {register.name} to tell")
    less, more = sorted(asked)[
        -2:
    ]  # whether a page names anybody at all, which is written down, the smallest may not say
    assert asked[less] == asked[more], asked
    with CaptureQueriesContext(connection) as queries:
        sheet = battery.exported(client, register, "csv", **wish)
    assert len(queries) <= min(asked.values()) + 8, f"{len(queries)} queries for a sheet of {len(sheet.rows)} rows"


STRANGE = (
    "password", "pk); drop table journal_entry; --", "unit__grants__account__password", "?", "random()", "-", "--name",
    "id__in", "entry",
)  # fmt: skip


@EACH
def test_only_shown_columns_order_the_list_and_strange_keys_change_nothing(
    register: Register, officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "PAGE", 5)
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
    if isinstance(type(record)._meta.get_field(column.name), IntegerField):
        secret = write_number(int(secret))
    reader = signed_in(officer(register.read, unit=unit_of(register, record)))
    trusted = signed_in(officer(register.read, column.power, unit=unit_of(register, record)))
    where = battery.address(register, record=record)
    shown = masked(secret) if column.name in MASKED else secret
    assert trusted.get(where).content.decode().count(shown) >= 2, "as a field and in the history"
    said = {kind: str(battery.exported(reader, register, kind, column=column.name)) for kind in ("csv", "xlsx")}
    said["page"] = reader.get(where).content.decode()
    assert [path for path, text in said.items() if secret in text or shown in text] == []
