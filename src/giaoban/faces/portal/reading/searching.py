"""The search page."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from giaoban.faces.portal.reading import finding
from giaoban.faces.portal.reading.around import sheet, shown


def search(request: HttpRequest) -> HttpResponse:
    """What was found for the words, best first."""
    words = request.GET.get("q", "").strip()[:200]
    kind = request.GET.get("loai", "")
    rows = finding.found(words, kind=kind if kind in {"article", "paper"} else "")
    return shown(
        request,
        "portal/search.html",
        {
            "asked": words,
            "kind": kind,
            "sheet": sheet(request, rows),
            "kept": urlencode({"q": words, "loai": kind}) + "&",
        },
    )
