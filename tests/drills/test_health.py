"""What a supervisor is told, and who is not told."""

from __future__ import annotations

import time

import pytest
from django.db import DatabaseError, OperationalError, connection
from django.test import Client

from giaoban.site import health


@pytest.mark.django_db
def test_the_program_says_that_it_lives_and_is_ready() -> None:
    assert Client().get("/healthz").content == b"ok\n"
    assert Client().get("/readyz").status_code == 200


def test_without_its_database_it_lives_and_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(health.connection, "cursor", gone, raising=False)
    assert health.ready(None).status_code == 503  # type: ignore[arg-type]


@pytest.mark.django_db
def test_its_figures_are_told_to_this_machine_alone() -> None:
    assert b"process_cpu_seconds" in Client().get("/metrics").content
    assert Client().get("/metrics", REMOTE_ADDR="203.0.113.5").status_code == 404
    assert Client().get("/metrics", HTTP_X_FORWARDED_FOR="203.0.113.5").status_code == 404


@pytest.mark.django_db
def test_while_the_database_is_away_a_page_says_so_and_when_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(request: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(health.urlpatterns[0], "callback", gone)
    answer = Client(raise_request_exception=False).get("/healthz")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "chưa ghi" in answer.content.decode()


def left_idle() -> None:
    """A transaction of a connection of its own that waits for longer than PostgreSQL lets it."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 50")
            time.sleep(0.5)
            cursor.execute("SELECT 1")
    finally:
        other.close()


@pytest.mark.django_db
def test_a_page_that_left_its_transaction_idle_too_long_says_that_it_took_too_long() -> None:
    """PostgreSQL ends it itself; Django calls that an internal error and not an operational one."""
    with pytest.raises(DatabaseError) as ended:
        left_idle()
    assert health._said_of(ended.value) == health.SLOW
