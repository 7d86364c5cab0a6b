"""Going back to any moment on somebody else's server: a copy of the whole server, and its log, received as it is written.

``GIAOBAN_REPLICATION_URL`` names a role of the server in ``DATABASE_URL`` that may replicate; whoever runs that server gives
it, and knows that it reads every database there. Then a back-up is a physical copy, and one child of the program receives
the log. To go back, a server of the same version is brought to the moment beside the living one, and the one database is
taken out of it as a dump. What the server keeps for us until it is received is a replication slot; its administrator
bounds it by ``max_slot_wal_keep_size``.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from giaoban.core.refusal import Refused
from giaoban.site import database

PORT = 5432
"""A part of the name of the temporary server's socket; it listens on no network."""
COPIED = "server"
"""The kind of a back-up that is a copy of somebody else's server."""


def replicator() -> database.Address | None:
    """The role that may copy the server and receive its log; None where none is named."""
    named = os.environ.get("GIAOBAN_REPLICATION_URL")
    return database.Address.parse(named) if named and os.environ.get("DATABASE_URL") else None


def programs(major: int) -> Path:
    """The folder with the programs of a PostgreSQL server of that version; Refused where this machine has none."""
    places = [database.binaries(), Path(f"/usr/lib/postgresql/{major}/bin"), Path(f"/usr/pgsql-{major}/bin")]
    for place in places:
        if (place / "postgres").exists() and (place / "pg_receivewal").exists():
            version = subprocess.run(
                [place / "postgres", "--version"], capture_output=True, text=True, check=True
            ).stdout
            if f") {major}." in version:
                return place
    raise Refused(
        f"Muốn về được mọi thời điểm của máy chủ PostgreSQL {major}, máy này cần có chương trình của đúng phiên bản ấy:"
        f" hãy cài gói postgresql-{major}, hoặc đặt GIAOBAN_POSTGRES_BIN."
    )


def received(system: str) -> Path:
    """Where the log of the server with that identifier lies."""
    return database.log_archive() / f"of-{system}"


def slot() -> str:
    """The name under which the server keeps its log for this installation."""
    return re.sub(r"[^a-z0-9_]", "_", f"{database.owner().name}_log".lower())[:63]


def _asked() -> tuple[int, str]:
    """The server's major version and identifier; both of one server, or Refused."""
    try:
        with database.owner().connect() as connection:
            row = connection.execute("SELECT system_identifier FROM pg_control_system()").fetchone()
            assert row is not None
            return connection.info.server_version // 10000, str(row[0])
    except psycopg.Error as error:
        raise Refused(f"Máy chủ cơ sở dữ liệu không trả lời: {str(error).strip()}") from error


def _to(at: database.Address) -> tuple[str, ...]:
    return ("-h", at.host, "-p", str(at.port), "-U", at.user)


def _environment(at: database.Address) -> dict[str, str]:
    return {**os.environ, **at.environment(), "PGCONNECT_TIMEOUT": "10", "PGTZ": "UTC"}


def _ran(major: int, program: str, *words: str, at: database.Address) -> None:
    done = subprocess.run(
        [programs(major) / program, *words], capture_output=True, text=True, check=False, env=_environment(at)
    )
    if done.returncode:
        raise Refused(f"{program}: {done.stderr.strip() or done.stdout.strip()}")


def receive() -> None:
    """This process becomes the one that receives the server's log, until it is stopped; for a child of the supervisor."""
    at = replicator()
    assert at is not None
    major, system = _asked()
    folder = _kept_from_now_on(at, major, system)
    program = programs(major) / "pg_receivewal"
    os.execve(
        program,
        [str(program), *_to(at), "-D", str(folder), "-S", slot(), "--synchronous", "-s", "5", "--no-password"],
        _environment(at),
    )


def _kept_from_now_on(at: database.Address, major: int, system: str) -> Path:
    """The server keeps its log from here on until it is received; answers the folder that it is received in."""
    folder = received(system)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _ran(major, "pg_receivewal", *_to(at), "-S", slot(), "--create-slot", "--if-not-exists", at=at)
    return folder


def copy(scratch: Path, at: database.Address) -> dict[str, Any]:
    """A verified copy of the whole server lies in ``scratch/database``; answers what a back-up says of it."""
    major, system = _asked()
    with at.connect() as connection:
        elsewhere = connection.execute("SELECT count(*) FROM pg_tablespace WHERE spcname NOT LIKE 'pg\\_%'").fetchone()
    if elsewhere and elsewhere[0]:
        raise Refused("Máy chủ này có vùng bảng (tablespace) ở nơi khác; chương trình không sao được máy chủ như vậy.")
    _kept_from_now_on(at, major, system)
    target = scratch / "database"
    _ran(major, "pg_basebackup", *_to(at), "-D", str(target), "-X", "stream", "-c", "fast", "--no-password",
         "--manifest-checksums=SHA256", at=at)  # fmt: skip
    _ran(major, "pg_verifybackup", str(target), at=at)
    return {"kind": COPIED, "server": major * 10000, "system": system, "name": database.owner().name}


def forget(*, before: datetime) -> None:
    """Whole pieces of received log older than that are gone."""
    for piece in database.log_archive().glob("of-*/*"):
        if re.fullmatch(r"[0-9A-F]{24}", piece.name) and piece.stat().st_mtime < before.timestamp():
            piece.unlink()


def dumped_at(scratch: Path, listed: dict[str, Any], target: list[str] | None) -> str:
    """``scratch/database/dump`` is the copied database as it was where that target of recovery ends, or when it was copied.

    Answers when the last thing replayed from the log was committed, as it is written. Refused when the received log does
    not reach the target, or this machine has no server of that version.
    """
    major = int(listed["server"]) // 10000
    copied = (scratch / "database").rename(scratch / "copied")
    (scratch / "database").mkdir(mode=0o700)
    # To trust is safe here: the folder of its socket is closed to others.
    for name, text in (("postgresql", ""), ("pg_hba", "local all all trust\n"), ("pg_ident", "")):
        (copied / f"{name}.conf").write_text(text)
    more: list[str] = []
    if target is not None:
        (copied / "recovery.signal").touch()
        log = shlex.quote(str(received(listed["system"])))
        more = [*target, "-c", f"restore_command=cp {log}/%f %p || cp {log}/%f.partial %p"]
    if os.geteuid() == 0:
        scratch.chmod(0o711)
    _give(copied)
    _give(database.log_archive())
    with _short_folder() as folder:
        pairs = {
            "config_file": copied / "postgresql.conf", "hba_file": copied / "pg_hba.conf", "ident_file": copied / "pg_ident.conf",
            "listen_addresses": "", "unix_socket_directories": folder, "port": PORT, "ssl": "off", "archive_mode": "off",
            "hot_standby": "off", "primary_conninfo": "", "synchronous_standby_names": "", "shared_preload_libraries": "",
            "logging_collector": "off", "log_destination": "stderr",
        }  # fmt: skip
        words = [word for key, value in pairs.items() for word in ("-c", f"{key}={value}")]
        told = folder / "log"
        with open(told, "wb") as log_file:
            server = subprocess.Popen(
                [programs(major) / "postgres", "-D", copied, *words, *more],
                stdin=subprocess.DEVNULL, stdout=log_file, stderr=log_file, cwd="/", start_new_session=True,
                **database.as_database_user(),  # type: ignore[call-overload]
            )  # fmt: skip
        there = database.Address(str(folder), PORT, database.owner().user, "", listed["name"])
        try:
            replayed = _reached(server, there, told)
            _ran(major, "pg_dump", *_to(there), "--enable-row-security", "-Fc",
                 "-f", str(scratch / "database" / "dump"), there.name, at=there)  # fmt: skip
        finally:
            if server.poll() is None:
                server.send_signal(signal.SIGINT)
            server.wait(120)
    return replayed


def _give(folder: Path) -> None:
    """The folder belongs to the database's user, who may not read what is root's."""
    if os.geteuid() == 0 and folder.exists():
        user = database.database_user()
        for place in (folder, *folder.rglob("*")):
            os.chown(place, user.pw_uid, user.pw_gid)


@contextmanager
def _short_folder() -> Iterator[Path]:
    """A closed folder with a name short enough for a socket, which belongs to the database's user."""
    folder = Path(tempfile.mkdtemp(prefix="giaoban-"))
    _give(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _reached(server: subprocess.Popen[bytes], at: database.Address, told: Path) -> str:
    """Waits until the server answers and is where it was asked to go; Refused when it could not."""
    while True:
        if server.poll() is not None:
            lines = told.read_text(errors="replace").splitlines()
            why = next((line for line in reversed(lines) if "FATAL" in line), lines[-1] if lines else "")
            raise Refused(f"Không về được thời điểm ấy: {why.split('FATAL:')[-1].strip()} Chưa thay đổi gì.")
        try:
            with at.connect() as connection:
                row = connection.execute("SELECT pg_is_in_recovery(), pg_last_xact_replay_timestamp()").fetchone()
                if row and not row[0]:
                    return row[1].isoformat() if row[1] else ""
        except psycopg.Error:
            time.sleep(0.1)


def is_received(owner: psycopg.Connection[Any]) -> bool:
    """Whether somebody is receiving the server's log for this installation now."""
    found = owner.execute("SELECT 1 FROM pg_replication_slots WHERE slot_name = %s AND active", [slot()]).fetchone()
    return found is not None
