"""What nobody can type and no table can hold is refused at the door, and what was typed comes to every page in one form."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict

from giaoban.core.legacy import recognise
from giaoban.core.text import as_kept

NUL = "\0"
LONGEST = 100_000
"""Letters of one answer, and of all answers of a form together, that are looked at: composing costs time, and no name is longer."""
MOST = 10 * LONGEST
SOFT_HYPHEN = "\xad"
SECRET = "password"
"""What the name of a field holds whose answer is taken as it was typed."""


class PlainTextMiddleware:
    """A request with the sign NUL in its address, its cookies, its query or its form is answered 400; PostgreSQL has no such sign.

    What a form answers, and what its files are called, comes to the page composed and without what nobody can see, whichever page
    it is; passwords stay as they were typed. It stands behind the check of the form's token, which reads the form already.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _refuse(request.path_info, *request.COOKIES.values(), *_words_of(request.GET))
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, words: Any, named: Any) -> None:
        if request.method == "POST":
            files = [file for _field, sent in request.FILES.lists() for file in sent]
            _refuse(*_words_of(request.POST), *(file.name or "" for file in files))
            for file in files:
                file.name = as_kept(file.name or "")
            if (kept := in_one_form(request.POST)) is not None:
                request.POST = kept  # type: ignore[assignment]


def in_one_form(given: QueryDict) -> QueryDict | None:
    """The answers as they are kept; None where they are so already."""
    changed: dict[str, list[str]] = {}
    left = MOST
    for name, values in given.lists():
        left -= sum(map(len, values))
        if SECRET not in name and left >= 0:
            kept = [_kept(value) for value in values]
            if kept != values:
                changed[name] = kept
    if not changed:
        return None
    answers = given.copy()
    for name, kept in changed.items():
        answers.setlist(name, kept)
    answers._mutable = False
    return answers


def _kept(value: str) -> str:
    if (value.isascii() and value.isprintable()) or len(value) > LONGEST or _counts_letters(value):
        return value
    if SOFT_HYPHEN in value and recognise([value]) == "tcvn3":
        return value  # a letter of the fonts before Unicode, which who reads the page puts right
    return as_kept(value)


def _counts_letters(value: str) -> bool:
    """Whether it is what the editor of running text sends, which says by numbers of letters where each mark begins."""
    if not value.startswith("{"):
        return False
    try:
        sent = json.loads(value)
    except (ValueError, RecursionError):
        return False
    return isinstance(sent, dict) and set(sent) == {"blocks", "entityMap"}


def _words_of(given: Any) -> Iterator[str]:
    for name, values in given.lists():
        yield name
        yield from values


def _refuse(*texts: str) -> None:
    if any(NUL in text for text in texts):
        raise SuspiciousOperation("The sign NUL, which nobody can type.")
