"""The first start of the demonstration: what builds the sample world leaves nothing in the process that then serves it."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest import mock

import pytest

from giaoban.demo import build
from giaoban.site import serving


@pytest.fixture(autouse=True)
def environment() -> Iterator[None]:
    with mock.patch.dict(os.environ):
        os.environ.pop("GIAOBAN_ADDRESS", None)
        yield


@pytest.fixture
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What was seen by the building of the world; nothing is built and nothing served."""
    seen = tmp_path / "seen"

    def built(*, say: Callable[[str], None], passwords: bool) -> None:
        seen.write_text(f"{os.getpid()} {os.environ['GIAOBAN_ADDRESS']} {passwords}")

    def served(given: argparse.Namespace) -> int:
        assert given.no_set_up
        return 0

    monkeypatch.setattr(serving, "bring_up", lambda: None)
    monkeypatch.setattr(build, "build", built)
    monkeypatch.setattr(serving, "_serve", served)
    return seen


def test_the_world_is_built_in_a_process_of_its_own_whose_threads_no_child_inherits(started: Path) -> None:
    assert serving.demo([]) == 0
    assert int(started.read_text().split()[0]) != os.getpid()


def test_what_is_built_knows_the_address_that_will_be_served(started: Path) -> None:
    assert serving.demo(["--port", "8123", "--new-passwords"]) == 0
    assert started.read_text().split()[1:] == ["http://127.0.0.1:8123", "True"]


def test_a_world_that_could_not_be_built_is_not_served(started: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*, say: Callable[[str], None], passwords: bool) -> None:
        raise SystemExit(3)

    monkeypatch.setattr(build, "build", broken)
    monkeypatch.setattr(serving, "_serve", lambda given: pytest.fail("served"))
    assert serving.demo([]) == 3
