"""What the report costs: its pages over eight returns, and the lines of a whole cluster from records. See benchmarks/report.md.

    .venv/bin/python benchmarks/report.py [cluster|ten]

Each run makes a database of its own and drops it at the end. In it stand the demonstration's cluster of mid-2023 with its
eight workbooks and its books of 7,405 members, and a generated world of the asked size that keeps all records here.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from measuring import NAME, ROOT, Table, gather_statistics, officer, own_database, served

CONSOLIDATE = """
import contextlib, io, os, sys, time
from giaoban.demo.expected import expected_units
from giaoban.reporting.consolidate import main
start = time.perf_counter()
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    assert main([sys.argv[1], "--unit", "Cụm Đông Bắc", "--period", "2023-H1", "--out", sys.argv[2]], expected_units) == 0
print(f"| the eight workbooks to figures, findings and three documents | 5 s | {time.perf_counter() - start:.1f} s"
      f" | {sum(os.times()[:4]):.1f} s, start-up and the processes that read the files included |", flush=True)
"""


def consolidate() -> None:
    """The command over the eight workbooks, in a process of its own, start-up apart; three times."""
    print("\n| consolidate | limit | by the clock | processor |\n| --- | ---: | ---: | ---: |", flush=True)
    for _time in range(3):
        with tempfile.TemporaryDirectory() as out:
            subprocess.run(
                [sys.executable, "-c", CONSOLIDATE, str(ROOT / "src/giaoban/demo/data/returns-2023-H1"), out],
                env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "GIAOBAN_DATABASE_NAME": NAME},
                check=True,
            )


def made(name: str) -> tuple[Any, Any]:
    """The cluster's return of the demonstration, and the one of the generated world, both compiled."""
    from giaoban.areas.regulations.operations import load_start_data
    from giaoban.demo.cluster import load_cluster
    from giaoban.demo.meetings import load_meeting_books
    from giaoban.demo.register import load_register
    from giaoban.demo.report import load_report
    from giaoban.demo.study import load_study_books
    from giaoban.demo.world import SIZES, build
    from giaoban.ground.access.operations import program
    from giaoban.reporting import returns
    from giaoban.reporting.queries import top_of

    actor = program("Đo lường")
    for part in (load_start_data, load_cluster, load_register, load_meeting_books, load_study_books):
        part(actor)
    declared, size, start = load_report(actor), SIZES[name], time.perf_counter()
    world = build(actor, size, half_year=True, say=lambda line: print(line, file=sys.stderr, flush=True))
    print(f"\nThe world of {size.members} members was made in {time.perf_counter() - start:.0f} s.", flush=True)
    gather_statistics()
    campaign = returns.open_campaign(
        actor=actor, unit=world, form="BC-6T", period="2023-H1", due_on=date(2023, 6, 20), opened_on=date(2023, 6, 1)
    )
    for one in campaign.returns.filter(above__isnull=False):
        returns.compile(actor=actor, record=one, on=date(2023, 7, 5))
    recorded = top_of(campaign)
    returns.compile(actor=actor, record=recorded, on=date(2023, 7, 5))
    gather_statistics()
    return declared, recorded


def figures(table: Table, recorded: Any, declared: Any, limit: int | None) -> None:
    """Lines from records, and the report with its findings when nothing is kept in the process."""
    from giaoban.reporting import figures, queries

    campaign = recorded.campaign
    form, period = campaign.form_used, campaign.asked
    lines = [line.code for line in form.lines if figures.indicator_of(form, line.code)]

    def afresh(one: Any) -> None:
        queries.reports._consolidated.cache_clear()
        queries.report_of(one)

    table.many(
        f"{len(lines)} lines of the whole and of each unit below from records",
        lambda _at: figures.lines_by_child(form, recorded.unit, period),
        limit,
    )
    table.many("the report of the eight workbooks with its findings, nothing kept", lambda _at: afresh(declared), 500)


def pages(table: Table, ask: Callable[[str], int], top: Any, kind: str, limit: int | None) -> None:
    """Every page that an office opens of its report."""
    from django.urls import reverse

    from giaoban.reporting.models import Return

    below = list(Return.objects.filter(above=top).order_by("order"))
    codes = [line.code for line in top.campaign.form_used.lines]

    def each(what: str, addresses: list[str]) -> None:
        table.many(f"{kind}: {what}", lambda at: ask(addresses[at % len(addresses)]), limit)

    def of(name: str, ones: list[Any]) -> list[str]:
        return [reverse(f"reports:{name}", args=[one.pk]) for one in ones]

    def lines(name: str, ones: list[Any], codes: list[str]) -> list[str]:
        return [reverse(f"reports:{name}", args=[one.pk, code]) for one in ones for code in codes]

    told = ("1.3", "4.4", "4.6", "4.7", "2.1.a")
    each("the report's page", of("page", [top]))
    each("a unit's return, the grid", of("page", below))
    each("who has returned", of("returns", [top]))
    each("evidence of a figure", lines("line", [top], codes))
    each("evidence of a unit's figure", lines("line", below, codes[:6]))
    if kind == "records":
        each("records behind a figure", lines("records", below, list(told)))
    for name in ("charts", "narrative", "versions", "release", "restated"):
        each(name, of(name, [top]))
    if waiting := [one for one in below if one.state in ("not_started", "draft", "sent_back")]:
        each("page of the intake", of("intake", waiting))


def main(name: str) -> None:
    with own_database():
        from django.urls import reverse

        consolidate()
        declared, recorded = made(name)
        at_cluster = name == "cluster"
        with served():
            table = Table(f"The report, records of a world “{name}”")
            figures(table, recorded, declared, 500 if at_cluster else None)
            pages(table, officer("cluster_secretariat", declared.unit), declared, "workbooks", 100)
            ask = officer("cluster_secretariat", recorded.unit)
            pages(table, ask, recorded, "records", 100 if at_cluster else None)
            for kind in ("docx", "xlsx", "pdf"):
                address = reverse("reports:document", args=[recorded.pk, kind])
                table.once(f"the report as {kind}", partial(ask, address))
            table.end()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "cluster")
