"""Minutes, attendance lists and dossier lists: every field is on the paper, in Word and in PDF alike."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings

from giaoban.reporting.documents import (
    write_attendance_docx,
    write_attendance_pdf,
    write_dossier_docx,
    write_dossier_pdf,
    write_minutes_docx,
    write_minutes_pdf,
)
from giaoban.reporting.documents.papers import (
    Absence,
    Attendee,
    Roll,
    SpokenPoints,
    WrittenPaper,
    attendance_context,
    dossier_context,
    minutes_context,
)

from . import samples
from .reading import assert_well_formed, docx_rows, docx_text, letters, pdf_pages, pdf_text
from .test_report import ODD

PAPERS: list[tuple[Callable[..., object], Callable[..., None], Callable[..., None]]] = [
    (samples.minutes, write_minutes_docx, write_minutes_pdf),
    (samples.attendance, write_attendance_docx, write_attendance_pdf),
    (samples.dossier, write_dossier_docx, write_dossier_pdf),
]


@pytest.mark.parametrize(("paper", "to_word", "to_pdf"), PAPERS)
def test_the_two_files_say_the_same_and_are_made_the_same_each_time(
    paper: Callable[[], object], to_word: Callable[..., None], to_pdf: Callable[..., None], tmp_path: Path
) -> None:
    to_word(paper(), tmp_path / "a.docx")
    to_word(paper(), tmp_path / "b.docx")
    to_pdf(paper(), tmp_path / "a.pdf")
    to_pdf(paper(), tmp_path / "b.pdf")
    word, pdf = (tmp_path / "a.docx").read_bytes(), (tmp_path / "a.pdf").read_bytes()
    assert word == (tmp_path / "b.docx").read_bytes()
    assert pdf == (tmp_path / "b.pdf").read_bytes()
    assert_well_formed(word)
    assert pdf_pages(pdf)[0] == (210, 297)
    on_paper = letters(pdf_text(pdf))
    for line in docx_text(word).splitlines():
        assert letters(line) in on_paper
    assert "CHIBỘVĂNPHÒNG" in on_paper
    assert "HạLong,ngày05tháng02năm2023" in on_paper


def test_minutes_keep_every_field_of_the_meeting(tmp_path: Path) -> None:
    write_minutes_docx(samples.minutes(), tmp_path / "m.docx")
    text = docx_text((tmp_path / "m.docx").read_bytes())
    for said in (
        "Số 02-BB/CB",
        "BIÊN BẢN",
        "Khai mạc lúc 14 giờ 00 phút, ngày 05 tháng 02 năm 2023, tại phòng họp tầng 2.",
        "Tổng số đảng viên của chi bộ: 17 (15 đảng viên chính thức, 2 đảng viên dự bị, 1 đảng viên sinh hoạt tạm thời nơi"
        " khác chuyển đến, 1 đảng viên được miễn công tác và sinh hoạt đảng).",
        "Có mặt: 15 đảng viên.",
        "Vắng mặt có lý do: 1, gồm: Phạm Văn Dũng (đi công tác).",
        "Vắng mặt không có lý do: 1, gồm: Hoàng Thị Lan.",
        "Chủ trì: đồng chí Trần Văn Minh. Thư ký: đồng chí Lê Thị Thu Hà.",
        "1) Học tập và làm theo Hồ Chí Minh",
        "Chuẩn bị tài liệu.",
        "- Đồng chí Vũ Đức Long: Nhất trí với dự thảo.",
        "Chi ủy tiếp thu các ý kiến.",
        "- Thông qua nghị quyết: tán thành 13/15, bằng 86,67%; không tán thành 1; không có ý kiến 1.",
        "Hoàn thành hồ sơ trong tháng.",
        "Đã thu 1.285.000 đồng đảng phí của 16 đảng viên.",
        "Hội nghị kết thúc lúc 15 giờ 45 phút cùng ngày; biên bản đã được đọc lại cho hội nghị nghe và nhất trí thông qua.",
    ):
        assert said in text


def test_an_excused_absence_stays_excused_when_the_reason_was_not_written_down() -> None:
    roll = Roll(2, 0, present=1, absences=(Absence("Hoàng Thị Lan", excused=True),))
    said = minutes_context(samples.minutes(roll=roll))["sections"][1]["paragraphs"]
    assert "Vắng mặt có lý do: 1, gồm: Hoàng Thị Lan." in said
    assert "Vắng mặt không có lý do: 0." in said


def test_the_chair_signs_on_the_side_of_local_custom() -> None:
    assert minutes_context(samples.minutes())["signatures"]["right"]["title"] == "CHỦ TRÌ"
    assert minutes_context(samples.minutes(chair_signs_right=False))["signatures"]["left"]["title"] == "CHỦ TRÌ"


def test_minutes_say_nothing_of_what_did_not_take_place() -> None:
    said = minutes_context(samples.minutes(votes=(), dues_collected=None, resolution="", speeches=(), conclusion=""))
    assert [section["title"] for section in said["sections"]] == [
        "1. Thời gian, địa điểm", "2. Thành phần", "3. Nội dung", "",
    ]  # fmt: skip


def test_an_attendance_list_counts_each_kind_and_leaves_the_exempt_out_of_the_rate(tmp_path: Path) -> None:
    write_attendance_docx(samples.attendance(), tmp_path / "a.docx")
    rows = docx_rows((tmp_path / "a.docx").read_bytes(), 1)
    assert rows[1] == ["1", "Trần Văn Minh", "Bí thư", "Chính thức", "x", "", "", "", ""]
    assert rows[2][4:] == ["", "x", "", "", "đi công tác"]
    assert rows[4][8] == "Miễn"
    assert rows[5][3:7] == ["3/1", "1", "1", "1"]
    assert attendance_context(samples.attendance())["closing"][1] == (
        "Có mặt 1/3 đảng viên, đạt 33,33% (không tính 1 đảng viên được miễn sinh hoạt)."
    )


def test_an_attendance_list_printed_before_the_meeting_is_empty_to_be_filled_in() -> None:
    said = attendance_context(samples.attendance(attendees=(Attendee("Trần Văn Minh"), Attendee("Lê Thị Hà"))))
    assert said["total"]["present"] == ""
    assert said["closing"] == ["Tổng số 2 đảng viên, trong đó 2 chính thức, 0 dự bị."]


def test_a_dossier_list_names_what_is_missing(tmp_path: Path) -> None:
    write_dossier_docx(samples.dossier(), tmp_path / "d.docx")
    content = (tmp_path / "d.docx").read_bytes()
    assert docx_rows(content, 1)[1:] == [
        ["1", "1-KNĐ", "Đơn xin vào Đảng", "03/02/2023", "", "2", "Có"],
        ["2", "2-KNĐ", "Lý lịch của người xin vào Đảng", "01/02/2023", "Chi bộ", "8", "Có"],
        ["3", "3-KNĐ", "Giấy giới thiệu của đảng viên chính thức", "", "", "", "Thiếu"],
        ["Cộng", "Cộng", "Cộng", "Cộng", "Cộng", "10", "2/3"],
    ]
    assert "Hồ sơ có 2/3 tài liệu; còn thiếu: Giấy giới thiệu của đảng viên chính thức (3-KNĐ)." in docx_text(content)


def test_a_complete_dossier_says_so() -> None:
    said = dossier_context(samples.dossier(papers=(WrittenPaper("Đơn xin vào Đảng", present=True),)))
    assert said["closing"] == ["Hồ sơ có 1/1 tài liệu, đầy đủ theo danh mục."]


@settings(max_examples=15, deadline=None)
@given(ODD, ODD)
def test_odd_text_breaks_no_paper(tmp_path_factory: pytest.TempPathFactory, name: str, said: str) -> None:
    folder = tmp_path_factory.mktemp("odd")
    papers = [
        samples.minutes(chair=name, speeches=(SpokenPoints(name, said),), conclusion=said),
        samples.attendance(attendees=(Attendee(name, said, "official", "present", said),)),
        samples.dossier(person=name, papers=(WrittenPaper(said, name, None, said, 1, True),)),
    ]
    for paper, (_, to_word, to_pdf) in zip(papers, PAPERS, strict=True):
        to_word(paper, folder / "a.docx")
        to_pdf(paper, folder / "a.pdf")
        assert_well_formed((folder / "a.docx").read_bytes())
        assert pdf_pages((folder / "a.pdf").read_bytes())[0] == (210, 297)
