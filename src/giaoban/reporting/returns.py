"""The acts on returns: asked for, filled, submitted, accepted or sent back, opened again; each one entry in the journal."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.spans import Period
from giaoban.core.text import fold, respell, squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.models import Entry
from giaoban.ground.locks.models import Lock
from giaoban.ground.units.models import Kind, NameSpell, Unit
from giaoban.ground.units.queries import Node, tree
from giaoban.ground.writing import writing
from giaoban.reporting import figures
from giaoban.reporting.forms import form_in_force
from giaoban.reporting.intake.returned import ReturnRead, _cell_out, _values_out
from giaoban.reporting.models import (
    Campaign,
    Comment,
    Explanation,
    Return,
    ReturnFile,
    ReturnOrganisation,
    ReturnParagraph,
    ReturnValue,
    Version,
)
from giaoban.reporting.queries import (
    consolidated,
    key_of,
    meant_by,
    open_findings,
    organisations_named,
    report_of,
    sealed,
)
from giaoban.reporting.report import Cell, Finding, State, Value
from giaoban.reporting.rules import (
    FILL,
    NEXT,
    why_differs,
    why_not,
    why_not_reopen,
    why_not_submit,
    why_not_without_reason,
)

FOLDERS = (Kind.PROVINCE,)
"""Kinds that stand between a cluster and its committees without returning figures themselves."""


# Asking


def open_campaign(
    *,
    actor: Actor,
    unit: Unit,
    form: str,
    period: str,
    due_on: date,
    opened_on: date,
    levels: int = 1,
) -> Campaign:
    """The form is asked of the unit and of those below it, ``levels`` deep; who is expected is frozen from now on."""
    asked = Period.parse(period)
    used = form_in_force(form, asked.last_day)
    if Campaign.objects.filter(form=used.code, period=str(asked), unit=unit).exists():
        raise Refused(f"Đợt báo cáo {used.code} kỳ {asked} của tổ chức này đã mở.")
    nodes = tree(on=asked.last_day, root=unit)
    if not nodes:
        raise Refused(f"Tổ chức này không tồn tại ngày {asked.last_day:%d/%m/%Y}.")
    with writing(actor, "returns.open_campaign", unit=unit, on=asked.last_day, detail={"period": str(asked)}):
        campaign = Campaign.objects.create(
            form=used.code,
            period=str(asked),
            span=DateRange(asked.start, asked.end),
            unit=unit,
            opened_on=opened_on,
            due_on=due_on,
        )
        places = dict(NameSpell.objects.filter(valid__contains=asked.last_day).values_list("unit_id", "place"))
        top = Return.objects.create(
            campaign=campaign, unit=unit, name=nodes[0].short_name, source=Return.Source.BELOW if levels else ""
        )
        _expect(campaign, top, nodes[0], places, levels)
    return campaign


def _expect(campaign: Campaign, above: Return, node: Node, places: Mapping[int, str], levels: int) -> None:
    below = _reporting(node) if levels else []
    called = [places.get(each.id) or each.short_name for each in below]
    for order, (each, name) in enumerate(zip(below, called, strict=True)):
        one = Return.objects.create(
            campaign=campaign,
            unit_id=each.id,
            above=above,
            order=order,
            name=name if each.kind == Kind.UPPER and called.count(name) == 1 else each.short_name,
            source=Return.Source.BELOW if levels > 1 and _reporting(each) else "",
        )
        _expect(campaign, one, each, places, levels - 1)


def _reporting(node: Node) -> list[Node]:
    """The nearest units below that return figures themselves."""
    found: list[Node] = []
    for child in node.children:
        found += _reporting(child) if child.kind in FOLDERS else [child]
    return found


# Filling


def take_in(
    *,
    actor: Actor,
    campaign: Campaign,
    read: ReturnRead,
    stored: str,
    size: int,
    sheets: Sequence[Mapping[str, Any]] = (),
    of: Return | None = None,
) -> tuple[Return, Entry | None]:
    """The workbook is the return of the unit that it names; the same workbook again changes nothing (no entry).

    Refused when the workbook is of another unit, form or period, or when the return is no longer open.
    """
    one = why_or_return(campaign, read, of)
    if one.file_id and one.file and one.file.sha256 == read.sha256:
        return one, None
    refuse_if(why_not("take_in", one.state))
    with _acting(actor, one, "take_in", detail={"file": read.file, "sha256": read.sha256}) as entry:
        known = ReturnFile.objects.filter(sha256=read.sha256).first()
        one.file = known or ReturnFile.objects.create(
            name=read.file[:255], stored=stored, sha256=read.sha256, size=size, sheets=list(sheets)
        )
        one.source = Return.Source.WORKBOOK
        one.committee, one.superior = read.committee[:250], read.superior[:250]
        one.number, one.place, one.issued_on = read.number[:60], read.place[:120], read.issued_on
        one.cut_off_on, one.estimated = read.cut_off_on, read.estimated
        one.has_previous, one.has_targets = read.previous is not None, read.targets is not None
        one.has_organisations = read.organisations is not None
        one.oddities = [[oddity.kind, oddity.message, oddity.line] for oddity in read.oddities]
        _empty(one)
        _write_values(one, read)
        inside = organisations_named(one.unit, on=one.campaign.asked.last_day)
        ReturnOrganisation.objects.bulk_create(
            ReturnOrganisation(
                belongs_to=one,
                unit_id=inside.get(fold(row.name)),
                order=order,
                name=row.name[:250],
                cell=_cell_out(row.cell),
                values=_values_out(row.values),
            )
            for order, row in enumerate(read.organisations or ())
        )
        ReturnParagraph.objects.bulk_create(
            ReturnParagraph(
                belongs_to=one, order=order, section=told.section[:40], text=told.text, cell=_cell_out(told.cell)
            )
            for order, told in enumerate(read.narrative)
        )
    return one, entry


def why_or_return(campaign: Campaign, read: ReturnRead, of: Return | None = None) -> Return:
    """The expected return that this workbook is; Refused with a sentence when it is none of them."""
    if read.form != campaign.form:
        raise Refused(f"Tệp là biểu {read.form}, đợt này thu biểu {campaign.form}.")
    if read.period != campaign.period:
        raise Refused(f"Tệp là báo cáo kỳ {read.period}, đợt này thu kỳ {campaign.period}.")
    meant = meant_by(campaign, read)
    if meant is None:
        said = read.province or read.committee
        raise Refused(
            f"Tệp ghi là của “{said}”, không phải đơn vị nào phải báo cáo trong đợt này."
            if said
            else "Tệp không ghi là báo cáo của đơn vị nào."
        )
    if of is not None and of.pk != meant.pk:
        raise Refused(f"Tệp là báo cáo của {meant.name}, không phải của {of.name}.")
    return meant


@contextmanager
def _acting(
    actor: Actor,
    one: Return,
    act: str,
    *,
    unit: Unit | None = None,
    reason: str = "",
    detail: dict[str, Any] | None = None,
    past_lock: bool = False,
) -> Iterator[Entry]:
    """Inside, the act is done on the return; afterwards it is in the state that follows, under the mark of this entry.

    Refused where its state does not allow the act, or where somebody else changed it since it was read.
    """
    refuse_if(why_not(act, one.state))
    with writing(
        actor,
        f"returns.{act}",
        unit=unit or one.unit,
        on=one.campaign.asked.last_day,
        reason=reason,
        detail={"return": one.pk, "name": one.name} | (detail or {}),
        past_lock=past_lock,
    ) as entry:
        now = Return.objects.select_for_update().filter(pk=one.pk).values_list("state", "mark").first()
        if now != (one.state, one.mark):
            raise Refused(f"Báo cáo của {one.name} vừa được người khác thay đổi; hãy mở lại trang rồi làm tiếp.")
        yield entry
        one.state = NEXT[one.state, act]
        if act in FILL:
            one.mark = entry.pk
        one.save()


def _from_above(actor: Actor, one: Return, act: str, *, reason: str = "") -> AbstractContextManager[Entry]:
    """Acting as the level above; at the top the unit's own lock must not keep it from being accepted or opened."""
    return _acting(
        actor, one, act, unit=one.above.unit if one.above else one.unit, reason=reason, past_lock=one.above is None
    )


def _empty(one: Return) -> None:
    for rows in (ReturnValue, ReturnOrganisation, ReturnParagraph):
        rows.objects.filter(belongs_to=one).delete()


def _write_values(one: Return, read: ReturnRead) -> None:
    recorded = recorded_values(one)
    nothing = Value(None, "missing")
    rows = []
    for line in one.campaign.form_used.lines:
        value = read.values.get(line.code, nothing)
        previous = (read.previous or {}).get(line.code, nothing)
        target = (read.targets or {}).get(line.code, nothing)
        rows.append(
            ReturnValue(
                belongs_to=one,
                code=line.code,
                declared=value.amount,
                state=value.state,
                recorded=recorded.get(line.code),
                estimate=read.estimated and line.adds_as != "stock",
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


def recorded_values(one: Return) -> dict[str, Decimal | None]:
    """What the records say of each line for the return's unit; lines that no records hold are left out."""
    return {
        code: figure.value
        for code, figure in figures.recorded_lines(one.campaign.form_used, one.unit, one.campaign.asked).items()
    }


def compile(*, actor: Actor, one: Return) -> Entry:
    """The return holds what the records say, or, where others return to it, their paragraphs joined to one text.

    Declared values that were corrected with a reason stay; paragraphs that were edited stay.
    """
    with _acting(actor, one, "compile") as entry:
        if one.below.exists():
            one.source = Return.Source.BELOW
            _join_narrative(one)
        else:
            _compile_from_records(one)
    return entry


def _compile_from_records(one: Return) -> None:
    recorded = recorded_values(one)
    if not recorded:
        raise Refused(
            f"Chương trình không có sổ nào của {one.name} để lập báo cáo; hãy nhận tệp số liệu mà đơn vị gửi."
        )
    one.source = Return.Source.RECORDS
    kept = {row.code: row for row in ReturnValue.objects.filter(belongs_to=one)}
    for line in one.campaign.form_used.lines:
        row = kept.get(line.code) or ReturnValue(belongs_to=one, code=line.code)
        row.recorded = recorded.get(line.code)
        if not row.reason:
            row.declared, row.cell = row.recorded, None
            row.state = "missing" if row.recorded is None else "given"
        row.save()


def _join_narrative(one: Return) -> None:
    told = consolidated(one).narrative
    kept = {row.original: row for row in ReturnParagraph.objects.filter(belongs_to=one)}
    texts = {paragraph.text for paragraph in told}
    for original, row in kept.items():
        if original and original not in texts and row.text == original:
            row.delete()
    for order, paragraph in enumerate(told):
        row = kept.get(paragraph.text) or ReturnParagraph(
            belongs_to=one, text=paragraph.text, original=paragraph.text, section=paragraph.section
        )
        row.order, row.units = order, list(paragraph.units)
        row.save()


def declare(
    *,
    actor: Actor,
    one: Return,
    code: str,
    amount: Decimal | None,
    reason: str,
    state: State = "given",
    estimate: bool = False,
) -> ReturnValue:
    """The unit declares that value for the line; the reason stays beside it, the earlier one in the journal."""
    if one.below.exists():
        raise Refused(
            f"Số liệu của {one.name} do các báo cáo cấp dưới cộng lên; hãy sửa ở báo cáo của đơn vị có số sai."
        )
    line = one.campaign.form_used.line(code)
    row = ReturnValue.objects.filter(belongs_to=one, code=code).first() or ReturnValue(belongs_to=one, code=code)
    reasons = why_not("declare", one.state)
    if row.pk and (row.declared is not None or row.cell):
        reasons += why_not_without_reason(reason)
    reasons += why_differs(amount, row.recorded, reason)
    if amount is not None and amount < 0:
        reasons.append(f"Chỉ tiêu {code} không thể là số âm.")
    if amount is not None and line.unit_of_count != "%" and amount != amount.to_integral_value():
        reasons.append(f"Chỉ tiêu {code} đếm {line.unit_of_count} nên phải là số nguyên; đã ghi {amount}.")
    refuse_if(reasons)
    with _acting(actor, one, "declare", reason=reason, detail={"line": code}):
        row.declared, row.state, row.reason, row.estimate = (
            amount,
            state if amount is None else "given",
            reason,
            estimate,
        )
        row.save()
        if not one.source:
            one.source = Return.Source.RECORDS
    return row


def narrate(
    *,
    actor: Actor,
    one: Return,
    paragraph: ReturnParagraph | None = None,
    section: str = "",
    text: str = "",
    owner: str = "",
    due_on: date | None = None,
    read: str | None = None,
) -> ReturnParagraph | None:
    """The paragraph reads so, with its owner and day; without a paragraph it is a new one, without a text it goes.

    ``read`` is `mark_of` the paragraph as the editor read it: when somebody changed it in between, the refusal says how
    it reads now, and nothing is overwritten.
    """
    if paragraph is None and (not text.strip() or section not in one.campaign.form_used.sections):
        raise Refused("Đoạn mới cần có nội dung và phải thuộc một phần của báo cáo.")
    with _acting(actor, one, "narrate"):
        if paragraph is not None:
            refuse_if(_why_not_overwrite(paragraph.pk, read))
        if not text.strip():
            assert paragraph is not None
            paragraph.delete()
            return None
        row = paragraph or ReturnParagraph(
            belongs_to=one,
            section=section,
            order=ReturnParagraph.objects.filter(belongs_to=one).count(),
            units=[one.name],
        )
        row.text, row.owner, row.due_on = respell(squeeze(text)), squeeze(owner), due_on
        row.save()
    return row


def mark_of(paragraph: ReturnParagraph) -> str:
    """Changes with what the paragraph says."""
    said = f"{paragraph.text}\0{paragraph.owner}\0{paragraph.due_on or ''}"
    return hashlib.sha256(said.encode()).hexdigest()[:24]


def _why_not_overwrite(paragraph: int, read: str | None) -> list[str]:
    now = ReturnParagraph.objects.select_for_update().filter(pk=paragraph).first()
    if now is None:
        return ["Đoạn này vừa được người khác bỏ khỏi báo cáo; nội dung đồng chí viết vẫn còn trong ô bên dưới."]
    if read is None or read == mark_of(now):
        return []
    return [
        "Đoạn này vừa được người khác sửa trong khi đồng chí đang viết. Nội dung đồng chí viết vẫn còn trong ô bên dưới;"
        " hãy đối chiếu rồi ghi lại.",
        f"Hiện đang ghi: “{now.text}”" + (f" ({now.owner})" if now.owner else ""),
    ]


def explain(*, actor: Actor, one: Return, finding: Finding, reason: str) -> Explanation:
    """The finding stands with its values, and so does this reason; it falls when one of the values changes."""
    refuse_if(why_not_without_reason(reason))
    if key_of(finding) not in {key_of(found) for found in consolidated(one).findings}:
        raise Refused("Phát hiện này không còn: số liệu đã thay đổi. Hãy xem lại danh sách.")
    with writing(
        actor,
        "returns.explain",
        unit=one.unit,
        on=one.campaign.asked.last_day,
        reason=reason,
        detail={"return": one.pk, "line": finding.line},
        past_lock=True,
    ):
        return Explanation.objects.create(
            belongs_to=one,
            check_id=finding.check,
            unit=finding.unit,
            line=finding.line,
            values=dict(finding.values),
            message=finding.message,
            reason=squeeze(reason),
            by=str(actor),
            on=one.campaign.asked.last_day,
        )


# Upward and back


def submit(*, actor: Actor, one: Return, on: date) -> Version:
    """The return is submitted: sealed as a version, its period closed for the unit and all below it."""
    period = one.campaign.asked
    with _acting(actor, one, "submit"):
        report = report_of(one)
        below = list(one.below.order_by("order").values_list("name", "state"))
        given = sum(1 for line in report.lines if line.value is not None)
        refuse_if(why_not_submit(below=below, errors=len(open_findings(report, "error")), values=given))
        content = sealed(report, list(one.organisations.order_by("order")))
        version = Version.objects.create(
            belongs_to=one,
            number=one.versions.count() + 1,
            on=on,
            by=str(actor),
            content=content,
            sha256=hashlib.sha256(content.encode()).hexdigest(),
        )
        Lock.objects.create(
            unit=one.unit,
            span=DateRange(period.start, period.end),
            because=f"báo cáo {period.title()} của {one.name} đã nộp ngày {on:%d/%m/%Y}",
        )
        one.submitted_on = on
    return version


def accept(*, actor: Actor, one: Return) -> None:
    """The level above accepts the return; at the top the unit itself approves it."""
    with _from_above(actor, one, "accept"):
        pass  # the state moves, and nothing else


def send_back(*, actor: Actor, one: Return, comment: str, line: str = "", on: date) -> Comment:
    """The return goes back to its unit with what is to be mended; its period is open again."""
    refuse_if(why_not("send_back", one.state) + why_not_without_reason(comment))
    with _from_above(actor, one, "send_back", reason=comment):
        said = Comment.objects.create(belongs_to=one, line=line, text=squeeze(comment), by=str(actor), on=on)
        _unlock(one)
    return said


def reopen(*, actor: Actor, one: Return, reason: str) -> None:
    """The return can be worked on again, and so can its period; what it went into must have been opened first."""
    above = one.above
    refuse_if(
        why_not("reopen", one.state)
        + why_not_without_reason(reason)
        + why_not_reopen(above=above.name if above else None, above_state=above.state if above else None)
    )
    with _from_above(actor, one, "reopen", reason=reason):
        _unlock(one)


def excuse(*, actor: Actor, one: Return, reason: str) -> None:
    """The unit need not return this time, for that reason; it no longer keeps the level above waiting."""
    refuse_if(why_not("excuse", one.state) + why_not_without_reason(reason))
    if one.above_id is None:
        raise Refused("Báo cáo tổng hợp của cả đợt không thể được miễn.")
    with _from_above(actor, one, "excuse", reason=reason):
        one.excused_because = squeeze(reason)[:400]


def _unlock(one: Return) -> None:
    period = one.campaign.asked
    Lock.objects.filter(unit=one.unit_id, span=DateRange(period.start, period.end), opened=False).update(opened=True)


def cell_as_kept(cell: Cell | None) -> list[str] | None:
    """The cell as it is kept with a value."""
    return _cell_out(cell) if cell else None
