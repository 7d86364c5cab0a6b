"""A virus scanner before every page: ClamAV's own daemon where it is installed, with a list of one signature."""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.utils import override_settings

from giaoban.faces.desk import scanning
from giaoban.site import doctoring

CLAMD = shutil.which("clamd") or ""
HARMLESS = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
"""What every scanner takes for a virus, and what does nothing; in two pieces, so that none takes this file for one."""


@pytest.fixture(scope="module")
def scanner() -> Iterator[str]:
    """The socket of a daemon of its own."""
    with tempfile.TemporaryDirectory(prefix="clam-") as folder:
        home = Path(folder)
        (home / "list").mkdir()
        (home / "list" / "one.hdb").write_text(f"{hashlib.md5(HARMLESS).hexdigest()}:{len(HARMLESS)}:Probe\n")  # noqa: S324
        (home / "conf").write_text(
            f"LocalSocket {home}/socket\nDatabaseDirectory {home}/list\nForeground yes\nStreamMaxLength 1M\n"
        )
        with subprocess.Popen([CLAMD, "-c", home / "conf"], stdout=subprocess.DEVNULL) as daemon:
            for _try in range(600):
                if (home / "socket").exists():
                    break
                time.sleep(0.1)
            try:
                yield str(home / "socket")
            finally:
                daemon.terminate()


def sent(content: bytes) -> str:
    """The page that comes when somebody sends that file where files are taken in."""
    answer = Client().post("/gop-y/", {"name": "x", "file": SimpleUploadedFile("don.pdf", content)})
    return f"{answer.status_code} {answer.content.decode()}"


if CLAMD:

    def test_the_scanners_own_words_are_understood(scanner: str) -> None:
        assert scanning.version(scanner).startswith("ClamAV ")
        assert scanning.scanned(io.BytesIO(b"sach" * 100_000), scanner) == "OK"
        assert "Probe" in scanning.scanned(io.BytesIO(HARMLESS), scanner)
        assert "size limit" in scanning.scanned(io.BytesIO(b"x" * 2_000_000), scanner), "refused, and not let through"

    @pytest.mark.django_db
    def test_a_file_in_which_the_scanner_finds_something_reaches_no_page(scanner: str) -> None:
        with override_settings(SCANNER=scanner):
            told, clean = sent(HARMLESS), sent(b"sach")
        assert told.startswith("422 ")
        assert "don.pdf không được nhận: máy quét virus báo “Probe.UNOFFICIAL FOUND”" in told
        assert "máy quét" not in clean

    def test_the_doctor_says_that_it_answers(scanner: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GIAOBAN_CLAMAV", scanner)
        assert [(found.state, found.seen[:6]) for found in doctoring._scanner()] == [("well", "ClamAV")]


@pytest.mark.django_db
def test_while_the_scanner_is_away_no_file_is_taken_in_and_the_doctor_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = str(tmp_path / "away")
    with override_settings(SCANNER=away):
        told = sent(b"sach")
    assert told.startswith("422 ")
    assert "máy quét virus không trả lời" in told
    monkeypatch.setenv("GIAOBAN_CLAMAV", away)
    assert [found.state for found in doctoring._scanner()] == ["wrong"]
    monkeypatch.delenv("GIAOBAN_CLAMAV")
    assert [found.state for found in doctoring._scanner()] == ["watch"]


@pytest.mark.django_db
def test_without_a_scanner_files_go_where_they_went() -> None:
    assert "máy quét" not in sent(HARMLESS)
