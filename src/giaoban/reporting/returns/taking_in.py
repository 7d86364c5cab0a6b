"""A workbook becomes the return of the unit that it names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.text import fold, slug
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.models import Entry
from giaoban.reporting.intake.returned import ReturnRead, _cell_out, _values_out
from giaoban.reporting.models import Campaign, Return, ReturnFile, ReturnOrganisation, ReturnParagraph, ReturnValue
from giaoban.reporting.queries import meant_by, organisations_coded, organisations_named, stands_in
from giaoban.reporting.report import Cell, Value
from giaoban.reporting.returns.acting import acting
from giaoban.reporting.returns.compiling import recorded_values
from giaoban.reporting.rules import why_not


def take_in(
    *,
    actor: Actor,
    campaign: Campaign,
    read: ReturnRead,
    stored: str,
    size: int,
    sheets: Sequence[Mapping[str, Any]] = (),
    of: Return | None = None,
    named: Return | None = None,
) -> tuple[Return, Entry | None]:
    """The file is the return of the unit that it names; the same file again changes nothing (no entry).

    ``named`` is whose it is where a person has said so, of a text: the same text again, otherwise understood, is another
    return. Refused when the file is of another unit, form or period, or when the return is no longer open.
    """
    record = named or why_or_return(campaign, read, of)
    if record.file and record.file.sha256 == read.sha256 and not (named and _differs(record, read)):
        return record, None
    refuse_if(why_not("take_in", record.state))
    with acting(actor, record, "take_in", detail={"file": read.file, "sha256": read.sha256}) as entry:
        same_file = ReturnFile.objects.filter(sha256=read.sha256).first()
        record.file = same_file or ReturnFile.objects.create(
            name=read.file[:255], stored=stored, sha256=read.sha256, size=size, sheets=list(sheets)
        )
        record.source = Return.Source.WORKBOOK
        record.committee, record.superior = read.committee[:250], read.superior[:250]
        record.number, record.place, record.issued_on = read.number[:60], read.place[:120], read.issued_on
        record.cut_off_on, record.estimated = read.cut_off_on, read.estimated
        record.has_previous, record.has_targets = read.previous is not None, read.targets is not None
        record.has_organisations = read.organisations is not None
        record.oddities = [[oddity.kind, oddity.message, oddity.line] for oddity in read.oddities]
        _empty(record)
        _write_values(record, read)
        meant = _meant(record, read)
        ReturnOrganisation.objects.bulk_create(
            ReturnOrganisation(
                belongs_to=record,
                unit_id=unit,
                order=order,
                name=name[:250],
                cell=_cell_out(row.cell),
                values=_values_out(row.values),
            )
            for order, (row, (unit, name)) in enumerate(zip(read.organisations or (), meant, strict=True))
        )
        ReturnParagraph.objects.bulk_create(
            ReturnParagraph(
                belongs_to=record, order=order, section=told.section[:40], text=told.text, cell=_cell_out(told.cell)
            )
            for order, told in enumerate(read.narrative)
        )
    return record, entry


def why_or_return(campaign: Campaign, read: ReturnRead, of: Return | None = None) -> Return:
    """The expected return that this workbook is; Refused with a sentence when it is none of them."""
    if read.form != campaign.form:
        raise Refused(f"Tệp là biểu {read.form}, đợt này thu biểu {campaign.form}.")
    if read.period != campaign.period:
        raise Refused(f"Tệp là báo cáo kỳ {read.period}, đợt này thu kỳ {campaign.period}.")
    meant = meant_by(campaign, read)
    if meant is None:
        body = read.province or read.committee
        raise Refused(
            f"Tệp ghi là của “{body}”, không phải đơn vị nào phải báo cáo trong đợt này."
            if body
            else "Tệp không ghi là báo cáo của đơn vị nào."
        )
    if of is not None and of.pk != meant.pk:
        raise Refused(f"Tệp là báo cáo của {meant.name}, không phải của {of.name}.")
    refuse_if(_why_not_coded(meant, read))
    return meant


def _meant(record: Return, read: ReturnRead) -> list[tuple[int | None, str]]:
    """The unit of each organisation of the file, where it is known, and what it is called."""
    rows = read.organisations or ()
    if read.coded:
        coded = organisations_coded(record)
        return [coded.get(slug(row.name), (None, row.name)) for row in rows]
    inside = organisations_named(record.unit, on=record.campaign.asked.last_day)
    return [(inside.get(fold(row.name)), row.name) for row in rows]


def _why_not_coded(record: Return, read: ReturnRead) -> list[str]:
    """Why the organisations of a file that a program wrote are not those of the return's unit, each once."""
    if not read.coded or not read.organisations:
        return []
    reasons, seen = [], dict[int, str]()
    for row, (unit, name) in zip(read.organisations, _meant(record, read), strict=True):
        if unit is None or unit == record.unit_id:
            reasons.append(
                f"orgUnit “{row.name}” trong tệp không phải mã hay tên của riêng một tổ chức trực thuộc "
                f"{record.name}. Hãy sửa mã đó, hoặc để nhóm của đơn vị báo cáo đứng đầu tệp, rồi gửi lại."
            )
        elif other := seen.get(unit):
            reasons.append(
                f"orgUnit “{other}” và “{row.name}” trong tệp đều là {name}. Hãy giữ lại một nhóm rồi gửi lại."
            )
        seen.setdefault(unit or 0, row.name)
    return reasons[:5]


def whose_text(report_return: Return, read: ReturnRead) -> tuple[Return, bool]:
    """The expected return that a text is, and whether its head leaves that open, so that a person has to say so.

    A text that names nobody may be that of the unit on whose page it was sent; one that names another body is not.
    """
    campaign = report_return.campaign
    meant = meant_by(campaign, read)
    if read.period != campaign.period:
        raise Refused(f"Văn bản là báo cáo kỳ {read.period}, đợt này thu kỳ {campaign.period}.")
    if meant is None and read.province and not stands_in(report_return, read.province):
        raise Refused(f"Văn bản ghi là của “{read.province}”, không phải đơn vị nào phải báo cáo trong đợt này.")
    if meant is None and fold(read.committee).startswith("cum "):
        raise Refused(f"Văn bản ghi là của “{read.committee}”, không phải của {report_return.name}.")
    record = meant or report_return
    if record.below.exists():
        raise Refused(
            f"Số liệu của {record.name} do các báo cáo cấp dưới cộng lên; hãy nhận văn bản ở báo cáo của đơn vị gửi."
        )
    return record, meant is None


def _differs(record: Return, read: ReturnRead) -> bool:
    """Whether the return says anything else than what is to be taken in."""
    nothing = Value(None, "missing")
    kept = {row.code: (row.declared, row.previous, row.target) for row in record.values.all()}
    told = [(row.section, row.text) for row in record.paragraphs.order_by("order")]
    now = {
        code: tuple(
            column.get(code, nothing).amount for column in (read.values, read.previous or {}, read.targets or {})
        )
        for code in read.values
    }
    return kept != now or told != [(paragraph.section, paragraph.text) for paragraph in read.narrative]


def _empty(report_return: Return) -> None:
    for rows in (ReturnValue, ReturnOrganisation, ReturnParagraph):
        rows.objects.filter(belongs_to=report_return).delete()


def _write_values(report_return: Return, read: ReturnRead) -> None:
    recorded = recorded_values(report_return)
    nothing = Value(None, "missing")
    rows = []
    for line in report_return.campaign.form_used.lines:
        value = read.values.get(line.code, nothing)
        previous = (read.previous or {}).get(line.code, nothing)
        target = (read.targets or {}).get(line.code, nothing)
        rows.append(
            ReturnValue(
                belongs_to=report_return,
                code=line.code,
                declared=value.amount,
                state=value.state,
                recorded=recorded.get(line.code),
                estimate=read.estimated and line.adds_as != "stock",
                reason=_why_rounded(value.cell),
                cell=value.cell and _cell_out(value.cell),
                previous=previous.amount,
                previous_state=previous.state,
                previous_cell=previous.cell and _cell_out(previous.cell),
                target=target.amount,
                target_state=target.state,
                target_cell=target.cell and _cell_out(target.cell),
            )
        )
    ReturnValue.objects.bulk_create(rows)


def _why_rounded(cell: Cell | None) -> str:
    """What the figure bears from then on where its source rounds it, as "trên 5.100"; empty where it is told exactly."""
    rounded = cell is not None and re.match(r"(?:trên|dưới|khoảng)\s", cell.typed)
    return f"Nguồn ghi “{cell.typed}”, không phải số chính xác."[:400] if cell and rounded else ""
