"""What is public: pages that are live, in sections that are, and not kept private; records of registers that are live and
open. Asked here and nowhere else."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from wagtail.models import Page

from giaoban.faces.portal import clock
from giaoban.faces.portal.models.letters import Consultation
from giaoban.faces.portal.models.pages import Article, Section

Kind = TypeVar("Kind", bound=Model)


def published(kind: type[Kind]) -> QuerySet[Kind]:
    """What of that kind anybody may read; in the database `reading.publicness` says the same."""
    shown = kind._default_manager.filter(live=True)
    if kind is Consultation:
        return shown.filter(opens_on__lte=clock.today())
    if not issubclass(kind, Page):
        return shown
    shown = shown.public()
    for path in Section.objects.not_live().values_list("path", flat=True):
        shown = shown.exclude(path__startswith=path)
    return shown


def readable(request: HttpRequest, number: int) -> Article | None:
    """The article of that number if whoever asks may read it: a private one is read by whom its privacy lets in."""
    article = published(Article).filter(pk=number).select_related("cover").first()
    if article is not None or not request.user.is_authenticated:
        return article
    article = Article.objects.live().filter(pk=number).select_related("cover").first()
    lets_in = article and all(rule.accept_request(request) for rule in article.get_view_restrictions())
    return article if lets_in else None
