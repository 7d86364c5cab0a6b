"""Every address of the program: the desk under /desk/, sign-in under /account/, the rest is the portal's."""

from __future__ import annotations

from django.urls import include, path

from giaoban.faces.desk.signin import closed

urlpatterns = [
    path("desk/", include("giaoban.faces.desk.urls")),
    path("account/", include("giaoban.faces.desk.signin_urls")),
    path("so-tay/", include("giaoban.faces.pocket.urls")),
    path("_util/login/", closed),  # Wagtail's own sign-in door; there is one door, above
    path("giay-moi/", include("giaoban.conferences.urls")),  # delegations have no account: their secret link opens them
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("giaoban.site.health")),
    path("", include("giaoban.faces.portal.urls")),
]
handler500 = "giaoban.site.health.failed"
