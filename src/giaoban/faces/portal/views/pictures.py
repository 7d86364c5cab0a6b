"""Pictures at the sizes shown; originals and files are not handed out here."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.views.static import serve


def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """One rendition; its name changes with its content, so it may be kept for good."""
    response = serve(request, name, document_root=str(settings.MEDIA_ROOT / "images"))
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
