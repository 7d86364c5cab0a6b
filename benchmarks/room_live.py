"""What 400 phones that follow a hall cost, and how soon they see a change: by streams, through nginx, and by asking.

Run: ``python benchmarks/room_live.py DATABASE [--phones N] [--seconds N] [--only ROW]`` with the name of a database that holds the
demonstration. It copies that database and serves the copy with two processes that answer; a change is made every two
seconds by the chair's own acts. Where nginx is installed, it runs with ``deploy/nginx.conf``, its names, ports and
certificate exchanged. It prints a table in markdown: the processor time of all processes of the program, of PostgreSQL and
of nginx as a share of one core, and the time from the press of the chair's button, the act included, to each phone.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import uvloop

ROOT = Path(__file__).parents[1]
COPY = "giaoban_benchmark_room"
EVERY = 2.0
ASKS = 10.0
"""Seconds between two changes, and between two questions of a phone that asks."""
TICKS = os.sysconf("SC_CLK_TCK")
HOLDERS = 14
CHAIR = ThreadPoolExecutor(max_workers=1)
"""Where the chair's acts are done, over one connection to the database."""


def spent(process: int) -> float:
    """Seconds of processor that the process and all below it have used, those that have ended too."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        below = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / TICKS + sum(spent(int(child)) for child in below)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    for _turn in range(600):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise SystemExit(f"nobody answers on port {port}")


@contextmanager
def served() -> Iterator[tuple[int, int]]:
    """The program's port and process, with two that answer."""
    port = free_port()
    words = ["-m", "giaoban.site.commandline", "serve", "--no-set-up", "--no-jobs", "--port", str(port)]
    child = subprocess.Popen([sys.executable, *words], stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield port, child.pid
    finally:
        child.terminate()
        child.wait(30)


@contextmanager
def proxied(behind: int) -> Iterator[tuple[int, int]]:
    """The port and process of nginx with the shipped configuration before that port."""
    port, program = free_port(), str(shutil.which("nginx") or "/usr/sbin/nginx")
    told = subprocess.run([program, "-v"], capture_output=True, text=True, check=True).stderr
    version = tuple(map(int, re.findall(r"\d+", told)[:3]))
    shipped = (ROOT / "deploy/nginx.conf").read_text()
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        folder = Path(name)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
             "-subj", "/CN=127.0.0.1", "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"],
            capture_output=True, check=True,
        )  # fmt: skip
        site = shipped[: shipped.index("\nserver {\n    listen 80;") + 1]
        site = site.replace("/etc/ssl/giaoban", name).replace("127.0.0.1:8000", f"127.0.0.1:{behind}")
        if version < (1, 25, 1):  # how it was said before
            site = site.replace("    http2 on;\n", "").replace("443 ssl", "443 ssl http2")
        site = site.replace("443 ssl", f"127.0.0.1:{port} ssl")
        temporary = "".join(
            f"{kind}_temp_path {folder / kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (folder / "nginx.conf").write_text(
            f"daemon off;\nworker_processes 2;\nworker_rlimit_nofile 4096;\npid {folder / 'pid'};\n"
            f"error_log {folder / 'errors'};\nevents {{ worker_connections 2048; }}\n"
            f"http {{\naccess_log off;\n{temporary}{site}}}\n"
        )
        child = subprocess.Popen([program, "-c", folder / "nginx.conf"])
        try:
            wait_for(port)
            yield port, child.pid
        finally:
            child.terminate()
            child.wait(30)


class Room:
    """The conference that sits, and the chair: by turns the first item begins and is taken back."""

    def __init__(self) -> None:
        from giaoban.conferences import hall, items, links, operations, queries
        from giaoban.conferences.models import Conference
        from giaoban.ground.access import second_lock
        from giaoban.ground.access.operations import program
        from giaoban.ground.journal.clock import today

        second_lock.see_everything()
        self.hall, self.actor = hall, program("Đo lường")
        conference = Conference.objects.filter(state="preparing").latest("pk")
        operations.plan(
            actor=self.actor, record=conference, held_on=today(), theme="", place="Hội trường", minutes=240, chair="",
            reason="đo",
        )  # fmt: skip
        if not queries.items_of(conference):
            items.draw_up(actor=self.actor, record=conference)
        self.item = queries.items_of(conference).filter(state="planned")[0]
        self.key = conference.pk
        self.links = [links.word(delegation) for delegation in conference.delegations.order_by("pk")[:HOLDERS]]

    def change(self) -> None:
        from giaoban.ground.access import second_lock

        second_lock.see_everything()
        self.item.refresh_from_db()
        act = self.hall.take_back_item if self.item.state == "running" else self.hall.start_item
        act(actor=self.actor, record=self.item)

    def turn(self) -> int:
        from giaoban.conferences.models import Conference
        from giaoban.conferences.turning import turn_of

        return turn_of(Conference(pk=self.key))


TAG = re.compile(rb'"\d+-(\d+)-\d+"')


class Phones:
    """Those who follow: when each first saw each turn of the conference."""

    def __init__(self, port: int, *, encrypted: bool) -> None:
        self.port = port
        self.context = ssl._create_unverified_context() if encrypted else None
        self.seen: list[dict[int, float]] = []
        self.open = 0
        self.refused = self.failed = 0

    async def _line(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port, ssl=self.context)

    def _note(self, phone: dict[int, float], data: bytes) -> None:
        for turn in TAG.findall(data):
            phone.setdefault(int(turn), time.perf_counter())

    async def follow(self, address: str) -> None:
        phone: dict[int, float] = {}
        self.seen.append(phone)
        reader, writer = await self._line()
        writer.write(f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in head:
            self.refused += 1
            return
        self.open += 1
        while line := await reader.readline():
            if line.startswith(b"id: "):
                self._note(phone, line)

    async def ask(self, address: str) -> None:
        phone: dict[int, float] = {}
        self.seen.append(phone)
        tag = b""
        await asyncio.sleep(random.uniform(0, ASKS))
        self.open += 1
        while True:
            due = time.perf_counter() + ASKS * random.uniform(1, 1.2)
            named = b"If-None-Match: " + tag + b"\r\n" if tag else b""
            reader, writer = await self._line()  # the server has closed the last one by now
            writer.write(f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\n".encode() + named + b"\r\n")
            head = await reader.readuntil(b"\r\n\r\n")
            self.failed += b" 503 " in head
            if length := re.search(rb"content-length: (\d+)", head, re.IGNORECASE):
                await reader.readexactly(int(length[1]))
            if changed := re.search(rb"etag: (\S+)", head, re.IGNORECASE):
                tag = changed[1]
                self._note(phone, tag)
            await asyncio.sleep(max(0.0, due - time.perf_counter()))


async def measured(
    room: Room, phones: Phones, addresses: list[str], processes: dict[str, int], given: argparse.Namespace, way: str
) -> None:
    """One row: the phones follow that way while the chair goes on."""
    work = phones.ask if "/hall/state/" in "".join(addresses[:1]) else phones.follow
    begun = time.perf_counter()
    tasks = [asyncio.create_task(work(address)) for address in addresses]
    while phones.open + phones.refused < len(addresses) and time.perf_counter() - begun < 60:
        await asyncio.sleep(0.05)
    connected = time.perf_counter() - begun
    await asyncio.sleep(ASKS if work == phones.ask else 3)
    before = {name: spent(process) for name, process in processes.items()}
    begun, pressed = time.perf_counter(), dict[int, float]()
    loop = asyncio.get_running_loop()
    turn = await loop.run_in_executor(CHAIR, room.turn)
    changes = int(given.seconds / EVERY) if "quiet" not in way else 0
    for number in range(changes):
        await asyncio.sleep(max(0.0, begun + number * EVERY - time.perf_counter()))
        turn += 1
        pressed[turn] = time.perf_counter()
        await loop.run_in_executor(CHAIR, room.change)
    await asyncio.sleep(max(0.0, begun + given.seconds - time.perf_counter()))
    took = time.perf_counter() - begun
    shares = {name: 100 * (spent(process) - before[name]) / took for name, process in processes.items()}
    await asyncio.sleep(1.2 * ASKS + 3 if work == phones.ask else 3)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    print(row(way, phones, pressed, shares, connected, asks=work == phones.ask), flush=True)


def row(
    way: str, phones: Phones, pressed: dict[int, float], shares: dict[str, float], connected: float, *, asks: bool
) -> str:
    """The line of the table; who asks seldom sees a later change instead of each."""
    delays = []
    missed = 0
    for phone in phones.seen:
        for turn, at in pressed.items():
            came = (
                [moment for seen, moment in phone.items() if seen >= turn]
                if asks
                else [phone[turn]]
                if turn in phone
                else []
            )
            if came:
                delays.append(min(came) - at)
            else:
                missed += 1
    delays.sort()
    times = (
        f"{delays[len(delays) // 2] * 1000:,.0f} / {delays[int(len(delays) * 0.99)] * 1000:,.0f} / {delays[-1] * 1000:,.0f}"
        if delays
        else "–"
    )
    parts = " | ".join(f"{shares[name]:.1f}" if name in shares else "–" for name in ("program", "PostgreSQL", "nginx"))
    followed = f"{phones.open}" + (f", {phones.refused} refused" if phones.refused else "")
    followed += f", {phones.failed} times 503" if phones.failed else ""
    opened = f"{connected:.1f}" if phones.seen and not asks else "–"
    return f"| {way} | {followed} | {parts} | {sum(shares.values()):.1f} | {times} | {missed} | {opened} |"


def run(given: argparse.Namespace) -> None:
    import django

    django.setup()
    from giaoban.conferences import tickets
    from giaoban.ground.journal.clock import now
    from giaoban.site import database

    room = Room()
    postmaster = int((database.cluster() / "data" / "postmaster.pid").read_text().split()[0])

    def streams() -> list[str]:
        return [
            tickets.PATH + tickets.written(room.key, "vi", f"link-{number % HOLDERS}", seconds=3600, at=now())
            for number in range(given.phones)
        ]

    asking = [f"/giay-moi/{room.links[number % len(room.links)]}/hall/state/" for number in range(given.phones)]
    print(
        "| way | phones | program % | PostgreSQL % | nginx % | together % | seen, ms: p50 / p99 / most | missed | all connected, s |"
    )
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    with ExitStack() as parts:
        port, process = parts.enter_context(served())
        processes = {"program": process, "PostgreSQL": postmaster}

        def measure(way: str, addresses: list[str], at: int, more: dict[str, int], *, encrypted: bool = False) -> None:
            if given.only and way != given.only:
                return
            phones = Phones(at, encrypted=encrypted)
            uvloop.run(measured(room, phones, addresses, processes | more, given, way))

        measure("nobody follows", [], port, {})
        measure("streams, quiet", streams(), port, {})
        measure("streams", streams(), port, {})
        if Path("/usr/sbin/nginx").exists() or shutil.which("nginx"):
            front, proxy = parts.enter_context(proxied(port))
            measure("streams through nginx", streams(), front, {"nginx": proxy}, encrypted=True)
        measure(f"asking each {ASKS:.0f} s", asking, port, {})


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("database")
    asked.add_argument("--phones", type=int, default=400)
    asked.add_argument("--seconds", type=int, default=30)
    asked.add_argument("--only", help="this row alone")
    given = asked.parse_args()
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "giaoban.site.settings", "GIAOBAN_HOSTS": "127.0.0.1", "GIAOBAN_DATABASE_NAME": COPY,
        "GIAOBAN_SECOND_FACTOR": "off",
    }  # fmt: skip
    from giaoban.site import database

    database.hold()
    drop = f'DROP DATABASE IF EXISTS "{COPY}"'
    with database.owner().to("postgres").connect() as connection:
        connection.execute(drop)  # type: ignore[arg-type]
        connection.execute(f'CREATE DATABASE "{COPY}" TEMPLATE "{given.database}" STRATEGY FILE_COPY')  # type: ignore[arg-type]
    print(
        f"{given.phones} phones, a change every {EVERY:.0f} s, {given.seconds} s a row; two processes that answer; load of "
        f"the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.\n"
    )
    try:
        run(given)
    finally:
        from django.db import connections

        connections.close_all()
        CHAIR.submit(connections.close_all).result()
        time.sleep(2)  # what served it leaves
        with database.owner().to("postgres").connect() as connection:
            connection.execute(drop)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
