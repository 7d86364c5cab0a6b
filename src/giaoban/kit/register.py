"""A register in four words: Column, Act, Indicator, Register. An area says what it has; the kit makes pages and sheets of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from giaoban.ground.access.models import Account
from giaoban.ground.access.policy import Actor

Label = str | Promise


class SignedIn(HttpRequest):
    """A request of somebody who is signed in: the pages of registers are behind the door."""

    user: Account


@dataclass(frozen=True)
class Column:
    """One field, said once: list, page, form, sheet, export, API and history follow, with the same power everywhere."""

    name: str  # of the model's field, or a path such as "person__name"
    label: Label = ""  # the field's verbose_name when empty
    listed: bool = True
    power: str = ""  # who may see it beside "<register>.read"
    sort: str = ""  # the field to order by, when it is not the column itself ("person__name_key")
    show: Callable[[Any], Any] | None = None  # how a record shows it, when it is not the plain value
    summed: bool = False  # under the list stands the sum of all rows that fit, on whichever page they are


Kind = Literal[
    "text", "long", "day", "month", "number", "money", "choice", "several", "yes", "person", "unit", "file", "record", "version"
]  # fmt: skip


@dataclass(frozen=True)
class Ask:
    """One thing that an act asks of the person who does it; the kit reads and refuses every kind the same everywhere.

    ``choices`` are pairs of value and label; of a unit, the ids or the query of those that may be chosen (without it: any
    unit). Where nothing can be chosen of ``several``, it is not asked. ``initial`` is what the form opens with: a value, "own" (what the record
    says under that name), "today", or a function of actor and record.
    """

    name: str
    label: Label
    kind: Kind = "text"
    required: bool = True
    help: Label = ""
    choices: Callable[[Actor, Any], Any] | Sequence[tuple[Any, Label]] = ()
    initial: Callable[[Actor, Any], Any] | Literal["own", "today"] | int | None = None
    most: int | None = None  # the largest number or longest text, where no field of that name of the record says it


DAY = Ask("on", _("Day"), "day", initial="today")
REASON = Ask("reason", _("Reason"), "long")
VERSION = Ask("version", "", "version", initial="own")
"""Asked by every correction of a record with a ``version``: whoever read an older one is told what was written since.

An act that asks nothing else is done to the version that the record's page, or the page before the act in bulk, showed."""


@dataclass(frozen=True)
class Act:
    """An act of the organisation: its operation, what it asks, and whether it is done on a record or makes one.

    ``operation`` is called with ``actor``, the answers by name, ``record`` when the act is on a record, and the unit
    under ``unit`` when it makes one; it may make many and answer with their list. ``open_for`` says whether the act can
    be done on a record as it stands.
    """

    name: str
    operation: Callable[..., Any]
    label: Label
    asks: tuple[Ask, ...] = ()
    on_record: bool = False
    in_bulk: bool = False  # done to each chosen row of the list too, with one form for all
    open_for: Callable[[Any], bool] | None = None
    preview: Callable[..., list[str]] | None = None  # sentences beside the form: what the act does to this record
    foretold: Callable[..., list[str]] | None = None  # called as the operation is: shown first, done when seen
    at: Callable[[Any], int | None] | None = None  # whose officers do it, where it is not the record's own unit
    names: Callable[[Any], Collection[int | None]] | None = (
        None  # whom the form or a refusal names beside the record's own
    )
    page: str = ""  # URL name of the area's own page, where the kit's form is not enough
    about: Label = ""  # a sentence: what is true afterwards
    icon: str = ""
    danger: bool = False  # what cannot easily be mended: the button says so
    event: bool = False  # tells what has happened, so is never dated ahead; any other holds from its day on, or plans
    proved: bool = False  # the person shows once more who they are, when they signed in some time ago


@dataclass(frozen=True)
class Indicator:
    """A figure's name and the query that is its evidence; one of the four kinds below."""

    name: str
    label: Label
    count_of: Label  # unit of count: người, lượt, cuộc, tổ chức, chi bộ


@dataclass(frozen=True)
class Flow(Indicator):
    """Counts records dated in the period, or the persons in them. ``query`` takes no argument and returns all records."""

    query: Callable[[], QuerySet[Any]] = field(kw_only=True)
    day: str = field(kw_only=True)  # path of the record's day
    unit: str = field(kw_only=True, default="unit")  # path of the unit that the record belongs to
    amount: str = field(kw_only=True, default="")  # path of what is summed; each record counts 1 when empty
    person: str = field(kw_only=True, default="")  # path of the person, where persons are counted, each once
    counter_unit: str = field(kw_only=True, default="")  # declared between units: left out where both ends lie inside
    record: str = field(kw_only=True, default="")  # register that shows the evidence, when it is another one


@dataclass(frozen=True)
class Stock(Indicator):
    """Counts spells alive on the day after the period ends. ``query`` takes that day."""

    query: Callable[[date], QuerySet[Any]] = field(kw_only=True)
    unit: str = field(kw_only=True, default="unit")
    person: str = field(kw_only=True, default="")  # as of a flow
    record: str = field(kw_only=True, default="")


@dataclass(frozen=True)
class Share(Indicator):
    """Divides two other indicators: the ratio of sums at every level, in percent."""

    part: str = field(kw_only=True)
    whole: str = field(kw_only=True)


@dataclass(frozen=True)
class Asked(Indicator):
    """Is typed in, because no record holds it."""


class RecordPart(NamedTuple):
    """A part of a record's page; it says whom it names beside the record's own people, so that they are counted."""

    title: Label
    template: str
    context: dict[str, Any]
    people: Collection[int | None] = ()


@dataclass(frozen=True)
class Register:
    """One kind of record of an area, with everything that can be seen of it and done to it."""

    name: str  # "admissions": the power prefix, the URL, the folder
    label: Label
    record: type[Model]
    columns: tuple[Column, ...]
    opened: tuple[
        Column, ...
    ] = ()  # what the page shows once a reason is given: list, sheets and acts name nobody then
    acts: tuple[Act, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    area: str = ""  # where it is not the name itself: "people" stands in area "members"
    icon: str = "list"
    order: str = "-pk"
    unit: str = "unit"  # path of the unit that decides who may see the record; empty for what is common to all
    day: Callable[[Any], date] | None = None  # the record's day: who had its unit below them then may see it today
    page: Callable[[Any], str] | None = None  # address of a record's own page, where the kit's is not enough
    search: Callable[[str], Any] | None = None  # text -> Q
    rows: Callable[[date], QuerySet[Any]] | None = None  # the records of a day, when not all of the table
    sections: Callable[[Actor, Any], Sequence[RecordPart]] | None = (
        None  # the parts of a record's page below its fields
    )
    due: Callable[[Collection[int], date], Sequence[Due]] | None = None  # what is due in these units on that day
    filters: tuple[Filter, ...] = ()

    @property
    def read(self) -> str:
        """The power to read the register."""
        return f"{self.name}.read"

    def address(self, record: Any) -> str:
        """Where the record is shown."""
        return self.page(record) if self.page else reverse("desk:page", args=[self.name, record.pk])

    def act(self, name: str) -> Act:
        """The act of that name; KeyError when there is none."""
        return {act.name: act for act in self.acts}[name]


@dataclass(frozen=True)
class Filter:
    """A chip above the list: which records it keeps. Reads as a part of a sentence."""

    name: str
    label: Label
    choices: tuple[tuple[str, Label], ...]
    keep: Callable[[QuerySet[Any], str, date], QuerySet[Any]]
    initial: str = ""  # the choice that holds until another is made


def by_state(choices: Sequence[tuple[str, Label]], *, initial: str = "") -> Filter:
    """The filter by the record's field ``state``."""
    return Filter("state", _("State"), tuple(choices), lambda rows, state, day: rows.filter(state=state), initial)


class Due(NamedTuple):
    """Something that must be done by a day: a sentence with a verb, where it is done, and whose it is when it is one's."""

    sentence: str
    by: date
    url: Label
    unit_id: int | None
    working_days_left: int | None = None
    people: Collection[int] = ()  # whom the sentence names


__all__ = [
    "DAY", "REASON", "VERSION", "Act", "Ask", "Asked", "Column", "Due", "Filter", "Flow", "Indicator", "Label", "RecordPart",
    "Register", "Share", "SignedIn", "Stock", "by_state",
]  # fmt: skip
