"""One class name stands in one room, and what stands nearest is called by its name."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from giaoban.site.places import PACKAGE

SOURCES = [
    path
    for path in sorted(PACKAGE.rglob("*.py"))
    if not {"migrations", "tests", "tests_db"} & set(path.parts) and not path.name.startswith("test")
]
IN_SEVERAL_ROOMS = {"Attendance", "Letter", "Line", "Notice", "Paper", "Vote"}
"""Names that tables of several rooms bear. The list gets shorter; nothing is added."""


def classes(source: str) -> list[str]:
    """The names of the classes that a file defines at its top."""
    return [node.name for node in ast.parse(source).body if isinstance(node, ast.ClassDef)]


def test_no_class_name_stands_in_two_rooms() -> None:
    rooms: dict[str, list[str]] = defaultdict(list)
    for path in SOURCES:
        for name in classes(path.read_text()):
            rooms[name].append(str(path.relative_to(PACKAGE)))
    twice = {name: where for name, where in rooms.items() if len(where) > 1}
    new = {name: where for name, where in twice.items() if name not in IN_SEVERAL_ROOMS}
    assert not new, f"say whose it is in the name, or share the class: {new}"


PRONOUNS = {"one", "found", "each", "said", "asked", "known"}
"""What is bound to one of these in a function of more than five lines says nothing of what it is."""


def pronouns(source: str) -> Iterator[str]:
    """Each binding of a pronoun in a function of more than five lines."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 5:
            inner = {
                child
                for part in ast.walk(node)
                if part is not node and isinstance(part, ast.FunctionDef)
                for child in ast.walk(part)
            }
            for part in ast.walk(node):
                if part in inner:
                    continue
                if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store) and part.id in PRONOUNS:
                    yield part.id
                elif isinstance(part, ast.arg) and part.arg in PRONOUNS:
                    yield part.arg


def folder_of(path: Path) -> str:
    """The floor, and in it the folder of a folder, that the file lies in."""
    return "/".join(path.relative_to(PACKAGE).parts[:-1][:3]) or "."


FOLDERS = sorted(set(map(folder_of, SOURCES)))


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_pronoun_is_no_name(folder: str) -> None:
    bound = Counter(name for path in SOURCES if folder_of(path) == folder for name in pronouns(path.read_text()))
    assert not bound, f"{dict(bound)}: call a return report_return, a row row"


def test_a_pronoun_is_found_in_a_long_function_only() -> None:
    long = "def act(one):\n" + "    a = 1\n" * 5 + "    for each in a:\n        pass\n"
    assert sorted(pronouns(long)) == ["each", "one"]
    assert list(pronouns("def act(one):\n    return one\n")) == []
