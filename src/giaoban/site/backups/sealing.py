"""The file of a back-up: a tar encrypted with age, and beside its files a list of each with its SHA-256.

A file is read back whole or refused: a wrong key, a byte changed, a name that would leave the folder."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
import threading
from collections.abc import Container
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import pyrage  # type: ignore[import-untyped]

from giaoban.core.refusal import Refused
from giaoban.site.backups.keeping import media
from giaoban.site.places import state_directory
from giaoban.site.receiving import COPIED

LIST = "manifest.json"
FORMAT = 1
LONGEST_LIST = 1 << 28
"""Bytes of the list: about two million files."""
PLACES = {"database", "media", "secrets"}
KINDS = {"cluster", "dump", COPIED}


def pack(out: IO[bytes], whom: pyrage.x25519.Recipient, scratch: Path, kind: dict[str, Any], at: datetime) -> int:
    """The encrypted tar is written; answers how many files are in it."""
    reader, writer = os.pipe()
    failed: list[BaseException] = []

    def encrypt() -> None:
        try:
            with os.fdopen(reader, "rb") as source:
                pyrage.encrypt_io(source, out, [whom])
        except BaseException as error:
            failed.append(error)

    worker = threading.Thread(target=encrypt)
    worker.start()
    listed: dict[str, Any] = {}
    try:
        with os.fdopen(writer, "wb") as sink, tarfile.open(fileobj=sink, mode="w|", format=tarfile.PAX_FORMAT) as tar:
            for name, place in (
                ("database", scratch / "database"),
                ("media", media()),
                ("secrets", state_directory() / "secrets"),
            ):
                for path in sorted(place.rglob("*")) if place.exists() else ():
                    inside = f"{name}/{path.relative_to(place)}"
                    if path.is_dir() and not path.is_symlink():
                        tar.add(path, inside, recursive=False)
                    elif path.is_file():
                        _add(tar, path, inside, listed)
            description = {"format": FORMAT, "at": at.isoformat(), **kind, "files": listed}
            text = json.dumps(description, ensure_ascii=False).encode()
            info = tarfile.TarInfo(LIST)
            info.size = len(text)
            tar.addfile(info, io.BytesIO(text))
    finally:
        worker.join()
    if failed:
        raise Refused(f"Không mã hóa được bản sao lưu: {failed[0]}")
    return len(listed)


def _add(tar: tarfile.TarFile, path: Path, inside: str, listed: dict[str, Any]) -> None:
    with open(path, "rb") as file:
        info = tar.gettarinfo(str(path), inside, file)
        data = file.read(info.size) if info.size < 1 << 26 else None
        if data is not None:
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
            listed[inside] = hashlib.sha256(data).hexdigest()
            return
        seen = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        tar.addfile(info, file)
        listed[inside] = seen


def read_whole(file: Path, key: pyrage.x25519.Identity, into: Path | None = None) -> dict[str, Any]:
    """What the back-up says of itself, every byte of it decrypted and as it was listed; unpacked where a folder is given.

    Refused when the key does not fit, when the file was cut or changed, and when a name would leave the folder.
    """
    reader, writer = os.pipe()
    failed: list[BaseException] = []

    def decrypt() -> None:
        try:
            with os.fdopen(writer, "wb") as sink, open(file, "rb") as source:
                pyrage.decrypt_io(source, sink, [key])
        except BaseException as error:
            failed.append(error)

    worker = threading.Thread(target=decrypt)
    worker.start()
    digests: dict[str, str] = {}
    listed: Any = None
    trouble: Exception | None = None
    with os.fdopen(reader, "rb") as source:
        try:
            with tarfile.open(fileobj=source, mode="r|") as tar:
                left = file.stat().st_size
                for info in tar:
                    left -= info.size
                    if refused := _why_not_taken(info, digests, left):
                        raise Refused(refused)
                    if info.name == LIST:
                        listed = _listed_in(tar, info, listed)
                    else:
                        _take(tar, info, into, digests)
            while source.read(1 << 20):
                pass
        except Exception as error:  # whatever a file that somebody made can bring a reader to
            trouble = error
    worker.join()
    if failed and not isinstance(failed[0], BrokenPipeError) and not isinstance(trouble, Refused):
        raise Refused(
            f"Không mở được {file.name}: sai khóa, hoặc tệp đã bị cắt hay sửa ({failed[0]}). Chưa thay đổi gì."
        )
    if trouble is not None or listed is None:
        why = " ".join(str(trouble or "thiếu danh mục").split())
        raise Refused(f"Tệp {file.name} không nguyên vẹn ({why[:120]}). Chưa thay đổi gì.")
    return _held_to(listed, digests, file.name)


def _why_not_taken(info: tarfile.TarInfo, there: Container[str], left: int) -> str:
    """Why that member is none of a back-up: not below its folders, no plain file, twice there, or longer than the file itself."""
    parts = Path(info.name).parts
    if info.name != LIST and (not parts or ".." in parts or parts[0] not in PLACES):
        return f"tên lạ: {info.name[:80]}"
    if info.issparse() or not (info.isfile() or (info.isdir() and info.name != LIST)):
        return f"không phải tệp thường: {info.name[:80]}"
    if left < 0 or (info.name == LIST and info.size > LONGEST_LIST):
        return f"dài hơn chính bản sao lưu: {info.name[:80]}"
    return f"có hai lần: {info.name[:80]}" if info.name in there else ""


def _listed_in(tar: tarfile.TarFile, info: tarfile.TarInfo, before: Any) -> Any:
    if before is not None:
        raise Refused("có hai danh mục")
    content = tar.extractfile(info)
    return json.loads(content.read()) if content else None


def _held_to(listed: Any, digests: dict[str, str], name: str) -> dict[str, Any]:
    """The list, where it is one that this program writes and every file is as it says."""
    files = listed.get("files") if isinstance(listed, dict) else None
    if not isinstance(files, dict) or not all(isinstance(digest, str) for digest in files.values()):
        raise Refused(f"Tệp {name} không nguyên vẹn (danh mục lạ). Chưa thay đổi gì.")
    if listed.get("format") != FORMAT:
        raise Refused(
            f"Tệp {name} do một phiên bản khác ghi (dạng {str(listed.get('format'))[:20]}). Chưa thay đổi gì."
        )
    if digests != files:
        wrong = min(set(digests.items()) ^ set(files.items()))
        raise Refused(f"Tệp {name} không khớp danh mục của nó ở {wrong[0][:80]}. Chưa thay đổi gì.")
    with suppress(TypeError, ValueError):
        if datetime.fromisoformat(listed.get("at")).tzinfo is not None and listed.get("kind") in KINDS:
            return dict(listed)
    raise Refused(f"Tệp {name} không nguyên vẹn (danh mục lạ). Chưa thay đổi gì.")


def _take(tar: tarfile.TarFile, info: tarfile.TarInfo, into: Path | None, digests: dict[str, str]) -> None:
    target = into / info.name if into is not None else None
    if info.isdir():
        if target is not None:
            target.mkdir(mode=0o700, parents=True, exist_ok=True)
        return
    content = tar.extractfile(info)
    assert content is not None
    seen = hashlib.sha256()
    if target is not None:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(target, "wb") if target is not None else open(os.devnull, "wb") as out:
        while piece := content.read(1 << 20):
            seen.update(piece)
            out.write(piece)
    if target is not None:
        target.chmod(info.mode & 0o700 | 0o600)
    digests[info.name] = seen.hexdigest()
