"""What a supervisor asks, does the program live, is it ready, how much does it do; and what browsers tell unasked."""

from __future__ import annotations

import errno
import ipaddress
import json
import logging
import sys
import time
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.transaction import TransactionManagementError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, path, resolve
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.defaults import server_error
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Counter, generate_latest

from giaoban.core.numbers import number_in

log = logging.getLogger(__name__)


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


MOST_REPORT = 8 * 1024
REPORTS_A_MINUTE = 60
VIOLATIONS = Counter("giaoban_csp_violations", "What browsers were kept from by the policy of a page.", ["directive"])
REPORTED_AS = {"application/csp-report", "application/reports+json", "application/json"}
"""What browsers send; a form is no report, and its body was read before it came here."""
_minute = [0, 0]  # the minute of the clock, and how many reports of it were read


@csrf_exempt
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """A browser tells what the policy kept it from: counted, and logged by directive and kind of page, without contents.

    What is too large, too much in a minute or no report is let go; the answer is always the same.
    """
    answer = HttpResponse(status=204)
    now = int(time.monotonic() // 60)
    _minute[:] = [now, _minute[1] + 1 if _minute[0] == now else 1]
    size = number_in(str(request.META.get("CONTENT_LENGTH") or ""), MOST_REPORT)
    if _minute[1] > REPORTS_A_MINUTE or size is None or request.content_type not in REPORTED_AS:
        return answer
    try:
        told = json.loads(request.body)
    except (ValueError, RecursionError):
        return answer
    for report in told[:10] if isinstance(told, list) else [told]:
        if not isinstance(report, dict):
            continue
        body = report.get("csp-report") or report.get("body")
        if isinstance(body, dict):
            directive, page = _directive(body), _kind_of_page(body)
            VIOLATIONS.labels(directive).inc()
            log.warning("A browser was kept from something by %s on a page of the kind %s.", directive, page)
    return answer


def _directive(body: dict[str, Any]) -> str:
    directive = str(
        body.get("effectiveDirective") or body.get("effective-directive") or body.get("violated-directive") or ""
    )
    name = directive.partition(" ")[0].removesuffix("-elem").removesuffix("-attr")
    return name if name in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"] else "other"


def _kind_of_page(body: dict[str, Any]) -> str:
    """The pattern of the page's address, in which no name and no number stands."""
    try:
        return resolve(urlsplit(str(body.get("documentURL") or body.get("document-uri") or "")).path or "/").route
    except (Resolver404, ValueError):
        return "unknown"


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
    if words := _said_of(sys.exc_info()[1]):
        title, sentence = words
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
    state = getattr(error.__cause__, "sqlstate", None) or "" if isinstance(error, DatabaseError) else ""
    if state in WAIT:  # also what Django calls an internal error: a transaction that stood idle for too long
        return WAIT[state]
    if isinstance(error, OperationalError | InterfaceError):
        return AWAY
    if isinstance(error, TransactionManagementError):
        return _said_of(error.__cause__)
    return None


urlpatterns = [path("healthz", alive), path("readyz", ready), path("metrics", metrics), path("csp-report", csp_report)]
