"""The report as DOCX, PDF and XLSX: three faces of one context."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from giaoban.core.spans import Period
from giaoban.reporting.documents.context import context
from giaoban.reporting.documents.identity import identified
from giaoban.reporting.documents.linking import linked
from giaoban.reporting.documents.own import OwnTemplate
from giaoban.reporting.documents.sheet import workbook
from giaoban.reporting.documents.typeset import typeset
from giaoban.reporting.documents.word import fill
from giaoban.reporting.report import Report


def docx_of(report: Report, own: OwnTemplate | None = None) -> bytes:
    """The report as a DOCX, on the office's own template where one is given, each figure with its identity; Refused when that cannot be used."""
    said = context(report)
    filled = fill("report", said, title=said["title"], dated_on=_day(report), own=own)
    return identified(filled, report)


def pdf_of(report: Report, at: str = "") -> bytes:
    """The report as a PDF; each figure opens its evidence and bears its identity where ``at`` is the return's page on the desk."""
    return typeset("report", linked(context(report), report, at), dated_on=_day(report))


def xlsx_of(report: Report) -> bytes:
    """The report's figures, findings, narrative and sources as a workbook."""
    return workbook(context(report), dated_on=_day(report))


def write_docx(report: Report, path: Path) -> None:
    """The report stands in that file as a DOCX."""
    path.write_bytes(docx_of(report))


def write_pdf(report: Report, path: Path) -> None:
    """The report stands in that file as a PDF."""
    path.write_bytes(pdf_of(report))


def write_xlsx(report: Report, path: Path) -> None:
    """The report stands in that file as an XLSX."""
    path.write_bytes(xlsx_of(report))


def _day(report: Report) -> date:
    """The day in the files' properties: of issue, else of the figures; never that of the clock, so that files compare."""
    return report.issued_on or report.cut_off_on or Period.parse(report.period).last_day
