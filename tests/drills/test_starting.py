"""A drill is begun by its word on the command line, in an installation that it makes for itself."""

from __future__ import annotations

import os
import subprocess
import sys


def test_a_drill_that_names_tables_where_it_begins_can_be_started_by_its_word() -> None:
    environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        [sys.executable, "-m", "giaoban.site.commandline", "drill", "matrix", "--requests", "40"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout.splitlines()[0].split()[:3]) == (0, ["40", "yêu", "cầu,"]), done.stderr[-2000:]
