"""A body that ended: its site stays readable and nothing in it changes any more; PostgreSQL refuses, this says it in words."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

FROZEN = psycopg.errors.ReadOnlySqlTransaction
"""What the triggers of the portal's tables raise, see ``models.archive``."""


class ArchiveMiddleware:
    """Whatever somebody tried to change in an archive, they read one sentence on why it stays as it is, status 423."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception.__cause__, FROZEN):
            return None
        return HttpResponse(render_to_string("portal/archived.html"), status=423)  # no query: the transaction is void
