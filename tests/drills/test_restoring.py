"""The quick form of G7: a real back-up file of the test server's database, and everything that must refuse it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from giaoban.site import database
from giaoban.site.backups import keeping, sealing, taking
from giaoban.site.backups.restoring import _restore_dump
from tests.drills import restoring
from tests.drills.restoring import refusals
from tests.drills.world import small_world


@pytest.fixture
def packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A back-up of some files and media, packed as the program packs it, whose key is this installation's own."""
    for module in (keeping, sealing):
        monkeypatch.setattr(module, "state_directory", lambda: tmp_path)
    monkeypatch.setenv("GIAOBAN_MEDIA", str(tmp_path / "media"))
    for name, text in (
        ("scratch/database/PG_VERSION", "18"),
        ("media/ảnh/một.txt", "nội dung"),
        ("secrets/django", "khoa"),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text * 500)
    file = tmp_path / "giaoban.age"
    with open(file, "wb") as out:
        sealing.pack(out, keeping.recipient(), tmp_path / "scratch", {"kind": "cluster"}, keeping.now())
    return file


def test_wrong_keys_cut_files_and_changed_files_are_refused_every_time(packed: Path, tmp_path: Path) -> None:
    assert refusals(packed, tmp_path, tries=20) == {"wrong_key_refused": 20, "cut_refused": 20, "changed_refused": 20}


def test_what_was_packed_comes_back_to_the_byte(packed: Path, tmp_path: Path) -> None:
    key = keeping.identity(None)
    assert key is not None
    sealing.read_whole(packed, key, tmp_path / "out")
    assert (tmp_path / "out" / "media" / "ảnh" / "một.txt").read_text() == "nội dung" * 500


def test_no_readable_word_of_what_was_packed_stands_in_the_file(packed: Path) -> None:
    assert b"PG_VERSION" not in packed.read_bytes()


def test_a_server_of_somebody_elses_is_copied_with_every_row_although_policies_bind_its_owner(
    own_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    restoring._enter(small_world(), 7, "Máy Ngoài")
    at = database.owner().to(own_database)
    monkeypatch.setattr(database, "owner", lambda: at)
    assert taking._dump(tmp_path)["kind"] == "dump"
    found = _restore_dump(tmp_path, None, prove=True, say=lambda line: None)
    assert found["people"] == 7
    assert found["journal"].startswith("nguyên vẹn")


def test_somebody_elses_server_goes_back_to_any_second_and_a_lost_one_to_its_last_act(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "giaoban.site.commandline", "drill", "elsewhere", "--people", "5", "--seconds", "1"],
        capture_output=True, text=True, env={**os.environ, "GIAOBAN_HOME": str(tmp_path)}, check=False,
    )  # fmt: skip
    assert said.returncode == 0, said.stdout + said.stderr
    figures = json.loads(said.stdout)
    assert (figures["after_delete"], figures["lost_acknowledged"], figures["control_copy_alone"]) == (10, 0, 5)
    assert figures["acknowledged"] > 0
    assert figures["control_without_log_refused"], "nothing near the moment instead of it"
    assert figures["control_running_refused"], "the program is in the way"
