"""The parts of the volume of papers as a Word template: title page, a field of contents that is filled, the papers."""

from __future__ import annotations

from docx.document import Document as WordDocument
from docx.enum.text import WD_BREAK, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from giaoban.reporting.documents.drawing import (
    CENTRE,
    LEFT,
    TEXT_WIDTH,
    _cell,
    _fix,
    _made,
    _style,
    line,
)

LARGE, MIDDLE = 24, 18


def cover(document: WordDocument) -> None:
    """Whose volume it is, of which conference, on which theme, where and when; a page of its own."""
    _style(document, "Bìa", size=14, align=CENTRE, after=6)
    _style(document, "Mục lục", size=14, align=LEFT, after=4)
    _only(document, "cover.superior", "Bìa")
    _only(document, "cover.issuer", "Bìa", bold=True)
    genre = line(document, "{{ cover.genre }}", "Bìa")
    genre.paragraph_format.space_before = Pt(200)
    genre.runs[0].bold, genre.runs[0].font.size = True, Pt(LARGE)
    name = line(document, "{{ cover.conference }}", "Bìa")
    name.runs[0].bold, name.runs[0].font.size = True, Pt(MIDDLE)
    _only(document, "cover.theme", "Bìa", italic=True, quoted=True)
    day = line(document, "{{ cover.place_and_day }}", "Bìa")
    day.paragraph_format.space_before = Pt(200)
    day.add_run().add_break(WD_BREAK.PAGE)


def contents(document: WordDocument) -> None:
    """The contents as Word's own field, filled with titles and pages, which Word counts anew when the file is opened."""
    line(document, "MỤC LỤC", "Tên phụ lục")
    begin = line(document, "", "Khoảng cách")
    _mark(begin, "begin", dirty=True)
    _code(begin, ' TOC \\o "1-1" \\h \\z \\u ')
    _mark(begin, "separate")
    line(document, "{%p for entry in entries %}")
    entry = line(document, "", "Mục lục")
    entry.paragraph_format.tab_stops.add_tab_stop(Mm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), "{{ entry.anchor }}")
    entry.add_run("{{ entry.label }}")
    entry.add_run("\t")
    _mark(entry, "begin")
    _code(entry, " PAGEREF {{ entry.anchor }} \\h ")
    _mark(entry, "separate")
    entry.add_run("{{ entry.page }}")
    _mark(entry, "end")
    for run in list(entry._p.r_lst):
        link.append(run)
    entry._p.append(link)
    line(document, "{%p endfor %}")
    _mark(line(document, "", "Khoảng cách"), "end")


def printed_papers(document: WordDocument) -> None:
    """Each paper on a page of its own: title, who speaks and whose it is, its paragraphs and tables; then what is left out."""
    line(document, "{%p for paper in papers %}")
    title = line(document, "{{ paper.label }}", "Mục lớn")
    title.paragraph_format.page_break_before = True
    _bookmark(title, "{{ paper.anchor }}", "{{ loop.index }}")
    _only(document, "paper.by", "Nội dung", italic=True)
    line(document, "{%p for part in paper.parts %}")
    line(document, "{%p if part.rows %}")
    _table(document)
    line(document, "", "Khoảng cách")
    line(document, "{%p elif part.heading %}")
    line(document, "{{ part.text }}", "Mục nhỏ")
    line(document, "{%p else %}")
    line(document, "{{ part.text }}", "Nội dung")
    line(document, "{%p endif %}")
    line(document, "{%p endfor %}")
    line(document, "{%p endfor %}")
    line(document, "{%p if left_out.texts %}")
    last = line(document, "{{ left_out.title }}", "Mục lớn")
    last.paragraph_format.page_break_before = True
    _bookmark(last, "left_out", "0")
    line(document, "{%p for text in left_out.texts %}")
    line(document, "{{ text }}", "Nội dung")
    line(document, "{%p endfor %}")
    line(document, "{%p endif %}")


def _table(document: WordDocument) -> None:
    table = document.add_table(rows=3, cols=3, style="Bảng số liệu")
    _fix(table, [1, TEXT_WIDTH - 2, 1])
    _cell(table.rows[0].cells[0], "{%tr for row in part.rows %}", LEFT)
    for cell, text in zip(
        table.rows[1].cells, ("{%tc for cell in row.cells %}", "{{ cell }}", "{%tc endfor %}"), strict=True
    ):
        _cell(cell, text, LEFT, size=11)
    table.rows[1].cells[1]._tc.get_or_add_tcPr().find(qn("w:tcW")).set(qn("w:w"), "{{ part.width }}")
    _cell(table.rows[2].cells[0], "{%tr endfor %}", LEFT)


def _only(
    document: WordDocument, name: str, style: str, *, bold: bool = False, italic: bool = False, quoted: bool = False
) -> None:
    """The line with that value, where there is one."""
    line(document, f"{{%p if {name} %}}")
    value = f"{{{{ {name} }}}}"
    run = line(document, f"“{value}”" if quoted else value, style).runs[0]
    run.bold, run.italic = bold or None, italic or None
    line(document, "{%p endif %}")


def _mark(paragraph: Paragraph, kind: str, *, dirty: bool = False) -> None:
    more = {"dirty": "true"} if dirty else {}
    paragraph.add_run()._r.append(_made("w:fldChar", fldCharType=kind, **more))


def _code(paragraph: Paragraph, text: str) -> None:
    code = OxmlElement("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = text
    paragraph.add_run()._r.append(code)


def _bookmark(paragraph: Paragraph, name: str, key: str) -> None:
    start = _made("w:bookmarkStart", id=key, name=name)
    paragraph._p.insert(1, start)
    paragraph._p.append(_made("w:bookmarkEnd", id=key))
