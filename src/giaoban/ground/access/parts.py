"""What each part of the program says of itself to whoever keeps its doors: powers, who has them, how its tables are guarded.

The ground knows no area by name. The catalogue says where the parts are found; they are asked for when somebody first
needs a role, a word or a policy, so that no part has to be loaded before another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

Level = Literal["public", "office", "personal", "confidential"]


@dataclass(frozen=True)
class Guard:
    """How sensitive the records of an area are, and what of its tables the second lock (row-level security) lets through.

    Tables are written as the names of their models. A table that is not named here is seen by whoever holds a power of
    the area over the unit that its row belongs to.
    """

    level: Level
    open: Mapping[str, str] = field(default_factory=dict)  # tables without a lock, and why
    from_above: tuple[str, ...] = ()  # tables whose rows are also addressed to the units below: their heads, to be read
    of_members: Mapping[str, str] = field(default_factory=dict)
    """Tables of which members see rows themselves: by the path to the person whose own a row is, or to a cell of theirs."""
    also_opened_by: tuple[str, ...] = ()  # areas whose powers open these tables too
    in_person: bool = False  # its powers are kept in person: whoever stands in for somebody has none of them
    not_opened_by: tuple[str, ...] = ()  # what those powers of the area begin with that open no table of it


@dataclass(frozen=True)
class Part:
    """One part of the program, as the ground has to know it."""

    package: str
    app: str  # the app whose tables it keeps: the family that the second lock opens together
    guard: Guard
    prefixes: frozenset[str]  # what its powers begin with
    grants: Mapping[str, tuple[str, ...]]  # role -> patterns of powers
    words: Mapping[str, object]  # power, or what powers begin with -> what it is called

    def tables(self, models: Mapping[str, str]) -> dict[str, str]:
        """The same by the names of the tables."""
        return {f"{self.app}_{model}": value for model, value in models.items()}

    @property
    def keeps_records(self) -> bool:
        """Whether its tables have the second lock; what is public is guarded by a role of the database instead."""
        return self.guard.level != "public"

    @property
    def opened_by(self) -> frozenset[str]:
        """Whose powers open its tables."""
        return (self.prefixes | frozenset(self.guard.also_opened_by)) - frozenset(self.guard.not_opened_by)


GROUND = Part(
    package="giaoban.ground",
    app="journal",
    guard=Guard("office"),
    prefixes=frozenset({"journal"}),
    grants={
        "organisation_board": ("journal.undo",),
        "office": ("journal.undo",),
        "inspection_commission": ("journal.read",),
        "cluster_secretariat": ("journal.undo",),
        "auditor": ("journal.read",),
        "administrator": ("journal.undo",),
    },
    words={
        "journal": "Nhật ký",
        "journal.read": "Đọc nhật ký",
        "journal.undo": "Hoàn tác việc đã ghi",
        "journal.come_into_force": "Đến ngày có hiệu lực",
    },
)
"""The ground's own part: the journal, which no area keeps."""

_sources: list[Callable[[], Iterable[Part]]] = []


def found_by(source: Callable[[], Iterable[Part]]) -> None:
    """The parts above the ground are those that ``source`` answers; it is asked once, when the first part is needed."""
    _sources[:] = [source]
    parts.cache_clear()


@cache
def parts() -> tuple[Part, ...]:
    """Every part of the program, the ground's own first; raises RuntimeError before anybody said where they are found."""
    if not _sources:
        raise RuntimeError("Nobody said where the parts of the program are found: see giaoban.catalogue.")
    return (GROUND, *(part for source in _sources for part in source()))


def without_people() -> frozenset[str]:
    """What the powers begin with that show no person: every other power opens the people that its records name."""
    return frozenset().union(*(part.prefixes for part in parts() if part.guard.level in {"public", "office"}))


def confidential() -> frozenset[str]:
    """What the powers begin with whose records, and what the journal keeps of them, no other power opens."""
    return frozenset().union(*(part.prefixes for part in parts() if part.guard.level == "confidential"))
