"""An officer takes a case of verification from the letter to the notice in a browser; nobody is named before the reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from conftest import Served
from tests.journeys.conftest import faults, picture

WHY = "Chuẩn bị trình Ban Thường vụ"
STEPS = (
    ("Gửi công văn xác minh", {"Số công văn": "77-CV/BTC", "Nơi được hỏi": "Đảng ủy phường Hòn Gai"}),
    ("Ghi trả lời xác minh", {}),
    ("Trình kết luận", {"Số tờ trình": "78-TTr/BTC"}),
    ("Ghi kết luận", {"Số kết luận": "79-KL/BTV"}),
    ("Thông báo, lưu hồ sơ", {}),
)


@pytest.mark.browser
def test_an_officer_takes_a_case_from_the_letter_to_the_notice(
    sign_in: Callable[[str], None], served: Served, page: Page
) -> None:
    sign_in("tochuc")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{served.url}/desk/so/verification/?state=open&answers=ready")
    expect(page.get_by_role("heading", name="Thẩm tra, xác minh").first).to_be_visible()
    wrongs = faults(page)
    picture(page, "verification-list")
    page.get_by_role("link", name="Hồ sơ thẩm tra số").first.click()
    where = page.url
    for label, typed in STEPS:
        _opened(page, where)
        picture(page, "verification-case")
        page.get_by_role("link", name=label).click()
        for name, text in typed.items():
            page.get_by_label(name).fill(text)
        if label == "Ghi trả lời xác minh":
            page.get_by_label("Công văn được trả lời").select_option(label="77-CV/BTC, Đảng ủy phường Hòn Gai")
        if label == "Ghi kết luận":
            page.get_by_label("Kết luận", exact=True).select_option(label="Đủ tiêu chuẩn chính trị")
        wrongs += faults(page)
        picture(page, "verification-act")
        page.get_by_role("button", name=label).click()
    page.set_viewport_size({"width": 360, "height": 740})
    _opened(page, where)
    expect(page.get_by_text("79-KL/BTV").first).to_be_visible()
    expect(page.get_by_text("Đã thông báo, lưu hồ sơ").first).to_be_visible()
    wrongs += faults(page)
    picture(page, "verification-case")
    assert not wrongs, "\n".join(wrongs)


def _opened(page: Page, where: str) -> None:
    page.goto(where)
    page.get_by_label("Lý do xem hồ sơ").fill(WHY)
    page.get_by_role("button", name="Xem hồ sơ").click()
    expect(page.get_by_text(WHY).first).to_be_visible()
