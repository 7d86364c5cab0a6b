"""A report, or lines of it, is made public, and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection

from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.text import slug, squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.writing import writing
from giaoban.reporting.models import Release, ReleaseBasis, Return
from giaoban.reporting.queries import open_findings, report_of
from giaoban.reporting.releases.public import figure_out
from giaoban.reporting.releases.shown import basis_of, figures_for_public, preliminary
from giaoban.reporting.report import Report
from giaoban.reporting.rules import why_not_without_reason

HOLD = 7_305_002
"""The advisory lock under which releases are made: two that are each careful could together give a small count away."""


def release(
    *,
    actor: Actor,
    record: Return,
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
    report = report_of(record)
    codes = [line.code for line in report.lines]
    chosen = codes if lines is None else [code for code in codes if code in set(lines)]
    full_title = squeeze(title) or title_of(record)
    with writing(
        actor,
        "releases.release",
        unit=record.unit,
        on=record.campaign.asked.last_day,
        reason=early,
        detail={"return": record.pk, "lines": chosen},
        past_lock=True,
        record=record,
    ):
        _hold_releases()
        report = report_of(record)  # as it stands now that the return is held
        reasons = why_not_early(report, lines, early, with_text) if early else why_not_whole(record, report)
        refuse_if(reasons + ([] if chosen else ["Chưa chọn chỉ tiêu nào để công bố."]))
        shown = figures_for_public(record, report, chosen)
        if early:
            shown = [preliminary(figure, report) for figure in shown]
        made = Release.objects.create(
            slug=_free_slug(f"{record.name}-{record.campaign.period}"),
            unit_name=record.name,
            period=record.campaign.period,
            title=full_title[:250],
            released_on=on,
            content={
                "form": report.form,
                "form_from": record.campaign.form_used.valid_from.isoformat(),
                "source": source_of(record, report) + (f" Số liệu sơ bộ: {squeeze(early)}" if early else ""),
                "figures": [figure_out(figure) for figure in shown],
                "narrative": [
                    {"section": paragraph.section, "text": paragraph.text}
                    for paragraph in report.narrative
                    if with_text
                ],
            },
            belongs_to=record,
        )
        ReleaseBasis.objects.bulk_create(
            basis for figure in shown for basis in basis_of(made, record, report.line(figure.code), figure)
        )
    return made


def why_not_whole(report_return: Return, report: Report) -> list[str]:
    """Every reason why the report cannot be released as a whole; none means yes."""
    reasons = []
    if report_return.state != Return.State.ACCEPTED:
        reasons.append(
            f"Báo cáo của {report_return.name} đang ở trạng thái “{report_return.get_state_display()}”; chỉ công bố báo cáo đã được chấp nhận."
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
    report_return = released.belongs_to
    with writing(
        actor,
        "releases.withdraw",
        unit=report_return.unit,
        on=report_return.campaign.asked.last_day,
        reason=reason,
        detail={"return": report_return.pk},
        past_lock=True,
        record=released,
    ):
        refuse_if(why_not_without_reason(reason))
        if released.withdrawn_on is not None:
            raise Refused("Bản công bố này đã được rút.")
        released.withdrawn_on = on
        released.save()


def title_of(report_return: Return) -> str:
    """How a release is called when nobody names it otherwise."""
    return f"Kết quả công tác xây dựng Đảng {report_return.campaign.asked.title()} của {report_return.name}"


def source_of(report_return: Return, report: Report) -> str:
    """Where the figures come from, in one line."""
    told = f"Nguồn: báo cáo {report.form} {report_return.campaign.asked.title()} của {report_return.name}"
    if len(report.units) > 1:
        told += f", tổng hợp từ {len(report.units)} đơn vị"
    if report.cut_off_on:
        told += f"; số liệu chốt đến {report.cut_off_on:%d/%m/%Y}"
        told += ", ước thực hiện đến hết kỳ" if report.estimated else ""
    return f"{told}."


def _hold_releases() -> None:
    """No other transaction releases anything until this one ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [HOLD])


def _free_slug(text: str) -> str:
    stem = slug(text)[:150]
    free, count = stem, 1
    while Release.objects.filter(slug=free).exists():
        count += 1
        free = f"{stem}-{count}"
    return free
