"""Forms of returns as dated data: which lines, how they add up, what is checked."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Line:
    """One line of a form; ``adds_as`` is stock, flow, ratio or between."""

    code: str
    label: str
    unit_of_count: str
    adds_as: str
    aliases: tuple[str, ...] = ()
    parent: str = ""
    numerator: str = ""
    denominator: str = ""
    per_organisation: bool = True
    counts_rows: bool = False
    indicator: str = ""  # that says it from the records; a line without one is asked of the unit
    personal: bool = False  # a small number of it could point at one person: it is withheld where figures are released

    @property
    def level(self) -> int:
        """How deep the line is set in the table: 1 for "1.1", 2 for its parts."""
        return 2 if self.parent else 1


@dataclass(frozen=True)
class Check:
    """One check of a form; what its fields mean is said at the head of the checks in the form's file."""

    id: str
    kind: str
    severity: str
    at: str
    lines: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    limit: float = 0
    least: float = 0
    low: float = 0
    high: float = 0
    per: float = 1
    factor: float = 1
    tolerance: float = 0
    confirmed: bool = True
    source: str = ""
    explain: str = ""


@dataclass(frozen=True)
class Form:
    """A form in one of its versions, with the days on which it is valid."""

    code: str
    title: str
    valid_from: date
    valid_to: date | None
    months: int
    sections: tuple[str, ...]
    groups: Mapping[str, str]
    lines: tuple[Line, ...]
    checks: tuple[Check, ...] = field(repr=False)

    def line(self, code: str) -> Line:
        """The line with that code; KeyError when the form has none."""
        for line in self.lines:
            if line.code == code:
                return line
        raise KeyError(code)

    def parts_of(self, code: str) -> tuple[Line, ...]:
        """The lines set under that line."""
        return tuple(line for line in self.lines if line.parent == code)

    def is_kin(self, one: str, other: str) -> bool:
        """Whether one line is part of the other, or both are parts of a third."""
        first, second = self.line(one), self.line(other)
        return first.parent == other or second.parent == one or bool(first.parent and first.parent == second.parent)


@lru_cache(maxsize=1)
def start_forms() -> tuple[Form, ...]:
    """Every form that the program brings, every version of it; what an office has put into force beside them is asked elsewhere."""
    return tuple(form_of(tomllib.loads(path.read_text("utf-8"))) for path in sorted(FOLDER.glob("*.toml")))


def form_in_force(code: str, on: date, among: Iterable[Form] | None = None) -> Form:
    """The version of that form that is valid on that day, the newest that has begun; LookupError when there is none."""
    begun = [
        form
        for form in (start_forms() if among is None else among)
        if form.code == code and form.valid_from <= on and (form.valid_to is None or on < form.valid_to)
    ]
    if not begun:
        raise LookupError(f"Không có biểu {code} có hiệu lực vào ngày {on:%d/%m/%Y}.")
    return max(begun, key=lambda form: form.valid_from)


def among(asked: Iterable[Form]) -> tuple[Form, ...]:
    """These forms, then those that the program brings of other codes."""
    first = tuple(asked)
    return (*first, *(form for form in start_forms() if form.code not in {own.code for own in first}))


def form_of(data: Mapping[str, Any]) -> Form:
    """The form that these tables are, which are known to be one."""
    return Form(
        code=data["code"],
        title=data["title"],
        valid_from=data["valid_from"],
        valid_to=data.get("valid_to"),
        months=data["months"],
        sections=tuple(data["sections"]),
        groups={group["code"]: group["label"] for group in data["groups"]},
        lines=tuple(Line(**_tuples(line)) for line in data["lines"]),
        checks=tuple(Check(**_tuples(check)) for check in data["checks"]),
    )


def _tuples(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
