"""A register as a file: exactly the rows and columns that are seen, never whole in memory, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import hashlib
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.utils.translation import gettext as _

from giaoban.core.numbers import write_number
from giaoban.core.text import as_cell
from giaoban.ground import seconding
from giaoban.ground.access.policy import may_anywhere
from giaoban.ground.journal.models import Entry
from giaoban.ground.journal.reading import looked
from giaoban.kit.cells import label_of, value_of, written
from giaoban.kit.lists import as_shown, asked_day, columns_asked, filtered, query_of
from giaoban.kit.register import Column, Register, SignedIn
from giaoban.kit.seeing import ask_for_second, person_of, power_for, too_many, ways_to_people

AT_ONCE = 2000
STARTS_A_FORMULA = tuple("=+-@\t\r＝＋－＠")
AS_TYPED = {"strings_to_formulas": False, "strings_to_urls": False}


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
    writer.writerows([as_cell(written(value)) for value in row] for row in rows_of(records, columns))
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
                if isinstance(value, bool | datetime):
                    sheet.write_string(number, at, written(value))
                elif isinstance(value, int | Decimal):
                    sheet.write_number(number, at, float(value))
                elif isinstance(value, date):
                    sheet.write_datetime(number, at, value, day)
                elif value is not None:
                    sheet.write_string(number, at, str(value))
    file.seek(0)
    return file


def tables(contents: Iterable[tuple[str, Sequence[str], Iterable[Sequence[str]]]], above: str) -> bytes:
    """Tables of texts (title, headings, rows) as XLSX, a sheet for each; ``above`` stands over every one."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, **AS_TYPED}) as book:
        bold, head = book.add_format({"bold": True}), book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        for title, heads, rows in contents:
            sheet = book.add_worksheet(title[:31])
            sheet.write_string(0, 0, above, bold)
            sheet.set_column(0, len(heads) - 1, 34)
            sheet.freeze_panes(3, 0)
            for number, row in enumerate([heads, *rows], 2):
                for at, text in enumerate(row):
                    sheet.write_string(number, at, harmless(text), head if number == 2 else plain)
    return target.getvalue()


def export(request: SignedIn, register: Register, kind: str, *, today: date) -> HttpResponse | FileResponse:
    """Exactly the rows and columns of the list as a file."""
    if not may_anywhere(request.user, register.read, on=today):
        raise Http404
    on = asked_day(request, today)
    _seen, columns = columns_asked(request, register, on=today)
    rows, _chips, _form = filtered(request, register, on=on, today=today)
    rows = as_shown(request, register, columns, rows, on)
    name = f"{register.name}-{on:%Y-%m-%d}.{kind}"
    if kind not in {"csv", "xlsx"}:
        raise Http404
    person = person_of(register)
    ways = [person] if person else ways_to_people(register, columns)
    people = [key for row in rows.values_list(*ways) for key in row if key] if ways else []
    by_two: dict[str, Any] = {}
    if ways and not seconding.taken_out_alone(request.user, register.read, people, on=today):
        query = hashlib.sha256(f"{register.name} {request.GET.urlencode()}".encode()).hexdigest()[:32]
        if not seconding.export_confirmed(request.user, power_for(register), query, on=today):
            names = ", ".join(str(label_of(register, column)) for column in columns)
            sentence = _("Take out %(rows)s rows of the register %(register)s (%(columns)s)") % {
                "rows": write_number(len(people)), "register": register.label, "columns": names,
            }  # fmt: skip
            return ask_for_second(request, register, query, sentence)
        by_two = {"by_two": True}
    elif question := too_many(request, register, people, today=today):
        return question
    looked(
        request.user,
        register.read,
        unit=None,
        people=people,
        kind=Entry.Kind.EXPORT,
        file=name,
        asked=query_of(request, q=None)[1:1001],  # the words searched for may be somebody's name
        columns=[column.name for column in columns],
        rows=len(people) if person else rows.count(),
        **by_two,
    )
    write = comma_separated if kind == "csv" else workbook
    content_type = "text/csv; charset=utf-8" if kind == "csv" else None
    return FileResponse(write(register, rows, columns), as_attachment=True, filename=name, content_type=content_type)
