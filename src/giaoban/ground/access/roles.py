"""The roles, read from ``roles.toml``: a name for people, what it is for, and the powers that it gives."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Role:
    """A role and its powers; a power is written as an act's name (``admissions.admit``) or a pattern of them."""

    code: str
    label: str
    purpose: str
    powers: tuple[str, ...]
    second_factor: bool

    def gives(self, power: str) -> bool:
        """Whether the role gives that power."""
        return any(fnmatchcase(power, pattern) for pattern in self.powers if not pattern.startswith("!")) and not any(
            fnmatchcase(power, pattern[1:]) for pattern in self.powers if pattern.startswith("!")
        )


@cache
def roles() -> dict[str, Role]:
    """Every role by its code."""
    with open(Path(__file__).with_name("roles.toml"), "rb") as file:
        return {
            code: Role(code, row["label"], row["purpose"], tuple(row["powers"]), row.get("second_factor", True))
            for code, row in tomllib.load(file).items()
        }
