"""What a supervisor asks: does the program live, is it ready, how much does it do."""

from __future__ import annotations

import ipaddress
import sys

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.defaults import server_error
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


AWAY = """<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Tạm thời chưa trả lời được</title><h1>Tạm thời chưa trả lời được</h1>
<p>Cơ sở dữ liệu đang khởi động lại. Việc chưa được báo “xong” thì chưa ghi; xin mở lại trang này sau ít giây.</p></html>"""


def failed(request: HttpRequest) -> HttpResponse:
    """The page of an error: 503 with what to do when the database is away, which needs no database to be shown."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return HttpResponse(AWAY, status=503, headers={"Retry-After": "5", "Cache-Control": "no-store"})
    return server_error(request)


urlpatterns = [path("healthz", alive), path("readyz", ready), path("metrics", metrics)]
