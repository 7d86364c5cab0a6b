"""Signing in, reading pages for faults, taking pictures, an empty machine: what journeys share."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page

from conftest import Served, _copy, _drop, serving
from tests.browser import PICTURES, axe, beside_the_browser

HEAVIEST = 150_000
PASSWORD = "mot-mat-khau-dai-2026"
"""Of whoever begins on an empty machine."""


@pytest.fixture
def sign_in(served: Served, page: Page) -> Callable[[str], None]:
    """The page is signed in as that persona, by the form that everybody uses."""

    def signed(username: str) -> None:
        page.goto(f"{served.url}/account/login/")
        page.locator("[name=login]").fill(username)
        page.locator("[name=password]").fill(served.passwords[username])
        page.locator("[name=password]").press("Enter")
        page.wait_for_url(re.compile(re.escape(served.url) + "/(desk|so-tay)/"))  # a member's desk is their handbook

    return signed


def faults(page: Page) -> list[str]:
    """What breaks WCAG 2.2 AA on the page, and whether it is wider than the window."""
    page.wait_for_load_state()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*axe(page), *([f"the page is {wide} px wider than the window"] if wide > 0 else [])]


def picture(page: Page, name: str) -> Path:
    """What the window shows now, in colours few enough for a slow line."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.wait_for_load_state()
    page.evaluate("document.fonts.ready.then(() => true)")
    narrow = page.viewport_size is not None and page.viewport_size["width"] < 600
    path = PICTURES / (f"{name}-phone.png" if narrow else f"{name}.png")
    page.screenshot(path=path)
    for colours in (256, 128, 64, 32):
        with Image.open(path) as taken:
            taken.convert("RGB").quantize(colours).save(path, optimize=True)
        if path.stat().st_size <= HEAVIEST:
            break
    return path


def two_administrators() -> None:
    """As ``create-admin`` makes them, each with a password that they chose."""
    from giaoban.areas.accounts.operations import create_account, grant
    from giaoban.ground.access.operations import program
    from giaoban.ground.journal.clock import today

    actor = program("Cài đặt")
    for username in ("quan-tri-1", "quan-tri-2"):
        account = create_account(actor=actor, unit=None, username=username, name=f"Quản trị {username[-1]}")
        grant(actor=actor, account=account, role="administrator", unit=None, from_on=today())
        account.set_password(PASSWORD)
        account.save()


@pytest.fixture
def empty(template_database: str, collected_static: None, django_db_blocker: Any) -> Iterator[Served]:
    """The program served from a database in which nothing is but what every installation starts with."""
    name = f"giaoban_empty_{os.getpid()}"
    _drop(name)
    _copy(template_database, name)
    try:
        beside_the_browser(two_administrators, name, django_db_blocker)
        with serving(name) as url:
            yield Served(url, name, {})
    finally:
        _drop(name)


def cell(page: Page, name: str) -> Locator:
    """The cell of a return's sheet: ``v-1.3`` is what the unit declares in line 1.3, ``n-1.3`` its note."""
    return page.locator(f'[name="{name}"]')
