"""What a refusal looks like on the editing side: back to the article, with the reasons above it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from json import JSONDecodeError
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from giaoban.core.numbers import number_in
from giaoban.core.refusal import Refused

MOST_ROWS = 200
"""Rows of one kind that a page of the editing side has at most, such as corrections of an article."""
_PAGE = re.compile(r"^/bientap/(?:pages|workflow)/(?:[a-z_/]*/)?(\d+)/")


class EditingRefusalMiddleware:
    """A `Refused` under /bientap/ is told above the article, or above the list where it was asked of several.

    A form that came without some of its parts (which only its page sends), and what names a thing by a number that is none, or a
    page that is not there, is answered 400, and nothing of it is written.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, words: Any, named: Any) -> HttpResponse | None:
        """A page that says it has more rows of one kind than anybody writes would make each of them: it is answered 400."""
        if request.method == "POST" and request.path.startswith("/bientap/"):
            counts = (request.POST[name] for name in request.POST if name.endswith("-TOTAL_FORMS"))
            if any(len(count) > 20 or (number_in(count) or 0) > MOST_ROWS for count in counts):
                return render(request, "400.html", status=400)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not request.path.startswith("/bientap/"):
            return None
        missing = (
            isinstance(exception, Page.DoesNotExist) and request.method == "POST"
        )  # a form named a page that is none
        if missing or isinstance(exception, MultiValueDictKeyError) or _is_of_what_was_sent(request, exception):
            if transaction.get_connection().in_atomic_block:
                transaction.set_rollback(True)
            return render(request, "400.html", status=400)
        if not isinstance(exception, Refused):
            return None
        messages.error(
            request, format_html("<b>{}</b>{}", _("The article was not published:"), listed(exception.reasons))
        )
        match = _PAGE.match(request.path)
        back = (
            reverse("wagtailadmin_pages:edit", args=[int(match[1])])
            if match
            else request.headers.get("Referer", "") or reverse("wagtailadmin_home")
        )
        if request.headers.get("x-requested-with") == "XMLHttpRequest":  # the dialogue of a step follows this itself
            return JsonResponse({"step": "success", "redirect": back})
        return redirect(back)


_NO_NUMBER = re.compile(
    r"Field '\w+' expected a number but got |Reverse for |invalid literal for int\(\) with base 10: "
)
_LONGEST_NUMBER = 4_300
"""Digits beyond which Python reads no number; it does not quote them."""
_EDGE = re.compile(r"\D*(0001|9999)\D|.*\D(0001|9999)\b")
"""A day of the first or the last year that there is."""
_QUOTED = 190
"""So much of what is no number does Python quote at least."""


def _is_of_what_was_sent(request: HttpRequest, exception: Exception) -> bool:
    """Whether a page of the editing side fell over a value that it took for the number of something, and quotes it as it was sent;
    or was sent a form that it has not for this person."""
    sent = [value for given in (request.GET, request.POST) for _name, values in given.lists() for value in values]
    if isinstance(exception, JSONDecodeError):  # running text that no editor of running text has sent
        return exception.doc in sent
    if isinstance(exception, AttributeError):
        no_form = exception.obj is None and exception.name == "is_valid" and _is_creating(request.path)
        return no_form or (exception.name == "get" and any(_is_written_in(value, exception.obj) for value in sent))
    if isinstance(
        exception, OverflowError
    ):  # a moment that lies before the first or after the last when told in another zone
        return any(_EDGE.match(value) for value in sent)
    if isinstance(exception, ValueError) and f"({_LONGEST_NUMBER} digits)" in str(exception):
        return any(len(value) > _LONGEST_NUMBER for value in sent)
    if not isinstance(exception, ValueError | NoReverseMatch) or not _NO_NUMBER.match(str(exception)):
        return False
    named = request.resolver_match.kwargs.values() if request.resolver_match else ()
    return any(repr(value)[:_QUOTED] in str(exception) for value in (*sent, *map(str, named)))


def _is_creating(path: str) -> bool:
    """Whether a chooser is asked to make what is to be chosen."""
    return path.endswith("/create/") and "/choose" in path


def _is_written_in(value: str, what: Any) -> bool:
    """Whether the value that was sent is that number, text or list, written as JSON."""
    try:
        return not isinstance(what, dict) and what is not None and json.dumps(json.loads(value)) == json.dumps(what)
    except (TypeError, ValueError, RecursionError):
        return False


def listed(sentences: list[str]) -> str:
    """The sentences as a list."""
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((each,) for each in sentences)))
