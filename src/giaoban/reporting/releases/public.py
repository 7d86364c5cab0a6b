"""A release as the public reads it: its row, with nothing asked of any other table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from giaoban.core.text import fold
from giaoban.reporting.models import Release
from giaoban.reporting.report import Key


@dataclass(frozen=True)
class ReleasedFigure:
    """One line as the public sees it; ``value`` is None where nothing was reported or where it is withheld."""

    code: str
    label: str
    unit_of_count: str
    value: Decimal | None
    withheld: bool
    by_unit: dict[str, Decimal | None]
    withheld_units: tuple[str, ...]
    previous: Decimal | None
    evidence_note: str


@dataclass(frozen=True)
class ReleasedParagraph:
    """One paragraph of the released text."""

    section: str
    text: str


@dataclass(frozen=True)
class ReleasedReport:
    """A release as its row says it, with nothing asked of any other table."""

    slug: str
    unit: str
    period: str
    title: str
    released_on: date
    source: str
    figures: tuple[ReleasedFigure, ...]
    narrative: tuple[ReleasedParagraph, ...] = field(default=())
    form: str = ""  # the code of the form; releases from before it was written down have none
    form_from: str = ""  # from which day its version holds, likewise

    def figure(self, code: str) -> ReleasedFigure:
        """The figure of that line; KeyError when it was not released."""
        for figure in self.figures:
            if figure.code == code:
                return figure
        raise KeyError(code)


def released_reports() -> list[ReleasedReport]:
    """Every release that is shown, newest first."""
    return [_in(row) for row in Release.objects.filter(withdrawn_on=None).order_by("-released_on", "-pk")]


def released_values() -> tuple[dict[Key, Decimal], dict[Key, str]]:
    """What was released and not withdrawn, as `values_of` says it.

    Nothing where the installation has no tables yet: there nothing was released.
    """
    is_there = Release._meta.db_table in connection.introspection.table_names()
    return values_of(released_reports() if is_there else [])


def values_of(reports: Sequence[ReleasedReport]) -> tuple[dict[Key, Decimal], dict[Key, str]]:
    """What these releases, newest first, say by period, unit and line, the units of a cluster by their own names; and in
    which of them it stands."""
    values: dict[Key, Decimal] = {}
    where: dict[Key, str] = {}
    for report in reversed(reports):
        for figure in report.figures:
            told = {fold(report.unit): figure.value}
            for unit, value in figure.by_unit.items():
                if (report.period, fold(unit), figure.code) not in values:
                    told.setdefault(fold(unit), value)
            for name, value in told.items():
                if value is not None:
                    values[report.period, name, figure.code] = value
                    where[report.period, name, figure.code] = report.slug
    return values, where


def released(slug: str) -> ReleasedReport:
    """The release of that slug; LookupError when there is none that is shown."""
    row = Release.objects.filter(slug=slug, withdrawn_on=None).first()
    if row is None:
        raise LookupError(slug)
    return _in(row)


def figure_out(figure: ReleasedFigure) -> dict[str, Any]:
    data = asdict(figure)
    data["value"] = _text(figure.value)
    data["previous"] = _text(figure.previous)
    data["by_unit"] = {unit: _text(amount) for unit, amount in figure.by_unit.items()}
    data["withheld_units"] = list(figure.withheld_units)
    return data


def _in(row: Release) -> ReleasedReport:
    return ReleasedReport(
        slug=row.slug,
        unit=row.unit_name,
        period=row.period,
        title=row.title,
        released_on=row.released_on,
        source=row.content["source"],
        figures=tuple(
            ReleasedFigure(
                **{
                    **data,
                    "value": _amount(data["value"]),
                    "previous": _amount(data["previous"]),
                    "by_unit": {unit: _amount(amount) for unit, amount in data["by_unit"].items()},
                    "withheld_units": tuple(data["withheld_units"]),
                }
            )
            for data in row.content["figures"]
        ),
        narrative=tuple(ReleasedParagraph(**data) for data in row.content["narrative"]),
        form=row.content.get("form", ""),
        form_from=row.content.get("form_from", ""),
    )


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:f}"


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
