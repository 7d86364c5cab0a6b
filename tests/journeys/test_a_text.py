"""A report that came as text: taken in number by number, and a text of somebody's held against what was sealed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from conftest import Served
from tests.journeys.conftest import faults, picture

pytestmark = pytest.mark.browser
SignIn = Callable[[str], None]

SENT = """ĐẢNG ỦY KHỐI CÁC CƠ QUAN VÀ DOANH NGHIỆP TỈNH THÁI NGUYÊN

BÁO CÁO
kết quả 6 tháng đầu năm 2023

Đảng bộ có 92 tổ chức cơ sở đảng, 5.012 đảng viên.

Trong kỳ kết nạp 210 đảng viên; kiện toàn 14 lượt cấp ủy.

Sang tháng 6, kết nạp thêm 12 đảng viên, công nhận chính thức 187 đồng chí.
"""
ASKED = """Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh Quảng Ninh

Kết quả 6 tháng đầu năm 2023

Đảng bộ có 82 tổ chức cơ sở đảng. Kết nạp 250 đảng viên."""


@pytest.fixture(params=[(1366, 768), (360, 740)], ids=["desk", "phone"])
def sized(request: pytest.FixtureRequest, page: Page) -> Page:
    page.set_viewport_size({"width": request.param[0], "height": request.param[1]})
    return page


def test_what_is_doubtful_is_confirmed_by_a_click_and_the_text_is_taken_in_and_taken_back(
    served: Served, sized: Page, sign_in: SignIn
) -> None:
    sign_in("thuky")
    sized.goto(f"{served.url}/desk/reports/")
    sized.get_by_role("link", name="Nhận báo cáo bằng văn bản").click()
    expect(sized.get_by_role("heading", level=1)).to_contain_text("Nhận báo cáo bằng văn bản")
    assert faults(sized) == []
    sized.locator("[name=file]").set_input_files(
        {"name": "bao-cao.txt", "mimeType": "text/plain", "buffer": SENT.encode()}
    )
    sized.get_by_role("button", name="Đọc văn bản").click()
    expect(sized.get_by_role("heading", level=1)).to_contain_text("Thái Nguyên")
    assert faults(sized) == []
    picture(sized, "text")

    doubtful = sized.locator(".reading-text .number-mark.doubtful")
    expect(doubtful).to_have_count(2)
    doubtful.first.click()
    panel = sized.locator("#panel")
    expect(panel.locator("blockquote mark")).to_have_text("210")
    assert faults(sized) == []
    panel.get_by_role("button", name="Xác nhận").click()
    expect(doubtful).to_have_count(1)
    expect(panel.locator("blockquote mark")).to_have_text("12")
    panel.get_by_role("button", name="Không phải số liệu của biểu").click()
    expect(doubtful).to_have_count(0)

    sized.get_by_role("button", name="Nhận làm báo cáo của Thái Nguyên").click()
    expect(sized.get_by_role("heading", level=1)).to_contain_text("Thái Nguyên")
    sized.wait_for_load_state()
    assert faults(sized) == []
    sized.locator("details summary.button").click()
    sized.locator("#undo-reason").fill("Nhận nhầm văn bản.")
    sized.locator("button.danger").click()
    expect(sized.get_by_role("heading", level=1)).to_have_text("Thái Nguyên: 6 tháng đầu năm 2023")
    assert faults(sized) == []


def test_a_text_is_held_against_what_was_sealed_and_the_number_opens_its_evidence(
    served: Served, sized: Page, sign_in: SignIn
) -> None:
    sign_in("thuky")
    sized.goto(f"{served.url}/desk/compare/")
    assert faults(sized) == []
    sized.locator("[name=pasted]").fill(ASKED)
    sized.locator("main form button").first.click()
    expect(sized.locator("main")).to_contain_text("6 tháng đầu năm 2023")
    expect(sized.locator(".reading-text .number-mark.differs")).to_contain_text("250")
    assert faults(sized) == []
    picture(sized, "compared")
    sized.locator("section:has(#verdict-differs) a.figure").first.click()
    expect(sized.locator("#drawer [data-drawer-content]")).to_contain_text("534")
    assert faults(sized) == []
