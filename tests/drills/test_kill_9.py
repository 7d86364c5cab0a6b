"""The quick form of ``./giaoban drill kill-9``: what answers and the whole program are killed while people write."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from giaoban.site import database
from giaoban.site.ports import free_port
from tests.drills.kill_9 import Writers, looked_for
from tests.drills.world import Served, session_of, small_world

PAGE = "/desk/so/members/act/record/"


def test_nothing_acknowledged_is_lost_when_children_and_program_are_killed(own_database: str) -> None:
    small = small_world()
    cookie = session_of(small.officer)
    served = Served(free_port(), workers=2, GIAOBAN_SECOND_FACTOR="off")
    served.start()
    served.answers(PAGE, cookie, within=120)
    supervisor = served.process
    writers = Writers(served.port, cookie, small.cell.pk, count=4)
    try:
        for _kill in range(3):
            writers.written_more(8, within=30)
            served.kill_a_child()
            served.answers(PAGE, cookie, within=60)
        assert served.process is supervisor, "what answers came back without the program being started again"
        assert supervisor is not None
        assert supervisor.poll() is None
        writers.written_more(8, within=30)
        served.kill()
        served.start()
        served.answers(PAGE, cookie, within=120)
        writers.written_more(8, within=30)
    finally:
        writers.stop()
        served.stop()
    found = looked_for(writers.acknowledged, small)
    assert len(writers.acknowledged) >= 40
    assert (found["lost"], found["half"], found["journal"]) == (0, 0, True)


@pytest.mark.parametrize(
    ("called", "left"),
    [
        ("postgres -D {data}", True),
        ("postgres -D /elsewhere", False),
        ("postgres: giaoban_app giaoban 127.0.0.1 idle", False),
        ("something else", False),
    ],
)
def test_a_killed_servers_number_is_forgotten_when_somebody_else_has_it_now(
    tmp_path: Path, called: str, left: bool
) -> None:
    living = subprocess.Popen([called.format(data=tmp_path), "60"], executable=shutil.which("sleep"))
    try:
        while not Path(f"/proc/{living.pid}/cmdline").read_bytes():
            pass  # a process has no words for a moment when it begins
        (tmp_path / "postmaster.pid").write_text(f"{living.pid}\n{tmp_path}\n")
        database._forget_dead_server(tmp_path)
        assert (tmp_path / "postmaster.pid").exists() is left
    finally:
        living.kill()
        living.wait()
