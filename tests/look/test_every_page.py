"""Every kind of page that somebody can come to passes WCAG 2.2 AA, on a desk and on a phone, and keeps within the screen (G22)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from giaoban.ground.access.models import Account
from tests.browser import axe, beside_the_browser
from tests.drills import headers, walking

PEOPLE = (None, "tochuc", "thuky", "tuyengiao", "quantri")
EDITING = "/bientap/"
"""Wagtail's own pages are Wagtail's; what the portal adds to them is looked at in its own tests."""


def pages(name: str | None, known: set[str | None]) -> tuple[Client, list[str]]:
    """The browser of that persona, and the pages that nobody before has come to."""
    client = Client(raise_request_exception=False, HTTP_HOST="127.0.0.1")
    if name is not None:
        headers.sign_in(client, Account.objects.get(username=name))
    found = [
        path
        for path, answer in walking.walk(client, most=150)
        if answer.status_code == 200
        and answer.headers.get("Content-Type", "").startswith("text/html")
        and not path.startswith(EDITING)
        and b"<html" in answer.content[:2000]
        and walking.kind_of(path) not in known
    ]
    known |= {walking.kind_of(path) for path in found}
    return client, found


@pytest.mark.browser
def test_every_page_passes_on_a_desk_and_on_a_phone(served: Any, page: Page, django_db_blocker: Any) -> None:
    known = set[str | None]()
    ways = beside_the_browser(lambda: [pages(name, known) for name in PEOPLE], served.database, django_db_blocker)
    wrongs, seen = [], 0
    page.set_default_timeout(90_000)
    for client, paths in ways:
        page.context.clear_cookies()
        page.context.add_cookies(
            [{"name": key, "value": one.value, "url": served.url} for key, one in client.cookies.items() if one.value]
        )
        for path in paths:
            page.set_viewport_size({"width": 1280, "height": 800})
            page.goto(served.url + path, wait_until="load")
            seen += 1
            for width in (1280, 360):
                page.set_viewport_size({"width": width, "height": 740})
                wrongs += [f"{path} {width}: {wrong.splitlines()[0][:300]}" for wrong in axe(page)]
                if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
                    wrongs.append(f"{path} {width}: is {wide} wide")
    assert not wrongs, "\n".join(wrongs)
    assert seen > 60
