"""The pages in English that the rules ask for: structure, functions, contacts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from giaoban.faces.portal import figures
from giaoban.faces.portal.models import Article
from giaoban.faces.portal.reading.around import public_articles, shown
from giaoban.faces.portal.reading.pages import site_structured


def home(request: HttpRequest) -> HttpResponse:
    """The front page in English."""
    articles = public_articles("en").select_related("cover")
    newest = articles.first()
    return shown(
        request,
        "portal/home_en.html",
        {
            "introductions": articles.filter(kind=Article.Kind.INTRODUCTION).order_by("path"),
            "news": articles.filter(kind=Article.Kind.NEWS)[:10],
            "structured": site_structured(),
            "updated_at": (newest.last_published_at or newest.dated_at) if newest else None,
            "reports": figures.reports()[:3],
        },
        language="en",
    )
