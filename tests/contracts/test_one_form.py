"""Every text that an act asks is stored in one form, however it was typed; so is what a register or a list of units brings."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django import forms
from django.db.models.signals import pre_save

from giaoban.areas.members.register_file import Table, understand
from giaoban.areas.members.register_file import read_table as read_register
from giaoban.areas.members.rules import RegisterLimits
from giaoban.areas.members.tests.conftest import GOOD, written
from giaoban.areas.units.list_table import read_list
from giaoban.core.limits import Limit
from giaoban.faces.desk import plain_text
from giaoban.ground import one_form
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Change
from giaoban.kit.forms import DayField, LineField, MonthField, NumberField
from giaoban.kit.register import Act, Register
from tests.contracts import battery
from tests.contracts.asking import ACTS, WALKED_ELSEWHERE, Officer, record_to_try, signed_in, unit_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_world")]

ASKING_TEXT = [(register, act) for register, act in ACTS if any(ask.kind in {"text", "long"} for ask in act.asks)]


def strange(text: str) -> str:
    """The text as it looks, typed letter by letter, with marks that turn the writing round and signs that nobody sees."""
    apart = unicodedata.normalize("NFD", text)
    return "\u202e" + apart.replace(" ", " \u00a0\u200b ").replace("n", "n\u00ad\u2066\u200e") + "\ufeff"


def looks_like(field: forms.Field) -> str:
    """A text that fits the field: shorter where little can be held."""
    return (
        "Phương Hường" if (getattr(field, "max_length", None) or 400) < 30 else "Đồng chí Nguyễn Thị Hường ở Thuận Hòa"
    )


def texts(stored: Any) -> Iterator[str]:
    """Every text within what was stored."""
    match stored:
        case str():
            yield stored
        case dict():
            for value in stored.values():
                yield from texts(value)
        case list():
            for value in stored:
                yield from texts(value)


def why_not_one_form(text: str) -> str:
    """What is wrong with the form of the text, said by Unicode's own tables; empty where nothing is."""
    if not unicodedata.is_normalized("NFC", text):
        return "not composed"
    unseen = [char for char in text if unicodedata.category(char) in {"Cf", "Cc", "Cs"} and char not in "\n\r\t"]
    return f"holds {unseen!a}" if unseen else ""


def typed_into(client: Any, register: Register, act: Act, record: Any) -> battery.Attempt | None:
    """What came of the act with every text of it typed strangely; a text that is no words (a code, an hour) is typed plainly."""
    opened = client.get(battery.address(register, act=act.name, record=record))
    if opened.status_code == 302:
        return None
    texts_asked = {
        name: looks_like(field)
        for name, field in opened.context["form"].fields.items()
        if isinstance(field, forms.CharField)
        and not isinstance(field, NumberField | DayField | MonthField)
        and not isinstance(field.widget, forms.HiddenInput)
    }
    came = None
    for _again in range(3):
        came = battery.attempt(
            client, register, act, record, today=today(), **{name: strange(text) for name, text in texts_asked.items()}
        )
        faulty = set(came.faults) & set(texts_asked) if came else set()
        if not faulty:
            break
        texts_asked = {name: text for name, text in texts_asked.items() if name not in faulty}
    return came


def stored_by(came: battery.Attempt) -> list[str]:
    """Every text that the act has left in any table, and in the journal itself."""
    changes = Change.objects.filter(entry__in=came.entries).values_list("after", flat=True)
    return [*texts(list(changes)), *(text for entry in came.entries for text in (entry.reason, *texts(entry.detail)))]


def faults_of(register: Register, act: Act, officer: Officer) -> list[str]:
    record = record_to_try(register, act)
    if record is WALKED_ELSEWHERE:
        return []
    account = officer(f"{register.name}.*", "members.*", "units.read", unit=unit_for(register, act, record))
    client = signed_in(account)
    came = typed_into(client, register, act, record)
    if came is None or not came.done:
        return []
    stored = stored_by(came)
    return [f"{why}: {text!a}" for text in stored if (why := why_not_one_form(text))]


@pytest.mark.parametrize(("register", "act"), ASKING_TEXT, ids=[f"{one.name}.{act.name}" for one, act in ASKING_TEXT])
def test_every_text_that_an_act_asks_is_stored_in_one_form(register: Register, act: Act, officer: Officer) -> None:
    assert not faults_of(register, act, officer)


@contextmanager
def as_it_was_typed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Inside, texts come to the pages and into the tables as careless programs take them."""
    with monkeypatch.context() as patched:
        patched.setattr(plain_text, "in_one_form", lambda given: None)
        patched.setattr(LineField, "to_python", forms.CharField.to_python)
        pre_save.disconnect(dispatch_uid="one-form")
        try:
            yield
        finally:
            one_form.keep()


def test_a_program_that_takes_texts_as_they_were_typed_is_seen(
    officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with as_it_was_typed(monkeypatch):
        assert any(faults_of(register, act, officer) for register, act in ASKING_TEXT[:20])


def test_a_register_brings_its_texts_in_one_form(tmp_path: Path) -> None:
    typed = {name: strange(value) if isinstance(value, str) else value for name, value in GOOD.items()}
    named = ("Họ và tên khai sinh", "Tổ chức cơ sở đảng", "Chi bộ", "Chức vụ đảng")
    path = written(tmp_path / "so.xlsx", [{**GOOD, **{name: typed[name] for name in named}}])
    limits = RegisterLimits(youngest=Limit(18), oldest=Limit(60), probation_months=Limit(12))
    (row,) = understand(Table(**read_register(path.read_bytes())), on=today(), limits=limits).rows
    assert row.name == "Nguyễn Thanh Quyên"
    assert not [text for text in texts(list(asdict(row).values())) if why_not_one_form(text)]
    assert "Chi bộ Phòng Ngân sách" in asdict(row).values()


def test_a_list_of_units_brings_its_names_in_one_form() -> None:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for line in (["Tên tổ chức", "Loại hình", "Trực thuộc"], ["Chi bộ Phòng Nghiệp vụ", "chi bộ", "Đảng bộ Sở Nội vụ"]):
        book.active.append([strange(text) for text in line])
    book.save(out)
    (row,) = read_list(out.getvalue())
    assert row == {"name": "Chi bộ Phòng Nghiệp vụ", "kind": "chi bộ", "parent": "Đảng bộ Sở Nội vụ"}
