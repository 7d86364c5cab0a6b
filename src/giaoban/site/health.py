"""What a supervisor asks: does the program live, is it ready, how much does it do."""

from __future__ import annotations

import ipaddress

from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest


def alive(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})


def ready(request: HttpRequest) -> HttpResponse:
    """The database answers too; 503 until it does."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database\n", status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse("ready\n", content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})


def metrics(request: HttpRequest) -> HttpResponse:
    """Figures of this process for Prometheus, to this machine alone; a forwarded request is not from this machine."""
    try:
        near = ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        near = False
    if not near or "HTTP_X_FORWARDED_FOR" in request.META:
        raise Http404
    return HttpResponse(
        generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"}
    )


urlpatterns = [path("healthz", alive), path("readyz", ready), path("metrics", metrics)]
