"""Files for download: what nothing published names is fetched by nobody but those who write the portal."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from wagtail import hooks

from giaoban.faces.portal.reading.publicness import is_public_file


@hooks.register("before_serve_document")
def only_public_files(document: Any, request: HttpRequest) -> None:
    """404 for a file that is in use nowhere, or only in drafts, private pages and what was withdrawn."""
    if not request.user.has_perm("wagtailadmin.access_admin") and not is_public_file(document.pk):
        raise Http404
