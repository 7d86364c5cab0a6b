"""The portal's editing side, in a browser: an article from the first word to the public page, and no English on the way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO

from PIL import Image
from playwright.sync_api import Browser, Page

from conftest import Served
from tests.english import english_in, english_on

SignIn = Callable[[str], None]
ENGLISH_ON_PURPOSE = ("English", "Structure", "Functions and duties", "Contacts", "History", "Giao Ban")
CHECKED = 45
"""Pages of the editing side that are looked at, of each kind of address at most one."""


def test_english_is_seen_where_there_is_some(page: Page) -> None:
    page.set_content("<p>Lưu bản nháp</p><button aria-label='Save draft'>x</button><p lang=en>Save draft</p>")
    assert english_on(page) == ["Save, draft: “Save draft”"]
    assert english_in("Cổng thông tin, trang chủ, trong tỉnh, tin tức, ban tuyên giáo, thanh tra") == []


def test_no_english_stands_on_any_screen_that_an_editor_can_open(served: Served, page: Page, sign_in: SignIn) -> None:
    sign_in("bientap")
    told: list[str] = []
    for address in crawled(served, page):
        told += [f"{address}: {each}" for each in english_on(page, but=ENGLISH_ON_PURPOSE)]
    assert told == [], "\n".join(told)


def crawled(served: Served, page: Page) -> Iterator[str]:
    """Addresses of the editing side that links lead to from its first page, each open on the page as it is answered."""
    waiting, kinds = ["/bientap/"], set()
    while waiting and len(kinds) < CHECKED:
        address = waiting.pop(0)
        kind = re.sub(r"\d+", "N", address.split("?")[0])
        if kind in kinds:
            continue
        kinds.add(kind)
        answer = page.goto(served.url + address)
        if answer is None or "html" not in answer.headers.get("content-type", ""):
            continue
        assert answer.status == 200, address
        yield address
        links = page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))")
        waiting += [
            link
            for link in links
            if link.startswith("/bientap/") and not any(part in link for part in ("logout", "#", "/bulk/"))
        ]  # an act in bulk has no address until a script has put the chosen records into it
    assert len(kinds) > 25


def jpeg(colour: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (640, 400), colour).save(out, "JPEG")
    return out.getvalue()


def visit(browser: Browser, served: Served, username: str = "") -> Page:
    """A page of another visitor, signed in as that persona or without an account."""
    context = browser.new_context(
        locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", viewport={"width": 1280, "height": 900}
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    if username:
        page.goto(f"{served.url}/account/login/")
        page.locator("[name=login]").fill(username)
        page.locator("[name=password]").fill(served.passwords[username])
        page.locator("[name=password]").press("Enter")
        page.wait_for_url(f"{served.url}/desk/**")
    return page


def add_photograph(page: Page, number: int, colour: str) -> list[str]:
    """A new photograph stands in the article, with its description, credit and caption; answers the English met."""
    page.locator("[title='Thêm khối nội dung']").last.click()
    page.get_by_role("option", name="Ảnh", exact=True).click()
    page.locator(f"#body-{number - 1}-value-picture-chooser [data-chooser-action-choose]:visible").first.click()
    dialogue = page.locator(".modal-body")
    dialogue.get_by_role("tab").last.click()
    dialogue.locator("input[type=file]").set_input_files(
        {"name": f"trong-cay-{number}.jpg", "mimeType": "image/jpeg", "buffer": jpeg(colour)}
    )
    for name, text in (
        ("title", f"Trồng cây {number}"), ("credit", "Trần Văn Hòa"),
        ("description", f"Cán bộ trồng cây bên hồ, hàng thứ {number}"),
    ):  # fmt: skip
        dialogue.locator(f"[name=image-chooser-upload-{name}]").fill(text)
    met = english_on(page)
    dialogue.locator("button[type=submit]:visible").last.click()
    dialogue.wait_for(state="detached")
    return met


def test_an_editor_writes_the_board_approves_a_leader_approves_by_link_and_the_public_reads(
    served: Served, browser: Browser
) -> None:
    met: list[str] = []
    title, lead = "Chi bộ cơ quan trồng cây bên hồ", "Sáng 5/2, chi bộ cơ quan Đảng ủy Khối tổ chức trồng cây."
    editor = visit(browser, served, "bientap")
    editor.goto(f"{served.url}/bientap/pages/3/")
    section = editor.evaluate(
        "() => [...document.querySelectorAll('a[href$=\"/edit/\"]')].find((a) => a.textContent.includes('Tin tức')).href"
    )
    editor.goto(section.replace("/edit/", "/"))
    section = editor.evaluate(
        "() => [...document.querySelectorAll('a[href$=\"/edit/\"]')].find((a) => a.textContent.includes('Đảng ủy Khối')).href"
    )
    editor.goto(served.url + re.sub(r".*/pages/(\d+)/edit/", r"/bientap/pages/add/portal/article/\1/", section))
    for name, text in (("title", title), ("lead", lead), ("byline", "Ban Tuyên giáo Đảng ủy Khối")):
        editor.locator(f"[name={name}]").fill(text)
    for number, colour in enumerate(("navy", "olive", "teal"), start=1):
        met += add_photograph(editor, number, colour)
    for number in (1, 2, 3):
        editor.locator(f"[name=body-{number - 1}-value-caption]").fill(f"Trồng cây bên hồ, lần thứ {number}")
    met += english_on(editor)
    editor.get_by_role("button", name="Việc khác").last.click()
    editor.locator("button[name=action-submit]").click()
    editor.wait_for_url(re.compile(r"/bientap/pages/\d+/$"))
    met += english_on(editor)

    board = visit(browser, served, "tuyengiao")
    board.goto(f"{served.url}/bientap/")
    met += english_on(board)
    board.get_by_role("link", name=re.compile(f"“{title}” đang chờ ở bước “Ban Tuyên giáo duyệt”")).click()
    board.wait_for_url(re.compile(r"/pages/\d+/edit/"))
    number = re.search(r"/pages/(\d+)/edit/", board.url)[1]  # type: ignore[index]
    met += english_on(board)
    board.get_by_role("button", name="Việc khác").last.click()
    board.locator("button[data-workflow-action-name=approve]").first.click()
    board.wait_for_url(re.compile(r"/bientap/(pages/\d+/)?$"))
    board.goto(f"{served.url}/bientap/xin-duyet/{number}/")
    board.locator("[name=reviewer]").fill("Lê Thị Hoa")
    board.get_by_role("button", name="Tạo đường dẫn").click()
    link = board.locator("main code").inner_text()
    met += english_on(board)

    reader = visit(browser, served)
    reader.goto(served.url + re.sub(r"^https?://[^/]+", "", link))
    met += english_on(reader)
    reader.get_by_role("button", name="Duyệt", exact=True).click()
    reader.get_by_text("Đồng chí đã duyệt").wait_for()
    reader.goto(f"{served.url}/dang-uy-khoi/bai-{number}")
    assert reader.locator("h1").inner_text() == title
    assert reader.locator("figure.photo").count() == 3
    assert "Trồng cây bên hồ, lần thứ 3" in reader.locator("#article").inner_text()
    reader.goto(f"{served.url}/")
    assert title in reader.locator("main").inner_text()
    assert met == [], "\n".join(met)
