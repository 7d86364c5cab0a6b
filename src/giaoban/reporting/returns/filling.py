"""A return is typed into cell by cell, by several people at once: what one wrote is never lost to another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from giaoban.core.numbers import write_number
from giaoban.core.refusal import Refused
from giaoban.core.text import squeeze
from giaoban.ground.access.policy import Actor
from giaoban.reporting.forms import Line
from giaoban.reporting.models import Return, ReturnValue
from giaoban.reporting.queries.kept import plain
from giaoban.reporting.returns.acting import acting, write_values
from giaoban.reporting.rules import why_not_value


@dataclass(frozen=True)
class Row:
    """What stands in one line of a return; ``declared`` None is left blank, ``note`` is the reason of a difference."""

    declared: Decimal | None = None
    estimate: bool = False
    note: str = ""
    previous: Decimal | None = None
    target: Decimal | None = None

    @property
    def mark(self) -> str:
        """Changes with anything of the row: whoever sends it says which row was read."""
        told = "\0".join(
            f"{part:f}" if isinstance(part, Decimal) else str(part)
            for part in (self.declared, self.estimate, self.note, self.previous, self.target)
        )
        return hashlib.sha256(told.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Typed:
    """A row as it was typed, and the mark of the row that it was typed over."""

    code: str
    row: Row
    read: str


def row_of(value: ReturnValue | None) -> Row:
    """What stands in the line now; a line that was never written is blank."""
    if value is None:
        return Row()
    return Row(plain(value.declared), value.estimate, value.reason, plain(value.previous), plain(value.target))


def fill(*, actor: Actor, record: Return, typed: Sequence[Typed]) -> dict[str, list[str]]:
    """Each typed row stands in the return, with its notes; answers the refusals of those that do not, by line.

    Rows that nobody touched are left as they are, whatever others wrote meanwhile. A row that somebody else changed since
    it was read is refused with what stands there now. Refused as a whole where the return is closed.
    """
    if record.below.exists():
        raise Refused(
            f"Số liệu của {record.name} do các báo cáo cấp dưới cộng lên; hãy sửa ở báo cáo của đơn vị có số sai."
        )
    touched = {sent.code: sent for sent in typed if sent.row.mark != sent.read}
    refusals: dict[str, list[str]] = {}
    if not touched:
        return refusals
    try:
        with acting(actor, record, "declare", detail={"lines": sorted(touched)}, afresh=True):
            kept = {row.code: row for row in ReturnValue.objects.filter(belongs_to=record, code__in=touched)}
            rows = list(_allowed(record, touched, kept, refusals))
            if not rows:
                raise _NothingToWrite
            _write(record, rows)
    except _NothingToWrite:
        record.refresh_from_db()
    return refusals


class _NothingToWrite(Exception):
    """No row can be written, so that no entry may stand in the journal."""


def _allowed(
    record: Return, touched: Mapping[str, Typed], kept: Mapping[str, ReturnValue], refusals: dict[str, list[str]]
) -> Iterator[ReturnValue]:
    """The rows that may be written, as they will be; of the others the reasons stand in ``refusals``."""
    for line in record.campaign.form_used.lines:
        typed = touched.get(line.code)
        if typed is None:
            continue
        value = kept.get(line.code) or ReturnValue(belongs_to=record, code=line.code)
        now = row_of(value)
        if typed.row == now:
            continue  # somebody else wrote the same
        reasons = _overtaken(line, now) if now.mark != typed.read else _why_not(line, typed.row, now, value)
        if reasons:
            refusals[line.code] = reasons
        else:
            _set(value, typed.row, now)
            yield value


def _overtaken(line: Line, now: Row) -> list[str]:
    there = write_number(now.declared, line.unit_of_count) or "để trống"
    return [f"Người khác vừa ghi dòng này: {there}{f' ({now.note})' if now.note else ''}. Hãy xem lại rồi ghi."]


def _why_not(line: Line, row: Row, now: Row, value: ReturnValue) -> list[str]:
    reasons = [
        reason
        for amount in (row.declared, row.previous, row.target)
        for reason in why_not_value(line.code, line.unit_of_count, amount)
    ]
    if value.cell and row.declared != now.declared and not row.note.strip():
        where = (
            value.cell[2] if " " in value.cell[2] else f"ô {value.cell[2]}"
        )  # of a text its place, of a sheet the cell
        reasons.append(f"Số này đọc từ tệp đơn vị gửi ({where}: “{value.cell[3]}”); hãy ghi lý do sửa ở cột ghi chú.")
    return reasons


def _set(value: ReturnValue, row: Row, now: Row) -> None:
    if row.declared != now.declared:
        value.declared, value.state = row.declared, "blank" if row.declared is None else "given"
    value.estimate, value.reason = row.estimate, squeeze(row.note)[:400]
    for name in ("previous", "target"):
        amount = getattr(row, name)
        if amount != getattr(now, name):
            setattr(value, name, amount)
            setattr(value, f"{name}_state", "missing" if amount is None else "given")
            setattr(value, f"{name}_cell", None)


def _write(record: Return, rows: Sequence[ReturnValue]) -> None:
    write_values(rows)
    record.has_previous = record.has_previous or any(row.previous is not None for row in rows)
    record.has_targets = record.has_targets or any(row.target is not None for row in rows)
    record.estimated = record.estimated or any(row.estimate for row in rows)
    record.source = record.source or Return.Source.RECORDS
