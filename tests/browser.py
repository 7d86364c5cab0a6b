"""The browser of the tests: a real Chromium, found or fetched, that may speak to this machine only.

Import the fixtures `browser` and `page` in a conftest; `axe(page)` asks the accessibility rules, `picture(page, name, width)`
takes a picture. A page that writes an error to its console, or asks anything of another machine, fails its test.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

T = TypeVar("T")
ROOT = Path(__file__).parents[1]
PICTURES = Path(os.environ.get("GIAOBAN_PICTURES") or ROOT / "var" / "pictures")
AXE = (ROOT / "tests/vendor/axe-core/axe.min.js").read_text()
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
expect.set_options(timeout=15_000)
HERE = {"127.0.0.1", "localhost", "[::1]", "::1"}
FLAGS = [
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


def beside_the_browser(work: Callable[[], T], database: str, blocker: Any) -> T:
    """What ``work`` answers, done with that database in a thread of its own.

    Where a browser is driven a loop runs, and Django refuses to ask its database anything.
    """
    from django.db import connection

    from conftest import use_database
    from giaoban.ground.access import second_lock

    before = connection.settings_dict["NAME"]

    def done() -> T:
        with blocker.unblock():
            use_database(database)
            second_lock.see_everything()  # as the thread of the tests does; requests have their own sight
            try:
                return work()
            finally:
                use_database(before)

    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(done).result()


class NoChromium(Exception):
    """There is no Chromium here and none could be had; the sentence says how to get one."""


def chromium() -> str:
    """The path of a Chromium that starts: the one on PATH, else Debian's package, else Playwright's own."""
    found = _on_path()
    if found is None and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
            subprocess.run(command, env=environment, capture_output=True, timeout=600, check=False)
        found = _on_path()
    return found or _of_playwright()


def _on_path() -> str | None:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        if path and subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False).returncode == 0:
            return path
    return None


def _of_playwright() -> str:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    if not Path(path).exists():
        subprocess.run(
            [sys.executable, "-m", "playwright", "install", "chromium"], capture_output=True, timeout=900, check=False
        )
    if not Path(path).exists():
        raise NoChromium(
            "The browser tests need Chromium and found none: install it with “apt-get install chromium” as root, "
            "or with “python -m playwright install chromium”, or put one on PATH."
        )
    return path


def launch(playwright: Any) -> Browser:
    """A running Chromium that updates nothing, reports nothing and reaches no other machine."""
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=chromium(), args=FLAGS + sandbox)


class Watch:
    """What a page must not do, written down while it does it."""

    def __init__(self, context: BrowserContext) -> None:
        self.wrongs: list[str] = []
        context.on("request", lambda request: self._request(request.url))
        context.on("console", lambda message: self._note(message.type == "error", f"console: {message.text}"))
        context.on("weberror", lambda error: self._note(True, f"script: {error.error}"))

    def _request(self, url: str) -> None:
        parts = urlsplit(url)
        outside = parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in HERE
        self._note(outside, f"asked another machine: {url}")

    def _note(self, wrong: bool, sentence: str) -> None:
        if wrong:
            self.wrongs.append(sentence)

    def forgive(self, part: str) -> None:
        """Wrongs that say this were meant (a page that must answer 404, for one)."""
        self.wrongs = [wrong for wrong in self.wrongs if part not in wrong]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    # Playwright's own event loop lives in this thread, and Django would take the test's queries for asynchronous ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            running = launch(playwright)
            yield running
            running.close()
    except NoChromium as reason:
        pytest.fail(str(reason), pytrace=False)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh visitor: no cookies, Vietnamese, Hanoi's clock; what the pages did wrong fails the test at its end."""
    context = browser.new_context(
        locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", viewport={"width": 1280, "height": 800}, reduced_motion="reduce"
    )
    context.set_default_timeout(15_000)
    context.watch = Watch(context)  # type: ignore[attr-defined]
    yield context
    wrongs = context.watch.wrongs  # type: ignore[attr-defined]
    context.close()
    assert not wrongs, "\n".join(wrongs)


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """One page of a fresh visitor."""
    return context.new_page()


def watch(page: Page) -> Watch:
    """What the page's visitor did wrong so far."""
    return page.context.watch  # type: ignore[attr-defined,no-any-return]


def axe(page: Page, within: str | None = None) -> list[str]:
    """What breaks WCAG 2.2 AA on the page as it stands, one sentence a place; an empty list is the wish."""
    page.wait_for_load_state()  # a click returns when the next page has begun, not when it is there
    page.evaluate(AXE)
    found = page.evaluate(
        "([within, tags]) => axe.run(within || document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})",
        [within, WCAG],
    )
    return [
        f"{violation['id']} ({violation['impact']}): {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def picture(page: Page, name: str, width: int = 1280, *, whole: bool = True) -> Path:
    """A picture of the page at that width, in the folder of pictures (`GIAOBAN_PICTURES`, else var/pictures)."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.set_viewport_size({"width": width, "height": 740 if width < 600 else 800})
    page.wait_for_load_state()
    page.evaluate("document.fonts.ready.then(() => true)")
    path = PICTURES / f"{name}-{width}.png"
    page.screenshot(path=path, full_page=whole)
    return path
