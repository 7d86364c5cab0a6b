"""What is taken away from a report: the workbook as it came, the document as it must look."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.urls import reverse

from giaoban.core.text import slug
from giaoban.faces.desk.reports.frame import KINDS, below_seen, seen_return
from giaoban.ground.journal.clock import today
from giaoban.kit.register import SignedIn
from giaoban.reporting.documents import docx_of, pdf_of, xlsx_of
from giaoban.reporting.documents.blank import blank_workbook
from giaoban.reporting.models import Return
from giaoban.reporting.queries import blank_of, report_of
from giaoban.reporting.word_templates.queries import own_template


@login_required
def workbook(request: SignedIn, pk: int) -> HttpResponseBase:
    """The workbook as it was sent, byte for byte."""
    report_return = seen_return(request, pk)
    if report_return.file is None or not default_storage.exists(report_return.file.stored):
        raise Http404
    answer = FileResponse(
        default_storage.open(report_return.file.stored),
        as_attachment=True,
        filename=report_return.file.name,
        content_type="application/octet-stream",
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@login_required
def blank(request: SignedIn, pk: int) -> HttpResponse:
    """The workbook that the unit fills in."""
    report_return = seen_return(request, pk)
    answer = HttpResponse(blank_workbook(blank_of(report_return, on=today())), content_type=KINDS["xlsx"])
    answer["Content-Disposition"] = f'attachment; filename="{_blank_name(report_return)}"'
    return answer


@login_required
def blanks(request: SignedIn, pk: int) -> HttpResponse:
    """The workbooks of all who return right below, in one file."""
    report_return = seen_return(request, pk)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
        for below in below_seen(request, report_return).values():
            folder.writestr(zipfile.ZipInfo(_blank_name(below)), blank_workbook(blank_of(below, on=today())))
    answer = HttpResponse(packed.getvalue(), content_type="application/zip")
    campaign = report_return.campaign
    answer["Content-Disposition"] = f'attachment; filename="{slug(campaign.form)}-{campaign.period}.zip"'
    return answer


def _blank_name(report_return: Return) -> str:
    campaign = report_return.campaign
    return f"{slug(campaign.form)}-{campaign.period}-{slug(report_return.name)}-{report_return.pk}.xlsx"


@login_required
def document(request: SignedIn, pk: int, kind: str) -> HttpResponse:
    """The report as a file in the form that the office must use."""
    report_return = seen_return(request, pk)
    if kind not in KINDS:
        raise Http404
    report = report_of(report_return)
    at = settings.DESK_ADDRESS.rstrip("/") + reverse("reports:page", args=[pk])
    on = report_return.issued_on or report_return.submitted_on or today()
    make: dict[str, Callable[[], bytes]] = {
        "docx": lambda: docx_of(report, own_template("report", report_return.unit_id, on=on)),
        "pdf": lambda: pdf_of(report, at),
        "xlsx": lambda: xlsx_of(report),
    }
    answer = HttpResponse(make[kind](), content_type=KINDS[kind])
    name = f"{slug(report_return.campaign.form)}-{slug(report_return.name)}-{report_return.campaign.period}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
