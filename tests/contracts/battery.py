"""The questions that every register is asked, through its pages, as one person: what is shown, what may be done, what is written down."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import html
from python_calamine import load_workbook

from giaoban.ground.journal.models import Entry
from giaoban.ground.units.models import Unit
from giaoban.kit.candidates import Given, People, people_seen
from giaoban.kit.cells import written
from giaoban.kit.choosing import TYPED, Chooser
from giaoban.kit.forms import DayField, MonthField, NumberField, act_form
from giaoban.kit.register import Act, Register


@dataclass(frozen=True)
class Sheet:
    """What one person is shown of a register: the headings, and the rows as they are written."""

    headings: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class Attempt:
    """What came of an act: done, or refused with sentences; the entries that it left; the answers that were given."""

    done: bool
    refusals: list[str]
    faults: dict[str, list[str]]  # of single answers, by name
    entries: list[Entry]
    answers: dict[str, Any]  # as they were typed


def address(register: Register, *, act: str = "", record: Any = None, sheet: str = "") -> str:
    """Where the register, one of its records, one of its acts or its export stands."""
    if sheet:
        return reverse("desk:export", args=[register.name, sheet])
    if act:
        return reverse(
            "desk:act_on" if record else "desk:act", args=[register.name, *([record.pk] if record else []), act]
        )
    return (
        reverse("desk:page", args=[register.name, record.pk]) if record else reverse("desk:list", args=[register.name])
    )


def addresses(register: Register, record: Any) -> Iterator[str]:
    """Every address that the register has: list, page, sheets and acts."""
    yield from (address(register), address(register, record=record))
    yield from (address(register, sheet=kind) for kind in ("csv", "xlsx"))
    yield from (address(register, act=act.name, record=record if act.on_record else None) for act in register.acts)


def listed(client: Client, register: Register, /, **conditions: Any) -> Sheet:
    """The first page of the list as it is read on the screen."""
    page = html.fromstring(client.get(address(register), conditions).content)
    headings = [_text(one) for one in page.xpath("//table/thead/tr/th[not(contains(@class, 'tick'))]")]
    rows = page.xpath("//table/tbody/tr[@data-row]")
    return Sheet(headings, [[_text(one) for one in row.xpath("*[not(contains(@class, 'tick'))]")] for row in rows])


def exported(client: Client, register: Register, kind: str, /, **conditions: Any) -> Sheet:
    """The file as a spreadsheet program reads it."""
    content = b"".join(client.get(address(register, sheet=kind), conditions).streaming_content)  # type: ignore[attr-defined]
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        return Sheet(rows[0], [[" ".join(cell.removeprefix("'").split()) for cell in row] for row in rows[1:]])
    sheet = load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    if len(sheet) < 3:
        return Sheet([], [])
    wide = len(sheet[2])
    return Sheet([str(one) for one in sheet[2]], [[_as_written(one) for one in row[:wide]] for row in sheet[3:]])


def facts(client: Client, register: Register, record: Any) -> dict[str, str]:
    """The fields on the record's page by their headings; none where the area draws the page itself."""
    if register.page:
        return {}
    page = html.fromstring(client.get(address(register, record=record)).content)
    found = page.xpath("(//main//dl[contains(@class, 'facts')])[1]/div")
    return {_text(one.find("dt")): _text(one.find("dd")) for one in found}


#: What people type where a number is asked, and what no number is: read right, or refused, and never a fault.
NUMBERS = ("95.000", "95 000", "1.285.000", "99999999999", "-1", "²", "5\0", "9" * 5000)
DAYS = ("0001-01-01", "9999-12-31", "30/02/2023", "²/05/2023", "2023-06-30\0")


def strange_answers(
    client: Client, account: Any, register: Register, act: Act, record: Any, *, today: date
) -> Iterator[tuple[str, str, list[str], Any]]:
    """Each number and each day of the act's form answered strangely, one at a time: which, how, the sentences against it, and
    what the page said. The form is asked first; what it refuses is sent to the page once for each answer, and once more is
    sent what it takes, and what the door itself refuses."""
    where = address(register, act=act.name, record=record)
    opened = client.get(where)
    if opened.status_code == 302:
        return
    fields = opened.context["form"].fields
    plain = {
        name: answer for name, field in fields.items() if (answer := _answer(name, field, record, today)) is not None
    }
    for name, field in fields.items():
        shown_once = False
        for typed in (
            NUMBERS if isinstance(field, NumberField) else DAYS if isinstance(field, DayField | MonthField) else ()
        ):
            answers = plain | {name: typed}
            files = {key: answer for key, answer in answers.items() if hasattr(answer, "seek")}
            for file in files.values():
                file.seek(0)
            form = act_form(act, register, account, record=record, on=today, data=answers, files=files)
            refused = [str(sentence) for sentence in form.errors.get(name, [])]
            if refused and shown_once and "\0" not in typed:
                yield name, typed, refused, None
                continue
            for file in files.values():
                file.seek(0)
            yield name, typed, refused, client.post(where, answers)
            shown_once = shown_once or bool(refused)


def longest_answers(
    client: Client, register: Register, act: Act, record: Any, *, today: date
) -> Iterator[tuple[str, Any]]:
    """Every text that is written freely answered as long as its form takes it, all at once: which, and what the page said."""
    where = address(register, act=act.name, record=record)
    opened = client.get(where)
    if opened.status_code == 302:
        return
    form = opened.context["form"]
    texts = {
        name: "a" * (field.max_length or 400)
        for name, field in form.fields.items()
        if type(field) is forms.CharField and not field.widget.is_hidden and not name.endswith("_at")
    }
    if texts:
        yield ", ".join(texts), client.post(where, answers_to(form, record, today=today) | texts)


def strange_choices(
    client: Client, register: Register, act: Act, record: Any, *, today: date
) -> Iterator[tuple[str, str, Any]]:
    """Each choice of a unit or a person answered with a text that fits several, and with a number that nothing has: which, how, what the page said."""
    where = address(register, act=act.name, record=record)
    opened = client.get(where)
    if opened.status_code == 302:
        return
    fields = opened.context["form"].fields
    plain = {
        name: answer for name, field in fields.items() if (answer := _answer(name, field, record, today)) is not None
    }
    for name, field in fields.items():
        if isinstance(field, Chooser) and (text := ambiguous(field)):
            rest = {other: answer for other, answer in plain.items() if other != name}
            yield name, "several", client.post(where, rest | {name + TYPED: text})
            yield name, "again", client.post(where, rest | {name: plain[name], name + TYPED: text + " khac han"})
        if isinstance(field, Chooser | forms.ModelChoiceField):
            yield name, "gone", client.post(where, plain | {name: str(2**62)})


def days_asked(client: Client, register: Register, act: Act, record: Any) -> list[str]:
    """The days that the act's form asks for, by name; none where the act has a page of its own."""
    opened = client.get(address(register, act=act.name, record=record))
    fields = {} if opened.status_code == 302 else opened.context["form"].fields
    return [name for name, field in fields.items() if isinstance(field, DayField)]


def answers_to(form: forms.Form, record: Any, *, today: date) -> dict[str, Any]:
    """The form filled in as it opens, and plainly where it is empty."""
    answers = {name: _answer(name, field, record, today) for name, field in form.fields.items()}
    return {name: value for name, value in answers.items() if value is not None}


def attempt(client: Client, register: Register, act: Act, record: Any, *, today: date, **typed: Any) -> Attempt | None:
    """The act, with its form filled in as it opens and plainly where it is empty, or as ``typed``; None where it has a page of its own."""
    where = address(register, act=act.name, record=record)
    opened = client.get(where)
    if opened.status_code == 302:
        return None
    form = opened.context["form"]
    answers = answers_to(form, record, today=today) | typed
    last = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    sent = client.post(where, answers)
    if (
        seen := dict(sent.context["act"]["hidden"] if sent.context and "act" in sent.context else ()).get("seen")
    ) and sent.status_code == 200:
        sent = client.post(where, answers | {"seen": seen})  # what will happen was shown first
    entries = list(Entry.objects.filter(pk__gt=last).order_by("pk"))
    if sent.status_code == 302:
        return Attempt(True, [], {}, entries, answers)
    form = sent.context["form"]
    faults = {name: [str(one) for one in errors] for name, errors in form.errors.items()}
    return Attempt(False, [str(one) for one in sent.context["refusals"]], faults, entries, answers)


def _answer(name: str, field: forms.Field, record: Any, today: date) -> Any:
    """What a person would put in first: what the form opens with, else the first choice, the day, one."""
    initial = field.initial
    if initial not in (None, ""):
        return getattr(initial, "pk", None) or (f"{initial:%d/%m/%Y}" if isinstance(initial, date) else initial)
    if choices := [key for key, _label in getattr(field, "choices", ()) if str(key)]:
        return [str(choices[0])] if isinstance(field, forms.MultipleChoiceField) else str(choices[0])
    match field:
        case Chooser():
            return _any_of(field)
        case forms.DateField():
            return f"{today:%d/%m/%Y}"
        case NumberField():
            return 1
        case MonthField():
            return f"{today:%m/%Y}"
        case forms.BooleanField():
            return "on"
        case forms.FileField():
            return SimpleUploadedFile("tai-lieu.txt", "Tài liệu sinh hoạt chi bộ.".encode())
        case _:
            return "08:00" if name.endswith("_at") else "Nội dung kiểm tra"[: getattr(field, "max_length", None)]


def _any_of(field: Chooser) -> Any:
    """The number of one that may be chosen: the first of a few, somebody who may be read, a unit that stands."""
    match field.source:
        case Given(records=records):
            return next(iter(records))
        case People(actor=actor, on=on):
            return people_seen(actor, on=on).order_by("pk").values_list("pk", flat=True).first()
        case source:
            return next(
                (key for key in Unit.objects.order_by("pk").values_list("pk", flat=True) if source.get(key)), None
            )


def ambiguous(field: Chooser) -> str | None:
    """A text that fits several that may be chosen, and none of them alone; None where there is none."""
    for text in ("chi bo", "dang bo", "nguyen", "van", "thi", "an", "so"):
        offer = field.source.find(text)
        if offer.count > 1 and offer.alone is None:
            return text
    return None


def _text(element: Any) -> str:
    return " ".join(element.text_content().split())


def _as_written(value: Any) -> str:
    """A spreadsheet's value as the list writes it."""
    match value:
        case datetime():
            return written(value.date())
        case float() if value.is_integer():
            return written(int(value))
        case _:
            return " ".join(written(value).split())
