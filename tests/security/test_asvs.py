"""docs/asvs.md says no more than is there: every test it names exists; what is handed out for running it is careful."""

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
LINE = re.compile(r"^\| ([\d., -]+) \| ([\d-]+) \| (.+?) \| (met|in part|not met) \| (.+?) \| (.+?) \|$", re.M)
LINES = LINE.findall((ROOT / "docs/asvs.md").read_text())


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
    assert test == "–" or is_there(test)


def test_a_test_that_is_not_there_is_missed() -> None:
    assert not is_there("tests/security/test_asvs.py::test_that_nobody_wrote")
    assert not is_there("tests/security/test_nothing.py::test_a")


def test_the_sum_over_the_table_is_what_it_says() -> None:
    said = re.search(
        r"^(\d+) lines: (\d+) met, (\d+) in part, (\d+) not met; (\d+) with", (ROOT / "docs/asvs.md").read_text(), re.M
    )
    assert said
    counted = [sum(line[3] == verdict for line in LINES) for verdict in ("met", "in part", "not met")]
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
    known = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/settings.md").read_text(), re.M))
    assert set(re.findall(r"\b(GIAOBAN_[A-Z_]+)\s*[:=]", container + compose)) <= known


@pytest.mark.parametrize("unit", sorted((ROOT / "deploy").glob("*.service")), ids=lambda one: one.name)
def test_each_unit_of_systemd_is_confined_and_understood(unit: Path, tmp_path: Path) -> None:
    text = unit.read_text()
    for line in ("User=giaoban", "NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes"):
        assert line in text, line
    known = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/settings.md").read_text(), re.M))
    assert set(re.findall(r"^Environment=([A-Z_]+)=", text, re.M)) <= known
    if (analyze := shutil.which("systemd-analyze")) is not None:
        here = tmp_path / unit.name
        here.write_text(text.replace("/opt/giaoban/giaoban", "/bin/true"))
        told = subprocess.run([analyze, "verify", str(here)], capture_output=True, text=True, check=False)
        wrongs = [line for line in told.stderr.splitlines() if unit.name in line]
        assert wrongs == []
