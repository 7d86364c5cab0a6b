"""Documents in the form that offices must use: the report in three files from one context, and the papers of a cell."""

from giaoban.reporting.documents.context import context
from giaoban.reporting.documents.heading import PartyDocument
from giaoban.reporting.documents.papers import (
    write_attendance_docx,
    write_attendance_pdf,
    write_dossier_docx,
    write_dossier_pdf,
    write_minutes_docx,
    write_minutes_pdf,
)
from giaoban.reporting.documents.report_files import docx_of, pdf_of, write_docx, write_pdf, write_xlsx, xlsx_of

__all__ = [
    "PartyDocument",
    "context",
    "docx_of",
    "pdf_of",
    "write_attendance_docx",
    "write_attendance_pdf",
    "write_docx",
    "write_dossier_docx",
    "write_dossier_pdf",
    "write_minutes_docx",
    "write_minutes_pdf",
    "write_pdf",
    "write_xlsx",
    "xlsx_of",
]
