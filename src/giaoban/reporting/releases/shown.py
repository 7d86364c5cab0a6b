"""The lines as the public may see them: small numbers withheld."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from giaoban.core.spans import Period
from giaoban.ground.access.second_lock import whole_tree
from giaoban.reporting.forms import Line
from giaoban.reporting.intake.lines import label_key
from giaoban.reporting.models import Campaign, Release, ReleaseBasis, Return
from giaoban.reporting.over_time import Count, Key
from giaoban.reporting.queries import open_findings
from giaoban.reporting.releases.public import ReleasedFigure
from giaoban.reporting.report import LineFigure, Report
from giaoban.reporting.withholding import SMALL, Told, found_out, withheld


def sensitive(campaign: Campaign) -> tuple[str, ...]:
    """The lines of which small numbers could point at one person, as the form says: about discipline and verification."""
    return tuple(line.code for line in campaign.form_used.lines if line.personal)


def figures_for_public(report_return: Return, report: Report, codes: Sequence[str]) -> list[ReleasedFigure]:
    """The lines as the public may see them: small numbers about discipline and verification withheld.

    A withheld value cannot be found from what is shown, nor from that and all that was released before of the same
    line, in this form or another, withdrawn or not, here or elsewhere in the tree: not as the total less the other units,
    not as the year less its other half, not from last year's.
    """
    figures, personal, period = [], sensitive(report_return.campaign), report_return.campaign.asked
    for line in report.lines:
        if line.code not in codes:
            continue
        by_unit = {unit: value.amount for unit, value in line.by_unit.items() if unit != report.unit}
        hidden: set[str] = set()
        previous = line.previous
        if line.code in personal and line.value is not None:
            before = told_before(report_return.campaign, line.code, period)
            hidden = _withheld_names(report_return, line, [told for _, told in before])
        if line.code in personal and previous is not None:
            count = (key_of(report_return.unit_id, period.year_before(), line.adds_as), previous)
            last = Told(count, frozenset(), frozenset({count}))
            before = told_before(report_return.campaign, line.code, period.year_before())
            facts = [told for _, told in before]
            if report_return.name in hidden or 0 < previous < SMALL or found_out([*facts, last]) - found_out(facts):
                previous = None
        figures.append(
            ReleasedFigure(
                code=line.code,
                label=line.label,
                unit_of_count=line.unit_of_count,
                value=None if report_return.name in hidden else line.value,
                withheld=report_return.name in hidden,
                by_unit={unit: None if unit in hidden else amount for unit, amount in by_unit.items()},
                withheld_units=tuple(sorted(hidden & by_unit.keys())),
                previous=previous,
                evidence_note=_note(line.adds_as, len(by_unit), bool(hidden)),
            )
        )
    return figures


def withheld_because_of_others(report_return: Return, report: Report, codes: Sequence[str]) -> list[str]:
    """For whoever releases: what is withheld only because of earlier releases of the period, which they are, and why."""
    sentences = []
    personal = sensitive(report_return.campaign)
    for line in report.lines:
        if line.code not in codes or line.code not in personal or line.value is None:
            continue
        before = told_before(report_return.campaign, line.code, report_return.campaign.asked)
        if not before:
            continue
        names = _withheld_names(report_return, line, [told for _, told in before])
        more = names - _withheld_names(report_return, line, [])
        if not more:
            continue
        reported = {unit for unit, value in line.by_unit.items() if value.amount is not None}
        what = "mọi số" if names >= reported | {report_return.name} else f"số của {', '.join(sorted(more))}"
        others = "; ".join(dict.fromkeys(f"“{row.title}” ({row.released_on:%d/%m/%Y})" for row, _ in before))
        sentences.append(
            f"Chỉ tiêu {line.code} “{line.label}”: không nêu {what}, vì ghép với bản đã công bố của cùng kỳ hoặc của kỳ chồng "
            f"lên nhau (quý, 6 tháng, năm), kể cả bản đã rút, thì người đọc tính ra được số dưới {SMALL} của một đơn vị. Đã công bố: {others}."
        )
    return sentences


def _withheld_names(report_return: Return, line: LineFigure, before: Sequence[Told]) -> set[str]:
    """The names, as the report calls them, whose count of the line must not be shown after those releases."""
    counts = _counts(report_return, line)
    hidden = withheld(
        counts[report_return.name], (count for name, count in counts.items() if name != report_return.name), before
    )
    return {name for name, count in counts.items() if count in hidden}


def _counts(report_return: Return, line: LineFigure) -> dict[str, Count]:
    """The counts of the line by the name of their unit, the whole first; who did not report is not among them."""
    units = dict(report_return.below.values_list("name", "unit"))
    reported = {
        name: value.amount for name, value in line.by_unit.items() if name in units and name != report_return.name
    }
    period = report_return.campaign.asked
    counts = {report_return.name: (report_return.unit_id, line.value or Decimal(0))} | {
        name: (units[name], amount) for name, amount in reported.items() if amount is not None
    }
    return {name: (key_of(unit, period, line.adds_as), amount) for name, (unit, amount) in counts.items()}


def key_of(unit: int, period: Period, adds_as: str) -> Key:
    """Whose count it is and of when: of the months that it happened in, of the day that it was counted on, else of the period."""
    first = period.start.year * 12 + period.start.month
    after = first + period.months
    return {"stock": (unit, after), "ratio": (unit, first, after, 0)}.get(adds_as, (unit, first, after))


def unit_of(count: Count) -> int:
    """Whose count it is."""
    return count[0] if isinstance(count[0], int) else count[0][0]


def basis_of(made: Release, report_return: Return, line: LineFigure, figure: ReleasedFigure) -> list[ReleaseBasis]:
    """What later releases have to know of that figure: its counts, and last year's where it was shown."""
    if line.code not in sensitive(report_return.campaign) or line.value is None:
        return []
    hidden = {*figure.withheld_units, *([report_return.name] if figure.withheld else [])}
    counts = {
        report_return.campaign.period: [
            [unit_of(count), f"{count[1]:f}", name not in hidden]
            for name, count in _counts(report_return, line).items()
        ]
    }
    if figure.previous is not None:
        counts[str(report_return.campaign.asked.year_before())] = [
            [report_return.unit_id, f"{figure.previous:f}", True]
        ]
    return [
        ReleaseBasis(
            belongs_to=made,
            unit=report_return.unit,
            form=report_return.campaign.form,
            period=period,
            code=line.code,
            counts=of_period,
        )
        for period, of_period in counts.items()
    ]


def told_before(campaign: Campaign, code: str, period: Period) -> list[tuple[Release, Told]]:
    """What all releases together told of that line, over that period and whatever overlaps it, anywhere in the tree.

    The oldest first; a line of another form is the same where its indicator is, or its name.
    """
    line = campaign.form_used.line(code)
    with whole_tree():  # nothing of it is shown: it only decides what must not be
        named = set(ReleaseBasis.objects.values_list("period", flat=True).distinct())
        spans = {name: Period.parse(name) for name in named}
        near, more = set[Period](), {period}
        while more:
            near |= more
            more = {span for span in spans.values() if any(span.start < by.end and by.start < span.end for by in more)}
            more -= near
        rows = ReleaseBasis.objects.filter(period__in=[name for name, span in spans.items() if span in near])
        bases = [
            row
            for row in rows.select_related("belongs_to__belongs_to__campaign").order_by("pk")
            if _is_the_same(row, campaign, line)
        ]
    told = []
    for row in bases:
        counts = [
            ((key_of(unit, spans[row.period], line.adds_as), Decimal(amount)), shown)
            for unit, amount, shown in row.counts
        ]
        told.append(
            (
                row.belongs_to,
                Told(
                    counts[0][0],
                    frozenset(count for count, _ in counts[1:]),
                    frozenset(count for count, shown in counts if shown),
                ),
            )
        )
    return told


def _is_the_same(row: ReleaseBasis, campaign: Campaign, line: Line) -> bool:
    """Whether the row is about that line, or one of another form that says the same."""
    if row.form == campaign.form and row.code == line.code:
        return True
    form = row.belongs_to.belongs_to.campaign.form_used
    other = next((candidate for candidate in form.lines if candidate.code == row.code), None)
    if other is None:
        return False
    if other.indicator and line.indicator:
        return other.indicator == line.indicator
    return label_key(other.label) == label_key(line.label)


def _note(adds_as: str, units: int, hides: bool) -> str:
    how = {
        "stock": "Đếm tại ngày cuối kỳ.",
        "ratio": "Tổng tử số chia tổng mẫu số của các đơn vị.",
        "between": "Đếm các trường hợp có ngày trong kỳ, theo khai báo của từng đơn vị.",
    }.get(adds_as, "Đếm các trường hợp có ngày trong kỳ.")
    if units > 1 and adds_as != "ratio":
        how += f" Cộng từ {units} đơn vị."
    return how + (" Số nhỏ về kỷ luật và thẩm định không nêu theo đơn vị." if hides else "")


def preliminary(figure: ReleasedFigure, report: Report) -> ReleasedFigure:
    """The figure without last year's value; it says where something about it is still being checked."""
    checked = sorted({finding.unit for finding in open_findings(report, "error") if finding.line == figure.code})
    told = f" Ở {', '.join(checked)}, chi tiết của chỉ tiêu này còn đang đối chiếu." if checked else ""
    return replace(figure, previous=None, evidence_note=f"{figure.evidence_note} Số liệu sơ bộ.{told}")
