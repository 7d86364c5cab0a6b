"""What back-ups and restores share: the keys, the folder that they work in, and what is remembered of the last of each."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyrage  # type: ignore[import-untyped]

from giaoban.core.refusal import Refused
from giaoban.site import database
from giaoban.site.places import state_directory

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
LATEST = datetime.max.replace(tzinfo=ZoneInfo("UTC"))
"""The last moment that back-up and kept log reach."""
Say = Callable[[str], None]


def own_server() -> bool:
    """Whether the database is the program's own server."""
    return not os.environ.get("DATABASE_URL")


def media() -> Path:
    """Where uploaded files lie."""
    return Path(os.environ.get("GIAOBAN_MEDIA") or state_directory() / "media")


def now() -> datetime:
    """The moment by this machine's clock, in Vietnam's time."""
    return datetime.now(HERE)  # noqa: TID251 - the hour of a back-up is the hour of this machine


def recipient() -> pyrage.x25519.Recipient:
    """Whom back-ups are encrypted to: GIAOBAN_BACKUP_RECIPIENT, whose key is kept elsewhere, or this installation."""
    if named := os.environ.get("GIAOBAN_BACKUP_RECIPIENT"):
        return pyrage.x25519.Recipient.from_str(named)
    path = identity_path()
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (
            suppress(FileExistsError),
            os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out,
        ):
            out.write(str(pyrage.x25519.Identity.generate()) + "\n")
    return pyrage.x25519.Identity.from_str(path.read_text().strip()).to_public()


def identity_path() -> Path:
    """Where this installation keeps the key of its own back-ups."""
    return state_directory() / "secrets" / "backup-key"


def identity(file: Path | None) -> pyrage.x25519.Identity | None:
    """The key that opens back-ups, from the file or this installation's own; None when it is kept elsewhere."""
    path = file or identity_path()
    if file is None and not path.exists():
        return None
    try:
        lines = [line.strip() for line in path.read_text().splitlines()]
        return pyrage.x25519.Identity.from_str(next(line for line in lines if line.startswith("AGE-SECRET-KEY-")))
    except (OSError, StopIteration, UnicodeDecodeError, pyrage.IdentityError) as error:
        raise Refused(f"Không đọc được khóa giải mã ở {path}.") from error


def run(program: str, *words: str, at: database.Address | None = None) -> str:
    """What a program of PostgreSQL wrote; Refused with its last word when it did not end well."""
    done = subprocess.run(
        [database.binaries() / program, *words], capture_output=True, text=True,
        env={**os.environ, **(at.environment() if at else {}), "PGCONNECT_TIMEOUT": "10", "PGTZ": "UTC"},
    )  # fmt: skip
    if done.returncode:
        raise Refused(f"{program}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


@contextmanager
def working_folder(what: str) -> Iterator[Path]:
    """A folder beside the data, on the same disk, gone afterwards."""
    folder = database.made_cluster() / f"{what}.{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sync_folder(folder: Path) -> None:
    """What was named or renamed in the folder outlives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remember(what: str, *, at: datetime, **facts: Any) -> None:
    """The last back-up, proof or restore is known to ``doctor`` and to the page on back-ups."""
    last = remembered()
    last[what] = {"at": at.isoformat(timespec="seconds"), **facts}
    path = state_directory() / "backups.json"
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps(last, ensure_ascii=False, indent=1))
    draft.replace(path)


def remembered() -> dict[str, Any]:
    """The last ``backup``, ``proof`` and ``restore``; a word is missing when there was none."""
    with suppress(OSError, ValueError):
        return dict(json.loads((state_directory() / "backups.json").read_text()))
    return {}


def moment(text: str) -> datetime:
    """The moment that the text writes; Vietnam's time where it names no zone."""
    if text.strip() in {"latest", "mới nhất"}:
        return LATEST
    read = datetime.fromisoformat(re.sub(r"\s+", "T", text.strip(), count=1))
    return read if read.tzinfo else read.replace(tzinfo=HERE)
