"""The program is any office's: what it was first made for is named by start data and by the demonstration alone."""

from __future__ import annotations

import re
from pathlib import Path

from giaoban.site.places import PACKAGE

NAMES = re.compile(r"Quảng Ninh|Đông Bắc|BC-6T|quang[-_]ninh|dong[-_]bac", re.IGNORECASE)
READ = {".py", ".toml", ".html", ".js", ".css", ".typ"}
DEMONSTRATION = re.compile(r"(?:^|/)(?:demo|demo\.py|demonstration\w*\.py|demonstration\w*)(?:/|$)")
TESTS = re.compile(r"(?:^|/)(?:tests|tests_db|tests\.py|conftest\.py)(?:/|$)")
START_DATA = {
    "reporting/forms/bc-6t-2023.toml", "reporting/forms/bc-6t-2026.toml",  # the first form, as its file
    "reporting/xbrl/english.toml",  # the English of its lines
    "reporting/prose/places.toml",  # the provinces of the country and the regions that clusters are named after
}  # fmt: skip


def naming(package: Path) -> dict[str, list[str]]:
    """The files of the program that name the first office's place, cluster or form, with the lines that do."""
    told: dict[str, list[str]] = {}
    for path in sorted(package.rglob("*")):
        name = path.relative_to(package).as_posix()
        if path.suffix not in READ or "/vendor/" in name or DEMONSTRATION.search(name) or TESTS.search(name):
            continue
        lines = [line.strip() for line in path.read_text("utf-8").splitlines() if NAMES.search(line)]
        if lines and name not in START_DATA:
            told[name] = lines
    return told


def test_nothing_but_start_data_and_the_demonstration_names_the_first_office() -> None:
    assert naming(PACKAGE) == {}
    assert all((PACKAGE / name).is_file() for name in START_DATA)


def test_a_name_in_the_program_is_found_and_one_in_the_demonstration_is_left(tmp_path: Path) -> None:
    for name in ("kit/lists.py", "demo/cluster.py", "areas/study/demo.py", "areas/study/tests/test_it.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('FORM = "BC-6T"\n', "utf-8")
    assert naming(tmp_path) == {"kit/lists.py": ['FORM = "BC-6T"']}
