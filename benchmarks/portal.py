"""What a kept article page costs, beside a bare ASGI answer of the same size from the same server in the same run.

Run: ``python benchmarks/portal.py [DATABASE] [--seconds N]`` with the name of a database that holds the demonstration (the
program's own when none is named). The program serves with one process that answers (uvicorn with uvloop and httptools); wrk
loads it over the loopback when it is installed, else a loop in Python, and the table says which. It prints a table in
markdown. The processor's time of the serving process does not depend on what else the machine does as much as rates do.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import uvloop

CONNECTIONS = 64
STEADY = 2_500
"""Requests a second at which the times are asked: half of the goal."""
TICKS = os.sysconf("SC_CLK_TCK")
BARE = """
import uvicorn
BODY = b"x" * {size}
async def application(scope, receive, send):
    await send({{"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html"), (b"content-length", b"{size}")]}})
    await send({{"type": "http.response.body", "body": BODY}})
uvicorn.run(application, host="127.0.0.1", port={port}, log_level="warning", access_log=False, server_header=False, lifespan="off")
"""
PORTAL = ["-m", "giaoban.site.commandline", "serve", "--no-set-up", "--no-jobs", "--workers", "1", "--port"]
AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"


@dataclass(frozen=True)
class Server:
    """A process that answers on a port of the loopback."""

    port: int
    process: int

    def spent(self) -> float:
        """Seconds of processor that it has used, in the program and in the kernel for it."""
        fields = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def fetch(self, path: str, **headers: str) -> bytes:
        """The body of the answer as it came."""
        asked = {"User-Agent": AGENT, "Accept-Language": "vi"} | headers
        with urllib.request.urlopen(
            urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=asked)
        ) as answer:
            return answer.read()


@contextmanager
def serving(size: int = 0) -> Iterator[Server]:
    """The program answers as it does for its users; with a size, a bare application answers so many bytes."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    words = ["-c", BARE.format(size=size, port=port)] if size else [*PORTAL, str(port)]
    child = subprocess.Popen([sys.executable, *words])
    try:
        server = Server(port, child.pid)
        for _each in range(300):
            try:
                server.fetch("/")
                break
            except OSError:
                time.sleep(0.1)
        if not size:  # what answers is a child of what was started
            server = Server(port, int(Path(f"/proc/{child.pid}/task/{child.pid}/children").read_text().split()[0]))
        yield server
    finally:
        child.terminate()
        child.wait(20)


def full_load(server: Server, path: str, seconds: int, *, packed: bool) -> tuple[float, str]:
    """Requests a second and the 99th percentile of the times with 64 connections."""
    wrk = shutil.which("wrk")
    if wrk is None:
        rate, times = uvloop.run(_lanes(server, path, seconds, packed=packed, lanes=CONNECTIONS, rate=None))
        return rate, _at(times, 0.99)
    packing = ["-H", "Accept-Encoding: gzip"] if packed else []
    said = subprocess.run(
        [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-H", f"User-Agent: {AGENT}", *packing,
         f"http://127.0.0.1:{server.port}{path}"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    if wrong := re.search(r"Non-2xx.*|Socket errors.*", said):
        raise SystemExit(f"{path}: {wrong[0]}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", said), re.search(r"99%\s+(\S+)", said)
    assert found[0]
    assert found[1]
    return float(found[0][1]), re.sub(r"(\D+)$", r" \1", found[1][1])


async def _lanes(
    server: Server, path: str, seconds: int, *, packed: bool, lanes: int, rate: int | None
) -> tuple[float, list[float]]:
    """Requests a second and the sorted times of that many connections: one after the other, or each at its due moment.

    At a steady rate a time begins at the moment the request was due, and every twentieth page is counted as its script would.
    """
    times: list[float] = []
    head = f"Host: 127.0.0.1:{server.port}\r\nUser-Agent: {AGENT}\r\nAccept-Language: vi\r\n"
    get = f"GET {path} HTTP/1.1\r\n{head}{'Accept-Encoding: gzip' + chr(13) + chr(10) if packed else ''}\r\n".encode()
    begin = time.perf_counter() + 0.3

    async def lane(number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        due = begin + (number / rate if rate else 0)
        turn = 0
        while due < begin + seconds:
            wait = due - time.perf_counter()
            if wait > 0:
                await asyncio.sleep(wait)
            writer.write(get)
            body = await _answer(reader)
            times.append(time.perf_counter() - due)
            turn += 1
            if rate and turn % 20 == 0 and (found := re.search(rb'name="visit" content="([^"]+)"', body)):
                writer.write(f"POST /tk HTTP/1.1\r\n{head}Content-Length: {len(found[1])}\r\n\r\n".encode() + found[1])
                await _answer(reader)
            due = due + lanes / rate if rate else time.perf_counter()
        writer.close()

    await asyncio.gather(*(lane(number) for number in range(lanes)))
    return len(times) / seconds, sorted(times)


async def _answer(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    found = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    return await reader.readexactly(int(found[1])) if found else b""


def _at(times: list[float], share: float) -> str:
    return f"{times[int(len(times) * share) - 1] * 1000:.1f} ms"


def line(what: str, server: Server, work: Callable[[], tuple[float, str]], goal: str = "") -> None:
    """The row of the table: rate, 99th percentile, and what a request costs the serving process."""
    spent, begin = server.spent(), time.perf_counter()
    rate, p99 = work()
    each = (server.spent() - spent) / (rate * (time.perf_counter() - begin)) * 1e6
    print(f"| {what} | {rate:,.0f} | {p99} | {each:.0f} | {1e6 / each:,.0f} | {goal} |", flush=True)


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("database", nargs="?", default="")
    asked.add_argument("--seconds", type=int, default=5)
    given = asked.parse_args()
    os.environ |= {"DJANGO_SETTINGS_MODULE": "giaoban.site.settings", "GIAOBAN_HOSTS": "127.0.0.1"}
    if given.database:
        os.environ["GIAOBAN_DATABASE_NAME"] = given.database
    from giaoban.site import database

    database.hold()  # so that the program's only child is the one that answers
    sizes = {}
    with serving() as server:
        found = re.search(r'class="teaser large">.*?href="([^"]+)"', server.fetch("/").decode(), re.DOTALL)
        assert found is not None
        article = found[1]
        for packed in (False, True):
            sizes[packed] = len(server.fetch(article, **({"Accept-Encoding": "gzip"} if packed else {})))
        print(
            f"Article of {sizes[False]:,} bytes, packed {sizes[True]:,}; {CONNECTIONS} connections, {given.seconds} s a line, "
            f"loaded by {'wrk' if shutil.which('wrk') else 'a loop in Python (wrk is not installed)'}; one serving process, "
            f"uvicorn {version('uvicorn')}, uvloop {version('uvloop')}, httptools {version('httptools')}; "
            f"load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.\n"
        )
        print("| what | requests/s | p99 | processor µs a request | requests/s of a whole core | goal |")
        print("| --- | --- | --- | --- | --- | --- |")
        line("kept article, plain", server, lambda: full_load(server, article, given.seconds, packed=False), "5,000/s")
        line("kept article, packed", server, lambda: full_load(server, article, given.seconds, packed=True), "5,000/s")

        def steady() -> tuple[float, str]:
            rate, times = uvloop.run(_lanes(server, article, given.seconds, packed=False, lanes=32, rate=STEADY))
            return rate, f"{_at(times, 0.99)} (p50 {_at(times, 0.5)}, most {times[-1] * 1000:.0f} ms)"

        line(f"kept article at {STEADY:,}/s, every 20th view counted", server, steady, "p99 20 ms")
        for what, path, goal in (
            ("the same page made by Django, one at a time", article + "?made-anew=", ""),
            ("search, one at a time", "/tim-kiem/?q=to+chuc+co+so+dang&x=", "100 ms"),
        ):

            def one_by_one(path: str = path) -> tuple[float, str]:
                times = []
                for number in range(60):
                    begin = time.perf_counter()
                    server.fetch(f"{path}{number}")
                    times.append(time.perf_counter() - begin)
                return len(times) / sum(times), _at(sorted(times), 0.99)

            line(what, server, one_by_one, goal)
    for packed, size in sizes.items():
        with serving(size) as bare:
            what = f"bare ASGI answer of {size:,} bytes"
            line(what, bare, lambda s=bare, p=packed: full_load(s, "/", given.seconds, packed=p))  # type: ignore[misc]


if __name__ == "__main__":
    main()
