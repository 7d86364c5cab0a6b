"""A back-up is made: the database as well as its server lets it be copied, the media and the installation's secrets.

Of the program's own server it is a physical copy with its log, of another server a dump, or the same where it lets us
replicate."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from giaoban.core.refusal import Refused
from giaoban.site import database, receiving
from giaoban.site.backups.keeping import (
    Say,
    identity,
    now,
    own_server,
    recipient,
    remember,
    run,
    sync_folder,
    working_folder,
)
from giaoban.site.backups.sealing import pack, read_whole


@dataclass(frozen=True)
class BackedUp:
    """A back-up that was made: its file, how large, how long it took, and whether it was read back whole."""

    file: Path
    size: int
    seconds: float
    files: int
    read_back: bool


def back_up(to: Path, *, say: Say = lambda line: None) -> BackedUp:
    """A new encrypted file lies in the folder ``to``, and was read back whole where the key is on this machine."""
    began = time.monotonic()
    to.mkdir(parents=True, exist_ok=True)
    whom = recipient()
    at = now()
    file = to / f"giaoban-{at:%Y%m%d-%H%M%S}.age"
    if own_server():
        _keep_log_from_now_on()
    with working_folder("backup") as scratch:
        say("Sao cơ sở dữ liệu")
        kind = _copied(scratch)
        say("Mã hóa")
        draft = file.with_suffix(".part")
        try:
            with open(draft, "wb") as out:
                count = pack(out, whom, scratch, kind, at)
                out.flush()
                os.fsync(out.fileno())
            key = identity(None)
            checked = False
            if key is not None and str(key.to_public()) == str(whom):
                say("Đọc lại để kiểm tra")
                read_whole(draft, key)
                checked = True
            draft.rename(file)
            sync_folder(to)
        finally:
            draft.unlink(missing_ok=True)
    done = BackedUp(file, file.stat().st_size, time.monotonic() - began, count, checked)
    remember("backup", at=at, file=str(file), size=done.size, seconds=round(done.seconds, 1), read_back=checked)
    oldest = now() - timedelta(days=int(os.environ.get("GIAOBAN_WAL_DAYS", "35")))
    _forget_old_log(before=oldest)
    receiving.forget(before=oldest)
    return done


def _keep_log_from_now_on() -> None:
    """The server keeps its log from here on, so that any moment after this back-up can be gone back to."""
    folder = database.log_archive()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.geteuid() == 0:
        os.chown(folder, database.database_user().pw_uid, database.database_user().pw_gid)


def _copied(scratch: Path) -> dict[str, Any]:
    """The database lies in ``scratch``, copied as well as its server lets us; answers what a back-up says of it."""
    if own_server():
        return _copy_own(scratch)
    if replicator := receiving.replicator():
        return receiving.copy(scratch, replicator)
    return _dump(scratch)


def _copy_own(scratch: Path) -> dict[str, Any]:
    at = database.superuser(database.own_port())
    target = scratch / "database"
    run("pg_basebackup", "-h", at.host, "-p", str(at.port), "-U", at.user, "-D", str(target), "-X", "stream", "-c", "fast",
         "--manifest-checksums=SHA256", at=at)  # fmt: skip
    run("pg_verifybackup", str(target))
    with at.connect() as connection:
        row = connection.execute("show server_version_num").fetchone()
    return {"kind": "cluster", "server": int(row[0]) if row else 0}


def _dump(scratch: Path) -> dict[str, Any]:
    at = database.owner()
    target = scratch / "database"
    target.mkdir()
    with at.connect() as connection:
        version = connection.info.server_version
    # Policies bind the owner, too, and let it see every row; without the word for it pg_dump refuses to ask.
    run("pg_dump", "-h", at.host, "-p", str(at.port), "-U", at.user, "--enable-row-security", "-Fc",
         "-f", str(target / "dump"), at.name, at=at)  # fmt: skip
    listed = run("pg_restore", "--list", str(target / "dump"))
    if "journal_entry" not in listed:
        raise Refused("Bản sao của máy chủ ngoài không có bảng nhật ký; chưa ghi bản sao lưu nào.")
    return {"kind": "dump", "server": version}


def _forget_old_log(*, before: datetime) -> None:
    """Pieces of the log older than that are gone: they belong to moments before every back-up that is still useful."""
    for piece in database.log_archive().glob("*.gz"):
        if piece.stat().st_mtime < before.timestamp():
            piece.unlink()
