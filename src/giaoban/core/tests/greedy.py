"""Readers that do what a hostile file might make a reader do; run by the test of confinement only."""

import socket
from pathlib import Path

from giaoban.core.workbook import Unreadable


def counts(data: bytes, text: str) -> list[object]:
    """What a good reader does."""
    return [len(data), text]


def refuses(data: bytes) -> None:
    raise Unreadable("Không nhận tệp này; chưa ghi nhận gì.")


def eats_memory(data: bytes) -> int:
    return len(bytearray(2_000_000_000))


def never_ends(data: bytes) -> None:
    while True:
        pass


def opens_a_socket(data: bytes) -> bool:
    socket.socket()
    return True


def opens_a_file(data: bytes, path: str) -> str:
    return Path(path).read_text()


def writes_a_file(data: bytes, path: str) -> int:
    return Path(path).write_text("x")


def stumbles(data: bytes) -> None:
    raise ZeroDivisionError
