"""The way back from a back-up to any moment that it and the kept log reach.

A restore unpacks beside what is there, proves what it unpacked on a server of its own, and only then takes its place;
what was there before is kept under another name."""

from __future__ import annotations

import fcntl
import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from giaoban.core.refusal import Refused
from giaoban.site import database, receiving
from giaoban.site.backups.keeping import (
    HERE,
    LATEST,
    Say,
    identity,
    identity_path,
    media,
    now,
    own_server,
    remember,
    run,
    sync_folder,
    working_folder,
)
from giaoban.site.backups.sealing import read_whole
from giaoban.site.places import state_directory
from giaoban.site.ports import free_port

PROVING_SECONDS = 1800
RUNNING = "Chương trình đang chạy. Hãy dừng nó trước khi khôi phục. Chưa thay đổi gì."


@dataclass(frozen=True)
class Restored:
    """A restore that was proven: which moment stands now, what was counted in it, how long it took."""

    at: str
    entries: int
    people: int
    journal: str
    seconds: float
    kept: str


def restore(
    given: Path,
    *,
    at: datetime | None = None,
    key_file: Path | None = None,
    prove: bool = False,
    say: Say = lambda line: None,
) -> Restored:
    """The database, media and secrets are those of the back-up, or of the moment ``at`` after it; all of it or nothing.

    With ``prove`` everything is done beside what is there, looked at, and thrown away. Refused when the program is
    running, when key or file are wrong, and when the moment cannot be reached.
    """
    began = time.monotonic()
    file = _chosen(given, at)
    key = identity(key_file)
    if key is None:
        raise Refused("Chưa có khóa giải mã: hãy thêm --key TỆP-KHÓA.")
    with working_folder("restore") as scratch:
        say(f"Giải mã và kiểm tra {file.name}")
        listed = read_whole(file, key, scratch)
        if at is not None and at < datetime.fromisoformat(listed["at"]):
            raise Refused(
                f"Bản sao lưu này ghi lúc {listed['at']}, sau thời điểm {at:%d/%m/%Y %H:%M:%S}; hãy chọn bản cũ hơn."
            )
        if own_server() != (listed["kind"] == "cluster"):
            raise Refused("Bản sao lưu này của loại máy chủ khác (máy chủ riêng của chương trình hay DATABASE_URL).")
        if listed["kind"] == "dump" and at is not None:
            raise Refused(
                "Bản sao lưu này chỉ có dữ liệu tại lúc sao lưu. Muốn về một thời điểm trên máy chủ ngoài, phải đặt"
                " GIAOBAN_REPLICATION_URL từ trước khi sao lưu; xem docs/guide/sao-luu.md."
            )
        if listed["kind"] != "cluster" and not prove:
            _nobody_on(database.owner())
        if listed["kind"] == "cluster":
            done = _restore_cluster(scratch, listed, at, prove=prove, say=say)
        else:
            replayed = ""
            if listed["kind"] == receiving.COPIED:
                say("Đưa một máy chủ tạm cùng phiên bản về thời điểm ấy")
                replayed = receiving.dumped_at(scratch, listed, _target(at))
            done = {**_restore_dump(scratch, at, prove=prove, say=say), "at": _reached(at, replayed, listed)}
    answer = Restored(seconds=round(time.monotonic() - began, 1), **done)
    remember("proof" if prove else "restore", at=now(), file=str(file), moment=answer.at, entries=answer.entries,
             people=answer.people, journal=answer.journal, seconds=answer.seconds)  # fmt: skip
    return answer


def _chosen(given: Path, at: datetime | None) -> Path:
    """The file itself, or of a folder the newest back-up before the moment."""
    if given.is_file():
        return given
    files = sorted(given.glob("giaoban-*.age")) if given.is_dir() else []
    if at is not None and at != LATEST:
        files = [file for file in files if file.stem <= f"giaoban-{at.astimezone(HERE):%Y%m%d-%H%M%S}"]
    if not files:
        raise Refused(f"Ở {given} không có bản sao lưu nào dùng được.")
    return files[-1]


def _restore_cluster(
    scratch: Path, listed: dict[str, Any], at: datetime | None, *, prove: bool, say: Say
) -> dict[str, Any]:
    data, living = scratch / "database", database.cluster() / "data"
    with nullcontext() if prove else _nobody_else():
        data.chmod(0o700)
        configured_by_us(data)
        more: list[str] = ["-c", "archive_mode=off"]
        if (target := _target(at)) is not None:
            (data / "recovery.signal").touch()
            moment = "" if prove else shlex.quote(str(living / "pg_wal"))
            archived = shlex.quote(str(database.log_archive()))
            newest = f" || cp {moment}/%f %p" if moment else ""
            fetch = f"( test -f {archived}/%f.gz && gunzip -c {archived}/%f.gz > %p ){newest}"
            more += ["-c", f"restore_command={fetch}", *target]
        _give_to_database_user(scratch)
        password = (scratch / "secrets" / "database-superuser").read_text()
        port = free_port()
        say("Dựng lại trên một máy chủ tạm và kiểm tra")
        server = database.launched(data, port, *more)
        try:
            at_server = database.Address("127.0.0.1", port, "postgres", password, "postgres")
            moment_reached = _recovered(server, at_server)
            contents = _looked_over(at_server.to(database.NAME), at)
        finally:
            server.terminate() if server.poll() is not None else server.send_signal(2)
            server.wait(120)
        if prove:
            return {**contents, "at": _reached(at, moment_reached, listed), "kept": ""}
        (data / "recovery.signal").unlink(missing_ok=True)
        kept = _swapped(scratch)
        say(f"Đã thay; dữ liệu trước đó còn ở {kept}")
        return {**contents, "at": _reached(at, moment_reached, listed), "kept": str(kept)}


_DOORS = """# Who may come in: by password, from this machine.
local all all scram-sha-256
host all all 127.0.0.1/32 scram-sha-256
host all all ::1/128 scram-sha-256
local replication all scram-sha-256
host replication all 127.0.0.1/32 scram-sha-256
host replication all ::1/128 scram-sha-256
"""


def configured_by_us(data: Path) -> None:
    """Nothing that came with the copy says how its server starts: no setting, no command, no library, no way in of its own."""
    ours = {"postgresql.conf": "", "postgresql.auto.conf": "", "pg_ident.conf": "", "pg_hba.conf": _DOORS}
    for name in ("recovery.signal", "standby.signal", "recovery.conf"):
        (data / name).unlink(missing_ok=True)
    for name, text in ours.items():
        (data / name).unlink(missing_ok=True)
        (data / name).write_text(text)
        (data / name).chmod(0o600)


def _target(at: datetime | None) -> list[str] | None:
    """What a server is told that goes to the moment; None where it stays at the copy."""
    if at is None:
        return None
    return (
        [] if at == LATEST else ["-c", f"recovery_target_time={at.isoformat()}", "-c", "recovery_target_action=promote"]
    )


def _reached(at: datetime | None, replayed: str, listed: dict[str, Any]) -> str:
    """The moment that stands after the restore."""
    if at is None:
        return str(listed["at"])
    return replayed or str(listed["at"]) if at == LATEST else at.isoformat()


def _recovered(server: subprocess.Popen[bytes], at: database.Address) -> str:
    """Waits until the server has gone as far as it was asked to; refused when it could not."""
    until = time.monotonic() + PROVING_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            tail = (database.cluster() / "log").read_text(errors="replace").splitlines()[-6:]
            why = next((line for line in tail if "FATAL" in line), tail[-1] if tail else "")
            raise Refused(f"Không về được thời điểm ấy: {why.split('FATAL:')[-1].strip()} Chưa thay đổi gì.")
        with suppress(psycopg.Error), at.connect() as connection:
            row = connection.execute("select pg_is_in_recovery(), pg_last_xact_replay_timestamp()").fetchone()
            if row and not row[0]:
                return row[1].isoformat() if row[1] else ""
        time.sleep(0.1)
    raise Refused(f"Máy chủ tạm không sẵn sàng sau {PROVING_SECONDS} giây. Chưa thay đổi gì.")


def _looked_over(at: database.Address, moment: datetime | None) -> dict[str, Any]:
    """What a person wants to know of a restored database: that it answers, how much is in it, that its journal is whole."""
    from giaoban.ground.journal.chain import verify

    with at.connect() as connection:
        entries = connection.execute("select count(*), max(at) from journal_entry").fetchone()
        people = connection.execute("select count(*) from people_person").fetchone()
        linked = connection.execute("select to_regclass('journal_link')").fetchone()
        journal = "chưa có chuỗi"
        if linked and linked[0]:
            verdict = verify(connection)
            if not verdict.sound:
                raise Refused(f"Bản khôi phục có nhật ký không nguyên vẹn: {verdict.broken[0]} Chưa thay đổi gì.")
            journal = f"nguyên vẹn, {verdict.entries} mục"
    assert entries is not None
    assert people is not None
    if moment is not None and moment != LATEST and entries[1] is not None and entries[1] > moment:
        raise Refused("Bản khôi phục có việc ghi sau thời điểm đã hỏi. Chưa thay đổi gì.")
    return {"entries": int(entries[0]), "people": int(people[0]), "journal": journal}


def _swapped(scratch: Path) -> Path:
    """What was unpacked stands in its place; what stood there is kept in one folder."""
    kept = state_directory() / f"before-restore-{now():%Y%m%d-%H%M%S}"
    kept.mkdir(mode=0o711)
    pairs = [(media(), scratch / "media"), (state_directory() / "secrets", scratch / "secrets")]
    if (scratch / "database" / "PG_VERSION").exists():
        pairs.insert(0, (database.cluster() / "data", scratch / "database"))
    own_key = identity_path().read_text() if identity_path().exists() else None
    for living, new in pairs:
        if living.exists():
            living.rename(kept / living.name)
        if new.exists():
            new.rename(living)
        else:
            living.mkdir(mode=0o700)
    if own_key is not None and not identity_path().exists():
        identity_path().write_text(own_key)
        identity_path().chmod(0o600)
    for folder in (state_directory(), database.cluster()):
        sync_folder(folder)
    return kept


def _restore_dump(scratch: Path, at: datetime | None, *, prove: bool, say: Say) -> dict[str, Any]:
    """A dump comes back into a database beside the living one, is looked over, and then takes its name."""
    living, draft = database.owner(), f"{database.owner().name}_restore_{os.getpid()}"
    host = ("-h", living.host, "-p", str(living.port), "-U", living.user)
    with living.to("postgres").connect() as connection:
        connection.execute(f'CREATE DATABASE "{draft}"')  # type: ignore[arg-type]
    say("Dựng lại trong một cơ sở dữ liệu tạm và kiểm tra")
    try:
        run("psql", *host, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", draft, "-f", str(_as_script(scratch)),
             at=living)  # fmt: skip
        contents = _looked_over(living.to(draft), at)
        if not prove:
            kept_name = f"{living.name}_before_{now():%Y%m%d%H%M%S}"
            with living.to("postgres").connect() as connection, connection.transaction():
                connection.execute(f'ALTER DATABASE "{living.name}" RENAME TO "{kept_name}"')  # type: ignore[arg-type]
                connection.execute(f'ALTER DATABASE "{draft}" RENAME TO "{living.name}"')  # type: ignore[arg-type]
            _swapped(scratch)
            say(f"Đã thay; cơ sở dữ liệu trước đó còn dưới tên {kept_name}")
            return {**contents, "kept": kept_name}
    finally:
        with living.to("postgres").connect() as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{draft}" WITH (FORCE)')  # type: ignore[arg-type]
    return {**contents, "kept": ""}


def _as_script(scratch: Path) -> Path:
    """The dump as statements, without the setting that servers before PostgreSQL 17 do not know."""
    whole, script = scratch / "whole.sql", scratch / "known.sql"
    run("pg_restore", "-f", str(whole), str(scratch / "database" / "dump"))
    with whole.open("rb") as read, script.open("wb") as written:
        while (line := read.readline()) and not line.startswith(b"CREATE "):
            if not line.startswith(b"SET transaction_timeout"):
                written.write(line)
        written.write(line)
        shutil.copyfileobj(read, written)
    whole.unlink()
    return script


@contextmanager
def _nobody_else() -> Iterator[None]:
    """The program does not run and cannot start meanwhile; refused when somebody still uses its server."""
    with open(state_directory() / "holders", "ab") as held, open(state_directory() / "starting", "ab") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(RUNNING) from None
        database.stop()
        yield


def _nobody_on(at: database.Address) -> None:
    """Nobody is connected to the database of somebody else's server; Refused when somebody is, for it cannot be renamed."""
    with at.to("postgres").connect() as connection:
        there = "SELECT 1 FROM pg_stat_activity WHERE datname = %s AND usesysid IS NOT NULL"
        if connection.execute(there, [at.name]).fetchone():
            raise Refused(RUNNING)


def _give_to_database_user(folder: Path) -> None:
    if os.geteuid() != 0:
        return
    user = database.database_user()
    for place, _folders, names in os.walk(folder / "database"):
        os.chown(place, user.pw_uid, user.pw_gid)
        for name in names:
            os.chown(Path(place) / name, user.pw_uid, user.pw_gid)
    folder.chmod(0o711)
