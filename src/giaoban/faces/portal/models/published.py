"""What of the tree is public: live, in sections that are, and not kept private. Asked here and nowhere else."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.models import Page

from giaoban.faces.portal.models.pages import Article, Section

Kind = TypeVar("Kind", bound=Page)


def published(kind: type[Kind]) -> QuerySet[Kind]:
    """The pages of that kind that anybody may read; in the database `reading.publicness` says the same."""
    pages = kind.objects.live().public()
    for path in Section.objects.not_live().values_list("path", flat=True):
        pages = pages.exclude(path__startswith=path)
    return pages


def readable(request: HttpRequest, number: int) -> Article | None:
    """The article of that number if whoever asks may read it: a private one is read by whom its privacy lets in."""
    article = published(Article).filter(pk=number).select_related("cover").first()
    if article is not None or not request.user.is_authenticated:
        return article
    article = Article.objects.live().filter(pk=number).select_related("cover").first()
    lets_in = article and all(rule.accept_request(request) for rule in article.get_view_restrictions())
    return article if lets_in else None
