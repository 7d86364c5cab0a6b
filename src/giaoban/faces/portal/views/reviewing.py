"""Approval by a secret link: for a reviewer without an account, once, until it expires."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from giaoban.faces.portal import approvals
from giaoban.faces.portal.models import Article
from giaoban.faces.portal.views.around import shown


@never_cache
def review(request: HttpRequest, secret: str) -> HttpResponse:
    """The article as it was submitted, with two buttons; what the reviewer answers is kept with the article."""
    link = approvals.link_of(secret)
    if link is None:
        raise Http404
    reasons = []
    if request.method == "POST" and not link.answered_at:
        reasons = approvals.answer(
            link, approved=request.POST.get("answer") == "approve", comment=request.POST.get("comment", "")
        )
    article = link.revision.as_object()
    assert isinstance(article, Article)
    return shown(
        request,
        "portal/review.html",
        {
            "link": link,
            "article": article,
            "corrections": [],
            "why_not": approvals.why_not_open(link),
            "reasons": reasons,
        },
        counted=None,
    )
