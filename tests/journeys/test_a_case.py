"""An inspector opens a case in a browser: the list names nobody, the reason is asked, then the case is shown."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from conftest import Served
from tests.journeys.conftest import faults, picture

WHY = "Chuẩn bị phiên họp Ủy ban Kiểm tra"


@pytest.mark.browser
def test_an_inspector_opens_a_case_with_a_reason(sign_in: Callable[[str], None], served: Served, page: Page) -> None:
    sign_in("kiemtra")
    wrongs = []
    for width, height in ((1280, 800), (360, 740)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{served.url}/desk/so/discipline/")
        expect(page.get_by_role("heading", name="Vụ việc kỷ luật").first).to_be_visible()
        wrongs += faults(page)
        picture(page, "case-list")
        page.get_by_role("link", name="Vụ việc số").first.click()
        reason = page.get_by_label("Lý do xem hồ sơ")
        expect(reason).to_be_visible()
        assert "vụ việc mẫu" not in page.content(), "nothing of the case stands there before the reason"
        wrongs += faults(page)
        picture(page, "case-reason")
        reason.fill(WHY)
        page.get_by_role("button", name="Xem hồ sơ").click()
        expect(page.get_by_text("vụ việc mẫu").first).to_be_visible()
        expect(page.get_by_text(WHY).first).to_be_visible()
        wrongs += faults(page)
        picture(page, "case-page")
        page.set_viewport_size({"width": width, "height": 1600})
        picture(page, "case-page-whole")
    assert not wrongs, "\n".join(wrongs)
