"""What a campaign's returns say: each as the value that consolidation takes, together as the report of the level above."""

from giaoban.reporting.queries.accepted import accepted_figures, amounts_said, told_figures
from giaoban.reporting.queries.blanks import blank_of
from giaoban.reporting.queries.kept import cell_of, values_of
from giaoban.reporting.queries.meant import (
    meant_by,
    organisations_coded,
    organisations_named,
    organisations_told,
    stands_in,
)
from giaoban.reporting.queries.periods import (
    ReturnsStanding,
    ToCome,
    campaign_before,
    first_to_open,
    is_over,
    periods_to_come,
    reminded,
    standing,
)
from giaoban.reporting.queries.reports import (
    consolidated,
    explanations_of,
    key_of,
    marks_of,
    open_findings,
    reads_of,
    report_of,
    values_in,
)
from giaoban.reporting.queries.restated import amounts_by_unit
from giaoban.reporting.queries.seen import campaigns_seen, returns_seen, top_of
from giaoban.reporting.queries.versions import Difference, difference_between, difference_since, sealed, verified

__all__ = [
    "Difference",
    "ReturnsStanding",
    "ToCome",
    "accepted_figures",
    "amounts_by_unit",
    "amounts_said",
    "blank_of",
    "campaign_before",
    "campaigns_seen",
    "cell_of",
    "consolidated",
    "difference_between",
    "difference_since",
    "explanations_of",
    "first_to_open",
    "is_over",
    "key_of",
    "marks_of",
    "meant_by",
    "open_findings",
    "organisations_coded",
    "organisations_named",
    "organisations_told",
    "periods_to_come",
    "reads_of",
    "reminded",
    "report_of",
    "returns_seen",
    "sealed",
    "standing",
    "stands_in",
    "told_figures",
    "top_of",
    "values_in",
    "values_of",
    "verified",
]
