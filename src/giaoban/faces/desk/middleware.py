"""What stands around every page: the headers, who may pass with what proof, and what a refusal looks like."""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import AsyncIterator, Callable
from typing import IO

from allauth.usersessions.models import UserSession
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import logout
from django.core.handlers.asgi import ASGIRequest
from django.db import close_old_connections, transaction
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotAllowed, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.http import urlencode

from giaoban.core.refusal import Refused
from giaoban.faces.desk.permissions import denied
from giaoban.faces.desk.signin import passed_both_steps, shown_at, signed_in_at
from giaoban.ground import coming
from giaoban.ground.access import second_lock
from giaoban.ground.access.explaining import Denied
from giaoban.ground.access.policy import needs_second_factor, remembering
from giaoban.ground.journal.clock import today

Answer = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger(__name__)

OPEN_TO_ONE_STEP = ("/account/", "/i18n/", "/static/", "/desk/prefer/")
"""Where a session may go that has passed the first step only: to the second, and out."""
NOT_KEPT = ("/desk/", "/so-tay/", "/account/", "/bientap/", "/tai-lieu/", "/duyet/", "/giay-moi/")
PIECE = 64 * 1024
EDITING = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:;"
    " font-src 'self' data:; frame-src 'self'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'; object-src 'none'"
    f"; report-uri {settings.CSP_REPORTS}; report-to csp"
)
REFUSED = {400, 403, 404, 409, 422, 429}
"""Answers to what somebody may not do, may not see (404), typed otherwise than it may be, or did too often."""
MEANT = ["GET", "HEAD", "POST"]
"""What the program's addresses mean; the read API answers OPTIONS too, which other sites' pages ask first."""
PERMISSIONS = "camera=(), geolocation=(self), microphone=(), payment=(), usb=(), publickey-credentials-get=(self)"


class FilesMiddleware:
    """A file leaves in pieces as it is read, whatever its size; Django would gather it whole before the first byte.

    What was asked of the database has been asked: its connections go back before the first byte, however slowly it is read.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if isinstance(request, ASGIRequest) and isinstance(answer, FileResponse) and answer.file_to_stream is not None:
            file = answer.file_to_stream
            if answer.status_code == 200 and (size := _size(file)) is not None:
                answer.headers["Content-Length"] = str(size)  # a static file's was noted when the program started
            answer.streaming_content = _pieces(file, int(answer.headers.get("Content-Length", sys.maxsize)))
        if isinstance(request, ASGIRequest) and (isinstance(answer, FileResponse) or not answer.streaming):
            close_old_connections()
        return answer


def _size(file: IO[bytes]) -> int | None:
    """How long the open file is now, from where it is read on; None for what is no file on a disk."""
    try:
        return os.fstat(file.fileno()).st_size - file.tell()
    except (AttributeError, OSError):
        return None


async def _pieces(file: IO[bytes], most: int) -> AsyncIterator[bytes]:
    """What the answer said it would be long, however the file grows meanwhile."""
    read = sync_to_async(file.read, thread_sensitive=False)
    while most > 0 and (piece := await read(min(PIECE, most))):
        most -= len(piece)
        yield piece


class HeadersMiddleware:
    """Each answer carries what tells a browser to be careful; what is meant for one person is kept by nobody."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        answer.headers.setdefault("Permissions-Policy", PERMISSIONS)
        answer.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        answer.headers.setdefault("Reporting-Endpoints", f'csp="{settings.CSP_REPORTS}"')
        if request.path.startswith("/bientap/"):
            answer.headers["Content-Security-Policy"] = EDITING
        if request.path.startswith(NOT_KEPT):
            if not answer.headers.get("Cache-Control"):
                add_never_cache_headers(answer)
            answer.headers["Cache-Control"] = "no-store, private"
            patch_vary_headers(answer, ["Cookie"])
        return answer


class MethodsMiddleware:
    """A page is asked for or sent a form; every other method is refused before any page hears of it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meant = [*MEANT, "OPTIONS"] if request.path.startswith("/api/") else MEANT
        return self.get_response(request) if request.method in meant else HttpResponseNotAllowed(meant)


class SignedInMiddleware:
    """A session is one that has passed the steps its owner's roles ask for, is not idle and not too old.

    A session that passed one step only can set up or show the second one, or sign out; nothing else answers it.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return self.get_response(request)
        if self._is_over(request):
            logout(request)
            return self.get_response(request)
        one_step = settings.SECOND_FACTOR != "off" and not request.path.startswith(OPEN_TO_ONE_STEP)
        if one_step and not passed_both_steps(request) and needs_second_factor(request.user, on=today()):
            way = "mfa_reauthenticate" if _has_factor(request) else "mfa_activate_totp"
            return redirect(f"{reverse(way)}?{urlencode({'next': request.get_full_path()})}")
        return self._turned(request)

    def _turned(self, request: HttpRequest) -> HttpResponse:
        """The page; that it was refused is logged with the account. Where somebody showed meanwhile who they are, the session
        has another word from there on."""
        word, shown = request.session.session_key, shown_at(request)
        account = request.user.pk
        answer = self.get_response(request)
        if answer.status_code in REFUSED:
            route = request.resolver_match.route if request.resolver_match else "unknown"
            log.warning("Account %d was answered %d at %s.", account, answer.status_code, route)
        if request.session.session_key == word and shown_at(request) != shown:
            request.session.cycle_key()
            UserSession.objects.filter(session_key=word).update(session_key=request.session.session_key)
        return answer

    def _is_over(self, request: HttpRequest) -> bool:
        """Whether the session was left alone too long, or was opened too long ago; notes that it is used."""
        now, seen, since = time.time(), request.session.get("seen"), signed_in_at(request)
        if seen is not None and now - seen > settings.IDLE_SECONDS:
            return True
        if since is not None and now - since > settings.SESSION_COOKIE_AGE:
            return True
        if seen is None or now - seen > 60:
            request.session["seen"] = now
        return False


def _has_factor(request: HttpRequest) -> bool:
    from allauth.mfa.adapter import get_adapter

    return get_adapter().is_mfa_enabled(request.user, ["totp", "webauthn"])


class SecondLockMiddleware:
    """A page for somebody signed in is made in one transaction that sees the rows of their units and no others.

    A file was written to its end before it is sent; what else is streamed is gathered before the transaction ends. A page
    that failed leaves nothing written.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return self.get_response(request)
        coming.bring_up_to(today())
        with remembering(), transaction.atomic(), second_lock.seen_by(request.user, on=today()):
            answer = self.get_response(request)
            if isinstance(answer, StreamingHttpResponse) and not isinstance(answer, FileResponse):
                answer.streaming_content = [b"".join(answer.streaming_content)]
            if answer.status_code >= 500:
                transaction.set_rollback(True)
        return answer


class RefusalMiddleware:
    """A `Refused` that no page took up becomes a page with its reasons, status 422; a missing power one that explains it, 403."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused):
            return render(request, "desk/refused.html", {"reasons": exception.reasons}, status=422)
        if isinstance(exception, Denied):
            return denied(request, exception)
        return None
