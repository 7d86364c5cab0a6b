"""Outages, with real processes: the database stops for a while, and two processes learn of what is published."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from conftest import serving
from giaoban.site import database
from giaoban.site.ports import free_port

PATIENCE = 60
"""Seconds after which something that should have happened is taken for not happening; usually it takes a part of one."""


@dataclass
class Own:
    """A PostgreSQL of this test alone, which may be stopped: nobody else is served by it."""

    data: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = database.launched(self.data, self.port)
        wait_until(self.answers, "the test's own database answers")

    def stop(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)

    def at(self, name: str = "giaoban", user: str = "postgres") -> database.Address:
        password = "eigen" if user == "postgres" else database.owner().password
        return database.Address("127.0.0.1", self.port, user, password, name)

    def answers(self) -> bool:
        try:
            self.at("postgres").connect().close()
        except psycopg.OperationalError:
            return False
        return True


def wait_until(happened: Callable[[], bool], what: str) -> None:
    """Fails with the sentence when it never happens."""
    begin = time.monotonic()
    while time.monotonic() - begin < PATIENCE:
        if happened():
            return
        time.sleep(0.05)
    pytest.fail(f"it did not happen: {what}")


@pytest.fixture(scope="module")
def own(template_database: str) -> Iterator[Own]:
    """A cluster made for this test, with a copy of the migrated database in it; in a folder that its user may enter."""
    with tempfile.TemporaryDirectory(prefix="giaoban-own-") as folder:
        Path(folder).chmod(0o711)
        yield from _own(Path(folder), template_database)


def _own(folder: Path, template_database: str) -> Iterator[Own]:
    place, password = folder / "data", folder / "password"
    place.mkdir(mode=0o700)
    password.write_text("eigen")
    user = database.as_database_user()
    if user:
        for path in (place, password):
            os.chown(path, database.database_user().pw_uid, database.database_user().pw_gid)
    programs = database.binaries()
    subprocess.run(
        [programs / "initdb", "-D", place, "-U", "postgres", "-A", "scram-sha-256", f"--pwfile={password}", "-E", "UTF8",
         "--locale=C.UTF-8", "--no-sync"],
        check=True, capture_output=True, cwd="/", **user,
    )  # fmt: skip
    own = Own(place, free_port())
    own.start()
    try:
        _copy_into(own, template_database, programs)
        yield own
    finally:
        if own.process is not None and own.process.poll() is None:
            own.stop()


def _copy_into(own: Own, template: str, programs: Path) -> None:
    owner, app, whole = database.owner(), database.role("app"), database.whole_role()
    with own.at("postgres").connect() as connection:
        for one in (owner, app, database.role("public")):
            connection.execute(f"CREATE ROLE \"{one.user}\" LOGIN CREATEROLE PASSWORD '{one.password}'")  # type: ignore[arg-type]
        connection.execute(f'CREATE ROLE "{whole}"')  # type: ignore[arg-type]
        connection.execute(f'GRANT "{whole}" TO "{app.user}", "{owner.user}" WITH ADMIN OPTION')  # type: ignore[arg-type]
        connection.execute(f'CREATE DATABASE giaoban OWNER "{owner.user}"')  # type: ignore[arg-type]
    source = owner.to(template)
    dump = subprocess.Popen(
        [programs / "pg_dump", "--enable-row-security", "-h", source.host, "-p", str(source.port), "-U", source.user, template],
        env={**os.environ, "PGPASSWORD": source.password}, stdout=subprocess.PIPE,
    )  # fmt: skip
    subprocess.run(
        [programs / "psql", "-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(own.port), "-U", "postgres", "giaoban"],
        stdin=dump.stdout, env={**os.environ, "PGPASSWORD": "eigen"}, check=True, capture_output=True,
    )  # fmt: skip
    assert dump.wait(60) == 0


@pytest.fixture(scope="module")
def processes(own: Own, collected_static: None) -> Iterator[tuple[str, str]]:
    """Two processes that serve the portal from that database."""
    url = own.at("giaoban", database.owner().user).url()
    with serving("giaoban", DATABASE_URL=url) as one, serving("giaoban", DATABASE_URL=url) as other:
        for each in (one, other):
            wait_until(lambda each=each: _lives(each), "the process answers")
        yield one, other


def _lives(url: str) -> bool:
    try:
        return ask(url, "/healthz")[0] == 200
    except OSError:
        return False


def ask(url: str, path: str, *, method: str = "GET", body: str | None = None) -> tuple[int, str]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE)
    head = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0; rv:128.0) Firefox/128.0", "Accept-Language": "vi"}
    connection.request(method, path, body=body, headers=head)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def title_of(url: str) -> str:
    found = re.search(r"<title>(.*?)</title>", ask(url, "/dan-van/")[1])
    return found[1] if found else ""


def rename_section(own: Own, title: str, *, told: bool) -> None:
    """The row changes and, in the same transaction, the database tells every process; untold, its triggers are off."""
    with own.at().connect() as connection, connection.transaction():
        if not told:
            connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute("UPDATE wagtailcore_page SET title = %s WHERE slug = 'dan-van'", [title])


def listeners(own: Own) -> int:
    with own.at().connect() as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE query = 'LISTEN giaoban_portal'"
        ).fetchone()
    return int(row[0]) if row else 0


def test_what_is_published_is_seen_in_every_process_and_without_word_of_it_in_none(own, processes):
    for url in processes:
        assert title_of(url).startswith("Dân vận")
    wait_until(lambda: listeners(own) == 2, "both processes listen")
    for url in processes:
        wait_until(lambda url=url: title_of(url).startswith("Dân vận"), "both keep the page as it is now")
    rename_section(own, "Không ai được báo", told=False)  # the control
    time.sleep(1)
    assert [title_of(url)[:7] for url in processes] == ["Dân vận", "Dân vận"]
    rename_section(own, "Dân vận khéo", told=True)
    for url in processes:
        wait_until(lambda url=url: title_of(url).startswith("Dân vận khéo"), "the other process shows the new title")


def test_while_the_database_is_stopped_what_was_read_before_is_read_on_and_then_all_goes_on(own, processes):
    url = processes[0]
    token = re.search(r'name="visit" content="([^"]+)"', ask(url, "/")[1])
    assert token is not None
    for path in ("/", "/dan-van/", "/rss.xml"):
        assert ask(url, path)[0] == 200
    wait_until(lambda: listeners(own) == 2, "both processes listen")
    own.stop()
    try:
        assert not own.answers()
        for path in ("/", "/dan-van/", "/rss.xml"):
            status, body = ask(url, path)
            assert (status, "Tạm thời" in body) == (200, False), path
        assert ask(url, "/kiem-tra-giam-sat/")[0] == 503  # nobody read it before: it says so, and when to come again
        assert ask(url, "/healthz")[0] == 200
        assert ask(url, "/tk", method="POST", body=token[1])[0] == 204
        time.sleep(6)  # a writing of the counter falls into this time
    finally:
        own.start()
    wait_until(lambda: ask(url, "/kiem-tra-giam-sat/")[0] == 200, "a page that nobody read before is made again")
    wait_until(lambda: _seen(own) == 1, "the visit of that time is written down, once")
    rename_section(own, "Dân vận sau sự cố", told=True)
    for each in processes:
        wait_until(lambda each=each: title_of(each).startswith("Dân vận sau"), "the processes listen again")
    assert _seen(own) == 1


def _seen(own: Own) -> int:
    with own.at().connect() as connection:
        row = connection.execute("SELECT count(*) FROM portal_sighting").fetchone()
    return int(row[0]) if row else 0
