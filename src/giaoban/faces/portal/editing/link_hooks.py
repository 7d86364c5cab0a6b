"""The list of broken links on the editing side, looked at anew when asked."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem

from giaoban.faces.portal.editing.linking import look_at_all
from giaoban.faces.portal.models import BrokenLink


def broken_links(request: HttpRequest) -> HttpResponse:
    """The links that lead nowhere; a press on the button looks at all of them again, inside this site only."""
    if request.method == "POST":
        count = look_at_all()
        messages.success(request, _("All links inside the site were looked at. Broken: %d.") % count)
        return redirect("portal_broken_links")
    return TemplateResponse(
        request,
        "portal/admin/links.html",
        {"broken": BrokenLink.objects.all(), "page_title": _("Broken links"), "header_icon": "link"},
    )


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    return [path("lien-ket-hong/", broken_links, name="portal_broken_links")]


@hooks.register("register_reports_menu_item")
def menu_item() -> MenuItem:
    return MenuItem(_("Broken links"), reverse("portal_broken_links"), icon_name="link", order=90)
