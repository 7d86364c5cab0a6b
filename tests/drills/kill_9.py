"""G3: kill -9 of the database server, of what answers and of the whole program while people write; nothing acknowledged is lost.

Each write enters a member: three rows of two tables, a journal entry and its link. An answer that leads to the new record
counts as an acknowledgement. The control writes with synchronous_commit=off and must lose some.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse
from pathlib import Path
from typing import Any

from tests.drills.world import Served, Small, own_installation, session_of, small_world

TOKEN = "k" * 32
FORM = {
    "born_on": "03/02/1980", "sex": "M", "grade": "official", "admitted_on": "01/06/2010", "official_on": "01/06/2011",
    "card_number": "", "identity_number": "", "phone": "", "on": "01/02/2023", "csrfmiddlewaretoken": TOKEN,
}  # fmt: skip


class Writers:
    """People who enter members as fast as the program answers, until they are told to stop."""

    def __init__(self, port: int, cookie: str, unit: int, *, count: int = 8) -> None:
        self.port, self.cookie, self.unit = port, cookie, unit
        self.acknowledged: list[int] = []
        self.strange: dict[int, int] = {}
        self.stopped = threading.Event()
        self.threads = [threading.Thread(target=self._write, args=(number,), daemon=True) for number in range(count)]
        for thread in self.threads:
            thread.start()

    def _write(self, number: int) -> None:
        at = 0
        line = self._line()
        while not self.stopped.is_set():
            at += 1
            body = urllib.parse.urlencode(
                {**FORM, "unit": self.unit, "name": f"Nguyễn Văn Diễn Tập {number} {id(self)} {at}"}
            )
            try:
                line.request(
                    "POST", "/desk/so/members/act/record/", body,
                    {"Cookie": f"sessionid={self.cookie}; csrftoken={TOKEN}", "Content-Type": "application/x-www-form-urlencoded"},
                )  # fmt: skip
                answer = line.getresponse()
                answer.read()
                made = re.search(r"/desk/so/members/(\d+)/", answer.headers.get("Location", ""))
                if answer.status == 302 and made:
                    self.acknowledged.append(int(made[1]))
                else:
                    self.strange[answer.status] = self.strange.get(answer.status, 0) + 1
                    time.sleep(0.05)
            except (OSError, http.client.HTTPException):
                line.close()
                line = self._line()
                time.sleep(0.05)
        line.close()

    def _line(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)

    def written_more(self, count: int, *, within: float) -> None:
        """So many more writes were acknowledged, or the time is over."""
        wanted, until = len(self.acknowledged) + count, time.monotonic() + within
        while len(self.acknowledged) < wanted and time.monotonic() < until:
            time.sleep(0.02)

    def stop(self) -> None:
        """Nobody writes any more."""
        self.stopped.set()
        for thread in self.threads:
            thread.join(15)


def run(argv: list[str]) -> int:
    """Prints the figures of the kills and of the control; 0 when nothing was lost and the control lost."""
    asked = argparse.ArgumentParser(prog="giaoban drill kill-9")
    asked.add_argument("--kills", type=int, default=50, help="at least")
    asked.add_argument("--acknowledged", type=int, default=20_000, help="at least; it goes on killing until then")
    asked.add_argument("--writes", type=int, default=400, help="acknowledged between two kills")
    asked.add_argument("--seconds", type=float, default=30.0, help="at most between two kills")
    asked.add_argument("--no-control", action="store_true")
    asked.add_argument("--careless", action="store_true", help="only the control")
    given = asked.parse_args(argv)
    if given.careless:
        control = drill(kills=given.kills, goal=0, writes=given.writes, seconds=given.seconds, careless=True)
        print("đối chứng synchronous_commit=off: " + written(control), flush=True)
        return 0 if control["lost"] > 0 else 1
    good = drill(kills=given.kills, goal=given.acknowledged, writes=given.writes, seconds=given.seconds)
    print(written(good), flush=True)
    held = good["lost"] == 0 and good["half"] == 0 and good["journal"]
    if given.no_control:
        return 0 if held else 1
    words = [
        "--careless",
        "--kills",
        str(max(3, given.kills // 10)),
        "--writes",
        "200",
        "--seconds",
        str(given.seconds),
    ]
    control_lost = subprocess.call([sys.executable, "-m", "giaoban.site.commandline", "drill", "kill-9", *words]) == 0
    return 0 if held and control_lost else 1


def written(figures: dict[str, Any]) -> str:
    """The figures in a few lines."""
    said = [
        f"{figures['kills']} lần kill -9: {figures['acknowledged']} lần ghi được báo xong trong {figures['lasted']:.0f} s,"
        f" mất {figures['lost']}, ghi dở {figures['half']}, nhật ký {'nguyên vẹn' if figures['journal'] else 'HỎNG'};"
        f" trả lời khác {figures['strange']}"
    ]
    for what, seconds in figures["back"].items():
        if seconds:
            said.append(
                f"  trở lại sau khi {what}: {len(seconds)} lần, giữa {statistics.median(seconds):.1f} s, lâu nhất {max(seconds):.1f} s"
            )
    every = [one for seconds in figures["back"].values() for one in seconds]
    said.append(f"  tất cả: giữa {statistics.median(every):.1f} s, lâu nhất {max(every):.1f} s")
    load = figures["load"]
    said.append(
        f"  tải của máy (1 phút) trước mỗi lần kill: giữa {statistics.median(load):.1f}, cao nhất {max(load):.1f}"
    )
    return "\n".join(said).replace(".", ",")


SERVER, CHILD, PROGRAM = "mất máy chủ dữ liệu", "mất tiến trình trả lời", "mất cả chương trình"


def drill(*, kills: int, goal: int, writes: int, seconds: float, careless: bool = False) -> dict[str, Any]:
    """Kills, in turn of the server, of what answers and of the whole program; then every acknowledged write is looked for.

    It goes on until there were so many kills and so many acknowledged writes, whichever takes longer.
    """
    load: list[float] = []
    chance = random.Random(20230615)
    back: dict[str, list[float]] = {SERVER: [], CHILD: [], PROGRAM: []}
    with own_installation() as home:
        from giaoban.site.ports import free_port

        small = small_world()
        cookie = session_of(small.officer)
        served = Served(free_port(), workers=2)
        served.start()
        page = "/desk/so/members/act/record/"
        served.answers(page, cookie, within=90)
        if careless:  # only now: the program refuses to start on a server that does not keep what it says
            acknowledge_early()
        served.answers(page, cookie, within=90)
        began = time.monotonic()
        writers = Writers(served.port, cookie, small.cell.pk)
        try:
            for number in itertools.count():
                writers.written_more(int(writes * chance.uniform(0.6, 1.4)), within=seconds)
                if number >= kills and len(writers.acknowledged) >= goal:
                    break
                load.append(os.getloadavg()[0])
                what = SERVER if careless else (SERVER, CHILD, PROGRAM)[number % 3]
                if what == SERVER:
                    kill_server(home, children_first=number % 2 == 0)
                elif what == CHILD:
                    served.kill_a_child()
                else:
                    served.kill()
                    served.start()
                try:
                    back[what].append(served.answers(page, cookie, within=120))
                except TimeoutError as error:
                    ended = served.process.poll() if served.process else None
                    raise TimeoutError(
                        f"không trở lại sau lần kill thứ {number + 1} ({what}; mã kết thúc {ended})"
                    ) from error
        finally:
            writers.stop()
            served.stop()
        lasted = time.monotonic() - began
        found = looked_for(writers.acknowledged, small)
    return {
        "kills": len(load), "acknowledged": len(writers.acknowledged), "lasted": lasted, "back": back,
        "strange": writers.strange, "load": load, **found,
    }  # fmt: skip


def acknowledge_early() -> None:
    """From now on the server acknowledges the program's acts before its log is on the disk, and writes that seldom."""
    from giaoban.site import database

    user = database.role("app").user
    with database.superuser(database.own_port()).connect() as connection:
        connection.execute(f'ALTER ROLE "{user}" SET synchronous_commit = off')  # type: ignore[arg-type]
        connection.execute("ALTER SYSTEM SET wal_writer_delay = '10s'")
        connection.execute("ALTER SYSTEM SET wal_writer_flush_after = '1GB'")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", [user])


def kill_server(home: Path, *, children_first: bool = False) -> None:
    """kill -9 of the postmaster, now and then of its children before it."""
    pid = int((home / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
    if children_first:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for child in children[:3]:
            try:
                os.kill(int(child), signal.SIGKILL)
            except ProcessLookupError:
                continue
    os.kill(pid, signal.SIGKILL)


def looked_for(acknowledged: list[int], small: Small) -> dict[str, Any]:
    """How many acknowledged records are not there, how many stand half, and whether the journal is whole."""
    from django.db import connection

    from giaoban.ground.journal.chain import verify
    from giaoban.site import database

    until = time.monotonic() + 60
    while True:
        try:
            owner = database.owner().to(str(connection.settings_dict["NAME"])).connect()
            break
        except Exception:
            if time.monotonic() > until:
                raise
            database.start_again()
            time.sleep(0.2)
    connection.close()
    with owner:
        there = {row[0] for row in owner.execute("SELECT id FROM people_person").fetchall()}
        half = owner.execute(
            """SELECT count(*) FROM people_person p WHERE p.name LIKE 'Nguyễn Văn Diễn Tập%%' AND (
                NOT EXISTS (SELECT 1 FROM people_membership m WHERE m.person_id = p.id)
                OR NOT EXISTS (SELECT 1 FROM journal_change c JOIN journal_link l ON l.entry_id = c.entry_id
                               WHERE c."table" = 'people_person' AND c.row_id = p.id))"""
        ).fetchone()
        orphans = owner.execute(
            "SELECT count(*) FROM people_membership m WHERE NOT EXISTS (SELECT 1 FROM people_person p WHERE p.id = m.person_id)"
        ).fetchone()
        verdict = verify(owner)
    assert half is not None
    assert orphans is not None
    return {
        "lost": len(acknowledged)
        - len(there.intersection(acknowledged)),  # a number given twice was lost the first time
        "half": half[0] + orphans[0],
        "journal": verdict.sound,
    }
