"""A day in the hall with four persons at once: who chairs, the projector, a delegate's telephone, the secretary."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from conftest import _copy, _drop, serving
from giaoban.conferences.rules import half_of
from giaoban.core.spans import add_months
from giaoban.ground.journal.clock import today
from tests.browser import beside_the_browser, picture
from tests.journeys.a_conference import sits_today
from tests.journeys.conftest import faults
from tests.world import PASSWORD

pytestmark = pytest.mark.browser
WIDE, PROJECTOR, PHONE = (1366, 900), (1024, 768), (360, 740)


@pytest.fixture(scope="module")
def hall(template_database: str, collected_static: None, django_db_blocker) -> Iterator[tuple[str, int, list[str]]]:
    """The address of a served program with that world, the conference's key, the links of the delegations."""
    name = f"giaoban_hall_{os.getpid()}"
    _drop(name)
    _copy(template_database, name)
    try:
        key, words = beside_the_browser(sits_today, name, django_db_blocker)
        with serving(name) as url:
            yield url, key, words
    finally:
        _drop(name)


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Callable[[tuple[int, int]], Page]]:
    """A page of somebody new, in a window of that size."""
    contexts: list[BrowserContext] = []

    def come(size: tuple[int, int]) -> Page:
        viewport = {"width": size[0], "height": size[1]}
        contexts.append(browser.new_context(locale="vi-VN", viewport=viewport, reduced_motion="reduce"))  # type: ignore[arg-type]
        return contexts[-1].new_page()

    yield come
    for context in contexts:
        context.close()


def signs_in(page: Page, url: str, username: str) -> Page:
    page.goto(f"{url}/account/login/")
    page.locator("[name=login]").fill(username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(f"{url}/desk/**")
    return page


def asks(page: Page, url: str, word: str) -> None:
    """The delegation asks to speak in the discussion, from its own page."""
    page.goto(f"{url}/giay-moi/{word}/")
    assert faults(page) == []
    page.get_by_role("link", name="Xin phát biểu").click()
    talk = page.locator("section.panel").filter(has=page.get_by_role("heading", name="Thảo luận"))
    talk.get_by_label("Về việc gì").fill("Cách tính chỉ tiêu học tập")
    talk.get_by_role("button", name="Xin phát biểu").click()
    expect(talk.get_by_text("Đoàn đang ở vị trí")).to_be_visible()


def types_day(page: Page, name: str, day: date) -> None:
    """The day as an officer types it, into the box before the browser's own."""
    page.locator(f"input:has(~ input[name={name}])").fill(f"{day:%d/%m/%Y}")


def goes_on(chair: Page) -> str:
    """The chair presses the large button: the next item has the floor; its title."""
    following = str(chair.locator("tr.room-next").get_attribute("data-title"))
    chair.locator("button.room-next").click()
    expect(chair.locator("tr.room-now")).to_contain_text(following)
    return following


def test_a_host_prepares_a_conference_and_a_delegation_answers_by_telephone(
    hall: tuple[str, int, list[str]], visitor: Callable[[tuple[int, int]], Page], django_db_blocker: Any
) -> None:
    url, _key, _words = hall
    host, cluster, phone = visitor(WIDE), signs_in(visitor(WIDE), url, "thu-ky-cum"), visitor(PHONE)
    signs_in(host, url, "van-phong-b")
    host.goto(f"{url}/desk/so/conferences/act/claim/")
    day = add_months(half_of(today()), 6) + timedelta(days=30)
    host.locator("[name=half]").fill(f"{day:%m/%Y}")
    types_day(host, "held_on", day)
    host.locator("[name=place]").fill("Hội trường tầng 3")
    submitted(host)
    own = host.url
    cluster.goto(f"{own}agree/")
    cluster.locator("[name=decision]").fill("02-TB/CTĐ")
    submitted(cluster)
    for act, field, typed in (("invite_cluster", "quota", "4"), ("draw_up", "", ""), ("release_programme", "", "")):
        host.goto(f"{own}{act}/")
        if field:
            host.locator(f"[name={field}]").fill(typed)
        submitted(host)
    host.goto(own)
    assert faults(host) == []
    picture(host, "conference-prepared", 1366)
    picture(host, "conference-prepared", 360)
    host.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    host.get_by_role("link", name="Khối A", exact=True).first.click()
    host.get_by_role("link", name="Giấy mời").click()
    assert faults(host) == []
    phone.goto(re.sub("^.*(?=/giay-moi/)", url, str(host.locator("p.breaks a").get_attribute("href"))))
    phone.get_by_label("dự", exact=True).check()
    phone.get_by_label("Đại biểu").fill("Nguyễn Văn An, Bí thư Đảng ủy Khối A\nTrần Thị Bình, Phó Bí thư")
    phone.get_by_label("Người trả lời: họ tên, chức vụ").fill("Chánh Văn phòng")
    with phone.expect_navigation():
        phone.locator("main form button.primary").first.click()
    expect(phone.get_by_text("Chương trình, bản 1")).to_be_visible()
    host.goto(own)
    expect(host.get_by_text("Đã mời 2 đoàn: 1 đoàn dự, 0 đoàn không dự, 1 đoàn chưa trả lời.")).to_be_visible()
    host.goto(own.replace("/so/conferences/", "/conferences/door/") + "badges/")
    expect(host.locator(".door-code svg")).to_have_count(2)
    assert faults(host) == []
    picture(host, "conference-badges", 1366)


def test_door_and_room_go_on_without_network_and_what_was_pressed_is_there_afterwards(
    hall: tuple[str, int, list[str]], visitor: Callable[[tuple[int, int]], Page]
) -> None:
    url, key, _words = hall
    door, chair, screen = visitor(PHONE), visitor(WIDE), visitor(PROJECTOR)
    for page in (door, chair, screen):
        signs_in(page, url, "van-phong-a")
    door.goto(f"{url}/desk/conferences/door/{key}/")
    assert faults(door) == []
    picture(door, "conference-door", 360)
    chair.goto(f"{url}/desk/conferences/room/{key}/")
    screen.goto(f"{url}/desk/conferences/screen/{key}/")
    for page in (door, chair):
        page.context.set_offline(True)
    door.get_by_label("Tên hoặc đoàn").fill("binh")
    door.get_by_role("button", name=re.compile("^Đã đến")).first.click()
    expect(door.get_by_text("Số lượt giữ trong máy, có mạng sẽ tự gửi: 1")).to_be_visible()
    first = goes_on(chair)
    second = goes_on(chair)
    expect(chair.locator(".room-floor h2")).to_have_text(second)
    expect(chair.get_by_text("có mạng sẽ tự gửi: 2")).to_be_visible()
    picture(chair, "conference-room-offline", 1366)
    for page in (door, chair):
        page.context.set_offline(False)
    expect(screen.locator(".screen-title")).to_have_text(second, timeout=60_000)
    expect(door.locator("[data-door] [data-waiting]")).to_be_hidden(timeout=60_000)
    door.reload()
    expect(door.locator("[data-number]")).to_have_text("3")
    chair.reload()
    expect(chair.locator("tr.room-done").filter(has_text=first)).to_be_visible()


def test_a_discussion_is_asked_for_by_telephone_led_by_the_chair_shown_on_the_wall_and_minuted(
    hall: tuple[str, int, list[str]], visitor: Callable[[tuple[int, int]], Page]
) -> None:
    url, key, words = hall
    chair, screen, secretary = visitor(WIDE), visitor(PROJECTOR), visitor(WIDE)
    phone, other = visitor(PHONE), visitor(PHONE)
    signs_in(chair, url, "van-phong-a")
    signs_in(screen, url, "van-phong-a")
    signs_in(secretary, url, "thu-ky-hoi-nghi")
    chair.goto(f"{url}/desk/conferences/room/{key}/")
    while not chair.locator(".room-floor h2").inner_text().startswith("Thảo luận"):
        goes_on(chair)  # one after another, until the discussion has the floor
    screen.goto(f"{url}/desk/conferences/screen/{key}/")
    expect(screen.locator(".screen-title")).to_have_text("Thảo luận")
    asks(phone, url, words[0])
    asks(other, url, words[1])
    expect(phone.get_by_text("Đoàn đang ở vị trí 1/")).to_be_visible()
    expect(other.get_by_text("Đoàn đang ở vị trí 2/2")).to_be_visible()
    assert faults(phone) == []
    picture(phone, "conference-ask", 360)
    expect(screen.get_by_text("2 đăng ký đang chờ phát biểu.")).to_be_visible()
    chair.goto(f"{url}/desk/conferences/room/{key}/")
    expect(chair.get_by_role("heading", name="Đăng ký phát biểu")).to_be_visible()
    assert faults(chair) == []
    picture(chair, "conference-room-hands", 1366)
    picture(chair, "conference-room-hands", 360)
    assert faults(chair) == []
    chair.set_viewport_size({"width": 1366, "height": 900})
    with chair.expect_navigation():
        chair.get_by_role("button", name=re.compile("Mời phát biểu")).first.click()
    expect(screen.locator(".screen-speaker")).to_contain_text("Nguyễn Văn An")
    expect(screen.get_by_text("1 đăng ký đang chờ phát biểu.")).to_be_visible()
    assert faults(screen) == []
    picture(screen, "conference-screen-speaks", 1024)
    expect(phone.get_by_text("Mời đoàn phát biểu.")).to_be_visible()
    expect(other.get_by_text("Đoàn đang ở vị trí 1/1")).to_be_visible()
    secretary.goto(f"{url}/desk/conferences/room/{key}/")
    secretary.get_by_role("link", name="Ghi ý kiến").first.click()
    expect(secretary.locator("[name=speaker]")).to_have_value(re.compile("Nguyễn Văn An, Bí thư"))
    secretary.locator("[name=text]").fill("Đề nghị thống nhất cách tính chỉ tiêu học tập nghị quyết.")
    with secretary.expect_navigation():
        secretary.locator("main form button.primary").click()
    chair.goto(f"{url}/desk/conferences/room/{key}/")
    chair.get_by_role("link", name=re.compile("Không mời")).first.click()
    chair.locator("[name=reason]").fill("Hết giờ, xin gửi văn bản")
    with chair.expect_navigation():
        chair.locator("main form button.danger, main form button.primary").first.click()
    expect(other.get_by_text("Hết giờ, xin gửi văn bản")).to_be_visible()
    assert faults(other) == []


def test_the_volume_of_papers_stands_on_the_host_s_page_and_on_the_delegation_s(
    hall: tuple[str, int, list[str]], visitor: Callable[[tuple[int, int]], Page]
) -> None:
    url, key, words = hall
    host = signs_in(visitor(WIDE), url, "van-phong-a")
    host.goto(f"{url}/desk/so/conferences/{key}/")
    volume = host.locator("section").filter(has=host.get_by_role("heading", name="Kỷ yếu tham luận")).last
    expect(volume).to_contain_text("chưa gửi")
    assert faults(host) == []
    volume.scroll_into_view_if_needed()
    picture(host, "conference-volume", 1366)
    picture(host, "conference-volume", 360)
    assert faults(host) == []
    phone = visitor(PHONE)
    phone.goto(f"{url}/giay-moi/{words[1]}/")
    assert faults(phone) == []
    picture(phone, "conference-delegation", 360)
    with phone.expect_download() as waiting:
        phone.get_by_role("link", name="Kỷ yếu, bản 1 (PDF)").click()
    assert waiting.value.path().read_bytes().startswith(b"%PDF")


def test_a_secret_vote_is_opened_cast_by_telephone_counted_and_shown_on_the_wall(
    hall: tuple[str, int, list[str]], visitor: Callable[[tuple[int, int]], Page]
) -> None:
    url, key, words = hall
    chair, screen = signs_in(visitor(WIDE), url, "van-phong-a"), signs_in(visitor(PROJECTOR), url, "van-phong-a")
    room = f"{url}/desk/conferences/room/{key}/"
    chair.goto(room)
    chair.get_by_role("link", name="Chuẩn bị biểu quyết").click()
    chair.locator("[name=question]").fill("Đề nghị đơn vị dẫn đầu phong trào thi đua")
    chair.locator("[name=secret]").check()
    chair.locator("[name=options]").fill("Khối A\nKhối B")
    with chair.expect_navigation():
        chair.locator("main form button.primary").click()
    chair.goto(room)
    with chair.expect_navigation():
        chair.get_by_role("button", name=re.compile("Mở biểu quyết")).click()
    screen.goto(f"{url}/desk/conferences/screen/{key}/")
    expect(screen.locator(".screen-hour")).to_have_text("0/2")
    for word in words:
        phone = visitor(PHONE)
        phone.goto(f"{url}/giay-moi/{word}/votes/")
        assert faults(phone) == []
        picture(phone, "conference-vote", 360)
        phone.get_by_label("Khối A").check()
        phone.get_by_role("button", name="Bỏ phiếu").click()
        expect(phone.get_by_text("Đoàn đã bỏ phiếu.")).to_be_visible()
    expect(screen.locator(".screen-hour")).to_have_text("2/2")
    picture(screen, "conference-screen-vote", 1024)
    chair.goto(room)
    assert faults(chair) == []
    with chair.expect_navigation():
        chair.get_by_role("button", name=re.compile("Đóng và kiểm phiếu")).click()
    unsure = "mức mặc định, chưa đối chiếu văn bản"
    expect(screen.get_by_text(f"“Khối A” được quá 50% số đoàn có mặt ({unsure}): thông qua.")).to_be_visible()
    assert faults(screen) == []
    picture(screen, "conference-screen-result", 1024)


def submitted(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main form button.primary, main form button.danger").first.click()


def test_the_day_is_concluded_read_by_the_public_and_followed_by_telephone(
    hall: tuple[str, int, list[str]], visitor: Callable[[tuple[int, int]], Page]
) -> None:
    url, key, words = hall
    host, phone, reader = signs_in(visitor(WIDE), url, "van-phong-a"), visitor(PHONE), visitor(WIDE)
    conference = f"{url}/desk/so/conferences/{key}"
    host.goto(f"{conference}/agree_scores/")
    host.locator("[name=lines]").fill("Học tập nghị quyết | 20 | 2.1 | 95\nBáo cáo đúng hạn | 10")
    submitted(host)
    phone.goto(f"{url}/giay-moi/{words[0]}/scores/")
    phone.get_by_label("Báo cáo đúng hạn (10)").fill("9")
    assert faults(phone) == []
    picture(phone, "conference-own-scores", 360)
    with phone.expect_navigation():
        phone.get_by_role("button", name="Ghi điểm tự chấm").click()
    delegate = signs_in(visitor(PHONE), url, "van-phong-b")
    delegate.goto(f"{url}/desk/")
    delegate.get_by_role("link", name=re.compile("Đăng ký phát biểu")).first.click()
    expect(delegate.get_by_role("heading", name="Xin phát biểu")).to_be_visible()
    assert faults(delegate) == []
    picture(delegate, "conference-own-hands", 360)
    host.goto(f"{conference}/hold/")
    host.locator("[name=chair]").fill("Cụm trưởng")
    submitted(host)
    secretary = signs_in(visitor(WIDE), url, "thu-ky-hoi-nghi")
    secretary.goto(f"{conference}/raise_point/")
    secretary.locator("[name=kind]").select_option("conclusion")
    secretary.locator("[name=text]").fill("Mỗi đảng bộ chọn ba chi bộ điểm")
    submitted(secretary)
    secretary.goto(f"{conference}/")
    secretary.get_by_role("link", name="Mỗi đảng bộ chọn ba chi bộ điểm").click()
    secretary.get_by_role("link", name="Giao đơn vị phụ trách").first.click()
    secretary.locator("[name=owner_text]").fill("Khối A")
    types_day(secretary, "due_on", today() + timedelta(days=30))
    submitted(secretary)
    host.goto(f"{conference}/conclude/")
    submitted(host)
    host.goto(f"{conference}/ask_feedback/")
    submitted(host)
    host.goto(f"{conference}/publish/")
    for part in ("delegations", "programme", "papers"):
        host.locator(f"[name=parts][value={part}]").check()
    submitted(host)
    host.goto(f"{conference}/")
    assert faults(host) == []
    picture(host, "conference-after", 1366)
    picture(host, "conference-after", 360)
    assert faults(host) == []
    phone.goto(f"{url}/giay-moi/{words[0]}/")
    phone.get_by_role("link", name="Sau hội nghị").click()
    assert faults(phone) == []
    picture(phone, "conference-feedback", 360)
    for question in phone.locator("form[action$='feedback/'] fieldset").all():
        question.get_by_label("Tốt").check()
    phone.get_by_role("button", name="Gửi trả lời").click()
    expect(phone.get_by_text("Đoàn đã góp ý về hội nghị.")).to_be_visible()
    phone.get_by_label("Kết quả").fill("Đã chọn ba chi bộ")
    with phone.expect_navigation():
        phone.get_by_role("button", name="Báo cáo kết quả").click()
    host.goto(f"{conference}/")
    host.get_by_role("link", name="Mỗi đảng bộ chọn ba chi bộ điểm").click()
    expect(host.get_by_text("Đã chọn ba chi bộ").first).to_be_visible()
    host.get_by_role("button", name="Đóng").or_(host.get_by_role("link", name="Đóng")).first.click()
    reader.goto(f"{url}/hoi-nghi/")
    assert faults(reader) == []
    reader.get_by_role("link", name=re.compile("Hội nghị giao ban 6 tháng")).click()
    expect(reader.get_by_role("heading", name="Các đoàn")).to_be_visible()
    expect(reader.get_by_text("Ba việc đã làm để chi bộ họp có chất lượng").first).to_be_visible()
    assert faults(reader) == []
    picture(reader, "conference-public", 1366)
    picture(reader, "conference-public", 360)
    assert faults(reader) == []
