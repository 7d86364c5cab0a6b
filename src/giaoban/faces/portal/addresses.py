"""The portal's addresses as others are given them: under the name that the office has set, not the one in a request."""

from __future__ import annotations

from django.conf import settings
from django.utils.encoding import iri_to_uri


def absolute(path: str) -> str:
    """The whole address of one of the portal's own paths."""
    return settings.SITE_ADDRESS.rstrip("/") + iri_to_uri(path)
