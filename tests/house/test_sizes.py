"""Files and functions fit a screen or two, and an option of the kit has users: what does not yet is named, and only shrinks."""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import MISSING, fields
from pathlib import Path

import pytest

from giaoban.catalogue import registers
from giaoban.kit.register import Act, Ask, Column, Register
from giaoban.site.places import PACKAGE

LINES, FUNCTION, USERS = 400, 60, 3

STILL_LONG = {}
"""Files and functions that are too long today, with how long they may be. Nothing is added; who mends one takes it off."""

FEW_USERS = {
    "Register.page": "returns",
}
"""Options of the kit with fewer than three users, each with who is to use it next."""


def lengths() -> dict[str, int]:
    """Every file, and every function as ``file:name``, that is too long, with its lines."""
    found: dict[str, int] = {}
    for path in PACKAGE.rglob("*.py"):
        if "migrations" in path.parts:
            continue
        text, name = path.read_text(), path.relative_to(PACKAGE).as_posix()
        found[name] = len(text.splitlines())
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found[f"{name}:{node.name}"] = (node.end_lineno or 0) - node.lineno + 1
    return {name: lines for name, lines in found.items() if lines > (FUNCTION if ":" in name else LINES)}


def test_no_file_and_no_function_is_longer_than_one_can_take_in() -> None:
    too_long = {name: lines for name, lines in lengths().items() if lines > STILL_LONG.get(name, 0)}
    assert not too_long, f"at most {LINES} lines a file and {FUNCTION} a function: split {too_long}"


def test_what_is_no_longer_too_long_is_taken_off_the_list() -> None:
    mended = set(STILL_LONG) - set(lengths())
    assert not mended, f"take {sorted(mended)} off STILL_LONG in {Path(__file__).name}"


def users() -> Counter[str]:
    """How often each option of the kit is used by the registers of the catalogue."""
    used: Counter[str] = Counter()
    for register in registers().values():
        said = [register, *register.columns, *register.acts, *(ask for act in register.acts for ask in act.asks)]
        for thing in said:
            for option in fields(thing):
                used[f"{type(thing).__name__}.{option.name}"] += getattr(thing, option.name) != option.default
    return used


OPTIONS = [
    f"{kind.__name__}.{option.name}"
    for kind in (Register, Column, Act, Ask)
    for option in fields(kind)
    if option.default is not MISSING
]


@pytest.mark.parametrize("option", OPTIONS)
def test_an_option_of_the_kit_has_three_users(option: str) -> None:
    count = users()[option]
    if option in FEW_USERS:
        assert count < USERS, f"{option} has {count} users now: take it off FEW_USERS"
    else:
        assert count >= USERS, f"{option} has {count} users: a register that wants more writes an ordinary view"


def test_the_files_that_are_begun_first_are_there() -> None:
    """A name that fits no file would silently let a dear one come last."""
    from conftest import DEAREST

    checkout = Path(__file__).parents[2]
    assert [name for name in DEAREST if not (checkout / name).is_file()] == []
