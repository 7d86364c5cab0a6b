"""The first visit of a page on a slow telephone, and how soon a published change is read: in a real, slowed Chromium.

Run: ``python benchmarks/portal_vitals.py`` on a machine that holds the demonstration. The network is slowed as Lighthouse
slows it for mobile pages (150 ms there and back, 1.6 Mbit/s down, 0.75 Mbit/s up) and the processor to a quarter, both by the
browser itself; the cache is empty, the window 390 x 844 at two dots a pixel. Five visits each, the median is told. It works
on a copy of the database, prints tables in markdown, and drops the copy.

Speed Index is the time for which the page was not yet complete, weighted by how much of it was missing. It is taken from a
film: the browser's own trace holds a picture of every frame that changed. A frame is as complete as the colours have come
on their way from the white page to the last frame: for red, green and blue, the share of the change of the histogram that
is made; their mean. Filming costs the slowed page something, so the other figures are of visits without a film, and the
table tells what they were with it. A page of which half appears after one second and all after two is filmed beside, whose
Speed Index is 1.5 s by itself.
"""

from __future__ import annotations

import base64
import io
import json
import os
import re
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from statistics import median
from typing import Any

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]
os.environ |= {"DJANGO_SETTINGS_MODULE": "giaoban.site.settings", "GIAOBAN_HOSTS": "127.0.0.1"}

from PIL import Image  # noqa: E402
from playwright.sync_api import Browser, sync_playwright  # noqa: E402
from portal import Server, serving  # noqa: E402

from giaoban.site import database  # noqa: E402
from tests.browser import launch  # noqa: E402

COPY = "giaoban_benchmark_vitals"
ROUNDS = 5
NETWORK = {
    "offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8,
}  # fmt: skip
SLOWER = 4
WATCH = """
window.seen = {lcp: 0, blocked: 0, moved: 0};
new PerformanceObserver(l => { for (const e of l.getEntries()) seen.lcp = e.startTime; }).observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver(l => { for (const e of l.getEntries()) seen.blocked += Math.max(0, e.duration - 50); }).observe({type: "longtask", buffered: true});
new PerformanceObserver(l => { for (const e of l.getEntries()) if (!e.hadRecentInput) seen.moved += e.value; }).observe({type: "layout-shift", buffered: true});
"""
TOLD = """() => ({...seen, fcp: performance.getEntriesByName("first-contentful-paint")[0].startTime,
    loaded: performance.getEntriesByType("navigation")[0].loadEventEnd})"""
FILM = ["blink.user_timing", "disabled-by-default-devtools.screenshot"]
HALVES = b"""<!doctype html><meta charset="utf-8"><style>body { margin: 0 } div { height: 50vh; visibility: hidden; background: #036; color: #036 }
</style><div>1</div><div>2</div><script>document.querySelectorAll("div").forEach((half, number) =>
setTimeout(() => half.style.visibility = "visible", 1000 * (number + 1) - performance.now()))</script>"""


@contextmanager
def copied() -> Iterator[None]:
    """The program in this process and its children speaks to a copy of the database, which is gone afterwards."""
    database.hold()
    owner = database.owner()
    drop = f'DROP DATABASE IF EXISTS "{COPY}" WITH (FORCE)'
    with owner.to("postgres").connect() as connection:
        connection.execute(drop)  # type: ignore[arg-type]
        connection.execute(f'CREATE DATABASE "{COPY}" TEMPLATE "{owner.name}" STRATEGY FILE_COPY')  # type: ignore[arg-type]
    os.environ["GIAOBAN_DATABASE_NAME"] = COPY
    try:
        yield
    finally:
        with owner.to("postgres").connect() as connection:
            connection.execute(drop)  # type: ignore[arg-type]


def visit(browser: Browser, address: str, *, filmed: bool = False) -> dict[str, float]:
    """What a first visit took, in milliseconds, and the bytes that came, photographs apart; filmed, its Speed Index too."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, device_scale_factor=2, is_mobile=True, locale="vi-VN"
    )
    page = context.new_page()
    page.add_init_script(WATCH)
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", NETWORK)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    kinds: dict[str, str] = {}
    size = {"photographs": 0.0, "bytes": 0.0}
    devtools.on("Network.responseReceived", lambda event: kinds.__setitem__(event["requestId"], event["type"]))

    def arrived(event: dict[str, Any]) -> None:
        size["photographs" if kinds.get(event["requestId"]) == "Image" else "bytes"] += event["encodedDataLength"]

    devtools.on("Network.loadingFinished", arrived)
    if filmed:
        browser.start_tracing(page=page, screenshots=True, categories=FILM)
    page.goto(address, wait_until="load")
    page.wait_for_timeout(2_500)
    told = page.evaluate(TOLD)
    if filmed:
        told |= speed_index(json.loads(browser.stop_tracing())["traceEvents"], address)
    context.close()
    return told | size


def speed_index(trace: list[dict[str, Any]], address: str) -> dict[str, float]:
    """Speed Index and the moment of the last change, in milliseconds from the beginning of the visit; how many frames told."""
    began = max(
        event["ts"]
        for event in trace
        if event["name"] == "navigationStart" and event["args"]["data"]["documentLoaderURL"] == address
    )
    film = sorted(
        ((event["ts"] - began) / 1000, _colours(base64.b64decode(event["args"]["snapshot"])))
        for event in trace
        if event["name"] == "Screenshot" and event["ts"] >= began
    )
    last = film[-1][1]
    white = [(sum(last) // 3 if place % 256 == 255 else 0) for place in range(768)]
    missing, index, before, changed = 1.0, 0.0, 0.0, 0.0
    for at, colours in film:
        index += missing * (at - before)
        if colours != last:
            changed = 0.0
        elif not changed:
            changed = at
        missing, before = 1 - _complete(white, colours, last), at
    return {"speed": index, "complete": changed, "frames": float(len(film))}


def _colours(picture: bytes) -> list[int]:
    """How many dots have which red, which green and which blue."""
    return Image.open(io.BytesIO(picture)).convert("RGB").histogram()


def _complete(first: list[int], now: list[int], last: list[int]) -> float:
    """The share of the way from the first colours to the last that is made, between 0 and 1."""
    shares = []
    for begin in (0, 256, 512):
        ways = [(abs(now[at] - first[at]), abs(last[at] - first[at])) for at in range(begin, begin + 256)]
        whole = sum(way for _made, way in ways)
        shares.append(sum(min(made, way) for made, way in ways) / whole if whole else 1.0)
    return sum(shares) / 3


@contextmanager
def halves() -> Iterator[str]:
    """The address of a page that is half there after one second and whole after two."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(HALVES)))
            self.end_headers()
            self.wfile.write(HALVES)

        def log_message(self, *_said: Any) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def first_visits(server: Server) -> None:
    """A row for the front page and for the half-year's article."""
    found = server.fetch("/tim-kiem/?q=to+chuc+co+so+dang").decode()
    article = re.search(r'href="(/[a-z0-9-]+/[a-z0-9-]+-\d+)"', found.partition('id="content"')[2])
    assert article is not None
    print(
        "| first visit | FCP, s | LCP, s | Speed Index, s | blocked, s | layout shift | loaded, s | kB without pictures "
        "| kB of pictures | filmed: FCP, LCP, last change, s; frames |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    print("| goal | 1.5 | 2 | 2.9 | 0.3 | 0.1 | | 150 | | |")
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for name, path in (("front page", "/"), (f"half-year article {article[1]}", article[1])):
            server.fetch(path)
            address = f"http://127.0.0.1:{server.port}{path}"
            at = _medians([visit(browser, address) for _each in range(ROUNDS)])
            film = _medians([visit(browser, address, filmed=True) for _each in range(ROUNDS)])
            print(
                f"| {name} | {at['fcp'] / 1000:.2f} | {at['lcp'] / 1000:.2f} | {film['speed'] / 1000:.2f} "
                f"| {at['blocked'] / 1000:.2f} | {at['moved']:.3f} | {at['loaded'] / 1000:.2f} | {at['bytes'] / 1000:.1f} "
                f"| {at['photographs'] / 1000:.1f} | {_told(film)} |"
            )
        with halves() as address:
            film = _medians([visit(browser, address, filmed=True) for _each in range(ROUNDS)])
            print(f"| half after 1 s, all after 2 s | | | {film['speed'] / 1000:.2f} | | | | | | {_told(film)} |")
        browser.close()


def _medians(visits: list[dict[str, float]]) -> dict[str, float]:
    return {key: median(each[key] for each in visits) for key in visits[0]}


def _told(film: dict[str, float]) -> str:
    return ", ".join(f"{film[key] / 1000:.2f}" for key in ("fcp", "lcp", "complete")) + f"; {film['frames']:.0f}"


def publishing(server: Server) -> None:
    """How long after an editor published the public page says it, as a reader finds who asks every ten milliseconds."""
    import django

    django.setup()
    from giaoban.faces.portal.models import Article

    article = Article.objects.live().filter(kind="news", language="vi").order_by("-dated_at").first()
    assert article is not None
    server.fetch(article.address)
    waits = []
    for number in range(ROUNDS):
        article.lead = f"Lần sửa thứ {number + 1} của bài này."
        revision = article.save_revision()
        begin = time.perf_counter()
        revision.publish()
        done = time.perf_counter()
        while article.lead not in server.fetch(article.address).decode():
            if time.perf_counter() - done > 30:
                raise SystemExit("What was published did not appear within 30 s.")
            time.sleep(0.01)
        waits.append((done - begin, time.perf_counter() - done))
        article.refresh_from_db()
    print("\n| publishing | publishing itself, s | until a reader sees it, s | goal |\n| --- | --- | --- | --- |")
    print(f"| median of {ROUNDS} | {median(a for a, _ in waits):.2f} | {median(b for _, b in waits):.2f} | 1 |")
    print(f"| longest | {max(a for a, _ in waits):.2f} | {max(b for _, b in waits):.2f} | 1 |")


if __name__ == "__main__":
    with copied(), serving() as server:
        print(f"Load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.\n")
        first_visits(server)
        publishing(server)
        from django.db import connections

        connections.close_all()
