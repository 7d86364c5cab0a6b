"""The demonstration world, copied once for a file of tests; each test's own writing is rolled back."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module")
def demo_world(django_db_setup: None, demo_database: str, django_db_blocker: object) -> Iterator[None]:
    from django.db import connection

    from conftest import _copy, _drop, use_database

    name, before = f"giaoban_contracts_{os.getpid()}", connection.settings_dict["NAME"]
    _drop(name)
    _copy(demo_database, name)
    use_database(name)
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        use_database(before)
    _drop(name)
