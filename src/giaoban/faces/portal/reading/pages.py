"""Front page, sections, articles and their print version."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import TruncMonth
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone, translation

from giaoban.faces.portal import clock, figures
from giaoban.faces.portal.addresses import absolute
from giaoban.faces.portal.models import Article, Event, Furniture, Home, Paper, Section
from giaoban.faces.portal.models.pages import words_in_address
from giaoban.faces.portal.models.published import published, readable
from giaoban.faces.portal.models.showing import shows
from giaoban.faces.portal.reading.around import day_asked, public_articles, sheet, shown
from giaoban.faces.portal.reading.publicness import date_of_withdrawn
from giaoban.faces.portal.reading.typesetting import pdf_of

MOST_LISTED = 1_000
"""Articles of a section that can be paged through; older ones are reached by their month, so that nothing is counted to its end."""
ABOUT_THE_BODY = {"gioi-thieu-chung", "co-cau-to-chuc", "to-chuc-co-so-dang-gioi-thieu"}
"""Sections of the founding tree from which a reader looks for the organisation chart."""


def home(request: HttpRequest) -> HttpResponse:
    """The front page in Vietnamese."""
    page = published(Home).first()
    if page is None:
        raise Http404
    return home_page(request, page)


@shows("home")
def home_page(request: HttpRequest, page: Home) -> HttpResponse:
    """The lead story, the latest, what each section has, documents, calendar and the half-year in figures."""
    latest = list(public_articles().filter(kind=Article.Kind.NEWS).select_related("cover")[:9])
    lead = published(Article).filter(pk=page.lead_story_id).first() or (latest[0] if latest else None)
    shown_already = {lead.pk} if lead else set()
    others = [article for article in latest if article.pk not in shown_already][:6]
    sections = []
    for section in published(Section).filter(on_front=True).order_by("path"):
        articles = list(public_articles().descendant_of(section).select_related("cover")[:4])
        if articles:
            sections.append((section, articles))
    released = figures.reports()
    report = next(
        (release for release in released if release.slug == page.front_release), released[0] if released else None
    )
    return shown(
        request,
        "portal/home.html",
        {
            "home": page,
            "structured": site_structured(),
            "lead": lead,
            "latest": others,
            "sections": sections,
            "papers": published(Paper).order_by("-issued_on", "-pk")[:6],
            "events": published(Event).filter(starts_at__gte=clock.now()).order_by("starts_at")[:5],
            "report": report,
            "report_figures": [figure for figure in report.figures if not figure.withheld][:6] if report else [],
            "updated_at": max((a.last_published_at or a.dated_at for a in latest), default=None),
        },
    )


def section(request: HttpRequest, slug: str) -> HttpResponse:
    """The section of that slug."""
    section = published(Section).filter(slug=slug).first()
    if section is None:
        raise Http404
    if section.leads_to and section.leads_to != request.path:
        return HttpResponsePermanentRedirect(section.leads_to)
    return section_page(request, section)


@shows("section")
def section_page(request: HttpRequest, section: Section) -> HttpResponse:
    """Introduction pages first, then the articles, newest first, whole or of one month."""
    articles = public_articles().descendant_of(section).select_related("cover")
    news = articles.filter(kind=Article.Kind.NEWS)
    listed = news.order_by()[: MOST_LISTED + 1].count()
    months = _months_of(news, many=listed > MOST_LISTED)
    month = _month(request.GET.get("thang"))
    if month:
        news = news.filter(dated_at__gte=_midnight(month), dated_at__lt=_midnight(_next(month)))
        listed = news.order_by()[: MOST_LISTED + 1].count()
    page = sheet(request, news, count=min(listed, MOST_LISTED))
    return shown(
        request,
        "portal/section.html",
        {
            "section": section,
            "of_the_body": section.slug in ABOUT_THE_BODY,
            "path_above": above(section),
            "below": published(Section).child_of(section),
            "introductions": articles.filter(kind=Article.Kind.INTRODUCTION).order_by("path"),
            "sheet": page,
            "updated_at": page[0].dated_at if len(page) else section.last_published_at,
            "more_by_month": listed > MOST_LISTED,
            "months": months,
            "month": month,
        },
    )


def _months_of(news: QuerySet[Article], *, many: bool) -> list[date]:
    """The months of the archive, newest first: those that hold something, or of a long one all from its first to its last."""
    if not many:
        held = news.order_by().annotate(month=TruncMonth("dated_at")).values_list("month", flat=True).distinct()
        return sorted((timezone.localtime(moment).date() for moment in held), reverse=True)
    days = news.values_list("dated_at", flat=True)
    first, last = days.order_by("dated_at").first(), days.first()
    assert first is not None
    assert last is not None
    month, end = (timezone.localtime(moment).date().replace(day=1) for moment in (first, last))
    months = [month]
    while month < end:
        month = _next(month)
        months.append(month)
    return months[::-1]


def article(request: HttpRequest, section: str, words: str, number: int) -> HttpResponse:
    """The article of that number; another section or other words lead to its one address, a withdrawn one says so."""
    article = readable(request, number)
    if article is None:
        dated_at = date_of_withdrawn(number)
        if dated_at is None:
            raise Http404
        return gone(request, dated_at)
    if request.path != article.address:
        return HttpResponsePermanentRedirect(article.address)
    return article_page(request, article)


@shows("article")
def article_page(request: HttpRequest, article: Article, *, template: str = "portal/article.html") -> HttpResponse:
    """The article with what is related to it."""
    parent = article.get_parent().specific
    related = (
        public_articles(article.language).filter(kind=Article.Kind.NEWS).exclude(pk=article.pk).select_related("cover")
    )
    in_section = list(related.child_of(parent)[:4])
    return shown(
        request,
        template,
        {
            "article": article,
            "section": parent,
            "path_above": above(parent),
            "corrections": article.corrections.all(),
            "structured": structured(article, parent),
            "related": in_section,
            "latest": [article for article in related[:8] if article not in in_section][:5],
            "translations": published(Article).filter(Q(translation_of=article) | Q(pk=article.translation_of_id or 0)),
        },
        language=article.language,
        counted=article.pk if article.live else None,
    )


def structured(article: Article, parent: Section) -> dict[str, Any]:
    """The article as schema.org describes one."""
    furniture = Furniture.on(clock.today())
    body = furniture.body if furniture else ""
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle" if article.kind == Article.Kind.NEWS else "Article",
        "headline": article.headline,
        "description": article.search_description or article.lead,
        "datePublished": article.dated_at.isoformat(),
        "dateModified": (article.last_published_at or article.dated_at).isoformat(),
        "inLanguage": article.language,
        "articleSection": parent.title,
        "identifier": str(article.pk),
        "url": absolute(article.address),
        "author": {"@type": "Organization", "name": article.byline or body},
        "publisher": {"@type": "GovernmentOrganization", "name": body},
    }


def site_structured() -> dict[str, Any]:
    """The site and the body that publishes it, as schema.org describes them."""
    furniture = Furniture.on(clock.today())
    body = furniture.body if furniture else ""
    return {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": (furniture.site_name or body) if furniture else "",
        "url": absolute("/"),
        "inLanguage": ["vi", "en"],
        "publisher": {
            "@type": "GovernmentOrganization",
            "name": body,
            "address": furniture.address if furniture else "",
            "email": furniture.email if furniture else "",
        },
        "potentialAction": {
            "@type": "SearchAction",
            "target": absolute("/tim-kiem/") + "?q={words}",
            "query-input": "required name=words",
        },
    }


def printed(request: HttpRequest, number: int) -> HttpResponse:
    """The article alone: title, date, address, text, captions."""
    article = _readable(request, number)
    return shown(
        request, "portal/print.html", {"article": article, "source": absolute(article.address), "corrections": article.corrections.all()},
        language=article.language, counted=None,
    )  # fmt: skip


def gone(request: HttpRequest, dated_at: datetime) -> HttpResponse:
    """That there was an article of that date here, and that it was withdrawn."""
    return shown(request, "portal/gone.html", {"article": {"dated_at": dated_at}}, status=410, counted=None)


def _readable(request: HttpRequest, number: int) -> Article:
    found = readable(request, number)
    if found is None:
        raise Http404
    return found


def above(found: Section) -> list[Any]:
    """The sections over that one, from the top, itself included."""
    return [page for page in found.get_ancestors(inclusive=True).specific() if isinstance(page, Section)]


def _month(text: str | None) -> date | None:
    return day_asked(f"{text}-01") if text else None


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))


def as_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """The article as a file to keep."""
    article = _readable(request, number)
    furniture = Furniture.on(clock.today())
    with translation.override(article.language):
        made = pdf_of(article, body=furniture.body if furniture else "", address=absolute(article.address))
    response = HttpResponse(made, content_type="application/pdf")
    name = f"{words_in_address(article.title)[:80]}-{article.pk}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "public, max-age=300"
    return response
