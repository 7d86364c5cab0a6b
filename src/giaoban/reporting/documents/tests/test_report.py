"""The report's three files say the same, in the form of a Party document, whatever text comes in."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook  # type: ignore[import-untyped]

from giaoban.reporting.documents import context, docx_of, pdf_of, write_docx, write_pdf, write_xlsx, xlsx_of
from giaoban.reporting.documents.typeset import FONTS
from giaoban.reporting.report import Finding, LineFigure, Paragraph, Report, Value

from . import samples
from .reading import (
    assert_well_formed,
    docx_rows,
    docx_text,
    letters,
    pdf_pages,
    pdf_text,
    poppler_text,
    squeezed,
    xlsx_rows,
)

VIETNAMESE = (
    "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"
    "AÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬEÈẺẼÉẸÊỀỂỄẾỆIÌỈĨÍỊOÒỎÕÓỌÔỒỔỖỐỘƠỜỞỠỚỢUÙỦŨÚỤƯỪỬỮỨỰYỲỶỸÝỴĐ"
)
HEAD_ROW = 8


@pytest.fixture(scope="module")
def doubted() -> Report:
    return samples.report(findings=(samples.EQUAL_VALUES, samples.DETAIL))


def test_the_three_files_are_written_and_open(tmp_path: Path) -> None:
    report = samples.report()
    write_docx(report, tmp_path / "r.docx")
    write_pdf(report, tmp_path / "r.pdf")
    write_xlsx(report, tmp_path / "r.xlsx")
    assert_well_formed((tmp_path / "r.docx").read_bytes())
    assert_well_formed((tmp_path / "r.xlsx").read_bytes())
    assert load_workbook(tmp_path / "r.xlsx").sheetnames == ["Số liệu", "Đối chiếu", "Thuyết minh", "Nguồn số liệu"]
    seen = poppler_text(tmp_path / "r.pdf")
    assert seen is None or "ĐẢNG CỘNG SẢN VIỆT NAM" in seen


def test_every_sentence_stands_in_the_word_file_and_in_the_pdf(doubted: Report) -> None:
    word, pdf = docx_text(docx_of(doubted)).splitlines(), letters(pdf_text(pdf_of(doubted)))
    said = [
        text
        for section in context(doubted)["sections"]
        for part in section["parts"]
        for text in (section["title"], part["title"], *part["paragraphs"])
        if text
    ]
    assert len(said) > 20
    for text in said:
        assert text in word
        assert letters(text) in pdf


def test_every_figure_is_the_same_in_the_three_files(doubted: Report) -> None:
    said = context(doubted)["appendix"]["tables"][0]["rows"]
    word = docx_rows(docx_of(doubted), 2)[1:]
    pdf = letters(pdf_text(pdf_of(doubted)))
    sheet = xlsx_rows(xlsx_of(doubted), "Số liệu")[HEAD_ROW + 1 :]
    assert len(said) == len(doubted.lines)
    for line, row, in_word, in_sheet in zip(doubted.lines, said, word, sheet, strict=False):
        cells = [row["total"], *row["cells"]]
        assert [in_word[0], *in_word[3:]] == [line.code, *(cell["text"] for cell in cells)]
        assert letters("".join([row["label"], row["unit_of_count"], *(cell["text"] for cell in cells)])) in pdf
        for cell, found in zip(cells, in_sheet[3:], strict=True):
            expected = cell["text"] if cell["number"] is None else cell["number"] / (100 if cell["percent"] else 1)
            assert found == (pytest.approx(expected) if isinstance(expected, float) else expected)
        if line.value is not None:
            assert float(line.value) == pytest.approx(row["total"]["number"])


def test_the_text_states_the_exact_figures() -> None:
    text = docx_text(docx_of(samples.report()))
    assert "với 38.716 đảng viên" in text
    assert "38.072/38.243 đảng viên thuộc diện tham gia, đạt 99,55%, cùng kỳ năm 2022 đạt 98,50%." in text
    assert "đã kết nạp 2.391 đảng viên mới (bằng 6,18% tổng số đảng viên), tăng 185 người (8,39%)" in text
    assert "đạt 59,78% chỉ tiêu năm" in text
    assert "38.716" in text


def test_what_was_not_given_is_not_said() -> None:
    text = docx_text(docx_of(samples.report()))
    assert "None" not in text
    assert "chuyển sinh hoạt" not in text
    assert "“Chi bộ 4 tốt”" not in text


def test_a_zero_is_said_as_an_office_says_it() -> None:
    assert "Không có tổ chức đảng, đảng viên bị thi hành kỷ luật." in docx_text(docx_of(samples.report()))


def test_zero_nothing_and_not_applicable_are_three_things() -> None:
    line = replace(
        samples.report().line("3.1"),
        by_unit={
            "Quảng Ninh": Value(Decimal(0), "zero_dash"),
            "Hà Giang": Value(None, "blank"),
            "Bắc Kạn": Value(None, "not_applicable"),
        },
    )
    report = samples.report(lines=(line,))
    assert docx_rows(docx_of(report), 2)[1][4:7] == ["0", "–", "×"]
    assert xlsx_rows(xlsx_of(report), "Số liệu")[HEAD_ROW + 1][4:7] == [0, "–", "×"]


def test_a_unit_that_kept_silent_is_named_where_the_figure_stands() -> None:
    text = docx_text(docx_of(samples.report()))
    assert "Đã kiện toàn cấp ủy, ủy ban kiểm tra cơ sở 30 lượt (chưa có số liệu của Bắc Kạn)." in text


def test_a_unit_without_any_return_is_named_once_at_the_head() -> None:
    report = samples.report(units=(*samples.UNITS, "Cao Bằng"))
    text = docx_text(docx_of(report))
    assert "Chưa có báo cáo của Cao Bằng; số liệu dưới đây chưa gồm các đơn vị này." in text
    assert text.count("Chưa có báo cáo của Cao Bằng") == 1
    assert "(chưa có số liệu của Bắc Kạn)" in text


def test_figures_in_doubt_are_marked_and_listed_until_somebody_accepts_them(doubted: Report) -> None:
    text = docx_text(docx_of(doubted))
    assert "2.391(*) đảng viên mới" in text
    assert "đối với 2.391(*) người" in text, "the line with the very same value is in doubt as well"
    assert "với 38.716 đảng viên" in text, "a value that only served for the comparison is not"
    assert docx_rows(docx_of(doubted), 3)[1:] == [
        ["1", "Cần xem", "Cụm Đông Bắc", "4.4 Kết nạp đảng viên mới", "Dòng 4.1 và dòng 4.4 cùng ghi 2.391."],
        ["2", "Cần sửa", "Hà Giang", "2.3 Số học viên", "Chi tiết cộng lại là 149, thiếu 17."],
    ]
    assert "Phụ lục 2" in pdf_text(pdf_of(doubted))
    row = next(row for row in docx_rows(docx_of(doubted), 2) if row[0] == "2.3")
    assert row[3:7] == ["459(*)", "293", "166(*)", "0"]


def test_an_accepted_finding_leaves_no_mark() -> None:
    accepted = [replace(found, accepted_reason="Đã đối chiếu") for found in (samples.EQUAL_VALUES, samples.DETAIL)]
    report = samples.report(findings=tuple(accepted))
    for text in (docx_text(docx_of(report)), pdf_text(pdf_of(report))):
        assert "(*)" not in text
        assert "Phụ lục 2" not in text
    assert xlsx_rows(xlsx_of(report), "Đối chiếu")[3][5] == "Đã đối chiếu"


def test_a_note_is_told_in_the_workbook_only() -> None:
    report = samples.report(findings=(Finding("old_format", "note", "Hà Giang", "", "Tệp theo định dạng cũ."),))
    assert "(*)" not in docx_text(docx_of(report))
    assert xlsx_rows(xlsx_of(report), "Đối chiếu")[3][:4] == ["Lưu ý", "Hà Giang", "", "Tệp theo định dạng cũ."]


def test_the_same_report_gives_the_same_bytes(doubted: Report) -> None:
    for made in (docx_of, pdf_of, xlsx_of):
        assert made(doubted) == made(doubted)


def test_another_figure_gives_another_file() -> None:
    other = samples.report(number="06-BC/CĐB")
    for made in (docx_of, pdf_of, xlsx_of):
        assert made(samples.report()) != made(other)


def test_recipients_end_with_commas_and_the_last_with_a_full_stop() -> None:
    text = docx_text(docx_of(samples.report()))
    assert "- Các đảng ủy khối trong Cụm,\n- Lưu Văn phòng." in text


def test_tasks_name_who_does_them_and_by_when_and_proposals_who_makes_them() -> None:
    text = docx_text(docx_of(samples.report()))
    assert "- Giao chỉ tiêu cho từng đơn vị (chủ trì: Ban Tổ chức; hoàn thành trước ngày 05 tháng 9 năm 2023)." in text
    assert "- Đề nghị thống nhất biểu mẫu báo cáo (Quảng Ninh, Hà Giang)." in text


def test_sections_without_content_are_left_out_and_the_rest_numbered() -> None:
    report = samples.report(narrative=(Paragraph("Kiến nghị", "Đề nghị sớm có hướng dẫn.", ()),))
    titles = [section["title"] for section in context(report)["sections"]]
    assert titles == ["I. KHÁI QUÁT TÌNH HÌNH", "II. KẾT QUẢ CÔNG TÁC 6 THÁNG ĐẦU NĂM 2023", "III. KIẾN NGHỊ, ĐỀ XUẤT"]


def test_a_report_with_nothing_in_it_still_comes_out() -> None:
    report = Report(unit="Cụm Đông Bắc", period="2023-H1", form="BC-6T", lines=(), units=())
    assert "BÁO CÁO" in docx_text(docx_of(report))
    assert "BÁOCÁO" in letters(pdf_text(pdf_of(report)))
    assert_well_formed(xlsx_of(report))


def test_a_bloc_speaks_of_itself_and_not_of_a_cluster() -> None:
    text = docx_text(docx_of(samples.report(unit="Quảng Ninh", issuer="Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh")))
    assert "toàn Đảng bộ có 202 tổ chức cơ sở đảng" in text
    assert "trong Cụm đã" not in text


def test_many_units_are_parted_into_tables_that_hold_every_unit_once() -> None:
    units = tuple(f"Đảng bộ số {place}" for place in range(1, 83))
    line = LineFigure(
        "1.3", "Tổng số đảng viên", "người", "stock", 1, Decimal(82 * 40),
        {unit: Value(Decimal(40), "given") for unit in units},
    )  # fmt: skip
    report = samples.report(unit="Quảng Ninh", units=units, lines=(line,))
    tables = context(report)["appendix"]["tables"]
    assert [unit for table in tables for unit in table["units"]] == list(units)
    assert {len(table["units"]) for table in tables} <= {8, 9}
    text = docx_text(docx_of(report))
    assert all(unit in text for unit in units)
    assert "Biểu 10/10" in pdf_text(pdf_of(report))
    head = xlsx_rows(xlsx_of(report), "Số liệu")[HEAD_ROW]
    assert [title for title in head if str(title).startswith("Đảng bộ số")] == list(units)


@pytest.mark.parametrize(
    ("period", "summary"),
    [
        ("2023-H1", "sơ kết công tác 6 tháng đầu năm 2023, nhiệm vụ, giải pháp trọng tâm 6 tháng cuối năm 2023"),
        ("2023-H2", "sơ kết công tác 6 tháng cuối năm 2023, nhiệm vụ, giải pháp trọng tâm 6 tháng đầu năm 2024"),
        ("2023-Q4", "sơ kết công tác quý IV năm 2023, nhiệm vụ, giải pháp trọng tâm quý I năm 2024"),
        ("2023", "tổng kết công tác năm 2023, nhiệm vụ, giải pháp trọng tâm năm 2024"),
    ],
)
def test_the_summary_names_this_period_and_the_next(period: str, summary: str) -> None:
    assert context(samples.report(period=period))["heading"]["summary"] == summary


@pytest.mark.parametrize(
    ("day", "line"),
    [
        (date(2023, 6, 15), "Hạ Long, ngày 15 tháng 6 năm 2023"),
        (date(2023, 12, 9), "Hạ Long, ngày 09 tháng 12 năm 2023"),
        (date(2018, 2, 20), "Hạ Long, ngày 20 tháng 02 năm 2018"),
        (date(2018, 1, 1), "Hạ Long, ngày 01 tháng 01 năm 2018"),
        (date(2018, 3, 3), "Hạ Long, ngày 03 tháng 3 năm 2018"),
    ],
)
def test_days_under_ten_and_the_months_one_and_two_have_a_leading_zero(day: date, line: str) -> None:
    assert context(samples.report(issued_on=day))["heading"]["place_and_day"] == line


def test_without_day_and_number_there_is_room_to_write_them() -> None:
    heading = context(samples.report(issued_on=None, number="", place=""))["heading"]
    assert heading["number"] == "Số ……-BC"
    assert heading["place_and_day"].split() == ["ngày", "tháng", "năm"]


def test_every_vietnamese_letter_is_in_the_font_upright_bold_and_italic() -> None:
    missing = samples.report(
        narrative=(Paragraph("Kết quả", f"Chữ {VIETNAMESE}", ()),),
        place=VIETNAMESE,
        signer=VIETNAMESE,
        issuer=VIETNAMESE,
    )
    made = pdf_of(missing)
    assert b"pdfaid:part>2<" in made, "the archive's standard is refused as soon as one letter has no glyph"
    assert letters(pdf_text(made)).count(VIETNAMESE) >= 3


def test_the_fonts_are_the_files_whose_checksums_are_kept() -> None:
    lines = (FONTS / "SHA256SUMS").read_text().splitlines()
    kept = {name: checksum for checksum, name in map(str.split, lines)}
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FONTS.glob("LiberationSerif-*.ttf")}
    assert found == {name: kept[name] for name in found}
    assert len(found) == 4


@pytest.mark.parametrize("text", ["=1+1", "+84", "-5", "@SUM(A1)", '=HYPERLINK("http://x")', "http://x.vn", "007"])
def test_no_text_becomes_a_formula_a_link_or_a_number_in_the_workbook(text: str) -> None:
    report = samples.report(
        issuer=text,
        narrative=(Paragraph("Kiến nghị", text, (text,), text),),
        findings=(Finding(text, "error", text, text, text, {"a": text}),),
    )
    book = load_workbook(io.BytesIO(xlsx_of(report)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert sum(cell.value == text for cell in cells) >= 5
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]


def test_the_workbook_tells_where_each_value_was_read() -> None:
    rows = xlsx_rows(xlsx_of(samples.report()), "Nguồn số liệu")
    assert [
        "Quảng Ninh",
        "4.1",
        "Thẩm định, kết luận tiêu chuẩn chính trị",
        1429,
        "1429",
        "Quảng Ninh.xlsx",
        "Biểu",
        "D11",
    ] in rows


def test_the_workbook_is_ready_to_print_and_its_head_stays() -> None:
    sheet = load_workbook(io.BytesIO(xlsx_of(samples.report())))["Số liệu"]
    assert sheet.freeze_panes == "E10"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet.print_title_rows == "$9:$9"


def test_who_is_excused_is_named_in_the_text_and_under_the_annex() -> None:
    names = tuple(f"Chi bộ {number}" for number in range(1, 13))
    text = docx_text(docx_of(replace(samples.report(), excused=names)))
    assert "Được miễn báo cáo kỳ này: 12 đơn vị (Chi bộ 1, Chi bộ 2," in text
    assert "Chi bộ 10 và 2 đơn vị khác, tên tại Phụ lục 1); số liệu dưới đây không gồm các đơn vị này." in text
    assert f"không gồm 12 đơn vị được miễn báo cáo: {', '.join(names)}" in text


def test_the_files_carry_the_day_of_issue_and_nobodys_name() -> None:
    properties = Document(io.BytesIO(docx_of(samples.report()))).core_properties
    assert properties.created == datetime.fromisoformat("2023-07-05T00:00:00+00:00")
    assert properties.author == ""
    assert properties.title == (
        "Báo cáo sơ kết công tác 6 tháng đầu năm 2023, nhiệm vụ, giải pháp trọng tâm 6 tháng cuối năm 2023"
        " của Cụm Đông Bắc"
    )


ODD = st.one_of(
    st.text(max_size=40),
    st.sampled_from([
        "{{ figures }}", "{% for x in y %}", "{%p endfor %}", "{# chú thích #}", "a & b < c > d \"e\" 'f'", "]]>", "<w:p/>",
        "dòng một\ndòng hai\r\ndòng ba\tbốn", "\x00\x08\x0b\ufffe\ud800", "#set page(width: 1pt)", "*đậm* _nghiêng_ $x$",
        "\u202eđảo\u200b", "N" * 400, "Nguyễn " * 60, "漢字 हिन्दी 🙂", "=cmd()", "\\u0041 \\n \\", "../../x", "@[link]",
    ]),
)  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(ODD, ODD, ODD)
def test_odd_text_breaks_no_file_and_is_taken_as_text(name: str, said: str, unit: str) -> None:
    line = LineFigure("1.3", name, unit, "stock", 1, Decimal(5), {unit: Value(Decimal(5), "given")})
    report = samples.report(
        lines=(line,),
        units=(unit,),
        issuer=name,
        signer=name,
        place=unit,
        recipients=(said, name),
        narrative=(Paragraph("Kiến nghị", said, (unit,), name), Paragraph(unit, said, ())),
        findings=(Finding("x", "error", unit, "1.3", said, {name: said}),),
    )
    word, sheet, pdf = docx_of(report), xlsx_of(report), pdf_of(report)
    assert_well_formed(word)
    assert_well_formed(sheet)
    text = docx_text(word)
    signer = context(report)["foot"]["signer"]
    assert signer in text.splitlines()
    assert xlsx_rows(sheet, "Số liệu")[HEAD_ROW + 1][3] == 5
    assert pdf_pages(pdf)[0] == (210, 297)
    if name.isascii() and name.isalnum():
        assert squeezed(name) in letters(pdf_text(pdf))
