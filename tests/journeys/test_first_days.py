"""An empty machine: two who run the program lead it, in the browser alone, to where the office's own people go on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from conftest import Served, _copy, _drop, serving
from giaoban.areas.accounts.operations import create_account, grant
from giaoban.ground.access.operations import program
from giaoban.ground.journal.clock import today
from tests.browser import beside_the_browser
from tests.journeys.conftest import faults, picture

PASSWORD = "mot-mat-khau-dai-2026"
LIST = (
    "Tên tổ chức\tLoại hình\tTrực thuộc\tSố QĐ\tMã tổ chức\n"
    "Đảng bộ Sở Y tế\tđảng bộ cơ sở\t\t12-QĐ/ĐU ngày 24/01/2025\t31000000000001\n"
    "CB Văn phòng\t\tĐảng bộ Sở Y tế\nCB Trường CĐ Y tế\t\tĐU SYT\nTrường Quân sự tỉnh\nChi bộ Ban Dân tộc"
)


def two_administrators() -> None:
    """As ``create-admin`` makes them, each with a password that they chose."""
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


def test_from_an_empty_database_to_the_first_officer(page: Page, empty: Served) -> None:
    signed_in(page, empty.url, "quan-tri-1")
    expect(page).to_have_url(f"{empty.url}/desk/first-day/")  # there is nothing else yet
    next_is(page, empty.url, "Tổ chức đảng của cơ quan")
    picture(page, "first-days")
    go_on(page)
    for field, text in {
        "name": "Đảng bộ Ủy ban nhân dân tỉnh Hạ Thanh", "short_name": "UBND tỉnh", "sign": "ĐU", "place": "Hạ Thanh",
        "committee": "Đảng ủy Ủy ban nhân dân tỉnh", "superior": "Tỉnh ủy Hạ Thanh",
    }.items():  # fmt: skip
        page.locator(f"[name={field}]").fill(text)
    assert faults(page) == []
    page.get_by_role("button", name="Xem trước thay đổi").click()
    page.get_by_role("button", name="Thực hiện").click()
    expect(page.locator("h1")).to_have_text("Đảng bộ Ủy ban nhân dân tỉnh Hạ Thanh")

    next_is(page, empty.url, "Tổ chức cơ sở đảng và chi bộ")
    go_on(page)
    page.locator("[name=text]").fill(LIST)
    page.get_by_role("button", name="Đọc danh sách").click()
    assert faults(page) == []
    picture(page, "first-list")
    page.get_by_role("button", name="Đảng bộ Sở Y tế", exact=True).click()
    page.get_by_role("button", name="đảng bộ cơ sở", exact=True).click()
    page.set_viewport_size({"width": 360, "height": 740})
    assert faults(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_role("button", name="Ghi 5 tổ chức").click()
    expect(page.locator("h1")).to_have_text("Đã nạp danh sách")

    next_is(page, empty.url, "Người dùng và vai trò")
    go_on(page)
    page.locator("[name=unit_text]").fill("Đảng bộ Ủy ban nhân dân tỉnh Hạ Thanh")
    page.locator("[name=name]").fill("Lê Thị Tổ Chức")
    page.locator("[name=username]").fill("le.to.chuc")
    page.locator("[name=role]").select_option("organisation_board")
    page.locator("[name=decision]").fill("Quyết định 1-QĐ/ĐU ngày 02/01/2026")
    page.locator(".form .button.primary").click()
    page.wait_for_load_state()
    page.goto(f"{empty.url}/desk/first-day/")
    expect(page.locator(".steps .now")).to_contain_text("1 lời mời đang chờ")

    signed_in(page, empty.url, "quan-tri-2")
    page.goto(f"{empty.url}/desk/first-day/")
    go_on(page)
    page.locator("main a", has_text="Giao vai trò").first.click()
    page.get_by_role("link", name="Xác nhận").click()
    page.locator(".act .button.primary").click()
    page.wait_for_load_state()
    next_is(page, empty.url, "Danh sách đảng viên")
    expect(page.locator(".steps .now")).to_contain_text("Ban Tổ chức")  # who runs the program sees no member
    page.goto(f"{empty.url}/desk/")
    expect(page.locator("main")).not_to_contain_text("quá hạn")  # nothing from before the program was here
