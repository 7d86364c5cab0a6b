"""The first days of an office, in the browser: what every journey that begins on an empty machine does first."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PASSWORD, faults

BODY = "Đảng bộ Ủy ban nhân dân tỉnh Hạ Thanh"
LIST = (
    "Tên tổ chức\tLoại hình\tTrực thuộc\tSố QĐ\tMã tổ chức\n"
    "Đảng bộ Sở Y tế\tđảng bộ cơ sở\t\t12-QĐ/ĐU ngày 24/01/2025\t31000000000001\n"
    "CB Văn phòng\t\tĐảng bộ Sở Y tế\nCB Trường CĐ Y tế\t\tĐU SYT\nTrường Quân sự tỉnh\nChi bộ Ban Dân tộc"
)


def signed_in(page: Page, url: str, username: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{url}/account/login/")
    page.locator("[name=login]").fill(username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(f"{url}/desk/**")


def go_on(page: Page) -> None:
    """Through the door of the step that is next."""
    page.locator(".steps .now a.button").click()
    page.wait_for_load_state()


def next_is(page: Page, url: str, step: str) -> None:
    page.goto(f"{url}/desk/first-day/")
    expect(page.locator(".steps .now h2")).to_have_text(step)
    assert faults(page) == []


def founds_the_body(page: Page, url: str) -> None:
    """The body of the office stands."""
    go_on(page)
    for field, text in {
        "name": BODY, "short_name": "UBND tỉnh", "sign": "ĐU", "place": "Hạ Thanh",
        "committee": "Đảng ủy Ủy ban nhân dân tỉnh", "superior": "Tỉnh ủy Hạ Thanh",
    }.items():  # fmt: skip
        page.locator(f"[name={field}]").fill(text)
    assert faults(page) == []
    page.get_by_role("button", name="Xem trước thay đổi").click()
    page.get_by_role("button", name="Thực hiện").click()
    expect(page.locator("h1")).to_have_text(BODY)


def reads_the_list(page: Page, *more: str) -> None:
    """The list of organisations lies on the page, with its two questions; ``more`` stand below it."""
    go_on(page)
    page.locator("[name=text]").fill("\n".join((LIST, *more)))
    page.get_by_role("button", name="Đọc danh sách").click()
    assert faults(page) == []


def takes_the_list_in(page: Page, many: int = 5) -> None:
    """Both questions are answered, and the organisations stand."""
    page.get_by_role("button", name="Đảng bộ Sở Y tế", exact=True).click()
    page.get_by_role("button", name="đảng bộ cơ sở", exact=True).click()
    page.get_by_role("button", name=f"Ghi {many} tổ chức").click()
    expect(page.locator("h1")).to_have_text("Đã nạp danh sách")


def invites(page: Page, name: str, username: str, role: str) -> None:
    """On the page of the act: somebody is asked for, to work for the body in that role."""
    page.locator("[name=unit_text]").fill(BODY)
    page.locator("[name=name]").fill(name)
    page.locator("[name=username]").fill(username)
    page.locator("[name=role]").select_option(role)
    page.locator("[name=decision]").fill("Quyết định 1-QĐ/ĐU ngày 02/01/2026")
    page.locator(".form .button.primary").click()
    page.wait_for_load_state()


def confirms(page: Page, username: str) -> None:
    """The second who runs the program agrees, from the list of what waits for them."""
    page.locator("main a", has_text=username).first.click()
    page.get_by_role("link", name="Xác nhận").click()
    page.locator(".act .button.primary").click()
    page.wait_for_load_state()
