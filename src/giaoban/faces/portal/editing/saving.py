"""What is saved of a page is saved one after another, in the order in which it came."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse

_EDITED = re.compile(r"^/bientap/pages/(\d{1,9})/edit/")
_KIND = 0x6762  # of this program's locks, those of pages


class OneAfterAnotherMiddleware:
    """An editor's page saves itself as they type; what was sent first never writes over what the same editor sent after it.

    Without this a slow saving that began before "Submit" ends after it and takes back what was typed in between.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        edited = _EDITED.match(request.path) if request.method == "POST" else None
        if edited is None:
            return self.get_response(request)
        key = [_KIND, int(edited[1])]
        if connection.in_atomic_block:  # let go with the transaction, also where what was done in it failed
            _ask("pg_advisory_xact_lock", key)
            return self.get_response(request)
        _ask("pg_advisory_lock", key)
        try:
            return self.get_response(request)
        finally:
            _ask("pg_advisory_unlock", key)


def _ask(function: str, key: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", key)
