"""What the report costs: the cluster's lines from records, the returns taken in, the report and its pages.

Run: ``python benchmarks/report.py DATABASE`` with the name of a database that holds the demonstration.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
TIMES = 15


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds, the first run left out."""
    act()
    taken = []
    for _time in range(TIMES):
        start = time.perf_counter()
        act()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken), sorted(taken)[int(len(taken) * 0.95)]


def main(name: str) -> None:
    """Print one line for each thing measured, with its limit."""
    os.environ.update(DJANGO_SETTINGS_MODULE="giaoban.site.settings", GIAOBAN_DATABASE_NAME=name)
    sys.path.insert(0, str(ROOT / "src"))
    from giaoban.site import database

    database.hold()
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from giaoban.ground.access import second_lock
    from giaoban.ground.access.operations import program
    from giaoban.ground.people.models import Membership
    from giaoban.ground.units.queries import standing
    from giaoban.reporting import figures, queries
    from giaoban.reporting.models import Campaign

    second_lock.see_everything()
    connection.close()
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SECOND_FACTOR = "off"
    campaign = Campaign.objects.get(period="2023-H1")
    top, form, period = queries.top_of(campaign), campaign.form_used, campaign.asked
    print(f"{Membership.objects.count()} memberships, {standing(on=period.last_day).count()} units")
    lines = [line.code for line in form.lines if figures.indicator_of(form, line.code)]
    client = Client()
    client.force_login(program("Đo"))
    rows: list[tuple[str, Callable[[], object], int]] = [
        (f"{len(lines)} lines of the cluster and its units from records", lambda: figures.lines_by_child(form, top.unit, period), 500),
        ("the report with its findings, nothing kept", lambda: (queries._consolidated.cache_clear(), queries.report_of(top)), 500),
        ("the report with its findings, kept", lambda: queries.report_of(top), 100),
        ("page of the report", lambda: client.get(f"/desk/reports/{top.pk}/"), 100),
        ("evidence of a figure", lambda: client.get(f"/desk/reports/{top.pk}/line/4.4/"), 100),
        ("evidence of a unit's figure", lambda: client.get(f"/desk/reports/{top.pk + 1}/line/4.4/"), 100),
    ]  # fmt: skip
    print(f"{'what':<58}{'median ms':>10}{'p95 ms':>10}{'limit ms':>10}")
    for what, act, limit in rows:
        median, slow = timed(act)
        print(f"{what:<58}{median:>10.0f}{slow:>10.0f}{limit:>10}")


if __name__ == "__main__":
    main(sys.argv[1])
