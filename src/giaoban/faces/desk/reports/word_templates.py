"""Of an office's Word template: the file, a trial filling, and the names that templates can use."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render

from giaoban.core.text import slug
from giaoban.faces.desk.reports.frame import KINDS
from giaoban.ground.access.policy import may_anywhere
from giaoban.ground.journal.clock import today
from giaoban.ground.units.queries import ids_under
from giaoban.kit.cells import record_seen
from giaoban.kit.register import SignedIn
from giaoban.reporting.documents import docx_of
from giaoban.reporting.documents.word import TEMPLATES as BUILT_IN
from giaoban.reporting.documents.word import fill
from giaoban.reporting.models import Return, WordTemplate
from giaoban.reporting.queries import report_of, returns_seen
from giaoban.reporting.word_templates.models import PRINTED
from giaoban.reporting.word_templates.names import NAMES
from giaoban.reporting.word_templates.queries import file_of, sample_for
from giaoban.reporting.word_templates.register import TEMPLATES
from giaoban.reporting.word_templates.rules import DOCUMENTS


@login_required
def file(request: SignedIn, pk: int) -> HttpResponse:
    """The template as the office sent it."""
    record = _seen(request, pk)
    return _given(file_of(record).content, record.name.removesuffix(".docx"))


@login_required
def trial(request: SignedIn, pk: int) -> HttpResponse:
    """The template filled in: a report with the newest figures that the person may see of the unit, else a made-up document."""
    record = _seen(request, pk)
    own, newest = file_of(record), _newest_return(request, record)
    if record.document == "report" and newest is not None:
        content = docx_of(report_of(newest), own)
    else:
        content = fill(record.document, sample_for(record.document), title=str(record), dated_on=today(), own=own)
    return _given(content, f"thu-{record.name.removesuffix('.docx')}")


@login_required
def names(request: SignedIn) -> HttpResponse:
    """Every name that a template can use, by document, with what it means; and the templates to begin with."""
    if not may_anywhere(request.user, TEMPLATES.read, on=today()):
        raise Http404
    documents = [
        {"key": document, "label": label, "names": NAMES[document].items()} for document, label in PRINTED.items()
    ]
    return render(request, "reports/word_template_names.html", {"documents": documents})


@login_required
def built_in(request: SignedIn, document: str) -> HttpResponse:
    """The template that the program brings, to be changed in Word."""
    if document not in DOCUMENTS or not may_anywhere(request.user, TEMPLATES.read, on=today()):
        raise Http404
    return _given((BUILT_IN / f"{document}.docx").read_bytes(), f"mau-{slug(DOCUMENTS[document])}")


def _seen(request: SignedIn, pk: int) -> Any:
    record = record_seen(request.user, TEMPLATES, pk, on=today())
    if record is None or record.is_built_in:
        raise Http404
    return record


def _newest_return(request: SignedIn, record: WordTemplate) -> Return | None:
    """The return with the newest figures: of the unit itself, else of one below it."""
    inside = ids_under(record.unit_id, on=today()) | {record.unit_id}
    there = returns_seen(request.user, on=today()).filter(unit__in=inside).exclude(source="")
    there = (
        there.filter(campaign__cancelled_on=None).select_related("campaign", "file").order_by("-campaign__span", "pk")
    )
    return there.filter(unit=record.unit_id).first() or there.first()


def _given(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=KINDS["docx"])
    response["Content-Disposition"] = f'attachment; filename="{slug(name)[:80] or "mau"}.docx"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
