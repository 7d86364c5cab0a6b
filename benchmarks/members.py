"""What the register of members costs: taking one in, listing, searching, a page, an export. See benchmarks/members.md.

    .venv/bin/python benchmarks/members.py [cluster|ten]

Each run makes a database of its own, a copy of the migrated template, and drops it at the end.
"""

from __future__ import annotations

import contextlib
import io
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "giaoban.site.settings")
NAME = f"giaoban_bench_{os.getpid()}"
REGISTER = ROOT / "src/giaoban/demo/data/register-quang-ninh.xlsx"
ASKS = 40


@contextlib.contextmanager
def own_database() -> Iterator[None]:
    """A migrated database of this run alone."""
    from giaoban.site import database

    with database.owner().to("postgres").connect() as owner:
        owner.execute(f'CREATE DATABASE "{NAME}"')
    try:
        yield
    finally:
        from django.db import connections

        connections.close_all()
        with database.owner().to("postgres").connect() as owner:
            owner.execute(f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)')


def timed(work: Callable[[], object]) -> tuple[float, object]:
    start = time.perf_counter()
    done = work()
    return time.perf_counter() - start, done


def p95(ask: Callable[[int], object]) -> str:
    """The 95th percentile and the median of many asks, after one to warm up."""
    ask(0)
    spent = [timed(lambda at=at: ask(at))[0] * 1000 for at in range(ASKS)]  # type: ignore[misc]
    return f"p95 {statistics.quantiles(spent, n=20)[-1]:.0f} ms, median {statistics.median(spent):.0f} ms"


def import_register() -> None:
    """Preview and commit of 7,405 rows as the command does them, in a process of its own for its memory."""
    script = (
        "import giaoban.site.database as d; d.hold(); import django; django.setup()\n"
        "import sys, time, resource, io, contextlib\n"
        "from giaoban.areas.members.command import main\n"
        "for what in ('--preview', '--commit'):\n"
        "    start, own = time.perf_counter(), time.process_time()\n"
        "    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):\n"
        "        assert main([sys.argv[1], '--unit', 'Quảng Ninh', what]) == 0\n"
        "    print(f'import {what}: {time.perf_counter() - start:.1f} s, of them {time.process_time() - own:.1f} s at work itself')\n"
        "own, child = (resource.getrusage(one).ru_maxrss // 1024 for one in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))\n"
        "print(f'import memory: {own} MB, and {child} MB in the process that reads the file')\n"
    )
    see = "from giaoban.ground.access.second_lock import see_everything; see_everything()\n"
    script = script.replace("import sys, time", see + "import sys, time", 1)
    subprocess.run(
        [sys.executable, "-c", script, str(REGISTER)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "GIAOBAN_DATABASE_NAME": NAME},
        check=True,
    )


def pages(members: int) -> None:
    """Lists, searches, a page and an export as a signed-in officer of the whole cluster asks for them."""
    from django.test import Client
    from django.test.utils import override_settings
    from django.urls import reverse

    from giaoban.areas.accounts.operations import grant
    from giaoban.ground.access.models import Account
    from giaoban.ground.access.operations import program
    from giaoban.ground.people.models import Person
    from giaoban.ground.units.models import Kind, KindSpell

    top = KindSpell.objects.get(kind=Kind.CLUSTER).unit
    account = Account.objects.create_user("do-luong", "mot-mat-khau-dai-2023", name="Đo lường")
    grant(actor=program("Đo lường"), account=account, role="organisation_board", unit=top, from_on=date(2020, 1, 1))
    client = Client()
    client.force_login(account)
    address = reverse("desk:list", args=["members"])
    keys = list(Person.objects.order_by("pk").values_list("pk", flat=True)[: ASKS * 50 : 50])

    def ask(url: str) -> None:
        assert client.get(url).status_code == 200, url

    words = ("nguyen van", "hoà", "thuy", "le thi", "00012", "quyên", "tran duc", "an", "chi bo phong 1", "hung")
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    from django.conf import settings

    with override_settings(
        SECOND_FACTOR="off", STORAGES={**settings.STORAGES, "staticfiles": plain}, ALLOWED_HOSTS=["testserver"]
    ):
        print("list:", p95(lambda at: ask(f"{address}?on=2023-06-30&page={at % 20 + 1}")), flush=True)
        print("search:", p95(lambda at: ask(f"{address}?on=2023-06-30&q={words[at % len(words)]}")), flush=True)
        print(
            "a person's page:",
            p95(lambda at: ask(reverse("desk:page", args=["members", keys[at % len(keys)]]))),
            flush=True,
        )
        for kind in ("csv", "xlsx"):
            export = f"{reverse('desk:export', args=['members', kind])}?on=2023-06-30"

            def whole(export: str = export) -> int:
                return sum(len(part) for part in client.get(export).streaming_content)  # type: ignore[attr-defined]

            spent, size = timed(whole)
            print(f"export of {members} members as {kind}: {spent:.1f} s, {size} bytes", flush=True)
    print(f"memory of the process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def main(name: str) -> None:
    os.environ["GIAOBAN_DATABASE_NAME"] = NAME
    from giaoban.site import database

    database.hold()
    with own_database():
        import django

        django.setup()
        from giaoban.demo.world import SIZES, build
        from giaoban.ground.access.operations import program
        from giaoban.ground.access.second_lock import see_everything
        from giaoban.site.migrating import migrate

        migrate()
        see_everything()
        if name == "cluster":
            import_register()
        size = SIZES[name]
        with contextlib.redirect_stderr(io.StringIO()):
            spent, _top = timed(lambda: build(program("Đo lường"), size))
        print(f"world of {size.members} members: made in {spent:.0f} s", flush=True)
        with database.owner().to(NAME).connect() as owner:
            owner.execute("ANALYZE")  # what the server does by itself a minute later
        pages(size.members)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "cluster")
