"""The page that a Party document must have, in Word and in PDF."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from lxml import etree  # type: ignore[import-untyped]

from giaoban.reporting.documents import docx_of, pdf_of
from giaoban.reporting.documents.typeset import FONTS
from giaoban.reporting.report import Report

from . import samples
from .reading import (
    docx_text,
    pdf_fonts,
    pdf_pages,
    pdf_text,
)


@pytest.fixture(scope="module")
def doubted() -> Report:
    return samples.report(findings=(samples.EQUAL_VALUES, samples.DETAIL))


def test_the_word_file_has_the_page_of_a_party_document() -> None:
    word = Document(io.BytesIO(docx_of(samples.report())))
    text, appendix = word.sections
    assert text.page_width is not None
    assert text.page_height is not None
    assert (round(text.page_width.mm), round(text.page_height.mm)) == (210, 297)
    margins = [text.top_margin, text.bottom_margin, text.left_margin, text.right_margin]
    assert [round(margin.mm) for margin in margins if margin is not None] == [20, 20, 30, 20]
    assert text.different_first_page_header_footer
    assert not text.first_page_header.paragraphs[0].text
    assert "PAGE" in text.header._element.xml
    assert appendix.orientation == WD_ORIENT.LANDSCAPE
    assert word.styles["Normal"].font.name == "Times New Roman"
    left, right = word.tables[0].rows[0].cells
    assert [paragraph.text for paragraph in left.paragraphs] == [
        "CÁC TỈNH ỦY TRONG CỤM", "CỤM ĐÔNG BẮC", "*", "Số 05-BC/CĐB",
    ]  # fmt: skip
    assert [bool(paragraph.runs[0].bold) for paragraph in left.paragraphs] == [False, True, False, False]
    assert [paragraph.text for paragraph in right.paragraphs] == [
        "ĐẢNG CỘNG SẢN VIỆT NAM", "Hạ Long, ngày 05 tháng 7 năm 2023",
    ]  # fmt: skip
    assert right.paragraphs[0].runs[0].font.size is not None
    assert right.paragraphs[0].runs[0].font.size.pt == 15
    assert right.paragraphs[1].runs[0].italic


ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs"
    " suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid"
    " spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl"
    " divId cnfStyle rPr sectPr pPrChange",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd"
    " tblBorders shd tblLayout tblCellMar tblLook",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish"
    " webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang",
}


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml"])
@pytest.mark.parametrize("holder", sorted(ORDER))
def test_elements_stand_in_the_order_that_word_demands(doubted: Report, part: str, holder: str) -> None:
    name = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(docx_of(doubted))) as parts:
        holders = list(etree.fromstring(parts.read(part)).iter(name + holder))
    assert holders or part == "word/styles.xml"
    for found in holders:
        places = [ORDER[holder].split().index(child.tag.removeprefix(name)) for child in found]
        assert places == sorted(places)


def test_the_pdf_is_a4_upright_then_across_and_set_in_our_fonts_only(doubted: Report) -> None:
    made = pdf_of(doubted)
    pages = pdf_pages(made)
    assert set(pages[:2]) == {(210, 297)}
    assert pages[-1] == (297, 210)
    assert pdf_fonts(made) <= {path.stem.replace("-Regular", "") for path in FONTS.glob("LiberationSerif-*.ttf")}


def test_the_pdf_is_fit_for_the_archive_and_for_reading_aloud() -> None:
    made = pdf_of(samples.report())
    assert b"pdfaid:part>2<" in made
    assert b"pdfuaid:part>1<" in made


def test_no_state_heading_stands_on_a_party_document(doubted: Report) -> None:
    for text in (docx_text(docx_of(doubted)), pdf_text(pdf_of(doubted))):
        assert "CỘNG HÒA" not in text
        assert "TM." not in text
