"""The conferences that the public may read of: who hosted when, and each with its programme, papers and conclusions."""

from __future__ import annotations

from collections import Counter

from django.http import Http404, HttpRequest, HttpResponse

from giaoban.faces.portal import conferences
from giaoban.faces.portal.reading.around import public_articles, shown


def conferences_page(request: HttpRequest) -> HttpResponse:
    """Who hosted when, and how often."""
    every = conferences.conferences()
    held = Counter(conference.host for conference in every if conference.state != "preparing")
    hosts = sorted(held.items(), key=lambda host: (-host[1], host[0]))
    return shown(request, "portal/conferences.html", {"conferences": every, "hosts": hosts})


def conference_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One conference, as far as its host lets the public read of it."""
    conference = conferences.conference(slug)
    if conference is None:
        raise Http404
    articles = public_articles().filter(drafted_from=slug)[:3]
    return shown(request, "portal/conference.html", {"conference": conference, "articles": articles})
