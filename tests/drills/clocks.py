"""G20, the clock: it jumps by forty days under running workers, forward and back; every job is done once, and soon.

Of the machine, which its database shares, or of the workers' machine alone. The jump is that of a real clock that is set:
what asks for the time of day sees it, waits that were begun last as long as before. It is made by a small library that
the processes are started with, which needs a C compiler. The control are jobs without a key, done by a worker that keeps
its schedule as the queue's library does: it may do some twice, and asks for the work of every minute between, or for none.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.db import OperationalError, connections

from giaoban.core.refusal import Refused
from giaoban.faces.jobs import working
from giaoban.faces.jobs.asking import app, ask, job
from tests.drills.jobs import _note, _sql

DAYS = 40
LIBRARY = """
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile long *ahead;

__attribute__((constructor)) static void begin(void) {
    const char *file = getenv("DRILL_CLOCK");
    int handle = file ? open(file, O_RDONLY) : -1;
    if (handle < 0) return;
    void *seen = mmap(0, sizeof(long), PROT_READ, MAP_SHARED, handle, 0);
    close(handle);
    if (seen != MAP_FAILED) ahead = seen;
}

int clock_gettime(clockid_t which, struct timespec *said) {
    long failed = syscall(SYS_clock_gettime, which, said);
    if (!failed && ahead && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE)) said->tv_sec += *ahead;
    return failed;
}

int gettimeofday(struct timeval *restrict said, void *restrict zone) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    said->tv_sec = now.tv_sec;
    said->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *said) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (said) *said = now.tv_sec;
    return now.tv_sec;
}
"""
"""What a process is started with so that its time of day can be set, and nothing else of its clocks."""


class Clock:
    """A time of day of its own for the processes that are started with its environment."""

    def __init__(self, folder: Path, name: str) -> None:
        self.file, self.library = folder / name, folder / "clock.so"
        self.set(0)
        self.file.chmod(0o644)

    def set(self, days: int) -> None:
        """From now on those processes are so many days ahead, or behind."""
        handle = os.open(self.file, os.O_RDWR | os.O_CREAT)
        os.pwrite(handle, struct.pack("l", days * 86400), 0)
        os.close(handle)

    @property
    def environment(self) -> dict[str, str]:
        return {"LD_PRELOAD": str(self.library), "DRILL_CLOCK": str(self.file)}


@contextmanager
def clocks() -> Iterator[tuple[Clock, Clock]]:
    """The clock of the database and that of the workers, both right; Refused where no library can be made."""
    folder = Path(tempfile.mkdtemp(prefix="giaoban-clock-"))
    folder.chmod(0o755)
    try:
        made = subprocess.run(
            ["cc", "-shared", "-fPIC", "-O1", "-o", folder / "clock.so", "-x", "c", "-"],
            input=LIBRARY, text=True, capture_output=True,
        )  # fmt: skip
        if made.returncode:
            raise Refused(f"Không làm được đồng hồ để diễn tập: {made.stderr.strip()}")
        yield Clock(folder, "database"), Clock(folder, "workers")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def possible() -> bool:
    """Whether this machine can give processes another time of day."""
    return sys.platform == "linux" and shutil.which("cc") is not None


# -- the workers ------------------------------------------------------------------------------------------------------

_stumbled: set[int] = set()


@job("drill.clock")
def keyed(actor: Any, number: int) -> None:
    """The effect, once; every third job meets a database that is away the first time, and waits for another attempt."""
    if number % 3 == 0 and number not in _stumbled:
        _stumbled.add(number)
        raise OperationalError("away")
    _note(number, "clock")
    time.sleep(0.3)


@app.task(name="drill.clock_careless", pass_context=True)
def careless(context: Any, number: int) -> None:
    """The effect without a key, committed before the queue knows of it."""
    _note(number, "clock_careless")
    time.sleep(0.3)


def work(way: str) -> None:
    """Jobs are done until the process is ended."""
    from giaoban.ground.access import second_lock

    second_lock.see_what_is_given()
    if way == "clock_careless":
        from procrastinate.periodic import PeriodicDeferrer

        working.Schedule = PeriodicDeferrer  # type: ignore[misc]
    working.work(at_once=4)


def _worker(clock: Clock, way: str) -> subprocess.Popen[bytes]:
    words = f"from giaoban.site.starting import ready; ready(); from tests.drills import clocks; clocks.work({way!r})"
    return subprocess.Popen(
        [sys.executable, "-c", words], cwd=Path(__file__).parents[2],
        env={**os.environ, **clock.environment, "GIAOBAN_LOG": "CRITICAL"}, stderr=subprocess.DEVNULL,
    )  # fmt: skip


# -- the drill --------------------------------------------------------------------------------------------------------

MACHINE, WORKERS = "đồng hồ của máy", "đồng hồ của máy làm việc nền"


@contextmanager
def _database_by(clock: Clock) -> Iterator[None]:
    """Inside, the program's own server goes by that clock."""
    from giaoban.site import database

    def again(**environment: str) -> None:
        connections.close_all()
        database.stop()
        before = dict(os.environ)
        os.environ.update(environment)
        try:
            database.start_again()
        finally:
            os.environ.clear()
            os.environ.update(before)

    again(**clock.environment)
    try:
        yield
    finally:
        again()


def drill(actor: Any, *, way: str = "clock", seconds: float = 65, jumps: int = 4) -> list[dict[str, Any]]:
    """Each jump, for so long, and the way back: what was lost or doubled, how soon all was done, what the schedule did.

    In each jump one of two workers is killed with -9 and another takes its place.
    """
    found = []
    with clocks() as (of_database, of_workers), _database_by(of_database):
        _sql("DELETE FROM procrastinate_jobs")
        workers = [_worker(of_workers, way) for _number in range(2)]
        asking = _Asking(actor, way)
        try:
            asking.last_done(within=60)
            for which, days in ((MACHINE, DAYS), (MACHINE, -DAYS), (WORKERS, DAYS), (WORKERS, -DAYS))[:jumps]:
                queued = _scheduled()
                for clock in (of_workers, of_database) if which == MACHINE else (of_workers,):
                    clock.set(days)
                time.sleep(seconds / 2)
                workers.append(_worker(of_workers, way))
                os.kill(workers.pop(0).pid, signal.SIGKILL)
                time.sleep(seconds / 2)
                for clock in (of_workers, of_database):
                    clock.set(0)
                right, last = time.monotonic(), asking.number
                in_jump = _scheduled() - queued
                done = _until(lambda last=last: _missing(way, last) == 0, right, 180)
                again = _until(lambda at=queued + in_jump: _scheduled() > at, right, 180)
                found.append(
                    {"what": f"{which} {days:+d} ngày", "upto": last, "done": done, "again": again, "queued": in_jump}
                )
                time.sleep(max(0.0, right + 15 - time.monotonic()))
        finally:
            asking.stop()
            for worker in workers:
                worker.kill()
                worker.wait()
        effects = _effects(way)
    before = 0
    for one in found:
        numbers = range(before, one["upto"])
        one |= {
            "jobs": len(numbers), "lost": sum(1 for number in numbers if not effects[number]),
            "doubled": sum(1 for number in numbers if effects[number] > 1),
        }  # fmt: skip
        before = one["upto"]
    return found


class _Asking:
    """Somebody asks for a job a few times a second."""

    def __init__(self, actor: Any, way: str) -> None:
        self.actor, self.way, self.number = actor, way, 0
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._ask, daemon=True)
        self.thread.start()

    def _ask(self) -> None:
        chance = random.Random(20230615)
        while not self.stopped.wait(chance.uniform(0.1, 0.3)):
            if self.way == "clock":
                ask("drill.clock", actor=self.actor, number=self.number)
            else:
                app.configure_task("drill.clock_careless").defer(number=self.number)
            self.number += 1
        connections.close_all()

    def last_done(self, *, within: float) -> None:
        """A job that was asked for has been done: the workers work."""
        if _until(lambda: bool(_effects(self.way)), time.monotonic(), within) is None:
            raise TimeoutError("no worker works")

    def stop(self) -> None:
        self.stopped.set()
        self.thread.join(30)


def _until(happened: Any, since: float, within: float) -> float | None:
    """Seconds from ``since`` until it happened; None when it did not."""
    while time.monotonic() - since < within:
        with suppress(OperationalError):
            if happened():
                return time.monotonic() - since
        time.sleep(0.3)
    return None


def _effects(way: str) -> Counter[int]:
    rows = _sql("SELECT split_part(cache_key, ':', 3) FROM site_counters WHERE cache_key LIKE %s", f"drill:{way}:%")
    return Counter(int(row[0]) for row in rows)


def _missing(way: str, last: int) -> int:
    effects = _effects(way)
    return sum(1 for number in range(last) if not effects[number])


def _scheduled() -> int:
    """How often the work of every minute was asked for."""
    return int(_sql("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'portal.publish'")[0][0])


def told(found: list[dict[str, Any]]) -> bool:
    """Each jump was printed; whether nothing was lost, doubled or late, and the schedule was kept by the minute."""
    for one in found:
        print(
            f"{one['what']}: {one['jobs']} việc, mất {one['lost']}, làm hai lần {one['doubled']}; khi đồng hồ đúng lại, mọi việc xong"
            f" sau {_seconds(one['done'])}, việc định kỳ tiếp sau {_seconds(one['again'])}; trong lúc sai giờ việc mỗi phút được"
            f" giao {one['queued']} lần",
            flush=True,
        )  # fmt: skip
    return all(
        not one["lost"] and not one["doubled"] and one["queued"] < 10
        and None not in (one["done"], one["again"]) and one["done"] <= 60 and one["again"] <= 65
        for one in found
    )  # fmt: skip


def _seconds(given: float | None) -> str:
    return "hơn 180 s" if given is None else f"{given:.1f} s".replace(".", ",")
