"""docs/settings.md is the table of the environment variables that the code reads, no more and no fewer."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_table_of_settings_is_what_the_code_reads() -> None:
    told = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/settings.md").read_text(), re.M))
    code = "".join(path.read_text() for path in (ROOT / "src/giaoban").rglob("*.py") if "/tests" not in str(path))
    read = set(re.findall(r"""(?:environ(?:\.get)?[(\[]|_flag\()\s*["']((?:GIAOBAN|DATABASE)_[A-Z_]+)""", code))
    assert told == read
