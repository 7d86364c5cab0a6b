"""The read API, and released figures as tables and data."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.http import http_date
from wagtail.models import Page

from giaoban.core.text import as_cell
from giaoban.faces.portal import figures
from giaoban.faces.portal.addresses import absolute
from giaoban.faces.portal.giving_out import sdmx
from giaoban.faces.portal.models import Article, Paper, Section
from giaoban.faces.portal.models.pages import section_slug
from giaoban.faces.portal.models.published import published
from giaoban.reporting.releases import ReleasedReport


def _api(view: Callable[..., dict[str, Any]]) -> Callable[..., HttpResponse]:
    """A view that answers data becomes one that answers JSON with an ETag, to any site, for reading only."""

    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            return JsonResponse({"detail": "Only reading."}, status=405)
        response: HttpResponse = JsonResponse(view(request, **kwargs), json_dumps_params={"ensure_ascii": False})
        return tagged(request, response)

    answer.__doc__ = view.__doc__
    return answer


def tagged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer with its ETag, open to any site; 304 where the asker has it already."""
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
    page_number = request.GET.get("page", "1")
    paginator = Paginator(rows, 50)
    if count is not None:
        paginator.count = count
    page = paginator.get_page(page_number)
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
    rows = published(Article).order_by("-dated_at", "-pk")
    counted = (
        published(Page).exact_type(Article).order_by()
    )  # what the tree alone says is counted in a fraction of the time
    if slug := request.GET.get("section"):
        section = published(Section).filter(slug=slug).first()
        rows = rows.descendant_of(section) if section else rows.none()
        counted = counted.descendant_of(section) if section else counted.none()
    return _sheet(request, rows, article_data, count=counted.count())


@_api
def article_api(request: HttpRequest, number: int) -> dict[str, Any]:
    """One published article with its parts."""
    article = published(Article).filter(pk=number).first()
    if article is None:
        raise Http404
    return article_data(article) | {
        "html": str(article.body.render_as_block()),
        "corrections": [{"on": c.on.isoformat(), "text": c.text} for c in article.corrections.all()],
    }


@_api
def sections_api(request: HttpRequest) -> dict[str, Any]:
    """The tree of sections."""
    rows = published(Section).order_by("path")
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
        published(Paper).select_related("file").order_by("-issued_on", "-pk"),
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
    told = sdmx.message(report, at=absolute(f"/so-lieu/{report.slug}/"))
    response = HttpResponse(json.dumps(told, ensure_ascii=False), content_type=sdmx.MEDIA_TYPE)
    return tagged(request, response)


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
    return tagged(request, response)


def csv_of(report: ReleasedReport) -> bytes:
    """The released figures as a table: one line a figure and unit, withheld ones empty and marked."""
    out = io.StringIO()
    out.write("\ufeff")
    lines = csv.writer(out)
    lines.writerow(["report", "period", "code", "label", "unit_of_count", "unit", "value", "withheld", "released_on"])
    for figure in report.figures:
        whole = [(report.unit, None if figure.withheld else figure.value, figure.withheld)]
        parts = [(unit, value, value is None) for unit, value in figure.by_unit.items()]
        for unit, value, withheld in whole + parts:
            lines.writerow(
                [report.slug, report.period, as_cell(figure.code), as_cell(figure.label), as_cell(figure.unit_of_count), as_cell(unit),
                 "" if value is None else f"{value:f}", "1" if withheld else "0", report.released_on.isoformat()]
            )  # fmt: skip
    return out.getvalue().encode()


def report_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The released figures as a table."""
    report = figures.report(slug)
    if report is None:
        raise Http404
    response = HttpResponse(csv_of(report), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{report.slug}.csv"'
    return tagged(request, response)
