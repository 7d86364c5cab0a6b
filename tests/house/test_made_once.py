"""What is made when it is not there yet is made once: whoever looks and then makes does so where nobody looks meanwhile."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from giaoban.site.places import PACKAGE

MAKES = {"create", "save", "bulk_create"}
HELD = {"writing", "select_for_update", "hold"}
"""Under these the second waits for the first."""
HELD_BY_CALLER = {
    "areas/members/slips.py _invited": "under the proposal, which is locked as it is confirmed",
    "areas/members/slips.py _follow": "inside the act that moved the membership; it makes nothing where there is nothing",
    "conferences/scores.py _fill": "inside an act on the conference, which holds it",
}


def calls(node: ast.AST) -> set[str]:
    """What is called in there, by the last part of its name."""
    named = (one.func for one in ast.walk(node) if isinstance(one, ast.Call))
    return {getattr(func, "attr", getattr(func, "id", "")) for func in named}


def looked_for(function: ast.FunctionDef) -> set[str]:
    """The names under which the first of some rows is kept."""
    return {
        node.targets[0].id
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and "first" in calls(node.value)
    }


def makes_by_looking(text: str) -> Iterator[str]:
    """The functions that look for a row and, where there is none, make it while nothing is held."""
    for function in ast.walk(ast.parse(text)):
        if not isinstance(function, ast.FunctionDef) or calls(function) & HELD:
            continue
        names = looked_for(function)
        for branch in (node for node in ast.walk(function) if isinstance(node, ast.If)):
            asks = {node.id for node in ast.walk(branch.test) if isinstance(node, ast.Name)}
            if asks & names and any(calls(step) & MAKES for step in branch.body):
                yield function.name


def test_nothing_is_made_by_looking_whether_it_is_there() -> None:
    seen = {
        f"{path.relative_to(PACKAGE)} {name}"
        for path in PACKAGE.rglob("*.py")
        if not {"tests", "tests_db", "demo", "migrations"} & set(path.parts)
        for name in makes_by_looking(path.read_text())
    }
    assert seen == set(HELD_BY_CALLER), "get_or_create asks and makes in one"


def test_a_function_that_does_is_seen() -> None:
    looks = "def f():\n    row = T.objects.filter(a=1).first()\n    if row is None:\n        row = T(a=1)\n        row.save()\n"
    assert list(makes_by_looking(looks)) == ["f"]
    assert list(makes_by_looking(looks.replace("    row = T.ob", "    hold(x)\n    row = T.ob"))) == []
