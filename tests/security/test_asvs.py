"""docs/asvs.md is whole and says no more than is there: every requirement once, every test it names; what is handed out is careful."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from giaoban.site.parts_list import bill_of

ROOT = Path(__file__).parents[2]
LINE = re.compile(
    r"^\| ([\d., -]+) \| ([\d-]+) \| (.+?) \| (met|in part|not met|does not apply) \| (.+?) \| (.+?) \|$", re.M
)
PAGE = (ROOT / "docs/asvs.md").read_text()
LINES = LINE.findall(PAGE)

FIRST = """1.2.1-1.2.5 1.3.1-1.3.2 1.5.1 2.1.1 2.2.1-2.2.2 2.3.1 3.2.1-3.2.2 3.3.1 3.4.1-3.4.2 3.5.1-3.5.3 4.1.1 4.4.1 5.2.1-5.2.2
5.3.1-5.3.2 6.1.1 6.2.1-6.2.8 6.3.1-6.3.2 6.4.1-6.4.2 7.2.1-7.2.4 7.4.1-7.4.2 8.1.1 8.2.1-8.2.2 8.3.1 9.1.1-9.1.3 9.2.1
10.4.1-10.4.5 11.3.1-11.3.2 11.4.1 12.1.1 12.2.1-12.2.2 13.4.1 14.2.1 14.3.1 15.1.1 15.2.1 15.3.1"""
SECOND = """1.1.1-1.1.2 1.2.6-1.2.9 1.3.3-1.3.11 1.4.1-1.4.3 1.5.2 2.1.2-2.1.3 2.2.3 2.3.2-2.3.4 2.4.1 3.3.2-3.3.4 3.4.3-3.4.6
3.5.4-3.5.5 3.7.1-3.7.2 4.1.2-4.1.3 4.2.1 4.3.1-4.3.2 4.4.2-4.4.4 5.1.1 5.2.3 5.4.1-5.4.3 6.1.2-6.1.3 6.2.9-6.2.12
6.3.3-6.3.4 6.4.3-6.4.4 6.5.1-6.5.5 6.6.1-6.6.3 6.8.1-6.8.4 7.1.1-7.1.3 7.3.1-7.3.2 7.4.3-7.4.5 7.5.1-7.5.2 7.6.1-7.6.2
8.1.2 8.2.3 8.4.1 9.2.2-9.2.4 10.1.1-10.1.2 10.2.1-10.2.2 10.3.1-10.3.4 10.4.6-10.4.11 10.5.1-10.5.5 10.6.1-10.6.2
10.7.1-10.7.3 11.1.1-11.1.2 11.2.1-11.2.3 11.3.3 11.4.2-11.4.4 11.5.1 11.6.1 12.1.2-12.1.3 12.3.1-12.3.4 13.1.1 13.2.1-13.2.5
13.3.1-13.3.2 13.4.2-13.4.5 14.1.1-14.1.2 14.2.2-14.2.4 14.3.2-14.3.3 15.1.2-15.1.3 15.2.2-15.2.3 15.3.2-15.3.7 16.1.1
16.2.1-16.2.5 16.3.1-16.3.4 16.4.1-16.4.3 16.5.1-16.5.3 17.1.1 17.2.1-17.2.4 17.3.1-17.3.2"""
"""The numbers of the standard's release 5.0.0 by level."""


def numbers(said: str) -> list[str]:
    """Every number of a list in which some stand as first-last."""
    found = []
    for one in said.replace(",", " ").split():
        first, _dash, last = one.partition("-")
        head, _dot, begin = first.rpartition(".")
        found += [f"{head}.{each}" for each in range(int(begin), int((last or first).rpartition(".")[2]) + 1)]
    return found


LEVELS = dict.fromkeys(numbers(FIRST), "1") | dict.fromkeys(numbers(SECOND), "2")
STANDS = [(number, line) for line in LINES for number in numbers(line[0])]


def is_there(named: str, root: Path = ROOT) -> bool:
    """Whether that file holds that test (``all``: any test)."""
    file, _colons, test = named.partition("::")
    if not (root / file).is_file():
        return False
    text = (root / file).read_text()
    return bool(re.search(r"def test_|TestCase", text) if test == "all" else f"def {test}(" in text)


@pytest.mark.parametrize("line", LINES, ids=[line[0] for line in LINES])
def test_every_line_has_a_verdict_and_what_is_met_has_a_test_that_exists(line: tuple[str, ...]) -> None:
    verdict, test = line[3], line[5].replace("` ", "::").strip("`")
    assert (test != "–") or verdict != "met"
    assert test == "–" or verdict != "does not apply"
    assert test == "–" or is_there(test)
    assert {LEVELS.get(number, "3") for number in numbers(line[0])} == {line[1]}


def test_every_requirement_of_levels_one_and_two_stands_there_once() -> None:
    assert (len(numbers(FIRST)), len(numbers(SECOND)), len(LEVELS)) == (70, 183, 253)
    stand = sorted(number for number, _line in STANDS)
    assert len(stand) == len(set(stand))
    assert [number for number in LEVELS if number not in stand] == []


def test_the_counts_of_each_level_are_what_it_says() -> None:
    counted = []
    for level in ("1", "2", "3"):
        lines = [line for _number, line in STANDS if line[1] == level]
        applicable = [line for line in lines if line[3] != "does not apply"]
        each = [sum(line[3] == verdict for line in applicable) for verdict in ("met", "in part", "not met")]
        held = sum(line[3] == "met" and line[5] != "–" for line in applicable)
        share = round(100 * held / len(applicable), 1)
        counted.append(" | ".join(map(str, [level, len(lines), len(applicable), *each, f"{held} ({share} %)"])))
    assert re.findall(r"^\| (\d \| .*%\)) \|$", PAGE, re.M) == counted
    assert f"and {sum(line[1] == '3' for _number, line in STANDS)} chosen of level 3" in PAGE


def test_a_test_that_is_not_there_is_missed() -> None:
    assert not is_there("tests/security/test_asvs.py::test_that_nobody_wrote")
    assert not is_there("tests/security/test_nothing.py::test_a")


def test_the_sum_over_the_table_is_what_it_says() -> None:
    said = re.search(
        r"^(\d+) lines: (\d+) met, (\d+) in part, (\d+) not met, (\d+) does not apply; (\d+) with", PAGE, re.M
    )
    assert said
    counted = [sum(line[3] == verdict for line in LINES) for verdict in ("met", "in part", "not met", "does not apply")]
    assert [int(one) for one in said.groups()] == [len(LINES), *counted, sum(line[5] != "–" for line in LINES)]


def test_the_list_of_parts_is_the_lock() -> None:
    lock = (ROOT / "requirements/run.lock").read_text()
    vendored = (ROOT / "src/giaoban/faces/static/giaoban/vendor/VENDORED.toml").read_text()
    bill = json.loads(json.dumps(bill_of(lock, vendored)))
    pins = set(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", lock, re.M))
    named = {(part["name"], part["version"]) for part in bill["components"] if "purl" in part}
    assert named == pins
    assert len(bill["components"]) == len(pins) + len(tomllib.loads(vendored)["package"])
    assert all(re.fullmatch(r"[0-9a-f]{64}", one["content"]) for part in bill["components"] for one in part["hashes"])
    assert all(part["hashes"] for part in bill["components"])
    assert bill == bill_of(lock, vendored)


def test_what_is_handed_out_for_running_it_is_careful() -> None:
    container, compose = (ROOT / "deploy/Containerfile").read_text(), (ROOT / "deploy/compose.yaml").read_text()
    assert re.search(r"^USER (?!root)", container, re.M)
    assert "--require-hashes" in container
    assert ":latest" not in container + compose
    assert all(
        part in compose for part in ("no-new-privileges", "cap_drop: [ALL]", "read_only: true", "127.0.0.1:8000")
    )
    assert not re.search(r"PASSWORD: (?!\$)", compose)
    proxy = (ROOT / "deploy/nginx.conf").read_text()
    assert "ssl_protocols TLSv1.2 TLSv1.3;" in proxy
    assert "metrics|readyz" in proxy
    ciphers = re.findall(r"ssl_ciphers ([^;]+);", proxy)[0].split(":")
    assert all(re.fullmatch(r"ECDHE-(RSA|ECDSA)-(AES(128|256)-GCM-SHA\d+|CHACHA20-POLY1305)", one) for one in ciphers)
    assert "AES256" in ciphers[0], "the strongest first"
    assert "ssl_prefer_server_ciphers on;" in proxy
    plain = proxy.partition("listen 80;")[2]
    assert "location /api/ { return 403; }" in plain, "a machine that asks in plain is not sent on in silence"
    left_out = (ROOT / ".dockerignore").read_text().splitlines()
    assert {".git", "tests", "benchmarks", "**/.env"} <= set(left_out)
    known = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/settings.md").read_text(), re.M))
    assert set(re.findall(r"\b(GIAOBAN_[A-Z_]+)\s*[:=]", container + compose)) <= known


@pytest.mark.parametrize("unit", sorted((ROOT / "deploy").glob("*.service")), ids=lambda one: one.name)
def test_each_unit_of_systemd_is_confined_and_understood(unit: Path, tmp_path: Path) -> None:
    text = unit.read_text()
    for line in ("User=giaoban", "NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes",
                 "InaccessiblePaths=-/opt/giaoban/.git"):  # fmt: skip
        assert line in text, line
    known = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/settings.md").read_text(), re.M))
    assert set(re.findall(r"^Environment=([A-Z_]+)=", text, re.M)) <= known
    if (analyze := shutil.which("systemd-analyze")) is not None:
        here = tmp_path / unit.name
        here.write_text(text.replace("/opt/giaoban/giaoban", "/bin/true"))
        told = subprocess.run([analyze, "verify", str(here)], capture_output=True, text=True, check=False)
        wrongs = [line for line in told.stderr.splitlines() if unit.name in line]
        assert wrongs == []
