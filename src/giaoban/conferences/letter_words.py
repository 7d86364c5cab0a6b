"""What the letters of a conference say: they ask for figures and papers, and remind of what is late. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from giaoban.core.numbers import write_number

PROMISE = "Rất mong được các đồng chí quan tâm, phối hợp."


class WrittenOf(NamedTuple):
    """The conference as a letter names it."""

    name: str  # as within a sentence
    held_on: date
    place: str
    theme: str


class AskedPaper(NamedTuple):
    """A paper that a delegation is asked for."""

    theme: str
    minutes: int
    due_on: date


def for_figures(meeting: WrittenOf, *, half: str, form: str, due_on: date, cut_off: date) -> list[str]:
    """The letter that asks the bodies of the cluster for their figures of the half-year."""
    by = f" theo biểu “{form}”" if form else ""
    return [
        f"{_will_be_held(meeting)} Để có cơ sở xây dựng báo cáo chung của cụm, đề nghị các đồng chí gửi báo cáo kết quả công tác "
        f"{half} kèm số liệu{by}.",
        f"Số liệu tính đến hết ngày {cut_off:%d/%m/%Y}; chỉ tiêu nào chưa có số chính thức thì gửi số ước và ghi rõ là số ước.",
        f"Báo cáo và số liệu gửi trên phần mềm trước khi hết ngày {due_on:%d/%m/%Y}.",
        PROMISE,
    ]


def for_papers(meeting: WrittenOf, papers: Sequence[AskedPaper], *, pace: int) -> list[str]:
    """The letter that asks a delegation for its papers: on what, how long, by when."""
    themes = [
        f"- Nội dung: {paper.theme}; trình bày không quá {paper.minutes} phút (khoảng {write_number(paper.minutes * pace)} tiếng, tức chữ viết rời); "
        f"gửi trước khi hết ngày {paper.due_on:%d/%m/%Y}."
        for paper in papers
    ]
    return [
        f"{_will_be_held(meeting)} Đề nghị các đồng chí chuẩn bị tham luận:",
        *themes,
        "Bản gửi là tệp DOCX hoặc PDF có chữ (không gửi ảnh chụp), qua đường dẫn ghi trong giấy mời; không đưa nội dung mật vào "
        "tham luận. Xin ghi rõ họ tên, chức vụ người trình bày.",
        PROMISE,
    ]


def reminding(meeting: WrittenOf, late: Sequence[str], *, on: date, over: bool) -> list[str]:
    """The letter that reminds a body of what it owes; ``over`` says that the conference was held."""
    begins = (
        f"Thực hiện kết luận của {meeting.name} (ngày {meeting.held_on:%d/%m/%Y})," if over else _will_be_held(meeting)
    )
    return [
        f"{begins} {'đ' if over else 'Đ'}ến ngày {on:%d/%m/%Y}, đơn vị chủ trì chưa nhận được:",
        *(f"- {sentence}" for sentence in late),
        "Đề nghị các đồng chí sớm gửi, hoặc cho biết vướng mắc để cùng tháo gỡ. Nếu đã gửi, xin coi như không có công văn này.",
        PROMISE,
    ]


def _will_be_held(meeting: WrittenOf) -> str:
    about = f" với chủ đề “{meeting.theme}”" if meeting.theme else ""
    where = f", tại {meeting.place}" if meeting.place else ""
    return f"{meeting.name[0].upper()}{meeting.name[1:]}{about} dự kiến họp ngày {meeting.held_on:%d/%m/%Y}{where}."
