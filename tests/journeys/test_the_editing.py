"""The portal's editing side, in a browser: an article from the first word to the public page, and no English on the way."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from conftest import Served
from tests.browser import watch
from tests.english import english_in, english_on

SignIn = Callable[[str], None]
ENGLISH_ON_PURPOSE = ("English", "Structure", "Functions and duties", "Contacts", "History", "Giao Ban")
CHECKED = 45
"""Pages of the editing side that are looked at, of each kind of address at most one."""


def test_english_is_seen_where_there_is_some(page: Page) -> None:
    page.set_content("<p>Lưu bản nháp</p><button aria-label='Save draft'>x</button><p lang=en>Save draft</p>")
    assert english_on(page) == ["Save, draft: “Save draft”"]
    assert english_in("Cổng thông tin, trang chủ, trong tỉnh, tin tức, ban tuyên giáo, thanh tra") == []


def test_no_english_stands_on_any_screen_that_an_editor_can_open(served: Served, page: Page, sign_in: SignIn) -> None:
    sign_in("bientap")
    told: list[str] = []
    for address in crawled(served, page):
        told += [f"{address}: {each}" for each in english_on(page, but=ENGLISH_ON_PURPOSE)]
    assert told == [], "\n".join(told)


def crawled(served: Served, page: Page) -> Iterator[str]:
    """Addresses of the editing side that links lead to from its first page, each open on the page as it is answered."""
    waiting, kinds = ["/bientap/"], set()
    while waiting and len(kinds) < CHECKED:
        address = waiting.pop(0)
        kind = re.sub(r"\d+", "N", address)
        if kind in kinds:
            continue
        kinds.add(kind)
        answer = page.goto(served.url + address)
        if answer is None or "html" not in answer.headers.get("content-type", ""):
            continue
        assert answer.status == 200, address
        yield address
        links = page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))")
        waiting += [
            link.split("?")[0]
            for link in links
            if link.startswith("/bientap/") and "logout" not in link and "#" not in link
        ]
    assert len(kinds) > 25
