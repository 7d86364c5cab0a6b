"""The public addresses: /section/, /section/words-number, and the portal's own pages; Wagtail's editing under /bientap/."""

from __future__ import annotations

from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from giaoban.faces.portal.views import pages

urlpatterns = [
    path("bientap/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("bientap/", include(wagtailadmin_urls)),
    path("tai-lieu/", include(wagtaildocs_urls)),
    path("", pages.home, name="portal_home"),
    path("in/<int:number>", pages.printed, name="portal_print"),
    re_path(
        r"^(?P<section>[a-z0-9-]+)/(?P<words>[a-z0-9-]*?)-(?P<number>[0-9]{1,12})/?$",
        pages.article,
        name="portal_article",
    ),
    path("<slug:slug>/", pages.section, name="portal_section"),
    path("", include(wagtail_urls)),
]
