"""G3b: the power goes while people write; after it comes back, nothing that was acknowledged is missing.

The database lies on a file system of its own in a file. A cut is ext4's own: from one moment on nothing reaches the disk,
not even its journal, then everything is killed and the file mounted anew, as a disk is after a power cut. kill -9 alone
cannot show this, since what the kernel holds survives it. The control runs the same server with fsync off and must lose.
Needs root, loop devices and ext4.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import shutil
import signal
import statistics
import struct
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import psycopg

from giaoban.core.refusal import Refused
from tests.drills.kill_9 import looked_for
from tests.drills.world import Small, own_installation, small_world

SHUTDOWN = 0x8004587D  # EXT4_IOC_SHUTDOWN
NO_LOG_FLUSH = 2


class Disk:
    """A file system in a file, mounted at a folder, whose power can be cut."""

    def __init__(self, at: Path, *, size: str = "1500M") -> None:
        self.at, self.image = at, Path(tempfile.mkdtemp(prefix="giaoban-power-")) / "image"
        self.at.mkdir(parents=True, exist_ok=True)
        _run("truncate", "-s", size, self.image)
        _run("mkfs.ext4", "-q", "-F", self.image)
        self.mount()
        self.at.chmod(0o711)

    def mount(self) -> None:
        """What reached the disk is there."""
        _run("mount", "-o", "loop", self.image, self.at)

    def cut(self) -> None:
        """Nothing reaches the disk any more."""
        handle = os.open(self.at, os.O_RDONLY)
        try:
            fcntl.ioctl(handle, SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
        finally:
            os.close(handle)

    def unmount(self) -> None:
        """The file system is gone from here; whoever still used it has been killed."""
        for _attempt in range(100):
            if subprocess.run(["umount", self.at], capture_output=True).returncode == 0:
                return
            time.sleep(0.1)
        raise Refused(f"Không tháo được hệ thống tệp ở {self.at}.")

    def throw_away(self) -> None:
        """Neither mount nor file is left."""
        with suppress(Refused):
            self.unmount()
        shutil.rmtree(self.image.parent, ignore_errors=True)


def _run(*words: Any) -> None:
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    if done.returncode:
        raise Refused(f"{words[0]}: {done.stderr.strip()}")


class Writers:
    """People who enter members by the program's own act, each over a connection of their own."""

    def __init__(self, small: Small, *, count: int = 4) -> None:
        self.small, self.acknowledged, self.stopped = small, list[int](), threading.Event()
        self.threads = [threading.Thread(target=self._write, args=(number,), daemon=True) for number in range(count)]
        for thread in self.threads:
            thread.start()

    def _write(self, number: int) -> None:
        from django.db import Error, connection

        from giaoban.areas.members.operations import record

        at = 0
        while not self.stopped.is_set():
            at += 1
            try:
                made = record(
                    actor=self.small.actor, unit=self.small.cell, name=f"Nguyễn Văn Diễn Tập {number} {id(self)} {at}", sex="M",
                    born_on=date(1980, 2, 3), grade="official", admitted_on=date(2010, 6, 1), official_on=date(2011, 6, 1),
                    on=date(2023, 2, 1),
                )  # fmt: skip
                self.acknowledged.append(made.pk)
            except (Error, psycopg.Error, Refused):
                connection.close()
                time.sleep(0.05)
        connection.close()

    def stop(self) -> None:
        """Nobody writes any more."""
        self.stopped.set()
        for thread in self.threads:
            thread.join(20)


def run(argv: list[str]) -> int:
    """Prints the figures and those of the control; 0 when nothing was lost, and the control lost or did not come back."""
    asked = argparse.ArgumentParser(prog="giaoban drill power-cut")
    asked.add_argument("--cuts", type=int, default=25)
    asked.add_argument("--seconds", type=float, default=3.0, help="of writing before each cut")
    given = asked.parse_args(argv)
    if os.geteuid() != 0 or not Path("/dev/loop-control").exists():
        raise Refused("Cuộc diễn tập này cần quyền root và thiết bị loop.")
    home = Path(tempfile.mkdtemp(prefix="giaoban-drill-"))
    home.chmod(0o711)
    disk = Disk(home / "postgres")
    try:
        with own_installation(home):
            small = small_world()
            os.sync()
            acknowledged: list[int] = []
            back = [_cut(disk, small, given.seconds, acknowledged) for _number in range(given.cuts)]
            found = looked_for(acknowledged, small)
            print(
                f"{given.cuts} lần mất điện: {len(acknowledged)} lần ghi được báo xong, mất {found['lost']}, ghi dở {found['half']},"
                f" nhật ký {'nguyên vẹn' if found['journal'] else 'HỎNG'}; trở lại giữa {statistics.median(back):.1f} s,"
                f" lâu nhất {max(back):.1f} s".replace(".", ","), flush=True,
            )  # fmt: skip
            lost = _control(disk, small, given.seconds)
            print(f"đối chứng fsync=off: {lost}", flush=True)
            _kill_server()
    finally:
        disk.throw_away()
        shutil.rmtree(home, ignore_errors=True)
    return 0 if not found["lost"] and not found["half"] and found["journal"] and lost else 1


def _cut(disk: Disk, small: Small, seconds: float, acknowledged: list[int]) -> float:
    """The power goes after some seconds of writing and comes back; answers how long the database then took."""
    from django.db import connections

    from giaoban.site import database

    writers = Writers(small)
    time.sleep(seconds)
    disk.cut()
    acknowledged += writers.acknowledged  # an answer that comes after the cut has been given by a machine without power
    _kill_server()
    writers.stop()
    connections.close_all()
    disk.unmount()
    disk.mount()
    began = time.monotonic()
    database.start_again()
    return time.monotonic() - began


def _control(disk: Disk, small: Small, seconds: float) -> str:
    """What is missing when the server does not wait for the disk; empty when nothing is, which must not be."""
    from giaoban.site import database

    settings: Callable[[int], list[str]] = database._settings
    database._settings = lambda port: [*settings(port), "-c", "fsync=off"]
    acknowledged: list[int] = []
    try:
        database.stop()
        database.start_again()
        _cut(disk, small, seconds, acknowledged)
        found = looked_for(acknowledged, small)
    except Exception as error:
        return f"máy chủ không trở lại được ({type(error).__name__}: {str(error).strip().splitlines()[0][:120]})"
    finally:
        database._settings = settings
    return f"mất {found['lost']} trong {len(acknowledged)}" if found["lost"] or not found["journal"] else ""


def _kill_server() -> None:
    """No process of the database runs any more."""
    from giaoban.site import database

    data = str(database.cluster()).encode()
    try:
        pid = int((database.cluster() / "data" / "postmaster.pid").read_text().split()[0])
        children = [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (OSError, ValueError, IndexError):
        pid, children = _postmaster(data)
    for one in [pid, *children]:
        with suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL) if one else None
    until = time.monotonic() + 10
    while any(Path(f"/proc/{one}/exe").exists() for one in children) and time.monotonic() < until:
        time.sleep(0.05)
    with suppress(ChildProcessError):
        os.waitpid(pid, 0)


def _postmaster(data: bytes) -> tuple[int, list[int]]:
    """The server's process by its command line, where its file cannot be read any more."""
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError):
            words = (entry / "cmdline").read_bytes()
            if words.startswith(data) and b"-D" in words:
                pid = int(entry.name)
                return pid, [int(one) for one in (entry / f"task/{pid}/children").read_text().split()]
    return 0, []
