"""A body with two organisations lives through a period: opened, told, typed as a sheet by two at once, submitted, accepted."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from conftest import _copy, _drop, serving
from giaoban.core.spans import Period
from giaoban.ground.journal.clock import today
from giaoban.ground.regulations.calendar import WorkingDays
from tests.browser import beside_the_browser, picture
from tests.journeys.conftest import cell, faults
from tests.world import FOUNDED, PASSWORD, build, new_account

pytestmark = pytest.mark.browser

BODY, FIRST, SECOND = "Khối A", "Sở Khối A", "Ban Khối A"
DAY = today()
ASKED = Period.parse(f"{DAY.year}-H{1 if DAY.month < 7 else 2}")
SAVED = re.compile("Đã lưu")


def _world() -> date:
    """Beside the small world: a second organisation, two people for the first, and last year's period with one number."""
    from giaoban.areas.accounts.operations import grant
    from giaoban.ground.access.operations import program
    from giaoban.ground.units.models import Kind
    from giaoban.ground.units.spells import Founding, found
    from giaoban.ground.writing import writing
    from giaoban.reporting import returns
    from giaoban.reporting.returns import Row, Typed

    world, actor = build(), program("Kiểm thử")
    with writing(actor, "units.establish", unit=None, on=FOUNDED):
        found(Founding(Kind.GRASSROOTS_CELL, f"Chi bộ {SECOND}", SECOND), parent=world.units[BODY], on=FOUNDED)
    for username in ("so-1", "so-2"):
        account = new_account(username, name=username)
        grant(actor=actor, account=account, role="secretary", unit=world.units[FIRST], from_on=FOUNDED)
    before = ASKED.year_before()
    calendar = WorkingDays()
    campaign = returns.open_campaign(
        actor=actor, unit=world.units[BODY], form="BC-6T", period=str(before), opened_on=before.start,
        due_on=calendar.after(before.last_day, 5),
    )  # fmt: skip
    record = campaign.returns.get(unit=world.units[FIRST])
    returns.fill(actor=actor, record=record, typed=[Typed("4.4", Row(declared=Decimal(198)), Row().mark)])
    return calendar.after(DAY, 1)


@pytest.fixture(scope="module")
def office(template_database: str, collected_static: None, django_db_blocker) -> Iterator[tuple[str, date]]:
    """The address of a served program with that world, and the next working day."""
    name = f"giaoban_period_{os.getpid()}"
    _drop(name)
    _copy(template_database, name)
    try:
        due = beside_the_browser(_world, name, django_db_blocker)
        with serving(name) as url:
            yield url, due
    finally:
        _drop(name)


@pytest.fixture
def person(office: tuple[str, date], browser: Browser) -> Iterator[Callable[[str], Page]]:
    """The desk of somebody who has just signed in, each in a browser of their own."""
    contexts: list[BrowserContext] = []

    def signed(username: str) -> Page:
        context = browser.new_context(locale="vi-VN", viewport={"width": 1366, "height": 900}, reduced_motion="reduce")
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{office[0]}/account/login/")
        page.locator("[name=login]").fill(username)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("[name=password]").press("Enter")
        page.wait_for_url(f"{office[0]}/desk/**")
        return page

    yield signed
    for context in contexts:
        context.close()


def opens(page: Page, due: date) -> None:
    """The officer opens the period that we are in, from the page of periods."""
    page.get_by_role("link", name="Kỳ báo cáo", exact=True).click()
    picture(page, "periods", 1366)
    assert faults(page) == []
    page.get_by_role("link", name="Mở đợt báo cáo").first.click()
    page.locator("[name=period]").select_option(str(ASKED))
    saturday = due + timedelta(days=(5 - due.weekday()) % 7)
    page.locator("[name=due_on]").fill(saturday.isoformat())
    page.locator("[name=letter]").fill("Đề nghị các đồng chí nộp đúng hạn.")
    page.locator("main form.form button.primary").click()
    expect(page.locator("main")).to_contain_text("không phải ngày làm việc")
    page.locator("[name=due_on]").fill(due.isoformat())
    page.locator("main form.form button.primary").click()
    preview = page.locator(".preview")
    expect(preview).to_contain_text(FIRST)
    expect(preview).to_contain_text(SECOND)
    expect(preview).to_contain_text(ASKED.year_before().title())
    assert faults(page) == []
    page.locator("main form.form button.primary").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(ASKED.title())


def types(page: Page) -> None:
    """Numbers by keyboard, a block from the clipboard, a finding, an estimate, one taken back."""
    page.get_by_role("link", name=re.compile("Thông báo")).first.click()
    page.get_by_text("Có báo cáo phải lập").first.click()
    expect(page.get_by_text("Đề nghị các đồng chí nộp đúng hạn.")).to_be_visible()
    saved = page.locator("[data-saved]")
    cell(page, "v-1.1.1").click()
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    expect(cell(page, "v-1.1.2")).to_be_focused()
    page.keyboard.type("0")
    page.keyboard.press("ArrowUp")
    expect(cell(page, "v-1.1.1")).to_be_focused()
    expect(saved).to_have_text(SAVED)
    expect(cell(page, "v-1.1")).to_have_attribute("placeholder", "1")
    cell(page, "v-1.1").focus()
    page.keyboard.press("=")
    page.keyboard.press("Tab")
    expect(cell(page, "v-1.1")).to_have_value("1")
    page.evaluate(
        "text => navigator.clipboard.writeText(text)", "1.2\tSố chi bộ\t2\n1.3\tTổng số\t95 000\n1.3.1\tDự bị\t4\n"
    )
    cell(page, "v-1.2").click()
    page.keyboard.press("Control+v")
    expect(cell(page, "v-1.3")).to_have_value("95.000")
    expect(cell(page, "v-1.2")).to_have_value("2")
    page.evaluate("text => navigator.clipboard.writeText(text)", "12\r\n13\r\n14\r\n")
    cell(page, "v-4.1").click()
    page.keyboard.press("Control+v")
    expect(cell(page, "v-4.3")).to_have_value("14")
    expect(saved).to_have_text(SAVED)
    cell(page, "v-4.4").click()
    page.keyboard.type("99")
    page.keyboard.press("~")
    expect(cell(page, "e-4.4")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator('[data-line="4.4"] [data-change]')).to_contain_text("50")
    cell(page, "v-1.3.1").click()
    page.keyboard.type("nhiều")
    page.keyboard.press("Enter")
    expect(page.locator('[data-said="1.3.1"]')).to_contain_text("không phải là số")
    expect(cell(page, "v-1.3.1")).to_have_value("nhiều")
    cell(page, "v-1.3.1").fill("4")
    page.keyboard.press("Enter")
    expect(page.locator('[data-said="1.3.1"]')).not_to_contain_text("không phải là số")
    cell(page, "v-4.6").click()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    expect(saved).to_have_text(SAVED)
    expect(page.locator('[data-line="4.6"]')).not_to_have_class(re.compile("wrong"))
    page.keyboard.press("Control+z")
    expect(cell(page, "v-4.6")).to_have_value("")
    takes_back_what_is_on_its_way(page)
    page.evaluate("scrollTo(0, 0)")
    picture(page, "sheet", 1366)
    assert faults(page) == []
    picture(page, "sheet", 360)
    assert faults(page) == []
    page.set_viewport_size({"width": 1366, "height": 900})


def takes_back_what_is_on_its_way(page: Page) -> None:
    """Ctrl Z before the answer takes back what was typed last, not the change before it."""
    held: list[Route] = []
    address = re.compile(re.escape(page.locator("#sheet").evaluate("form => form.action")))
    page.route(address, lambda route: held.append(route))
    cell(page, "v-4.6").fill("8")
    page.keyboard.press("Enter")
    expect(page.locator("[data-saved]")).not_to_have_text(SAVED)
    for _ in range(500):
        if not held:
            page.wait_for_timeout(20)
    page.keyboard.press("Control+z")
    held[0].continue_()
    page.unroute(address)
    expect(cell(page, "v-4.6")).to_have_value("")
    expect(cell(page, "v-1.3.1")).to_have_value("4")
    expect(page.locator("[data-saved]")).to_have_text(SAVED)


def both_type(first: Page, second: Page) -> None:
    """Two people in one return: what one wrote is not lost to the other."""
    second.goto(first.url)
    cell(first, "v-5.1").click()
    first.keyboard.type("3")
    first.keyboard.press("Enter")
    expect(first.locator("[data-saved]")).to_have_text(SAVED)
    cell(second, "v-5.1").click()
    second.keyboard.type("5")
    second.keyboard.press("Enter")
    expect(second.locator('[data-said="5.1"]')).to_contain_text("Người khác vừa ghi dòng này: 3")
    cell(second, "v-5.2").click()
    second.keyboard.type("1")
    second.keyboard.press("Enter")
    expect(second.locator("[data-saved]")).to_have_text(SAVED)
    cell(second, "v-5.1").click()
    second.keyboard.type("5")
    second.keyboard.press("Enter")
    expect(second.locator('[data-said="5.1"]')).not_to_contain_text("Người khác")
    cell(first, "v-5.3").click()
    first.keyboard.type("0")
    first.keyboard.press("Enter")
    expect(cell(first, "v-5.1")).to_have_value("5")
    expect(cell(first, "v-5.2")).to_have_value("1")


def test_a_body_with_two_organisations_lives_through_a_period(
    office: tuple[str, date], person: Callable[[str], Page]
) -> None:
    officer = person("van-phong-a")
    opens(officer, office[1])
    first, second = person("so-1"), person("so-2")
    types(first)
    both_type(first, second)
    first.reload()
    expect(cell(first, "v-1.3")).to_have_value("95.000")
    expect(cell(first, "p-4.4")).to_have_attribute("placeholder", "198")
    officer.goto(f"{office[0]}/desk/periods/")
    officer.get_by_role("link", name="Hủy đợt báo cáo").first.click()
    officer.locator("[name=reason]").fill("mở nhầm kỳ")
    officer.locator("main form.form button").first.click()
    officer.goto(f"{office[0]}/desk/periods/")
    expect(officer.locator("#others")).to_contain_text("mở nhầm kỳ")
    cell(first, "v-5.1").click()
    first.keyboard.type("6")
    first.keyboard.press("Enter")
    expect(first.locator("[data-saved]")).to_contain_text("đã hủy")


def test_without_scripts_the_sheet_is_a_form(office: tuple[str, date], browser: Browser) -> None:
    context = browser.new_context(locale="vi-VN", java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{office[0]}/account/login/")
    page.locator("[name=login]").fill("so-1")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.goto(f"{office[0]}/desk/periods/")
    page.get_by_role("link", name=re.compile(str(ASKED.year_before().start.year))).first.click()
    cell(page, "v-4.1").fill("95 000")
    cell(page, "v-4.2").fill("mười")
    page.get_by_role("button", name="Lưu số đã ghi").click()
    expect(page.locator("main")).to_contain_text("không phải là số")
    expect(cell(page, "v-4.2")).to_have_value("mười")
    cell(page, "v-4.2").fill("10")
    page.get_by_role("button", name="Lưu số đã ghi").click()
    expect(cell(page, "v-4.1")).to_have_value("95.000")
    expect(cell(page, "v-4.2")).to_have_value("10")
    context.close()
