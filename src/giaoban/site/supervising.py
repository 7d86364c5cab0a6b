"""One process that has loaded the program keeps its children alive: those that answer requests, and the worker.

It opens the port itself, so that a request made while a child is away waits instead of being refused, and starts a child
again by a fork, which needs none of the seconds that loading takes. It runs no thread. A child does not outlive it.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from types import FrameType

from asgiref.sync import SyncToAsync

from giaoban.core.refusal import Refused

LOOK_SECONDS = 0.1
PATIENCE = 25.0
"""Seconds that a child has to end in order before it is killed."""
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux


@dataclass
class Child:
    """What one child does until it is told to stop; ``pid`` is 0 while it does not run."""

    name: str
    work: Callable[[], None]
    pid: int = 0
    began: float = 0.0
    falls: int = field(default=0)

    @property
    def rest(self) -> float:
        """Seconds to wait before the next start: none after a child that lived a while, more after each that did not."""
        return 0.0 if self.falls == 0 else min(10.0, 0.25 * 2**self.falls)


def listening(host: str, port: int) -> socket.socket:
    """A socket that takes requests from now on; Refused when somebody else has that port."""
    try:
        return socket.create_server((host, port), family=_family(host), backlog=1024)
    except OSError as error:
        raise Refused(
            f"Không mở được cổng {port} trên {host}: {error.strerror}. Hãy chọn cổng khác (--port)."
        ) from error


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def supervise(children: list[Child], *, look: Callable[[], None]) -> None:
    """The children run, and are started again when they end, until this process is told to stop.

    ``look`` is called a few times a second; it does not raise.
    """
    told: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        told.append(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    gc.freeze()  # what was loaded is shared by the children for good
    try:
        while not told:
            for child in children:
                _keep(child)
            look()
            time.sleep(LOOK_SECONDS)
    finally:
        _end(children)


def _keep(child: Child) -> None:
    if child.pid and os.waitpid(child.pid, os.WNOHANG)[0] == child.pid:
        child.falls = child.falls + 1 if time.monotonic() - child.began < 2 else 0
        child.pid, child.began = 0, time.monotonic()
    if not child.pid and time.monotonic() - child.began >= child.rest:
        child.began = time.monotonic()
        child.pid = _started(child)


def _started(child: Child) -> int:
    from django.db import connections

    connections.close_all()
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    if pid := os.fork():
        return pid
    code = 1
    try:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        SyncToAsync.single_thread_executor = ThreadPoolExecutor(max_workers=1)  # its thread stayed in the parent
        _die_with(parent)
        child.work()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)  # what the parent does at its end is not this child's to do


def _die_with(parent: int) -> None:
    """This process ends when that one does, however it ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
        return

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True, name="ends with its parent").start()


def _end(children: list[Child]) -> None:
    """No child runs any more."""
    for child in children:
        if child.pid:
            os.kill(child.pid, signal.SIGTERM)
    until = time.monotonic() + PATIENCE
    for child in children:
        while child.pid and os.waitpid(child.pid, os.WNOHANG)[0] == 0:
            if time.monotonic() > until:
                os.kill(child.pid, signal.SIGKILL)
            time.sleep(0.02)
        child.pid = 0
