"""Where this installation keeps what it writes: one directory, reachable by the unprivileged user that runs the database."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
LOOPBACK = "127.0.0.1 ::1"
"""Where a proxy of this machine comes from, which deploy/ puts in front."""


@cache
def state_directory() -> Path:
    """The directory that holds database, media and keys of this installation; made when it is not there yet.

    ``GIAOBAN_HOME`` names it. Without it, root uses ``/var/lib/giaoban`` (a home of mode 0700 cannot be reached by the
    database's own user) and anybody else the XDG data directory; each checkout has a folder of its own.
    """
    if named := os.environ.get("GIAOBAN_HOME"):
        home = Path(named)
    else:
        if os.geteuid() == 0:
            base = Path("/var/lib/giaoban")
        else:
            base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "giaoban"
        home = base / hashlib.sha256(str(PACKAGE).encode()).hexdigest()[:10]
    missing = [folder for folder in (home, *home.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(exist_ok=True)
        if os.geteuid() == 0:  # whatever the umask: the database's own user passes through all that was made here
            folder.chmod(0o711)
    return home


def secret(name: str) -> str:
    """The installation's secret of that name, made at random the first time and kept readable by the owner only."""
    import secrets

    path = state_directory() / "secrets" / name
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(40))
        with suppress(FileExistsError):  # the first process wins; the others read what it wrote
            os.link(draft, path)
        draft.unlink()
    return path.read_text()
