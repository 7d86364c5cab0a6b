"""The only door to figures: what has been released to the public, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from giaoban.reporting import releases
from giaoban.reporting.releases import PublicChart, ReleasedFigure, ReleasedReport
from giaoban.reporting.report import Key


def reports() -> list[ReleasedReport]:
    """Every released report, the newest first; empty as long as nothing was released."""
    return sorted(releases.released_reports(), key=lambda report: report.released_on, reverse=True)


def report(slug: str) -> ReleasedReport | None:
    """The released report of that name, or None when it is not (or no longer) released."""
    if not slug:
        return None
    try:
        return releases.released(slug)
    except LookupError:
        return None


def figure_in(found: ReleasedReport | None, code: str) -> ReleasedFigure | None:
    """The figure of that code in the report, or None."""
    return next((figure for figure in found.figures if figure.code == code), None) if found else None


def release_choices() -> Iterator[tuple[str, str]]:
    """The released reports, for a choice."""
    for found in reports():
        yield found.slug, found.title


def figure_choices() -> Iterator[tuple[str, str]]:
    """The codes of released figures with their labels, each once."""
    seen: dict[str, str] = {}
    for report in reports():
        for figure in report.figures:
            seen.setdefault(figure.code, figure.label)
    yield from seen.items()


def bodies_of(released: Sequence[ReleasedReport]) -> frozenset[str]:
    """The names of the bodies whose figures these releases have."""
    return frozenset(
        name
        for report in released
        for name in (report.unit, *(unit for figure in report.figures for unit in figure.by_unit))
    )


def labels_of(released: Sequence[ReleasedReport]) -> dict[str, str]:
    """What the lines of these releases are called, by their codes; the newest name of each."""
    return {figure.code: figure.label for report in reversed(released) for figure in report.figures}


def values_of(released: Sequence[ReleasedReport]) -> dict[Key, Decimal]:
    """The values of these releases, newest first, by period, unit and line."""
    return releases.values_of(released)[0]


def organisation(name: str, *, on: date) -> PublicChart | None:
    """The body of that name with the organisations below it on that day, as far as the public may know them."""
    return releases.organisation(name, on=on)
