"""What is printed, sent or shown to others bears the address that the office has set, whatever name a request came under."""

from __future__ import annotations

import re

from giaoban.site.places import PACKAGE

OF_A_REQUEST = re.compile(r"\bbuild_absolute_uri\b|\bget_host\b|\bget_current_site\b|\brequest\.scheme\b|\bHTTP_HOST\b")
ASKED = {
    "site/hosts.py": "which of the two names the request came under decides what answers it",
    "faces/desk/views.py": "whether an address leads back to the site that the person is on",
    "faces/portal/editing/hooks.py": "whether an address leads back to the site that the person is on",
}
"""Where the name in a request is looked at, and why; nothing of it is shown to anybody."""


def those_that_ask() -> set[str]:
    """The files of the program that look at the name in a request."""
    files = [path for kind in ("py", "html", "txt", "xml") for path in PACKAGE.rglob(f"*.{kind}")]
    inside = [path for path in files if not {"tests", "tests_db", "vendor"} & set(path.parts)]
    return {f"{path.relative_to(PACKAGE)}" for path in inside if OF_A_REQUEST.search(path.read_text())}


def test_no_address_that_others_are_given_follows_the_name_in_a_request() -> None:
    assert those_that_ask() == set(ASKED), "others are given SITE_ADDRESS or DESK_ADDRESS (`portal.addresses.absolute`)"
