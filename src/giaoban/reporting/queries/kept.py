"""One return as it is kept, as the value that consolidation takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

from giaoban.reporting.intake.returned import NarrativeParagraph, Oddity, Organisation, ReturnRead
from giaoban.reporting.models import Return, ReturnOrganisation, ReturnParagraph, ReturnValue
from giaoban.reporting.report import Cell, Report, State, Value


def cell_of(data: Sequence[str] | None) -> Cell | None:
    """The cell that was kept as a list of four texts."""
    return Cell(*data) if data else None


def read_of(
    report_return: Return,
    values: Sequence[ReturnValue],
    organisations: Sequence[ReturnOrganisation],
    paragraphs: Sequence[ReturnParagraph],
    composed: Report | None,
) -> ReturnRead:
    file = report_return.file.name if report_return.file_id and report_return.file else ""
    if composed is not None:
        given = {line.code: Value(line.value, "missing" if line.value is None else "given") for line in composed.lines}
        previous = {
            line.code: Value(line.previous, "missing" if line.previous is None else "given") for line in composed.lines
        }
        targets = {
            line.code: Value(line.target, "missing" if line.target is None else "given") for line in composed.lines
        }
        rows: tuple[Organisation, ...] | None = None
        has = (
            any(line.previous is not None for line in composed.lines),
            any(line.target is not None for line in composed.lines),
        )
    else:
        given = {row.code: Value(plain(row.declared), cast(State, row.state), cell_of(row.cell)) for row in values}
        previous = {
            row.code: Value(plain(row.previous), cast(State, row.previous_state), cell_of(row.previous_cell))
            for row in values
        }
        targets = {
            row.code: Value(plain(row.target), cast(State, row.target_state), cell_of(row.target_cell))
            for row in values
        }
        rows = (
            tuple(Organisation(row.name, Cell(*row.cell), values_of(row.values)) for row in organisations)
            if report_return.has_organisations
            else None
        )
        has = (report_return.has_previous, report_return.has_targets)
    return ReturnRead(
        file=file,
        sha256=report_return.file.sha256 if report_return.file_id and report_return.file else "",
        form=report_return.campaign.form,
        province=report_return.name,
        committee=report_return.committee,
        superior=report_return.superior,
        period=report_return.campaign.period,
        number=report_return.number,
        place=report_return.place,
        issued_on=report_return.issued_on,
        cut_off_on=report_return.cut_off_on,
        estimated=report_return.estimated,
        values=given,
        previous=previous if has[0] else None,
        targets=targets if has[1] else None,
        organisations=rows,
        narrative=tuple(
            NarrativeParagraph(row.section, row.text, cell_of(row.cell) or Cell(file, "", "", row.text))
            for row in paragraphs
        ),
        oddities=tuple(Oddity(*oddity) for oddity in report_return.oddities),
    )


def plain(amount: Decimal | None) -> Decimal | None:
    """The amount without the zeros that the column's scale added: 82, not 82.000000, and 99.55 as it was written."""
    if amount is None:
        return None
    short = amount.normalize()
    return short.quantize(Decimal(1)) if cast(int, short.as_tuple().exponent) > 0 else short


def values_of(data: Mapping[str, Any]) -> dict[str, Value]:
    """An organisation's values by line, as they were kept."""
    return {
        code: Value(None if amount is None else Decimal(amount), state, cell_of(cell))
        for code, (amount, state, cell) in data.items()
    }
