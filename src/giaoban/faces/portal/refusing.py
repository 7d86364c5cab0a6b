"""What a refusal looks like on the editing side: back to the article, with the reasons above it."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from wagtail.admin import messages

from giaoban.core.refusal import Refused

_PAGE = re.compile(r"^/bientap/(?:pages|workflow)/(?:[a-z_/]*/)?(\d+)/")


class EditingRefusalMiddleware:
    """A `Refused` under /bientap/ is told above the article, or above the list where it was asked of several.

    A form that came without some of its parts is answered 400, and nothing of it is written.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not request.path.startswith("/bientap/"):
            return None
        if isinstance(exception, MultiValueDictKeyError):  # a form without the parts that only its page sends
            transaction.set_rollback(True)
            return render(request, "400.html", status=400)
        if not isinstance(exception, Refused):
            return None
        messages.error(
            request, format_html("<b>{}</b>{}", _("The article was not published:"), listed(exception.reasons))
        )
        found = _PAGE.match(request.path)
        back = (
            reverse("wagtailadmin_pages:edit", args=[int(found[1])])
            if found
            else request.headers.get("Referer", "") or reverse("wagtailadmin_home")
        )
        if request.headers.get("x-requested-with") == "XMLHttpRequest":  # the dialogue of a step follows this itself
            return JsonResponse({"step": "success", "redirect": back})
        return redirect(back)


def listed(sentences: list[str]) -> str:
    """The sentences as a list."""
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((each,) for each in sentences)))
