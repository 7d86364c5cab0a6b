"""On a machine with nothing on it the doctor says what to do first, and starts nothing to find out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def test_on_an_empty_machine_the_doctor_says_what_to_do_next(tmp_path: Path) -> None:
    environment = {**os.environ, "GIAOBAN_HOME": str(tmp_path / "home"), "GIAOBAN_HTTPS": "1", "GIAOBAN_PROXIES": ""}
    done = subprocess.run(
        [sys.executable, "-m", "giaoban.site.commandline", "doctor"],
        env={key: value for key, value in environment.items() if key != "DATABASE_URL"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "máy này chưa có gì" in done.stdout
    assert "./giaoban create-admin" in done.stdout.splitlines()[-1]
    assert not [word for word in ("SELECT", "relation", "Traceback") if word in done.stdout + done.stderr]
    assert not (tmp_path / "home" / "postgres" / "data").exists()
    assert "SAI    Máy chủ phía trước: không tin máy chủ nào" in done.stdout, "HTTPS, and nobody to tell people apart"
