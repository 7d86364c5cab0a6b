"""A released figure on the wall of the hall: its number, the bodies beside one another, and where anybody opens it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.conferences import rules
from giaoban.conferences.models import Conference
from giaoban.conferences.turning import turned
from giaoban.core.numbers import write_number
from giaoban.core.refusal import Refused
from giaoban.core.text import fold
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import today
from giaoban.ground.units.queries import names_of
from giaoban.ground.writing import writing
from giaoban.reporting.releases import ReleasedFigure, ReleasedReport, released_reports

MOST_BARS = 14
"""So many bodies have room on a projector of 1024 × 768."""


def show_figure(*, actor: Actor, record: Conference, figure: str) -> Conference:
    """The released figure stands on the wall, with its chart and its address."""
    with writing(actor, "conferences.show_figure", unit=record.unit, on=today(), record=record):
        _must_sit(record)
        if figure not in dict(choices(record)):
            raise Refused("Chỉ đưa lên màn chiếu số liệu đã công bố của cụm; hãy chọn trong danh sách.")
        return _stands(record, figure)


def hide_figure(*, actor: Actor, record: Conference) -> Conference:
    """The wall shows the programme again."""
    with writing(actor, "conferences.hide_figure", unit=record.unit, on=today(), record=record):
        _must_sit(record)
        if not record.wall_figure:
            raise Refused("Màn chiếu không có số liệu nào.")
        return _stands(record, "")


def choices(conference: Conference) -> list[tuple[str, str]]:
    """The figures of the cluster's newest released report, that of the conference's own half-year before any other."""
    report = _report(conference)
    if report is None:
        return []
    return [
        (
            f"{report.slug}#{figure.code}",
            f"{figure.code} {figure.label}: {write_number(figure.value)} ({report.period})",
        )
        for figure in report.figures
        if figure.value is not None
    ]


def figure_of(conference: Conference) -> dict[str, Any] | None:
    """What the wall shows of the figure that was chosen; None where none was, or where it is released no more."""
    slug, _hash, code = conference.wall_figure.partition("#")
    report = next((kept for kept in released_reports() if kept.slug == slug), None) if slug else None
    figure = next((kept for kept in report.figures if kept.code == code), None) if report else None
    if report is None or figure is None or figure.value is None:
        return None
    return {
        "label": figure.label, "value": write_number(figure.value), "counted": figure.unit_of_count,
        "before": figure.previous and write_number(figure.previous), "source": f"{report.title}, dòng {figure.code}",
        "chart": {"title": figure.label, "label": _("Unit"), "value": figure.unit_of_count, "bars": _bars(figure)},
        "address": f"{settings.SITE_ADDRESS.rstrip('/')}{reverse('portal_report', args=[report.slug])}#{figure.code}",
    }  # fmt: skip


def _bars(figure: ReleasedFigure) -> list[dict[str, Any]]:
    """The bodies by their value, the largest first, each as a share of the largest in percent."""
    told = sorted(((value, name) for name, value in figure.by_unit.items() if value is not None), reverse=True)
    most = told[0][0] if told and told[0][0] > 0 else 0
    return [
        {"label": name, "figure": {"text": write_number(value)}, "width": f"{value * 100 / most:.1f}" if most else "0"}
        for value, name in told[:MOST_BARS]
    ]


def _report(conference: Conference) -> ReleasedReport | None:
    unit = conference.cluster_id or conference.unit_id
    called = {fold(names_of([unit], on=day).get(unit, "")) for day in (conference.held_on, conference.half)}
    own = [report for report in released_reports() if fold(report.unit) in called]
    of_half = [report for report in own if report.period == rules.period_of(conference.half)]
    return next(iter([*of_half, *own]), None)


def _stands(record: Conference, figure: str) -> Conference:
    record.wall_figure = figure
    record.save(update_fields=["wall_figure"])
    turned(record)
    return record


def _must_sit(conference: Conference) -> None:
    if conference.state != Conference.State.PREPARING or conference.held_on != today():
        raise Refused("Chỉ đổi màn chiếu trong ngày họp, khi hội nghị đang diễn ra.")
