"""The report of a return and of those below it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from django.db.models import F, Max, QuerySet

from giaoban.core.numbers import write_number
from giaoban.core.refusal import Refused
from giaoban.core.spans import Period
from giaoban.ground.access.second_lock import reaches, whole_tree
from giaoban.ground.units.queries import name_of
from giaoban.reporting import checks, figures
from giaoban.reporting.consolidation import consolidated_lines
from giaoban.reporting.forms import Form
from giaoban.reporting.intake.returned import ReturnRead
from giaoban.reporting.models import Campaign, Explanation, Return, ReturnOrganisation, ReturnParagraph, ReturnValue
from giaoban.reporting.narrative import consolidated_narrative
from giaoban.reporting.queries.kept import plain, read_of
from giaoban.reporting.report import Finding, LineFigure, Paragraph, Report


def reads_of(returns: Iterable[Return], *, detail: bool = True) -> list[ReturnRead]:
    """Each return that has contents as the value that consolidation takes, under the name of its unit."""
    filled = [report_return for report_return in returns if report_return.source]
    ids = [report_return.pk for report_return in filled]
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
        report_return.pk: consolidated(report_return)
        for report_return in filled
        if report_return.source == Return.Source.BELOW
    }  # a level in between speaks with the figures of those below it
    return [
        read_of(
            report_return,
            values[report_return.pk],
            organisations[report_return.pk],
            paragraphs[report_return.pk],
            composed.get(report_return.pk),
        )
        for report_return in filled
    ]


def report_of(report_return: Return) -> Report:
    """The complete report of that return as it stands now, with its findings and the reasons that were accepted."""
    report = consolidated(report_return)
    explained = {
        (row.check_id, row.unit, row.line, json.dumps(row.values, sort_keys=True)): row.reason
        for row in explanations_of(report_return.campaign)
    }
    findings = tuple(
        replace(finding, accepted_reason=explained.get(key_of(finding), "")) for finding in report.findings
    )
    joint = tuple(
        Paragraph(row.section, row.text, tuple(row.units), row.owner, row.due_on, row.topic)
        for row in report_return.paragraphs.order_by("order")
    )
    spell = name_of(report_return.unit_id, on=report_return.campaign.asked.last_day)
    return replace(
        report,
        findings=findings,
        narrative=joint if joint and report_return.source == Return.Source.BELOW else report.narrative,
        superior=report_return.superior or (spell.superior if spell else ""),
        issuer=report_return.committee or (spell.committee if spell else ""),
        place=report_return.place or (spell.place if spell else ""),
        number=report_return.number,
        issued_on=report_return.issued_on,
        signed_for=report_return.signed_for,
        signer_post=report_return.signer_post,
        signer=report_return.signer,
    )


def explanations_of(campaign: Campaign) -> QuerySet[Explanation]:
    """Every reason that was accepted in the campaign and not taken back."""
    return Explanation.objects.filter(belongs_to__campaign=campaign, taken_back_on=None)


def key_of(finding: Finding) -> tuple[str, str, str, str]:
    """What a finding is about, with its values: another value makes another finding."""
    return finding.check, finding.unit, finding.line, json.dumps(dict(finding.values), sort_keys=True)


def consolidated(report_return: Return) -> Report:
    """The figures, findings and narrative of a return from those below it, or from itself when none are.

    Refused where the return's unit is not in the asker's scope: that its head is seen from below is not enough.
    """
    if not reaches(Return, report_return.unit_id):
        raise Refused(f"Tài khoản này không được xem số liệu của {report_return.name}.")
    report = _consolidated(report_return.pk, marks_of(report_return))
    return replace(report, findings=(*report.findings, *_beside_register(report, report_return)))


def marks_of(report_return: Return) -> tuple[tuple[int, int, str], ...]:
    """What the contents of a return and of all below it hang on: while the marks are the same, so are the contents.

    The last mark is that of the unit's other campaigns, from which last year's figures and the year's targets come.
    """
    rows = list(
        Return.objects.filter(campaign=report_return.campaign_id)
        .order_by("pk")
        .values_list("pk", "above", "mark", "source", "state")
    )
    inside = {report_return.pk}
    for _ in rows:
        more = {pk for pk, above, *_ in rows if above in inside} - inside
        if not more:
            break
        inside |= more
    other = Return.objects.filter(
        campaign__form=report_return.campaign.form, campaign__unit=report_return.campaign.unit_id
    ).exclude(campaign=report_return.campaign_id)
    beside = (0, other.aggregate(last=Max("mark"))["last"] or 0, str(other.exclude(state="cancelled").count()))
    own = [(pk, mark, f"{source} {state == 'excused'}") for pk, _, mark, source, state in rows if pk in inside]
    return (*own, beside)


@lru_cache(maxsize=64)
def _consolidated(pk: int, marks: tuple[tuple[int, int, str], ...]) -> Report:
    with whole_tree():  # whoever may see a return may see what it is made of; what is kept must never be a part of it
        return _consolidate(pk)


def _consolidate(pk: int) -> Report:
    report_return = Return.objects.select_related("campaign", "unit").get(pk=pk)
    campaign = report_return.campaign
    form = campaign.form_used
    below = list(report_return.below.select_related("campaign", "file").order_by("order", "pk"))
    expected = [other for other in below if other.state != Return.State.EXCUSED] if below else [report_return]
    examined = examined_on(form, report_return, expected)
    reads, lines, units = examined.returns, examined.lines, [other.name for other in expected]
    here = {read.province for read in reads}
    absent = [
        Finding(
            "not_reported", "error", other.name, "",
            f"{other.name} chưa có báo cáo; số liệu của {report_return.name} chưa gồm đơn vị này và không coi là 0.",
        )
        for other in below if other in expected and other.name not in here
    ]  # fmt: skip
    excused = _excused(below)
    doubts = checks.findings(examined) if reads else ()
    return Report(
        unit=report_return.name,
        period=campaign.period,
        form=form.code,
        lines=tuple(lines),
        units=tuple(units),
        excused=excused,
        findings=(*absent, *_without(excused, report_return), *doubts, *_beside_records(expected, form)),
        narrative=consolidated_narrative(form.sections, reads),
        cut_off_on=max((read.cut_off_on for read in reads if read.cut_off_on), default=None),
        estimated=any(read.estimated for read in reads),
    )


def examined_on(form: Form, report_return: Return, expected: Sequence[Return]) -> checks.Examined:
    """What the checks of a form are asked of: its lines, made of the returns that were ``expected``, on whatever form these came."""
    reads = reads_of([other for other in expected if other.pk != report_return.pk or other.source])
    lines = consolidated_lines(form, [other.name for other in expected], reads)
    lines = _with_targets(_with_last_year(lines, report_return), report_return)
    return checks.Examined(form, report_return.name, report_return.campaign.asked, lines, reads)


def _excused(below: Sequence[Return]) -> tuple[str, ...]:
    """Who need not return, right below or further down: what they have is in no figure of the report."""
    names = [other.name for other in below if other.state == Return.State.EXCUSED]
    for other in below:
        if other.state != Return.State.EXCUSED and other.source == Return.Source.BELOW:
            names += consolidated(other).excused
    return tuple(names)


def _without(excused: Sequence[str], report_return: Return) -> list[Finding]:
    if not excused:
        return []
    sentence = (
        f"Được miễn báo cáo kỳ này: {len(excused)} đơn vị ({', '.join(excused)}); số liệu của {report_return.name} "
        "không gồm các đơn vị này."
    )
    return [Finding("excused", "note", report_return.name, "", sentence)]


IN_REGISTER = ("grassroots_organisations", "members")
"""What the register here says as well, whichever line of a form asks for it: how many organisations there are, how many members."""


def _beside_register(report: Report, report_return: Return) -> list[Finding]:
    """A finding for each of these lines of which the register here has more than came with those who had to return.

    Asked where somebody is excused: then the sum is of some, and the register may know of all.
    """
    form, period = report_return.campaign.form_used, report_return.campaign.asked
    faults = []
    for line in report.lines if report.excused else ():
        indicator = figures.indicator_of(form, line.code)
        if indicator not in IN_REGISTER or line.value is None:
            continue
        registered = figures.figure(indicator, report_return.unit_id, period).value
        if registered is None or registered <= line.value:
            continue
        reported, in_register = write_number(line.value), write_number(registered)
        faults.append(
            Finding(
                "register_has_more", "warning", report.unit, line.code,
                f"“{line.label}” ({line.code}) là {reported} trong khi sổ của chương trình có {in_register}: báo cáo không gồm "
                f"{len(report.excused)} đơn vị được miễn.",
                {line.code: reported, "trong sổ": in_register},
            )
        )  # fmt: skip
    return faults


def _beside_records(returns: Sequence[Return], form: Form) -> list[Finding]:
    """A finding for each declared value that is not what the unit's own records say and has no reason beside it."""
    names = {report_return.pk: report_return.name for report_return in returns}
    rows = ReturnValue.objects.filter(belongs_to__in=names, recorded__isnull=False, declared__isnull=False, reason="")
    faults = []
    for row in rows.exclude(declared=F("recorded")).order_by("belongs_to__order", "pk"):
        used = form.line(row.code)
        declared, recorded = (
            write_number(plain(amount), used.unit_of_count) for amount in (row.declared, row.recorded)
        )
        if declared != recorded:
            faults.append(
                Finding(
                    "recorded_differs", "warning", names[row.belongs_to_id], row.code,
                    f"“{used.label}” ({row.code}) khai {declared} nhưng sổ của đơn vị ghi {recorded}; cần ghi lý do chênh lệch.",
                    {row.code: declared, "trong sổ": recorded},
                )
            )  # fmt: skip
    return faults


def _with_last_year(lines: tuple[LineFigure, ...], report_return: Return) -> tuple[LineFigure, ...]:
    """The same lines; where no return gave the same period of last year, that year's own campaign gives it."""
    known = values_in(report_return, report_return.campaign.asked.year_before())
    return tuple(replace(line, previous=known.get(line.code)) if line.previous is None else line for line in lines)


def _with_targets(lines: tuple[LineFigure, ...], report_return: Return) -> tuple[LineFigure, ...]:
    """The same lines; where none was given, the year's target is the one that an earlier campaign of the year has."""
    period = report_return.campaign.asked
    earlier = Return.objects.filter(
        unit=report_return.unit_id,
        campaign__form=report_return.campaign.form,
        campaign__cancelled_on=None,
        campaign__span__contained_by=(date(period.start.year, 1, 1), period.start),
    ).order_by("-campaign__span")
    for before in earlier:
        targets = {line.code: line.target for line in consolidated(before).lines}
        lines = tuple(replace(line, target=targets.get(line.code)) if line.target is None else line for line in lines)
    return lines


def values_in(report_return: Return, period: Period) -> dict[str, Decimal | None]:
    """What the same unit returned on the same form for that other period, by line; empty where no campaign asked for it."""
    before = Return.objects.filter(
        unit=report_return.unit_id,
        campaign__form=report_return.campaign.form,
        campaign__period=str(period),
        campaign__cancelled_on=None,
    ).first()
    return {} if before is None else {line.code: line.value for line in consolidated(before).lines}


def open_findings(report: Report, *severities: str) -> list[Finding]:
    """The findings that nobody has explained yet, of these severities where named."""
    return [
        finding
        for finding in report.findings
        if not finding.accepted_reason and (not severities or finding.severity in severities)
    ]
