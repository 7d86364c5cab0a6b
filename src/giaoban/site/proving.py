"""The journal's proof from the terminal: verified, and signed heads taken elsewhere."""

from __future__ import annotations

import argparse
import json
import os
import time
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from giaoban.core.refusal import Refused
from giaoban.ground.journal import chain
from giaoban.site import database
from giaoban.site.backups.keeping import HERE, remember
from giaoban.site.places import state_directory


def journal_key(file: Path | None = None) -> Ed25519PrivateKey:
    """The key that signs checkpoints: from a file kept elsewhere, or this installation's own, made the first time."""
    path = file or state_directory() / "secrets" / "journal-key.pem"
    if not path.exists() and file is None:
        made = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(made)
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError) as error:
        raise Refused(f"Không đọc được khóa ký ở {path}.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise Refused(f"Khóa ở {path} không phải khóa Ed25519.")
    return key


def checkpoint_command(words: list[str]) -> int:
    """``giaoban checkpoint TO [--key FILE]``: the signed heads of all chains, to be kept elsewhere."""
    parser = argparse.ArgumentParser(prog="giaoban checkpoint")
    parser.add_argument("to", type=Path, help="a file, or a folder for files named by the hour")
    parser.add_argument("--key", type=Path, help="an Ed25519 key (PEM) that is not kept on this machine")
    given = parser.parse_args(words)
    key = journal_key(given.key)
    at = datetime.now(HERE)  # noqa: TID251 - the hour of a checkpoint is the hour of this machine
    database.hold()
    with database.owner().connect() as connection:
        checkpoint = chain.checkpoint(connection, key, at=at)
    to = given.to / f"giaoban-journal-{at:%Y%m%d-%H%M%S}.json" if given.to.is_dir() else given.to
    to.write_text(json.dumps(checkpoint, indent=1))
    public = to.with_name("giaoban-journal.pub")
    if not public.exists():
        public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    remember("checkpoint", at=at, file=str(to), chains=len(checkpoint["chains"]))
    print(
        f"{to}  {len(checkpoint['chains'])} chuỗi. Hãy giữ tệp này và {public.name} ở nơi người quản trị máy chủ không sửa được."
    )
    return 0


def verify_command(words: list[str]) -> int:
    """``giaoban verify-journal [--checkpoint FILE …] [--public-key FILE]``: 0 when whole, 1 with each chain's first bad entry."""
    parser = argparse.ArgumentParser(prog="giaoban verify-journal")
    parser.add_argument("--checkpoint", type=Path, action="append", default=[])
    parser.add_argument("--public-key", type=Path, help="the public key kept with the checkpoints")
    given = parser.parse_args(words)
    kept = [_trusted(file, given.public_key) for file in given.checkpoint]
    database.hold()
    began = time.monotonic()
    with database.owner().connect() as connection:
        verdict = chain.verify(connection, kept)
    seconds = time.monotonic() - began
    for fault in verdict.broken:
        print(fault)
    print(f"{verdict.entries} mục, {verdict.changes} thay đổi, {verdict.chains} chuỗi, {len(kept)} mốc đã ký;"
          f" {seconds:.1f} giây; {'nguyên vẹn' if verdict.sound else f'{len(verdict.broken)} chỗ sai'}.")  # fmt: skip
    at = datetime.now(HERE)  # noqa: TID251
    remember("journal", at=at, sound=verdict.sound, entries=verdict.entries)
    return 0 if verdict.sound else 1


def _trusted(file: Path, public_key: Path | None) -> dict[str, object]:
    try:
        checkpoint = json.loads(file.read_text())
        key = load_pem_public_key(public_key.read_bytes()) if public_key else journal_key().public_key()
    except (OSError, ValueError) as error:
        raise Refused(f"Không đọc được mốc {file} hoặc khóa của nó.") from error
    if not isinstance(checkpoint, dict) or not isinstance(key, Ed25519PublicKey) or not chain.trusted(checkpoint, key):
        raise Refused(f"Chữ ký của mốc {file} không đúng: tệp đã bị sửa, hoặc của nơi khác.")
    return checkpoint
