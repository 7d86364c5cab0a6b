"""An article drafted from a concluded conference: what its host lets the public read, and the report's bound figures."""

from __future__ import annotations

from typing import Any

from django.utils.html import escape

from giaoban.conferences.published import PublicConference
from giaoban.core.refusal import Refused
from giaoban.core.text import fold
from giaoban.faces.portal import clock, conferences, figures
from giaoban.faces.portal.editing.drafting import body_of, rich
from giaoban.faces.portal.models import Article, Section
from giaoban.reporting.releases import ReleasedReport


def draft_from_conference(slug: str, *, section: Section, owner: Any) -> Article:
    """An unpublished article on that conference lies in the section; its figures are bound, its photographs wait to be chosen.

    Refused when the public may not read of the conference, and before it is concluded.
    """
    conference = conferences.conference(slug)
    if conference is None or conference.state != "concluded":
        raise Refused("Chỉ soạn bài từ hội nghị đã kết luận và đã được đơn vị chủ trì công bố.")
    article = Article(
        title=conference.full_title[:255],
        lead=lead_of(conference),
        byline="",
        dated_at=clock.now(),
        drafted_from=conference.slug,
        owner=owner,
        live=False,
    )
    article.body = parts_of(conference, report_of(conference))
    section.add_child(instance=article)
    article.save_revision(user=owner)
    return article


def report_of(conference: PublicConference) -> ReleasedReport | None:
    """The released report of that half-year on which the conference was held: its cluster's, else its host's."""
    released = [report for report in figures.reports() if report.period == conference.period]
    for body in (conference.cluster, conference.host):
        for report in released:
            if body and fold(report.unit) == fold(body):
                return report
    return None


def lead_of(conference: PublicConference) -> str:
    """Where and when, under whom, on what and with whom, in one or two sentences."""
    place = f" tại {conference.place[0].lower()}{conference.place[1:]}" if conference.place else ""
    title = f"{conference.title[0].lower()}{conference.title[1:]}"
    lead = f"Ngày {conference.held_on:%d/%m/%Y},{place + ',' if place else ''} {conference.host} chủ trì {title}"
    lead += f" của {conference.cluster}" if conference.cluster else ""
    lead += f", chuyên đề “{conference.theme}”." if conference.theme else "."
    lead += f" Dự hội nghị có {conference.came} đoàn." if conference.came else ""
    return lead


def parts_of(conference: PublicConference, report: ReleasedReport | None) -> list[tuple[str, Any]]:
    """The parts of the article in the order of the day; what the public may not read has no part."""
    return [
        *_delegations(conference),
        _photograph("Quang cảnh hội nghị."),
        *(body_of(report) if report else []),
        *_papers(conference),
        *_conclusions(conference),
        *_flag(conference),
    ]


def _delegations(conference: PublicConference) -> list[tuple[str, Any]]:
    if not conference.delegations:
        return []
    groups = [
        f"<li>{escape(category)} ({len(names)}): {escape('; '.join(names))}.</li>"
        for category, names in conference.delegations
    ]
    return [("text", rich(["<h2>Các đoàn dự hội nghị</h2>", f"<ul>{''.join(groups)}</ul>"]))]


def _papers(conference: PublicConference) -> list[tuple[str, Any]]:
    if not conference.papers:
        return []
    spoken = [paper for paper in conference.papers if paper.spoken]
    rows = [
        f"<li>{escape(paper.title)} ({escape('; '.join(part for part in (paper.delegation, paper.speaker) if part))})"
        f"{'' if paper.spoken else ', in trong kỷ yếu'}.</li>"
        for paper in conference.papers
    ]
    opening = f"<p>Hội nghị có {len(conference.papers)} tham luận, {len(spoken)} tham luận được trình bày:</p>"
    return [
        ("text", rich(["<h2>Tham luận</h2>", opening, f"<ul>{''.join(rows)}</ul>"])),
        _photograph("Đại biểu trình bày tham luận tại hội nghị."),
    ]


def _conclusions(conference: PublicConference) -> list[tuple[str, Any]]:
    if not conference.conclusions:
        return []
    who = f"{escape(conference.chair)} kết luận:" if conference.chair else "Hội nghị kết luận:"
    points = "".join(f"<li>{escape(text)}</li>" for text in conference.conclusions)
    return [("text", rich(["<h2>Kết luận hội nghị</h2>", f"<p>{who}</p>", f"<ul>{points}</ul>"]))]


def _flag(conference: PublicConference) -> list[tuple[str, Any]]:
    if not conference.flag_to:
        return []
    to = escape(conference.flag_to)
    return [
        ("text", rich(["<h2>Trao cờ luân lưu</h2>", f"<p>{escape(conference.host)} trao cờ cho {to}, đơn vị chủ trì kỳ sau.</p>"])),
        _photograph(f"Trao cờ luân lưu cho {conference.flag_to}."),
    ]  # fmt: skip


def _photograph(caption: str) -> tuple[str, Any]:
    """A place for a photograph with its caption: the editor chooses the picture, or takes the place away."""
    return ("photo", {"picture": None, "description": "", "caption": caption, "credit": ""})
