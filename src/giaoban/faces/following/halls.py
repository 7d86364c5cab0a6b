"""A hall that is followed: the pictures that stand for it now, as bytes for everybody, and how news of it is passed on."""

from __future__ import annotations

import asyncio
import time


class Hall:
    """One conference's hall in this process: how many follow, its picture in each language, and what woke them last."""

    def __init__(self) -> None:
        self.followers = 0
        self.pictures: dict[str, bytes] = {}
        self.minute = 0
        self.fresh = False
        self.shown = 0.0  # when everybody was told last, by the clock that only goes forward
        self.beat = b""
        self.news = asyncio.Event()

    def show(self, pictures: dict[str, tuple[int, bytes]]) -> None:
        """These are the pictures from now on, and everybody is told."""
        for language, (minute, picture) in pictures.items():
            self.pictures[language], self.minute = picture, minute
        self.fresh, self.shown = True, time.monotonic()
        self.wake()

    def wake(self, beat: bytes = b"") -> None:
        """Everybody who follows looks; who knows the picture already is told the beat, where there is one."""
        self.beat = beat
        woken, self.news = self.news, asyncio.Event()
        woken.set()


def beat() -> bytes:
    """The line is alive, and this is the time of the server, in milliseconds."""
    return f"event: beat\ndata: {int(time.time() * 1000)}\n\n".encode()


def event(tag: str, html: str) -> bytes:
    """The picture as an event, under the tag that a page would ask with."""
    lines = (line.strip() for line in html.replace("\r", "\n").split("\n"))
    data = "".join(f"data: {line}\n" for line in lines if line)
    return f"event: hall\nid: {tag}\n{data}\n".encode()
