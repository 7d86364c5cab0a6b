"""Of a form or its draft: the file as it stands in the repository, and a draft tried on what was returned before."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.core.text import slug
from giaoban.ground.journal.clock import today
from giaoban.kit.cells import record_seen
from giaoban.kit.register import Register, SignedIn
from giaoban.reporting.form_asks import tried_in_words
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


@login_required
def trial(request: SignedIn, pk: int) -> HttpResponse:
    """What a draft would make of the newest periods that were returned: numbers lost, findings more and no more."""
    record = _seen(request, DRAFTS, pk)
    context = {
        "record": record,
        "sentences": tried_in_words(record, actor=request.user),
        "trail": [
            {"label": DRAFTS.label, "url": reverse("desk:list", args=[DRAFTS.name])},
            {"label": str(record), "url": DRAFTS.address(record)},
            {"label": _("Tried on past periods"), "url": ""},
        ],
    }
    return render(request, "reports/form_trial.html", context)


def _seen(request: SignedIn, register: Register, pk: int) -> Any:
    record = record_seen(request.user, register, pk, on=today())
    if record is None:
        raise Http404
    return record


def _given(text: str, code: str, day: date) -> HttpResponse:
    response = HttpResponse(text, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug(code)}-{day.isoformat()}.toml"'
    return response
