"""What a half-year report is made of, as plain values: the one shape that the sheet, the screen and the documents share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

Severity = Literal["error", "warning", "note"]

State = Literal["given", "zero_dash", "blank", "missing", "unreadable", "not_applicable"]
"""How a value stood in its source: a number; a dash that means zero; an empty cell; no such line; something that is no
number; not for this unit."""

Key = tuple[str, str, str]
"""A figure by its period, its unit without accents, and its line."""


@dataclass(frozen=True)
class Cell:
    """Where a value was read: file, sheet, address such as ``D13``, and the text as it was typed."""

    file: str
    sheet: str
    address: str
    typed: str


@dataclass(frozen=True)
class Value:
    """One unit's value of one line, in the line's unit of count (percent for ratios); None when nothing was reported."""

    amount: Decimal | None
    state: State
    cell: Cell | None = None


@dataclass(frozen=True)
class LineFigure:
    """One line of the form for the reporting unit, with the parts it was made from."""

    code: str
    label: str
    unit_of_count: str
    adds_as: str  # "stock" | "flow" | "ratio" | "between"
    level: int  # 1 for "1.1", 2 for "1.1.1": how deep it is set in the table
    value: Decimal | None
    by_unit: Mapping[str, Value] = field(default_factory=dict)
    previous: Decimal | None = None  # same period of last year
    target: Decimal | None = None  # year target
    numerator: Decimal | None = None  # of ratio lines
    denominator: Decimal | None = None


@dataclass(frozen=True)
class Finding:
    """Something that does not add up, in one sentence, with the values and the lines concerned."""

    check: str
    severity: Severity
    unit: str
    line: str
    message: str
    values: Mapping[str, str] = field(default_factory=dict)
    accepted_reason: str = ""


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of the narrative and the units that wrote it (near-duplicates folded into one)."""

    section: str  # Kết quả, Hạn chế, Nguyên nhân, Nhiệm vụ, Kiến nghị
    text: str
    units: tuple[str, ...]
    owner: str = ""
    due_on: date | None = None
    topic: str = ""  # the part of the results it is filed under; empty: found from what it says


@dataclass(frozen=True)
class Report:
    """A unit's report for a period, complete: what documents, screens and files are made from."""

    unit: str
    period: str  # as `Period` names it
    form: str  # its code
    lines: tuple[LineFigure, ...]
    units: tuple[str, ...]  # the units below that were expected, in their order
    excused: tuple[str, ...] = ()  # the units below that need not report; the figures are without them
    findings: tuple[Finding, ...] = ()
    narrative: tuple[Paragraph, ...] = ()
    cut_off_on: date | None = None
    estimated: bool = False  # figures estimated from the cut-off to the end of the period
    superior: str = ""  # heading, left, first line
    issuer: str = ""  # heading, left, second line
    number: str = ""  # "05-BC/CĐB"
    place: str = ""
    issued_on: date | None = None
    signed_for: str = ""  # "T/M BAN THƯỜNG VỤ"
    signer_post: str = ""
    signer: str = ""
    recipients: tuple[str, ...] = ()

    def line(self, code: str) -> LineFigure:
        """The line with that code; KeyError when the form has none."""
        for line in self.lines:
            if line.code == code:
                return line
        raise KeyError(code)
