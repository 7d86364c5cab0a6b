"""A register in four words: Column, Act, Indicator, Register. An area says what it has; the kit makes pages, sheets and tests of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise

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


@dataclass(frozen=True)
class Ask:
    """One thing that an act asks of the person who does it."""

    name: str
    label: Label
    kind: Literal["text", "long", "day", "number", "choice", "yes", "person", "unit", "file", "record", "hidden"] = (
        "text"
    )
    required: bool = True
    help: Label = ""
    choices: Callable[[Actor, Any], Sequence[tuple[Any, Label]]] | Sequence[tuple[Any, Label]] = ()
    initial: Callable[[Actor, Any], Any] | None = None


@dataclass(frozen=True)
class Act:
    """An act of the organisation: its operation, what it asks, and whether it is done on a record or makes one.

    ``operation`` is called with ``actor``, the answers by name, ``record`` when the act is on a record, and the unit
    under ``unit`` when it makes one. ``open_for`` says whether the act can be done on a record as it stands.
    """

    name: str
    operation: Callable[..., Any]
    label: Label
    asks: tuple[Ask, ...] = ()
    on_record: bool = False
    in_bulk: bool = False
    open_for: Callable[[Any], bool] | None = None
    preview: Callable[..., list[str]] | None = None  # sentences: what will happen
    page: str = ""  # URL name of the area's own page, where the kit's form is not enough
    icon: str = ""
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


@dataclass(frozen=True)
class Register:
    """One kind of record of an area, with everything that can be seen of it and done to it."""

    name: str  # "admissions": the power prefix, the URL, the folder
    label: Label
    record: type[Model]
    columns: tuple[Column, ...]
    acts: tuple[Act, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    area: str = ""  # where it is not the name itself: "people" stands in area "members"
    icon: str = "list"
    order: str = "-pk"
    unit: str = "unit"  # path of the unit that decides who may see the record; empty for what is common to all
    search: Callable[[str], Any] | None = None  # text -> Q
    rows: Callable[[date], QuerySet[Any]] | None = None  # the records of a day, when not all of the table
    sections: Callable[[Actor, Any], Sequence[tuple[Label, str, dict[str, Any]]]] | None = (
        None  # page: title, template, context
    )
    due: Callable[[Collection[int], date], Sequence[Due]] | None = None  # what is due in these units on that day
    filters: tuple[Filter, ...] = ()

    @property
    def read(self) -> str:
        """The power to read the register."""
        return f"{self.name}.read"

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


class Due(NamedTuple):
    """Something that must be done by a day: a sentence with a verb, where it is done, and whose it is when it is one's."""

    sentence: str
    by: date
    url: Label
    unit_id: int | None
    working_days_left: int | None = None


__all__ = [
    "Act", "Ask", "Asked", "Column", "Due", "Filter", "Flow", "Indicator", "Label", "Register", "Share", "SignedIn", "Stock",
]  # fmt: skip
