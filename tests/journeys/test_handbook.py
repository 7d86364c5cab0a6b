"""A member at a telephone: their own page, a paper of the next meeting, a request, what is on record taken out."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from conftest import Served
from tests.browser import picture, watch
from tests.journeys.conftest import faults

pytestmark = pytest.mark.browser
SignIn = Callable[[str], None]
PHONE = {"width": 360, "height": 740}


FIRST_LOAD = 60_000
"""Bytes on the line, at most, from the footer's link to the first page of the handbook, with nothing kept before."""


def test_a_member_sees_only_what_is_theirs_reads_a_paper_asks_and_takes_their_data_out(
    served: Served, page: Page, sign_in: SignIn
) -> None:
    page.set_viewport_size(PHONE)
    sign_in("dangvien")
    expect(page).to_have_url(f"{served.url}/so-tay/")
    for place, heading in (
        ("Học tập", "Học tập nghị quyết"), ("Tài liệu", "Tài liệu của chi bộ tôi"), ("Hồ sơ", "Hồ sơ của tôi"),
        ("Sinh hoạt", "Sinh hoạt chi bộ của tôi"), ("Hôm nay", ""),
    ):  # fmt: skip
        assert faults(page) == []
        picture(page, f"handbook-{page.url.rstrip('/').rpartition('/')[2]}", 360)
        page.get_by_role("navigation").get_by_role("link", name=place, exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    page.goto(f"{served.url}/so-tay/ho-so/")
    number = page.locator("dt", has_text="Số").locator("xpath=../dd").all_inner_texts()
    assert any(one.startswith("•") and one[-3:].isdigit() for one in number), number

    page.goto(f"{served.url}/so-tay/")
    page.locator(".first h3 a").click()
    assert faults(page) == []
    page.get_by_role("link", name="Dự thảo báo cáo tháng").click()
    expect(page.get_by_text("DỰ THẢO BÁO CÁO", exact=True)).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Mở tệp gốc").click()
    assert "DỰ THẢO BÁO CÁO" in download.value.path().read_text()
    assert faults(page) == []
    picture(page, "handbook-reading", 360)
    page.get_by_role("button", name="Tôi đã đọc").click()
    expect(page.get_by_text("Đã xác nhận lúc")).to_be_visible()
    page.locator("header .back").click()
    page.get_by_role("link", name="Xin vắng").click()
    page.get_by_label("Lý do vắng").select_option("ill")
    page.get_by_role("button", name="Gửi").click()
    expect(page.get_by_text("Đồng chí xin vắng")).to_be_visible()
    page.get_by_role("button", name="Tôi sẽ dự").click()
    expect(page.get_by_text("Đồng chí sẽ dự")).to_be_visible()
    page.get_by_role("link", name="Đăng ký phát biểu").click()
    assert faults(page) == []
    page.get_by_label("Ý chính").fill("Hẹn giờ khám ở phòng khám 2")
    page.get_by_role("button", name="Gửi").click()
    expect(page.get_by_text("Hẹn giờ khám ở phòng khám 2")).to_be_visible()
    assert faults(page) == []
    picture(page, "handbook-meeting", 360)

    page.goto(f"{served.url}/so-tay/yeu-cau/")
    assert faults(page) == []
    page.get_by_label("Tôi đề nghị").select_option("correct")
    page.get_by_label("Nội dung cụ thể").fill("Số điện thoại của tôi đã đổi, đề nghị sửa.")
    page.get_by_role("button", name="Gửi yêu cầu").click()
    expect(page.get_by_text("Đã gửi yêu cầu của đồng chí.")).to_be_visible()
    expect(page.get_by_text("Số điện thoại của tôi đã đổi, đề nghị sửa.")).to_be_visible()
    expect(page.get_by_text("hạn trả lời").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải về (JSON)").click()
    taken = json.loads(download.value.path().read_text())
    assert "Số điện thoại của tôi đã đổi" in json.dumps(taken, ensure_ascii=False)

    for closed in ("/desk/so/members/", "/desk/so/data_requests/", "/desk/so/meetings/", "/desk/meetings/month/"):
        answer = page.request.get(f"{served.url}{closed}")
        assert answer.status == 404, closed


def test_from_the_portals_footer_to_the_first_page_few_bytes_are_sent(served: Served, page: Page) -> None:
    page.set_viewport_size(PHONE)
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    sizes: dict[str, int] = {}
    line.on("Network.responseReceived", lambda seen: sizes.setdefault(seen["requestId"], 0))
    line.on(
        "Network.loadingFinished", lambda seen: sizes.__setitem__(seen["requestId"], int(seen["encodedDataLength"]))
    )
    page.goto(f"{served.url}/")
    link = page.get_by_role("link", name="Sổ tay đảng viên điện tử").first
    address = link.evaluate("link => link.href")
    sizes.clear()
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert faults(page) == []
    picture(page, "handbook-door", 360)
    page.locator("[name=login]").fill("dangvien")
    page.locator("[name=password]").fill(served.passwords["dangvien"])
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(f"{served.url}/so-tay/")
    page.wait_for_load_state("networkidle")
    print("first load:", sum(sizes.values()), "bytes in", len(sizes), "answers")
    assert 0 < sum(sizes.values()) <= FIRST_LOAD, sizes


def test_the_officer_for_personal_data_sees_what_waits_and_answers_it(
    served: Served, page: Page, sign_in: SignIn
) -> None:
    sign_in("baove")
    expect(page.get_by_text("Thông báo vi phạm bảo vệ dữ liệu cá nhân trước").first).to_be_visible()
    for register in ("purposes", "consents", "retention", "breaches", "data_requests"):
        page.goto(f"{served.url}/desk/so/{register}/")
        assert faults(page) == [], register
        picture(page, register, 1280)
    page.goto(f"{served.url}/desk/inventory/")
    assert faults(page) == []
    page.goto(f"{served.url}/desk/so/data_requests/?stage=open&kind=correct")
    page.locator("tbody tr[data-row] a").first.click()
    assert faults(page) == []
    page.get_by_role("link", name="Trả lời", exact=True).click()
    page.get_by_label("Kết quả").select_option("refused")
    page.get_by_label("Nội dung trả lời người yêu cầu").fill("Chưa có quyết định kết nạp kèm theo.")
    page.locator("main form button.primary").click()
    expect(page.get_by_text("Từ chối toàn bộ hoặc một phần thì phải ghi lý do và căn cứ.")).to_be_visible()
    watch(page).wrongs.clear()  # the answer 422 is what was asked for
    page.get_by_label("Lý do, căn cứ nếu từ chối").fill("Cần quyết định kết nạp để sửa.")
    page.locator("main form button.primary").click()
    expect(page.locator("main")).to_contain_text("Cần quyết định kết nạp để sửa.")
    picture(page, "data-request", 1280)
    page.goto(f"{served.url}/desk/so/breaches/?stage=open")
    page.locator("tbody tr[data-row] a").first.click()
    expect(page.locator("main")).to_contain_text("giờ")
    page.set_viewport_size(PHONE)
    assert faults(page) == []
    picture(page, "breach", 360)
