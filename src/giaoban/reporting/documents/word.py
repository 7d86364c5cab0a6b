"""DOCX: a template that the office edits in Word itself, filled from the context."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from docx.oxml.ns import qn
from docx.shared import Emu, Mm
from docx.table import Table
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from giaoban.reporting.documents.own import OwnTemplate, fill_own
from giaoban.reporting.documents.packing import pack

TEMPLATES = Path(__file__).parent / "templates"
UNDATED = date(2000, 1, 1)
"""The time written into the properties of a document that has no day yet, so that the same data are the same bytes."""
NARROWEST_REPEATED, WIDEST_REPEATED = Mm(13.8), Mm(26)
SHADE = {True: "FFF2CC", False: "auto"}


def fill(
    document: str, context: Mapping[str, Any], *, title: str, dated_on: date | None, own: OwnTemplate | None = None
) -> bytes:
    """The document as the bytes of a DOCX: on the template that the program brings, or on the office's own.

    Refused, with the one reason, where the office's own cannot be used: it is filled in a process of its own, which can
    neither open anything nor take long, and a name that the context does not have is refused instead of printed as nothing.
    """
    shaded = with_shades(context)
    if own is not None:
        return pack(fill_own(own, shaded, title=title, dated_on=dated_on))
    filling = Filling(str(TEMPLATES / f"{document}.docx"))
    filling.fill(shaded)
    return pack(filling.saved(title=title, dated_on=dated_on))


def with_shades(value: Any) -> Any:
    """The context with a colour beside every mark, as Word tables want it."""
    if isinstance(value, Mapping):
        copied = {key: with_shades(inner) for key, inner in value.items()}
        return copied | {"shade": SHADE[bool(copied["marked"])]} if "marked" in copied else copied
    return [with_shades(inner) for inner in value] if isinstance(value, (list, tuple)) else value


class Filling(DocxTemplate):  # type: ignore[misc]
    """A template while it is filled in: expressions run in a sandbox, a name that is not there is an error."""

    def fill(self, context: Mapping[str, Any]) -> None:
        """Every part of the document says what the context says; raises what its expressions raise."""
        self.render(dict(context), environment(), autoescape=True)
        for table in self.docx.tables:
            _set_grid(table)
        for width in list(self.docx.element.body.iter(qn("w:tcW"))):
            # Word wants a cell's width before its shade; the template engine puts the shade first.
            width.getparent().insert(0, width)

    def saved(self, *, title: str, dated_on: date | None) -> bytes:
        """The bytes of the DOCX, with nothing in its properties but the title and the document's day."""
        properties = self.docx.core_properties
        properties.title, properties.author, properties.last_modified_by = title[:255], "", ""
        properties.created = properties.modified = datetime.combine(dated_on or UNDATED, time())
        properties.revision = 1
        written = io.BytesIO()
        self.docx.save(written)
        return written.getvalue()


def environment() -> ImmutableSandboxedEnvironment:
    """The language of templates."""
    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


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
