"""An officer's morning at Quảng Ninh: what is due, a register, the tree of another day; wide, and on a phone."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from python_calamine import load_workbook

from conftest import Served
from tests.journeys.conftest import faults, picture

pytestmark = pytest.mark.browser
SignIn = Callable[[str], None]


def test_what_is_due_leads_to_the_act_and_the_act_to_the_history(served: Served, page: Page, sign_in: SignIn) -> None:
    sign_in("tochuc")
    assert faults(page) == []
    picture(page, "due")
    due = page.locator("main a").filter(has_text="lễ kết nạp").first
    sentence = due.inner_text()
    due.click()
    expect(page.get_by_role("heading", level=2, name="Kết nạp")).to_be_visible()
    assert faults(page) == []
    picture(page, "act")
    page.get_by_label("Ngày tổ chức lễ kết nạp").fill("20/11/2026")
    page.locator("main form button.primary").click()
    expect(page.get_by_role("heading", name="Quá trình", exact=True)).to_be_visible()
    name = page.get_by_role("heading", level=1).inner_text()
    assert name in sentence
    expect(page.locator("main")).to_contain_text("20/11/2026")
    assert faults(page) == []
    picture(page, "admission")
    page.get_by_role("link", name="Đảng viên", exact=True).click()
    page.locator("#find").fill(name)
    page.locator("#find").press("Enter")
    expect(page.locator("tbody tr[data-row]").first).to_contain_text("20/11/2026")


def test_a_register_is_searched_filtered_kept_and_exported_as_it_is_seen(
    served: Served, page: Page, sign_in: SignIn
) -> None:
    sign_in("tochuc")
    page.get_by_role("link", name="Đảng viên", exact=True).click()
    assert faults(page) == []
    picture(page, "people")
    page.locator("#find").fill("nguyen van")
    page.locator("#find").press("Enter")
    expect(page.locator(".chip").first).to_contain_text("nguyen van")
    expect(page.locator("tbody tr[data-row]").first).to_be_visible()
    page.locator("details.conditions summary").click()
    page.locator("details.conditions select[name=grade]").select_option("probationary")
    page.locator("details.conditions button.primary").click()
    expect(page.locator(".chip", has_text="dự bị")).to_be_visible()
    page.get_by_text("Cột", exact=True).click()
    page.locator("input[name=column][value=ethnicity]").check()
    page.locator("input[name=column][value=sex]").uncheck()
    page.get_by_role("button", name="Hiện các cột này").click()
    expect(page.locator("table.grid thead th", has_text="Dân tộc")).to_be_visible()
    page.wait_for_load_state()
    headings = [one.strip() for one in page.locator("table.grid thead th:not(.tick)").all_inner_texts()]
    assert "Giới tính" not in headings
    page.locator("details:has(#view-name) summary").click()
    page.locator("#view-name").fill("Dự bị họ Nguyễn")
    page.locator("details:has(#view-name) button").click()
    expect(page.get_by_role("link", name="Dự bị họ Nguyễn")).to_be_visible()
    assert faults(page) == []
    with page.expect_download() as waiting:
        page.get_by_role("link", name="XLSX").click()
    sheet = load_workbook(io.BytesIO(waiting.value.path().read_bytes())).get_sheet_by_index(0)
    rows = sheet.to_python(skip_empty_area=False)
    assert [str(one) for one in rows[2] if one] == headings
    shown = page.locator("p.register-count").inner_text()
    assert str(len(rows) - 3) == re.sub(r"\D", "", shown)
    page.locator("tbody tr[data-row] a").first.click()
    expect(page.get_by_role("heading", name="Quá trình", exact=True)).to_be_visible()
    assert faults(page) == []
    picture(page, "member")


def test_the_tree_goes_to_2023_and_back(served: Served, page: Page, sign_in: SignIn) -> None:
    sign_in("tochuc")
    page.get_by_role("link", name="Hệ thống tổ chức").click()
    assert faults(page) == []
    now = page.locator("section.panel").inner_text()
    page.goto(f"{page.url.split('?')[0]}?on=2023-06-30")
    expect(page.locator(".band.day")).to_contain_text("30/06/2023")
    then = page.locator("section.panel").inner_text()
    assert "Khối" in then
    assert then != now
    assert faults(page) == []
    picture(page, "tree")
    slider = page.locator("[data-slider]")
    slider.focus()
    with page.expect_navigation():
        page.keyboard.press("PageUp")
    expect(page.locator(".band.day")).to_be_visible()
    with page.expect_navigation():
        page.locator(".band.day a").click()
    expect(page.locator(".band.day")).to_have_count(0)
    assert page.locator("section.panel").inner_text() == now


def test_every_page_of_the_menu_is_without_fault_wide_and_on_a_phone(
    served: Served, page: Page, sign_in: SignIn
) -> None:
    sign_in("tochuc")
    addresses = [one.get_attribute("href") for one in page.locator("nav.menu a").all()]
    assert len(addresses) > 8
    found = {}
    for width, height in ((1280, 800), (360, 740)):
        page.set_viewport_size({"width": width, "height": height})
        for address in addresses:
            page.goto(f"{served.url}{address}")
            if wrong := faults(page):
                found[f"{address} at {width}"] = wrong
    assert found == {}


@pytest.mark.parametrize(
    ("persona", "name", "address"),
    [
        ("thuky", "report", "/desk/reports/"),
        ("tochuc", "people", "/desk/so/members/"),
        ("tochuc", "due", "/desk/"),
        ("tochuc", "import", "/desk/members/import/"),
        ("tochuc", "tree", "/desk/units/?on=2023-06-30"),
    ],
)
def test_a_page_is_read_on_a_phone(
    served: Served, page: Page, sign_in: SignIn, persona: str, name: str, address: str
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    sign_in(persona)
    page.goto(f"{served.url}{address}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert faults(page) == []
    picture(page, name)


def test_the_front_page_that_anyone_reads_is_without_fault(served: Served, page: Page) -> None:
    page.goto(served.url)
    expect(page.get_by_role("heading").first).to_be_visible()
    assert faults(page) == []
    picture(page, "portal")
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(served.url)
    assert faults(page) == []
    picture(page, "portal")
