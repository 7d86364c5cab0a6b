"""The portal's own pages on the editing side: the check, approval by link, drafts from a report or from Word, visits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from giaoban.core.refusal import Refused
from giaoban.faces.portal import clock, conferences, figures
from giaoban.faces.portal.addresses import absolute
from giaoban.faces.portal.editing import approvals, pasting
from giaoban.faces.portal.editing.conference_drafting import draft_from_conference
from giaoban.faces.portal.editing.drafting import draft_from_report
from giaoban.faces.portal.editing.refusing import listed
from giaoban.faces.portal.models import (
    Article,
    Section,
)
from giaoban.faces.portal.visits import overview
from giaoban.faces.portal.wording.articles import findings_in


def check_article(request: HttpRequest, number: int) -> HttpResponse:
    """What the checker says of the latest draft."""
    article = _editable(request, number)
    draft = article.get_latest_revision_as_object()
    return TemplateResponse(request, "portal/admin/check.html", {"article": draft, "findings": findings_in(draft)})


def ask_for_approval(request: HttpRequest, number: int) -> HttpResponse:
    """A secret link for a reviewer without an account, shown once."""
    article = _editable(request, number)
    context: dict[str, Any] = {"article": article, "reviewer": request.POST.get("reviewer", "").strip()[:150]}
    context["reasons"] = approvals.why_not_ask(article, request.user)
    if request.method == "POST" and context["reviewer"] and not context["reasons"]:
        secret = approvals.ask(article, reviewer=context["reviewer"], asked_by=request.user)
        context["link"] = absolute(reverse("portal_review", args=[secret]))
    context["asked"] = approvals.asked_for(article)
    return TemplateResponse(request, "portal/admin/ask.html", context)


def draft_report(request: HttpRequest) -> HttpResponse:
    """An article drafted from a released report, opened for editing."""
    told = _("The draft is ready; its figures are bound to the released report.")
    context = {"reports": figures.reports()}
    return _drafted(request, draft_from_report, "report", told, "portal/admin/draft.html", context)


def draft_conference(request: HttpRequest) -> HttpResponse:
    """An article drafted from a concluded conference, opened for editing."""
    told = _("The draft is ready; choose its photographs, or take their places out.")
    concluded = [conference for conference in conferences.conferences() if conference.state == "concluded"]
    context = {"conferences": concluded, "asked": request.GET.get("hoi-nghi", "")}
    return _drafted(request, draft_from_conference, "conference", told, "portal/admin/draft_conference.html", context)


def _drafted(
    request: HttpRequest, drafting: Callable[..., Article], name: str, told: str, template: str, context: dict[str, Any]
) -> HttpResponse:
    """The draft that was asked for under ``name``, opened for editing; else the page that asks."""
    sections = _sections_to_write_in(request)
    if request.method == "POST":
        section = next((candidate for candidate in sections if str(candidate.pk) == request.POST.get("section")), None)
        if section is None:
            raise Http404
        try:
            article = drafting(request.POST.get(name, ""), section=section, owner=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, told)
            return redirect("wagtailadmin_pages:edit", article.pk)
    return TemplateResponse(request, template, context | {"sections": sections})


def draft_word(request: HttpRequest) -> HttpResponse:
    """An article drafted from a Word document or from text copied out of one, opened for editing."""
    sections = _sections_to_write_in(request)
    reasons: list[str] = []
    if request.method == "POST":
        section = next((candidate for candidate in sections if str(candidate.pk) == request.POST.get("section")), None)
        if section is None:
            raise Http404
        try:
            article, told = pasting.draft_from(
                _parts_sent(request), title=request.POST.get("title", "")[:400], section=section, owner=request.user
            )
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, _("The draft is ready; look through it, then describe its pictures."))
            if told:
                messages.warning(request, listed(told))
            return redirect("wagtailadmin_pages:edit", article.pk)
    context = {"sections": sections, "asked": request.POST, "reasons": reasons}
    return TemplateResponse(request, "portal/admin/word.html", context)


@require_POST
def take_pasted(request: HttpRequest) -> JsonResponse:
    """Pictures pasted into an article lie in the library, and the script that sent them reads how to show them."""
    files = {name.removeprefix("picture-"): file for name, file in request.FILES.items() if file is not None}
    counted = request.POST.get("lost", "")
    lost = int(counted) if counted.isdecimal() and len(counted) < 5 else 0
    photographs, told = pasting.photographs_of(
        files, lost=lost, title=request.POST.get("title", ""), owner=request.user
    )
    whole = len(photographs) == len(files) and not lost
    return JsonResponse({"photographs": photographs, "told": told, "whole": whole})


def _parts_sent(request: HttpRequest) -> list[pasting.Part]:
    file, pasted = request.FILES.get("file"), request.FILES.get("pasted")
    if any(part is not None and (part.size or 0) > pasting.MOST_BYTES for part in (file, pasted)):
        raise Refused(_("It is larger than 30 MB; make its pictures smaller."))
    if file is not None:
        return pasting.parts_of_file(file, file.name or "")
    if pasted is not None:
        return pasting.parts_of_html(pasted.read())
    raise Refused(_("Choose a document, or paste the text."))


def _sections_to_write_in(request: HttpRequest) -> list[Section]:
    return [
        section
        for section in Section.objects.live().order_by("path")
        if section.permissions_for_user(request.user).can_add_subpage()
    ]


def visits(request: HttpRequest) -> HttpResponse:
    """Visits by day and by article, robots apart, and what looks implausible."""
    return TemplateResponse(request, "portal/admin/visits.html", overview.overview(clock.now()))


def _editable(request: HttpRequest, number: int) -> Article:
    article = get_object_or_404(Article, pk=number)
    if not article.permissions_for_user(request.user).can_edit():
        raise Http404
    return article
