"""The roles: a name for people and what each is for, read from ``roles.toml``; the powers are those that the parts grant."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from giaoban.ground.access.parts import confidential, parts


@dataclass(frozen=True)
class Role:
    """A role and its powers; a power is written as an act's name (``<area>.<act>``) or a pattern of them."""

    code: str
    label: str
    purpose: str
    powers: tuple[str, ...]
    second_factor: bool
    watches: bool = False  # over the others: it is taken back, and its holder switched off, by two

    def passed_on(self) -> Role:
        """What of the role somebody has who stands in for its holder: nothing that is kept in person."""
        kept = kept_in_person()
        powers = tuple(pattern for pattern in self.powers if pattern.removeprefix("!").partition(".")[0] not in kept)
        return replace(self, powers=powers)

    def gives(self, power: str) -> bool:
        """Whether the role gives that power."""
        return any(fnmatchcase(power, pattern) for pattern in self.powers if not pattern.startswith("!")) and not any(
            fnmatchcase(power, pattern[1:]) for pattern in self.powers if pattern.startswith("!")
        )


@cache
def _written() -> Mapping[str, Any]:
    with open(Path(__file__).with_name("roles.toml"), "rb") as file:
        return tomllib.load(file)


def labels() -> dict[str, str]:
    """What every role is called, by its code; to be asked before the parts are loaded, too."""
    return {code: row["label"] for code, row in _written().items()}


@cache
def kept_in_person() -> frozenset[str]:
    """What the powers begin with that nobody passes on: who may do what, the second person, cases, the program itself."""
    return confidential().union(*(part.prefixes for part in parts() if part.guard.in_person))


def watching() -> list[str]:
    """The roles that watch over the others, by their codes."""
    return [code for code, row in _written().items() if row.get("watches", False)]


@cache
def roles() -> dict[str, Role]:
    """Every role by its code, with the powers that the parts of the program grant it."""
    granted: dict[str, list[str]] = {code: list(row.get("powers", ())) for code, row in _written().items()}
    for part in parts():
        for code, patterns in part.grants.items():
            if code not in granted:
                raise LookupError(f"{part.package} grants powers to “{code}”, which is no role of roles.toml.")
            granted[code] += patterns
    return {
        code: Role(
            code,
            row["label"],
            row["purpose"],
            tuple(granted[code]),
            row.get("second_factor", True),
            row.get("watches", False),
        )
        for code, row in _written().items()
    }
