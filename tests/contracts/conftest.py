"""The demonstration world, copied once for a file of tests; each test's own writing is rolled back."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

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


@pytest.fixture
def officer(db: None, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Makes an account that has exactly these powers over a unit, or over the whole tree."""

    from giaoban.areas.accounts.operations import grant
    from giaoban.ground.access.models import Account
    from giaoban.ground.access.operations import program
    from giaoban.ground.access.roles import Role, roles

    def made(*powers: str, unit: Any = None) -> Account:
        number = Account.objects.count()
        account = Account(username=f"nguoi-{number}", name=f"Người thử {number}")
        account.set_unusable_password()
        account.save()
        if powers:
            role = Role(f"trial-{number}", "Thử", "Để kiểm thử.", powers, second_factor=True)
            monkeypatch.setitem(roles(), role.code, role)
            grant(actor=program("Kiểm thử"), account=account, role=role.code, unit=unit, from_on=date(2020, 1, 1))
        return account

    return made
