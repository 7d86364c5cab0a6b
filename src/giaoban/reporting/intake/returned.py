"""What was read from one return, as plain values that can be stored as JSON and compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, cast

from giaoban.reporting.report import Cell, State, Value


@dataclass(frozen=True)
class Oddity:
    """Something unusual in the workbook that was put right in reading, said in one sentence."""

    kind: str
    message: str
    line: str = ""


@dataclass(frozen=True)
class Organisation:
    """One row of the detail sheet: a grassroots organisation and its values by line."""

    name: str
    cell: Cell
    values: Mapping[str, Value]


@dataclass(frozen=True)
class NarrativeParagraph:
    """One paragraph of the narrative sheet, under its section."""

    section: str
    text: str
    cell: Cell


@dataclass(frozen=True)
class ReturnRead:
    """One committee's return as its workbook says it, nothing added and nothing corrected.

    ``values`` has an entry for every line of the form: a line that the workbook does not have is ``missing``, an empty
    cell is ``blank``, a dash is ``zero_dash``. ``previous`` and ``targets`` are None where there is no such column.
    """

    file: str
    sha256: str
    form: str
    province: str
    committee: str
    superior: str
    period: str
    number: str = ""
    place: str = ""
    issued_on: date | None = None
    cut_off_on: date | None = None
    estimated: bool = False
    values: Mapping[str, Value] = field(default_factory=dict)
    previous: Mapping[str, Value] | None = None
    targets: Mapping[str, Value] | None = None
    organisations: tuple[Organisation, ...] | None = None
    narrative: tuple[NarrativeParagraph, ...] = ()
    oddities: tuple[Oddity, ...] = ()
    heading: tuple[str, ...] = ()
    """Every line above the figures: whoever knows the units looks for theirs in it."""
    coded: bool = False
    """A program named unit and organisations by code or name: they are taken exactly, and all of them must be known."""

    def amount(self, code: str) -> Decimal | None:
        """The value of that line in this return; None when it was not given."""
        value = self.values.get(code)
        return value.amount if value else None

    def as_json(self) -> dict[str, Any]:
        """The same as plain JSON values; ``from_json`` gives an equal return back."""
        return {
            "file": self.file,
            "sha256": self.sha256,
            "form": self.form,
            "province": self.province,
            "committee": self.committee,
            "superior": self.superior,
            "period": self.period,
            "number": self.number,
            "place": self.place,
            "issued_on": self.issued_on and self.issued_on.isoformat(),
            "cut_off_on": self.cut_off_on and self.cut_off_on.isoformat(),
            "estimated": self.estimated,
            "values": _values_out(self.values),
            "previous": None if self.previous is None else _values_out(self.previous),
            "targets": None if self.targets is None else _values_out(self.targets),
            "organisations": None
            if self.organisations is None
            else [
                [organisation.name, _cell_out(organisation.cell), _values_out(organisation.values)]
                for organisation in self.organisations
            ],
            "narrative": [[told.section, told.text, _cell_out(told.cell)] for told in self.narrative],
            "oddities": [[oddity.kind, oddity.message, oddity.line] for oddity in self.oddities],
            "heading": list(self.heading),
            "coded": self.coded,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ReturnRead:
        """The return that was stored with ``as_json``."""
        return cls(
            file=data["file"],
            sha256=data["sha256"],
            form=data["form"],
            province=data["province"],
            committee=data["committee"],
            superior=data["superior"],
            period=data["period"],
            number=data["number"],
            place=data["place"],
            issued_on=_date_in(data["issued_on"]),
            cut_off_on=_date_in(data["cut_off_on"]),
            estimated=data["estimated"],
            values=_values_in(data["values"]),
            previous=None if data["previous"] is None else _values_in(data["previous"]),
            targets=None if data["targets"] is None else _values_in(data["targets"]),
            organisations=None
            if data["organisations"] is None
            else tuple(
                Organisation(name, Cell(*cell), _values_in(values)) for name, cell, values in data["organisations"]
            ),
            narrative=tuple(
                NarrativeParagraph(section, text, Cell(*cell)) for section, text, cell in data["narrative"]
            ),
            oddities=tuple(Oddity(*oddity) for oddity in data["oddities"]),
            heading=tuple(data.get("heading", ())),
            coded=data.get("coded", False),
        )


def _cell_out(cell: Cell) -> list[str]:
    return [cell.file, cell.sheet, cell.address, cell.typed]


def _values_out(values: Mapping[str, Value]) -> dict[str, list[Any]]:
    return {
        code: [
            None if value.amount is None else str(value.amount),
            value.state,
            None if value.cell is None else _cell_out(value.cell),
        ]
        for code, value in values.items()
    }


def _values_in(data: Mapping[str, Any]) -> dict[str, Value]:
    return {
        code: Value(
            None if amount is None else Decimal(amount),
            cast(State, state),
            None if cell is None else Cell(*cell),
        )
        for code, (amount, state, cell) in data.items()
    }


def _date_in(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
