"""What a drill stands on: an installation of its own in a folder of its own, a few units, an officer, a signed-in session."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

FOUNDED = date(2020, 1, 1)
_inside: list[Path] = []


@contextmanager
def own_installation(folder: Path | None = None) -> Iterator[Path]:
    """Inside, this process works in an installation that nobody else uses, migrated and empty; gone afterwards.

    Inside another of these, that one is it.
    """
    from giaoban.site import database, places

    if folder is None and _inside:
        yield _inside[-1]
        return
    home = folder or Path(tempfile.mkdtemp(prefix="giaoban-drill-"))
    home.chmod(0o711)
    before = {name: os.environ.get(name) for name in ("GIAOBAN_HOME", "GIAOBAN_SECOND_FACTOR", "GIAOBAN_WAL_ARCHIVE")}
    os.environ.pop("DATABASE_URL", None)
    os.environ.pop("GIAOBAN_WAL_ARCHIVE", None)
    os.environ.update(GIAOBAN_HOME=str(home), GIAOBAN_SECOND_FACTOR="off")
    places.state_directory.cache_clear()
    database.binaries.cache_clear()
    try:
        from giaoban.site.starting import ready

        ready()
        from giaoban.site.migrating import migrate

        migrate()
        _inside.append(home)
        yield home
    finally:
        _inside.clear()
        from django.db import connections

        connections.close_all()
        database.let_go()
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        places.state_directory.cache_clear()
        database.binaries.cache_clear()
        if folder is None:
            shutil.rmtree(home, ignore_errors=True)


@dataclass(frozen=True)
class Small:
    """One cell under a grassroots organisation, and an officer who may write there."""

    cell: Any
    officer: Any
    actor: Any


def small_world() -> Small:
    """The units stand, the officer is signed up; for an empty installation."""
    from giaoban.areas.accounts.operations import grant
    from giaoban.ground.access.models import Account
    from giaoban.ground.access.operations import program
    from giaoban.ground.units.models import Kind
    from giaoban.ground.units.spells import Founding, found
    from giaoban.ground.writing import writing

    actor = program("Diễn tập")
    with writing(actor, "units.establish", unit=None, on=FOUNDED):
        upper = found(Founding(Kind.UPPER, "Đảng bộ diễn tập"), parent=None, on=FOUNDED)
        base = found(Founding(Kind.GRASSROOTS_PARTY_ORG, "Đảng bộ Sở diễn tập"), parent=upper, on=FOUNDED)
        cell = found(Founding(Kind.CELL, "Chi bộ diễn tập"), parent=base, on=FOUNDED)
    officer = Account.objects.create_user("dien-tap", None, name="Người diễn tập")
    grant(actor=actor, account=officer, role="organisation_board", unit=upper, from_on=FOUNDED)
    return Small(cell, officer, actor)


def session_of(account: Any) -> str:
    """The cookie of a session in which that account is signed in."""
    from django.test import Client

    client = Client()
    client.force_login(account)
    return str(client.cookies["sessionid"].value)


class Served:
    """The program in a process of its own, that can be killed and started again at the same address."""

    def __init__(self, port: int, *, workers: int = 1, **environment: str) -> None:
        self.port, self.workers, self.environment = port, workers, environment
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """The process runs; it may not answer yet."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "giaoban.site.commandline", "serve", "--no-set-up", "--port", str(self.port),
             "--workers", str(self.workers)],
            env={**os.environ, "GIAOBAN_LOG": "CRITICAL", **self.environment}, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def kill(self) -> None:
        """kill -9."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def kill_a_child(self) -> None:
        """kill -9 of the children that answer requests or do jobs, all but the database; the supervisor lives on."""
        assert self.process is not None
        pid = self.process.pid
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            if b"postgres" not in Path(f"/proc/{child}/cmdline").read_bytes():
                os.kill(int(child), signal.SIGKILL)

    def stop(self) -> None:
        """The process has ended in order."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()

    def answers(self, path: str, cookie: str, *, within: float) -> float:
        """Seconds until the page came with 200; TimeoutError after ``within``."""
        began = time.monotonic()
        while time.monotonic() - began < within:
            try:
                asked = urllib.request.Request(
                    f"http://127.0.0.1:{self.port}{path}", headers={"Cookie": f"sessionid={cookie}"}
                )
                with urllib.request.urlopen(asked, timeout=5) as answer:
                    if answer.status == 200 and answer.url.endswith(path):
                        return time.monotonic() - began
            except (OSError, urllib.error.URLError, ValueError):
                pass
            time.sleep(0.05)
        raise TimeoutError(path)
