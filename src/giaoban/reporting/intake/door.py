"""The way in for returns from outside: each file is read in a confined process of its own, as many at once as cores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from os import cpu_count
from pathlib import Path

from giaoban.core.confined import read_confined
from giaoban.core.workbook import Unreadable
from giaoban.reporting.forms import Form
from giaoban.reporting.forms.writing import texts_of
from giaoban.reporting.intake.returned import ReturnRead

READER = "giaoban.reporting.intake.reading:read_return_json"


def read_return_safely(path: Path, *, name: str = "", expected: Iterable[Form] = ()) -> ReturnRead:
    """The return that the file holds, under that name; Unreadable when it holds none or would cost too much.

    It is one of the forms that are ``expected``, or of those that the program brings.

    Never takes more than 10 seconds or 256 MB, and the file cannot make it write or reach anything.
    """
    return ReturnRead.from_json(read_confined(READER, path, name or path.name, *texts_of(expected)))


def read_returns_safely(paths: Iterable[Path]) -> Iterator[tuple[Path, ReturnRead | Unreadable]]:
    """Each file in the given order with the return it holds or the reason why not; as many at once as there are cores."""

    def read(path: Path) -> tuple[Path, ReturnRead | Unreadable]:
        try:
            return path, read_return_safely(path)
        except Unreadable as unreadable:
            return path, unreadable

    with ThreadPoolExecutor(max_workers=cpu_count() or 1) as pool:
        yield from pool.map(read, paths)
