"""G7: a wrong delete is taken back to the second before it, a lost disk to the last piece of log; wrong keys and cut files are refused.

The controls: a restore without the kept log cannot know what was written after the back-up, and a moment that no log
reaches is refused instead of being answered with something near it. With ``--clusters`` the same wrong delete is taken
back in a generated world so many times as large as the cluster of mid-2023, and each step is timed; six of them with
what their cells did in half a year are a database of about one gigabyte.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyrage

from giaoban.core.refusal import Refused
from giaoban.site import database
from giaoban.site.backups.keeping import LATEST, identity
from giaoban.site.backups.restoring import restore
from giaoban.site.backups.sealing import read_whole
from giaoban.site.backups.taking import back_up

ON = date(2023, 2, 1)
ENTERED_LATER = 50
"""People entered after the back-up of a large world, whom only the kept log knows."""


def run(argv: list[str]) -> int:
    """Prints what came back, how old the newest record that came back was (RPO) and how long it took (RTO)."""
    asked = argparse.ArgumentParser(prog="giaoban drill restoring")
    asked.add_argument("--people", type=int, default=200, help="entered before and again after the back-up")
    asked.add_argument("--seconds", type=float, default=75, help="of writing before the disk is lost")
    asked.add_argument("--clusters", type=int, default=0, help="measure a database of that size instead")
    given = asked.parse_args(argv)
    from tests.drills.world import own_installation, small_world

    if given.clusters:
        with own_installation() as home:
            return _large(home, small_world(), given.clusters)
    with own_installation() as home:
        small = small_world()
        figures = _taken_back(home, small, given.people)
        figures |= _disk_lost(home, small, given.seconds)
        figures |= refusals(Path(figures.pop("file")), home, tries=20)
    print(json.dumps(figures, ensure_ascii=False), flush=True)
    held = (
        figures["after_delete"] == 2 * given.people and figures["media_whole"] and figures["control_without_log_lost"] > 0
        and figures["control_unreachable_refused"] and figures["wrong_key_refused"] == figures["cut_refused"] == figures["changed_refused"] == 20
        and figures["rpo_seconds"] <= 60 and figures["rto_seconds"] <= 300
    )  # fmt: skip
    return 0 if held else 1


def _enter(small: Any, count: int, name: str) -> None:
    from giaoban.areas.members.operations import record
    from giaoban.ground.people.models import Membership

    for number in range(count):
        record(
            actor=small.actor, unit=small.cell, name=f"Trần Thị {name} {number}", born_on=date(1985, 3, 2), sex="F",
            grade=Membership.Grade.OFFICIAL, admitted_on=date(2015, 1, 1), official_on=date(2016, 1, 1), on=ON,
        )  # fmt: skip


def _people() -> int:
    with database.owner().connect() as connection:
        row = connection.execute("SELECT count(*) FROM people_person WHERE name LIKE 'Trần Thị %'").fetchone()
    return int(row[0]) if row else -1


def _gone() -> None:
    """This process uses the server no more, so that a restore may take its place."""
    from django.db import connections

    connections.close_all()
    database.let_go()


def _taken_back(home: Path, small: Any, people: int) -> dict[str, Any]:
    picture = home / "media" / "anh" / "thu.bin"
    picture.parent.mkdir(parents=True, exist_ok=True)
    content = secrets.token_bytes(3_000_000)
    picture.write_bytes(content)
    _enter(small, people, "Trước")
    began = time.monotonic()
    made = back_up(home / "backups")
    backup_seconds = time.monotonic() - began
    _enter(small, people, "Sau")
    time.sleep(1.1)
    good = datetime.now(UTC)
    time.sleep(1.1)
    with database.superuser(database.own_port()).to(database.NAME).connect() as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("DELETE FROM people_membership")
        connection.execute("DELETE FROM people_person")
    picture.write_bytes(b"hu hong")
    _gone()
    began = time.monotonic()
    restore(home / "backups", at=good)
    seconds = time.monotonic() - began
    database.hold()
    found = {"after_delete": _people(), "media_whole": picture.read_bytes() == content, "rto_seconds": round(seconds, 1),
             "backup_seconds": round(backup_seconds, 1), "backup_mb": round(made.size / 1e6, 1), "file": str(made.file)}  # fmt: skip
    _gone()
    with suppress(Refused):
        restore(made.file, at=datetime.now(UTC) + timedelta(hours=1))
        found["control_unreachable_refused"] = False
    found.setdefault("control_unreachable_refused", True)
    database.hold()
    return found


class Steps:
    """What is said between the steps of something long, and how long each took."""

    def __init__(self) -> None:
        self.began, self.said, self.seconds = time.monotonic(), "", dict[str, float]()

    def __call__(self, line: str) -> None:
        now = time.monotonic()
        if self.said:
            self.seconds[self.said] = now - self.began
        self.began, self.said = now, line.partition(" giaoban-")[0]

    @contextmanager
    def whole(self, what: str) -> Iterator[None]:
        """Inside, ``what`` is done; its steps and the whole were printed."""
        began = time.monotonic()
        self.seconds.clear()
        self("chuẩn bị")
        yield
        self("")
        seconds = time.monotonic() - began
        for step, took in self.seconds.items():
            if took > 0.05:
                print(f"    {step}: {took:.1f} s".replace(".", ","))
        print(f"  {what}: {seconds:.1f} s".replace(".", ","), flush=True)


def _large(home: Path, small: Any, clusters: int) -> int:
    from giaoban.demo.world import CLUSTER, build

    size = CLUSTER.times(clusters)
    build(small.actor, size, half_year=True, say=lambda line: None)
    with database.superuser(database.own_port()).to(database.NAME).connect() as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")
        told = connection.execute(
            "SELECT pg_database_size(current_database()), (SELECT count(*) FROM journal_entry), (SELECT count(*) FROM journal_change),"
            " (SELECT count(*) FROM people_person)"
        ).fetchone()  # fmt: skip
        assert told is not None
        print(
            f"cơ sở dữ liệu {told[0] / 1e6:.0f} MB: {told[3]} người, {told[1]} mục nhật ký, {told[2]} thay đổi",
            flush=True,
        )
        steps = Steps()
        with steps.whole("sao lưu và đọc lại"):
            made = back_up(home / "backups", say=steps)
        print(f"    tệp mã hóa {made.size / 1e6:.0f} MB", flush=True)
        with steps.whole("thử khôi phục bên cạnh"):
            alone = restore(made.file, prove=True, say=steps)
        _enter(small, ENTERED_LATER, "Sau")
        time.sleep(1.1)
        good = datetime.now(UTC)
        time.sleep(1.1)
        connection.execute("SET session_replication_role = replica")
        connection.execute("DELETE FROM people_membership")
        connection.execute("DELETE FROM people_person")
    _gone()
    with steps.whole("khôi phục về giây trước khi xóa nhầm (RTO)"):
        restored = restore(home / "backups", at=good, say=steps)
    database.hold()
    wanted = told[3] + ENTERED_LATER
    print(f"    {restored.people} trong {wanted} người trở lại, nhật ký {restored.journal}")
    print(f"đối chứng, riêng bản sao lưu không có nhật ký ghi trước: thiếu {wanted - alone.people} người")
    print(f"tải của máy (1 phút): {os.getloadavg()[0]:.1f}".replace(".", ","), flush=True)
    return 0 if restored.people == wanted > alone.people and restored.seconds <= 300 else 1


def _disk_lost(home: Path, small: Any, seconds: float) -> dict[str, Any]:
    made = back_up(home / "backups-later")
    before, number, last = _people(), 0, time.time()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        _enter(small, 1, f"Cuối {number}")
        number, last = number + 1, time.time()
        time.sleep(0.2)
    from tests.drills.kill_9 import kill_server

    kill_server(home)
    _gone()
    time.sleep(1)
    shutil.rmtree(home / "postgres" / "data")
    restore(made.file, at=LATEST)
    database.hold()
    with database.owner().connect() as connection:
        row = connection.execute(
            "SELECT max(extract(epoch FROM at)) FROM journal_entry WHERE act = 'members.record'"
        ).fetchone()
    back = _people()
    _gone()
    restore(made.file)
    database.hold()
    assert row is not None
    return {"written_after_backup": number, "back_after_lost_disk": back - before, "rpo_seconds": round(last - float(row[0]), 1),
            "control_without_log_lost": back - _people()}  # fmt: skip


def refusals(file: Path, folder: Path, *, tries: int) -> dict[str, Any]:
    """How often a wrong key, a cut file and a changed file were refused."""
    chance = random.Random(7)
    whole = file.read_bytes()
    key = identity(None)
    assert key is not None
    read_whole(file, key)
    spoiled = folder / "spoiled.age"
    found = {"wrong_key_refused": 0, "cut_refused": 0, "changed_refused": 0}
    for _ in range(tries):
        try:
            read_whole(file, pyrage.x25519.Identity.generate())
        except Refused:
            found["wrong_key_refused"] += 1
        spoiled.write_bytes(whole[: chance.randrange(len(whole))])
        try:
            read_whole(spoiled, key)
        except Refused:
            found["cut_refused"] += 1
        at = chance.randrange(len(whole))
        spoiled.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << chance.randrange(8))]) + whole[at + 1 :])
        try:
            read_whole(spoiled, key)
        except Refused:
            found["changed_refused"] += 1
    spoiled.unlink()
    return found
