"""Arelle asked about many files at once, in one process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("arelle_says.py")


@dataclass(frozen=True)
class Said:
    """What Arelle found in a file: codes of what is wrong, how many facts, and its own words."""

    wrong: tuple[str, ...]
    facts: int
    told: tuple[str, ...]
    seconds: float


def arelle(files: Sequence[Path], *, taxonomy: Path | None, home: Path) -> Mapping[str, Said]:
    """What it says of each file by its name; without a network, and with nothing kept from one run to the next."""
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(taxonomy or ""), *map(str, files)],
        env={"HOME": str(home), "XDG_CONFIG_HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    said = json.loads(done.stdout.splitlines()[-1])
    return {
        name: Said(tuple(one["wrong"]), one["facts"], tuple(one["told"]), one["seconds"]) for name, one in said.items()
    }
