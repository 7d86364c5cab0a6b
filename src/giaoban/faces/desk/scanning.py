"""A virus scanner, where an office has one: every file that anybody sends is shown to ClamAV's daemon before a page has it."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable
from contextlib import closing
from typing import IO, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

PIECE = 64 * 1024
PATIENCE = 30
"""Seconds that the scanner has for each answer."""


class ScanningMiddleware:
    """A file in which the scanner finds something, or that it cannot look at, is refused with a sentence; no page ever has it.

    It stands behind the check of the form's token, which has taken the files in already.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, words: Any, named: Any) -> HttpResponse | None:
        if not settings.SCANNER or request.method != "POST":
            return None
        reasons = [reason for _field, file in request.FILES.items() if (reason := why_not_take(file))]
        return render(request, "desk/refused.html", {"reasons": reasons}, status=422) if reasons else None


def why_not_take(file: Any) -> str:
    """Why the file is not taken in, as a sentence; empty where the scanner found nothing in it."""
    try:
        verdict = scanned(file, settings.SCANNER)
    except OSError:
        return _("The file %(name)s was not taken in: the virus scanner does not answer. Try again in a while.") % {
            "name": file.name
        }
    finally:
        file.seek(0)
    if verdict == "OK":
        return ""
    return _("The file %(name)s was not taken in: the virus scanner says “%(verdict)s”.") % {
        "name": file.name, "verdict": verdict,
    }  # fmt: skip


def scanned(file: IO[bytes], at: str) -> str:
    """What the scanner says of the file: ``OK``, or the name of what it found; OSError when it says nothing."""
    with closing(_line(at)) as line:
        line.sendall(b"zINSTREAM\0")
        file.seek(0)
        try:
            while piece := file.read(PIECE):
                line.sendall(struct.pack("!L", len(piece)) + piece)
            line.sendall(struct.pack("!L", 0))
        except BrokenPipeError:
            pass  # it has said already why it reads no further
        return _answer(line).removeprefix("stream: ")


def version(at: str) -> str:
    """The scanner's version with the day of its list; OSError when it does not answer."""
    with closing(_line(at)) as line:
        line.sendall(b"zVERSION\0")
        return _answer(line)


def _line(at: str) -> socket.socket:
    """An open line to the scanner at a socket's path, or at ``host:port``."""
    if at.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(PATIENCE)
        line.connect(at)
        return line
    host, _colon, port = at.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE)


def _answer(line: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0"):
        piece = line.recv(4096)
        if not piece:
            raise ConnectionError("The scanner ended without an answer.")
        answer += piece
    return answer[:-1].decode("utf-8", "replace")
