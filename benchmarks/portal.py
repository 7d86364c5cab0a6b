"""What a kept article page costs, beside a bare ASGI answer of the same size in the same run.

Run: ``python benchmarks/portal.py DATABASE`` with the name of a database that holds the demonstration. One server process, one
load process, loopback only, at most ten seconds each.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

SECONDS = 8
BARE = """
BODY = b"x" * {size}
async def application(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({{"type": message["type"] + ".complete"}})
            if message["type"].endswith("shutdown"):
                return
    await send({{"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html"), (b"content-length", b"{size}")]}})
    await send({{"type": "http.response.body", "body": BODY}})
"""
AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(code: str) -> Iterator[int]:
    """The application that the code defines answers on a port of the loopback."""
    port = free_port()
    run = f"{code}\nimport uvicorn\nuvicorn.run(application, host='127.0.0.1', port={port}, log_level='warning', access_log=False)"
    child = subprocess.Popen([sys.executable, "-c", run])
    try:
        for _each in range(300):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        child.terminate()
        child.wait(20)


def fetch(port: int, path: str) -> bytes:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", headers={"User-Agent": AGENT, "Accept-Language": "vi"}
    )
    with urllib.request.urlopen(request) as answer:
        return answer.read()


def full_load(port: int, path: str) -> str:
    """Requests a second and the spread of times with 64 connections, as wrk says."""
    wrk = shutil.which("wrk")
    if wrk is None:
        return "wrk is not installed"
    said = subprocess.run(
        [wrk, "-t1", "-c64", f"-d{SECONDS}s", "--latency", "-H", f"User-Agent: {AGENT}", f"http://127.0.0.1:{port}{path}"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    p99 = re.search(r"99%\s+(\S+)", said)
    wrong = re.search(r"Non-2xx.*", said)
    return f"{float(rate[1]):,.0f} requests/s, p99 {p99[1]}{' ' + wrong[0] if wrong else ''}" if rate and p99 else said


async def steady_load(port: int, path: str, rate: int) -> str:
    """The times at a steady rate, measured from the moment at which each request was due; every twentieth page is counted."""
    times: list[float] = []
    counted = 0
    lanes = 32
    head = f"Host: 127.0.0.1:{port}\r\nUser-Agent: {AGENT}\r\nAccept-Language: vi\r\n"
    get = f"GET {path} HTTP/1.1\r\n{head}\r\n".encode()
    begin = time.perf_counter() + 0.3

    async def lane(number: int) -> None:
        nonlocal counted
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        due = begin + number / rate
        step = lanes / rate
        turn = 0
        while due < begin + SECONDS:
            wait = due - time.perf_counter()
            if wait > 0:
                await asyncio.sleep(wait)
            writer.write(get)
            body = await _answer(reader)
            times.append(time.perf_counter() - due)
            turn += 1
            if turn % 20 == 0 and (found := re.search(rb'name="visit" content="([^"]+)"', body)):
                writer.write(f"POST /tk HTTP/1.1\r\n{head}Content-Length: {len(found[1])}\r\n\r\n".encode() + found[1])
                await _answer(reader)
                counted += 1
            due += step
        writer.close()

    await asyncio.gather(*(lane(number) for number in range(lanes)))
    times.sort()
    at = lambda share: f"{times[int(len(times) * share) - 1] * 1000:.1f} ms"  # noqa: E731
    return f"{len(times) / SECONDS:,.0f} requests/s: p50 {at(0.5)}, p99 {at(0.99)}, most {times[-1] * 1000:.1f} ms; {counted} counted"


async def _answer(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    found = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    return await reader.readexactly(int(found[1])) if found else b""


def main(database: str) -> None:
    os.environ |= {
        "GIAOBAN_DATABASE_NAME": database,
        "DJANGO_SETTINGS_MODULE": "giaoban.site.settings",
        "GIAOBAN_HOSTS": "127.0.0.1",
    }
    portal = "from giaoban.site import database\ndatabase.hold()\nfrom giaoban.site.asgi import application"
    with serving(portal) as port:
        front = fetch(port, "/").decode()
        path = re.search(r'class="teaser large">.*?href="([^"]+)"', front, re.DOTALL)
        assert path is not None
        article = fetch(port, path[1])
        print(f"article {path[1]}: {len(article):,} bytes of HTML")
        print("kept article, full load:", full_load(port, path[1]))
        print("kept article, steady, counting on:", asyncio.run(steady_load(port, path[1], 2_500)))
        begin = time.perf_counter()
        for number in range(40):
            fetch(port, f"{path[1]}?made-anew={number}")
        print(
            f"the same page made by Django each time: {40 / (time.perf_counter() - begin):,.0f} requests/s (one at a time)"
        )
        begin = time.perf_counter()
        for number in range(40):
            fetch(port, f"/tim-kiem/?q=to+chuc+co+so+dang&x={number}")
        print(f"search: {(time.perf_counter() - begin) / 40 * 1000:.0f} ms a page")
    with serving(BARE.format(size=len(article))) as port:
        print("bare ASGI answer of that size, full load:", full_load(port, "/"))


if __name__ == "__main__":
    main(sys.argv[1])
