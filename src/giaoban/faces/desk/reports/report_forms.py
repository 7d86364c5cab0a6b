"""Of a form or its draft: the file as it stands in the repository."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse

from giaoban.core.text import slug
from giaoban.ground.journal.clock import today
from giaoban.kit.cells import record_seen
from giaoban.kit.register import Register, SignedIn
from giaoban.reporting.form_register import DRAFTS, FORMS


@login_required
def version_file(request: SignedIn, pk: int) -> HttpResponse:
    """The file of a version."""
    record = _seen(request, FORMS, pk)
    return _given(record.text, record.code, record.valid_from)


@login_required
def draft_file(request: SignedIn, pk: int) -> HttpResponse:
    """The file of a draft as it stands now."""
    record = _seen(request, DRAFTS, pk)
    return _given(record.text, f"{record.code}-nhap", record.form.valid_from)


def _seen(request: SignedIn, register: Register, pk: int) -> Any:
    record = record_seen(request.user, register, pk, on=today())
    if record is None:
        raise Http404
    return record


def _given(text: str, code: str, day: date) -> HttpResponse:
    response = HttpResponse(text, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug(code)}-{day.isoformat()}.toml"'
    return response
