"""The only door to figures: what has been released to the public, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from giaoban.reporting.releases import PublicChart, ReleasedFigure, ReleasedReport


def reports() -> list[ReleasedReport]:
    """Every released report, the newest first; empty as long as nothing was released."""
    if find_spec("giaoban.reporting.releases") is None:
        return []
    from giaoban.reporting import releases

    return sorted(releases.released_reports(), key=lambda report: report.released_on, reverse=True)


def report(slug: str) -> ReleasedReport | None:
    """The released report of that name, or None when it is not (or no longer) released."""
    if not slug or find_spec("giaoban.reporting.releases") is None:
        return None
    from giaoban.reporting import releases

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
    for found in reports():
        for figure in found.figures:
            seen.setdefault(figure.code, figure.label)
    yield from seen.items()


def organisation(name: str, *, on: date) -> PublicChart | None:
    """The body of that name with the organisations below it on that day, as far as the public may know them."""
    if find_spec("giaoban.reporting.releases") is None:
        return None
    from giaoban.reporting import releases

    return releases.organisation(name, on=on)
