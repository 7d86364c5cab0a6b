"""An empty machine: two who run the program lead it, in the browser alone, to where the office's own people go on."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from conftest import Served
from tests.journeys.beginning import (
    confirms,
    founds_the_body,
    go_on,
    invites,
    next_is,
    reads_the_list,
    signed_in,
    takes_the_list_in,
)
from tests.journeys.conftest import faults, picture


def test_from_an_empty_database_to_the_first_officer(page: Page, empty: Served) -> None:
    signed_in(page, empty.url, "quan-tri-1")
    expect(page).to_have_url(f"{empty.url}/desk/first-day/")  # there is nothing else yet
    next_is(page, empty.url, "Tổ chức đảng của cơ quan")
    picture(page, "first-days")
    founds_the_body(page, empty.url)

    next_is(page, empty.url, "Tổ chức cơ sở đảng và chi bộ")
    reads_the_list(page)
    picture(page, "first-list")
    page.set_viewport_size({"width": 360, "height": 740})
    assert faults(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    takes_the_list_in(page)

    next_is(page, empty.url, "Người dùng và vai trò")
    go_on(page)
    invites(page, "Lê Thị Tổ Chức", "le.to.chuc", "organisation_board")
    page.goto(f"{empty.url}/desk/first-day/")
    expect(page.locator(".steps .now")).to_contain_text("1 lời mời đang chờ")

    signed_in(page, empty.url, "quan-tri-2")
    page.goto(f"{empty.url}/desk/first-day/")
    go_on(page)
    confirms(page, "le.to.chuc")
    next_is(page, empty.url, "Danh sách đảng viên")
    expect(page.locator(".steps .now")).to_contain_text("Ban Tổ chức")  # who runs the program sees no member
    page.goto(f"{empty.url}/desk/")
    expect(page.locator("main")).not_to_contain_text("quá hạn")  # nothing from before the program was here
