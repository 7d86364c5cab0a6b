"""What the portal adds to the editing side: its registers, the check before publication, approval by link, visits."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from giaoban.core.refusal import Refused
from giaoban.faces.portal import approvals, clock, figures, pasting
from giaoban.faces.portal.checking import findings_in
from giaoban.faces.portal.drafting import draft_from_report
from giaoban.faces.portal.models import (
    Article,
    Baseline,
    Consultation,
    Event,
    Furniture,
    Letter,
    Paper,
    Place,
    Section,
)
from giaoban.faces.portal.panels import DuePanel
from giaoban.faces.portal.refusing import listed
from giaoban.faces.portal.visits import overview


class PaperSet(SnippetViewSet):
    model = Paper
    icon = "doc-full"
    menu_label = gettext_lazy("Published documents")
    list_display = ["sign", "kind", "subject", "issued_on", "status"]
    list_filter = ["kind", "status", "issued_on"]
    search_fields = ["sign", "subject", "signer"]
    ordering = ["-issued_on"]


class EventSet(SnippetViewSet):
    model = Event
    icon = "calendar"
    menu_label = gettext_lazy("Calendar")
    list_display = ["title", "starts_at", "place"]
    search_fields = ["title", "place"]


class LetterSet(SnippetViewSet):
    model = Letter
    icon = "mail"
    menu_label = gettext_lazy("Letters")
    list_display = ["reference", "kind", "name", "received_at", "due_on", "answered_at"]
    list_filter = ["kind", "public"]
    search_fields = ["reference", "name", "text"]


class ConsultationSet(SnippetViewSet):
    model = Consultation
    icon = "comment"
    menu_label = gettext_lazy("Drafts for comment")
    list_display = ["title", "opens_on", "closes_on"]


class PlaceSet(SnippetViewSet):
    model = Place
    icon = "site"
    menu_label = gettext_lazy("Places on the map")
    list_display = ["name", "kind", "valid_from", "valid_until"]


class FurnitureSet(SnippetViewSet):
    model = Furniture
    icon = "home"
    menu_label = gettext_lazy("Furniture of the site")
    list_display = ["body", "responsible", "valid_from", "valid_until"]


class BaselineSet(SnippetViewSet):
    model = Baseline
    icon = "history"
    menu_label = gettext_lazy("Counts taken over")
    list_display = ["amount", "on", "source"]


class Registers(SnippetViewSetGroup):
    menu_label = gettext_lazy("Registers")
    menu_icon = "list-ul"
    menu_order = 250
    items = (PaperSet, EventSet, LetterSet, ConsultationSet, PlaceSet, FurnitureSet, BaselineSet)


register_snippet(Registers)


# -- before publication ------------------------------------------------------------------------------------------------


@hooks.register("before_publish_page")
def check_before_publication(request: HttpRequest, page: Any) -> HttpResponse | None:
    """An article that would be refused is kept as a draft, with the reasons; what only asks for a look is told."""
    if not isinstance(page, Article):
        return None
    if reasons := page.why_not_published():
        messages.error(
            request,
            format_html("<b>{}</b>{}", _("The article was not published; your draft is kept:"), listed(reasons)),
        )
        return redirect("wagtailadmin_pages:edit", page.pk)
    if should := [finding.sentence for finding in findings_in(page)]:
        messages.warning(
            request, format_html("<b>{}</b>{}", _("Published; please look at this once more:"), listed(should))
        )
    return None


@hooks.register("after_edit_page")
@hooks.register("after_create_page")
def tell_findings(request: HttpRequest, page: Any) -> None:
    """Whoever hands an article in reads what will keep it from being published."""
    handed_in = "action-submit" in request.POST or "action-restart-workflow" in request.POST
    if isinstance(page, Article) and handed_in and (reasons := page.why_not_published()):
        messages.warning(
            request, format_html("<b>{}</b>{}", _("To be mended before it can be published:"), listed(reasons))
        )


@hooks.register("after_create_snippet")
def tell_a_late_document(request: HttpRequest, record: Any) -> None:
    """Whoever puts up a document of the body later than its reminder asks for reads by how many days."""
    furniture = Furniture.on(clock.today())
    if not isinstance(record, Paper) or furniture is None or not furniture.papers_within:
        return
    if record.issuer == furniture.body and (late := record.days_late(furniture.papers_within)):
        messages.warning(
            request,
            _("Document %(sign)s was put up %(late)s days later than the %(within)s days after signing that are set.")
            % {"sign": record.sign, "late": late, "within": furniture.papers_within},
        )


@hooks.register("before_bulk_action")
def check_before_publishing_many(
    request: HttpRequest, action_type: str, objects: list[Any], action_class_instance: Any
) -> HttpResponse | None:
    """Of several articles none is published when one may not be; the editor reads which and why."""
    if action_type != "publish":
        return None
    told = [
        _("“%(title)s”: %(reasons)s") % {"title": article.headline, "reasons": " ".join(reasons)}
        for article in (each.specific.get_latest_revision_as_object() for each in objects)
        if isinstance(article, Article) and (reasons := article.why_not_published())
    ]
    if not told:
        return None
    messages.error(request, format_html("<b>{}</b>{}", _("Nothing was published:"), listed(told)))
    asked = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return redirect(asked if safe else reverse("wagtailadmin_home"))


@hooks.register("before_delete_page")
def keep_what_was_public(request: HttpRequest, page: Any) -> HttpResponse | None:
    """What was once public is withdrawn, never deleted."""
    if page.first_published_at is None and not page.get_descendants().filter(first_published_at__isnull=False).exists():
        return None
    messages.error(request, _("What was once published is kept: withdraw it instead of deleting it."))
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("register_page_listing_more_buttons")
def more_buttons(page: Any, user: Any, next_url: str | None = None, **_kwargs: Any) -> Any:
    """The check and the approval link beside an article in the explorer."""
    if isinstance(page.specific_deferred, Article):
        yield Button(_("Check the article"), reverse("portal_check", args=[page.pk]), icon_name="check", priority=60)
        if page.permissions_for_user(user).can_edit():
            yield Button(
                _("Ask for approval by link"), reverse("portal_ask", args=[page.pk]), icon_name="link", priority=61
            )


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
        context["link"] = request.build_absolute_uri(reverse("portal_review", args=[secret]))
    context["asked"] = approvals.asked_for(article)
    return TemplateResponse(request, "portal/admin/ask.html", context)


def draft_report(request: HttpRequest) -> HttpResponse:
    """An article drafted from a released report, opened for editing."""
    sections = _sections_to_write_in(request)
    if request.method == "POST":
        section = next((each for each in sections if str(each.pk) == request.POST.get("section")), None)
        if section is None:
            raise Http404
        try:
            article = draft_from_report(request.POST.get("report", ""), section=section, owner=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The draft is ready; its figures are bound to the released report."))
            return redirect("wagtailadmin_pages:edit", article.pk)
    return TemplateResponse(request, "portal/admin/draft.html", {"reports": figures.reports(), "sections": sections})


def draft_word(request: HttpRequest) -> HttpResponse:
    """An article drafted from a Word document or from text copied out of one, opened for editing."""
    sections = _sections_to_write_in(request)
    reasons: list[str] = []
    if request.method == "POST":
        section = next((each for each in sections if str(each.pk) == request.POST.get("section")), None)
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
    said = request.POST.get("lost", "")
    lost = int(said) if said.isdecimal() and len(said) < 5 else 0
    photographs, told = pasting.photographs_of(
        files, lost=lost, title=request.POST.get("title", ""), owner=request.user
    )
    whole = len(photographs) == len(files) and not lost
    return JsonResponse({"photographs": photographs, "told": told, "whole": whole})


def _parts_sent(request: HttpRequest) -> list[pasting.Part]:
    file, pasted = request.FILES.get("file"), request.FILES.get("pasted")
    if any(each is not None and (each.size or 0) > pasting.MOST_BYTES for each in (file, pasted)):
        raise Refused(_("It is larger than 30 MB; make its pictures smaller."))
    if file is not None:
        return pasting.parts_of_file(file, file.name or "")
    if pasted is not None:
        return pasting.parts_of_html(pasted.read().decode("utf-8", "replace"))
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


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    """The portal's own pages of the editing side."""
    return [
        path("kiem-tra/<int:number>/", check_article, name="portal_check"),
        path("xin-duyet/<int:number>/", ask_for_approval, name="portal_ask"),
        path("soan-tu-bao-cao/", draft_report, name="portal_draft"),
        path("soan-tu-word/", draft_word, name="portal_word"),
        path("anh-dan/", take_pasted, name="portal_pasted"),
        path("luot-truy-cap/", visits, name="portal_visits"),
    ]


@hooks.register("register_admin_menu_item")
def visits_item() -> MenuItem:
    return MenuItem(gettext_lazy("Visits"), reverse("portal_visits"), name="luot-truy-cap", icon_name="view", order=260)


@hooks.register("register_admin_menu_item")
def draft_item() -> MenuItem:
    return MenuItem(
        gettext_lazy("Draft from a report"),
        reverse("portal_draft"),
        name="soan",
        icon_name="doc-full-inverse",
        order=240,
    )


@hooks.register("register_admin_menu_item")
def word_item() -> MenuItem:
    return MenuItem(
        gettext_lazy("Draft from Word"), reverse("portal_word"), name="tu-word", icon_name="doc-full", order=241
    )


# -- what an editor needs, and no more ---------------------------------------------------------------------------------

NOT_NEEDED = {"help"}
"""Items of the menu that lead to the makers of the editing side or to work that is none of an editor's."""
REPORTS = {"locked-pages", "workflows", "workflow-tasks", "aging-pages"}


@hooks.register("construct_homepage_panels")
def due_first(request: HttpRequest, panels: list[Any]) -> None:
    """The first page begins with what is due; steps and articles sent back are in it already."""
    panels[:] = [
        DuePanel(),
        *(panel for panel in panels if getattr(panel, "name", "") != "workflow_objects_to_moderate"),
    ]


@hooks.register("construct_main_menu")
def only_what_is_needed(request: HttpRequest, items: list[Any]) -> None:
    items[:] = [item for item in items if item.name not in NOT_NEEDED]


@hooks.register("construct_reports_menu")
def only_reports_of_articles(request: HttpRequest, items: list[Any]) -> None:
    items[:] = [item for item in items if item.name in REPORTS]


@hooks.register("insert_global_admin_js")
def editing_script() -> str:
    return format_html('<script src="{}" defer></script>', static("giaoban/portal/editing.js"))


@hooks.register("insert_global_admin_js")
def pasting_script() -> str:
    """The script holds no words: what it says is given to it here, or comes with the answer."""
    return format_html(
        '<script src="{}" defer data-address="{}" data-taking="{}" data-failed="{}" data-text-only="{}"></script>',
        static("giaoban/portal/pasting.js"),
        reverse("portal_pasted"),
        _("Putting the pictures into the article …"),
        _("The pictures have not come into the article; the text is there. Add them with the block “Photograph”."),
        _("Pictures of what was pasted have not come: this field takes text only."),
    )
