"""An area of work, said on one screen: everything that the program must know of it and cannot find in its records.

Each area has an ``area.py`` with one ``AREA``. Addresses, roles, names of powers, the second lock, the inventory of
personal data, the member's handbook, the demonstration and the tables of docs/security.md follow from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.apps import apps
from django.db.models import Model

from giaoban.ground.access.parts import Guard, Part
from giaoban.ground.people.models import Person
from giaoban.kit.register import Label, Register


@dataclass(frozen=True)
class Kept:
    """One kind of personal data that an area keeps: a line of the inventory, which counts its records in the units asked about."""

    label: Label
    record: type[Model]
    unit: str = "unit"  # path of the unit that a record belongs to


class OwnTable(NamedTuple):
    """What an area shows a member of their own: a table with its heads, the newest row first."""

    title: Label
    heads: Sequence[Label]
    rows: Sequence[Sequence[str]]
    listed: bool = True  # False where the handbook's page shows the same in a way of its own


class Demonstration(NamedTuple):
    """A part of the demonstration: what is said while it loads, and what loads it; what is already there stays as it is."""

    title: str
    load: Callable[..., object]  # called with the actor and ``today``


@dataclass(frozen=True)
class Area:
    """One area of work.

    ``grants`` says what roles hold at the start: patterns of powers by the role's code. ``"*"`` is every act and reading of
    the area's registers, ``"read"`` reading them; a pattern with a dot names one register's (``"tasks.close"``), ``"!…"`` takes
    away again. ``words`` is what powers are called that are no act, and what the powers of one beginning are about where
    that is not the register's own label.
    """

    package: str  # the folder's dotted name: ``__package__``
    label: Label
    guard: Guard
    registers: tuple[Register, ...] = ()
    grants: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[str, Label] = field(default_factory=dict)
    kept_of_people: tuple[Kept, ...] = ()
    own: Callable[[Person, date], Sequence[OwnTable]] | None = None
    demonstration: tuple[Demonstration, ...] = ()
    urls: str = ""  # the module of its own pages, where it has any

    @property
    def name(self) -> str:
        """The name of the folder."""
        return self.package.rpartition(".")[2]

    def patterns(self, role: str) -> tuple[str, ...]:
        """The role's powers, each with what it begins with."""
        granted = self.grants.get(role, ())
        return tuple(
            whole for pattern in ((granted,) if isinstance(granted, str) else granted) for whole in self._whole(pattern)
        )

    def _whole(self, pattern: str) -> Iterable[str]:
        if "." in pattern:
            return [pattern]
        taken, act = ("!", pattern[1:]) if pattern.startswith("!") else ("", pattern)
        return [f"{taken}{register.name}.{act}" for register in self.registers]

    @property
    def part(self) -> Part:
        """What the ground has to know of the area."""
        grants = {role: self.patterns(role) for role in self.grants}
        powers = [pattern.lstrip("!") for patterns in grants.values() for pattern in patterns] + list(self.words)
        labels = {register.name: register.label for register in self.registers}
        return Part(
            package=self.package,
            app=next(config.label for config in apps.get_app_configs() if config.name == self.package),
            guard=self.guard,
            prefixes=frozenset({*labels, *(power.partition(".")[0] for power in powers)}),
            grants=grants,
            words={**labels, **self.words},
        )


# -- the areas that there are --------------------------------------------------------------------------------------------

_catalogue: list[Callable[[], tuple[Area, ...]]] = []


def listed_by(catalogue: Callable[[], tuple[Area, ...]]) -> None:
    """The areas are those that the catalogue answers, which stands above all of them."""
    _catalogue[:] = [catalogue]


def areas() -> tuple[Area, ...]:
    """Every area in menu order: for one that shows something of all the others, which it does not know."""
    return _catalogue[0]()


def own_tables(person: Person, *, on: date) -> list[OwnTable]:
    """What all areas show the member of their own, without what is empty."""
    tables = [table for area in areas() if area.own is not None for table in area.own(person, on)]
    return [table for table in tables if table.rows]


__all__ = ["Area", "Demonstration", "Guard", "Kept", "OwnTable", "areas", "listed_by", "own_tables"]
