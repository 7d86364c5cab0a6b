"""Whoever reads without an account is served under a role of the database that has no right to any record of a member.

A forgotten filter, an injected statement or a wrong import in the portal then meets PostgreSQL's refusal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.cache import caches
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from giaoban.faces.portal.reading import publicness

MARK = "giaoban.reader"
"""Set in the scope of a request to a public page by what stands in front of Django (`giaoban.faces.portal.reading.cache`)."""

READ = (
    "conferences_publication", "django_content_type", "portal_article", "portal_attachment", "portal_baseline", "portal_consultation",
    "portal_correction", "portal_event", "portal_furniture", "portal_home", "portal_paper", "portal_paperrelation",
    "portal_picture", "portal_place", "portal_searchentry", "portal_section", "reporting_release", "units_alias",
    "units_kindspell", "units_namespell", "units_placespell", "units_succession", "units_unit", "wagtailcore_collection",
    "wagtailcore_collectionviewrestriction", "wagtailcore_collectionviewrestriction_groups", "wagtailcore_locale",
    "wagtailcore_page", "wagtailcore_pageviewrestriction", "wagtailcore_pageviewrestriction_groups", "wagtailcore_site",
)  # fmt: skip
"""Tables that the public pages are made of; of some the role sees the public rows alone, see `publicness`."""

COUNTED = ("portal_botcount", "portal_daycount", "portal_lettersent", "portal_sighting")
"""Tables of the visit counter, which every reader's page adds to, and of the limit on letters."""

LETTER = (
    "id", "kind", "consultation_id", "name", "text", "received_at", "answer", "answered_at", "answered_by", "public",
)  # fmt: skip
"""What is read of letters: neither the e-mail nor the reference of anybody."""


def rights(role: str, *serving: str) -> list[str]:
    """The statements that give the role exactly what the public pages need, whatever it held before; of the serving roles
    each may ask what is public."""
    plain = [table for table in READ if table not in publicness.PUBLIC]
    shown = [f"{publicness.SCHEMA}.{table}" for table in publicness.PUBLIC if table != "portal_letter"]
    public = ", ".join(
        f"{publicness.SCHEMA}.{view}" for view in ("portal_attachment", "portal_picture", publicness.WITHDRAWN)
    )
    everybody = ", ".join(f'"{grantee}"' for grantee in (role, *serving))
    return [
        *publicness.views(),
        *publicness.announcements((*READ, "portal_fileuse", "portal_pictureuse", "portal_letter")),
        f'REVOKE ALL ON ALL TABLES IN SCHEMA public FROM "{role}"',
        f'GRANT USAGE ON SCHEMA public TO "{role}"',
        f"GRANT USAGE ON SCHEMA {publicness.SCHEMA} TO {everybody}",
        f"GRANT SELECT ON {public} TO {everybody}",
        f'GRANT SELECT ON {", ".join([*plain, *shown])} TO "{role}"',
        f'GRANT SELECT, INSERT ON portal_rendition TO "{role}"',  # a picture's first reader makes its smaller copies
        f'GRANT SELECT ({", ".join(LETTER)}), INSERT ON {publicness.SCHEMA}.portal_letter TO "{role}"',
        f'GRANT SELECT, INSERT, UPDATE, DELETE ON {", ".join(COUNTED)} TO "{role}"',
    ]


@contextmanager
def as_reader() -> Iterator[None]:
    """Inside, this thread speaks to the database as the reader's role, and to a cache that holds nothing else."""
    if "portal" not in settings.DATABASES:
        yield
        return
    database, cache = connections["default"], caches["default"]
    connections["default"], caches["default"] = connections["portal"], caches["readers"]
    try:
        yield
    finally:
        connections["default"], caches["default"] = database, cache


class ReaderMiddleware:
    """A public page for somebody who is not signed in is made as the reader's role, and in the language of its address.

    So nothing of it hangs on what the reader's browser asks for, also where it is an error: it may be kept for the next one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        marked = getattr(request, "scope", {}).get(MARK, False)
        signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated
        if not marked or signed_in:
            return self.get_response(request)
        language = language_of(request.path)
        request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
        with as_reader(), translation.override(language):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


def language_of(path: str) -> str:
    """The language of what stands at a public address and of what is said where nothing does."""
    return "en" if path.startswith("/en/") else "vi"
