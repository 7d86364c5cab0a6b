"""What a release says, as facts: a concept, of whom, for when, how much; nothing of what is withheld."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from giaoban.core.numbers import write_number
from giaoban.core.spans import Period
from giaoban.reporting.forms import Form
from giaoban.reporting.forms.codes import concept
from giaoban.reporting.xbrl.naming import PERCENT, is_stock, sums

if TYPE_CHECKING:
    from giaoban.reporting.releases import ReleasedFigure, ReleasedReport

WITHHELD, NOTHING = "không nêu", "–"


@dataclass(frozen=True)
class Moment:
    """A period from its first to its last day, or its last day alone."""

    first: date
    last: date
    is_instant: bool

    @property
    def name(self) -> str:
        """Letters that tell it from every other moment."""
        return f"i-{self.last}" if self.is_instant else f"d-{self.first}-{self.last}"


@dataclass(frozen=True)
class Fact:
    """One figure: its value as XBRL wants it (a share, not per cent) and as people read it."""

    id: str
    code: str
    unit_of_count: str
    organisation: str  # empty: the reporting body as a whole
    moment: Moment
    value: Decimal
    printed: str
    quoted: bool = False
    place: int = 0  # of its organisation in the release, from one

    @property
    def context(self) -> str:
        """What all facts of one organisation and moment share."""
        return self.moment.name + (f"-o{self.place}" if self.organisation else "")

    @property
    def concept(self) -> str:
        return concept(self.code, quoted=self.quoted)

    @property
    def is_share(self) -> bool:
        return self.unit_of_count == PERCENT


def moment(form: Form, code: str, period: Period) -> Moment:
    """When the line is counted, in that period."""
    return Moment(period.start, period.last_day, is_stock(form.line(code)))


def facts(form: Form, report: ReleasedReport) -> tuple[Fact, ...]:
    """Every figure that the release shows, in its order: the whole, last year's, then each organisation."""
    return tuple(_facts(form, report))


def _facts(form: Form, report: ReleasedReport) -> Iterator[Fact]:
    period = Period.parse(report.period)
    order = {unit: place for place, unit in enumerate(organisations(report), start=1)}
    for figure in report.figures:
        named = concept(figure.code)
        now = moment(form, figure.code, period)
        if figure.value is not None and not figure.withheld:
            yield _fact(named, figure, "", now, figure.value)
        if figure.previous is not None:
            before = moment(form, figure.code, period.year_before())
            yield _fact(concept(figure.code, quoted=True), figure, "", before, figure.previous, quoted=True)
        for unit, value in figure.by_unit.items():
            if value is not None and unit not in figure.withheld_units:
                told = _fact(f"{named}.o{order[unit]}", figure, unit, now, value)
                yield replace(told, place=order[unit])


def _fact(
    name: str, figure: ReleasedFigure, organisation: str, at: Moment, value: Decimal, *, quoted: bool = False
) -> Fact:
    share = figure.unit_of_count == PERCENT
    exact = value.quantize(Decimal("0.01"), ROUND_HALF_UP) / 100 if share else value
    printed = write_number(value, PERCENT).removesuffix("%") if share else write_number(value)
    return Fact(name, figure.code, figure.unit_of_count, organisation, at, exact, printed, quoted)


def organisations(report: ReleasedReport) -> list[str]:
    """The organisations that the release shows one by one, each once, in its order."""
    return list(dict.fromkeys(unit for figure in report.figures for unit in figure.by_unit))


def shown(figure: ReleasedFigure, organisation: str) -> str:
    """What stands in place of a figure that is not shown."""
    hidden = organisation in figure.withheld_units if organisation else figure.withheld
    return WITHHELD if hidden else NOTHING


def withheld(report: ReleasedReport) -> str:
    """Which figures are not shown because they are too small, in one line; empty when there is none."""
    told = []
    for figure in report.figures:
        names = ([report.unit] if figure.withheld else []) + list(figure.withheld_units)
        if names:
            told.append(f"{figure.code} {figure.label}: {', '.join(names)}")
    return "; ".join(told)


def provable_sums(form: Form, report: ReleasedReport) -> tuple[str, ...]:
    """The wholes whose sums a validator can work out again: wherever the whole is shown, every part is shown too.

    A validator adds what it finds; where a part is withheld, or was not released or not reported, it would call a sum
    wrong that nobody can check.
    """
    places: dict[str, set[tuple[str, Moment]]] = {}
    for fact in facts(form, report):
        places.setdefault(fact.concept, set()).add((fact.organisation, fact.moment))
    return tuple(
        check.whole[0]
        for check in sums(form)
        if (wholes := places.get(concept(check.whole[0])))
        and all(wholes <= places.get(concept(part), set()) for part in check.parts)
    )
