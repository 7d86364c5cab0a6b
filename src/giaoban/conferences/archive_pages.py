"""The pages of a conference's package: what its records say, as headings, sentences and tables without any script."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils.timezone import localtime

from giaoban.conferences import documents, feedback, programme, queries, reading, score_rules, scores, volumes
from giaoban.conferences.models import Conference, ConferencePaper, ConferencePoint, Delegate, Delegation
from giaoban.core.numbers import write_number
from giaoban.ground.units.queries import names_of


class ArchivePart(NamedTuple):
    """A part of a page: a heading, sentences, and a table of plain texts; a cell may lead to a file of the package."""

    heading: str
    sentences: Sequence[str] = ()
    headings: Sequence[str] = ()
    rows: Sequence[Sequence[Any]] = ()


class Leads(NamedTuple):
    """A cell that leads to a file beside the page."""

    text: str
    to: str


class ArchivePage(NamedTuple):
    """A page by its file's name."""

    name: str
    title: str
    blocks: Sequence[ArchivePart]


def pages_of(conference: Conference, papers: dict[int, str]) -> list[ArchivePage]:
    """The pages of the package; ``papers`` says where the file of each paper lies in it."""
    return [
        ArchivePage("chuong-trinh.html", "Chương trình", _programme(conference)),
        ArchivePage("cac-doan.html", "Các đoàn đại biểu", _delegations(conference)),
        ArchivePage("cong-van.html", "Công văn", _letters(conference)),
        ArchivePage("tham-luan.html", "Tham luận", _papers(conference, papers)),
        ArchivePage("bien-ban.html", "Diễn biến, biểu quyết", _course(conference)),
        ArchivePage("ket-luan.html", "Đề xuất, kết luận", _points(conference)),
        ArchivePage("thi-dua.html", "Chấm điểm thi đua", _scores(conference)),
        ArchivePage("gop-y.html", "Góp ý sau hội nghị", _feedback(conference)),
    ]


def facts_of(conference: Conference) -> list[tuple[str, str]]:
    """What stands on top of the first page."""
    names = names_of(
        [unit for unit in (conference.unit_id, conference.cluster_id, conference.next_host_id) if unit],
        on=conference.held_on,
    )
    handed = f"{conference.handed_on:%d/%m/%Y}" if conference.handed_on else ""
    facts = [
        ("Đơn vị chủ trì", names.get(conference.unit_id, "")),
        ("Cụm", names.get(conference.cluster_id or 0, "")),
        ("Ngày họp", f"{conference.held_on:%d/%m/%Y}"),
        ("Nơi họp", conference.place),
        ("Chuyên đề", conference.theme),
        ("Chủ trì", conference.chair),
        ("Thư ký", conference.clerk),
        ("Trao cờ cho", f"{names.get(conference.next_host_id or 0, '')} {handed}".strip()),
    ]
    return [(name, value) for name, value in facts if value]


def written(page: ArchivePage, conference: Conference, menu: Sequence[ArchivePage]) -> bytes:
    """The page as it lies in the package."""
    return render_to_string("conferences/archive.html", {"page": page, "conference": conference, "menu": menu}).encode()


def _programme(conference: Conference) -> list[ArchivePart]:
    release = queries.last_release(conference)
    if release is None:
        return [ArchivePart("", ["Chương trình chưa phát hành."])]
    lines = [programme.line_of(kept) for kept in release.lines]
    rows = [(f"{line.start}–{line.end}", line.title, line.speaker) for line in lines]
    return [
        ArchivePart(
            str(release), [f"Phát hành {_moment(release.released_at)}."], ("Giờ", "Nội dung", "Người thực hiện"), rows
        )
    ]


def _delegations(conference: Conference) -> list[ArchivePart]:
    blocks = []
    for delegation in conference.delegations.order_by("category", "name"):
        people = [
            (
                delegate.name,
                delegate.post,
                f"đến {_moment(delegate.arrived_at)}"
                if delegate.state == Delegate.State.ARRIVED
                else delegate.absence or delegate.get_state_display(),
            )
            for delegate in delegation.delegates.order_by("rank")
        ]
        told = f"{delegation.get_category_display()}; {delegation.get_state_display()}; được mời {delegation.quota}."
        headings = ("Họ và tên", "Chức vụ", "Có mặt") if people else ()
        blocks.append(ArchivePart(delegation.name, [told], headings, people))
    return blocks or [ArchivePart("", ["Chưa mời đoàn nào."])]


def _letters(conference: Conference) -> list[ArchivePart]:
    return [
        ArchivePart(
            f"{letter}, {letter.signed_on:%d/%m/%Y}", [f"Kính gửi: {', '.join(letter.addressees)}", *letter.text]
        )
        for letter in conference.letters.all()
    ]


def _papers(conference: Conference, where: dict[int, str]) -> list[ArchivePart]:
    papers = list(conference.papers.select_related("delegation").order_by("order", "pk"))
    rows = [
        (
            Leads(str(paper), where[paper.pk]) if paper.pk in where else str(paper),
            str(paper.delegation),
            paper.speaker,
            _fate(paper),
        )
        for paper in volumes.in_order(conference, papers)
    ]
    return [
        ArchivePart(
            "", [] if rows else ["Không đề nghị tham luận."], ("Tham luận", "Đoàn", "Người trình bày", "Kết quả"), rows
        )
    ]


def _fate(paper: ConferencePaper) -> str:
    if paper.state != ConferencePaper.State.ACCEPTED:
        return f"{paper.get_state_display()}. {paper.remark}".strip(". ")
    return "trình bày tại hội nghị" if paper.spoken else "in trong kỷ yếu"


def _course(conference: Conference) -> list[ArchivePart]:
    minutes = documents.minutes_of(conference)
    blocks = [
        ArchivePart(
            part.title,
            [f"Bắt đầu {_moment(part.began)}."] if part.began else [],
            ("Người phát biểu", "Ý chính") if part.spoken else (),
            [(note.speaker, note.text) for note in part.spoken],
        )
        for part in minutes.course
    ]
    blocks += [ArchivePart(f"Biểu quyết: {vote.question}", vote.result) for vote in minutes.votes]
    adopted = reading.adopted_of(conference)
    if adopted:
        heading, told = adopted.contents["sections"][-2].values()
        blocks.append(ArchivePart(heading, told))
    return blocks or [ArchivePart("", ["Chưa ghi diễn biến."])]


def _points(conference: Conference) -> list[ArchivePart]:
    points = list(conference.points.order_by("kind", "pk"))
    names = names_of({point.owner_id for point in points if point.owner_id}, on=conference.held_on)
    rows = [
        (
            point.get_kind_display(),
            point.text,
            queries.voices_of(point),
            names.get(point.owner_id, "") if point.owner_id else point.addressee,
            f"{point.due_on:%d/%m/%Y}" if point.due_on else "",
            _became(point),
        )
        for point in points
    ]
    headings = ("Loại", "Nội dung", "Ai nêu", "Phụ trách, nơi nhận", "Thời hạn", "Kết quả khi đóng hồ sơ")
    return [ArchivePart("", [] if rows else ["Không có đề xuất, kết luận."], headings if rows else (), rows)]


def _became(point: ConferencePoint) -> str:
    if point.folded_into is not None:
        return f"Gộp vào “{point.folded_into}”"
    return f"{point.get_state_display()}. {point.answer}".strip(". ")


def _scores(conference: Conference) -> list[ArchivePart]:
    totals = scores.totals_of(conference)
    if not totals:
        return [ArchivePart("", ["Không lập bảng chấm điểm."])]
    ranking = [(str(place), name, str(points)) for place, name, points in score_rules.ranked(totals)]
    rows = [
        (
            score.delegation.name,
            f"{score.line.title} (tối đa {score.line.points})",
            "; ".join(f"dòng {code}: {write_number(Decimal(value))}" for code, value, _slug in score.evidence),
            *("–" if points is None else str(points) for points in (score.suggested, score.claimed, score.checked)),
            score.why,
        )
        for score in scores.scores_of(conference)
    ]
    headings = ("Đơn vị", "Nội dung", "Số đã công bố", "Theo số liệu", "Tự chấm", "Thẩm định", "Lý do khác")
    return [
        ArchivePart("Xếp hạng", (), ("Hạng", "Đơn vị", "Tổng điểm"), ranking),
        ArchivePart("Từng nội dung", (), headings, rows),
    ]


def _feedback(conference: Conference) -> list[ArchivePart]:
    survey = feedback.feedback_of(conference)
    if survey is None:
        return [ArchivePart("", ["Không xin góp ý."])]
    sentence, told = feedback.told_of(survey)
    headings = ("Nội dung", *(mark for mark, _count in told[0].counts)) if told else ()
    return [
        ArchivePart(
            "", [sentence], headings, [(row.question, *(str(count) for _mark, count in row.counts)) for row in told]
        )
    ]


def came(conference: Conference) -> int:
    """How many delegations came."""
    return conference.delegations.filter(state=Delegation.State.COMES).count()


def _moment(moment: Any) -> str:
    return f"{localtime(moment):%H:%M %d/%m/%Y}" if moment else ""
