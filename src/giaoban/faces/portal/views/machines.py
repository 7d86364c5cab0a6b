"""What programs read: feeds, sitemap, robots, and the read API with released figures."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.encoding import iri_to_uri
from django.utils.feedgenerator import Atom1Feed, DefaultFeed
from django.utils.html import escape
from django.utils.http import http_date
from wagtail.models import Page

from giaoban.faces.portal import clock, figures, sdmx
from giaoban.faces.portal.models import Article, Furniture, Paper, Section
from giaoban.faces.portal.models.pages import article_address, section_slug
from giaoban.faces.portal.views.around import public_articles, shown

PIECE = 5_000
"""Articles in one piece of the sitemap; the protocol allows 50,000, a robot waits for what it gets."""
LAST_PIECE = 100_000
"""No number that an article can have lies in a later one."""
MOST_PAPERS = 40_000
OWN_PAGES = (
    "/", "/en/", "/van-ban/", "/so-lieu/", "/lich-cong-tac/", "/ban-do/", "/thu-vien/", "/gop-y/", "/so-do-to-chuc/",
    "/cach-tinh/", "/rieng-tu/", "/so-do-cong/",
)  # fmt: skip


class News(Feed):  # type: ignore[type-arg]
    """The latest thirty articles of the site or of a section; the number is the key of an item."""

    link = "/"
    item_guid_is_permalink = False

    def get_object(self, request: HttpRequest, slug: str | None = None) -> Section | None:
        if slug is None:
            return None
        section = Section.objects.live().filter(slug=slug).first()
        if section is None:
            raise Http404
        return section

    def title(self, section: Section | None) -> str:
        furniture = Furniture.on(clock.today())
        name = (furniture.site_name or furniture.body) if furniture else "Giao Ban"
        return f"{section.title} · {name}" if section else name

    def description(self, section: Section | None) -> str:
        return self.title(section)

    def items(self, section: Section | None) -> Any:
        articles = public_articles().filter(kind=Article.Kind.NEWS)
        return (articles.descendant_of(section) if section else articles)[:30]

    def item_title(self, item: Any) -> str:
        return str(item.headline)

    def item_description(self, item: Any) -> str:
        return str(item.lead)

    def item_link(self, item: Any) -> str:
        return str(item.address)

    def item_guid(self, item: Any) -> str:
        return f"giaoban:article:{item.pk}"

    def item_pubdate(self, item: Any) -> datetime:
        return item.dated_at  # type: ignore[no-any-return]

    def item_updateddate(self, item: Any) -> datetime:
        return item.last_published_at or item.dated_at

    def item_author_name(self, item: Any) -> str:
        return str(item.byline)


class Rss(News):
    feed_type = DefaultFeed


class Atom(News):
    feed_type = Atom1Feed

    def subtitle(self, section: Section | None) -> str:
        return self.title(section)


def sitemap(request: HttpRequest, piece: int | None = None) -> HttpResponse:
    """Every public page with the day of its last change; above ``PIECE`` articles a list of pieces, which name the pages.

    An article stands in the piece of its number, so that no piece is found by counting those before it.
    """
    articles = Article.objects.live().order_by()
    in_pieces = articles[: PIECE + 1].count() > PIECE
    if piece is None and in_pieces:
        numbers = Article.objects.order_by().annotate(piece=(F("pk") - 1) / PIECE + 1).values_list("piece", flat=True)
        return _sitemap(
            request,
            "sitemapindex",
            "sitemap",
            [(f"/sitemap-{number}.xml", None) for number in (0, *sorted(numbers.distinct()))],
        )
    pages: list[tuple[str, datetime | None]] = []
    if not piece:
        pages += [(path, None) for path in OWN_PAGES]
        pages += [
            (f"/{section.slug}/", section.last_published_at) for section in Section.objects.live().filter(leads_to="")
        ]
        pages += [(paper.get_absolute_url(), paper.changed_at) for paper in Paper.objects.order_by("-pk")[:MOST_PAPERS]]
        pages += [(f"/so-lieu/{report.slug}/", None) for report in figures.reports()]
    if piece is not None and (not in_pieces or piece > LAST_PIECE):
        raise Http404
    if piece != 0:
        held = articles.filter(pk__gt=(piece - 1) * PIECE, pk__lte=piece * PIECE) if piece else articles
        rows = held.order_by("pk").values_list("url_path", "title", "pk", "last_published_at", "dated_at")
        pages += [
            (article_address(path, title, number), changed or dated)
            for path, title, number, changed, dated in rows.iterator()
        ]
    if not pages:
        raise Http404
    return _sitemap(request, "urlset", "url", pages)


def _sitemap(request: HttpRequest, whole: str, each: str, pages: Iterable[tuple[str, datetime | None]]) -> HttpResponse:
    site = request.build_absolute_uri("/").removesuffix("/")
    lines = ['<?xml version="1.0" encoding="utf-8"?>', f'<{whole} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">']
    for path, changed in pages:
        day = f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed else ""
        lines.append(f"<{each}><loc>{escape(site + iri_to_uri(path))}</loc>{day}</{each}>")
    lines.append(f"</{whole}>")
    return HttpResponse("\n".join(lines), content_type="application/xml; charset=utf-8")


def robots(request: HttpRequest) -> HttpResponse:
    """What robots are asked to leave alone; /bay is a trap that only those visit who do not read this."""
    closed = ("/desk/", "/account/", "/bientap/", "/in/", "/pdf/", "/hien-thi", "/tk", "/bay/", "/tim-kiem/", "/duyet/")
    lines = ["User-agent: *", *[f"Disallow: {path}" for path in closed]]
    lines.append(f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


# -- released figures --------------------------------------------------------------------------------------------------


def figures_page(request: HttpRequest) -> HttpResponse:
    """The reports that have been released."""
    return shown(request, "portal/reports.html", {"reports": figures.reports()})


def report_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One released report: every figure with its sum by unit and where it comes from."""
    report = figures.report(slug)
    if report is None:
        raise Http404
    articles = public_articles().filter(drafted_from=slug)[:3]
    return shown(request, "portal/report.html", {"report": report, "articles": articles})


def report_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The released figures as a table: one line a figure and unit, withheld ones empty and marked."""
    report = figures.report(slug)
    if report is None:
        raise Http404
    out = io.StringIO()
    out.write("\ufeff")
    lines = csv.writer(out)
    lines.writerow(["report", "period", "code", "label", "unit_of_count", "unit", "value", "withheld", "released_on"])
    for figure in report.figures:
        whole = [(report.unit, None if figure.withheld else figure.value, figure.withheld)]
        parts = [(unit, value, value is None) for unit, value in figure.by_unit.items()]
        for unit, value, withheld in whole + parts:
            lines.writerow(
                [report.slug, report.period, figure.code, figure.label, figure.unit_of_count, unit,
                 "" if value is None else f"{value:f}", "1" if withheld else "0", report.released_on.isoformat()]
            )  # fmt: skip
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{report.slug}.csv"'
    return _tagged(request, response)


# -- the read API ------------------------------------------------------------------------------------------------------


def _api(view: Callable[..., dict[str, Any]]) -> Callable[..., HttpResponse]:
    """A view that answers data becomes one that answers JSON with an ETag, to any site, for reading only."""

    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            return JsonResponse({"detail": "Only reading."}, status=405)
        response: HttpResponse = JsonResponse(view(request, **kwargs), json_dumps_params={"ensure_ascii": False})
        return _tagged(request, response)

    answer.__doc__ = view.__doc__
    return answer


def _tagged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    tag = f'"{hashlib.sha256(response.content).hexdigest()[:24]}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    response["ETag"] = tag
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "public, max-age=60"
    return response


def _sheet(
    request: HttpRequest, rows: Any, tell: Callable[[Any], dict[str, Any]], *, count: int | None = None
) -> dict[str, Any]:
    asked = request.GET.get("page", "1")
    paginator = Paginator(rows, 50)
    if count is not None:
        paginator.count = count
    page = paginator.get_page(asked)
    return {
        "count": paginator.count,
        "page": page.number,
        "pages": paginator.num_pages,
        "items": [tell(row) for row in page],
    }


def article_data(article: Article) -> dict[str, Any]:
    """What the read API and an export say of an article."""
    return {
        "id": article.pk,
        "url": article.address,
        "title": article.headline,
        "lead": article.lead,
        "kind": article.kind,
        "language": article.language,
        "section": section_slug(article),
        "byline": article.byline,
        "date": article.dated_at.isoformat(),
        "modified": article.last_published_at.isoformat() if article.last_published_at else None,
    }


@_api
def articles_api(request: HttpRequest) -> dict[str, Any]:
    """The published articles, newest first."""
    rows = Article.objects.live().order_by("-dated_at", "-pk")
    counted = (
        Page.objects.live().exact_type(Article).order_by()
    )  # what the tree alone says is counted in a fraction of the time
    if slug := request.GET.get("section"):
        section = Section.objects.live().filter(slug=slug).first()
        rows = rows.descendant_of(section) if section else rows.none()
        counted = counted.descendant_of(section) if section else counted.none()
    return _sheet(request, rows, article_data, count=counted.count())


@_api
def article_api(request: HttpRequest, number: int) -> dict[str, Any]:
    """One published article with its parts."""
    article = Article.objects.live().filter(pk=number).first()
    if article is None:
        raise Http404
    return article_data(article) | {
        "html": str(article.body.render_as_block()),
        "corrections": [{"on": c.on.isoformat(), "text": c.text} for c in article.corrections.all()],
    }


@_api
def sections_api(request: HttpRequest) -> dict[str, Any]:
    """The tree of sections."""
    rows = Section.objects.live().order_by("path")
    return {
        "items": [
            {"slug": s.slug, "title": s.title, "url": s.leads_to or f"/{s.slug}/", "depth": s.depth - 2} for s in rows
        ]
    }


@_api
def papers_api(request: HttpRequest) -> dict[str, Any]:
    """The register of documents, newest first."""
    return _sheet(
        request,
        Paper.objects.select_related("file").order_by("-issued_on", "-pk"),
        paper_data,
    )


@_api
def figures_api(request: HttpRequest) -> dict[str, Any]:
    """Every released figure; what is withheld has no value and says so."""
    return {"items": [release_data(report) for report in figures.reports()]}


def figures_sdmx(request: HttpRequest, slug: str) -> HttpResponse:
    """The figures of one released report as an SDMX-JSON 1.0 data message."""
    report = figures.report(slug)
    if report is None:
        raise Http404
    told = sdmx.message(report, at=request.build_absolute_uri(f"/so-lieu/{report.slug}/"))
    response = HttpResponse(json.dumps(told, ensure_ascii=False), content_type=sdmx.MEDIA_TYPE)
    return _tagged(request, response)


def paper_data(paper: Paper) -> dict[str, Any]:
    """What the read API and an export say of a document."""
    return {
        "id": paper.pk,
        "url": paper.get_absolute_url(),
        "type": paper.kind,
        "issuer": paper.issuer,
        "sign": paper.sign,
        "term": paper.term,
        "signer": paper.signer,
        "field": paper.field,
        "issued_on": paper.issued_on.isoformat(),
        "in_force_on": paper.in_force_on.isoformat() if paper.in_force_on else None,
        "subject": paper.subject,
        "status": paper.status,
        "file": paper.file.url if paper.file else None,
        "sha256": paper.file.sha256 if paper.file else None,
    }


def release_data(report: Any) -> dict[str, Any]:
    """What the read API and an export say of a released report; what is withheld has no value."""
    return {
        "report": report.slug,
        "unit": report.unit,
        "period": report.period,
        "released_on": report.released_on.isoformat(),
        "source": report.source,
        "figures": [
            {
                "code": figure.code,
                "label": figure.label,
                "unit_of_count": figure.unit_of_count,
                "value": None if figure.withheld or figure.value is None else str(figure.value),
                "withheld": figure.withheld,
                "by_unit": {unit: None if v is None else str(v) for unit, v in figure.by_unit.items()},
            }
            for figure in report.figures
        ],
    }


def openapi(request: HttpRequest) -> HttpResponse:
    """The description of the read API."""
    paths = {
        "/api/v1/articles": articles_api,
        "/api/v1/articles/{number}": article_api,
        "/api/v1/sections": sections_api,
        "/api/v1/papers": papers_api,
        "/api/v1/figures": figures_api,
        "/api/v1/figures/{slug}/sdmx": figures_sdmx,
    }
    types = {"number": "integer", "slug": "string"}
    query = {
        "/api/v1/articles": ["page", "section"],
        "/api/v1/papers": ["page"],
    }
    described = {
        path: {
            "get": {
                "summary": (view.__doc__ or "").strip(),
                "operationId": path.removeprefix("/api/v1/").replace("/{number}", "_one").replace("/{slug}/", "_"),
                "parameters": [
                    *[
                        {"name": name, "in": "path", "required": True, "schema": {"type": types[name]}}
                        for name in re.findall(r"{(\w+)}", path)
                    ],
                    *[{"name": name, "in": "query", "schema": {"type": "string"}} for name in query.get(path, [])],
                ],
                "responses": {
                    "200": {
                        "description": "OK",
                        "content": {
                            "application/vnd.sdmx.data+json" if path.endswith("/sdmx") else "application/json": {
                                "schema": {"type": "object"}
                            }
                        },
                    },
                    "304": {"description": "Not modified"},
                    "404": {"description": "Nothing published there"},
                },
            }
        }
        for path, view in paths.items()
    }
    document = {"openapi": "3.1.0", "info": {"title": "Giao Ban portal", "version": "1"}, "paths": described}
    response = HttpResponse(json.dumps(document, ensure_ascii=False), content_type="application/json")
    response["Last-Modified"] = http_date(0)
    return _tagged(request, response)
