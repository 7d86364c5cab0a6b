"""G13: kill -9 of the worker in the middle of jobs; every job has its effect exactly once.

The effect is a row in a table that would take it twice, and a letter that a mail server counts. The control does the
same without the key, commits, and is killed before the queue knows: it must show effects twice.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import socketserver
import threading
import time
from collections import Counter
from contextlib import suppress
from typing import Any

from django.db import connection, connections, transaction

from giaoban.faces.jobs import working
from giaoban.faces.jobs.asking import app, ask, job
from giaoban.site.supervising import Child, _started
from tests.drills.world import own_installation


def _note(number: int, way: str) -> None:
    """One effect: a row that nothing keeps from being written twice."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO site_counters (cache_key, value, expires) VALUES (%s, %s, now() + interval '1 day')",
                       [f"drill:{way}:{number}:{time.time_ns()}:{random.getrandbits(32)}", ""])  # fmt: skip


@job("drill.keyed")
def keyed(actor: Any, number: int) -> None:
    """The effect, as every job of the program has it: in one transaction with its key."""
    _note(number, "keyed")
    time.sleep(0.01)


@app.task(name="drill.careless", pass_context=True)
def careless(context: Any, number: int) -> None:
    """The effect without a key, committed before the queue knows of it."""
    _note(number, "careless")
    time.sleep(0.01)


class Post(socketserver.ThreadingTCPServer):
    """A mail server that takes every letter and counts them by their Message-ID; ``refuses`` so many first."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, *, refuses: int = 0) -> None:
        super().__init__(("127.0.0.1", 0), _Mail)
        self.letters: list[str] = []
        self.refuses = refuses
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def by_id(self) -> Counter[str]:
        """How often each letter came."""
        return Counter(
            found[1] for letter in self.letters if (found := re.search(r"(?mi)^Message-ID:\s*(\S+)", letter))
        )


class _Mail(socketserver.StreamRequestHandler):
    server: Post

    def handle(self) -> None:
        self.wfile.write(b"220 post\r\n")
        while line := self.rfile.readline():
            match line[:4].upper():
                case b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    body = b""
                    while (part := self.rfile.readline()) not in (b".\r\n", b""):
                        body += part
                    if self.server.refuses > 0:
                        self.server.refuses -= 1
                        self.wfile.write(b"451 later\r\n")
                    else:
                        self.server.letters.append(body.decode())
                        self.wfile.write(b"250 taken\r\n")
                case b"QUIT":
                    self.wfile.write(b"221 bye\r\n")
                    return
                case _:
                    self.wfile.write(b"250 ok\r\n")


def run(argv: list[str]) -> int:
    """Prints the figures with keys and without; 0 when nothing was lost or doubled with, and something doubled without."""
    asked = argparse.ArgumentParser(prog="giaoban drill jobs")
    asked.add_argument("--jobs", type=int, default=2000)
    asked.add_argument("--kills", type=int, default=30)
    given = asked.parse_args(argv)
    with own_installation():
        good = drill(jobs=given.jobs, kills=given.kills)
        print(written(good), flush=True)
        control = drill(jobs=given.jobs, kills=given.kills, way="careless")
        print("đối chứng không có khóa: " + written(control), flush=True)
    return 0 if good["lost"] == good["doubled"] == 0 and good["left"] == 0 and control["doubled"] > 0 else 1


def written(figures: dict[str, Any]) -> str:
    """The figures in one line."""
    return (
        f"{figures['jobs']} việc, {figures['kills']} lần kill -9 tiến trình làm việc: thiếu {figures['lost']},"
        f" làm hai lần {figures['doubled']}, còn lại {figures['left']}; việc bị bỏ dở trở lại sau nhiều nhất"
        f" {figures['back']:.1f} s; cả cuộc {figures['seconds']:.0f} s"
    ).replace(".", ",")


def drill(*, jobs: int, kills: int, way: str = "keyed", silent: int = 5) -> dict[str, Any]:
    """So many jobs are asked for in one transaction each (every third one rolled back), while workers are killed."""
    from giaoban.ground.access import second_lock
    from giaoban.ground.access.operations import program

    chance = random.Random(20230615)
    actor = program("Diễn tập")
    began = time.monotonic()
    _sql("DELETE FROM site_counters WHERE cache_key LIKE 'drill:%'")
    for number in range(jobs):
        with transaction.atomic():
            _ask(way, actor, number)
        if number % 3 == 0:
            with suppress(_TakenBackError), transaction.atomic():
                _ask(way, actor, -1 - number)
                raise _TakenBackError

    def work() -> None:
        second_lock.see_what_is_given()
        working.SILENT, working.BEATS, working.LOOKS = silent, 1.0, 1.0
        working.work(at_once=4)

    children = [Child(f"worker {number}", work) for number in range(2)]
    done, back = 0, 0.0
    try:
        until = time.monotonic() + 60 + jobs / 20 + kills * (silent + 3)
        while _left() and time.monotonic() < until:
            for child in children:
                if not child.pid:
                    child.pid = _started(child)
            time.sleep(chance.uniform(0.3, 0.9))
            if done < kills and _left():
                victim = chance.choice(children)
                os.kill(victim.pid, signal.SIGKILL)
                os.waitpid(victim.pid, 0)
                victim.pid, done = 0, done + 1
            back = max(back, _longest_abandoned())
    finally:
        for child in children:
            if child.pid:
                os.kill(child.pid, signal.SIGKILL)
                os.waitpid(child.pid, 0)
    effects = Counter(
        int(row[0]) for row in _sql("SELECT split_part(cache_key, ':', 3) FROM site_counters WHERE cache_key LIKE %s", f"drill:{way}:%")
    )  # fmt: skip
    return {
        "jobs": jobs, "kills": done, "left": _left(), "back": back, "seconds": time.monotonic() - began,
        "lost": sum(1 for number in range(jobs) if not effects[number]),
        "doubled": sum(1 for number in effects if effects[number] > 1 or number < 0),
    }  # fmt: skip


class _TakenBackError(Exception):
    """The act around the asking failed."""


def _ask(way: str, actor: Any, number: int) -> None:
    if way == "keyed":
        ask("drill.keyed", actor=actor, number=number)
    else:
        app.configure_task("drill.careless").defer(number=number)


def _sql(statement: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


def _left() -> int:
    """How many jobs of the drill are not done."""
    connections.close_all()
    rows = _sql(
        "SELECT count(*) FROM procrastinate_jobs WHERE task_name LIKE 'drill.%' AND status IN ('todo', 'doing')"
    )
    return int(rows[0][0])


def _longest_abandoned() -> float:
    """Seconds since the last beat of the worker of any job that is under way: how long a job has lain abandoned."""
    rows = _sql(
        "SELECT coalesce(extract(epoch FROM max(now() - w.last_heartbeat)), 0) FROM procrastinate_jobs j"
        " JOIN procrastinate_workers w ON w.id = j.worker_id WHERE j.status = 'doing' AND j.task_name LIKE 'drill.%'"
    )
    return float(rows[0][0])
