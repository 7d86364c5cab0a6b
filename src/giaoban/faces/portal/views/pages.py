"""Front page, sections, articles and their print version."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import TruncMonth
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone, translation

from giaoban.faces.portal import clock, figures
from giaoban.faces.portal.models import Article, Event, Furniture, Home, Paper, Section
from giaoban.faces.portal.models.pages import words_in_address
from giaoban.faces.portal.typesetting import pdf_of
from giaoban.faces.portal.views.around import public_articles, sheet, shown

MOST_LISTED = 1_000
"""Articles of a section that can be paged through; older ones are reached by their month, so that nothing is counted to its end."""
ABOUT_THE_BODY = {"gioi-thieu-chung", "co-cau-to-chuc", "to-chuc-co-so-dang-gioi-thieu"}
"""Sections of the founding tree from which a reader looks for the organisation chart."""


def home(request: HttpRequest) -> HttpResponse:
    """The front page in Vietnamese."""
    page = Home.objects.live().first()
    if page is None:
        raise Http404
    return home_page(request, page)


def home_page(request: HttpRequest, page: Home) -> HttpResponse:
    """The lead story, the latest, what each section has, documents, calendar and the half-year in figures."""
    latest = list(public_articles().filter(kind=Article.Kind.NEWS).select_related("cover")[:9])
    lead = page.lead_story if page.lead_story and page.lead_story.live else (latest[0] if latest else None)
    shown_already = {lead.pk} if lead else set()
    others = [article for article in latest if article.pk not in shown_already][:6]
    sections = []
    for section in Section.objects.live().filter(on_front=True).order_by("path"):
        articles = list(public_articles().descendant_of(section).select_related("cover")[:4])
        if articles:
            sections.append((section, articles))
    released = figures.reports()
    report = next((found for found in released if found.slug == page.front_release), released[0] if released else None)
    return shown(
        request,
        "portal/home.html",
        {
            "home": page,
            "structured": site_structured(request),
            "lead": lead,
            "latest": others,
            "sections": sections,
            "papers": Paper.objects.order_by("-issued_on", "-pk")[:6],
            "events": Event.objects.filter(starts_at__gte=clock.now()).order_by("starts_at")[:5],
            "report": report,
            "report_figures": [figure for figure in report.figures if not figure.withheld][:6] if report else [],
            "updated_at": max((a.last_published_at or a.dated_at for a in latest), default=None),
        },
    )


def section(request: HttpRequest, slug: str) -> HttpResponse:
    """The section of that slug."""
    found = Section.objects.live().filter(slug=slug).first()
    if found is None:
        raise Http404
    if found.leads_to and found.leads_to != request.path:
        return HttpResponsePermanentRedirect(found.leads_to)
    return section_page(request, found)


def section_page(request: HttpRequest, found: Section) -> HttpResponse:
    """Introduction pages first, then the articles, newest first, whole or of one month."""
    articles = public_articles().descendant_of(found).select_related("cover")
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
            "section": found,
            "of_the_body": found.slug in ABOUT_THE_BODY,
            "path_above": above(found),
            "below": Section.objects.live().child_of(found),
            "introductions": articles.filter(kind=Article.Kind.INTRODUCTION).order_by("path"),
            "sheet": page,
            "updated_at": page[0].dated_at if len(page) else found.last_published_at,
            "more_by_month": listed > MOST_LISTED,
            "months": months,
            "month": month,
        },
    )


def _months_of(news: QuerySet[Article], *, many: bool) -> list[date]:
    """The months of the archive, newest first: those that hold something, or of a long one all from its first to its last."""
    if not many:
        held = news.order_by().annotate(month=TruncMonth("dated_at")).values_list("month", flat=True).distinct()
        return sorted((timezone.localtime(each).date() for each in held), reverse=True)
    days = news.values_list("dated_at", flat=True)
    first, last = days.order_by("dated_at").first(), days.first()
    assert first is not None
    assert last is not None
    month, end = (timezone.localtime(each).date().replace(day=1) for each in (first, last))
    months = [month]
    while month < end:
        month = _next(month)
        months.append(month)
    return months[::-1]


def article(request: HttpRequest, section: str, words: str, number: int) -> HttpResponse:
    """The article of that number; another section or other words lead to its one address, a withdrawn one says so."""
    found = Article.objects.filter(pk=number).select_related("cover").first()
    if found is None or (not found.live and not found.withdrawn):
        raise Http404
    if found.withdrawn:
        return gone(request, found)
    if request.path != found.address:
        return HttpResponsePermanentRedirect(found.address)
    return article_page(request, found)


def article_page(request: HttpRequest, found: Article, *, template: str = "portal/article.html") -> HttpResponse:
    """The article with what is related to it."""
    parent = found.get_parent().specific
    related = (
        public_articles(found.language).filter(kind=Article.Kind.NEWS).exclude(pk=found.pk).select_related("cover")
    )
    in_section = list(related.child_of(parent)[:4])
    return shown(
        request,
        template,
        {
            "article": found,
            "section": parent,
            "path_above": above(parent),
            "corrections": found.corrections.all(),
            "structured": structured(request, found, parent),
            "related": in_section,
            "latest": [article for article in related[:8] if article not in in_section][:5],
            "translations": Article.objects.live().filter(Q(translation_of=found) | Q(pk=found.translation_of_id or 0)),
        },
        language=found.language,
        counted=found.pk if found.live else None,
    )


def structured(request: HttpRequest, found: Article, parent: Section) -> dict[str, Any]:
    """The article as schema.org describes one."""
    furniture = Furniture.on(clock.today())
    body = furniture.body if furniture else ""
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle" if found.kind == Article.Kind.NEWS else "Article",
        "headline": found.headline,
        "description": found.search_description or found.lead,
        "datePublished": found.dated_at.isoformat(),
        "dateModified": (found.last_published_at or found.dated_at).isoformat(),
        "inLanguage": found.language,
        "articleSection": parent.title,
        "identifier": str(found.pk),
        "url": request.build_absolute_uri(found.address),
        "author": {"@type": "Organization", "name": found.byline or body},
        "publisher": {"@type": "GovernmentOrganization", "name": body},
    }


def site_structured(request: HttpRequest) -> dict[str, Any]:
    """The site and the body that publishes it, as schema.org describes them."""
    furniture = Furniture.on(clock.today())
    body = furniture.body if furniture else ""
    return {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": (furniture.site_name or body) if furniture else "",
        "url": request.build_absolute_uri("/"),
        "inLanguage": ["vi", "en"],
        "publisher": {
            "@type": "GovernmentOrganization",
            "name": body,
            "address": furniture.address if furniture else "",
            "email": furniture.email if furniture else "",
        },
        "potentialAction": {
            "@type": "SearchAction",
            "target": request.build_absolute_uri("/tim-kiem/") + "?q={words}",
            "query-input": "required name=words",
        },
    }


def printed(request: HttpRequest, number: int) -> HttpResponse:
    """The article alone: title, date, address, text, captions."""
    found = _live(number)
    return shown(
        request, "portal/print.html", {"article": found, "corrections": found.corrections.all()},
        language=found.language, counted=None,
    )  # fmt: skip


def gone(request: HttpRequest, found: Article) -> HttpResponse:
    """That there was an article here, and that it was withdrawn."""
    return shown(request, "portal/gone.html", {"article": found}, status=410, counted=None)


def _live(number: int) -> Article:
    found = Article.objects.live().filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def above(found: Section) -> list[Any]:
    """The sections over that one, from the top, itself included."""
    return [page for page in found.get_ancestors(inclusive=True).specific() if isinstance(page, Section)]


def _month(text: str | None) -> date | None:
    if not text:
        return None
    year, _, month = text.partition("-")
    if not (year.isdecimal() and month.isdecimal() and 1900 < int(year) < 2200 and 1 <= int(month) <= 12):
        raise Http404
    return date(int(year), int(month), 1)


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))


def as_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """The article as a file to keep."""
    found = _live(number)
    furniture = Furniture.on(clock.today())
    with translation.override(found.language):
        made = pdf_of(
            found, body=furniture.body if furniture else "", address=request.build_absolute_uri(found.address)
        )
    response = HttpResponse(made, content_type="application/pdf")
    name = f"{words_in_address(found.title)[:80]}-{found.pk}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "public, max-age=300"
    return response
