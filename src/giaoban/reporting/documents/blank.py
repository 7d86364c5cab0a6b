"""The workbook that a unit fills in: its own heading, the form's lines, its organisations; it reads back without a doubt."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from giaoban.core.spans import Period
from giaoban.reporting.documents.sheet import FONT
from giaoban.reporting.forms import Form, Line

MARK = "Mã đơn vị: "
"""What stands before the unit's own mark in the heading; the intake knows the unit by it when its name agrees."""
FILLED = "#FFFDF0"


@dataclass(frozen=True)
class Blank:
    """What a blank workbook says beforehand: whose it is, of which period, up to which day, what is known already."""

    form: Form
    period: Period
    unit: str
    mark: str
    superior: str
    cut_off_on: date
    organisations: Sequence[str]
    previous: Mapping[str, Decimal | None] = field(default_factory=dict)


def blank_workbook(blank: Blank) -> bytes:
    """The workbook as bytes; equal contents are equal files."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": _title(blank), "created": datetime.combine(blank.cut_off_on, time())})
    styles = _styles(book)
    _figures(book.add_worksheet("Biểu số liệu"), blank, styles)
    _detail(book.add_worksheet("Chi tiết TCCSĐ"), blank, styles)
    _narrative(book.add_worksheet("Thuyết minh"), blank, styles)
    book.close()
    return written.getvalue()


def _title(blank: Blank) -> str:
    return f"Biểu {blank.form.code}, {blank.period.title()}"


def _figures(sheet: Worksheet, blank: Blank, styles: Mapping[str, Format]) -> None:
    estimated = ", ước thực hiện đến hết kỳ" if blank.cut_off_on < blank.period.last_day else ""
    head = [
        (blank.superior, "plain"),
        (blank.unit, "bold"),
        (f"{MARK}{blank.mark}", "small"),
        ("", "plain"),
        ("BIỂU SỐ LIỆU", "title"),
        (f"Kỳ báo cáo: {blank.period.title()}", "title"),
        (f"(Số liệu chốt đến {blank.cut_off_on:%d/%m/%Y}{estimated})", "small"),
    ]
    for row, (text, style) in enumerate(head):
        sheet.write_string(row, 0, text, styles[style])
    top = len(head)
    columns = (
        "STT",
        "Chỉ tiêu",
        "Đơn vị tính",
        f"Thực hiện {blank.period.title()}",
        "Cùng kỳ năm trước",
        "Chỉ tiêu giao năm",
        "Ghi chú",
    )
    for column, text in enumerate(columns):
        sheet.write_string(top, column, text, styles["head"])
    for row, line in enumerate(blank.form.lines, top + 1):
        sheet.write_string(row, 0, line.code, styles["text"])
        sheet.write_string(row, 1, "   " * (line.level - 1) + line.label, styles["text"])
        sheet.write_string(row, 2, line.unit_of_count, styles["text"])
        for column in (3, 5):
            sheet.write_blank(row, column, None, styles[_kind(line)])
        before = blank.previous.get(line.code)
        if before is None:
            sheet.write_blank(row, 4, None, styles[_kind(line)])
        else:
            sheet.write_number(row, 4, float(before), styles[_kind(line)])
        sheet.write_blank(row, 6, None, styles["text"])
    for column, width in enumerate((7, 52, 11, 13, 13, 13, 26)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(top + 1, 2)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _detail(sheet: Worksheet, blank: Blank, styles: Mapping[str, Format]) -> None:
    lines = [line for line in blank.form.lines if line.per_organisation]
    sheet.write_string(0, 0, "CHI TIẾT THEO TỔ CHỨC CƠ SỞ ĐẢNG", styles["title"])
    for column, text in enumerate(("STT", "Tên tổ chức cơ sở đảng", *(line.code for line in lines))):
        sheet.write_string(2, column, text, styles["head"])
    for row, name in enumerate(blank.organisations, 3):
        sheet.write_number(row, 0, row - 2, styles["text"])
        sheet.write_string(row, 1, name, styles["text"])
        for column, line in enumerate(lines, 2):
            sheet.write_blank(row, column, None, styles[_kind(line)])
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 1, 44)
    sheet.freeze_panes(3, 2)
    sheet.set_landscape()
    sheet.set_paper(9)


def _narrative(sheet: Worksheet, blank: Blank, styles: Mapping[str, Format]) -> None:
    for row, section in enumerate(blank.form.sections):
        sheet.write_string(row, 0, section, styles["bold"])
        sheet.write_blank(row, 1, None, styles["text"])
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 100)


def _kind(line: Line) -> str:
    return "percent" if line.unit_of_count == "%" else "number"


def _styles(book: xlsxwriter.Workbook) -> dict[str, Format]:
    def made(**given: object) -> Format:
        return book.add_format({"font_name": FONT, "font_size": 11, "valign": "vcenter"} | given)

    return {
        "plain": made(),
        "bold": made(bold=True),
        "small": made(italic=True, font_size=10),
        "title": made(bold=True, font_size=13),
        "head": made(bold=True, align="center", text_wrap=True, border=1, bg_color="#F2F2F2"),
        "text": made(border=1, text_wrap=True),
        "number": made(border=1, num_format="#,##0", bg_color=FILLED),
        "percent": made(border=1, num_format="0.00", bg_color=FILLED),
    }
