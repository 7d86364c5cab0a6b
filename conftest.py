"""The database of the tests: the real thing, made once for each state of the migrations, copied for each run."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from giaoban.site import database
from giaoban.site.places import PACKAGE, state_directory

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "giaoban.site.settings")
database.hold()


def _template_name() -> str:
    """One name for each state of everything that a fresh database is made from."""
    seen = hashlib.sha256()
    made_from = [
        *PACKAGE.glob("**/migrations/*.py"),
        *PACKAGE.glob("ground/**/*.toml"),
        PACKAGE / "site" / "migrating.py",
    ]
    for path in sorted(made_from):
        seen.update(path.read_bytes())
    return f"giaoban_template_{seen.hexdigest()[:12]}"


def _copy(template: str, name: str) -> None:
    with database.owner().to("postgres").connect() as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')  # type: ignore[arg-type]


def _drop(name: str) -> None:
    with database.owner().to("postgres").connect() as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')  # type: ignore[arg-type]


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


@pytest.fixture(scope="session")
def django_db_setup(template_database: str, django_db_blocker) -> Iterator[None]:
    name = f"giaoban_test_{os.getpid()}"
    _drop(name)
    _copy(template_database, name)
    use_database(name)
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
