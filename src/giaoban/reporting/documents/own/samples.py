"""A made-up document of each kind with everything that it can say: what a template is tried with, and where its names come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from giaoban.reporting.documents import conference_papers, papers
from giaoban.reporting.documents.ballot import BallotPaper, ballot_context
from giaoban.reporting.documents.context import context
from giaoban.reporting.documents.heading import PartyDocument
from giaoban.reporting.documents.letter import PartyLetter, letter_context
from giaoban.reporting.documents.volume import PaperLeftOut, PaperPart, PapersVolume, PrintedPaper, volume_context
from giaoban.reporting.documents.word import with_shades
from giaoban.reporting.forms import Line
from giaoban.reporting.report import Cell, Finding, LineFigure, Paragraph, Report, Value

DAY = date(2026, 6, 30)
UNIT, BELOW = "Đảng bộ A", ("Đơn vị thứ nhất", "Đơn vị thứ hai")


def sample(document: str, lines: Sequence[Line]) -> dict[str, Any]:
    """The context of a made-up document of that kind; of a report with these lines. KeyError when there is no such kind."""
    if document == "report":
        return dict(with_shades(context(_report(lines))))
    return dict(with_shades(SAMPLES[document]()))


def _document(genre: str, summary: str, code: str) -> PartyDocument:
    return PartyDocument(
        genre=genre,
        summary=summary,
        superior="Đảng bộ cấp trên",
        issuer=UNIT,
        number=f"01-{code}/ĐU",
        number_code=code,
        place="Hạ Thanh",
        issued_on=DAY,
        signed_for="T/M BAN THƯỜNG VỤ",
        signer_post="Phó bí thư",
        signer="Nguyễn Văn Mẫu",
        recipients=("Đảng ủy cấp trên", "Lưu Văn phòng"),
    )


def _report(lines: Sequence[Line]) -> Report:
    document = _document("Báo cáo", "", "BC")
    value = Value(Decimal(1200), "given", Cell("bao-cao.xlsx", "Biểu", "D13", "1.200"))
    return Report(
        unit=UNIT,
        period="2026-H1",
        form="BC",
        lines=tuple(
            LineFigure(
                line.code, line.label, line.unit_of_count, line.adds_as, line.level, Decimal(2400),
                dict.fromkeys(BELOW, value), Decimal(2000), Decimal(4800),
                *((Decimal(24), Decimal(25)) if line.adds_as == "ratio" else ()),
            )
            for line in lines
        ),
        units=BELOW,
        findings=(
            Finding("sample", "warning", BELOW[0], lines[0].code if lines else "", "Hai dòng không khớp.", {"a": "1"}),
        ),
        narrative=(
            Paragraph("Kết quả", "Nền nếp sinh hoạt được giữ vững.", BELOW),
            Paragraph("Nhiệm vụ", "Giao chỉ tiêu cho từng đơn vị.", BELOW, "Ban Tổ chức", DAY),
        ),
        cut_off_on=DAY,
        estimated=True,
        superior=document.superior, issuer=document.issuer, number=document.number, place=document.place,
        issued_on=document.issued_on, signed_for=document.signed_for, signer_post=document.signer_post,
        signer=document.signer, recipients=document.recipients,
    )  # fmt: skip


def _minutes() -> dict[str, Any]:
    return papers.minutes_context(
        papers.Minutes(
            document=_document("Biên bản", "sinh hoạt chi bộ tháng 6 năm 2026", "BB"),
            opened_at=datetime(2026, 6, 5, 14, 0),
            held_at="phòng họp",
            chair="Trần Văn Mẫu",
            secretary="Lê Thị Mẫu",
            roll=papers.Roll(15, 2, present=16, absences=(papers.Absence("Phạm Văn Mẫu", "đi công tác"),)),
            items=(papers.AgendaItem("Phương hướng tháng 7", "Phân công."),),
            conclusion="Thống nhất các nội dung.",
            votes=(papers.Vote("Thông qua nghị quyết", entitled=15, in_favour=15),),
        )
    )


def _attendance() -> dict[str, Any]:
    return papers.attendance_context(
        papers.AttendanceList(
            document=_document("Danh sách", "điểm danh", "DS"),
            held_on=DAY,
            held_at="phòng họp",
            attendees=(papers.Attendee("Trần Văn Mẫu", "Bí thư", attendance="present"),),
        )
    )


def _notice() -> dict[str, Any]:
    return conference_papers.notice_context(
        conference_papers.ConclusionNotice(
            document=_document("Thông báo", "kết luận hội nghị", "TB"),
            opening="Ngày 30/6/2026, hội nghị đã họp.",
            conclusions=(conference_papers.Concluded("Giao chỉ tiêu quý III", "Ban Tổ chức", "kế hoạch", DAY),),
            proposals=(),
        )
    )


def _volume() -> dict[str, Any]:
    passages = (PaperPart("Đặt vấn đề", heading=True), PaperPart("Một đoạn."), PaperPart("", rows=(("A", "B"),)))
    return volume_context(
        PapersVolume(
            superior="Đảng bộ cấp trên",
            issuer=UNIT,
            conference="Hội nghị giao ban",
            theme="Công tác đảng",
            place="Hạ Thanh",
            held_on=DAY,
            papers=(PrintedPaper("Kinh nghiệm của cơ sở", BELOW[0], "Trần Văn Mẫu", passages),),
            left_out=(PaperLeftOut("Tham luận", BELOW[1], "chưa gửi"),),
        )
    )


def _ballot() -> dict[str, Any]:
    return ballot_context(
        BallotPaper(_document("Phiếu biểu quyết", "", "PB"), DAY, "Thông qua nghị quyết?", ("Tán thành",), secret=True)
    )


def _letter() -> dict[str, Any]:
    return letter_context(PartyLetter(_document("", "đề nghị gửi số liệu", "CV"), BELOW, ("Để chuẩn bị hội nghị.",)))


SAMPLES: Mapping[str, Callable[[], dict[str, Any]]] = {
    "minutes": _minutes,
    "attendance": _attendance,
    "notice": _notice,
    "volume": _volume,
    "ballot": _ballot,
    "letter": _letter,
}
