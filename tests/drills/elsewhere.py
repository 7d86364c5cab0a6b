"""G7 on somebody else's server: a wrong delete is taken back to the second before it, a lost server to its last received act.

The server is a real one beside the program's own, started from PostgreSQL's programs in a folder of the drill's; the program
is served meanwhile, and one of its children receives the log. The control: without the received log the moment is refused,
and the copy alone lacks what was entered after it.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from giaoban.core.refusal import Refused
from giaoban.site import database, places, receiving
from giaoban.site.backups.keeping import LATEST
from giaoban.site.backups.restoring import restore
from giaoban.site.backups.taking import back_up
from giaoban.site.ports import free_port
from tests.drills.restoring import _enter, _people
from tests.drills.world import Served, small_world


def run(argv: list[str]) -> int:
    """Prints what came back, how much of what was acknowledged a lost server took with it, and how long a restore took."""
    asked = argparse.ArgumentParser(prog="giaoban drill elsewhere")
    asked.add_argument("--people", type=int, default=200, help="entered before and again after the back-up")
    asked.add_argument("--seconds", type=float, default=30, help="of writing before the server is lost")
    asked.add_argument("--programs", type=Path, help="a folder with a server's programs; Debian's newest, else our own")
    given = asked.parse_args(argv)
    theirs = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda one: int(one.parts[-3]))
    home = Path(tempfile.mkdtemp(prefix="giaoban-drill-"))
    home.chmod(0o711)
    os.environ.update(GIAOBAN_HOME=str(home), GIAOBAN_SECOND_FACTOR="off")
    for name in ("GIAOBAN_WAL_ARCHIVE", "GIAOBAN_DATABASE_NAME"):
        os.environ.pop(name, None)
    places.state_directory.cache_clear()
    server = _Theirs(home / "theirs", given.programs or (theirs[-1].parent if theirs else database.binaries()))
    try:
        server.begin()
        os.environ["DATABASE_URL"] = f"postgresql://office:{server.password}@127.0.0.1:{server.port}/office"
        os.environ["GIAOBAN_REPLICATION_URL"] = f"postgresql://copier:{server.password}@127.0.0.1:{server.port}/office"
        figures = _went_back(home, server, given.people, given.seconds)
    finally:
        from django.db import connections

        with suppress(Exception):  # the settings may never have been read
            connections.close_all()
        server.kill()
        shutil.rmtree(home, ignore_errors=True)
    print(json.dumps(figures, ensure_ascii=False), flush=True)
    held = (
        figures["after_delete"] == 2 * given.people and figures["media_whole"] and figures["control_copy_alone"] == given.people
        and figures["control_without_log_refused"] and figures["control_running_refused"] and figures["lost_acknowledged"] == 0 and figures["rto_seconds"] <= 300
    )  # fmt: skip
    return 0 if held else 1


class _Theirs:
    """A server that is not the program's: with one role that owns a database, and one that may replicate."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder, self.programs, self.port, self.password = (
            folder,
            programs,
            free_port(),
            secrets.token_hex(8),
        )
        self.process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """It answers, new and empty."""
        self.folder.mkdir(mode=0o755)
        word = self.folder / "word"
        word.write_text(self.password)
        receiving._give(self.folder)
        self._as_them("initdb", "-D", self.folder / "data", "-U", "master", "-A", "scram-sha-256", f"--pwfile={word}",
                      "-E", "UTF8", "--locale=C.UTF-8").wait()  # fmt: skip
        self.process = self._as_them("postgres", "-D", self.folder / "data", "-c", f"port={self.port}",
                                     "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=")  # fmt: skip
        master = database.Address("127.0.0.1", self.port, "master", self.password, "postgres")
        for _ in range(300):
            with suppress(Exception), master.connect() as connection:
                connection.execute(f"CREATE ROLE office LOGIN CREATEDB CREATEROLE PASSWORD '{self.password}'")  # type: ignore[arg-type]
                connection.execute(f"CREATE ROLE copier LOGIN REPLICATION PASSWORD '{self.password}'")  # type: ignore[arg-type]
                connection.execute("CREATE DATABASE office OWNER office")
                return
            time.sleep(0.1)
        raise Refused(f"Máy chủ của cuộc diễn tập không chạy: {(self.folder / 'log').read_text()[-500:]}")

    def _as_them(self, program: str, *words: object) -> subprocess.Popen[bytes]:
        with open(self.folder / "log", "ab") as log:
            return subprocess.Popen(  # type: ignore[no-any-return]
                [self.programs / program, *map(str, words)], stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/",
                **database.as_database_user(),  # type: ignore[call-overload]
            )  # fmt: skip

    def kill(self) -> None:
        """Its processes and its files are gone, as if the machine were lost."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            time.sleep(1)  # its own children see that it is gone
        shutil.rmtree(self.folder, ignore_errors=True)


def _went_back(home: Path, server: _Theirs, people: int, seconds: float) -> dict[str, Any]:
    from django.db import connections

    from giaoban.site.migrating import migrate
    from giaoban.site.starting import ready

    ready()
    migrate()
    small = small_world()
    picture = home / "media" / "thu.bin"
    picture.parent.mkdir(parents=True, exist_ok=True)
    content = secrets.token_bytes(3_000_000)
    picture.write_bytes(content)
    _enter(small, people, "Trước")
    program = Served(free_port())
    program.start()
    try:
        began = time.monotonic()
        made = back_up(home / "backups")
        found: dict[str, Any] = {"server": server.programs.parts[-2], "backup_seconds": round(time.monotonic() - began, 1),
                                 "backup_mb": round(made.size / 1e6, 1)}  # fmt: skip
        _enter(small, people, "Sau")
        time.sleep(1.1)
        good = datetime.now(UTC)
        time.sleep(1.1)
        with database.Address("127.0.0.1", server.port, "master", server.password, "office").connect() as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute("DELETE FROM people_membership")
            connection.execute("DELETE FROM people_person")
        picture.write_bytes(b"hu hong")
        _received(server)
        found["control_running_refused"] = _refused(lambda: restore(made.file, at=good))
        program.stop()
        connections.close_all()
        began = time.monotonic()
        restore(home / "backups", at=good)
        found |= {"rto_seconds": round(time.monotonic() - began, 1), "after_delete": _people(),
                  "media_whole": picture.read_bytes() == content}  # fmt: skip
        program.start()
        found |= _server_lost(home, server, small, program, seconds)
    finally:
        program.stop()
    log = database.log_archive()
    log.rename(log.with_name("away"))
    log.mkdir()
    connections.close_all()
    found["control_without_log_refused"] = _refused(lambda: restore(made.file, at=good))
    restore(made.file)
    return found | {"control_copy_alone": _people()}


def _refused(what: Callable[[], object]) -> bool:
    try:
        what()
    except Refused:
        return True
    return False


def _received(server: _Theirs) -> None:
    """Waits until what stands in the server's log has been received."""
    with database.Address("127.0.0.1", server.port, "master", server.password, "office").connect() as connection:
        row = connection.execute("SELECT pg_current_wal_lsn()").fetchone()
        assert row is not None
        for _ in range(300):
            there = "SELECT 1 FROM pg_stat_replication WHERE flush_lsn >= %s::pg_lsn"
            if connection.execute(there, [row[0]]).fetchone():
                return
            time.sleep(0.1)
    raise Refused("Bản ghi của máy chủ không được nhận.")


def _server_lost(home: Path, server: _Theirs, small: Any, program: Served, seconds: float) -> dict[str, Any]:
    """Acts are acknowledged until the server and its disk are lost; a new server gets all that was received."""
    from django.db import connections

    _received(server)
    before, number = _people(), 0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        _enter(small, 1, f"Cuối {number}")
        number += 1
    connections.close_all()
    server.kill()
    program.stop()
    server.begin()
    database.make_roles()  # what “giaoban restore” begins with
    restore(home / "backups", at=LATEST)
    return {"acknowledged": number, "lost_acknowledged": before + number - _people()}
