"""How a page is shown: whoever draws pages registers its views here, and the models ask, which know nothing above them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from wagtail.models import Page

View = TypeVar("View", bound=Callable[..., HttpResponse])

_views: dict[str, Callable[..., HttpResponse]] = {}


def shows(model: str) -> Callable[[View], View]:
    """The decorated view shows the pages of that model, also where a draft is looked at before it is published."""

    def register(view: View) -> View:
        _views[model] = view
        return view

    return register


def shown_page(request: HttpRequest, page: Page) -> HttpResponse:
    """The page as the view that is registered for its model draws it."""
    return _views[page._meta.model_name or ""](request, page)
