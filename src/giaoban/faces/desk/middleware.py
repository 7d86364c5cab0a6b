"""What a refusal looks like wherever it arises: a page that helps, and nothing half-done."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from giaoban.core.refusal import Refused


class RefusalMiddleware:
    """A `Refused` that no page took up becomes a page with its reasons, status 422."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused):
            return render(request, "desk/refused.html", {"reasons": exception.reasons}, status=422)
        return None
