"""What several registers of the area ask, and how their lists are narrowed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import pgettext_lazy

from giaoban.areas.inspections.models import ActingLevel, InspectionKind
from giaoban.kit.register import Ask, Filter


def day_of(name: str, label: Any, **more: Any) -> Ask:
    """A day that opens on today."""
    return Ask(name, label, "day", initial="today", **more)


DECISION = (
    Ask("decision", pgettext_lazy("inspections", "Decision and plan")),
    day_of("decided_on", pgettext_lazy("inspections", "Decided on")),
    Ask("looks_from", pgettext_lazy("inspections", "Period inspected from"), "day"),
    Ask("looks_until", pgettext_lazy("inspections", "Period inspected until"), "day"),
    Ask("reports_by", pgettext_lazy("inspections", "Self-reports by"), "day"),
    Ask("ends_by", pgettext_lazy("inspections", "To be concluded by"), "day"),
)
"""What every decision on an inspection or supervision says."""
THEME = Ask(
    "theme", pgettext_lazy("inspections", "Theme"), help=pgettext_lazy("inspections", "In what; no name of a person.")
)
BODY = (
    Ask("acting", pgettext_lazy("inspections", "Acting body"), "choice", choices=ActingLevel.choices),
    Ask("kind", pgettext_lazy("inspections", "Kind"), "choice", choices=InspectionKind.choices),
)


def _kinds(rows: Any, value: str, day: date) -> Any:
    supervision = InspectionKind.SUPERVISION
    return rows.filter(kind=supervision) if value == "supervision" else rows.exclude(kind=supervision)


FILTERS = (
    Filter("sort", pgettext_lazy("inspections", "Inspection or supervision"), (
        ("inspection", pgettext_lazy("inspections", "inspection")), ("supervision", pgettext_lazy("inspections", "supervision")),
    ), _kinds),
    Filter("acting", pgettext_lazy("inspections", "Acting body"), tuple(ActingLevel.choices),
           lambda rows, value, day: rows.filter(acting=value)),
)  # fmt: skip
