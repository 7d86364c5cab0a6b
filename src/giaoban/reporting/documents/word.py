"""DOCX: a template that the office edits in Word itself, filled from the context."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.shared import Emu, Mm
from docx.table import Table
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from giaoban.core.refusal import Refused
from giaoban.core.zips import BROKEN
from giaoban.reporting.documents.packing import pack

TEMPLATES = Path(__file__).parent / "templates"
UNDATED = date(2000, 1, 1)
"""The time written into the properties of a document that has no day yet, so that the same data are the same bytes."""
NARROWEST_REPEATED, WIDEST_REPEATED = Mm(13.8), Mm(26)
WRONG: Mapping[type[Exception], str] = {
    ZeroDivisionError: "chia cho 0",
    OverflowError: "cho ra một số quá lớn",
    TypeError: "dùng lẫn chữ với số, hoặc dùng một danh sách như một giá trị",
    Exception: "dùng một giá trị không có hoặc sai kiểu",
}
"""What an expression of a template did that cannot be done, in words."""
SHADE = {True: "FFF2CC", False: "auto"}


def fill(template: Path, context: Mapping[str, Any], *, title: str, dated_on: date | None) -> bytes:
    """The template filled in, as the bytes of a DOCX; Refused, with the reason, when the template cannot be used.

    Templates come from offices, so their expressions run in a sandbox, and a name that the context does not have is
    refused instead of being printed as nothing.
    """
    document = DocxTemplate(str(template))
    try:
        document.init_docx()
    except (PackageNotFoundError, *BROKEN, KeyError, ValueError) as error:
        raise Refused(f"Tệp mẫu “{template.name}” không phải là tệp DOCX đọc được.") from error
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    try:
        document.render(_shaded(context), environment, autoescape=True)
    except TemplateError as error:
        raise Refused(
            f"Tệp mẫu “{template.name}” không điền được: {error}. Hãy xem danh sách tên trong mẫu."
        ) from error
    except (ArithmeticError, TypeError, ValueError, LookupError, AttributeError, RecursionError) as error:
        why = next(words for kind, words in WRONG.items() if isinstance(error, kind))
        raise Refused(
            f"Tệp mẫu “{template.name}” không điền được: một biểu thức trong mẫu {why}. Hãy sửa biểu thức đó trong Word, "
            "hoặc bỏ phép tính và chỉ dùng các tên có trong danh sách."
        ) from error
    word = document.docx
    for table in word.tables:
        _set_grid(table)
    for width in list(word.element.body.iter(qn("w:tcW"))):
        # Word wants a cell's width before its shade; the template engine puts the shade first.
        width.getparent().insert(0, width)
    properties = word.core_properties
    properties.title, properties.author, properties.last_modified_by = title[:255], "", ""
    properties.created = properties.modified = datetime.combine(dated_on or UNDATED, time())
    properties.revision = 1
    written = io.BytesIO()
    word.save(written)
    return pack(written.getvalue())


def _shaded(value: Any) -> Any:
    """The context with a colour beside every mark, as Word tables want it."""
    if isinstance(value, Mapping):
        copied = {key: _shaded(inner) for key, inner in value.items()}
        return copied | {"shade": SHADE[bool(copied["marked"])]} if "marked" in copied else copied
    return [_shaded(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def _set_grid(table: Table) -> None:
    """Columns are as wide as their cells; those that the template repeated share the width of the one that was drawn, so that
    the table stays as wide."""
    grid = table._tbl.tblGrid.gridCol_lst
    rows = [row.tc_lst for row in table._tbl.tr_lst]
    widths = [cell.width or 0 for cell in max(rows, key=len)]
    room = sum(column.w or 0 for column in grid)
    if len(grid) != len(widths):
        return
    if sum(widths) <= room:
        for column, width in zip(grid, widths, strict=True):
            column.w = Emu(width or column.w or 0)
        return
    repeated = max(widths, key=lambda width: (widths.count(width), width))
    count = widths.count(repeated)
    share = (room - sum(widths) + count * repeated) // count
    share = max(NARROWEST_REPEATED, min(WIDEST_REPEATED, share))
    widths = [share if width == repeated else width for width in widths]
    # What is left over or lacking, the widest of the columns that were not repeated gives or takes.
    widest = max((width for width in widths if width != share), default=share)
    widths[widths.index(widest)] += room - sum(widths)
    for column, width in zip(grid, widths, strict=True):
        column.w = Emu(width)
    for cells in rows:
        for cell, width in zip(cells, widths, strict=False):
            cell.width = Emu(width)
