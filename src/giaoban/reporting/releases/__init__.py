"""What the public may see of an accepted report: complete in itself, small numbers withheld; the only door to the portal."""

from giaoban.reporting.releases.chart import PublicChart, PublicUnit, organisation
from giaoban.reporting.releases.public import (
    ReleasedFigure,
    ReleasedParagraph,
    ReleasedReport,
    released,
    released_reports,
    released_values,
    values_of,
)
from giaoban.reporting.releases.releasing import release, source_of, title_of, why_not_early, why_not_whole, withdraw
from giaoban.reporting.releases.shown import figures_for_public, sensitive, withheld_because_of_others

__all__ = [
    "PublicChart",
    "PublicUnit",
    "ReleasedFigure",
    "ReleasedParagraph",
    "ReleasedReport",
    "figures_for_public",
    "organisation",
    "release",
    "released",
    "released_reports",
    "released_values",
    "sensitive",
    "source_of",
    "title_of",
    "values_of",
    "why_not_early",
    "why_not_whole",
    "withdraw",
    "withheld_because_of_others",
]
