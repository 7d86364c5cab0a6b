"""How the benchmarks measure: a database of their own, pages asked for as a signed-in officer, and one table at the end."""

from __future__ import annotations

import contextlib
import gc
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))
NAME = f"giaoban_bench_{os.getpid()}"
ASKS = 30


@contextlib.contextmanager
def own_database() -> Iterator[None]:
    """A migrated database and a media folder of this run alone, Django set up on them; both are gone afterwards."""
    with tempfile.TemporaryDirectory() as media:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="giaoban.site.settings", GIAOBAN_DATABASE_NAME=NAME, GIAOBAN_MEDIA=media
        )
        from giaoban.site import database

        database.hold()
        with database.owner().to("postgres").connect() as owner:
            owner.execute(f'CREATE DATABASE "{NAME}"')
        try:
            import django

            django.setup()
            from giaoban.ground.access.second_lock import see_everything
            from giaoban.site.migrating import migrate

            migrate()
            see_everything()
            yield
        finally:
            from django.db import connections

            connections.close_all()
            with database.owner().to("postgres").connect() as owner:
                owner.execute(f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)')


def gather_statistics() -> None:
    """What the server does by itself a minute after many rows came: it knows their number and spread."""
    from giaoban.site import database

    with database.owner().to(NAME).connect() as owner:
        owner.autocommit = True
        owner.execute("VACUUM ANALYZE")


@dataclass
class Spent:
    """What work took: seconds by the clock, of this process's processor and of the database's, and its statements.

    The database's processor time is that of the connection's own server process, told by the kernel in hundredths of a
    second; None where the server is on another machine.
    """

    wall: float = 0.0
    own: float = 0.0
    database: float | None = None
    statements: int = 0

    def _statement(self, execute: Callable[..., Any], *said: Any) -> Any:
        self.statements += 1
        return execute(*said)


def spent(work: Callable[[], object]) -> Spent:
    """The work is done once, and measured."""
    from django.db import connection

    found, server = Spent(), _server_time()
    with connection.execute_wrapper(found._statement):
        start, own = time.perf_counter(), time.process_time()
        work()
        found.wall, found.own = time.perf_counter() - start, time.process_time() - own
    after = _server_time()
    if server is not None and after is not None and server[0] == after[0]:
        found.database = after[1] - server[1]
    return found


def _server_time() -> tuple[int, float] | None:
    """The process that serves this connection and the processor time that it has used so far."""
    from django.db import connection

    connection.ensure_connection()
    process = connection.connection.info.backend_pid
    try:
        said = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return process, (int(said[11]) + int(said[12])) / os.sysconf("SC_CLK_TCK")


class Table:
    """The rows of a run, printed as they come in Markdown; beside each its limit."""

    def __init__(self, title: str) -> None:
        self.over: list[str] = []
        gc.collect()
        gc.freeze()  # as the supervisor does: what stands since the start is not searched for garbage under a reader
        print(f"\n{title}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}\n")
        print("| what | limit ms | median ms | p95 ms | processor ms: pages | and PostgreSQL | statements |")
        print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |", flush=True)

    def many(self, what: str, ask: Callable[[int], object], limit: int | None = 100, asks: int = ASKS) -> None:
        """One row for many asks, after two to warm up; processor times are means."""
        ask(0), ask(1)
        runs = [spent(lambda at=at: ask(at)) for at in range(asks)]  # type: ignore[misc]
        walls = [run.wall * 1000 for run in runs]
        self._row(what, limit, statistics.median(walls), statistics.quantiles(walls, n=20)[-1], runs)

    def once(self, what: str, work: Callable[[], object], limit: int | None = None) -> None:
        """One row for a long piece of work that is done once."""
        run = spent(work)
        self._row(what, limit, run.wall * 1000, None, [run])

    def _row(self, what: str, limit: int | None, median: float, p95: float | None, runs: list[Spent]) -> None:
        own = statistics.fmean(run.own for run in runs) * 1000
        known = [run.database * 1000 for run in runs if run.database is not None]
        database = f"{statistics.fmean(known):.0f}" if known else "not known"
        counts = sorted({run.statements for run in runs})
        said = f"{counts[0]}" if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"
        p95_said = "" if p95 is None else f"{p95:.0f}"
        print(
            f"| {what} | {limit or 'none'} | {median:.0f} | {p95_said} | {own:.0f} | {database} | {said} |", flush=True
        )
        worst = median if p95 is None else p95
        if limit and worst > limit:
            self.over.append(f"{what} ({worst:.0f} for {limit})")

    def end(self) -> None:
        """What is above its limit, and the memory that it took."""
        import resource

        print(f"\nMemory of the process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB.")
        print(f"Above the limit: {'; '.join(self.over) or 'nothing'}.")


@contextlib.contextmanager
def served() -> Iterator[None]:
    """Pages are answered as they are served, without a second step at sign-in; static files go by their plain names."""
    from django.conf import settings
    from django.test.utils import override_settings

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        SECOND_FACTOR="off", STORAGES={**settings.STORAGES, "staticfiles": plain}, ALLOWED_HOSTS=["testserver"]
    ):
        yield


def officer(role: str, unit: Any) -> Callable[[str], int]:
    """Asks for pages as an officer with that role over the unit and no other; answers how many bytes came."""
    from django.test import Client

    from giaoban.areas.accounts.operations import grant
    from giaoban.ground.access.models import Account
    from giaoban.ground.access.operations import program

    account = Account.objects.create_user(f"{role}-{unit.pk}", "mot-mat-khau-dai-2023", name="Đo lường")
    grant(actor=program("Đo lường"), account=account, role=role, unit=unit, from_on=date(2020, 1, 1))
    client = Client()
    client.force_login(account)

    def ask(url: str) -> int:
        answer = client.get(url)
        assert answer.status_code == 200, (answer.status_code, url)
        if answer.streaming:
            return sum(len(part) for part in answer.streaming_content)  # type: ignore[attr-defined]
        return len(answer.content)

    return ask
