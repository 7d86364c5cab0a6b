"""A limit that a rule compares with: its value on the day of the act, who sets it, and how a refusal cites that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

V = TypeVar("V")


@dataclass(frozen=True)
class Limit(Generic[V]):
    """A value in force on a day and the text that sets it; a source that nobody compared with its text says so itself."""

    value: V
    source: str = ""
    confirmed: bool = True

    def cited(self, before: str = "") -> str:
        """The source in brackets, after a blank and the word that leads to it (“theo”); nothing where none is known."""
        return f" ({f'{before} {self.source}'.strip()})" if self.source else ""
