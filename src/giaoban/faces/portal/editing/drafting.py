"""An article drafted from a released half-year report: its words and bound figures, ready for the editor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.html import escape

from giaoban.core.refusal import Refused
from giaoban.core.spans import Period
from giaoban.faces.portal import clock, figures
from giaoban.faces.portal.models import Article, Section

if TYPE_CHECKING:
    from giaoban.reporting.releases import ReleasedReport

LARGE = ("1.1", "1.3")
"""The lines that stand large on top: organisations and members."""
GROUPS = (
    ("Tổ chức đảng và đảng viên", ("1.1", "1.1.1", "1.1.2", "1.2", "1.3", "1.3.1")),
    ("Công tác chính trị, tư tưởng", ("2.1", "2.2", "2.3")),
    ("Xây dựng tổ chức, sinh hoạt chi bộ", ("3.1", "3.2", "3.3", "4.2", "4.3", "4.4", "4.5")),
    ("Kiểm tra, giám sát", ("5.1",)),
)
ORDER = ("Kết quả", "Hạn chế", "Nguyên nhân", "Nhiệm vụ", "Kiến nghị")


def draft_from_report(slug: str, *, section: Section, owner: Any, lead: str = "", title: str = "") -> Article:
    """An unpublished article on that report lies in the section; every number in it is bound, none is typed.

    Refused when the report is not released.
    """
    report = figures.report(slug)
    if report is None:
        raise Refused(f"Không có báo cáo nào đang được công bố với tên “{slug}”.")
    article = Article(
        title=(title or report.title)[:255],
        lead=lead or f"{report.source} Số liệu trong bài lấy trực tiếp từ báo cáo đã công bố.",
        byline="",
        dated_at=clock.now(),
        drafted_from=slug,
        owner=owner,
        live=False,
    )
    article.body = body_of(report)
    section.add_child(instance=article)
    article.save_revision(user=owner)
    return article


def body_of(report: ReleasedReport) -> list[tuple[str, Any]]:
    """The parts of such an article: the main figures, a table for each field, a chart by unit, then what was written."""
    there = {figure.code: figure for figure in report.figures}
    parts: list[tuple[str, Any]] = [
        ("figure", {"release": report.slug, "codes": code, "note": ""}) for code in LARGE if code in there
    ]
    for heading, codes in GROUPS:
        shown = [code for code in codes if code in there]
        if shown:
            parts.append(("text", rich([f"<h2>{escape(heading)}</h2>"])))
            parts.append(
                ("figure_table", {"release": report.slug, "codes": shown, "caption": f"{heading}, {_period(report)}"})
            )
    if "1.3" in there and there["1.3"].by_unit:
        parts.append(("chart", {"release": report.slug, "codes": "1.3", "caption": "Đảng viên theo đảng bộ"}))
    written: dict[str, list[str]] = {}
    for paragraph in report.narrative:
        written.setdefault(paragraph.section, []).append(paragraph.text)
    for heading in sorted(written, key=lambda title: ORDER.index(title) if title in ORDER else len(ORDER)):
        parts.append(
            ("text", rich([f"<h2>{escape(heading)}</h2>", *[f"<p>{escape(text)}</p>" for text in written[heading]]]))
        )
    return parts


def rich(pieces: list[str]) -> Any:
    """The pieces of HTML as running text of an article."""
    from wagtail.rich_text import RichText

    return RichText("".join(pieces))


def _period(report: ReleasedReport) -> str:
    try:
        return Period.parse(report.period).title()
    except ValueError:
        return report.period
