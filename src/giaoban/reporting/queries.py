"""What a campaign's returns say: each as the value that consolidation takes, together as the report of the level above."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, cast

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.fields.json import KT

from giaoban.core.numbers import write_number
from giaoban.core.refusal import Refused
from giaoban.core.text import fold
from giaoban.ground.access.policy import Actor, unit_ids_where
from giaoban.ground.access.second_lock import reaches, whole_tree
from giaoban.ground.units.models import Alias, Unit
from giaoban.ground.units.queries import ids_under, name_of
from giaoban.reporting import checks
from giaoban.reporting.consolidation import consolidated_lines
from giaoban.reporting.forms import Form
from giaoban.reporting.intake.returned import Oddity, Organisation, ReturnRead, Told
from giaoban.reporting.models import (
    Campaign,
    Explanation,
    Return,
    ReturnOrganisation,
    ReturnParagraph,
    ReturnValue,
    Version,
)
from giaoban.reporting.narrative import consolidated_narrative
from giaoban.reporting.report import Cell, Finding, LineFigure, Paragraph, Report, State, Value

# Which returns a person may see


def returns_seen(actor: Actor, *, on: date) -> QuerySet[Return]:
    """The returns of the units where the actor may read returns, today's and those of the tree of the period's end."""
    condition = Q(unit__in=_listed(unit_ids_where(actor, "returns.read", on=on)))
    by_end: dict[date, list[int]] = {}
    for pk, span in Campaign.objects.values_list("pk", "span"):
        by_end.setdefault(span.upper, []).append(pk)
    for end, campaigns in by_end.items():
        then = unit_ids_where(actor, "returns.read", on=on, tree_on=end - timedelta(days=1))
        condition |= Q(campaign__in=campaigns, unit__in=_listed(then))
    return Return.objects.select_related("campaign", "unit", "above").filter(condition)


def _listed(ids: set[int]) -> RawSQL:
    """The ids as one array, however many: thousands of parameters would cost more than the query."""
    return RawSQL("SELECT unnest(%s::bigint[])", [sorted(ids)])


def campaigns_seen(actor: Actor, *, on: date) -> QuerySet[Campaign]:
    """The campaigns in which the actor may see at least one return, newest period first."""
    return (
        Campaign.objects.filter(pk__in=returns_seen(actor, on=on).order_by().values("campaign"))
        .select_related("unit")
        .order_by("-span", "form")
    )


def top_of(campaign: Campaign) -> Return:
    """The return that all others of the campaign go into."""
    return campaign.returns.select_related("campaign", "unit").get(above=None)


# One return as a value


def cell_of(data: Sequence[str] | None) -> Cell | None:
    """The cell that was kept as a list of four texts."""
    return Cell(*data) if data else None


def reads_of(returns: Iterable[Return], *, detail: bool = True) -> list[ReturnRead]:
    """Each return that has contents as the value that consolidation takes, under the name of its unit."""
    filled = [one for one in returns if one.source]
    ids = [one.pk for one in filled]
    values: dict[int, list[ReturnValue]] = {pk: [] for pk in ids}
    for value in ReturnValue.objects.filter(belongs_to__in=ids):
        values[value.belongs_to_id].append(value)
    organisations: dict[int, list[ReturnOrganisation]] = {pk: [] for pk in ids}
    paragraphs: dict[int, list[ReturnParagraph]] = {pk: [] for pk in ids}
    if detail:
        for organisation in ReturnOrganisation.objects.filter(belongs_to__in=ids).order_by("order"):
            organisations[organisation.belongs_to_id].append(organisation)
    for paragraph in ReturnParagraph.objects.filter(belongs_to__in=ids).order_by("order"):
        paragraphs[paragraph.belongs_to_id].append(paragraph)
    composed = {
        one.pk: consolidated(one) for one in filled if one.source == Return.Source.BELOW
    }  # a level in between speaks with the figures of those below it
    return [
        _read(one, values[one.pk], organisations[one.pk], paragraphs[one.pk], composed.get(one.pk)) for one in filled
    ]


def _read(
    one: Return,
    values: Sequence[ReturnValue],
    organisations: Sequence[ReturnOrganisation],
    paragraphs: Sequence[ReturnParagraph],
    composed: Report | None,
) -> ReturnRead:
    file = one.file.name if one.file_id and one.file else ""
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
        given = {row.code: Value(_plain(row.declared), cast(State, row.state), cell_of(row.cell)) for row in values}
        previous = {
            row.code: Value(_plain(row.previous), cast(State, row.previous_state), cell_of(row.previous_cell))
            for row in values
        }
        targets = {
            row.code: Value(_plain(row.target), cast(State, row.target_state), cell_of(row.target_cell))
            for row in values
        }
        rows = (
            tuple(Organisation(row.name, Cell(*row.cell), values_of(row.values)) for row in organisations)
            if one.has_organisations
            else None
        )
        has = (one.has_previous, one.has_targets)
    return ReturnRead(
        file=file,
        sha256=one.file.sha256 if one.file_id and one.file else "",
        form=one.campaign.form,
        province=one.name,
        committee=one.committee,
        superior=one.superior,
        period=one.campaign.period,
        number=one.number,
        place=one.place,
        issued_on=one.issued_on,
        cut_off_on=one.cut_off_on,
        estimated=one.estimated,
        values=given,
        previous=previous if has[0] else None,
        targets=targets if has[1] else None,
        organisations=rows,
        narrative=tuple(
            Told(row.section, row.text, cell_of(row.cell) or Cell(file, "", "", row.text)) for row in paragraphs
        ),
        oddities=tuple(Oddity(*oddity) for oddity in one.oddities),
    )


def _plain(amount: Decimal | None) -> Decimal | None:
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


# The report of a return and those below it


def report_of(one: Return) -> Report:
    """The complete report of that return as it stands now, with its findings and the reasons that were accepted."""
    report = consolidated(one)
    explained = {
        (row.check_id, row.unit, row.line, json.dumps(row.values, sort_keys=True)): row.reason
        for row in explanations_of(one.campaign)
    }
    found = tuple(replace(finding, accepted_reason=explained.get(key_of(finding), "")) for finding in report.findings)
    joint = tuple(
        Paragraph(row.section, row.text, tuple(row.units), row.owner, row.due_on, row.topic)
        for row in one.paragraphs.order_by("order")
    )
    spell = name_of(one.unit_id, on=one.campaign.asked.last_day)
    return replace(
        report,
        findings=found,
        narrative=joint if joint and one.source == Return.Source.BELOW else report.narrative,
        superior=one.superior or (spell.superior if spell else ""),
        issuer=one.committee or (spell.committee if spell else ""),
        place=one.place or (spell.place if spell else ""),
        number=one.number,
        issued_on=one.issued_on,
        signed_for=one.signed_for,
        signer_post=one.signer_post,
        signer=one.signer,
    )


def explanations_of(campaign: Campaign) -> QuerySet[Explanation]:
    """Every reason that was accepted in the campaign."""
    return Explanation.objects.filter(belongs_to__campaign=campaign)


def key_of(finding: Finding) -> tuple[str, str, str, str]:
    """What a finding is about, with its values: another value makes another finding."""
    return finding.check, finding.unit, finding.line, json.dumps(dict(finding.values), sort_keys=True)


def consolidated(one: Return) -> Report:
    """The figures, findings and narrative of a return from those below it, or from itself when none are.

    Refused where the return's unit is not in the asker's scope: that its head is seen from below is not enough.
    """
    if not reaches(Return, one.unit_id):
        raise Refused(f"Tài khoản này không được xem số liệu của {one.name}.")
    return _consolidated(one.pk, marks_of(one))


def marks_of(one: Return) -> tuple[tuple[int, int, str], ...]:
    """What the contents of a return and of all below it hang on: while the marks are the same, so are the contents."""
    rows = list(
        Return.objects.filter(campaign=one.campaign_id)
        .order_by("pk")
        .values_list("pk", "above", "mark", "source", "state")
    )
    inside = {one.pk}
    for _ in rows:
        more = {pk for pk, above, *_ in rows if above in inside} - inside
        if not more:
            break
        inside |= more
    return tuple((pk, mark, f"{source} {state == 'excused'}") for pk, _, mark, source, state in rows if pk in inside)


@lru_cache(maxsize=64)
def _consolidated(pk: int, marks: tuple[tuple[int, int, str], ...]) -> Report:
    with whole_tree():  # whoever may see a return may see what it is made of; what is kept must never be a part of it
        return _consolidate(pk)


def _consolidate(pk: int) -> Report:
    one = Return.objects.select_related("campaign", "unit").get(pk=pk)
    campaign = one.campaign
    form, period = campaign.form_used, campaign.asked
    below = list(one.below.select_related("campaign", "file").order_by("order", "pk"))
    expected = [each for each in below if each.state != Return.State.EXCUSED] or [one]
    reads = reads_of([each for each in expected if each is not one or each.source])
    units = [each.name for each in expected]
    lines = _with_last_year(consolidated_lines(form, units, reads), one, form)
    here = {read.province for read in reads}
    absent = [
        Finding(
            "not_reported", "error", each.name, "",
            f"{each.name} chưa có báo cáo; số liệu của {one.name} chưa gồm đơn vị này và không coi là 0.",
        )
        for each in below if each in expected and each.name not in here
    ]  # fmt: skip
    found = checks.findings(checks.Asked(form, one.name, period, lines, reads)) if reads else ()
    return Report(
        unit=one.name,
        period=campaign.period,
        form=form.code,
        lines=lines,
        units=tuple(units),
        findings=(*absent, *found, *_beside_records(expected, form)),
        narrative=consolidated_narrative(form.sections, reads),
        cut_off_on=max((read.cut_off_on for read in reads if read.cut_off_on), default=None),
        estimated=any(read.estimated for read in reads),
    )


def _beside_records(returns: Sequence[Return], form: Form) -> list[Finding]:
    """A finding for each declared value that is not what the unit's own records say and has no reason beside it."""
    names = {one.pk: one.name for one in returns}
    rows = ReturnValue.objects.filter(belongs_to__in=names, recorded__isnull=False, declared__isnull=False, reason="")
    found = []
    for row in rows.exclude(declared=F("recorded")).order_by("belongs_to__order", "pk"):
        used = form.line(row.code)
        declared, recorded = (write_number(_plain(each), used.unit_of_count) for each in (row.declared, row.recorded))
        if declared != recorded:
            found.append(
                Finding(
                    "recorded_differs", "warning", names[row.belongs_to_id], row.code,
                    f"“{used.label}” ({row.code}) khai {declared} nhưng sổ của đơn vị ghi {recorded}; cần ghi lý do chênh lệch.",
                    {row.code: declared, "trong sổ": recorded},
                )
            )  # fmt: skip
    return found


def _with_last_year(lines: tuple[LineFigure, ...], one: Return, form: Form) -> tuple[LineFigure, ...]:
    """The same lines; where no return gave the same period of last year, that year's own campaign gives it."""
    before = Return.objects.filter(
        unit=one.unit_id, campaign__form=form.code, campaign__period=str(one.campaign.asked.year_before())
    ).first()
    if before is None:
        return lines
    known = {line.code: line.value for line in consolidated(before).lines}
    return tuple(replace(line, previous=known.get(line.code)) if line.previous is None else line for line in lines)


def open_findings(report: Report, *severities: str) -> list[Finding]:
    """The findings that nobody has explained yet, of these severities where named."""
    return [
        finding
        for finding in report.findings
        if not finding.accepted_reason and (not severities or finding.severity in severities)
    ]


# Versions


def sealed(report: Report, organisations: Sequence[ReturnOrganisation] = ()) -> str:
    """The report as canonical JSON: keys sorted, amounts as plain text, so that equal reports give equal bytes."""

    def plain(value: Any) -> Any:
        if isinstance(value, Decimal):
            return f"{_plain(value):f}"
        if isinstance(value, date):
            return value.isoformat()
        raise TypeError(type(value).__name__)

    content = asdict(report) | {"organisations": [[row.name, row.values] for row in organisations]}
    return json.dumps(content, default=plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def verified(version: Version) -> bool:
    """Whether the sealed content is still what its SHA-256 was taken of."""
    return hashlib.sha256(version.content.encode()).hexdigest() == version.sha256


@dataclass(frozen=True)
class Difference:
    """One figure that is not what it was in the sealed version; ``unit`` is empty for the whole."""

    code: str
    label: str
    unit: str
    unit_of_count: str
    then: Decimal | None
    now: Decimal | None


def difference_since(version: Version, report: Report) -> list[Difference]:
    """Every figure of the report that is not what it was when that version was sealed."""
    was = {line["code"]: line for line in json.loads(version.content)["lines"]}
    found = []
    for line in report.lines:
        old = was.get(line.code, {})
        pairs = [("", _amount(old.get("value")), line.value)]
        then = {unit: _amount(value["amount"]) for unit, value in old.get("by_unit", {}).items()}
        now = {unit: value.amount for unit, value in line.by_unit.items()}
        pairs += [(unit, then.get(unit), now.get(unit)) for unit in {**then, **now} if unit != report.unit]
        found += [
            Difference(line.code, line.label, unit, line.unit_of_count, before, after)
            for unit, before, after in pairs
            if before != after
        ]
    return found


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


# On another day's tree


def amounts_by_unit(one: Return, code: str) -> dict[int, Decimal]:
    """The line's declared amounts by grassroots organisation; what a total has beside its detail, by the unit itself."""
    line = one.campaign.form_used.line(code)
    inside = [each.pk for each in (one, *one.below.all()) if each.source != Return.Source.BELOW]
    amounts: dict[int, Decimal] = {}
    told: dict[int, Decimal] = {}
    rows = ReturnOrganisation.objects.filter(belongs_to__in=inside, unit__isnull=False)
    for unit, belongs_to, text in rows.values_list("unit_id", "belongs_to_id", KT(f"values__{code}__0")):
        amount = Decimal(1) if line.counts_rows else _amount(text)
        if amount and not (line.counts_rows and unit in amounts):
            amounts[unit] = amounts.get(unit, Decimal(0)) + amount
            told[belongs_to] = told.get(belongs_to, Decimal(0)) + amount
    for value in ReturnValue.objects.filter(belongs_to__in=inside, code=code).select_related("belongs_to"):
        rest = (_plain(value.declared) or Decimal(0)) - told.get(value.belongs_to_id, Decimal(0))
        if rest:
            unit = value.belongs_to.unit_id
            amounts[unit] = amounts.get(unit, Decimal(0)) + rest
    return amounts


# Whose return a file is


def meant_by(campaign: Campaign, read: ReturnRead) -> Return | None:
    """The expected return that a workbook is, by the province or committee in its heading; None when it names no one."""
    expected = list(campaign.returns.select_related("campaign", "unit", "above", "file").order_by("order"))
    names: dict[int, set[str]] = {one.pk: {fold(one.name)} for one in expected}
    spells = Unit.objects.filter(pk__in=[one.unit_id for one in expected]).values_list(
        "pk", "names__name", "names__short_name", "names__place", "aliases__name"
    )
    by_unit = {one.unit_id: one for one in expected}
    for pk, *texts in spells:
        names[by_unit[pk].pk] |= {fold(text) for text in texts if text}
    for text in (read.province, read.committee):
        found = [one for one in expected if text and one.above_id is not None and fold(text) in names[one.pk]]
        if len(found) == 1:
            return found[0]
    return next((one for one in expected if read.committee and fold(read.committee) in names[one.pk]), None)


def organisations_named(unit: Unit, *, on: date) -> dict[str, int]:
    """The units under that unit on that day by every folded name and alias."""
    inside = ids_under(unit, on=on)
    named = Q(names__valid__contains=on)
    rows = list(Unit.objects.filter(named, pk__in=inside).values_list("names__name_fold", "pk"))
    rows += Alias.objects.filter(unit__in=inside).values_list("fold", "unit_id")
    return dict(rows)


def organisations_told(one: Return) -> QuerySet[ReturnOrganisation]:
    """The rows of the return's detail sheet, and of those below it, in their order."""
    return (
        ReturnOrganisation.objects.filter(Q(belongs_to=one) | Q(belongs_to__above=one))
        .select_related("belongs_to", "unit")
        .order_by("belongs_to__order", "order")
    )
