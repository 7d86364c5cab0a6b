"""A member at a telephone: their own page, a paper of the next meeting, a request, what is on record taken out."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from conftest import Served
from tests.browser import axe, picture, watch
from tests.journeys.conftest import faults

pytestmark = pytest.mark.browser
SignIn = Callable[[str], None]
PHONE = {"width": 360, "height": 740}


def test_a_member_sees_only_what_is_theirs_reads_a_paper_asks_and_takes_their_data_out(
    served: Served, page: Page, sign_in: SignIn
) -> None:
    page.set_viewport_size(PHONE)
    sign_in("dangvien")
    expect(page).to_have_url(f"{served.url}/desk/handbook/")
    for place in ("Hôm nay", "Sinh hoạt chi bộ của tôi", "Học tập nghị quyết", "Hồ sơ của tôi", "Dữ liệu của tôi"):
        expect(page.get_by_role("heading", name=place, level=2)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], "nothing runs off the telephone"
    number = page.locator("dt", has_text="Số").locator("xpath=../dd").all_inner_texts()
    assert any(one.startswith("•") and one[-3:].isdigit() for one in number), number
    assert axe(page) == []
    picture(page, "handbook", 360)

    page.locator("a.next").click()
    paper = page.get_by_role("link", name="Dự thảo báo cáo tháng")
    with page.expect_download() as download:
        paper.click()
    assert "DỰ THẢO BÁO CÁO" in download.value.path().read_text()
    assert axe(page) == []
    picture(page, "handbook-meeting", 360)

    page.goto(f"{served.url}/desk/handbook/ask/")
    assert axe(page) == []
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
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{served.url}/desk/handbook/")
    picture(page, "handbook", 1280)

    for closed in ("/desk/so/members/", "/desk/so/data_requests/", "/desk/so/meetings/", "/desk/meetings/month/"):
        answer = page.request.get(f"{served.url}{closed}")
        assert answer.status == 404, closed


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
