"""A newcomer and the cluster's report: from the doubted figure to the cell it was read from, and to the documents."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from python_calamine import load_workbook

from conftest import Served
from tests.journeys.conftest import faults, picture

pytestmark = pytest.mark.browser
SignIn = Callable[[str], None]


def open_report(page: Page) -> None:
    page.get_by_role("link", name="Báo cáo 6 tháng").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cụm Đông Bắc")
    page.wait_for_load_state()  # the keys are there when the scripts are


def test_a_newcomer_opens_2391_down_to_the_cell_and_accepts_it_with_a_reason(
    served: Served, page: Page, sign_in: SignIn
) -> None:
    sign_in("thuky")
    open_report(page)
    assert faults(page) == []
    picture(page, "report")
    row = page.locator("tr[data-row]", has=page.locator("th", has_text=re.compile(r"^\s*4\.4\s")))
    figure = row.locator("a.figure").first
    expect(figure).to_contain_text("2.391")
    figure.click()
    drawer = page.locator("#drawer [data-drawer-content]")
    expect(drawer).to_contain_text("2.391")
    expect(drawer.locator(".finding").first).to_contain_text("2.391")
    assert faults(page) == []
    picture(page, "figure")
    expect(drawer.locator("table.sum tbody tr")).to_have_count(8)
    drawer.locator("table.sum tbody tr").filter(has_text="Hà Giang").locator("a.figure").click()
    expect(drawer.locator("#drawer-title")).to_be_visible()
    expect(drawer).to_contain_text("Hà Giang")
    expect(drawer.locator(".excerpt td.here")).to_be_visible()
    cell = drawer.locator(".cell b").first.inner_text()
    assert re.fullmatch(r"[A-Z]+\d+", cell)
    assert faults(page) == []
    picture(page, "cell")
    organisations = drawer.locator("section", has=page.get_by_role("heading", name=re.compile("tổ chức cơ sở đảng")))
    expect(organisations.locator("tbody tr").nth(50)).to_be_attached()
    organisations.locator("tbody a.figure").first.click()
    expect(drawer.locator(".excerpt td.here")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).not_to_be_visible()
    expect(figure).to_be_focused()

    doubt = page.locator("[data-finding]").filter(has_text="2.391").first
    sentence = doubt.locator("p").first.inner_text()
    assert "4.1" in sentence or "4.4" in sentence or "thẩm định" in sentence
    doubt.get_by_text("Giải trình").click()
    doubt.locator("textarea").fill("Đã đối chiếu với sổ quyết định kết nạp của tám đơn vị.")
    doubt.get_by_role("button").last.click()
    expect(page.locator(".finding.accepted").filter(has_text="Đã đối chiếu với sổ quyết định").first).to_be_visible()
    assert faults(page) == []


@pytest.mark.parametrize("kind", ["docx", "pdf", "xlsx"])
def test_the_report_is_downloaded_and_is_what_it_says(served: Served, page: Page, sign_in: SignIn, kind: str) -> None:
    sign_in("thuky")
    open_report(page)
    page.get_by_text("Tải báo cáo").click()
    with page.expect_download() as waiting:
        page.locator(f"a.pop-item[href$='.{kind}']").click()
    content = waiting.value.path().read_bytes()
    assert waiting.value.suggested_filename.endswith(f".{kind}")
    if kind == "pdf":
        assert content.startswith(b"%PDF-")
        assert content.rstrip().endswith(b"%%EOF")
    elif kind == "docx":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert archive.testzip() is None
            assert "2.391" in re.sub(r"<[^>]+>", "", archive.read("word/document.xml").decode())
    else:
        book = load_workbook(io.BytesIO(content))
        values = {
            value for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for value in row
        }
        assert 2391.0 in values


def test_the_report_is_walked_by_keyboard_alone(served: Served, page: Page, sign_in: SignIn) -> None:
    sign_in("thuky")
    open_report(page)
    seen = []
    for _ in range(4):
        page.keyboard.press("n")
        focused = page.evaluate("document.activeElement.closest('[data-finding]')?.id")
        assert focused, "n goes to a finding"
        seen.append(focused)
    assert len(set(seen)) == 4
    page.keyboard.press("j")
    expect(page.locator("[data-row].cursor")).to_have_count(1)
    figure = page.locator("a.figure").first
    figure.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#drawer [data-drawer-content]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).not_to_be_visible()
    expect(figure).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()
    page.locator("body").press("Escape")
