"""Releases with everything in them that a release can have: sums, a share, last year's, withheld and missing figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from giaoban.reporting.forms import Form, Line, form_in_force
from giaoban.reporting.releases import ReleasedFigure, ReleasedReport
from giaoban.reporting.xbrl.naming import sums

SITE = "https://portal.example"
UNITS = ("Hòa Bình", "Hoà Bình & Hà Giang", "Đảng bộ <Khối> Cao Bằng")


def form() -> Form:
    """The half-year's form."""
    return form_in_force("BC-6T", date(2023, 6, 30))


def whole_release() -> ReleasedReport:
    """Every line of the form; 5.2 withheld as a whole, 5.3 of two organisations, 3.1 not reported by one."""
    made = form()
    base = {line.code: 3 + place * 7 for place, line in enumerate(made.lines)}
    for check in sums(made):
        base[check.whole[0]] = sum(base[code] for code in check.parts)
    figures = tuple(_figure(line, base[line.code]) for line in made.lines)
    return ReleasedReport(
        slug="cum-a-2023-h1", unit="Cụm A", period="2023-H1", title="Kết quả 6 tháng đầu năm 2023 của Cụm A & B",
        released_on=date(2023, 7, 20), source="Nguồn: báo cáo BC-6T của Cụm A <ước>.", figures=figures, form="BC-6T",
    )  # fmt: skip


def _figure(line: Line, base: int) -> ReleasedFigure:
    by_unit: dict[str, Decimal | None] = {unit: Decimal(base * place) for place, unit in enumerate(UNITS, start=1)}
    told = ReleasedFigure(
        code=line.code, label=line.label, unit_of_count=line.unit_of_count, value=Decimal(base * 6), withheld=False,
        by_unit=by_unit, withheld_units=(), previous=Decimal(base * 1000), evidence_note="",
    )  # fmt: skip
    match line.code:
        case "2.1":
            return replace(
                told, value=Decimal("99.549999"), by_unit={unit: Decimal("98.5") for unit in UNITS}, previous=None
            )
        case "3.1":
            return replace(told, by_unit=by_unit | {UNITS[0]: None}, previous=None)
        case "5.2":
            nothing = dict.fromkeys(UNITS)
            return replace(told, value=None, withheld=True, by_unit=nothing, withheld_units=UNITS, previous=None)
        case "5.3":
            return replace(told, by_unit=by_unit | {UNITS[0]: None, UNITS[1]: None}, withheld_units=UNITS[:2])
    return told


def single_lines() -> ReleasedReport:
    """Some lines alone, as they go out early: a whole without its parts, and a sum with all of them."""
    whole = whole_release()
    kept = [figure for figure in whole.figures if figure.code in {"1.1", "1.1.1", "1.1.2", "2.2", "2.1"}]
    return replace(whole, slug="cum-a-som-2023-h1", figures=tuple(replace(one, previous=None) for one in kept), form="")
