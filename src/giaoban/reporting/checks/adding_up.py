"""All checks of a form, asked of a report; what only follows from another finding is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from giaoban.reporting.checks.as_it_came import as_it_came
from giaoban.reporting.checks.columns import (
    check_estimate_not_marked,
    check_jump,
    check_previous_period,
    check_target_column_empty,
)
from giaoban.reporting.checks.detail import check_detail_parts, check_detail_total, check_organisation_twice
from giaoban.reporting.checks.examined import Examined
from giaoban.reporting.checks.lines import (
    check_at_most,
    check_rate,
    check_rate_balance,
    check_ratio,
    check_same_return_twice,
    check_same_value,
    check_sum,
    check_without,
)
from giaoban.reporting.forms import Check, Form
from giaoban.reporting.report import Finding

_RANK = {"error": 0, "warning": 1, "note": 2}


def findings(examined: Examined) -> tuple[Finding, ...]:
    """Everything that does not add up, errors first, the reporting unit before its parts."""
    faults = [finding for check in examined.form.checks for finding in KINDS[check.kind](check, examined)]
    faults += [finding for read in examined.returns for finding in as_it_came(examined.form, read)]
    faults = _causes(examined.form, faults)
    order = {examined.unit: -1, **{read.province: at for at, read in enumerate(examined.returns)}}
    return tuple(sorted(faults, key=lambda finding: (_RANK[finding.severity], order.get(finding.unit, len(order)))))


def _causes(form: Form, faults: Sequence[Finding]) -> list[Finding]:
    """Without what only follows from another finding of the same unit.

    A total that differs from its detail also breaks the sums and shares that it stands in; and a figure that is wrong
    anyway also differs from last year's.
    """
    follows = {
        check.id for check in form.checks if check.kind in {"sum", "at_most", "ratio", "rate", "without", "jump"}
    }
    jumps = {check.id for check in form.checks if check.kind == "jump"}
    totals = {check.id for check in form.checks if check.kind == "detail_total"}
    codes = {line.code for line in form.lines}

    def concerned(finding: Finding) -> set[str]:
        return {finding.line, *finding.values} & codes

    wrong_totals = {
        (finding.unit, code) for finding in faults if finding.check in totals for code in concerned(finding)
    }
    wrong = {(finding.unit, code) for finding in faults if finding.check not in jumps for code in concerned(finding)}
    return [
        finding
        for finding in faults
        if not (finding.check in follows and any((finding.unit, code) in wrong_totals for code in concerned(finding)))
        and not (finding.check in jumps and (finding.unit, finding.line) in wrong)
    ]


KINDS: Mapping[str, Callable[[Check, Examined], Iterator[Finding]]] = {
    "sum": check_sum,
    "at_most": check_at_most,
    "rate": check_rate,
    "rate_balance": check_rate_balance,
    "without": check_without,
    "ratio": check_ratio,
    "same_value": check_same_value,
    "same_return_twice": check_same_return_twice,
    "organisation_twice": check_organisation_twice,
    "detail_total": check_detail_total,
    "detail_parts": check_detail_parts,
    "jump": check_jump,
    "previous_period": check_previous_period,
    "target_column_empty": check_target_column_empty,
    "estimate_not_marked": check_estimate_not_marked,
}
