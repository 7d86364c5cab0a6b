"""What handing a release on costs: bytes and milliseconds to make, seconds for Arelle, which reads it without us.

.venv/bin/python benchmarks/handing_on.py [ORGANISATIONS …]      8 and 80 when nothing else is asked
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "giaoban.site.settings")

import django  # noqa: E402

django.setup()

from giaoban.reporting.releases import ReleasedReport  # noqa: E402
from giaoban.reporting.xbrl import message, page, report_package, taxonomy_package  # noqa: E402
from giaoban.reporting.xbrl.tests.asking import arelle  # noqa: E402
from giaoban.reporting.xbrl.tests.samples import SITE, form, whole_release  # noqa: E402

TURNS = 5


def wide(organisations: int) -> ReleasedReport:
    """The release of the tests with that many organisations, each with every line that it shows."""
    whole = whole_release()
    names = [f"Đảng bộ số {number}" for number in range(1, organisations + 1)]
    figures = []
    for figure in whole.figures:
        known = next((value for value in figure.by_unit.values() if value is not None), None)
        each: dict[str, Decimal | None] = dict.fromkeys(names, known)
        figures.append(replace(figure, by_unit=each, withheld_units=tuple(names) if known is None else ()))
    return replace(whole, figures=tuple(figures))


def best(made: Callable[[], bytes]) -> tuple[bytes, float]:
    """What is made, and the shortest processor time of five turns in milliseconds."""
    took = []
    for _ in range(TURNS):
        began = time.process_time()
        data = made()
        took.append((time.process_time() - began) * 1000)
    return data, min(took)


def main(asked: list[str]) -> None:
    """One row a number of organisations and shape."""
    print("| organisations | facts | file | kB | ms to make | Arelle, s | says |")
    print("| ---: | ---: | --- | ---: | ---: | ---: | --- |")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        taxonomy = folder / "taxonomy.zip"
        taxonomy.write_bytes(taxonomy_package(form(), site=SITE))
        for organisations in [int(word) for word in asked] or [8, 80]:
            report = wide(organisations)
            makes: dict[str, Callable[[], bytes]] = {
                "xhtml": lambda report=report: page(form(), report, site=SITE),
                "json": lambda report=report: json.dumps(message(form(), report, site=SITE)).encode(),
                "xbri": lambda report=report: report_package(form(), report, site=SITE),
            }
            for ending, make in makes.items():
                data, took = best(make)
                path = folder / f"{organisations}.{ending}"
                path.write_bytes(data)
                said = arelle([path], taxonomy=taxonomy, home=folder)[path.name]
                print(
                    f"| {organisations} | {said.facts} | {ending} | {len(data) / 1000:.0f} | {took:.0f} | {said.seconds:.1f} | "
                    f"{', '.join(said.wrong) or 'valid'} |",
                    flush=True,
                )


if __name__ == "__main__":
    main(sys.argv[1:])
