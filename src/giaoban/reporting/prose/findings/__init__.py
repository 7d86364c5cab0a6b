"""What does not add up in a report written in prose, and what in its words an editor should look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from giaoban.reporting.prose.findings import amounts, clusters, implied, rules, sums, times, wording
from giaoban.reporting.prose.findings.finding import ProseFinding
from giaoban.reporting.prose.report import ProseReport

__all__ = ["ProseFinding", "contradictions_of", "findings_of"]

_LOOKS = (*sums.LOOKS, *amounts.LOOKS, *implied.LOOKS, *times.LOOKS, *rules.LOOKS, *wording.LOOKS)
_ORDER = {"error": 0, "warning": 1, "note": 2}
MOST_FINDINGS = 200
"""So many are told of one text, the gravest first: who has mended these sees what is left."""
_OF_REPORTS = {"percent_without_base", "missing_breakdown", "date_missing", "total_without_parts", "no_owner_or_date"}
"""What only a report owes: a piece of news may name a rate without its parts, or a day without its year."""


def findings_of(report: ProseReport) -> list[ProseFinding]:
    """Everything that does not add up, in the order of weight, each said once."""
    return _looked_at(report, (*_LOOKS, *clusters.LOOKS))


def contradictions_of(report: ProseReport) -> list[ProseFinding]:
    """What no text can say, whether or not it retells a report; nothing about what it leaves out."""
    return [finding for finding in _looked_at(report, _LOOKS) if finding.kind not in _OF_REPORTS]


def _looked_at(
    report: ProseReport, looks: Iterable[Callable[[ProseReport], Iterator[ProseFinding]]]
) -> list[ProseFinding]:
    unique = dict.fromkeys(finding for look in looks for finding in islice(look(report), MOST_FINDINGS))
    return sorted(unique, key=lambda finding: _ORDER[finding.severity])[:MOST_FINDINGS]
