"""The quick form of G6: every way of tampering, on the real chain, found and named."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection as django_connection

from giaoban.site import database
from tests.drills import tampering


@pytest.fixture
def as_superuser(django_db_setup: None, django_db_blocker) -> psycopg.Connection:
    at = database.superuser(database.own_port()).to(django_connection.settings_dict["NAME"])
    with at.connect() as connection, connection.transaction(force_rollback=True):
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield connection


def test_every_way_of_tampering_is_found_and_its_entry_named(as_superuser: psycopg.Connection) -> None:
    figures = tampering.drill(as_superuser, times=4 * len(tampering.WAYS), entries=200)
    assert figures["found"] == figures["named"] == figures["tampered"], figures["missed"]
    assert figures["false_alarms"] == 0


def test_without_the_chain_most_tampering_would_pass_unseen(as_superuser: psycopg.Connection) -> None:
    figures = tampering.drill(as_superuser, times=len(tampering.WAYS), entries=100)
    assert figures["control_without_chain_found"] < figures["tampered"]
