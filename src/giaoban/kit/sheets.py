"""A register as a file: exactly the rows and columns that are seen, never whole in memory, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.db.models import QuerySet

from giaoban.kit.cells import label_of, value_of, written
from giaoban.kit.register import Column, Register

AT_ONCE = 2000
AS_TYPED = {"strings_to_formulas": False, "strings_to_urls": False}
STARTS_A_FORMULA = tuple("=+-@\t\r＝＋－＠")


def harmless(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text


def rows_of(records: QuerySet[Any], columns: Iterable[Column]) -> Iterator[list[Any]]:
    """The records' values, fetched a few thousand at a time."""
    for record in records.iterator(chunk_size=AT_ONCE):
        yield [value_of(record, column) for column in columns]


def comma_separated(register: Register, records: QuerySet[Any], columns: list[Column]) -> IO[bytes]:
    """The register as CSV in a temporary file, at its start; in UTF-8 with the mark that spreadsheets recognise."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    lines = io.TextIOWrapper(file, "utf-8-sig", newline="")
    writer = csv.writer(lines)
    writer.writerow([str(label_of(register, column)) for column in columns])
    writer.writerows([harmless(written(value)) for value in row] for row in rows_of(records, columns))
    lines.detach()
    file.seek(0)
    return file


def workbook(register: Register, records: QuerySet[Any], columns: list[Column]) -> IO[bytes]:
    """The register as XLSX in a temporary file, at its start; days are days and numbers numbers."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    with xlsxwriter.Workbook(file, {"constant_memory": True, **AS_TYPED}) as book:
        sheet = book.add_worksheet(str(register.label)[:31])
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.set_row(0, 30)
        sheet.write_string(0, 0, str(register.label), book.add_format({"bold": True, "font_size": 13}))
        widths = [12] * len(columns)
        for at, column in enumerate(columns):
            sheet.write_string(2, at, str(label_of(register, column)), head)
            field = column.name.rsplit("__", 1)[-1]
            widths[at] = 26 if "name" in field or "unit" in field else 14
            sheet.set_column(at, at, widths[at])
        sheet.freeze_panes(3, 1)
        for number, row in enumerate(rows_of(records, columns), 3):
            for at, value in enumerate(row):
                if isinstance(value, bool):
                    sheet.write_string(number, at, written(value))
                elif isinstance(value, int | Decimal):
                    sheet.write_number(number, at, float(value))
                elif isinstance(value, date):
                    sheet.write_datetime(number, at, value, day)
                elif value is not None:
                    sheet.write_string(number, at, str(value))
    file.seek(0)
    return file


def tables(found: Iterable[tuple[str, Sequence[str], Iterable[Sequence[str]]]], above: str) -> bytes:
    """Tables of texts (title, headings, rows) as XLSX, a sheet for each; ``above`` stands over every one."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, **AS_TYPED}) as book:
        bold, head = book.add_format({"bold": True}), book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        for title, heads, rows in found:
            sheet = book.add_worksheet(title[:31])
            sheet.write_string(0, 0, above, bold)
            sheet.set_column(0, len(heads) - 1, 34)
            sheet.freeze_panes(3, 0)
            for number, row in enumerate([heads, *rows], 2):
                for at, text in enumerate(row):
                    sheet.write_string(number, at, harmless(text), head if number == 2 else plain)
    return target.getvalue()
