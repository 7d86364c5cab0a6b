"""Back-ups that somebody made: with names, links, devices, lengths and lists that no back-up of this program has."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyrage

Member = tuple[tarfile.TarInfo, bytes]

AT = "2026-06-30T08:00:00+07:00"
BEYOND = "ngoai.txt"
"""A name that must never appear outside the folder in which a back-up is unpacked."""


def member(name: str, content: bytes = b"x", **more: Any) -> Member:
    """A file of the archive, or whatever else ``more`` makes of it."""
    info = tarfile.TarInfo(name)
    for field, value in more.items():
        setattr(info, field, value)
    info.size = len(content) if info.type == tarfile.REGTYPE else 0
    return info, content if info.size else b""


def listing(members: list[Member], **more: Any) -> Member:
    """The list of these members, as the program writes it, or with ``more``."""
    files = {info.name: sha256(content).hexdigest() for info, content in members if info.isreg()}
    said = {"format": 1, "at": AT, "kind": "cluster", "server": 180000, "files": files} | more
    return member("manifest.json", json.dumps(said).encode())


def hollow(name: str, size: int = 1 << 40) -> Member:
    """A file that is all holes: a few bytes here, a terabyte when it is written out."""
    spread = f"1\n{size}\n0\n".encode().ljust(512, b"\0")
    marks = {
        "GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": name, "GNU.sparse.realsize": str(size),
    }  # fmt: skip
    return member(name, spread, pax_headers=marks)


def linked(name: str, to: str, kind: bytes) -> list[Member]:
    """A link, and a file written through it."""
    return [member(name, type=kind, linkname=to), member(f"{name}/{BEYOND}")]


MADE: dict[str, Callable[[Path], list[Member]]] = {
    "a way up": lambda beyond: [member(f"media/../../{BEYOND}")],
    "a way up at once": lambda beyond: [member(f"../{BEYOND}")],
    "a whole address": lambda beyond: [member(str(beyond / BEYOND))],
    "another place": lambda beyond: [member(f"etc/{BEYOND}")],
    "no name": lambda beyond: [member(".")],
    "an empty name": lambda beyond: [member("")],
    "a link": lambda beyond: linked("media/a", str(beyond), tarfile.SYMTYPE),
    "a link upward": lambda beyond: linked("media/a", "../..", tarfile.SYMTYPE),
    "a second name": lambda beyond: linked("media/a", str(beyond / "there"), tarfile.LNKTYPE),
    "a link instead of the list": lambda beyond: [member("manifest.json", type=tarfile.SYMTYPE, linkname="media/x")],
    "a device": lambda beyond: [member("media/a", type=tarfile.CHRTYPE, devmajor=1, devminor=5)],
    "a disk": lambda beyond: [member("media/a", type=tarfile.BLKTYPE, devmajor=8)],
    "a pipe": lambda beyond: [member("media/a", type=tarfile.FIFOTYPE)],
    "a file full of holes": lambda beyond: [hollow("media/a")],
    "a list full of holes": lambda beyond: [hollow("manifest.json")],
    "one name twice": lambda beyond: [member("media/a", b"1"), member("media/a", b"2")],
    "a file that is a folder too": lambda beyond: [member("media/a"), member("media/a/b")],
    "a name longer than names are": lambda beyond: [member("media/" + "a" * 5000)],
    "a way of ten thousand folders": lambda beyond: [member("media/" + "a/" * 10_000 + BEYOND)],
    "a list that is none": lambda beyond: [member("manifest.json", b"[]")],
    "a list without files": lambda beyond: [member("manifest.json", b'{"format": 1}')],
    "a list ten thousand deep": lambda beyond: [member("manifest.json", b"[" * 100_000)],
    "a list that is no text": lambda beyond: [member("manifest.json", b"\xff\xfe\0")],
    "two lists": lambda beyond: [listing([])],
    "a list without a day": lambda beyond: [listing([], at=7)],
    "a list of another kind": lambda beyond: [listing([], kind="../")],
    "files that are no texts": lambda beyond: [listing([], files={"media/a": []})],
}
"""What each is made of, given the folder that must stay as it is."""


def sealed(members: list[Member], at: Path, whom: pyrage.x25519.Recipient) -> Path:
    """The members as a back-up at that path, encrypted as the program does it."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for info, content in members:
            tar.addfile(info, io.BytesIO(content))
    at.write_bytes(pyrage.encrypt(plain.getvalue(), [whom]))
    return at


def with_list(members: list[Member]) -> list[Member]:
    """The members with their list behind them; one that brings a list of its own has it."""
    own = any(info.name == "manifest.json" for info, _content in members)
    return members if own else [*members, listing(members)]
