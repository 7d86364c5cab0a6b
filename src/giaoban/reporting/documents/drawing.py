"""The parts of which a Word template is drawn; measures: Hướng dẫn 36-HD/VPTW (03/4/2018), phụ lục 3."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from PIL import ImageFont

HERE = Path(__file__).parent


FONT = "Times New Roman"


RIGHT_HEADING = "ĐẢNG CỘNG SẢN VIỆT NAM"


CENTRE, LEFT, RIGHT, JUSTIFY = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)


MADE_AT = datetime(2023, 1, 1)


TEXT_WIDTH = 210 - 30 - 20


LANDSCAPE_WIDTH = 297 - 15 - 15


RIGHT_COLUMN = 86


CELL_MARGIN = 40  # twentieths of a point


def blank() -> WordDocument:
    """An A4 page with the margins, styles and page number of a Party document, and no text."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        Mm(20),
        Mm(20),
        Mm(30),
        Mm(20),
    )
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(14)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        if "Theme" in name:
            del fonts.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(name), FONT)
    normal.element.get_or_add_rPr().append(_made("w:lang", val="vi-VN"))
    normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
    normal.paragraph_format.line_spacing = 1.0
    _style(document, "Nội dung", size=14, align=JUSTIFY, indent=10, before=3, after=3, spacing=18)
    _style(document, "Mục lớn", size=14, bold=True, align=LEFT, indent=10, before=8, after=3, keep=True, level=0)
    _style(document, "Mục nhỏ", size=14, bold=True, align=LEFT, indent=10, before=5, after=3, keep=True, level=1)
    _style(document, "Tên phụ lục", size=14, bold=True, align=CENTRE, keep=True)
    _style(document, "Chú dẫn", size=13, italic=True, align=CENTRE, after=2, keep=True)
    _style(document, "Ghi chú", size=11, italic=True, align=LEFT, before=4)
    _style(document, "Khoảng cách", size=3, align=LEFT)
    _style(document, "Nơi nhận", size=12, align=LEFT)
    _style(document, "Ô bảng", size=9.5, align=LEFT)
    for table_style in ("Normal Table", "Table Grid"):
        for side in ("w:left", "w:right"):
            for margin in (
                document.styles[table_style].element.find(qn("w:tblPr")).find(qn("w:tblCellMar")).iter(qn(side))
            ):
                margin.set(qn("w:w"), str(CELL_MARGIN))
    document.styles.add_style("Bảng số liệu", WD_STYLE_TYPE.TABLE).base_style = document.styles["Table Grid"]
    number = section.header.paragraphs[0]
    number.alignment = CENTRE
    _field(number, "PAGE")
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.core_properties.created = document.core_properties.modified = MADE_AT
    return document


def heading(document: WordDocument) -> None:
    """Left: superior, issuer, star, number; right: the Party's name with a line as long as it, place and day."""
    table = _plain_table(document, [TEXT_WIDTH - RIGHT_COLUMN, RIGHT_COLUMN])
    left, right = table.rows[0].cells
    _first(left, "{%p if heading.superior %}")
    _put(left, "{{ heading.superior }}")
    _put(left, "{%p endif %}")
    _put(left, "{%p if heading.issuer %}")
    _put(left, "{{ heading.issuer }}", bold=True)
    _put(left, "{%p endif %}")
    _put(left, "*")
    _put(left, "{{ heading.number }}")
    name = _first(right, RIGHT_HEADING, bold=True, size=15)
    _line_beneath(name, RIGHT_COLUMN)
    day = _put(right, "{{ heading.place_and_day }}", italic=True)
    day.paragraph_format.space_before = Pt(8)


def genre(document: WordDocument) -> None:
    kind = line(document, "{{ heading.genre }}")
    kind.alignment = CENTRE
    kind.paragraph_format.space_before = Pt(20)
    kind.runs[0].bold, kind.runs[0].font.size = True, Pt(16)
    line(document, "{%p if heading.summary %}")
    summary = line(document, "{{ heading.summary }}")
    summary.alignment = CENTRE
    summary.paragraph_format.left_indent = summary.paragraph_format.right_indent = Mm(12)
    summary.runs[0].bold, summary.runs[0].font.size = True, Pt(14)
    line(document, "{%p endif %}")
    star = line(document, "-----")
    star.alignment = CENTRE
    star.paragraph_format.space_after = Pt(8)


def foot(document: WordDocument) -> None:
    """Left: who receives it; right: in whose name, post, room to sign, full name. The block is not torn by a page."""
    line(document, "").paragraph_format.keep_with_next = True
    table = _plain_table(document, [TEXT_WIDTH - RIGHT_COLUMN, RIGHT_COLUMN])
    _keep_whole(table)
    left, right = table.rows[0].cells
    _first(left, "{%p if foot.recipients %}")
    title = _put(left, "Nơi nhận:", align=LEFT)
    title.runs[0].underline = True
    _put(left, "{%p for recipient in foot.recipients %}", style="Nơi nhận", align=LEFT)
    _put(left, "{{ recipient }}", style="Nơi nhận", align=LEFT)
    _put(left, "{%p endfor %}", style="Nơi nhận", align=LEFT)
    _put(left, "{%p endif %}")
    _put(left, "", style="Nơi nhận")
    _first(right, "{{ foot.signed_for }}", bold=True)
    _put(right, "{{ foot.post }}")
    _put(right, "{{ foot.signer }}", bold=True).paragraph_format.space_before = Pt(64)


def two_signatures(document: WordDocument) -> None:
    line(document, "").paragraph_format.keep_with_next = True
    table = _plain_table(document, [TEXT_WIDTH / 2, TEXT_WIDTH / 2])
    _keep_whole(table)
    for cell, side in zip(table.rows[0].cells, ("left", "right"), strict=True):
        _first(cell, f"{{{{ signatures.{side}.title }}}}", bold=True)
        _put(cell, "(ký, ghi rõ họ tên)", italic=True)
        _put(cell, f"{{{{ signatures.{side}.name }}}}", bold=True).paragraph_format.space_before = Pt(64)


def landscape(document: WordDocument) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        Mm(20),
        Mm(15),
        Mm(15),
        Mm(15),
    )
    section.different_first_page_header_footer = False


def figures_table(document: WordDocument) -> None:
    """The lines against the units; the template repeats the last column for each unit, which then share its width."""
    fixed = [11, 84, 15, 18]
    widths = [*fixed, 1, LANDSCAPE_WIDTH - sum(fixed) - 2, 1]
    table = document.add_table(rows=4, cols=len(widths), style="Bảng số liệu")
    _fix(table, widths)
    head = ["TT", "Chỉ tiêu", "Đơn vị tính", "{{ table.whole }}", "{%tc for column in table.columns %}", "{{ column }}",
            "{%tc endfor %}"]  # fmt: skip
    body = ["{{ row.code }}", "{{ row.indent }}{{ row.label }}", "{{ row.unit_of_count }}",
            "{% cellbg row.total.shade %}{{ row.total.text }}", "{%tc for cell in row.cells %}",
            "{% cellbg cell.shade %}{{ cell.text }}", "{%tc endfor %}"]  # fmt: skip
    aligned = [LEFT, LEFT, CENTRE, RIGHT, RIGHT, RIGHT, RIGHT]
    for cell, text in zip(table.rows[0].cells, head, strict=True):
        _cell(cell, text, CENTRE, bold=True)
    _cell(table.rows[1].cells[0], "{%tr for row in table.rows %}", LEFT)
    for place, (cell, text, align) in enumerate(zip(table.rows[2].cells, body, aligned, strict=True)):
        _cell(cell, text, align, bold=place == 3)
    _cell(table.rows[3].cells[0], "{%tr endfor %}", LEFT)
    _repeat_head(table)


def grid(
    document: WordDocument,
    columns: Sequence[tuple[str, float, WD_ALIGN_PARAGRAPH]],
    rows: str,
    fields: Sequence[str],
    total: Sequence[str | None] | None = None,
    room: float | None = None,
) -> None:
    """A table with a fixed head, one row for each item, and where asked a row of totals (None joins to the left); ``room`` is the least height."""
    table = document.add_table(rows=5 if total else 4, cols=len(columns), style="Bảng số liệu")
    _fix(table, [width for _, width, _ in columns])
    for cell, (title, _, _) in zip(table.rows[0].cells, columns, strict=True):
        _cell(cell, title, CENTRE, bold=True, size=12)
    _cell(table.rows[1].cells[0], f"{{%tr for row in {rows} %}}", LEFT)
    for cell, field, (_, _, align) in zip(table.rows[2].cells, fields, columns, strict=True):
        _cell(cell, f"{{{{ row.{field} }}}}", align, size=12)
    _cell(table.rows[3].cells[0], "{%tr endfor %}", LEFT)
    _repeat_head(table)
    if room:
        table.rows[2].height = Mm(room)
    if total:
        joined = table.rows[4].cells[0]
        for cell, name, (_, _, align) in zip(table.rows[4].cells, total, columns, strict=True):
            if name is None:
                joined = joined.merge(cell)
            else:
                _cell(cell, f"{{{{ {name} }}}}" if name else "", align, bold=True, size=12)


def each(document: WordDocument, name: str, *, titled: bool = False) -> None:
    """The paragraphs of a list; with ``titled``, sections of a title and its paragraphs."""
    if titled:
        line(document, f"{{%p for section in {name} %}}")
        line(document, "{%p if section.title %}")
        line(document, "{{ section.title }}", "Mục lớn")
        line(document, "{%p endif %}")
        name = "section.paragraphs"
    line(document, f"{{%p for paragraph in {name} %}}")
    line(document, "{{ paragraph }}", "Nội dung")
    line(document, "{%p endfor %}")
    if titled:
        line(document, "{%p endfor %}")


def line(document: WordDocument, text: str, style: str = "Normal") -> Paragraph:
    return document.add_paragraph(text, style=style)


def _style(
    document: WordDocument,
    name: str,
    *,
    size: float,
    align: WD_ALIGN_PARAGRAPH,
    bold: bool = False,
    italic: bool = False,
    indent: float = 0,
    before: float = 0,
    after: float = 0,
    spacing: float | None = None,
    keep: bool = False,
    level: int | None = None,
) -> None:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, italic
    shape = style.paragraph_format
    shape.alignment, shape.first_line_indent = align, Mm(indent) if indent else None
    shape.space_before, shape.space_after, shape.keep_with_next = Pt(before), Pt(after), keep
    if level is not None:
        style.element.get_or_add_pPr().append(_made("w:outlineLvl", val=str(level)))
    if spacing:
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.AT_LEAST, Pt(spacing)


def _plain_table(document: WordDocument, widths: Sequence[float]) -> Table:
    table: Table = document.add_table(rows=1, cols=len(widths))
    _fix(table, widths)
    for cell in table.rows[0].cells:
        # LibreOffice gives a table without a style its own margins unless each cell says otherwise.
        margins = _made("w:tcMar")
        margins.extend(_made(side, w=str(CELL_MARGIN), type="dxa") for side in ("w:left", "w:right"))
        cell._tc.get_or_add_tcPr().append(margins)
    return table


def _fix(table: Table, widths: Sequence[float]) -> None:
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def _repeat_head(table: Table) -> None:
    table.rows[0]._tr.get_or_add_trPr().append(_made("w:tblHeader"))
    for row in table.rows:
        row._tr.get_or_add_trPr().append(_made("w:cantSplit"))


def _keep_whole(table: Table) -> None:
    for row in table.rows:
        row._tr.get_or_add_trPr().append(_made("w:cantSplit"))


def _cell(cell: _Cell, text: str, align: WD_ALIGN_PARAGRAPH, *, bold: bool = False, size: float | None = None) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = "Ô bảng"
    paragraph.alignment = align
    run = paragraph.add_run(text)
    run.bold = bold or None
    if bold and align is CENTRE:
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    if size:
        run.font.size = Pt(size)


def _first(cell: _Cell, text: str, *, bold: bool = False, size: float = 14) -> Paragraph:
    paragraph = cell.paragraphs[0]
    return _dress(paragraph, text, bold=bold, italic=False, size=size, align=CENTRE)


def _put(
    cell: _Cell,
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    style: str | None = None,
    align: WD_ALIGN_PARAGRAPH = CENTRE,
) -> Paragraph:
    return _dress(
        cell.add_paragraph(style=style), text, bold=bold, italic=italic, size=None if style else 14, align=align
    )


def _dress(
    paragraph: Paragraph, text: str, *, bold: bool, italic: bool, size: float | None, align: WD_ALIGN_PARAGRAPH
) -> Paragraph:
    paragraph.alignment = align
    run: Run = paragraph.add_run(text)
    run.bold, run.italic = bold or None, italic or None
    if size:
        run.font.size = Pt(size)
    return paragraph


def _line_beneath(paragraph: Paragraph, width: float) -> None:
    """A rule as long as the text: the paragraph is set in by what the text leaves free on either side."""
    font = ImageFont.truetype(str(HERE.parents[1] / "fonts" / "LiberationSerif-Bold.ttf"), 1500)
    long = font.getlength(paragraph.text) / 100 * 25.4 / 72
    free = (width - 2 * CELL_MARGIN / 20 * 25.4 / 72 - long) / 2
    # Less than is free: another program sets the letters a little wider, and would break the text itself.
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(free - 1.2)
    border = _made("w:pBdr")
    border.append(_made("w:bottom", val="single", sz="8", space="1", color="000000"))
    paragraph._p.get_or_add_pPr().insert_element_before(border, "w:spacing", "w:ind", "w:jc")


def _field(paragraph: Paragraph, name: str) -> None:
    for kind in ("begin", None, "end"):
        run = paragraph.add_run()
        if kind:
            run._r.append(_made("w:fldChar", fldCharType=kind))
        else:
            code = OxmlElement("w:instrText")
            code.text = name
            run._r.append(code)


def _made(tag: str, **attributes: str) -> BaseOxmlElement:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element
