"""Every part of the desk, as a person meets it: by eye, by keyboard, on a phone, without colour, without a script."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import axe, picture
from tests.look.serving import served

HERE = Path(__file__).parent
NAMES = ["due", "report", "register", "tree", "person", "import", "act", "drawer", "signin", "404"]
pytestmark = pytest.mark.browser


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the look book, rendered afresh in a process of its own."""
    folder = tmp_path_factory.mktemp("book")
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run([sys.executable, HERE / "lookbook.py", folder], env=environment, check=True)
    with served(folder) as address:
        yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("name", NAMES)
def test_every_page_passes_wcag_2_2_aa_and_keeps_within_the_screen(
    page: Page, book: str, name: str, width: int, scheme: str
):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(f"{book}/{name}.html")
    picture(page, f"look-{name}-{scheme}", width)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_axe_finds_what_is_wrong_when_something_is(page: Page, book: str):
    page.goto(f"{book}/due.html")
    page.evaluate(
        "document.querySelector('#search').labels[0].remove(); document.querySelector('#search').placeholder = ''"
    )
    assert any(wrong.startswith("label ") for wrong in axe(page))


def test_a_figure_opens_its_evidence_and_escape_leads_back_to_it(page: Page, book: str):
    page.goto(f"{book}/report.html")
    door = page.get_by_role("link", name="4.4, Lạng Sơn")
    door.focus()
    page.keyboard.press("Enter")
    drawer = page.locator("#drawer")
    expect(drawer.get_by_role("heading", name="4.4 Đảng viên được kết nạp")).to_be_visible()
    expect(drawer).to_contain_text("Cộng theo đơn vị")
    assert axe(page) == []
    picture(page, "look-drawer-open", 1280, whole=False)
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('#drawer').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    assert page.evaluate("document.activeElement.textContent").endswith("1.210")
    assert page.url.endswith("/report.html")


def test_the_drawer_takes_the_evidence_out_of_a_whole_page_too(page: Page, book: str):
    page.goto(f"{book}/report.html")
    page.locator(".lead-figures a", has_text="38.716").click()
    drawer = page.locator("#drawer")
    expect(drawer.get_by_role("heading", name="4.4 Đảng viên được kết nạp")).to_be_visible()
    assert drawer.locator(".topbar").count() == 0


def test_the_keyboard_walks_the_rows_opens_acts_and_selects(page: Page, book: str):
    page.goto(f"{book}/register.html")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("[data-row].cursor")).to_contain_text("Hoàng Thúy Anh")
    expect(page.locator("[data-bulk-bar]")).to_be_hidden()
    page.keyboard.press("x")
    expect(page.locator("[data-bulk-bar]")).to_contain_text("1 dòng đã chọn")
    page.keyboard.press("k")
    expect(page.locator("[data-row].cursor")).to_contain_text("Nguyễn Thị An")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("jjk")
    expect(page.locator("#search")).to_have_value("jjk")
    page.get_by_role("link", name="Hoàng Thúy Anh", exact=True).focus()
    page.keyboard.press("e")
    page.wait_for_url("**/act.html")


def test_n_walks_from_finding_to_finding_and_round_again(page: Page, book: str):
    page.goto(f"{book}/report.html")
    order = []
    for _ in range(3):
        page.keyboard.press("n")
        order.append(page.evaluate("document.activeElement.id"))
    assert order == ["f-1", "f-2", "f-1"]


def test_single_keys_can_be_switched_off_and_stay_off(page: Page, book: str):
    page.goto(f"{book}/report.html")
    page.keyboard.press("?")
    page.get_by_label("Dùng phím đơn làm phím tắt").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.id") == ""


def test_a_range_of_rows_is_selected_with_shift_and_all_from_the_head(page: Page, book: str):
    page.goto(f"{book}/register.html")
    ticks = page.locator("[data-tick]")
    ticks.nth(1).click()
    ticks.nth(4).click(modifiers=["Shift"])
    expect(page.locator("[data-bulk-count]")).to_have_text("4")
    page.locator("[data-all]").check()
    expect(page.locator("[data-bulk-count]")).to_have_text("8")
    page.get_by_role("button", name="Bỏ chọn").click()
    expect(page.locator("[data-bulk-bar]")).to_be_hidden()


def test_the_day_slider_names_the_change_and_page_up_goes_to_the_next(page: Page, book: str):
    page.goto(f"{book}/tree.html")
    expect(page.locator(".band.day")).to_contain_text("Đang xem tại ngày 30/06/2023")
    slider = page.locator("[data-slider]")
    expect(page.locator("[data-output]")).to_contain_text("15/09/2022")
    slider.focus()
    page.keyboard.press("PageUp")
    page.wait_for_url("**/tree.html?*on=2023-07-01*")


def test_colours_and_type_change_at_once_and_are_kept(page: Page, book: str):
    page.goto(f"{book}/due.html")
    page.get_by_text("Nguyễn Thị An", exact=True).first.click()
    page.get_by_role("button", name="Tối").click()
    page.get_by_role("button", name="Lớn").click()
    assert (
        page.evaluate("document.documentElement.dataset.scheme + document.documentElement.dataset.type") == "darklarge"
    )
    assert {cookie["name"]: cookie["value"] for cookie in page.context.cookies()} == {"scheme": "dark", "type": "large"}
    assert axe(page) == []
    picture(page, "look-due-dark-large", 1280)


def test_on_a_phone_the_menu_is_a_sheet_that_escape_closes(page: Page, book: str):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{book}/due.html")
    expect(page.locator("#menu")).to_be_hidden()
    page.get_by_role("button", name="Danh mục").click()
    expect(page.locator("#menu")).to_be_visible()
    assert axe(page) == []
    picture(page, "look-menu", 360, whole=False)
    page.keyboard.press("Escape")
    expect(page.locator("#menu")).to_be_hidden()


def test_without_a_script_everything_is_still_there(browser: Browser, book: str):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{book}/register.html")
    expect(page.locator("#menu")).to_be_visible()
    expect(page.get_by_role("button", name="Mời họp")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{book}/tree.html")
    expect(page.get_by_role("link", name="Đảng bộ Công ty Than Cẩm Sơn")).to_be_visible()
    page.goto(f"{book}/report.html")
    page.get_by_role("link", name="4.4, Lạng Sơn").click()
    expect(page.get_by_role("heading", name="4.4 Đảng viên được kết nạp")).to_be_visible()
    context.close()


def test_figures_in_a_table_stand_under_one_another(page: Page, book: str):
    page.goto(f"{book}/report.html")
    page.evaluate("document.fonts.ready.then(() => true)")
    widths = page.evaluate(
        """() => [..."0123456789"].map((digit) => {
            const ink = document.createElement("span");
            ink.textContent = digit.repeat(10);
            document.querySelector("td").append(ink);
            const width = ink.getBoundingClientRect().width;
            ink.remove();
            return Math.round(width * 10);
        })"""
    )
    assert len(set(widths)) == 1


def test_print_leaves_the_document_and_nothing_of_the_desk(page: Page, book: str):
    page.goto(f"{book}/register.html")
    page.emulate_media(media="print")
    expect(page.locator(".topbar")).to_be_hidden()
    expect(page.locator("#menu")).to_be_hidden()
    expect(page.locator(".letterhead")).to_be_visible()
    expect(page.locator("table.grid")).to_be_visible()
    expect(page.get_by_text("Xuất đúng danh sách này")).to_be_hidden()


def test_a_branch_of_the_tree_opens_and_closes_by_keyboard(page: Page, book: str):
    page.goto(f"{book}/tree.html")
    branch = page.get_by_role("button", name="Đơn vị trực thuộc: Đảng bộ Công ty Than Cẩm Sơn")
    below = page.locator("li", has=branch).last.locator(".below")
    expect(below).to_be_hidden()
    branch.focus()
    page.keyboard.press("Enter")
    expect(below).to_be_visible()
    expect(branch).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Enter")
    expect(below).to_be_hidden()


def test_the_small_sheets_open_without_leaving_the_screen_and_close_with_escape(page: Page, book: str):
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 740})
        for word in ("Điều kiện", "Cột", "Lưu danh sách này", "Giao diện"):
            page.goto(f"{book}/register.html")
            opener = (
                page.locator("details.pop > summary", has_text=word)
                if word != "Giao diện"
                else page.locator(".account > summary")
            )
            opener.click()
            body = page.locator("details.pop[open] > .pop-body")
            box = body.bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
            assert axe(page) == []
            if word in ("Điều kiện", "Cột"):
                picture(page, f"look-sheet-{'filter' if word == 'Điều kiện' else 'columns'}", width, whole=False)
            page.keyboard.press("Escape")
            expect(body).to_be_hidden()


def test_a_browser_that_writes_the_month_first_takes_days_as_an_office_writes_them(browser: Browser, book: str):
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    page.goto(f"{book}/tree.html")
    day = page.get_by_label("Tại ngày")
    expect(day).to_have_value("30/06/2023")
    day.fill("2023-06-15")
    day.blur()
    expect(day).to_have_value("15/06/2023")
    day.fill("31/02/2023")
    assert not page.evaluate("document.querySelector('.daybar').checkValidity()")
    day.fill("1/7/2023")
    page.get_by_role("button", name="Xem", exact=True).click()
    page.wait_for_url("**/tree.html?on=2023-07-01")
    context.close()
