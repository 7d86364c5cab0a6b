"""The narratives of several committees become one text: near-equal paragraphs are told once, with all who told them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from giaoban.core.text import fold
from giaoban.reporting.intake.returned import ReturnRead
from giaoban.reporting.report import Paragraph

ALIKE = 90.0  # per cent of equal text, accents and case apart, from which two paragraphs say the same


def consolidated_narrative(sections: Sequence[str], returns: Iterable[ReturnRead]) -> tuple[Paragraph, ...]:
    """The paragraphs in the order of the sections, those that most committees wrote first.

    Of near-equal paragraphs the first is kept, with the names of all committees that wrote one.
    """
    told: dict[str, list[tuple[str, str, list[str]]]] = {section: [] for section in sections}
    for read in returns:
        for paragraph in read.narrative:
            kept = told.setdefault(paragraph.section, [])
            loose = fold(paragraph.text)
            for _, earlier, units in kept:
                if fuzz.ratio(earlier, loose, score_cutoff=ALIKE):
                    if read.province not in units:
                        units.append(read.province)
                    break
            else:
                kept.append((paragraph.text, loose, [read.province]))
    return tuple(
        Paragraph(section, text, tuple(units))
        for section, kept in told.items()
        for text, _, units in sorted(kept, key=lambda paragraph: -len(paragraph[2]))
    )
