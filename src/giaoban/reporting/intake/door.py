"""The way in for files from outside: each is parsed in a process of its own with little memory, time and no rights."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from os import cpu_count
from pathlib import Path

from giaoban.reporting.intake.refusals import DAMAGED, NOT_THERE, TOO_LARGE, TOO_SLOW, Unreadable
from giaoban.reporting.intake.returned import ReturnRead

SECONDS = 10
CHILD = Path(__file__).with_name("child.py")


def read_return_safely(path: Path, *, name: str = "") -> ReturnRead:
    """The return that the file holds, under that name; Unreadable when it holds none or would cost too much.

    Never takes more than 10 seconds or 256 MB, and the file cannot make it write or reach anything.
    """
    file = name or path.name
    try:
        with path.open("rb") as stream:
            child = subprocess.run(
                [sys.executable, "-I", "-B", "-X", "utf8", str(CHILD), file],
                stdin=stream,
                capture_output=True,
                timeout=SECONDS,
                env={},
                check=False,
            )
    except OSError:
        raise Unreadable(NOT_THERE) from None
    except subprocess.TimeoutExpired:
        raise Unreadable(TOO_SLOW) from None
    if child.returncode == 0:
        return ReturnRead.from_json(json.loads(child.stdout))
    if child.returncode == 3:
        raise Unreadable(child.stdout.decode("utf-8"))
    # Killed at its limit of time, killed or aborted at its limit of memory, or the parser stumbled over what it was fed.
    if child.returncode == -signal.SIGXCPU:
        raise Unreadable(TOO_SLOW)
    raise Unreadable(TOO_LARGE if child.returncode < 0 else DAMAGED)


def read_returns_safely(paths: Iterable[Path]) -> Iterator[tuple[Path, ReturnRead | Unreadable]]:
    """Each file in the given order with the return it holds or the reason why not; as many at once as there are cores."""

    def read(path: Path) -> tuple[Path, ReturnRead | Unreadable]:
        try:
            return path, read_return_safely(path)
        except Unreadable as unreadable:
            return path, unreadable

    with ThreadPoolExecutor(max_workers=cpu_count() or 1) as pool:
        yield from pool.map(read, paths)
