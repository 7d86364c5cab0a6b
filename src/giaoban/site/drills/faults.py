"""G20: the database away, slow or out of space; the page says what happened, nothing is half written, and it goes on by itself.

The program is served with a proxy between it and its database, through which the fault is made. Each fault is tried with
a write; afterwards the same write must go through. The control is the same request without a fault.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import socket
import subprocess
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

from giaoban.site.drills.kill_9 import FORM, TOKEN
from giaoban.site.drills.world import Served, Small, own_installation, session_of, small_world


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


def _name() -> str:
    from django.db import connection

    return str(connection.settings_dict["NAME"])


@contextmanager
def served_through(small: Small, **environment: str) -> Iterator[tuple[Desk, Proxy]]:
    """The program is served from this process's database, with a proxy between."""
    from giaoban.site import database

    proxy = Proxy(database.owner().port)
    at = database.owner()
    address = database.Address(at.host, proxy.port, at.user, at.password, at.name).url()
    served = Served(
        database.free_port(), DATABASE_URL=address, GIAOBAN_DATABASE_NAME=_name(), GIAOBAN_STATEMENT_SECONDS="2",
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


def run(argv: list[str]) -> int:
    """Prints each fault with what was answered; 0 when each was answered sanely and nothing was half written."""
    argparse.ArgumentParser(prog="giaoban drill faults").parse_args(argv)
    with own_installation():
        small = small_world()
        with served_through(small) as (desk, proxy):
            found = drill(desk, proxy)
    for one in found:
        print(
            f"{one['what']}: {one['status']} {one['said']}; ghi {'có' if one['kept'] else 'không'}, dở {'có' if one['half'] else 'không'};"
            f" trở lại sau {one['seconds']:.1f} s, làm lại {one['again']}".replace(".", ",")
        )  # fmt: skip
    return 0 if all(one["right"] and not one["half"] and one["again"] == 302 for one in found) else 1
