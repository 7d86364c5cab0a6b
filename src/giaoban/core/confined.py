"""A sandbox for reading files from outside: a process of its own with little memory and time, and nothing to write to or open.

The file may be hostile. What reads it is a pure function named by its dotted path; it gets the bytes and some texts,
and answers something that JSON can carry.
"""

from __future__ import annotations

import codecs
import importlib
import json
import resource
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, Any

SECONDS = 10
"""Of the processor, at most."""
PATIENCE = 30
"""Seconds by the clock, at most: where others keep the processor busy, a good file takes longer than it costs."""
MEMORY = 256 * 1024 * 1024
MOST_READ = 64 * 1024 * 1024
"""Bytes that are handed to a reader; what is longer arrives cut off, and each reader says sooner what is too large."""


def read_confined(reader: str, path: Path, *texts: str, memory: int = MEMORY) -> Any:
    """What ``reader`` (``package.module:function``) makes of the file; Unreadable with one sentence when it cannot.

    Never takes more than `SECONDS` of the processor, `PATIENCE` by the clock or ``memory`` bytes, and the file cannot make it write or reach anything.
    """
    from giaoban.core.workbook import DAMAGED, NOT_THERE, TOO_LARGE, TOO_SLOW, Unreadable

    try:
        with path.open("rb") as stream:
            child = subprocess.run(
                [sys.executable, "-I", "-B", "-X", "utf8", __file__, reader, str(memory), *texts],
                stdin=stream,
                capture_output=True,
                timeout=PATIENCE,
                env={},
                check=False,
            )
    except OSError:
        raise Unreadable(NOT_THERE) from None
    except subprocess.TimeoutExpired:
        raise Unreadable(TOO_SLOW) from None
    if child.returncode == 0:
        return json.loads(child.stdout)
    if child.returncode == 3:
        raise Unreadable(child.stdout.decode("utf-8"))
    # Killed at its limit of time, killed or aborted at its limit of memory, or the parser stumbled over what it was fed.
    if child.returncode == -signal.SIGXCPU:
        raise Unreadable(TOO_SLOW)
    raise Unreadable(TOO_LARGE if child.returncode < 0 else DAMAGED)


def read_stream_confined(reader: str, file: IO[bytes], *texts: str, memory: int = MEMORY) -> Any:
    """As `read_confined`, of an upload that lies in memory or in a file without a lasting name."""
    with tempfile.NamedTemporaryFile() as kept:
        file.seek(0)
        while block := file.read(1 << 20):
            kept.write(block)
        kept.flush()
        file.seek(0)
        return read_confined(reader, Path(kept.name), *texts, memory=memory)


def _main(reader: str, memory: int, texts: list[str]) -> int:
    """0 and the answer as JSON on standard output; 3 and one sentence when the file is not taken in."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    for limit, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(limit, (most, most))
    # The hard limit later than the soft one: at the hard one the kernel kills without saying that it was the time.
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS - 1, SECONDS))
    from giaoban.core.workbook import TOO_LARGE, Unreadable

    module, _, function = reader.partition(":")
    read = getattr(importlib.import_module(module), function)
    # What is loaded only when first needed has to be there before the door closes.
    for encoding in ("cp437", "cp1252", "cp1258", "latin-1", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"):
        codecs.lookup(encoding)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))  # standard input, output and error; nothing can be opened
    try:
        answer = json.dumps(read(sys.stdin.buffer.read(MOST_READ), *texts), ensure_ascii=False)
    except Unreadable as refusal:
        sys.stdout.write(str(refusal))
        return 3
    except MemoryError:
        sys.stdout.write(TOO_LARGE)
        return 3
    sys.stdout.write(answer)
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1], int(sys.argv[2]), sys.argv[3:]))
