"""Where an office gives the desk a name of its own, the two answer apart: no cookie and no script of one reaches the other.

Under the portal's name there is no door to the desk, not even a locked one; under the desk's name what is public is sent on
to the portal. Files, pictures and the state of health are answered under both.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.request import split_domain_port

WORK = ("/desk/", "/account/", "/so-tay/", "/bientap/", "/i18n/", "/_util/")
"""Where somebody signs in or works."""
HANDBOOK = "/so-tay/"
"""Where the portal's footer leads members: the one address that is sent on to the desk's name."""
BOTH = ("/static/", "/media/", "/tai-lieu/", "/healthz", "/readyz", "/metrics", "/csp-report")


class HostsMiddleware:
    """Each address is answered under its own name alone, where there are two."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.DESK_HOST or request.path.startswith(BOTH):
            return self.get_response(request)
        at_desk = split_domain_port(request.get_host())[0] == settings.DESK_HOST
        works = request.path.startswith(WORK)
        if not at_desk and request.path == HANDBOOK and request.method in {"GET", "HEAD"}:
            return HttpResponseRedirect(settings.DESK_ADDRESS.rstrip("/") + HANDBOOK)
        if works and not at_desk:
            raise Http404
        if at_desk and request.path == "/":
            return HttpResponseRedirect("/desk/")
        if at_desk and not works:
            if request.method not in {"GET", "HEAD"}:
                raise Http404
            return HttpResponseRedirect(settings.SITE_ADDRESS.rstrip("/") + request.get_full_path())
        return self.get_response(request)
