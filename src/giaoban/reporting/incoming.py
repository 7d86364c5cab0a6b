"""A file between its arrival and its being taken in: kept under a generated name, read safely, shown, then used or dropped."""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from giaoban.core.quota import RETURNS
from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.secrecy import why_secret
from giaoban.core.workbook import MOST_BYTES, TOO_LARGE, Unreadable
from giaoban.ground.access.policy import Actor
from giaoban.ground.regulations.queries import why_not_keep
from giaoban.reporting.forms import Form
from giaoban.reporting.intake.door import read_return_safely
from giaoban.reporting.intake.returned import ReturnRead
from giaoban.reporting.intake.typed import read_sheets_safely

FOLDER = "returns"
KEPT_SECONDS = 2 * 86400


@dataclass(frozen=True)
class Incoming:
    """A workbook that has been read and not yet taken in."""

    token: str
    stored: str
    size: int
    read: ReturnRead
    sheets: list[dict[str, Any]]


def receive(upload: File[bytes], name: str, *, actor: Actor, today: date, expected: Iterable[Form] = ()) -> Incoming:
    """The file lies among those of its sender and has been read; Refused with one sentence, and nothing kept, when it is
    no return or one too many."""

    def read(path: Path) -> dict[str, Any]:
        found = read_return_safely(path, name=Path(name).name[:255], expected=expected)
        return {"read": found.as_json(), "sheets": read_sheets_safely(path, expected=expected)}

    return received(keep(upload, name, read, actor=actor, today=today), actor=actor)


def keep(upload: File[bytes], name: str, read: Callable[[Path], dict[str, Any]], *, actor: Actor, today: date) -> str:
    """The token under which the file lies among those of its sender, with what ``read`` made of it beside it.

    Refused with one sentence, and nothing kept, when it cannot be read, bears a mark of secrecy or is one too many.
    """
    size = upload.size or 0
    if size > MOST_BYTES:
        raise Refused(TOO_LARGE)
    refuse_if(why_secret(name))
    refuse_if(why_not_keep(RETURNS, kept=_kept_by(actor), size=size, on=today))
    token = secrets.token_urlsafe(24)
    stored = default_storage.save(f"{folder_of(actor)}/{token}", upload)
    try:
        kept = read(Path(default_storage.path(stored))) | {"size": size}
    except Unreadable as unreadable:
        default_storage.delete(stored)
        raise Refused(str(unreadable)) from None
    default_storage.save(f"{stored}.json", ContentFile(json.dumps(kept, ensure_ascii=False).encode()))
    return token


def folder_of(actor: Actor) -> str:
    """Where the files lie that this account has sent."""
    return f"{FOLDER}/{actor.pk}"


def _kept_by(actor: Actor) -> int:
    """The bytes of all that this account has sent and that is still there, waiting or taken in."""
    return sum(file.stat().st_size for file in Path(default_storage.path(folder_of(actor))).glob("*"))


def kept_as(token: str, *, actor: Actor) -> tuple[str, dict[str, Any]]:
    """The name under which that file of the account is stored, and what is kept beside it; LookupError when it is not there."""
    stored = f"{folder_of(actor)}/{token}"
    if not re.fullmatch(r"[\w-]{20,60}", token) or not default_storage.exists(f"{stored}.json"):
        raise LookupError(token)
    with default_storage.open(f"{stored}.json") as file:
        kept: dict[str, Any] = json.load(file)
    return stored, kept


def received(token: str, *, actor: Actor) -> Incoming:
    """The workbook that this account sent under that token; LookupError when it is no longer there."""
    stored, kept = kept_as(token, actor=actor)
    if "sheets" not in kept:
        raise LookupError(token)
    return Incoming(token, stored, kept["size"], ReturnRead.from_json(kept["read"]), kept["sheets"])


def drop(stored: str, *, file_too: bool) -> None:
    """What was read beside the file is gone; the file too, where it was not taken in."""
    default_storage.delete(f"{stored}.json")
    if file_too:
        default_storage.delete(stored)


def drop_forgotten() -> int:
    """Files that nobody took in for two days are gone; answers how many."""
    if not default_storage.exists(FOLDER):
        return 0
    folders = [FOLDER, *(f"{FOLDER}/{account}" for account in default_storage.listdir(FOLDER)[0])]
    dropped = 0
    for folder in folders:
        for name in default_storage.listdir(folder)[1]:
            if not name.endswith(".json"):
                continue
            path = f"{folder}/{name}"
            if time.time() - default_storage.get_modified_time(path).timestamp() > KEPT_SECONDS:
                default_storage.delete(path)
                default_storage.delete(path.removesuffix(".json"))
                dropped += 1
    return dropped
