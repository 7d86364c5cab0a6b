"""What things are called in XBRL: a form's namespace and files, its lines as concepts, units of count, organisations.

Names follow from the form alone, never from an installation, so that two provinces that use one form can be compared.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from giaoban.core.spans import Period
from giaoban.core.text import slug
from giaoban.reporting.forms import Check, Form, Line, start_forms
from giaoban.reporting.forms.codes import stem

if TYPE_CHECKING:
    from giaoban.reporting.releases import ReleasedReport

PREFIX = "form"
UNITS = "urn:giaoban:unit-of-count"
AXIS, MEMBER = "OrganisationAxis", "Organisation"
BODY, SOURCE, RELEASED_ON, WITHHELD = "ReportingBody", "Source", "ReleasedOn", "Withheld"
PERCENT = "%"


@dataclass(frozen=True)
class Text:
    """A concept that is no figure, with its names."""

    name: str
    vietnamese: str
    english: str
    kind: str = "stringItemType"


TEXTS = (
    Text(BODY, "Tổ chức báo cáo", "Reporting body"),
    Text(SOURCE, "Nguồn", "Source"),
    Text(RELEASED_ON, "Ngày công bố", "Released on", "dateItemType"),
    Text(WITHHELD, "Số không nêu vì quá nhỏ", "Figures withheld because they are too small"),
)


def form_of(report: ReleasedReport) -> Form | None:
    """The form that the release was made on; None where more than one, or none, can have been it.

    Releases from before forms were written down say none: then the lines and the period decide.
    """
    day = Period.parse(report.period).last_day
    released = {(figure.code, figure.unit_of_count) for figure in report.figures}
    forms = [
        form
        for form in start_forms()
        if form.code == (report.form or form.code)
        and report.form_from in ("", form.valid_from.isoformat())
        and form.valid_from <= day
        and (form.valid_to is None or day < form.valid_to)
        and released <= {(line.code, line.unit_of_count) for line in form.lines}
    ]
    return forms[0] if len(forms) == 1 else None


def namespace(form: Form) -> str:
    """The form's namespace: the same wherever the form is used."""
    return f"urn:giaoban:form:{slug(form.code)}:{form.valid_from.isoformat()}"


def base(form: Form, site: str) -> str:
    """The address at which a portal keeps the files of the form's taxonomy."""
    return f"{site.rstrip('/')}/so-lieu/xbrl/{stem(form)}/"


def is_stock(line: Line) -> bool:
    """Whether the line is counted on the last day of the period; all others are of the whole period."""
    return line.adds_as == "stock"


def unit_of(unit_of_count: str) -> str:
    """The unit of count as a measure, without marks: ``to-chuc``."""
    return slug(unit_of_count) or "so"


def sums(form: Form) -> tuple[Check, ...]:
    """The sums that hold exactly by the form: one whole, and all its parts."""
    return tuple(check for check in form.checks if check.kind == "sum" and len(check.whole) == 1)


def english(form: Form) -> Mapping[str, str]:
    """The English names of the form's title, groups and lines: those of its version, else of the one before.

    KeyError when nobody has given any.
    """
    own = f"{form.code}/{form.valid_from.isoformat()}"
    return _english()[max((key for key in _english() if key.startswith(f"{form.code}/") and key <= own), default=own)]


@lru_cache(maxsize=1)
def _english() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((Path(__file__).parent / "english.toml").read_text("utf-8"))
