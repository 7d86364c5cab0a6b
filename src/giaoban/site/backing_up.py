"""One encrypted file that holds everything, and the way back from it to any moment.

A back-up is a tar encrypted with age: the database (of the program's own server as a physical copy with its log, of
another server as a dump, or in the same way where it lets us replicate), the media, the installation's secrets, and a
list of every file with its SHA-256. A restore unpacks beside what is there, proves what it unpacked on a server of its
own, and only then takes its place; what was there before is kept under another name.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any
from zoneinfo import ZoneInfo

import psycopg
import pyrage  # type: ignore[import-untyped]

from giaoban.core.refusal import Refused
from giaoban.site import database, receiving
from giaoban.site.places import state_directory

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
LIST = "manifest.json"
FORMAT = 1
PROVING_SECONDS = 1800
RUNNING = "Chương trình đang chạy. Hãy dừng nó trước khi khôi phục. Chưa thay đổi gì."
LATEST = datetime.max.replace(tzinfo=ZoneInfo("UTC"))
"""The last moment that back-up and kept log reach."""
Say = Callable[[str], None]


def own_server() -> bool:
    """Whether the database is the program's own server."""
    return not os.environ.get("DATABASE_URL")


def media() -> Path:
    """Where uploaded files lie."""
    return Path(os.environ.get("GIAOBAN_MEDIA") or state_directory() / "media")


def _now() -> datetime:
    return datetime.now(HERE)  # noqa: TID251 - the hour of a back-up is the hour of this machine


# -- keys -------------------------------------------------------------------------------------------------------------


def recipient() -> pyrage.x25519.Recipient:
    """Whom back-ups are encrypted to: GIAOBAN_BACKUP_RECIPIENT, whose key is kept elsewhere, or this installation."""
    if named := os.environ.get("GIAOBAN_BACKUP_RECIPIENT"):
        return pyrage.x25519.Recipient.from_str(named)
    path = _identity_path()
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (
            suppress(FileExistsError),
            os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out,
        ):
            out.write(str(pyrage.x25519.Identity.generate()) + "\n")
    return pyrage.x25519.Identity.from_str(path.read_text().strip()).to_public()


def _identity_path() -> Path:
    return state_directory() / "secrets" / "backup-key"


def identity(file: Path | None) -> pyrage.x25519.Identity | None:
    """The key that opens back-ups, from the file or this installation's own; None when it is kept elsewhere."""
    path = file or _identity_path()
    if file is None and not path.exists():
        return None
    try:
        lines = [line.strip() for line in path.read_text().splitlines()]
        return pyrage.x25519.Identity.from_str(next(line for line in lines if line.startswith("AGE-SECRET-KEY-")))
    except (OSError, StopIteration, UnicodeDecodeError, pyrage.IdentityError) as error:
        raise Refused(f"Không đọc được khóa giải mã ở {path}.") from error


# -- backing up -------------------------------------------------------------------------------------------------------


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
    at = _now()
    file = to / f"giaoban-{at:%Y%m%d-%H%M%S}.age"
    if own_server():
        _keep_log_from_now_on()
    with _scratch("backup") as scratch:
        say("Sao cơ sở dữ liệu")
        kind = _copied(scratch)
        say("Mã hóa")
        draft = file.with_suffix(".part")
        try:
            with open(draft, "wb") as out:
                count = _packed(out, whom, scratch, kind, at)
                out.flush()
                os.fsync(out.fileno())
            key = identity(None)
            checked = False
            if key is not None and str(key.to_public()) == str(whom):
                say("Đọc lại để kiểm tra")
                _read(draft, key, None)
                checked = True
            draft.rename(file)
            _sync_folder(to)
        finally:
            draft.unlink(missing_ok=True)
    done = BackedUp(file, file.stat().st_size, time.monotonic() - began, count, checked)
    remember("backup", at=at, file=str(file), size=done.size, seconds=round(done.seconds, 1), read_back=checked)
    oldest = _now() - timedelta(days=int(os.environ.get("GIAOBAN_WAL_DAYS", "35")))
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
    _ran("pg_basebackup", "-h", at.host, "-p", str(at.port), "-U", at.user, "-D", str(target), "-X", "stream", "-c", "fast",
         "--manifest-checksums=SHA256", password=at.password)  # fmt: skip
    _ran("pg_verifybackup", str(target))
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
    _ran("pg_dump", "-h", at.host, "-p", str(at.port), "-U", at.user, "--enable-row-security", "-Fc",
         "-f", str(target / "dump"), at.name, password=at.password)  # fmt: skip
    listed = _ran("pg_restore", "--list", str(target / "dump"))
    if "journal_entry" not in listed:
        raise Refused("Bản sao của máy chủ ngoài không có bảng nhật ký; chưa ghi bản sao lưu nào.")
    return {"kind": "dump", "server": version}


def _ran(program: str, *words: str, password: str = "") -> str:
    done = subprocess.run(
        [database.binaries() / program, *words], capture_output=True, text=True,
        env={**os.environ, "PGPASSWORD": password, "PGCONNECT_TIMEOUT": "10", "PGTZ": "UTC"},
    )  # fmt: skip
    if done.returncode:
        raise Refused(f"{program}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def _packed(out: IO[bytes], whom: pyrage.x25519.Recipient, scratch: Path, kind: dict[str, Any], at: datetime) -> int:
    """The encrypted tar is written; answers how many files are in it."""
    reader, writer = os.pipe()
    failed: list[BaseException] = []

    def encrypt() -> None:
        try:
            with os.fdopen(reader, "rb") as source:
                pyrage.encrypt_io(source, out, [whom])
        except BaseException as error:
            failed.append(error)

    worker = threading.Thread(target=encrypt)
    worker.start()
    listed: dict[str, Any] = {}
    try:
        with os.fdopen(writer, "wb") as sink, tarfile.open(fileobj=sink, mode="w|", format=tarfile.PAX_FORMAT) as tar:
            for name, place in (
                ("database", scratch / "database"),
                ("media", media()),
                ("secrets", state_directory() / "secrets"),
            ):
                for path in sorted(place.rglob("*")) if place.exists() else ():
                    inside = f"{name}/{path.relative_to(place)}"
                    if path.is_dir() and not path.is_symlink():
                        tar.add(path, inside, recursive=False)
                    elif path.is_file():
                        _add(tar, path, inside, listed)
            said = {"format": FORMAT, "at": at.isoformat(), **kind, "files": listed}
            text = json.dumps(said, ensure_ascii=False).encode()
            info = tarfile.TarInfo(LIST)
            info.size = len(text)
            tar.addfile(info, io.BytesIO(text))
    finally:
        worker.join()
    if failed:
        raise Refused(f"Không mã hóa được bản sao lưu: {failed[0]}")
    return len(listed)


def _add(tar: tarfile.TarFile, path: Path, inside: str, listed: dict[str, Any]) -> None:
    with open(path, "rb") as file:
        info = tar.gettarinfo(str(path), inside, file)
        data = file.read(info.size) if info.size < 1 << 26 else None
        if data is not None:
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
            listed[inside] = hashlib.sha256(data).hexdigest()
            return
        seen = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        tar.addfile(info, file)
        listed[inside] = seen


def _forget_old_log(*, before: datetime) -> None:
    """Pieces of the log older than that are gone: they belong to moments before every back-up that is still useful."""
    for piece in database.log_archive().glob("*.gz"):
        if piece.stat().st_mtime < before.timestamp():
            piece.unlink()


# -- reading a back-up ------------------------------------------------------------------------------------------------


def read_whole(file: Path, key: pyrage.x25519.Identity) -> dict[str, Any]:
    """What the back-up says of itself; refused unless every byte of it is as it was written."""
    return _read(file, key, None)


def _read(file: Path, key: pyrage.x25519.Identity, into: Path | None) -> dict[str, Any]:
    """Every byte of the back-up was decrypted and is as it was listed; unpacked where a folder is given.

    Refused when the key does not fit, when the file was cut or changed, and when a name would leave the folder.
    """
    reader, writer = os.pipe()
    failed: list[BaseException] = []

    def decrypt() -> None:
        try:
            with os.fdopen(writer, "wb") as sink, open(file, "rb") as source:
                pyrage.decrypt_io(source, sink, [key])
        except BaseException as error:
            failed.append(error)

    worker = threading.Thread(target=decrypt)
    worker.start()
    found: dict[str, str] = {}
    listed: dict[str, Any] | None = None
    trouble: BaseException | None = None
    with os.fdopen(reader, "rb") as source:
        try:
            with tarfile.open(fileobj=source, mode="r|") as tar:
                for info in tar:
                    if info.name == LIST:
                        content = tar.extractfile(info)
                        listed = json.loads(content.read()) if content else None
                    else:
                        _take(tar, info, into, found)
            while source.read(1 << 20):
                pass
        except (tarfile.TarError, ValueError, EOFError, OSError, Refused) as error:
            trouble = error
    worker.join()
    if failed and not isinstance(failed[0], BrokenPipeError):
        raise Refused(
            f"Không mở được {file.name}: sai khóa, hoặc tệp đã bị cắt hay sửa ({failed[0]}). Chưa thay đổi gì."
        )
    if trouble is not None or listed is None:
        raise Refused(f"Tệp {file.name} không nguyên vẹn ({trouble or 'thiếu danh mục'}). Chưa thay đổi gì.")
    if listed.get("format") != FORMAT:
        raise Refused(f"Tệp {file.name} do một phiên bản khác ghi (dạng {listed.get('format')}). Chưa thay đổi gì.")
    if found != listed["files"]:
        wrong = sorted(set(found.items()) ^ set(listed["files"].items()))
        raise Refused(f"Tệp {file.name} không khớp danh mục của nó ở {wrong[0][0]}. Chưa thay đổi gì.")
    return listed


def _take(tar: tarfile.TarFile, info: tarfile.TarInfo, into: Path | None, found: dict[str, str]) -> None:
    parts = Path(info.name).parts
    if ".." in parts or parts[0] not in {"database", "media", "secrets"} or not (info.isdir() or info.isfile()):
        raise Refused(f"tên lạ: {info.name}")
    target = into / info.name if into is not None else None
    if info.isdir():
        if target is not None:
            target.mkdir(mode=0o700, parents=True, exist_ok=True)
        return
    content = tar.extractfile(info)
    assert content is not None
    seen = hashlib.sha256()
    if target is not None:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(target, "wb") if target is not None else open(os.devnull, "wb") as out:
        while piece := content.read(1 << 20):
            seen.update(piece)
            out.write(piece)
    if target is not None:
        target.chmod(info.mode & 0o700 | 0o600)
    found[info.name] = seen.hexdigest()


# -- restoring --------------------------------------------------------------------------------------------------------


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
    with _scratch("restore") as scratch:
        say(f"Giải mã và kiểm tra {file.name}")
        listed = _read(file, key, scratch)
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
    remember("proof" if prove else "restore", at=_now(), file=str(file), moment=answer.at, entries=answer.entries,
             people=answer.people, journal=answer.journal, seconds=answer.seconds)  # fmt: skip
    return answer


def _chosen(given: Path, at: datetime | None) -> Path:
    """The file itself, or of a folder the newest back-up before the moment."""
    if given.is_file():
        return given
    known = sorted(given.glob("giaoban-*.age")) if given.is_dir() else []
    if at is not None and at != LATEST:
        known = [one for one in known if one.stem <= f"giaoban-{at.astimezone(HERE):%Y%m%d-%H%M%S}"]
    if not known:
        raise Refused(f"Ở {given} không có bản sao lưu nào dùng được.")
    return known[-1]


def _restore_cluster(
    scratch: Path, listed: dict[str, Any], at: datetime | None, *, prove: bool, say: Say
) -> dict[str, Any]:
    data, living = scratch / "database", database.cluster() / "data"
    with nullcontext() if prove else _nobody_else():
        data.chmod(0o700)
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
        port = database.free_port()
        say("Dựng lại trên một máy chủ tạm và kiểm tra")
        server = database.launched(data, port, *more)
        try:
            at_server = database.Address("127.0.0.1", port, "postgres", password, "postgres")
            moment_reached = _recovered(server, at_server)
            found = _looked_over(at_server.to(database.NAME), at)
        finally:
            server.terminate() if server.poll() is not None else server.send_signal(2)
            server.wait(120)
        if prove:
            return {**found, "at": _reached(at, moment_reached, listed), "kept": ""}
        (data / "recovery.signal").unlink(missing_ok=True)
        kept = _swapped(scratch)
        say(f"Đã thay; dữ liệu trước đó còn ở {kept}")
        return {**found, "at": _reached(at, moment_reached, listed), "kept": str(kept)}


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
    kept = state_directory() / f"before-restore-{_now():%Y%m%d-%H%M%S}"
    kept.mkdir(mode=0o711)
    pairs = [(media(), scratch / "media"), (state_directory() / "secrets", scratch / "secrets")]
    if (scratch / "database" / "PG_VERSION").exists():
        pairs.insert(0, (database.cluster() / "data", scratch / "database"))
    own_key = _identity_path().read_text() if _identity_path().exists() else None
    for living, new in pairs:
        if living.exists():
            living.rename(kept / living.name)
        if new.exists():
            new.rename(living)
        else:
            living.mkdir(mode=0o700)
    if own_key is not None and not _identity_path().exists():
        _identity_path().write_text(own_key)
        _identity_path().chmod(0o600)
    for folder in (state_directory(), database.cluster()):
        _sync_folder(folder)
    return kept


def _restore_dump(scratch: Path, at: datetime | None, *, prove: bool, say: Say) -> dict[str, Any]:
    """A dump comes back into a database beside the living one, is looked over, and then takes its name."""
    living, draft = database.owner(), f"{database.owner().name}_restore_{os.getpid()}"
    host = ("-h", living.host, "-p", str(living.port), "-U", living.user)
    with living.to("postgres").connect() as connection:
        connection.execute(f'CREATE DATABASE "{draft}"')  # type: ignore[arg-type]
    say("Dựng lại trong một cơ sở dữ liệu tạm và kiểm tra")
    try:
        _ran("psql", *host, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", draft, "-f", str(_as_script(scratch)),
             password=living.password)  # fmt: skip
        found = _looked_over(living.to(draft), at)
        if not prove:
            kept_name = f"{living.name}_before_{_now():%Y%m%d%H%M%S}"
            with living.to("postgres").connect() as connection, connection.transaction():
                connection.execute(f'ALTER DATABASE "{living.name}" RENAME TO "{kept_name}"')  # type: ignore[arg-type]
                connection.execute(f'ALTER DATABASE "{draft}" RENAME TO "{living.name}"')  # type: ignore[arg-type]
            _swapped(scratch)
            say(f"Đã thay; cơ sở dữ liệu trước đó còn dưới tên {kept_name}")
            return {**found, "kept": kept_name}
    finally:
        with living.to("postgres").connect() as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{draft}" WITH (FORCE)')  # type: ignore[arg-type]
    return {**found, "kept": ""}


def _as_script(scratch: Path) -> Path:
    """The dump as statements, without the setting that servers before PostgreSQL 17 do not know."""
    whole, known = scratch / "whole.sql", scratch / "known.sql"
    _ran("pg_restore", "-f", str(whole), str(scratch / "database" / "dump"))
    with whole.open("rb") as read, known.open("wb") as written:
        while (line := read.readline()) and not line.startswith(b"CREATE "):
            if not line.startswith(b"SET transaction_timeout"):
                written.write(line)
        written.write(line)
        shutil.copyfileobj(read, written)
    whole.unlink()
    return known


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


@contextmanager
def _scratch(what: str) -> Iterator[Path]:
    """A folder beside the data, on the same disk, gone afterwards."""
    database.cluster().mkdir(parents=True, exist_ok=True)
    folder = database.cluster() / f"{what}.{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# -- what is remembered -----------------------------------------------------------------------------------------------


def remember(what: str, *, at: datetime, **said: Any) -> None:
    """The last back-up, proof or restore is known to ``doctor`` and to the page on back-ups."""
    known = remembered()
    known[what] = {"at": at.isoformat(timespec="seconds"), **said}
    path = state_directory() / "backups.json"
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps(known, ensure_ascii=False, indent=1))
    draft.replace(path)


def remembered() -> dict[str, Any]:
    """The last ``backup``, ``proof`` and ``restore``; a word is missing when there was none."""
    with suppress(OSError, ValueError):
        return dict(json.loads((state_directory() / "backups.json").read_text()))
    return {}


# -- commands ---------------------------------------------------------------------------------------------------------


def backup_command(words: list[str]) -> int:
    """``giaoban backup TO``."""
    import argparse

    asked = argparse.ArgumentParser(prog="giaoban backup", description="One encrypted file with everything in it.")
    asked.add_argument("to", type=Path, help="the folder to write to, best on another disk")
    given = asked.parse_args(words)
    database.hold()
    first = not os.environ.get("GIAOBAN_BACKUP_RECIPIENT") and not _identity_path().exists()
    done = back_up(given.to.resolve(), say=_say)
    print(f"{done.file}  {done.size / 1e6:.1f} MB  {done.files} tệp  {done.seconds:.1f} giây"
          f"  {'đã đọc lại, nguyên vẹn' if done.read_back else 'chưa đọc lại được ở đây: khóa giữ nơi khác'}")  # fmt: skip
    if first:
        print(f"Khóa giải mã: {_identity_path()}. Hãy chép ra nơi khác ngay: mất khóa là mất mọi bản sao lưu.")
    return 0


def restore_command(words: list[str]) -> int:
    """``giaoban restore FROM [--at TIME] [--key FILE] [--prove]``."""
    import argparse

    asked = argparse.ArgumentParser(prog="giaoban restore", description="Everything as it was in a back-up, or later.")
    asked.add_argument("from_", metavar="FROM", type=Path, help="a back-up, or the folder of them")
    asked.add_argument(
        "--at", type=moment, help="a moment after the back-up: 2026-11-22T14:05:00 (Vietnam's time), or latest"
    )
    asked.add_argument("--key", type=Path, help="the file with the key, when it is kept elsewhere")
    asked.add_argument("--prove", action="store_true", help="restore beside what is there, look it over, throw it away")
    given = asked.parse_args(words)
    if not own_server():
        database.hold()
    done = restore(given.from_, at=given.at, key_file=given.key, prove=given.prove, say=_say)
    print(f"Đã {'thử ' if given.prove else ''}khôi phục: {done.entries} mục nhật ký ({done.journal}), {done.people} đảng viên,"
          f" {done.seconds:.1f} giây.")  # fmt: skip
    return 0


def moment(text: str) -> datetime:
    """The moment that the text writes; Vietnam's time where it names no zone."""
    if text.strip() in {"latest", "mới nhất"}:
        return LATEST
    read = datetime.fromisoformat(re.sub(r"\s+", "T", text.strip(), count=1))
    return read if read.tzinfo else read.replace(tzinfo=HERE)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
