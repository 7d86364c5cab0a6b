"""The way in for register files: read in a confined process, see ``giaoban.core.confined``."""

from __future__ import annotations

from pathlib import Path

from giaoban.areas.members.register_table import Table
from giaoban.core.confined import read_confined


def read_register_file(path: Path) -> Table:
    """The sheet of the file that holds a member register; Unreadable with one sentence when there is none."""
    return Table(**read_confined("giaoban.areas.members.register_table:read_table", path))
