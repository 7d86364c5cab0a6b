"""A child that computes without letting anything of its own go on is replaced; one that is busy, or a machine that stood still, is not."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress

import pytest

from giaoban.site.supervising import SILENT_SECONDS, Child, _listen

PROGRAM = """
import asyncio, os, re, sys
import uvicorn
from giaoban.site.serving import beating
from giaoban.site.supervising import Child, listening, supervise

def spin():
    re.match(r"(a|a)*$", "a" * 60 + "b")

async def application(scope, receive, send):
    if scope["path"] == "/spin":
        await asyncio.to_thread(spin)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(os.getpid()).encode()})

sockets = [listening("127.0.0.1", int(sys.argv[1]))]
supervise(
    [Child("web 0", lambda: beating(uvicorn.Config(application, lifespan="off")).run(sockets=sockets), beats=True)],
    look=lambda: None,
)
"""


@pytest.fixture
def address() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(port)], stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    try:
        yield f"http://127.0.0.1:{port}/", process
    finally:
        process.terminate()
        process.wait(60)


def answered_by(address: str) -> int:
    """The process that answers, however long it takes to come."""
    for _try in range(600):
        with suppress(OSError), urllib.request.urlopen(address, timeout=5) as answer:
            return int(answer.read())
        time.sleep(0.2)
    raise AssertionError("nobody answers")


def test_a_child_that_spins_holding_the_interpreter_is_replaced_within_ten_seconds(
    address: tuple[str, subprocess.Popen[str]],
) -> None:
    url, process = address
    first = answered_by(url)
    with suppress(OSError), urllib.request.urlopen(f"{url}spin", timeout=2):
        raise AssertionError("the request was to spin")
    assert answered_by(url) != first
    process.terminate()
    said = process.communicate(timeout=60)[1]
    silent = re.search(rf"web 0 \(process {first}\) answered nobody for (\d+) s", said)
    assert silent, said
    assert int(silent[1]) <= 10


def test_who_shows_that_it_is_alive_is_let_be_and_so_is_everybody_after_the_machine_stood_still() -> None:
    with subprocess.Popen(["sleep", "600"]) as process:
        child = Child("web 0", lambda: None, beats=True, pid=process.pid)
        for look in range(200):
            child.pulse[0] = look % 256
            _listen(child, 0.2)
        assert process.poll() is None, "forty seconds in which it showed that it is alive"
        for _look in range(int(SILENT_SECONDS / 0.2) - 1):
            _listen(child, 0.2)
        assert process.poll() is None, "not yet"
        for _look in range(3):
            _listen(child, 0.2)
        assert process.wait(60) == -9
