"""The identity of a figure of a page of HTML: the tag that a DOCX bears, with the name of the organisation as its column.

The portal's pages bear it as ``data-figure``, inline XBRL as ``gb:figure``. A page that somebody saved and changed still says
what it was (``giaoban.reporting.prose.identified.page_identities``).
"""

from __future__ import annotations

from giaoban.reporting.prose.identified import Identity

NAMESPACE, ATTRIBUTE = "urn:giaoban:figure", "figure"


def tag_of(period: str, code: str, organisation: str, printed: str) -> str:
    """The tag of a figure of a page; ``organisation`` is empty for the whole."""
    return Identity(period, code, organisation.replace("|", "/"), printed).tag()
