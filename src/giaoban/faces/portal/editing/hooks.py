"""What the portal adds to the editing side: the check before publication, its pages and menus, its scripts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button

from giaoban.faces.portal import clock
from giaoban.faces.portal.editing import pages
from giaoban.faces.portal.editing.founding import LEADERS
from giaoban.faces.portal.editing.panels import DuePanel
from giaoban.faces.portal.editing.refusing import listed
from giaoban.faces.portal.editing.seating import sits_for_somebody_else
from giaoban.faces.portal.models import (
    Article,
    Furniture,
    Paper,
)
from giaoban.faces.portal.models.looking import PublicByTwo
from giaoban.faces.portal.wording.articles import findings_in

MOST_TOLD = 6
"""So many things to look at are told above the page; the page of the check has all."""

# -- before publication ------------------------------------------------------------------------------------------------


@hooks.register("before_publish_page")
def check_before_publication(request: HttpRequest, page: Any) -> HttpResponse | None:
    """An article that would be refused is kept as a draft, with the reasons; what only asks for a look is told."""
    if not isinstance(page, PublicByTwo):
        return None
    if reasons := page.why_not_public(page.get_latest_revision(), request.user):
        messages.error(
            request,
            format_html("<b>{}</b>{}", _("The article was not published; your draft is kept:"), listed(reasons)),
        )
        return redirect("wagtailadmin_pages:edit", page.pk)
    if isinstance(page, Article) and (should := [finding.sentence for finding in findings_in(page)]):
        if (more := len(should) - MOST_TOLD) > 0:
            should[MOST_TOLD:] = [_("%(count)s more are on the page “Check the article”.") % {"count": more}]
        messages.warning(
            request, format_html("<b>{}</b>{}", _("Published; please look at this once more:"), listed(should))
        )
    return None


@hooks.register("before_publish")
def check_before_showing(request: HttpRequest, record: Any) -> HttpResponse | None:
    """A record of a register that nobody else has looked through is kept as a draft, with the reasons."""
    if not isinstance(record, PublicByTwo):
        return None
    if not (reasons := record.why_not_public(record.get_latest_revision(), request.user)):
        return None
    messages.error(request, format_html("<b>{}</b>{}", _("It was not published; your draft is kept:"), listed(reasons)))
    return redirect(f"wagtailsnippets_{record._meta.label_lower.replace('.', '_')}:edit", record.pk)


@hooks.register("after_edit_page")
@hooks.register("after_create_page")
def tell_findings(request: HttpRequest, page: Any) -> None:
    """Whoever hands an article in reads what will keep it from being published."""
    handed_in = "action-submit" in request.POST or "action-restart-workflow" in request.POST
    if isinstance(page, Article) and handed_in and (reasons := page.why_not_published()):
        messages.warning(
            request, format_html("<b>{}</b>{}", _("To be mended before it can be published:"), listed(reasons))
        )
    if handed_in and not sits_for_somebody_else(LEADERS, request.user):
        messages.warning(
            request,
            _(
                "Nobody else holds the role of the leader who publishes, so that this will wait: the administrator gives "
                "that role to somebody who does not write."
            ),
        )


@hooks.register("after_publish")
def tell_a_late_document(request: HttpRequest, record: Any) -> None:
    """Whoever shows a document of the body for the first time reads by how many days it is later than its reminder asks."""
    furniture = Furniture.on(clock.today())
    if not isinstance(record, Paper) or furniture is None or not furniture.papers_within:
        return
    record.refresh_from_db()
    if record.first_published_at != record.last_published_at:
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
        _("“%(title)s”: %(reasons)s") % {"title": getattr(text, "headline", text.title), "reasons": " ".join(reasons)}
        for text in (page.specific.get_latest_revision_as_object() for page in objects)
        if isinstance(text, PublicByTwo) and (reasons := text.why_not_public(text.get_latest_revision(), request.user))
    ]
    if not told:
        return None
    messages.error(request, format_html("<b>{}</b>{}", _("Nothing was published:"), listed(told)))
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if safe else reverse("wagtailadmin_home"))


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


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    """The portal's own pages of the editing side."""
    return [
        path("kiem-tra/<int:number>/", pages.check_article, name="portal_check"),
        path("xin-duyet/<int:number>/", pages.ask_for_approval, name="portal_ask"),
        path("soan-tu-bao-cao/", pages.draft_report, name="portal_draft"),
        path("soan-tu-hoi-nghi/", pages.draft_conference, name="portal_draft_conference"),
        path("soan-tu-word/", pages.draft_word, name="portal_word"),
        path("anh-dan/", pages.take_pasted, name="portal_pasted"),
        path("luot-truy-cap/", pages.visits, name="portal_visits"),
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
def conference_item() -> MenuItem:
    return MenuItem(
        gettext_lazy("Draft from a conference"),
        reverse("portal_draft_conference"),
        name="tu-hoi-nghi",
        icon_name="group",
        order=242,
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
