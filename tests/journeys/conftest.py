"""Signing in, reading pages for faults, and taking pictures: what every journey does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from conftest import Served
from tests.browser import PICTURES, axe

HEAVIEST = 150_000


@pytest.fixture
def sign_in(served: Served, page: Page) -> Callable[[str], None]:
    """The page is signed in as that persona, by the form that everybody uses."""

    def signed(username: str) -> None:
        page.goto(f"{served.url}/account/login/")
        page.locator("[name=login]").fill(username)
        page.locator("[name=password]").fill(served.passwords[username])
        page.locator("[name=password]").press("Enter")
        page.wait_for_url(f"{served.url}/desk/**")

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
