"""One process that has loaded the program keeps its children alive: those that answer requests, and the worker.

It opens the port itself, so that a request made while a child is away waits instead of being refused, and starts a child
again by a fork, which needs none of the seconds that loading takes. It runs no thread. A child does not outlive it.

A child shows that it is alive by a counter that both can see. One whose counter stands still answers nobody: it computes
without ever letting another thread of its own go on, and no time-out of its own can end that. It is killed, and started again.
"""

from __future__ import annotations

import ctypes
import gc
import logging
import mmap
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

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.1
BEAT_SECONDS = 0.5
SILENT_SECONDS = 8.0
"""How long a child that answers may show nothing before it is replaced; one that works behind the pages has longer."""
SILENT_BEHIND_SECONDS = 60.0
UNREAD = 60
"""Seconds in which a reader takes no byte of an answer and is let go."""
PATIENCE = 25.0
"""Seconds that a child has to end in order before it is killed."""
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux


@dataclass
class Child:
    """What one child does until it is told to stop; ``pid`` is 0 while it does not run.

    ``beats`` says that its work calls `beat` itself; for others a thread does.
    """

    name: str
    work: Callable[[], None]
    beats: bool = False
    pid: int = 0
    began: float = 0.0
    falls: int = field(default=0)
    pulse: mmap.mmap = field(default_factory=lambda: mmap.mmap(-1, 1))
    seen: int = 0
    silent: float = 0.0
    """Seconds without a beat, as long as this process itself was looking; a machine that stands still is nobody's fault."""

    @property
    def rest(self) -> float:
        """Seconds to wait before the next start: none after a child that lived a while, more after each that did not."""
        return 0.0 if self.falls == 0 else min(10.0, 0.25 * 2**self.falls)


_pulse: mmap.mmap | None = None


def beat() -> None:
    """The supervisor sees that this child is alive."""
    if _pulse is not None:
        _pulse[0] = (_pulse[0] + 1) % 256


def listening(host: str, port: int) -> socket.socket:
    """A socket that takes requests from now on; Refused when somebody else has that port.

    Whoever takes nothing of an answer for `UNREAD` seconds is let go: a connection made from it has that from it.
    """
    try:
        listener = socket.create_server((host, port), family=_family(host), backlog=1024)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD * 1000)
        return listener
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
        looked = time.monotonic()
        while not told:
            for child in children:
                _keep(child)
            look()
            time.sleep(LOOK_SECONDS)
            passed, looked = time.monotonic() - looked, time.monotonic()
            for child in children:
                _listen(child, min(passed, 2 * LOOK_SECONDS))
    finally:
        _end(children)


def apart(name: str, work: Callable[[], None]) -> int:
    """The work is done in a child, and whatever threads its libraries began have ended with it: what it ended with.

    A library whose threads stayed behind in a process that forks waits in every child, for ever, for threads that the child
    does not have (Typst does).
    """
    child = Child(name, work, beats=True)
    child.pid = _started(child)
    return os.waitstatus_to_exitcode(os.waitpid(child.pid, 0)[1])


def _keep(child: Child) -> None:
    if child.pid and os.waitpid(child.pid, os.WNOHANG)[0] == child.pid:
        child.falls = child.falls + 1 if time.monotonic() - child.began < 2 else 0
        child.pid, child.began = 0, time.monotonic()
    if not child.pid and time.monotonic() - child.began >= child.rest:
        child.began = time.monotonic()
        child.pid = _started(child)


def _listen(child: Child, passed: float) -> None:
    """The child is killed, to be started again, when it has shown nothing for too long."""
    if not child.pid or child.pulse[0] != child.seen:
        child.seen, child.silent = child.pulse[0], 0.0
        return
    child.silent += passed
    if child.silent > (SILENT_SECONDS if child.beats else SILENT_BEHIND_SECONDS):
        log.error("%s (process %d) answered nobody for %.0f s and is replaced.", child.name, child.pid, child.silent)
        os.kill(child.pid, signal.SIGKILL)
        child.silent = 0.0


def _started(child: Child) -> int:
    from django.db import connections

    global _pulse
    connections.close_all()
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    child.silent = 0.0
    if pid := os.fork():
        return pid
    code = 1
    try:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        SyncToAsync.single_thread_executor = ThreadPoolExecutor(max_workers=1)  # its thread stayed in the parent
        _die_with(parent)
        _pulse = child.pulse
        if not child.beats:
            threading.Thread(target=_beat_on, daemon=True, name="shows that it is alive").start()
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


def _beat_on() -> None:
    while True:
        beat()
        time.sleep(BEAT_SECONDS)


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
