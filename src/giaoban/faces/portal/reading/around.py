"""What every public page shows around its content."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from giaoban.core.numbers import number_in
from giaoban.core.spans import day_in
from giaoban.faces.portal import clock
from giaoban.faces.portal.addresses import absolute
from giaoban.faces.portal.models import Article, Furniture, Section
from giaoban.faces.portal.models.published import published
from giaoban.faces.portal.visits import marks

TYPES = {"lon": "large"}
SCHEMES = {"toi": "dark", "sang": "light", "tuong-phan": "contrast"}
VIEW_COOKIE = "gb_view"


def shown(
    request: HttpRequest, template: str, context: dict[str, Any], *, language: str = "vi", status: int = 200,
    counted: int | None = 0,
) -> HttpResponse:  # fmt: skip
    """The page inside the portal's frame, in that language; ``counted`` is the article it counts for (0: none, None: not counted)."""
    with translation.override(language):
        request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
        around = frame(request, language) | context
        around["visit_mark"] = marks.page(counted) if counted is not None else ""
        response = render(request, template, around, status=status)
    response["Content-Language"] = language
    response["Cache-Control"] = "no-cache"
    return response


def frame(request: HttpRequest, language: str) -> dict[str, Any]:
    """Furniture, menu and the switches of the reader."""
    type_size, scheme = view_of(request)
    today = clock.today()
    return {
        "language": language,
        "furniture": Furniture.on(today) or Furniture(body="Giao Ban", valid_from=today),
        "menu": menu(),
        "day": today,
        "type_size": type_size,
        "scheme": scheme,
        "here": request.path,
        "address": absolute(request.path),
        "stats_mark": marks.STATS,
    }


def day_asked(text: str | None) -> date:
    """The day that an address names, today where it names none; 404 where it is no day, or none of use."""
    if not text:
        return clock.today()
    day = day_in(text)
    if day is None:
        raise Http404
    return day


def view_of(request: HttpRequest) -> tuple[str, str]:
    """Large type and scheme as the reader chose them, from the cookie that holds nothing else."""
    type_size, _, scheme = request.COOKIES.get(VIEW_COOKIE, "").partition(".")
    return TYPES.get(type_size, ""), SCHEMES.get(scheme, "")


def menu() -> list[dict[str, Any]]:
    """The sections in menus, two levels."""
    sections = list(published(Section).in_menu().order_by("path"))
    tops: list[dict[str, Any]] = []
    for section in sections:
        entry = {"section": section, "url": section.leads_to or f"/{section.slug}/", "below": []}
        if section.depth == 3:
            tops.append(entry)
        elif tops and section.path.startswith(tops[-1]["section"].path):
            tops[-1]["below"].append(entry)
    return tops


def public_articles(language: str = "vi") -> QuerySet[Article]:
    """The published articles, newest first."""
    return published(Article).filter(language=language).order_by("-dated_at", "-pk")


def sheet(request: HttpRequest, rows: Any, size: int = 20, *, count: int | None = None) -> PaginatorPage:
    """The asked sheet of a long list, of which ``count`` says how long it is where that is known; Http404 when there is
    none of that number."""
    paginator = Paginator(rows, size)
    if count is not None:
        paginator.count = count
    number = number_in(request.GET.get("trang", "1"))
    if number is None or not 1 <= number <= paginator.num_pages:
        raise Http404
    return paginator.page(number)
