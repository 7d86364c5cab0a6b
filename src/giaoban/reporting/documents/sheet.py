"""XLSX: the tables as real numbers, ready to be printed or counted on, with findings, narrative and sources beside them."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from giaoban.reporting.documents.word import UNDATED
from giaoban.reporting.prose.identified import TO_CHECK

FONT = "Times New Roman"
LABEL_WIDTH = 44
LONGEST_TEXT = 32_767
"""Characters that a cell of a workbook can hold."""


def workbook(context: Mapping[str, Any], *, dated_on: date | None) -> bytes:
    """The context as the bytes of a workbook; text is always written as text, whatever sign it begins with."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(
        written,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties({"title": context["title"][:255], "created": datetime.combine(dated_on or UNDATED, time())})
    styles = _styles(book)
    _figures(book.add_worksheet("Số liệu"), context, styles)
    _list(
        book.add_worksheet("Đối chiếu"),
        "Những điểm cần đối chiếu",
        [("Mức độ", 12), ("Đơn vị", 20), ("Chỉ tiêu", 12), ("Nội dung", 70), ("Số liệu", 36), ("Giải trình", 40)],
        [[row[key] for key in ("severity", "unit", "line", "message", "figures", "accepted_reason")]
         for row in context["findings"]],
        styles,
    )  # fmt: skip
    _list(
        book.add_worksheet("Thuyết minh"),
        "Thuyết minh",
        [("Mục", 14), ("Nội dung", 80), ("Đơn vị nêu", 40), ("Chủ trì", 28), ("Thời hạn", 13)],
        [[row[key] for key in ("section", "text", "units", "owner", "due_on")] for row in context["narrative"]],
        styles,
    )
    _list(
        book.add_worksheet("Nguồn số liệu"),
        "Nguồn của từng số liệu trong tệp các đơn vị gửi",
        [("Đơn vị", 16), ("TT", 8), ("Chỉ tiêu", 46), ("Giá trị", 11), ("Ghi trong tệp", 16), ("Tệp", 34), ("Trang", 20),
         ("Ô", 8)],
        [[row[key] for key in ("unit", "code", "label", "value", "typed", "file", "sheet", "address")]
         for row in context["sources"]],
        styles,
    )  # fmt: skip
    book.close()
    return written.getvalue()


def _figures(sheet: Worksheet, context: Mapping[str, Any], styles: Mapping[str, Format]) -> None:
    """All units side by side in one table, whatever the parting on paper."""
    heading, appendix = context["heading"], context["appendix"]
    tables = appendix["tables"]
    columns = ["TT", "Chỉ tiêu", "Đơn vị tính", tables[0]["whole"]]
    columns += [column for table in tables for column in table["columns"]]
    last = len(columns) - 1
    half = max(3, last // 2)
    for row, (left, right, style) in enumerate([
        (heading["superior"], "ĐẢNG CỘNG SẢN VIỆT NAM", "right_heading"),
        (heading["issuer"], "", "issuer"),
        ("*", heading["place_and_day"], "day"),
        (heading["number"], "", "plain"),
    ]):  # fmt: skip
        _across(sheet, row, 0, half - 1, left, styles["issuer" if row == 1 else "plain"])
        _across(sheet, row, half, last, right, styles[style])
    _across(sheet, 5, 0, last, appendix["title"], styles["title"])
    _across(sheet, 6, 0, last, f"({appendix['basis']})" if appendix["basis"] else "", styles["day"])
    head = 8
    sheet.set_row(head, 48)
    for column, title in enumerate(columns):
        sheet.write_string(head, column, title, styles["head"])
    for offset, first in enumerate(tables[0]["rows"], start=1):
        row = head + offset
        sheet.set_row(row, _height([(first["label"], LABEL_WIDTH)]))
        sheet.write_string(row, 0, first["code"], styles["text"])
        sheet.write_string(row, 1, first["indent"] + first["label"], styles["text"])
        sheet.write_string(row, 2, first["unit_of_count"], styles["centred"])
        _number(sheet, row, 3, first["total"], styles, bold=True)
        cells = [cell for table in tables for cell in table["rows"][offset - 1]["cells"]]
        for column, cell in enumerate(cells, start=4):
            _number(sheet, row, column, cell, styles)
    end = head + len(tables[0]["rows"])
    sheet.write_string(end + 2, 0, appendix["legend"], styles["note"])
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 1, LABEL_WIDTH)
    sheet.set_column(2, 2, 9)
    sheet.set_column(3, last, 9.5)
    sheet.freeze_panes(head + 1, 4)
    _page(sheet, head, last)
    sheet.repeat_columns(0, 3)
    sheet.fit_to_pages(*((1, 1) if last <= 16 and end <= 50 else (0, 0)))


def _list(
    sheet: Worksheet,
    title: str,
    columns: Sequence[tuple[str, float]],
    rows: Sequence[Sequence[Any]],
    styles: Mapping[str, Format],
) -> None:
    sheet.write_string(0, 0, title, styles["sheet_title"])
    for column, (name, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(2, column, name, styles["head"])
    for row, values in enumerate(rows, start=3):
        texts = [(value, width) for value, (_, width) in zip(values, columns, strict=True) if isinstance(value, str)]
        sheet.set_row(row, _height(texts))
        for column, value in enumerate(values):
            if isinstance(value, Mapping):
                _number(sheet, row, column, value, styles)
            elif isinstance(value, date):
                sheet.write_datetime(row, column, datetime.combine(value, time()), styles["date"])
            else:
                sheet.write_string(row, column, (value or "")[:LONGEST_TEXT], styles["text"])
    if not rows:
        sheet.write_string(3, 0, "Không có.", styles["note"])
    sheet.freeze_panes(3, 0)
    sheet.autofilter(2, 0, max(3, 2 + len(rows)), len(columns) - 1)
    _page(sheet, 2, len(columns) - 1)
    sheet.fit_to_pages(1, 0)


def _number(
    sheet: Worksheet,
    row: int,
    column: int,
    cell: Mapping[str, Any],
    styles: Mapping[str, Format],
    *,
    bold: bool = False,
) -> None:
    """A number as a number (a percentage as its hundredth, shown as percent), anything else as its sign."""
    style = (
        f"{'percent' if cell['percent'] else 'number'}{'_bold' if bold else ''}{'_marked' if cell['marked'] else ''}"
    )
    if cell["number"] is None:
        sheet.write_string(row, column, cell["text"], styles[style])
    else:
        sheet.write_number(row, column, cell["number"] / 100 if cell["percent"] else cell["number"], styles[style])


def _height(texts: Sequence[tuple[str, float]]) -> float:
    """Points that the tallest of these texts takes in a column of that width: not every program fits rows by itself."""
    lines = max((math.ceil(len(text) / (1.2 * width)) for text, width in texts), default=1)
    return min(409.0, 15.0 * max(1, lines))


def _across(sheet: Worksheet, row: int, first: int, last: int, text: str, style: Format) -> None:
    if first < last:
        sheet.merge_range(row, first, row, last, "", style)
    sheet.write_string(row, first, text[:LONGEST_TEXT], style)


def _page(sheet: Worksheet, head: int, last: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=20 / 25.4, right=15 / 25.4, top=20 / 25.4, bottom=15 / 25.4)
    sheet.repeat_rows(head)
    sheet.set_header("&C&P", {"margin": 10 / 25.4})
    sheet.hide_gridlines(2)


def _styles(book: xlsxwriter.Workbook) -> dict[str, Format]:
    def made(**given: Any) -> Format:
        return book.add_format({"font_name": FONT, "font_size": 11, "valign": "vcenter"} | given)

    boxed = {"border": 1, "text_wrap": True}
    styles = {
        "plain": made(align="center"),
        "issuer": made(align="center", bold=True),
        "right_heading": made(align="center", bold=True, underline=1, font_size=12),
        "day": made(align="center", italic=True),
        "title": made(align="center", bold=True, font_size=13),
        "sheet_title": made(bold=True, font_size=13),
        "head": made(bold=True, align="center", text_wrap=True, border=1, bg_color="#F2F2F2"),
        "text": made(**boxed),
        "centred": made(**boxed, align="center"),
        "note": made(italic=True),
        "date": made(**boxed, num_format="dd/mm/yyyy", align="center"),
    }
    for kind, shown in (("number", "#,##0"), ("percent", "0.00%")):
        for bold in (False, True):
            for marked in (False, True):
                name = f"{kind}{'_bold' if bold else ''}{'_marked' if marked else ''}"
                shade = {"bg_color": "#FFF2CC"} if marked else {}
                styles[name] = made(
                    border=1, align="right", bold=bold, num_format=shown + f'"{TO_CHECK}"' * marked, **shade
                )
    return styles
