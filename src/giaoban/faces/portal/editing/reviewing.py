"""Approval by a secret link: for a reviewer without an account, once, until it expires."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from giaoban.faces.portal.editing import approvals
from giaoban.faces.portal.models import Article
from giaoban.faces.portal.reading.around import shown
from giaoban.faces.portal.reading.pictures import opened


@never_cache
def review(request: HttpRequest, secret: str) -> HttpResponse:
    """The article as it was submitted, with two buttons, as long as the link is open; after that why it is not, and nothing else.

    What the reviewer answers is kept with the article.
    """
    link = approvals.link_of(secret)
    if link is None:
        raise Http404
    reasons = []
    if request.method == "POST" and not link.answered_at:
        reasons = approvals.answer(
            link, approved=request.POST.get("answer") == "approve", comment=request.POST.get("comment", "")
        )
    if why_not := approvals.why_not_open(link):
        return shown(request, "portal/review_ended.html", {"link": link, "why_not": why_not}, counted=None)
    article = link.revision.as_object()
    assert isinstance(article, Article)
    context = {"link": link, "article": article, "corrections": [], "reasons": reasons}
    return opened(shown(request, "portal/review.html", context, counted=None))
