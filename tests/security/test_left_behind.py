"""What a browser keeps after somebody has signed out on a machine that others use too: no member's name (ASVS 14.3.1)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from conftest import _copy, _drop, serving, use_database
from tests.browser import FLAGS, chromium
from tests.world import PASSWORD, build

pytestmark = pytest.mark.browser

WORD = "Khoabimat"
"""A part of a member's name that stands nowhere else."""
STORED = """async () => {
    const found = [];
    for (const one of [localStorage, sessionStorage])
        for (let at = 0; at < one.length; at++) found.push(one.key(at), one.getItem(one.key(at)));
    for (const name of await caches.keys())
        for (const asked of await (await caches.open(name)).keys())
            found.push(asked.url, await (await caches.match(asked)).text());
    for (const base of await indexedDB.databases()) found.push(`IndexedDB ${base.name}`);
    for (const worker of await navigator.serviceWorker.getRegistrations()) found.push(`worker ${worker.scope}`);
    return found;
}"""
PUT_THERE = """async (word) => {
    localStorage.setItem("last", word);
    await (await caches.open("pages")).put("/desk/x", new Response(word));
}"""
KEPT_ON_DISK = ("Cache", "Code Cache", "GPUCache", "IndexedDB", "Local Storage", "Session Storage", "Service Worker")
"""Folders of a profile where a site's data lie. The browser's own history, which holds titles of pages, is not a site's."""


@pytest.fixture(scope="module")
def standing(template_database: str, django_db_setup: None, collected_static: None, django_db_blocker) -> Iterator[str]:
    from django.db import connection

    from giaoban.ground.access.operations import program
    from giaoban.ground.journal.clock import today
    from giaoban.ground.writing import writing

    name, before = f"giaoban_left_{os.getpid()}", connection.settings_dict["NAME"]
    _drop(name)
    _copy(template_database, name)
    with django_db_blocker.unblock():
        use_database(name)
        world = build(members=3)
        person = world.people["Chi bộ 1 Khối A"][0]
        with writing(program("Kiểm thử"), "members.correct", unit=person.unit, on=today(), past_lock=True):
            person.name = f"Nguyễn Văn {WORD}"
            person.key_name()
            person.save()
        use_database(before)
    try:
        with serving(name) as url:
            yield url
    finally:
        _drop(name)


@pytest.fixture
def kept(browser: Browser, tmp_path: Path) -> Iterator[tuple[BrowserContext, Path]]:
    """A browser that keeps what it is given, as everybody's does, and where it keeps it."""
    context = browser.browser_type.launch_persistent_context(
        str(tmp_path / "profile"), executable_path=chromium(), args=FLAGS, headless=True, locale="vi-VN",
        viewport={"width": 1280, "height": 900},
    )  # fmt: skip
    context.set_default_timeout(60_000)
    yield context, tmp_path / "profile"
    context.close()


def at_work(page: Page, url: str) -> list[str]:
    """Somebody signs in, looks at the member in the list, by searching and on the page; answers where they were."""
    page.goto(f"{url}/account/login/")
    page.locator("[name=login]").fill("to-chuc-a")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(f"{url}/desk/**")
    seen = [f"{url}/desk/so/members/?q={WORD.lower()}", f"{url}/desk/search/?q={WORD.lower()}"]
    for one in seen:
        page.goto(one)
        assert WORD in page.content()
    page.goto(seen[0])
    page.goto(url + (page.locator("main a[href*='/so/members/']", has_text=WORD).first.get_attribute("href") or ""))
    assert WORD in page.content()
    return [*seen, page.url]


def sign_out(page: Page) -> None:
    page.evaluate("document.querySelector('form[action*=\"logout\"]').requestSubmit()")
    page.wait_for_url(lambda where: "/desk/" not in where)


def test_after_signing_out_a_browser_keeps_no_members_name_anywhere(
    standing: str, kept: tuple[BrowserContext, Path]
) -> None:
    context, profile = kept
    page = context.new_page()
    seen = at_work(page, standing)
    assert not [one for one in page.evaluate(STORED) if WORD in one]
    sign_out(page)
    assert not [one for one in page.evaluate(STORED) if WORD in one]
    for _step in range(len(seen) + 3):  # the button “back”, which shows a page as it was left where it may be kept
        page.evaluate("history.back()")
        page.wait_for_timeout(400)
        page.wait_for_load_state()
        assert WORD not in page.content(), page.url
    for where in seen:
        told = page.evaluate(
            "where => fetch(where, {cache: 'only-if-cached', mode: 'same-origin'}).then(one => one.text(), () => '')",
            where,
        )
        assert WORD not in told, where
        page.goto(where)
        assert "/account/login/" in page.url
        assert WORD not in page.content()
    context.close()
    forms = (WORD.encode(), WORD.encode("utf-16-le"))
    files = [one for folder in KEPT_ON_DISK for one in profile.glob(f"**/{folder}/**/*") if one.is_file()]
    assert files, "the profile is where it is looked for"
    assert [one.name for one in files if any(form in one.read_bytes() for form in forms)] == []


def test_what_a_page_would_put_into_the_browser_is_found(standing: str, kept: tuple[BrowserContext, Path]) -> None:
    context, _profile = kept
    page = context.new_page()
    at_work(page, standing)
    page.evaluate(PUT_THERE, WORD)
    sign_out(page)
    assert len([one for one in page.evaluate(STORED) if WORD in one]) == 2
