"""A member's telephone with and without a line, in a real Chromium with the worker and all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from conftest import Served
from tests.browser import axe, beside_the_browser, watch

pytestmark = pytest.mark.browser
SignIn = Callable[[str], None]


def ready(page: Page) -> None:
    """The worker stands and holds the page."""
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")


def test_papers_are_read_and_confirmed_without_a_line_once_whatever_happens_to_the_answer(
    served: Served, page: Page, sign_in: SignIn, django_db_blocker: object
) -> None:
    from giaoban.areas.meetings.models import Coming, Receipt, Wish

    def count(model: type) -> int:
        return beside_the_browser(lambda: model._default_manager.count(), served.database, django_db_blocker)  # type: ignore[attr-defined]

    page.set_viewport_size({"width": 360, "height": 740})
    sign_in("dangvien")
    page.goto(f"{served.url}/so-tay/")
    ready(page)
    page.locator(".first h3 a").click()
    page.wait_for_load_state("networkidle")
    meeting = page.url
    page.goto(f"{meeting}phat-bieu/")
    page.wait_for_load_state("networkidle")
    page.goto(meeting)
    page.get_by_role("link", name="Dự thảo báo cáo tháng").click()
    page.wait_for_load_state("networkidle")
    paper = page.url
    kept = page.evaluate("() => caches.open('so-tay-trang').then(c => c.keys()).then(k => k.map(r => r.url))")
    assert meeting in kept
    assert paper in kept
    tokens = page.evaluate(
        "() => caches.open('so-tay-trang').then(c => c.keys().then(k => Promise.all(k.map(r => c.match(r).then(a => a.text())))))"
    )
    assert not any(
        'csrfmiddlewaretoken" value="' in text and 'csrfmiddlewaretoken" value=""' not in text for text in tokens
    )

    page.context.set_offline(True)
    page.goto(paper)
    expect(page.get_by_text("DỰ THẢO BÁO CÁO", exact=True)).to_be_visible()
    expect(page.locator("#state")).to_contain_text("Không có mạng")
    page.get_by_role("button", name="Tôi đã đọc").click()
    expect(page.locator("#waits")).to_contain_text("1 việc chờ gửi")
    page.goto(f"{meeting}phat-bieu/")
    page.get_by_label("Ý chính").fill("Hẹn giờ khám")
    page.get_by_role("button", name="Gửi").click()
    expect(page.locator("#waits")).to_contain_text("2 việc chờ gửi")
    assert axe(page) == []
    page.goto(f"{served.url}/so-tay/ho-so/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Không có mạng")
    assert (count(Receipt), count(Wish)) == (0, 0)

    def answer_lost(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/so-tay/gui", answer_lost)
    page.context.set_offline(False)
    page.goto(meeting)
    page.wait_for_timeout(1500)
    assert (count(Receipt), count(Wish)) == (1, 1), "it was taken, and the telephone does not know"
    page.unroute("**/so-tay/gui")
    page.goto(meeting)
    expect(page.locator("#waits")).to_be_hidden()
    assert (count(Receipt), count(Wish), count(Coming)) == (1, 1, 0)
    expect(page.get_by_text("Hẹn giờ khám")).to_be_visible()

    page.goto(f"{served.url}/so-tay/ho-so/")
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url("**/account/login/**")
    assert page.evaluate("() => caches.keys()") in ([], None), "nothing of the handbook is left"
    watch(page).wrongs = [wrong for wrong in watch(page).wrongs if "ERR_" not in wrong]
