"""The quick form of ``./giaoban drill kill-9``: what answers and the whole program are killed while people write."""

from __future__ import annotations

from giaoban.site import database
from giaoban.site.drills.kill_9 import Writers, looked_for
from giaoban.site.drills.world import Served, session_of, small_world

PAGE = "/desk/so/members/act/record/"


def test_nothing_acknowledged_is_lost_when_children_and_program_are_killed(own_database: str) -> None:
    small = small_world()
    cookie = session_of(small.officer)
    served = Served(database.free_port(), workers=2, GIAOBAN_SECOND_FACTOR="off")
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
