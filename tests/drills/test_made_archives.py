"""A back-up that somebody made is refused with one sentence, and nothing is written anywhere; the control lets one out."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from giaoban.core.refusal import Refused
from giaoban.site import database
from giaoban.site.backups import keeping, restoring, sealing
from tests.drills import made_archives
from tests.drills.made_archives import BEYOND, MADE, listing, member, sealed, with_list


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation's folder, with a key, and a folder beside it."""
    place = tmp_path / "home"
    monkeypatch.setenv("GIAOBAN_HOME", str(place))
    monkeypatch.setenv("GIAOBAN_MEDIA", str(place / "media"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (place / "media").mkdir(parents=True)
    (place / "media" / "one.txt").write_text("một")
    (tmp_path / "beyond").mkdir()
    (tmp_path / "beyond" / "there").write_text("đó")
    keeping.recipient()
    database.made_cluster()
    return place


def standing(below: Path) -> dict[str, str]:
    """Every file below that folder with what it says."""
    return {
        str(Path(place, name).relative_to(below)): Path(place, name).read_text(errors="replace")
        for place, _folders, names in os.walk(below)
        for name in names
    }


def made(home: Path, name: str) -> Path:
    members = MADE[name](home.parent / "beyond")
    if name == "two lists":
        members = [*members, listing([])]
    return sealed(with_list(members), home.parent / "giaoban-made.age", keeping.recipient())


@pytest.mark.parametrize("name", MADE)
def test_a_made_archive_is_refused_with_one_sentence_and_nothing_is_written(home: Path, name: str) -> None:
    file = made(home, name)
    before = standing(home.parent)
    with pytest.raises(Refused) as refused:
        restoring.restore(file)
    (sentence,) = map(str, refused.value.reasons)
    assert sentence.startswith("Tệp giaoban-made.age ")
    assert sentence.endswith("Chưa thay đổi gì.")
    assert len(sentence) < 300
    assert "\n" not in sentence
    assert standing(home.parent) == before
    assert not list(home.parent.rglob(BEYOND))


def test_an_archive_whose_files_are_as_listed_is_read(home: Path) -> None:
    members = [member("media/a", b"1"), member("secrets/b", b"2"), member("database/PG_VERSION", b"18")]
    file = sealed([*members, listing(members)], home.parent / "giaoban-good.age", keeping.recipient())
    key = keeping.identity(None)
    assert key is not None
    sealing.read_whole(file, key, home.parent / "out")
    assert standing(home.parent / "out") == {"media/a": "1", "secrets/b": "2", "database/PG_VERSION": "18"}


def test_a_reader_that_does_not_look_at_names_writes_outside(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "_why_not_taken", lambda info, there, left: "")
    key = keeping.identity(None)
    assert key is not None
    sealing.read_whole(made(home, "a way up"), key, home / "scratch" / "out")
    assert (home / "scratch" / made_archives.BEYOND).exists()


def test_nothing_in_a_copy_says_how_its_server_starts(tmp_path: Path) -> None:
    hostile = {
        "postgresql.auto.conf": "restore_command = 'id > /tmp/x; false'\n", "recovery.signal": "", "standby.signal": "",
        "postgresql.conf": "shared_preload_libraries = 'x'\n", "pg_hba.conf": "host all all 0.0.0.0/0 trust\n",
        "pg_ident.conf": "map root postgres\n", "PG_VERSION": "18\n",
    }  # fmt: skip
    for name, text in hostile.items():
        (tmp_path / name).write_text(text)
    restoring.configured_by_us(tmp_path)
    kept = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert kept.pop("PG_VERSION") == "18\n"
    assert set(kept) == {"postgresql.auto.conf", "postgresql.conf", "pg_hba.conf", "pg_ident.conf"}
    assert "trust" not in kept.pop("pg_hba.conf")
    assert "".join(kept.values()) == ""
