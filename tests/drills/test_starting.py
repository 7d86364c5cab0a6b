"""A drill is begun by its word on the command line, in an installation that it makes for itself."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "src/giaoban"


def test_a_drill_that_names_tables_where_it_begins_can_be_started_by_its_word() -> None:
    environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        [sys.executable, "-m", "giaoban.site.commandline", "drill", "matrix", "--requests", "40"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout.splitlines()[0].split()[:3]) == (0, ["40", "yêu", "cầu,"]), done.stderr[-2000:]


def test_where_only_the_package_is_installed_a_drill_says_in_one_sentence_that_it_needs_a_checkout(
    tmp_path: Path,
) -> None:
    for part in ("core", "site"):
        shutil.copytree(PACKAGE / part, tmp_path / "giaoban" / part)
    shutil.copy(PACKAGE / "__init__.py", tmp_path / "giaoban")
    done = subprocess.run(
        [sys.executable, "-P", "-m", "giaoban.site.commandline", "drill", "matrix"],
        env={**os.environ, "PYTHONPATH": str(tmp_path), "LANG": "vi_VN.UTF-8", "LC_ALL": ""}, cwd=tmp_path,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "Lệnh này chạy trong thư mục mã nguồn.\n")


@pytest.mark.skipif(os.geteuid() != 0, reason="only as root is the database another user's")
def test_the_databases_own_user_passes_through_every_folder_that_a_first_start_makes(tmp_path: Path) -> None:
    home = tmp_path / "lib" / "giaoban" / "one"
    begin = "import os; os.umask(0o077); from giaoban.site.places import state_directory; print(state_directory())"
    done = subprocess.run(
        [sys.executable, "-c", begin], env={**os.environ, "GIAOBAN_HOME": str(home)}, capture_output=True, text=True, check=True
    )  # fmt: skip
    assert done.stdout.strip() == str(home)
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (home, *home.parents[:2])} == {0o711}


ASKING = """
import sys
from giaoban.site.commandline import HELP_OF_THEIR_OWN, commands, main
for word in [name for name in commands() if name not in HELP_OF_THEIR_OWN]:
    for words in ([word, "--help"], [word, "-h"]):
        try:
            code = main(words)
        except SystemExit as end:
            code = end.code
        print("\\n==", *words, code or 0, flush=True)
"""


def test_asked_for_its_help_no_command_starts_migrates_or_writes_anything(tmp_path: Path) -> None:
    environment = {**os.environ, "GIAOBAN_HOME": str(tmp_path / "home"), "COLUMNS": "200"}
    done = subprocess.run(
        [sys.executable, "-c", ASKING], env=environment, cwd=PACKAGE.parents[1], capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    pairs = re.findall(r"(.*?)\n== (\S+) --help 0\n.*?\n== \S+ -h 0\n", done.stdout, re.S)
    told = {word: text for text, word in pairs}
    assert {"serve", "work", "demo", "create-admin", "import-register", "restore", "check", "drill"} <= set(told), (
        done.stderr
    )
    assert all(f"giaoban {word}" in told[word] for word in told if word != "drill"), told
    assert not (tmp_path / "home").exists()
