"""G20: the database away, slow or out of space; the page says what happened, nothing is half written, and it goes on by itself.

The program is served with a proxy between it and its database, through which the fault is made. Each fault is tried with
a write; afterwards the same write must go through. The control is the same request without a fault. While the database
is away, readers of the public pages are served what was kept. The disk of the write-ahead log is filled while people
write; the control acknowledges before the log is on the disk, and must lose. The clock: see `tests.drills.clocks`.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import urllib.parse
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

import psycopg

from tests.drills.kill_9 import FORM, TOKEN, Writers, acknowledge_early, looked_for
from tests.drills.world import Served, Small, own_installation, session_of, small_world


class Proxy:
    """Stands between the program and its database: lets through, lets nothing through, or lets through late."""

    def __init__(self, port: int) -> None:
        self.to, self.cut, self.late = port, False, 0.0
        self.open: set[socket.socket] = set()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.port = int(self.listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                near, _address = self.listener.accept()
            except OSError:
                return
            if self.cut:
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", self.to))
            self.open |= {near, far}
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                time.sleep(self.late)
                other.sendall(data)
        for each in (one, other):
            self.open.discard(each)
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)  # whoever reads from it in the other thread is woken

    @contextmanager
    def away(self) -> Iterator[None]:
        """Inside, the database cannot be reached, and whoever was connected is cut off."""
        self.cut = True
        for one in list(self.open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        try:
            yield
        finally:
            self.cut = False

    @contextmanager
    def slow(self, seconds: float) -> Iterator[None]:
        """Inside, each message is late by that much."""
        self.late = seconds
        try:
            yield
        finally:
            self.late = 0.0


class Desk:
    """A person at the desk of the served program."""

    def __init__(self, port: int, cookie: str, unit: int) -> None:
        self.port, self.cookie, self.unit = port, cookie, unit

    def ask(self, path: str, body: dict[str, Any] | None = None) -> tuple[int, str]:
        """Status and text of the answer; with a body it is posted."""
        headers = {"Cookie": f"sessionid={self.cookie}; csrftoken={TOKEN}"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as line:
            line.request("POST" if body is not None else "GET", path, urllib.parse.urlencode(body or {}), headers)
            answer = line.getresponse()
            return answer.status, answer.read().decode(errors="replace")

    def look(self, path: str) -> tuple[int, str]:
        """Status and text of a public page, as a browser without an account asks for it."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as line:
            line.request("GET", path, headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0; rv:128.0) Firefox/128.0"})
            answer = line.getresponse()
            return answer.status, answer.read().decode(errors="replace")

    def write(self, name: str) -> tuple[int, str]:
        """Enters a member of that name."""
        return self.ask("/desk/so/members/act/record/", {**FORM, "unit": self.unit, "name": name})

    def read(self) -> tuple[int, str]:
        """The page on which a member is entered."""
        return self.ask("/desk/so/members/act/record/")


def sentence(page: str) -> str:
    """What the page says, without marks."""
    said = re.search(r"<h1>(.*?)</p>", page, re.S)
    return re.sub(r"<[^>]+>", " ", said[1]).strip() if said else page[:80]


def names() -> set[str]:
    """Who is on record, and nothing half: a person without membership is named with a mark."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.name || CASE WHEN m.id IS NULL THEN ' (dở)' ELSE '' END FROM people_person p"
            " LEFT JOIN people_membership m ON m.person_id = p.id"
        )
        return {row[0] for row in cursor.fetchall()}


@contextmanager
def table_locked() -> Iterator[None]:
    """Inside, nobody else gets at the table of people: what a long repair of it does."""
    from giaoban.site import database

    with database.owner().to(_name()).connect() as holder, holder.transaction():
        holder.execute("LOCK TABLE people_person IN ACCESS EXCLUSIVE MODE")
        yield


@contextmanager
def disk_full() -> Iterator[None]:
    """Inside, the disk on which the table of people lies has no room left. Needs root, and the program's own server."""
    from giaoban.site import database

    place = Path(tempfile.mkdtemp(prefix="giaoban-full-"))
    user = database.database_user()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", place], check=True)
    try:
        os.chown(place, user.pw_uid, user.pw_gid)
        place.chmod(0o700)
        with database.superuser(database.own_port()).to(_name()).connect() as connection:
            connection.execute(f"CREATE TABLESPACE narrow LOCATION '{place}'")  # type: ignore[arg-type]
            connection.execute("ALTER TABLE people_person SET TABLESPACE narrow")
            connection.execute("VACUUM FULL people_person")  # no room is left inside its pages either
            with open(place / "filler", "wb") as filler, suppress(OSError):
                while True:
                    filler.write(b"\0" * 65536)
                    filler.flush()
            pages = "ALTER TABLE people_person SET (fillfactor = 10)"
            connection.execute(pages)  # type: ignore[arg-type]
            try:
                yield
            finally:
                (place / "filler").unlink()
                connection.execute("ALTER TABLE people_person RESET (fillfactor)")
                connection.execute("ALTER TABLE people_person SET TABLESPACE pg_default")
                connection.execute("DROP TABLESPACE narrow")
    finally:
        subprocess.run(["umount", "-l", place], check=False)
        place.rmdir()


@contextmanager
def log_on_a_disk_of_its_own(size: str) -> Iterator[Path]:
    """Inside, the write-ahead log of the program's own server lies on a tmpfs of that size. Needs root."""
    from django.db import connections

    from giaoban.site import database

    log, place = database.cluster() / "data" / "pg_wal", Path(tempfile.mkdtemp(prefix="giaoban-log-"))
    user = database.database_user()

    def moved(of: Path, to: Path) -> None:
        shutil.copytree(of, to)
        for one in (to, *to.rglob("*")):
            os.chown(one, user.pw_uid, user.pw_gid)

    def stopped() -> None:
        connections.close_all()
        database.stop()

    place.chmod(0o711)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=711", "tmpfs", place], check=True)
    try:
        stopped()
        moved(log, place / "pg_wal")
        shutil.rmtree(log)
        log.symlink_to(place / "pg_wal")
        database.start_again()
        try:
            yield place
        finally:
            stopped()
            log.unlink()
            moved(place / "pg_wal", log)
            database.start_again()
    finally:
        subprocess.run(["umount", "-l", place], check=False)
        place.rmdir()


@contextmanager
def log_full(place: Path) -> Iterator[None]:
    """Inside, somebody writes much, and something else takes what room is left on the disk of the log."""
    from giaoban.site import database

    over = threading.Event()

    def take_room() -> None:
        with open(place / "filler", "ab", buffering=0) as filler:
            while not over.is_set():
                with suppress(OSError):
                    while not over.is_set():
                        filler.write(b"\0" * 65536)
                over.wait(0.05)

    def write_much() -> None:
        while not over.is_set():
            with (
                suppress(psycopg.Error),
                database.superuser(database.own_port()).to(database.NAME).connect() as connection,
            ):
                while not over.is_set():
                    connection.execute("SELECT pg_logical_emit_message(false, 'drill', repeat('x', 20000))")
                    over.wait(0.002)
            over.wait(0.2)

    threads = [threading.Thread(target=one, daemon=True) for one in (take_room, write_much)]
    for one in threads:
        one.start()
    try:
        yield
    finally:
        over.set()
        for one in threads:
            one.join(30)
        (place / "filler").unlink()


def _name() -> str:
    from django.db import connection

    return str(connection.settings_dict["NAME"])


@contextmanager
def served_through(small: Small, **environment: str) -> Iterator[tuple[Desk, Proxy]]:
    """The program is served from this process's database, with a proxy between."""
    from giaoban.site import database
    from giaoban.site.ports import free_port

    proxy = Proxy(database.owner().port)
    at = database.owner()
    address = database.Address(at.host, proxy.port, at.user, at.password, at.name).url()
    served = Served(
        free_port(), DATABASE_URL=address, GIAOBAN_DATABASE_NAME=_name(), GIAOBAN_STATEMENT_SECONDS="2",
        GIAOBAN_SECOND_FACTOR="off", **environment,
    )  # fmt: skip
    served.start()
    cookie = session_of(small.officer)
    try:
        served.answers("/desk/so/members/act/record/", cookie, within=120)
        yield Desk(served.port, cookie, small.cell.pk), proxy
    finally:
        served.stop()
        proxy.listener.close()


def back(desk: Desk, *, within: float = 30) -> float:
    """Seconds until the desk answers again."""
    began = time.monotonic()
    while time.monotonic() - began < within:
        with suppress(OSError, http.client.HTTPException):
            if desk.read()[0] == 200:
                return time.monotonic() - began
        time.sleep(0.1)
    raise TimeoutError("the desk does not answer")


def drill(desk: Desk, proxy: Proxy) -> list[dict[str, Any]]:
    """Each fault with the answer to a write in it, whether it was kept, and how soon the desk was back."""
    faults: list[tuple[str, Any, str]] = [
        ("không có lỗi (đối chứng)", nullcontext(), ""),
        ("mất cơ sở dữ liệu", proxy.away(), "Tạm thời chưa trả lời được"),
        ("cơ sở dữ liệu bị giữ lại", table_locked(), "mất quá nhiều thời gian"),
        ("đường truyền chậm 50 ms", proxy.slow(0.05), ""),
    ]
    if os.geteuid() == 0 and not os.environ.get("DATABASE_URL"):
        faults.append(("đĩa đầy", disk_full(), "Ổ đĩa của máy chủ đã đầy"))
    found = []
    for number, (what, fault, wanted) in enumerate(faults):
        name = f"Nguyễn Văn Sự Cố {number}"
        with fault:
            status, page = desk.write(name)
        seconds = back(desk)
        kept = names()
        again = desk.write(f"{name} lại")[0]
        found.append({
            "what": what, "status": status, "said": sentence(page) if status != 302 else "", "seconds": seconds,
            "kept": name in kept, "half": any(one.endswith("(dở)") for one in kept), "again": again,
            "right": (status == 302 and name in kept) if not wanted else (status == 503 and wanted in page and name not in kept),
        })  # fmt: skip
    return found


READ, NOT_READ = ("/", "/dan-van/", "/rss.xml"), "/kiem-tra-giam-sat/"
"""Public pages of every installation: those that somebody has read before, and one that nobody has."""


def kept_pages(desk: Desk, proxy: Proxy) -> dict[str, Any]:
    """What readers are answered while the database is away, and how soon they see what was published meanwhile."""
    from giaoban.faces.portal.reading.publicness import CHANNEL
    from giaoban.site import database

    reader = Desk(desk.port, "", 0)
    before = [reader.look(path) for path in READ]
    with proxy.away():
        time.sleep(1)
        at = database.superuser(database.own_port()).to(_name())
        with at.connect() as other, other.transaction():  # a process that still reaches it
            other.execute("UPDATE wagtailcore_page SET title = 'Dân vận khéo' WHERE slug = 'dan-van'")
            other.execute("SELECT pg_notify(%s, '')", [CHANNEL])
        during, unread = [reader.look(path) for path in READ], reader.look(NOT_READ)
    began = time.monotonic()
    while "Dân vận khéo" not in reader.look(READ[1])[1] and time.monotonic() - began < 60:
        time.sleep(0.1)
    return {
        "before": [status for status, _page in before], "during": [status for status, _page in during],
        "unread": unread[0], "said": sentence(unread[1]), "seconds": time.monotonic() - began,
    }  # fmt: skip


def log_fills(small: Small, *, careless: bool = False, seconds: float = 10) -> dict[str, Any]:
    """People write until the disk of the log is full and for so long after, then room is made and they go on."""
    from giaoban.site import database
    from giaoban.site.ports import free_port

    served = Served(free_port(), workers=2)
    cookie = session_of(small.officer)
    desk = Desk(served.port, cookie, small.cell.pk)
    with log_on_a_disk_of_its_own("160m") as place:
        served.start()
        try:
            served.answers("/desk/so/members/act/record/", cookie, within=120)
            if careless:  # only now: the program refuses to start on a server that does not keep what it says
                acknowledge_early()
            writers = Writers(served.port, cookie, small.cell.pk, count=4)
            try:
                writers.written_more(100, within=60)
                pages, told_before = Counter[str](), (database.cluster() / "log").stat().st_size
                with log_full(place):
                    until = time.monotonic() + 120
                    while 503 not in writers.strange and time.monotonic() < until:
                        time.sleep(0.02)
                    until = time.monotonic() + seconds
                    while time.monotonic() < until:
                        status, page = desk.read()
                        pages[f"{status} {sentence(page) if status != 200 else ''}"] += 1
                        time.sleep(0.2)
                back_after, before = back(desk), len(writers.acknowledged)
                told = (database.cluster() / "log").read_bytes()[told_before:].decode(errors="replace")
                writers.written_more(100, within=60)
            finally:
                writers.stop()
        finally:
            served.stop()
        found = looked_for(writers.acknowledged, small)
    return {
        "careless": careless, "acknowledged": len(writers.acknowledged), "after": len(writers.acknowledged) - before,
        "strange": writers.strange, "pages": pages, "seconds": back_after,
        "full": told.count("No space left on device"), "panics": told.count("PANIC:"),
        "starts": told.count("starting PostgreSQL"), **found,
    }  # fmt: skip


PARTS = ("faults", "log", "clock")


def run(argv: list[str]) -> int:
    """Prints each fault with what was answered; 0 when each was answered sanely, nothing was half written and the controls failed."""
    from tests.drills import clocks

    asked = argparse.ArgumentParser(prog="giaoban drill faults")
    asked.add_argument("parts", nargs="*", default=PARTS, help=f"of {', '.join(PARTS)}; all where none is named")
    asked.add_argument(
        "--seconds", type=float, default=65, help="that a clock is wrong; the schedule is kept by the minute"
    )
    given = asked.parse_args(argv)
    held = []
    with own_installation():
        small = small_world()
        if "faults" in given.parts:
            with served_through(small) as (desk, proxy):
                held += [_said_of_faults(drill(desk, proxy)), _said_of_pages(kept_pages(desk, proxy))]
        if "clock" in given.parts and clocks.possible():
            held.append(clocks.told(clocks.drill(small.actor, seconds=given.seconds)))
            control = clocks.drill(small.actor, way="clock_careless", seconds=given.seconds, jumps=1)
            held.append(not clocks.told(control))
        if "log" in given.parts and os.geteuid() == 0:
            held += [_said_of_log(log_fills(small)), not _said_of_log(log_fills(small, careless=True))]
    _say(f"tải của máy (1 phút): {os.getloadavg()[0]:.1f}")
    return 0 if all(held) else 1


def _say(line: str) -> None:
    print(re.sub(r"(?<=\d)\.(?=\d)", ",", line), flush=True)


def _said_of_faults(found: list[dict[str, Any]]) -> bool:
    for one in found:
        _say(
            f"{one['what']}: {one['status']} {one['said']}; ghi {'có' if one['kept'] else 'không'}, dở {'có' if one['half'] else 'không'};"
            f" trở lại sau {one['seconds']:.1f} s, làm lại {one['again']}"
        )  # fmt: skip
    return all(one["right"] and not one["half"] and one["again"] == 302 for one in found)


def _said_of_pages(found: dict[str, Any]) -> bool:
    _say(
        f"trang công khai đã giữ, khi mất cơ sở dữ liệu: {found['during']}; trang chưa ai đọc (đối chứng): {found['unread']}"
        f" {found['said']}; điều đăng trong lúc ấy được thấy sau {found['seconds']:.1f} s"
    )  # fmt: skip
    return set(found["before"]) == set(found["during"]) == {200} and found["unread"] == 503 and found["seconds"] <= 30


def _said_of_log(found: dict[str, Any]) -> bool:
    _say(
        f"đĩa của nhật ký ghi trước (WAL) đầy{', đối chứng synchronous_commit=off' if found['careless'] else ''}:"
        f" {found['acknowledged']} lần ghi được báo xong, mất {found['lost']}, dở {found['half']},"
        f" nhật ký {'nguyên vẹn' if found['journal'] else 'HỎNG'}; trả lời khác {found['strange']};"
        f" máy chủ dữ liệu {found['full']} lần thấy đĩa đầy, {found['panics']} lần dừng vì thế, được mở lại {found['starts']} lần;"
        f" trở lại sau {found['seconds']:.1f} s từ khi có chỗ"
    )  # fmt: skip
    for page, times in found["pages"].most_common():
        _say(f"  {times} lần: {page}")
    return (
        not found["lost"] and not found["half"] and found["journal"] and set(found["strange"]) == {503}
        and found["seconds"] <= 30 and found["after"] > 0 and found["full"] > 0
    )  # fmt: skip
