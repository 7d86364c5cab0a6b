"""What the public may see of an accepted report: complete in itself, small numbers withheld; the only door to the portal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Q

from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.text import slug, squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.access.second_lock import whole_tree
from giaoban.ground.units.models import GRASSROOTS, Kind, PlaceSpell, Succession, Unit
from giaoban.ground.units.queries import Node, named, successors, tree
from giaoban.ground.writing import writing
from giaoban.reporting.models import Release, ReleaseBasis, Return
from giaoban.reporting.queries import open_findings, report_of
from giaoban.reporting.report import LineFigure, Report
from giaoban.reporting.rules import why_not_without_reason
from giaoban.reporting.withholding import SMALL, Count, Told, found_out, withheld

SENSITIVE = ("4.1", "5.2", "5.3")
"""Lines about discipline and verification: small numbers of them could point at one person (domain.md 7.2)."""

HOLD = 7_305_002
"""The advisory lock under which releases are made: two that are each careful could together give a small count away."""

NOT_NAMED = (Kind.SECTION, Kind.CELL)
"""Kinds of unit that the public learns the number of, not the names."""


@dataclass(frozen=True)
class ReleasedFigure:
    """One line as the public sees it; ``value`` is None where nothing was reported or where it is withheld."""

    code: str
    label: str
    unit_of_count: str
    value: Decimal | None
    withheld: bool
    by_unit: dict[str, Decimal | None]
    withheld_units: tuple[str, ...]
    previous: Decimal | None
    evidence_note: str


@dataclass(frozen=True)
class ReleasedParagraph:
    """One paragraph of the released text."""

    section: str
    text: str


@dataclass(frozen=True)
class ReleasedReport:
    """A release as its row says it, with nothing asked of any other table."""

    slug: str
    unit: str
    period: str
    title: str
    released_on: date
    source: str
    figures: tuple[ReleasedFigure, ...]
    narrative: tuple[ReleasedParagraph, ...] = field(default=())

    def figure(self, code: str) -> ReleasedFigure:
        """The figure of that line; KeyError when it was not released."""
        for one in self.figures:
            if one.code == code:
                return one
        raise KeyError(code)


def release(
    *,
    actor: Actor,
    one: Return,
    on: date,
    lines: Sequence[str] | None = None,
    title: str = "",
    with_text: bool = False,
    early: str = "",
) -> Release:
    """The report, or the named lines of it, is public from now on; refused unless it is accepted and without open error.

    With ``early``, the reason that the public reads, single lines go out as preliminary before that: none of which the
    report itself doubts, without the text and without last year's values. What is open in the report stays open.
    """
    report = report_of(one)
    codes = [line.code for line in report.lines]
    asked = codes if lines is None else [code for code in codes if code in set(lines)]
    reasons = why_not_early(report, lines, early, with_text) if early else why_not_whole(one, report)
    if not asked:
        reasons.append("Chưa chọn chỉ tiêu nào để công bố.")
    refuse_if(reasons)
    said = squeeze(title) or title_of(one)
    with writing(
        actor,
        "releases.release",
        unit=one.unit,
        on=one.campaign.asked.last_day,
        reason=early,
        detail={"return": one.pk, "lines": asked},
        past_lock=True,
    ):
        _hold_releases()
        shown = figures_for_public(one, report, asked)
        if early:
            shown = [_preliminary(figure, report) for figure in shown]
        made = Release.objects.create(
            slug=_free_slug(f"{one.name}-{one.campaign.period}"),
            unit_name=one.name,
            period=one.campaign.period,
            title=said[:250],
            released_on=on,
            content={
                "source": source_of(one, report) + (f" Số liệu sơ bộ: {squeeze(early)}" if early else ""),
                "figures": [_out(figure) for figure in shown],
                "narrative": [
                    {"section": paragraph.section, "text": paragraph.text}
                    for paragraph in report.narrative
                    if with_text
                ],
            },
            belongs_to=one,
        )
        ReleaseBasis.objects.bulk_create(
            basis for figure in shown for basis in _basis(made, one, report.line(figure.code), figure)
        )
    return made


def why_not_whole(one: Return, report: Report) -> list[str]:
    """Every reason why the report cannot be released as a whole; none means yes."""
    reasons = []
    if one.state != Return.State.ACCEPTED:
        reasons.append(
            f"Báo cáo của {one.name} đang ở trạng thái “{one.get_state_display()}”; chỉ công bố báo cáo đã được chấp nhận."
        )
    if errors := open_findings(report, "error"):
        reasons.append(f"Còn {len(errors)} lỗi chưa giải trình; chưa thể công bố.")
    return reasons


def why_not_early(report: Report, lines: Sequence[str] | None, early: str, with_text: bool) -> list[str]:
    """Every reason why those lines cannot go out before the report is accepted; none means yes."""
    reasons = why_not_without_reason(early)
    if lines is None or with_text:
        reasons.append("Trước khi báo cáo được chấp nhận chỉ công bố từng chỉ tiêu đã chọn, không kèm phần lời.")
    for line in report.lines:
        if line.code not in (lines or ()):
            continue
        if line.value is None:
            reasons.append(f"Chỉ tiêu {line.code} “{line.label}” chưa có số.")
        for finding in open_findings(report, "error", "warning"):
            if finding.unit == report.unit and finding.line == line.code:
                reasons.append(f"Chỉ tiêu {line.code} “{line.label}” còn điểm chưa đối chiếu xong: {finding.message}")
    return reasons


def withdraw(*, actor: Actor, released: Release, reason: str, on: date) -> None:
    """The release is no longer shown; its row and the reason stay."""
    refuse_if(why_not_without_reason(reason))
    if released.withdrawn_on is not None:
        raise Refused("Bản công bố này đã được rút.")
    one = released.belongs_to
    with writing(
        actor,
        "releases.withdraw",
        unit=one.unit,
        on=one.campaign.asked.last_day,
        reason=reason,
        detail={"return": one.pk},
        past_lock=True,
    ):
        released.withdrawn_on = on
        released.save()


def title_of(one: Return) -> str:
    """How a release is called when nobody names it otherwise."""
    return f"Kết quả công tác xây dựng Đảng {one.campaign.asked.title()} của {one.name}"


def source_of(one: Return, report: Report) -> str:
    """Where the figures come from, in one line."""
    told = f"Nguồn: báo cáo {report.form} {one.campaign.asked.title()} của {one.name}"
    if len(report.units) > 1:
        told += f", tổng hợp từ {len(report.units)} đơn vị"
    if report.cut_off_on:
        told += f"; số liệu chốt đến {report.cut_off_on:%d/%m/%Y}"
        told += ", ước thực hiện đến hết kỳ" if report.estimated else ""
    return f"{told}."


def figures_for_public(one: Return, report: Report, codes: Sequence[str]) -> list[ReleasedFigure]:
    """The lines as the public may see them: small numbers about discipline and verification withheld.

    A withheld value cannot be found from what is shown, nor from that and all that was released before of the same
    line and period, withdrawn or not, here or elsewhere in the tree: not as the total less the other units, not from
    last year's.
    """
    found = []
    for line in report.lines:
        if line.code not in codes:
            continue
        by_unit = {unit: value.amount for unit, value in line.by_unit.items() if unit != report.unit}
        hidden: set[str] = set()
        previous = line.previous
        if line.code in SENSITIVE and line.value is not None:
            before = _told(one.campaign.form, report.period, line.code)
            hidden = _withheld_names(one, line, [told for _, told in before])
        if line.code in SENSITIVE and previous is not None:
            last = Told((one.unit_id, previous), frozenset(), frozenset({(one.unit_id, previous)}))
            before = _told(one.campaign.form, str(one.campaign.asked.year_before()), line.code)
            if one.name in hidden or 0 < previous < SMALL or found_out([*(told for _, told in before), last]):
                previous = None
        found.append(
            ReleasedFigure(
                code=line.code,
                label=line.label,
                unit_of_count=line.unit_of_count,
                value=None if one.name in hidden else line.value,
                withheld=one.name in hidden,
                by_unit={unit: None if unit in hidden else amount for unit, amount in by_unit.items()},
                withheld_units=tuple(sorted(hidden & by_unit.keys())),
                previous=previous,
                evidence_note=_note(line.adds_as, len(by_unit), bool(hidden)),
            )
        )
    return found


def withheld_because_of_others(one: Return, report: Report, codes: Sequence[str]) -> list[str]:
    """For whoever releases: what is withheld only because of earlier releases of the period, which they are, and why."""
    sentences = []
    for line in report.lines:
        before = _told(one.campaign.form, report.period, line.code)
        if line.code not in codes or line.code not in SENSITIVE or line.value is None or not before:
            continue
        names = _withheld_names(one, line, [told for _, told in before])
        more = names - _withheld_names(one, line, [])
        if not more:
            continue
        reported = {unit for unit, value in line.by_unit.items() if value.amount is not None}
        what = "mọi số" if names >= reported | {one.name} else f"số của {', '.join(sorted(more))}"
        others = "; ".join(dict.fromkeys(f"“{row.title}” ({row.released_on:%d/%m/%Y})" for row, _ in before))
        sentences.append(
            f"Chỉ tiêu {line.code} “{line.label}”: không nêu {what}, vì ghép với bản đã công bố của cùng kỳ, kể cả bản "
            f"đã rút, thì người đọc tính ra được số dưới {SMALL} của một đơn vị. Đã công bố: {others}."
        )
    return sentences


def _withheld_names(one: Return, line: LineFigure, before: Sequence[Told]) -> set[str]:
    """The names, as the report calls them, whose count of the line must not be shown after those releases."""
    counts = _counts(one, line)
    hidden = withheld(counts[one.name], (count for name, count in counts.items() if name != one.name), before)
    return {name for name, count in counts.items() if count in hidden}


def _counts(one: Return, line: LineFigure) -> dict[str, Count]:
    """The counts of the line by the name of their unit, the whole first; who did not report is not among them."""
    units = dict(one.below.values_list("name", "unit"))
    reported = {name: value.amount for name, value in line.by_unit.items() if name in units and name != one.name}
    return {one.name: (one.unit_id, line.value or Decimal(0))} | {
        name: (units[name], amount) for name, amount in reported.items() if amount is not None
    }


def _basis(made: Release, one: Return, line: LineFigure, figure: ReleasedFigure) -> list[ReleaseBasis]:
    """What later releases have to know of that figure: its counts, and last year's where it was shown."""
    if line.code not in SENSITIVE or line.value is None:
        return []
    hidden = {*figure.withheld_units, *([one.name] if figure.withheld else [])}
    counts = {
        one.campaign.period: [[*_text_of(count), name not in hidden] for name, count in _counts(one, line).items()]
    }
    if figure.previous is not None:
        counts[str(one.campaign.asked.year_before())] = [[*_text_of((one.unit_id, figure.previous)), True]]
    return [
        ReleaseBasis(
            belongs_to=made, unit=one.unit, form=one.campaign.form, period=period, code=line.code, counts=found
        )
        for period, found in counts.items()
    ]


def _text_of(count: Count) -> tuple[int, str]:
    return count[0], f"{count[1]:f}"


def _told(form: str, period: str, code: str) -> list[tuple[Release, Told]]:
    """What all releases together told of that line and period, anywhere in the tree, the oldest first."""
    rows = ReleaseBasis.objects.filter(form=form, period=period, code=code).select_related("belongs_to").order_by("pk")
    with whole_tree():  # nothing of it is shown: it only decides what must not be
        found = list(rows)
    told = []
    for row in found:
        counts = [((unit, Decimal(amount)), shown) for unit, amount, shown in row.counts]
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


def _hold_releases() -> None:
    """No other transaction releases anything until this one ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [HOLD])


def _note(adds_as: str, units: int, hides: bool) -> str:
    how = {
        "stock": "Đếm tại ngày cuối kỳ.",
        "ratio": "Tổng tử số chia tổng mẫu số của các đơn vị.",
        "between": "Đếm các trường hợp có ngày trong kỳ, theo khai báo của từng đơn vị.",
    }.get(adds_as, "Đếm các trường hợp có ngày trong kỳ.")
    if units > 1 and adds_as != "ratio":
        how += f" Cộng từ {units} đơn vị."
    return how + (" Số nhỏ về kỷ luật và thẩm định không nêu theo đơn vị." if hides else "")


def _preliminary(figure: ReleasedFigure, report: Report) -> ReleasedFigure:
    """The figure without last year's value; it says where something about it is still being checked."""
    checked = sorted({finding.unit for finding in open_findings(report, "error") if finding.line == figure.code})
    told = f" Ở {', '.join(checked)}, chi tiết của chỉ tiêu này còn đang đối chiếu." if checked else ""
    return replace(figure, previous=None, evidence_note=f"{figure.evidence_note} Số liệu sơ bộ.{told}")


def _free_slug(text: str) -> str:
    stem = slug(text)[:150]
    free, count = stem, 1
    while Release.objects.filter(slug=free).exists():
        count += 1
        free = f"{stem}-{count}"
    return free


# What the portal reads


def released_reports() -> list[ReleasedReport]:
    """Every release that is shown, newest first."""
    return [_in(row) for row in Release.objects.filter(withdrawn_on=None).order_by("-released_on", "-pk")]


def released(slug: str) -> ReleasedReport:
    """The release of that slug; LookupError when there is none that is shown."""
    row = Release.objects.filter(slug=slug, withdrawn_on=None).first()
    if row is None:
        raise LookupError(slug)
    return _in(row)


def _out(figure: ReleasedFigure) -> dict[str, Any]:
    data = asdict(figure)
    data["value"] = _text(figure.value)
    data["previous"] = _text(figure.previous)
    data["by_unit"] = {unit: _text(amount) for unit, amount in figure.by_unit.items()}
    data["withheld_units"] = list(figure.withheld_units)
    return data


def _in(row: Release) -> ReleasedReport:
    return ReleasedReport(
        slug=row.slug,
        unit=row.unit_name,
        period=row.period,
        title=row.title,
        released_on=row.released_on,
        source=row.content["source"],
        figures=tuple(
            ReleasedFigure(
                **{
                    **data,
                    "value": _amount(data["value"]),
                    "previous": _amount(data["previous"]),
                    "by_unit": {unit: _amount(amount) for unit, amount in data["by_unit"].items()},
                    "withheld_units": tuple(data["withheld_units"]),
                }
            )
            for data in row.content["figures"]
        ),
        narrative=tuple(ReleasedParagraph(**data) for data in row.content["narrative"]),
    )


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:f}"


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


# -- the organisation, as far as anybody may know it ----------------------------------------------------------------------


@dataclass(frozen=True)
class PublicUnit:
    """An organisation as the public may know it: name, kind and what stands below it, cells only as a number."""

    name: str
    kind: str
    cells: int
    below: tuple[PublicUnit, ...]


@dataclass(frozen=True)
class PublicChart:
    """The organisation of a day: the named body, or once it has ended those that carry it on."""

    on: date
    tops: tuple[PublicUnit, ...]
    ended_on: date | None
    changes: tuple[date, ...]


def organisation(name: str, *, on: date) -> PublicChart | None:
    """The body of that name with the organisations below it on that day; None when no unit was ever called so."""
    called = named(name)
    if not called:
        return None
    standing = [unit for unit in called if PlaceSpell.objects.filter(unit=unit, valid__contains=on).exists()]
    ended_on = None
    if not standing:
        before = PlaceSpell.objects.filter(unit__in=called, valid__endswith__lte=on).order_by("-valid").first()
        if before is not None:
            ended_on = before.valid.upper
            standing = list(Unit.objects.filter(pk__in=successors(before.unit_id, since=before.valid.lower, until=on)))
    tops = tuple(_public_unit(node) for unit in standing for node in tree(on=on, root=unit))
    below = PlaceSpell.objects.filter(parent__in=[*called, *standing]).values("unit")
    concerned = Q(before__in=called) | Q(after__in=called) | Q(before__in=below) | Q(after__in=below)
    changes = Succession.objects.filter(concerned).order_by("on").values_list("on", flat=True).distinct()
    return PublicChart(on=on, tops=tops, ended_on=ended_on, changes=tuple(changes))


def _public_unit(node: Node) -> PublicUnit:
    shown = [child for child in node.children if child.kind not in NOT_NAMED]
    return PublicUnit(
        name=node.name,
        kind=node.kind_label,
        cells=sum(_cells(child) for child in node.children) if node.kind in GRASSROOTS else 0,
        below=tuple(_public_unit(child) for child in shown),
    )


def _cells(node: Node) -> int:
    return (node.kind == Kind.CELL) + sum(_cells(child) for child in node.children)
