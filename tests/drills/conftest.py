"""A database of its own for what must be committed to be tried: jobs, kills, imports that are interrupted."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from conftest import _copy, _drop, use_database
from giaoban.site import database


@pytest.fixture(scope="module")
def copied_database(template_database: str, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """This process, and every one that it starts, works in a copy of the template, gone afterwards."""
    from django.db import connection, connections

    from giaoban.ground.access import second_lock

    name, before = f"giaoban_own_{os.getpid()}", connection.settings_dict["NAME"]
    _drop(name)
    _copy(template_database, name)
    with database.owner().to(name).connect() as owner:  # the journal lets nobody empty a table; this copy is emptied
        for table, trigger in owner.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgtype & 32 <> 0 AND NOT tgisinternal"
        ).fetchall():
            owner.execute(f'DROP TRIGGER "{trigger}" ON {table}')  # type: ignore[arg-type]
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setenv("GIAOBAN_DATABASE_NAME", name)
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        second_lock.see_everything()
        use_database(name)
        try:
            yield name
        finally:
            connections.close_all()
            monkeypatch.undo()
            use_database(before)
            _drop(name)


EMPTIED = "access_account, units_unit, people_person, procrastinate_jobs, procrastinate_workers, jobs_done, journal_entry, journal_head"


@pytest.fixture
def own_database(copied_database: str) -> str:
    """The copy, without accounts, units, people, acts and jobs of the test before."""
    with database.owner().to(copied_database).connect() as connection:
        connection.execute(f"TRUNCATE {EMPTIED} RESTART IDENTITY CASCADE")  # type: ignore[arg-type]
    return copied_database
