"""An office lives a year, from an empty machine to the next half-year's report, with nothing that only a demonstration could make."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from playwright.sync_api import Page, expect

from conftest import Served
from giaoban.core.spans import Period
from giaoban.ground.journal.clock import today
from tests.browser import watch
from tests.journeys.beginning import (
    BODY,
    confirms,
    founds_the_body,
    invites,
    next_is,
    reads_the_list,
    signed_in,
    takes_the_list_in,
)
from tests.journeys.conftest import PASSWORD, cell, faults
from tests.journeys.seven_workbooks import MEANT, SEVEN, Ugly
from tests.journeys.seven_workbooks import MEMBERS as EACH
from tests.world import FAMILY, GIVEN

pytestmark = pytest.mark.browser

ASKED = Period.parse(f"{today().year}-H{1 if today().month < 7 else 2}")
NEXT = ASKED.following()
TITLE = "Kết quả công tác xây dựng Đảng của Đảng bộ UBND tỉnh"
SENDERS = (
    "Trường Quân sự tỉnh", "Sở Nội vụ", "Sở Tài chính", "Sở Tư pháp", "Thanh tra tỉnh", "Sở Xây dựng", "Sở Du lịch",
)  # fmt: skip
"""Cells that each send a workbook, of the kinds of ``SEVEN`` in this order."""
MORE = [f"Chi bộ {name}" for name in SENDERS[1:]]
CELLS = (
    ("Đảng bộ Sở Y tế", "Chi bộ Văn phòng"), ("Đảng bộ Sở Y tế", "Chi bộ Trường CĐ Y tế"), ("Chi bộ Ban Dân tộc", ""),
    *((f"Chi bộ {name}", "") for name in SENDERS),
)  # fmt: skip
MEMBERS = EACH * len(CELLS)
TOLD = MEMBERS - EACH
"""All but those of the one that is excused."""
OFFICE = {
    "le.to.chuc": ("Lê Thị Tổ Chức", "organisation_board"),
    "tran.van.phong": ("Trần Văn Phòng", "office"),
    "bui.bien.tap": ("Bùi Thị Biên Tập", "editor"),
    "do.tuyen.giao": ("Đỗ Văn Tuyên", "propaganda_board"),
    "vu.lanh.dao": ("Vũ Thị Lãnh", "portal_leader"),
}
TYPED = {"2.1.a": "47", "2.1.b": "48", "2.1": "97,92", "2.2": "1", "2.2.2": "1", "2.3": "12", "2.3.2": "12", "4.2": "12", "4.3": "4"}  # fmt: skip
"""What the first organisation types beside what its records say; whatever else is asked, it has nought."""


def register(path: Path) -> Path:
    """The office's list of members, without a column that says who is on probation."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in ((BODY.upper(),), ("DANH SÁCH ĐẢNG VIÊN",), ()):
        sheet.append(line)
    sheet.append(("TT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Ngày vào Đảng", "Ngày chính thức", "Số thẻ đảng", "Tổ chức cơ sở đảng", "Chi bộ"))  # fmt: skip
    for number in range(MEMBERS):
        organisation, cell_name = CELLS[number % len(CELLS)]
        born = 1965 + number % 33
        sheet.append((
            number + 1, f"{FAMILY[number % 8]} Văn {GIVEN[number // 8 % 12]}", f"{1 + number % 28:02}/{1 + number % 12:02}/{born}",
            "Nam", "Kinh", f"{1 + number % 27:02}/03/{born + 23}", f"{1 + number % 27:02}/03/{born + 24}",
            f"31.{100000 + number}", organisation, cell_name,
        ))  # fmt: skip
    book.save(path)
    return path


def template(path: Path) -> Path:
    """The office's own template of the report."""
    document = Document()
    document.add_paragraph("MẪU RIÊNG CỦA TỈNH HẠ THANH")
    document.add_paragraph("Đảng số của {{ unit }}: {{ figures['1.3'].text }}.")
    document.save(str(path))
    return path


def does(page: Page) -> None:
    """The act on the page is done."""
    page.locator("main form.form button.primary, .act .button.primary").first.click()
    page.wait_for_load_state()


def begins(page: Page, url: str) -> None:
    """Two who run the program found the body, take in the organisations and let the office's people in."""
    signed_in(page, url, "quan-tri-1")
    next_is(page, url, "Tổ chức đảng của cơ quan")
    founds_the_body(page, url)
    page.goto(f"{url}/desk/first-day/")
    reads_the_list(page, *MORE)
    takes_the_list_in(page, 5 + len(MORE))
    for username, (name, role) in OFFICE.items():
        page.goto(f"{url}/desk/so/access/act/create_account/")
        invites(page, name, username, role)
    signed_in(page, url, "quan-tri-2")
    ways = {}
    for username in OFFICE:
        page.goto(f"{url}/desk/so/proposals/")
        confirms(page, username)
        ways[username] = (page.url, page.locator("#slip").input_value())
    signed_in(page, url, "quan-tri-1")
    for username, (proposal, slip) in ways.items():
        page.goto(proposal)
        code = page.locator("b.number").last.inner_text()
        comes_in(page, url, username, slip, code)
        signed_in(page, url, "quan-tri-1")


def comes_in(page: Page, url: str, username: str, slip: str, code: str) -> None:
    """With the slip and the code, somebody new chooses a password and signs in."""
    page.context.clear_cookies()
    page.goto(url + slip[slip.index("/account/") :])
    page.locator("[name=code]").fill(code)
    page.locator("[name=code]").press("Enter")
    page.locator("[type=password]").nth(1).wait_for()
    for field in page.locator("[type=password]").all():
        field.fill(PASSWORD)
    page.locator("main form button").first.click()
    expect(page.locator("h1")).to_have_text("Đã đặt mật khẩu")
    assert faults(page) == []
    page.get_by_role("link", name="Đăng nhập").click()
    expect(page.locator("[name=login]")).to_be_visible()
    signed_in(page, url, username)


def takes_in_the_register(page: Page, url: str, file: Path) -> None:
    """The organisation board takes in the members; what is odd of all of them is said and settled once."""
    signed_in(page, url, "le.to.chuc")
    page.goto(f"{url}/desk/members/import/")
    page.locator("[name=unit]").select_option(label="UBND tỉnh")
    page.locator("[type=file]").set_input_files(file)
    page.get_by_role("button", name="Đọc tệp").click()
    page.get_by_role("button", name=f"Đúng rồi, cả {MEMBERS} dòng").click()
    expect(page.locator("main")).to_contain_text(  # every organisation stands; one has no cell of its own yet
        re.compile(r"Sẽ lập mới[^:]*: Chi bộ Trường Quân sự tỉnh \(chi bộ trong tổ chức cùng tên\)\.")
    )
    page.evaluate("scrollTo(0, 0)")
    assert faults(page) == []
    page.get_by_role("button", name="Nạp").last.click()
    expect(page.locator("main")).to_contain_text("Đã nạp xong danh sách", timeout=60_000)
    expect(page.locator("main")).to_contain_text(str(MEMBERS))


def has_its_own_template(page: Page, url: str, file: Path) -> None:
    """The office uploads its Word template, sees what it uses, and puts it into force."""
    page.get_by_role("link", name="Tên dùng trong mẫu Word").click()
    assert faults(page) == []
    page.get_by_role("link", name="Mẫu Word", exact=True).click()
    page.get_by_role("link", name="Tải mẫu lên").first.click()
    page.locator("[name=unit_text]").fill(BODY)
    page.locator("[name=document]").select_option("report")
    page.locator("[type=file]").set_input_files(file)
    does(page)
    expect(page.locator("main")).to_contain_text("Mọi tên đều đúng và mẫu điền được")
    expect(page.locator("main")).to_contain_text('figures["1.3"].text')
    assert faults(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert faults(page) == []
    page.set_viewport_size({"width": 1366, "height": 900})
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Điền thử").click()
    assert "MẪU RIÊNG" in text_of(waiting.value.path())
    page.get_by_role("link", name="Ban hành").click()
    does(page)
    expect(page.locator("main")).to_contain_text("đã ban hành")


def text_of(path: Path) -> str:
    return "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)


def opens(page: Page, url: str, period: Period) -> str:
    """The period is asked of the organisations; answers the address of the body's own report."""
    page.goto(f"{url}/desk/periods/")
    page.get_by_role("link", name="Mở đợt báo cáo").first.click()
    page.locator("[name=period]").select_option(str(period))
    due = max(today(), period.start) + timedelta(days=7)
    due += timedelta(days=(7 - due.weekday()) % 7 if due.weekday() > 4 else 0)
    page.locator("[name=due_on]").fill(due.isoformat())
    does(page)
    for _ in range(10):  # the day may be a holiday
        if page.locator(".preview").count():
            break
        due += timedelta(days=1)
        page.locator("[name=due_on]").fill(due.isoformat())
        does(page)
    does(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text(period.title())
    return page.url


def opens_the_return_of(page: Page, report: str, name: str) -> None:
    """From the body's report to the return of one organisation."""
    page.goto(f"{report}returns/")
    page.locator("main table").get_by_role("link", name=name).first.click()
    page.wait_for_load_state()


def fills(page: Page) -> None:
    """Every empty cell of the sheet is typed into; what is worked out of others is left to the program."""
    for field in page.locator('input[name^="v-"]').all():
        name = field.get_attribute("name") or ""
        if field.is_enabled() and not field.input_value():
            field.fill(TYPED.get(name[2:], "0"))
            field.press("Enter")
    expect(page.locator("[data-saved]")).to_have_text(re.compile("Đã lưu"))


def compiles_and_types(page: Page, report: str, name: str) -> None:
    """What the records say is there in one act; the rest is typed, and the return handed in."""
    opens_the_return_of(page, report, name)
    page.get_by_role("link", name="Lập báo cáo").first.click()
    does(page)
    expect(cell(page, "v-1.3")).to_have_value(str(2 * EACH))
    fills(page)
    page.evaluate("scrollTo(0, 0)")  # a box that lies half below the bar is no small box
    assert faults(page) == []
    hands_in(page)


def hands_in(page: Page) -> None:
    page.get_by_role("link", name="Nộp báo cáo").first.click()
    does(page)
    expect(page.locator("main")).to_contain_text("Đã nộp")


def sends(page: Page, there: str, file: Path) -> None:
    page.goto(f"{there}intake/")
    page.locator("[type=file]").set_input_files(file)
    page.locator("main form button").first.click()
    page.wait_for_load_state()


def takes_the_workbook_in(page: Page, report: str, name: str, ugly: Ugly, folder: Path) -> None:
    """An organisation's workbook as it really comes: read right, or asked about, mended with a reason; then handed in."""
    opens_the_return_of(page, report, name)
    there = page.url
    blank = page.request.get(f"{there}blank.xlsx").body()
    sends(page, there, ugly.write(blank, folder, ASKED))
    if ugly.again is not None:
        expect(page.locator("main")).to_contain_text(ugly.refused)
        watch(page).forgive("422")
        sends(page, there, ugly.again(blank, folder, ASKED))
    code, said = ugly.unread
    if said:
        expect(page.locator("main")).to_contain_text(said)
    page.get_by_role("button", name="Nhận làm báo cáo").click()
    page.wait_for_load_state()
    page.goto(there)
    page.wait_for_load_state()
    if said:
        cell(page, f"v-{code}").fill(str(MEANT[code]))
        cell(page, f"n-{code}").fill("văn thư đọc lại sổ")  # while the number is still on its way
        cell(page, f"n-{code}").press("Enter")
        expect(page.locator("[data-saved]")).to_have_text(re.compile("Đã lưu"))
        expect(page.locator(f'[data-said="{code}"]')).not_to_contain_text(said)
    for line, number in MEANT.items():
        expect(cell(page, f"v-{line}"), f"{ugly.kind}, {line}").to_have_value(re.compile(rf"^{number}(,00)?$"))
    hands_in(page)


def accepts_and_hands_up(page: Page, report: str) -> None:
    """One organisation is excused, the others are accepted together; then the body's own report is compiled and handed in."""
    opens_the_return_of(page, report, "Ban Dân tộc")
    page.get_by_role("link", name="Miễn báo cáo").first.click()
    page.locator("[name=reason]").fill("đơn vị đang sắp xếp lại")
    does(page)
    for name in ("Đảng bộ Sở Y tế", *SENDERS):
        opens_the_return_of(page, report, name)
        page.get_by_role("link", name="Chấp nhận").first.click()
        does(page)
    page.goto(report)
    page.get_by_role("link", name="Lập báo cáo").first.click()
    does(page)
    expect(page.locator("main")).to_contain_text(str(TOLD))
    assert faults(page) == []
    hands_in(page)
    page.get_by_role("link", name="Chấp nhận").first.click()
    does(page)
    expect(page.locator("main")).to_contain_text("Đã chấp nhận")


def prints(page: Page, report: str) -> None:
    """The Word file is on the office's own template, the PDF and the workbook as the program makes them."""
    files = {kind: page.request.get(f"{report}document.{kind}").body() for kind in ("docx", "pdf", "xlsx")}
    assert f"Đảng số của UBND tỉnh: {TOLD}." in "\n".join(
        paragraph.text for paragraph in Document(io.BytesIO(files["docx"])).paragraphs
    )
    assert files["pdf"].startswith(b"%PDF-")
    assert openpyxl.load_workbook(io.BytesIO(files["xlsx"])).sheetnames


def releases(page: Page, url: str, report: str) -> None:
    """The figures are before the public, on the portal's own page."""
    page.goto(f"{report}release/")
    page.get_by_role("button", name="Công bố").first.click()
    page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text("Đã công bố")
    page.context.clear_cookies()
    page.goto(url)
    expect(page.locator("body")).to_contain_text(f"{ASKED.title()} qua các con số")
    expect(page.locator("body")).to_contain_text(f"{TOLD} người")
    expect(page.locator("body")).to_contain_text(f"số liệu chốt đến {today():%d/%m/%Y}")
    assert faults(page) == []
    page.goto(f"{url}/so-lieu/")
    page.get_by_role("link", name=f"UBND tỉnh, {ASKED.title()}").first.click()
    expect(page.locator("main")).to_contain_text(str(TOLD))
    assert faults(page) == []


def publishes(page: Page, url: str) -> None:
    """The article drafted from the release: nobody who wrote it lets it out, two others do; its figures are the release's."""
    signed_in(page, url, "bui.bien.tap")
    page.goto(f"{url}/bientap/soan-tu-bao-cao/")
    page.get_by_role("button", name="Soạn bài").click()
    page.wait_for_url(re.compile(r"/pages/\d+/edit/"))
    article = re.search(r"/pages/(\d+)/", page.url)[1]  # type: ignore[index]
    page.locator("[name=title]").fill(TITLE)
    page.locator("[name=byline]").fill("Ban Tuyên giáo Đảng ủy UBND tỉnh")
    page.get_by_role("button", name="Việc khác").last.click()
    expect(page.locator("button[name=action-publish]")).to_have_count(0)
    page.locator("button[name=action-submit]").click()
    page.wait_for_url(re.compile(r"/bientap/pages/\d+/$"))
    for username in ("do.tuyen.giao", "vu.lanh.dao"):
        signed_in(page, url, username)
        page.goto(f"{url}/bientap/pages/{article}/edit/")
        page.get_by_role("button", name="Việc khác").last.click()
        page.locator("button[data-workflow-action-name=approve]").first.click()
        page.wait_for_url(re.compile(r"/bientap/(pages/\d+/)?$"))
    page.context.clear_cookies()
    page.goto(url)
    page.get_by_role("link", name=TITLE).first.click()
    expect(page.locator("h1")).to_have_text(TITLE)
    bound = page.locator("#article")
    expect(bound).to_contain_text(f"{TOLD}")
    expect(bound).to_contain_text("Tổng số đảng viên")
    expect(bound).to_contain_text(f"số liệu chốt đến {today():%d/%m/%Y}")
    assert faults(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert faults(page) == []
    page.set_viewport_size({"width": 1366, "height": 900})


def finds_last_period_beside_it(page: Page, report: str) -> None:
    """The next half-year's sheet has what the organisation returned for the one before, in a column of its own."""
    opens_the_return_of(page, report, "Đảng bộ Sở Y tế")
    heads = [head.inner_text().strip() for head in page.locator("#sheet-table thead th, .sheet thead th").all()]
    column = heads.index(next(head for head in heads if ASKED.title() in head))
    for code, number in (("1.3", str(2 * EACH)), ("4.2", TYPED["4.2"])):
        row = page.locator(f'[data-line="{code}"]')
        expect(row.locator("th, td").nth(column)).to_have_text(re.compile(rf"^\s*{number}\s*$"))


def test_an_office_lives_a_year_from_an_empty_machine(page: Page, empty: Served, tmp_path: Path) -> None:
    url = empty.url
    begins(page, url)
    takes_in_the_register(page, url, register(tmp_path / "danh-sach.xlsx"))
    signed_in(page, url, "tran.van.phong")
    has_its_own_template(page, url, template(tmp_path / "mau-cua-tinh.docx"))
    report = opens(page, url, ASKED)
    compiles_and_types(page, report, "Đảng bộ Sở Y tế")
    for name, ugly in zip(SENDERS, SEVEN, strict=True):
        takes_the_workbook_in(page, report, name, ugly, tmp_path)
    accepts_and_hands_up(page, report)
    prints(page, report)
    releases(page, url, report)
    publishes(page, url)
    signed_in(page, url, "tran.van.phong")
    coming = opens(page, url, NEXT)
    finds_last_period_beside_it(page, coming)
