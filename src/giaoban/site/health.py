"""What a supervisor asks: does the program live, is it ready, how much does it do."""

from __future__ import annotations

import errno
import ipaddress
import sys

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.transaction import TransactionManagementError
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


PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><h1>{title}</h1><p>{said}</p></html>"""
AWAY = (
    "Tạm thời chưa trả lời được",
    "Cơ sở dữ liệu đang khởi động lại. Việc chưa được báo “xong” thì chưa ghi; xin mở lại trang này sau ít giây.",
)
FULL = (
    "Ổ đĩa của máy chủ đã đầy",
    "Việc vừa làm chưa được ghi và không để lại gì dở dang. Xin báo người quản trị chương trình giải phóng ổ đĩa rồi làm lại.",
)
SLOW = (
    "Việc này mất quá nhiều thời gian",
    "Chương trình đã dừng lại và không ghi gì. Xin làm lại sau ít phút; nếu vẫn vậy, hãy báo người quản trị chương trình.",
)
WAIT = {"53100": FULL, "57014": SLOW, "55P03": SLOW, "25P03": SLOW}
"""What is said for some states of PostgreSQL: disk full, statement cancelled, lock not had, transaction left idle."""


def failed(request: HttpRequest) -> HttpResponse:
    """The page of an error: 503 with what to do when the machine is at fault, which needs no database to be shown."""
    if said := _said_of(sys.exc_info()[1]):
        title, sentence = said
        return HttpResponse(
            PAGE.format(title=title, said=sentence),
            status=503,
            headers={"Retry-After": "5", "Cache-Control": "no-store"},
        )
    return server_error(request)


def _said_of(error: BaseException | None) -> tuple[str, str] | None:
    """Title and sentence for a fault of the machine; None for a fault of the program."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return FULL
    if isinstance(error, OperationalError | InterfaceError):
        return WAIT.get(getattr(error.__cause__, "sqlstate", None) or "", AWAY)
    if isinstance(error, TransactionManagementError):
        return _said_of(error.__cause__)
    return None


urlpatterns = [path("healthz", alive), path("readyz", ready), path("metrics", metrics)]
