"""The reports that have been released."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from giaoban.faces.portal import figures
from giaoban.faces.portal.reading.around import public_articles, shown
from giaoban.reporting import xbrl


def figures_page(request: HttpRequest) -> HttpResponse:
    """The reports that have been released."""
    return shown(request, "portal/reports.html", {"reports": figures.reports()})


def report_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One released report: every figure with its sum by unit and where it comes from."""
    report = figures.report(slug)
    if report is None:
        raise Http404
    articles = public_articles().filter(drafted_from=slug)[:3]
    tagged = xbrl.form_of(report) is not None
    return shown(request, "portal/report.html", {"report": report, "articles": articles, "tagged": tagged})
