"""``giaoban backup`` and ``giaoban restore``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from giaoban.site import database
from giaoban.site.backups.keeping import identity_path, moment, own_server
from giaoban.site.backups.restoring import restore
from giaoban.site.backups.taking import back_up


def backup_command(words: list[str]) -> int:
    """``giaoban backup TO``."""
    import argparse

    parser = argparse.ArgumentParser(prog="giaoban backup", description="One encrypted file with everything in it.")
    parser.add_argument("to", type=Path, help="the folder to write to, best on another disk")
    given = parser.parse_args(words)
    database.hold()
    first = not os.environ.get("GIAOBAN_BACKUP_RECIPIENT") and not identity_path().exists()
    done = back_up(given.to.resolve(), say=_say)
    print(f"{done.file}  {done.size / 1e6:.1f} MB  {done.files} tệp  {done.seconds:.1f} giây"
          f"  {'đã đọc lại, nguyên vẹn' if done.read_back else 'chưa đọc lại được ở đây: khóa giữ nơi khác'}")  # fmt: skip
    if first:
        print(f"Khóa giải mã: {identity_path()}. Hãy chép ra nơi khác ngay: mất khóa là mất mọi bản sao lưu.")
    return 0


def restore_command(words: list[str]) -> int:
    """``giaoban restore FROM [--at TIME] [--key FILE] [--prove]``."""
    import argparse

    parser = argparse.ArgumentParser(prog="giaoban restore", description="Everything as it was in a back-up, or later.")
    parser.add_argument("from_", metavar="FROM", type=Path, help="a back-up, or the folder of them")
    parser.add_argument(
        "--at", type=moment, help="a moment after the back-up: 2026-11-22T14:05:00 (Vietnam's time), or latest"
    )
    parser.add_argument("--key", type=Path, help="the file with the key, when it is kept elsewhere")
    parser.add_argument(
        "--prove", action="store_true", help="restore beside what is there, look it over, throw it away"
    )
    given = parser.parse_args(words)
    if not own_server():
        database.hold()
    done = restore(given.from_, at=given.at, key_file=given.key, prove=given.prove, say=_say)
    print(f"Đã {'thử ' if given.prove else ''}khôi phục: {done.entries} mục nhật ký ({done.journal}), {done.people} đảng viên,"
          f" {done.seconds:.1f} giây.")  # fmt: skip
    return 0


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
