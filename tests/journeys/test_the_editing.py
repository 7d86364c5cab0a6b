"""The portal's editing side, in a browser: an article from the first word to the public page, and no English on the way."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from io import BytesIO

from PIL import Image
from playwright.sync_api import Browser, Page

from conftest import Served
from tests.browser import picture, watch
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


# -- pasting with pictures ---------------------------------------------------------------------------------------------

PASTE = """
([html, text, rtf, files]) => {
  const field = [...document.querySelectorAll('[contenteditable=true]')].at(-1);
  field.focus();
  const box = new DataTransfer();
  if (html) box.setData('text/html', html);
  if (text) box.setData('text/plain', text);
  if (rtf) box.setData('text/rtf', rtf);
  for (const each of files) {
    const bytes = Uint8Array.from(atob(each), (letter) => letter.charCodeAt(0));
    box.items.add(new File([bytes], 'anh.jpg', { type: 'image/jpeg' }));
  }
  field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: box, bubbles: true, cancelable: true }));
}
"""
SHOW = "document.getElementById('paste').insertAdjacentHTML('beforeend', html);"
"""What the browser does itself when a person pastes."""
WORD_HEAD = "<html xmlns:w='urn:schemas-microsoft-com:office:word'><body><!--StartFragment-->"
ON_THE_COMPUTER = "<img width=600 src='file:///C:/Users/a/AppData/Local/Temp/msohtmlclip1/01/clip_image00%d.jpg'>"


def of_word(*pictures: str) -> str:
    """What Word puts on the clipboard: its own styles, the pictures each after a paragraph."""
    written = "".join(
        f"<p class=MsoNormal style='mso-x:1'><b>Đoạn {number}</b> của bài<o:p></o:p></p><p class=MsoNormal>{picture}</p>"
        for number, picture in enumerate(pictures, start=1)
    )
    return f"{WORD_HEAD}{written}<!--EndFragment--></body></html>"


def rtf_of(*pictures: bytes) -> str:
    """The same copy as RTF: each picture in hexadecimal, and once more as the metafile that old readers take."""
    one = "{\\*\\shppict{\\pict{\\*\\picprop{\\sp{\\sn a}{\\sv 1}}}\\picscalex100\\picw640\\jpegblip\\bliptag-12{\\*\\blipuid 0a1b}\n%s}}{\\nonshppict{\\pict\\wmetafile8 0102}}"
    return "{\\rtf1 " + "".join(one % picture.hex() for picture in pictures) + "}"


def an_empty_article(served: Served, page: Page) -> None:
    """A new article stands open with one empty text block."""
    page.goto(f"{served.url}/bientap/soan-tu-word/")
    section = page.locator("#section option").first.get_attribute("value")
    page.goto(f"{served.url}/bientap/pages/add/portal/article/{section}/")
    page.locator("[name=title]").fill("Chi bộ trồng cây")
    page.locator("[title='Thêm khối nội dung']").last.click()
    page.get_by_role("option").first.click()  # the body's first kind of block is text
    page.locator("[contenteditable=true]").last.wait_for()


def paste(page: Page, html: str = "", *, text: str = "", rtf: str = "", files: tuple[bytes, ...] = ()) -> str:
    """What the page says after that was pasted into its last text block."""
    page.evaluate(PASTE, [html, text, rtf, [base64.b64encode(each).decode() for each in files]])
    said = page.locator("[data-pasted]")
    said.locator("p").first.wait_for()
    return said.inner_text()


def photographs(page: Page) -> int:
    return page.locator("[data-chooser-title]:visible, .chooser__title:visible").count()


def test_pictures_pasted_with_text_stand_below_it_and_of_those_without_bytes_it_is_said(
    served: Served, page: Page, sign_in: SignIn
) -> None:
    sign_in("bientap")
    an_empty_article(served, page)
    here = f"<img src='data:image/jpeg;base64,{base64.b64encode(jpeg('navy')).decode()}'>"
    said = paste(page, of_word(here, ON_THE_COMPUTER % 2, ON_THE_COMPUTER % 3), text="Đoạn 1 của bài")
    assert "1 ảnh đã đứng ngay dưới đoạn chữ này" in said
    assert "2 ảnh trong đoạn vừa dán không kèm tệp nên chưa vào bài" in said
    assert page.locator("[data-pasted] a").get_attribute("href") == "/bientap/soan-tu-word/"
    assert "Đoạn 3 của bài" in page.locator("[contenteditable=true]").last.inner_text()
    assert photographs(page) == 1
    assert "Chi bộ trồng cây, ảnh 1" in page.locator("main").inner_text()
    assert english_on(page) == []
    picture(page, "editing-pasted")
    page.get_by_role("button", name="Lưu bản nháp").last.click()
    page.wait_for_url(re.compile(r"/pages/\d+/edit/"), wait_until="commit")
    page.get_by_text("Ảnh 1 chưa có mô tả cho người không nhìn thấy ảnh.").wait_for()
    page.get_by_text("Ảnh 1 chưa ghi người chụp.").wait_for()
    assert photographs(page) == 1
    assert page.locator("[name=body-1-value-caption]").input_value() == ""


def test_pictures_of_word_come_out_of_the_rtf_of_the_same_copy(served: Served, page: Page, sign_in: SignIn) -> None:
    sign_in("bientap")
    an_empty_article(served, page)
    rtf = rtf_of(jpeg("navy"), jpeg("olive"))
    said = paste(page, of_word(ON_THE_COMPUTER % 1, ON_THE_COMPUTER % 2), text="Đoạn 1", rtf=rtf)
    assert said.startswith("2 ảnh đã đứng ngay dưới đoạn chữ này")
    assert "chưa vào bài" not in said
    assert photographs(page) == 2


def test_a_picture_alone_comes_and_the_picture_an_office_program_makes_of_text_does_not(
    served: Served, page: Page, sign_in: SignIn
) -> None:
    sign_in("bientap")
    an_empty_article(served, page)
    page.evaluate(PASTE, ["<table><tr><td>5</td></tr></table>", "5", "", [base64.b64encode(jpeg("teal")).decode()]])
    assert paste(page, files=(jpeg("navy"),)).startswith("1 ảnh đã đứng ngay dưới đoạn chữ này")
    assert photographs(page) == 1


def test_a_picture_that_is_refused_or_not_sent_is_said(served: Served, page: Page, sign_in: SignIn) -> None:
    sign_in("bientap")
    an_empty_article(served, page)
    broken = f"<img src='data:image/jpeg;base64,{base64.b64encode(b'khong phai anh').decode()}'>"
    assert paste(page, of_word(broken), text="Đoạn").startswith("Ảnh thứ 1 chưa lấy được:")
    page.route("**/bientap/anh-dan/", lambda route: route.fulfill(status=200, body="<p>Đăng nhập</p>"))
    page.evaluate(PASTE, [of_word(ON_THE_COMPUTER % 1), "Đoạn", "", []])
    page.get_by_text("Ảnh chưa vào được bài; chữ đã dán vẫn còn.").wait_for()
    assert photographs(page) == 0


def test_a_field_that_takes_text_only_says_so_and_sends_nothing(served: Served, page: Page, sign_in: SignIn) -> None:
    sign_in("bientap")
    page.goto(f"{served.url}/bientap/snippets/portal/consultation/add/")
    page.locator("[contenteditable=true]").last.wait_for()
    page.evaluate(PASTE, [of_word(ON_THE_COMPUTER % 1), "Đoạn", "", []])
    page.get_by_text("Ảnh trong đoạn vừa dán không được lấy: ô này chỉ nhận chữ.").wait_for()


def test_the_page_that_drafts_from_word_finds_the_pictures_in_the_rtf_too(
    served: Served, page: Page, sign_in: SignIn
) -> None:
    sign_in("bientap")
    page.goto(f"{served.url}/bientap/soan-tu-word/")
    for colours in (("navy", "olive"), ("teal",)):
        html = "".join(f"<p>Đoạn {colour}</p>{ON_THE_COMPUTER % 1}" for colour in colours)
        given = [html, "Đoạn", rtf_of(*(jpeg(colour) for colour in colours)), []]
        page.evaluate(f"([html, given]) => {{ ({PASTE})(given); {SHOW} }}", [html, given])
    page.locator("#paste img[src^='data:']").nth(2).wait_for(state="attached")
    watch(page).forgive("file:///")  # that the browser may not open the files of the computer is what is mended here
    page.locator("#from-word button").click()
    page.wait_for_url(re.compile(r"/pages/\d+/edit/"))
    assert photographs(page) == 3
