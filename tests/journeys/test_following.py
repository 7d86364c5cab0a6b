"""The streams of a hall, in the program as it is served: who may follow, what is told, how long, and how it ends."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from conftest import Served, _copy, _drop, serving
from giaoban.conferences import tickets
from giaoban.faces.following import streams
from tests.browser import watch
from tests.journeys.following import Reading, Sitting, TheHall, asked, ticket

pytestmark = pytest.mark.browser


@pytest.fixture
def hall(served: Served, django_db_blocker: Any) -> TheHall:
    return TheHall(served.database, django_db_blocker)


@pytest.fixture
def sitting(hall: TheHall) -> Sitting:
    return hall.sits()


# -- in a browser -----------------------------------------------------------------------------------------------------


def test_what_the_chair_begins_is_on_the_phone_without_its_asking(
    served: Served, page: Page, browser: Any, sign_in: Any, sitting: Sitting
) -> None:
    phone = browser.new_context(locale="vi-VN", viewport={"width": 390, "height": 800}).new_page()
    phone.route("**/hall/state/", lambda route: route.abort())  # nothing but the stream can tell this phone
    phone.goto(f"{served.url}/giay-moi/{sitting.link}/hall/")
    expect(phone.locator(".screen-title")).to_have_text(sitting.titles[0])
    sign_in("vanphong")
    room = f"{served.url}/desk/conferences/room/{sitting.conference}/"
    page.goto(room)
    page.locator("button.room-next").click()
    expect(phone.locator("[data-left]")).to_be_visible(timeout=60_000)
    expect(phone.locator("footer")).to_contain_text(sitting.titles[1])
    page.goto(room)
    page.locator("button.room-next").click()
    expect(phone.locator(".screen-title")).to_have_text(sitting.titles[1], timeout=60_000)
    phone.context.close()


def test_the_page_of_the_room_follows_what_somebody_else_does_with_the_buttons_of_its_own(
    served: Served, page: Page, sign_in: Any, hall: TheHall, sitting: Sitting
) -> None:
    sign_in("vanphong")
    page.goto(f"{served.url}/desk/conferences/room/{sitting.conference}/")
    title = hall.goes_on(sitting.conference)
    expect(page.locator(".room-floor h2")).to_have_text(title, timeout=60_000)
    expect(page.locator("button.room-next")).to_be_visible()


def test_where_the_stream_is_refused_the_phone_asks_as_before(
    served: Served, page: Page, hall: TheHall, sitting: Sitting
) -> None:
    page.route(f"**{tickets.PATH}**", lambda route: route.fulfill(status=503, body=""))
    page.goto(f"{served.url}/giay-moi/{sitting.link}/hall/")
    title = hall.goes_on(sitting.conference)
    expect(page.locator(".screen-title")).to_have_text(title, timeout=60_000)
    watch(page).forgive("503")


def test_a_phone_follows_again_after_the_process_that_told_it_was_killed(
    served: Served, page: Page, hall: TheHall, sitting: Sitting
) -> None:
    page.route("**/hall/state/", lambda route: route.abort())
    page.goto(f"{served.url}/giay-moi/{sitting.link}/hall/")
    expect(page.locator(".screen-title")).to_have_text(hall.goes_on(sitting.conference), timeout=60_000)
    os.kill(web_child(served.url), signal.SIGKILL)
    expect(page.locator(".screen-title")).to_have_text(hall.goes_on(sitting.conference), timeout=60_000)
    watch(page).forgive("ERR_")


def web_child(url: str) -> int:
    """The process that answers at that address: the youngest of the program's that holds its port, which is no parent of one."""
    port = url.rsplit(":", 1)[1]
    servers = subprocess.run(
        ["pgrep", "-f", f"commandline serve --no-set-up --port {port} "], capture_output=True, text=True, check=True
    ).stdout.split()
    parent = min(int(pid) for pid in servers)
    children = subprocess.run(["pgrep", "-P", str(parent)], capture_output=True, text=True, check=True).stdout.split()
    return min(int(pid) for pid in children)


# -- who may follow, and what they are told ---------------------------------------------------------------------------


def test_a_forged_an_altered_and_an_old_ticket_are_refused_and_so_is_every_other_method(
    served: Served, sitting: Sitting
) -> None:
    good = ticket(sitting.conference)
    other = ticket(sitting.conference + 1)
    altered = f"{other.split('.', 1)[0]}.{good.split('.', 1)[1]}"
    for word in ("", "x", "1.vi.link-1.99999999999:forged", altered, ticket(sitting.conference, ago=700), good * 9):
        with asked(served.url, word) as answer:
            assert (answer.status, answer.read()) == (403, b""), word
    for method in ("POST", "HEAD", "PUT"):
        with asked(served.url, good, method) as answer:
            assert answer.status == 405


def test_a_stream_tells_what_the_screen_shows_and_nothing_else(served: Served, hall: TheHall, sitting: Sitting) -> None:
    with asked(served.url, ticket(sitting.conference)) as answer:
        assert answer.status == 200
        heads = {name.lower(): value for name, value in answer.getheaders()}
        assert heads["content-type"].startswith("text/event-stream")
        assert (heads["x-accel-buffering"], heads["cache-control"]) == ("no", "no-store, no-transform")
        assert "set-cookie" not in heads
        reading = Reading(answer)
        first = reading.next("hall")
        title = hall.goes_on(sitting.conference)
        _name, tag, html = reading.next("hall")
    assert sitting.titles[0] in first[2]
    assert title in html
    assert tag != first[1]
    for inner in ("<form", "csrf", "<button", "<a ", "/giay-moi/", "/desk/"):
        assert inner not in html


def test_each_follows_in_the_language_of_their_own_page(served: Served, sitting: Sitting) -> None:
    pictures = []
    for language in ("vi", "en"):
        with asked(served.url, ticket(sitting.conference, language=language)) as answer:
            pictures.append(Reading(answer).next("hall")[2])
    assert "No news since" in pictures[1]
    assert "No news since" not in pictures[0]


def test_who_follows_one_hall_hears_nothing_of_another(served: Served, hall: TheHall, sitting: Sitting) -> None:
    other = another(hall)
    with asked(served.url, ticket(sitting.conference)) as here, asked(served.url, ticket(other)) as there:
        mine, theirs = Reading(here), Reading(there)
        tags = [mine.next("hall")[1], theirs.next("hall")[1]]
        title = hall.goes_on(sitting.conference)
        assert title in mine.next("hall")[2]
        tags += [theirs.next("hall", "beat")[1] for _turn in range(2)]
    assert tags[0].startswith(f'"{sitting.conference}-')
    assert all(tag == "" or tag.startswith(f'"{other}-') for tag in tags[1:])


def another(hall: TheHall) -> int:
    """A conference of the demonstration that is not sitting."""
    from giaoban.conferences.models import Conference
    from tests.browser import beside_the_browser

    return beside_the_browser(
        lambda: Conference.objects.exclude(state="preparing").earliest("pk").pk, hall.database, hall.blocker
    )


# -- how long, and how it ends ----------------------------------------------------------------------------------------


def test_a_stream_ends_when_its_ticket_does(served: Served, sitting: Sitting) -> None:
    with asked(served.url, ticket(sitting.conference, seconds=8)) as answer:
        reading = Reading(answer)
        assert reading.next("hall")[0] == "hall"
        assert reading.next("over")[0] == "over"
        assert reading.next("hall", "beat") == ("", "", ""), "nothing comes after"


def test_an_answer_of_the_page_renews_the_ticket_and_a_new_link_ends_the_old_one_s(
    served: Served, hall: TheHall, sitting: Sitting, page: Page
) -> None:
    address = f"{served.url}/giay-moi/{sitting.link}/hall/state/"
    follow = page.request.get(address).headers["follow-at"]
    unchanged = page.request.get(address, headers={"If-None-Match": page.request.get(address).headers["etag"]})
    assert unchanged.headers["follow-at"].startswith(tickets.PATH)
    with asked(served.url, follow.removeprefix(tickets.PATH)) as answer:
        assert answer.status == 200
    renew(hall, sitting)
    assert page.request.get(address).status == 404, "so no more tickets; the last one ends within twenty minutes"
    assert tickets.LINK_SECONDS <= 1200


def renew(hall: TheHall, sitting: Sitting) -> None:
    from giaoban.conferences.delegations import renew_link
    from giaoban.conferences.models import Delegation
    from giaoban.ground.access.operations import program
    from tests.browser import beside_the_browser

    key = int(sitting.link.partition("-")[0], 36)
    beside_the_browser(
        lambda: renew_link(actor=program("Kiểm thử"), record=Delegation.objects.get(pk=key)),
        hall.database,
        hall.blocker,
    )


def test_one_link_holds_so_many_streams_and_no_more(served: Served, sitting: Sitting) -> None:
    with ExitStack() as all_of_them:
        for _turn in range(streams.OF_HOLDER):
            answer = all_of_them.enter_context(asked(served.url, ticket(sitting.conference, holder="link-7")))
            assert answer.status == 200
        with asked(served.url, ticket(sitting.conference, holder="link-7")) as refused:
            assert refused.status == 503
        with asked(served.url, ticket(sitting.conference, holder="link-8")) as other:
            assert other.status == 200


def test_many_phones_that_ask_leave_no_connection_to_the_database_behind(served: Served, sitting: Sitting) -> None:
    with ExitStack() as kept_open:
        for _turn in range(150):  # more than PostgreSQL lets in
            line = http.client.HTTPConnection(urlsplit(served.url).netloc, timeout=60)
            kept_open.callback(line.close)
            line.request("GET", f"/giay-moi/{sitting.link}/hall/state/")
            assert line.getresponse().status == 200


def test_the_streams_end_with_the_program(demo_database: str, collected_static: None, django_db_blocker: Any) -> None:
    name = f"giaoban_ending_{os.getpid()}"
    _drop(name)
    _copy(demo_database, name)
    try:
        sitting = TheHall(name, django_db_blocker).sits()
        with ExitStack() as open_streams:
            with serving(name) as url:
                reading = Reading(open_streams.enter_context(asked(url, ticket(sitting.conference))))
                assert reading.next("hall")[0] == "hall"
            # the block has waited until the program had ended
            assert reading.next("hall", "over") == ("", "", "")
    finally:
        _drop(name)
