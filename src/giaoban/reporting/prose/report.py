"""A report as it was read: what it is of, its text, its figures and what has no line."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from giaoban.core.words import Words
from giaoban.reporting.prose.heads import ReportHead
from giaoban.reporting.prose.said import Rest, TextPlace, WrittenFigure
from giaoban.reporting.prose.sections import PlacedBlock


@dataclass(frozen=True)
class ProseReport:
    """What was read: nothing in it is a guess that is given as sure.

    ``again``: figures whose line and role another one of ``figures`` says already, or says surely.
    """

    head: ReportHead
    words: Words
    told: tuple[PlacedBlock, ...]
    figures: tuple[WrittenFigure, ...]
    rest: tuple[Rest, ...]
    wrong_sums: tuple[tuple[str, float, float, TextPlace], ...] = ()
    again: tuple[WrittenFigure, ...] = ()

    def value(self, code: str, *, role: str = "value", unit: str = "") -> WrittenFigure | None:
        """The figure of that line, of the body itself unless another is named; the surest where there are several."""
        fitting = self._by_line.get((code, role, unit), [])
        return next((figure for figure in fitting if figure.sure), fitting[0] if fitting else None)

    @cached_property
    def _by_line(self) -> dict[tuple[str, str, str], list[WrittenFigure]]:
        lines: dict[tuple[str, str, str], list[WrittenFigure]] = {}
        for figure in self.figures:
            lines.setdefault((figure.code, figure.role, figure.unit), []).append(figure)
        return lines
