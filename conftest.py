"""The database of the tests: the real thing, made once for each state of the migrations, copied for each run."""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings

from giaoban.site import database
from giaoban.site.places import PACKAGE, state_directory

# The same examples everywhere, so that a gate never closes by chance; `--hypothesis-profile search` looks for new ones.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", derandomize=False, deadline=None, print_blob=True)
settings.load_profile("same")

DEAREST = (
    "tests/security/test_matrix.py",
    "tests/security/test_matrix_elsewhere.py",
    "tests/contracts/test_typed.py",
    "tests/look/test_every_page.py",
    "tests/security/test_one_cell.py",
    "tests/contracts/test_pages.py",
    "tests/look/test_lookbook.py",
    "tests/contracts/test_acts.py",
    "src/giaoban/areas/members/tests/test_importing.py",
)
"""The files that take minutes, dearest first: begun last, one of them keeps one process busy while the other rests."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The dearest files come first; the others keep their order."""
    places = {name: place for place, name in enumerate(DEAREST)}
    items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(DEAREST)))


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "giaoban.site.settings")
database.hold()


def _template_name() -> str:
    """One name for each state of everything that a fresh database is made from."""
    seen = hashlib.sha256()
    made_from = [
        *PACKAGE.glob("**/migrations/*.py"),
        *PACKAGE.glob("ground/**/*.toml"),
        PACKAGE / "site" / "migrating.py",
        PACKAGE / "faces" / "portal" / "editing" / "founding.py",
        *(PACKAGE / "faces" / "portal" / "reading" / name for name in ("publicness.py", "readers.py")),
        *(PACKAGE / "ground" / "access").glob("*.py"),  # the second lock and its policies
        *PACKAGE.glob("**/area.py"),  # how an area's tables are guarded
    ]
    for path in sorted(made_from):
        seen.update(path.read_bytes())
    return f"giaoban_template_{seen.hexdigest()[:12]}"


def _copy(template: str, name: str) -> None:
    with database.owner().to("postgres").connect() as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')  # type: ignore[arg-type]
        connection.execute(f'REVOKE TEMPORARY ON DATABASE "{name}" FROM PUBLIC')  # type: ignore[arg-type]


def _drop(name: str) -> None:
    """The database is gone; connections that somebody left open to it are ended by the role that opened them."""
    if not _exists(name):
        return
    for attempt in range(50):
        with suppress(psycopg.Error), database.role("app").to(name).connect() as connection:
            connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = %s and usename = current_user and pid <> pg_backend_pid()",
                [name],
            )
        try:
            with database.owner().to("postgres").connect() as connection:
                connection.execute(f'DROP DATABASE IF EXISTS "{name}"')  # type: ignore[arg-type]
            return
        except psycopg.errors.ObjectInUse:
            if attempt == 49:
                raise
            time.sleep(0.1)


def _exists(name: str) -> bool:
    with database.owner().to("postgres").connect() as connection:
        return connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone() is not None


def use_database(name: str) -> None:
    """Every connection of this process goes to that database from now on."""
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = name


@pytest.fixture(scope="session")
def template_database(django_db_blocker) -> str:
    """A migrated database with the start data, made when the migrations have changed since the last run."""
    from giaoban.site.migrating import migrate

    name = _template_name()
    with open(state_directory() / "test-template", "ab") as lock, django_db_blocker.unblock():
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _exists(name):
            draft = f"{name}_draft"
            _drop(draft)
            with database.owner().to("postgres").connect() as connection:
                connection.execute(f'CREATE DATABASE "{draft}"')  # type: ignore[arg-type]
            use_database(draft)
            migrate()
            use_database("postgres")
            with database.owner().to("postgres").connect() as connection:
                connection.execute(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')  # type: ignore[arg-type]
    return name


@pytest.fixture(autouse=True)
def _in_the_language_of_the_settings() -> None:
    """No test begins in the language in which the last page of another was asked for."""
    from django.utils import translation

    translation.deactivate()


def _today_has_begun() -> None:
    """The first page of the day carries out what comes into force on it; where each test's pages are undone, each would."""
    from giaoban.ground.coming import bring_up_to
    from giaoban.ground.journal.clock import today

    bring_up_to(today())


@pytest.fixture(scope="session")
def django_db_setup(template_database: str, django_db_blocker) -> Iterator[None]:
    from giaoban.ground.access import second_lock

    second_lock.see_everything()
    name = f"giaoban_test_{os.getpid()}"
    _drop(name)
    _copy(template_database, name)
    use_database(name)
    with django_db_blocker.unblock():
        _today_has_begun()
    yield
    with django_db_blocker.unblock():
        use_database("postgres")
    _drop(name)


@pytest.fixture
def data_directory() -> Path:
    """The real input that the program ships for its demo."""
    return PACKAGE / "demo" / "data"


@pytest.fixture
def program(db):
    """The program's own account: it may everything, everywhere."""
    from giaoban.ground.access.operations import program

    return program("Kiểm thử")


@pytest.fixture(scope="session", autouse=True)
def static_files_by_name() -> Iterator[None]:
    """Pages made inside the test process name static files plainly; the served program uses the collected ones."""
    from django.conf import settings
    from django.test.utils import override_settings

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
        yield


@pytest.fixture(scope="session", autouse=True)
def static_files_found_once() -> Iterator[None]:
    """Each browser of a test has middleware of its own; that it looks for all static files anew is not what is tested."""
    from whitenoise.middleware import WhiteNoiseMiddleware

    kept: dict[tuple[object, ...], dict[str, object]] = {}

    def once(find: Callable[..., None]) -> Callable[..., None]:
        def found_once(self: WhiteNoiseMiddleware, *where: object, **how: object) -> None:
            key = (find.__name__, *where, *how.items())
            if key not in kept:
                before = self.files
                self.files = {}
                find(self, *where, **how)
                kept[key], self.files = self.files, before
            self.files.update(kept[key])

        return found_once

    with pytest.MonkeyPatch.context() as patch:
        for name in ("add_files", "add_files_from_finders"):
            patch.setattr(WhiteNoiseMiddleware, name, once(getattr(WhiteNoiseMiddleware, name)))
        yield


@pytest.fixture(autouse=True)
def one_step_is_enough(request: pytest.FixtureRequest) -> Iterator[None]:
    """Journeys sign in by `force_login`; those under tests/security say themselves how far a session has come."""
    from django.test.utils import override_settings

    if "tests/security" in str(request.node.path):
        yield
        return
    with override_settings(SECOND_FACTOR="off"):
        yield


# -- the program as it is served --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Served:
    """The program running in a process of its own on a database of its own, with the demonstration world in it."""

    url: str
    database: str
    passwords: dict[str, str]


def _demo_key() -> str:
    """Changes with anything that the demonstration world is made by."""
    seen = hashlib.sha256(_template_name().encode())
    for folder in ("areas", "conferences", "core", "demo", "ground", "kit", "reporting", "faces/portal"):
        for path in sorted((PACKAGE / folder).rglob("*.py")):
            seen.update(path.read_bytes())
    return seen.hexdigest()[:12]


@pytest.fixture(scope="session")
def demo_database(template_database: str, django_db_blocker) -> str:
    """A database with the whole demonstration world, built once for each state of the code that builds it."""
    name = f"giaoban_demo_{_demo_key()}"
    with open(state_directory() / "test-demo", "ab") as lock, django_db_blocker.unblock():
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _exists(name):
            draft = f"{name}_draft"
            _drop(draft)
            _copy(template_database, draft)
            subprocess.run(
                [sys.executable, "-m", "giaoban.site.commandline", "build-demo"],
                env={**os.environ, "GIAOBAN_DATABASE_NAME": draft},
                check=True,
            )
            with database.owner().to("postgres").connect() as connection:
                for old in connection.execute(
                    "select datname from pg_database where datname like 'giaoban_demo_%'"
                    " and datname not in (select datname from pg_stat_activity where datname is not null)"
                ).fetchall():
                    if old[0] != draft:
                        connection.execute(f'DROP DATABASE IF EXISTS "{old[0]}"')  # type: ignore[arg-type]
                connection.execute(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')  # type: ignore[arg-type]
    return name


@contextmanager
def serving(database_name: str, **environment: str) -> Iterator[str]:
    """The program is served from that database on a free port of the loopback until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["serve", "--no-set-up", "--port", str(port), "--workers", "1"]
    environment.setdefault("GIAOBAN_SECOND_FACTOR", "off")
    server = subprocess.Popen(
        [sys.executable, "-m", "giaoban.site.commandline", *words],
        env={**os.environ, "GIAOBAN_DATABASE_NAME": database_name, **environment},
    )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            if server.poll() is not None:
                raise RuntimeError("the served program ended before it answered")
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="session")
def collected_static() -> None:
    subprocess.run(
        [sys.executable, "-m", "giaoban.site.commandline", "manage", "collectstatic", "--noinput", "-v", "0"],
        check=True,
    )


@pytest.fixture(scope="module")
def served(demo_database: str, collected_static: None, django_db_blocker) -> Iterator[Served]:
    name = f"giaoban_served_{os.getpid()}"
    _drop(name)
    _copy(demo_database, name)
    try:
        with serving(name) as url:
            yield Served(url, name, _new_passwords(name, django_db_blocker))
    finally:
        _drop(name)


def _new_passwords(name: str, blocker) -> dict[str, str]:
    """Every persona of that database has a new password, answered by username; it is one for all, so it is hashed once."""
    from django.contrib.auth.hashers import make_password
    from django.db import connection

    from giaoban.ground.access.models import Account

    with blocker.unblock():
        before = connection.settings_dict["NAME"]
        use_database(name)
        password = secrets.token_urlsafe(12)
        people = Account.objects.filter(kind="human")
        people.update(password=make_password(password))
        passwords = dict.fromkeys(people.values_list("username", flat=True), password)
        use_database(before)
    return passwords
