"""The first visit of a page on a slow telephone, and how soon a published change is read: in a real, slowed Chromium.

Run: ``python benchmarks/portal_vitals.py`` on a machine that holds the demonstration. The network is slowed as Lighthouse
slows it for mobile pages (150 ms there and back, 1.6 Mbit/s down, 0.75 Mbit/s up) and the processor to a quarter, both by the
browser itself; the cache is empty, the window 390 x 844 at two dots a pixel. Five visits each, the median is told. It works
on a copy of the database, prints tables in markdown, and drops the copy. Speed Index is not measured: it needs a film of
the page; with nothing moving after the largest element it lies between first and largest paint.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]
os.environ |= {"DJANGO_SETTINGS_MODULE": "giaoban.site.settings", "GIAOBAN_HOSTS": "127.0.0.1"}

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


def visit(browser: Browser, address: str) -> dict[str, float]:
    """What a first visit took, in milliseconds, and the bytes that came, photographs apart."""
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
    page.goto(address, wait_until="load")
    page.wait_for_timeout(2_000)
    told = page.evaluate(TOLD)
    context.close()
    return told | size


def first_visits(server: Server) -> None:
    """A row for the front page and for the half-year's article."""
    found = server.fetch("/tim-kiem/?q=to+chuc+co+so+dang").decode()
    article = re.search(r'href="(/[a-z0-9-]+/[a-z0-9-]+-\d+)"', found.partition('id="content"')[2])
    assert article is not None
    print(
        "| first visit | FCP, s | LCP, s | blocked, s | layout shift | loaded, s | kB without pictures | kB of pictures |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    print("| goal | 1.5 | 2 | 0.3 | 0.1 | | 150 | |")
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for name, path in (("front page", "/"), (f"half-year article {article[1]}", article[1])):
            server.fetch(path)
            visits = [visit(browser, f"http://127.0.0.1:{server.port}{path}") for _each in range(ROUNDS)]
            at = {key: median(each[key] for each in visits) for key in visits[0]}
            print(
                f"| {name} | {at['fcp'] / 1000:.2f} | {at['lcp'] / 1000:.2f} | {at['blocked'] / 1000:.2f} | {at['moved']:.3f} "
                f"| {at['loaded'] / 1000:.2f} | {at['bytes'] / 1000:.1f} | {at['photographs'] / 1000:.1f} |"
            )
        browser.close()


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
