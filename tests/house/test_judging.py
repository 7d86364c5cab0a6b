"""What the database says is judged where nobody can change it meanwhile: behind the lock that ``writing`` takes."""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

from giaoban.catalogue import areas
from tests.world import PACKAGE

areas()
READS = {"objects", "execute", "exists", "first", "refresh_from_db", "values_list"}
"""What is called on the way to the database."""


def _calls(node: ast.AST) -> Iterator[ast.Call]:
    return (part for part in ast.walk(node) if isinstance(part, ast.Call))


def _of(call: ast.Call, module: ModuleType) -> Any:
    """What is called, where its name is known to the module."""
    if isinstance(call.func, ast.Name):
        return vars(module).get(call.func.id)
    if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
        return getattr(vars(module).get(call.func.value.id), call.func.attr, None)
    return None


@cache
def _reads(function: Callable[..., Any], depth: int = 4) -> bool:
    """Whether the function, or one of ours that it calls, asks the database."""
    body = ast.parse(textwrap.dedent(inspect.getsource(function)))
    return _asks(body, sys.modules[function.__module__], depth)


def _asks(node: ast.AST, module: ModuleType, depth: int) -> bool:
    if any(isinstance(part, ast.Attribute) and part.attr in READS for part in ast.walk(node)):
        return True
    called = (_of(call, module) for call in _calls(node))
    return depth > 0 and any(
        isinstance(function, FunctionType)
        and function.__module__.startswith("giaoban.")
        and _reads(function, depth - 1)
        for function in called
    )


def _refuses(statement: ast.stmt) -> bool:
    raises = any(isinstance(part, ast.Raise) for part in ast.walk(statement))
    return raises or any(isinstance(call.func, ast.Name) and call.func.id == "refuse_if" for call in _calls(statement))


def judged_too_soon(tree: ast.Module, module: ModuleType) -> Iterator[str]:
    """The functions that refuse for what the database says before they begin to write."""
    for function in (part for part in tree.body if isinstance(part, ast.FunctionDef)):
        asked: list[ast.stmt] = []
        for statement in function.body:
            if isinstance(statement, ast.With) and "writing(" in ast.unparse(statement.items[0]):
                if any(_refuses(before) for before in asked) and any(_asks(before, module, 4) for before in asked):
                    yield function.name
                break
            asked.append(statement)


def _operations() -> Iterator[tuple[str, ast.Module, ModuleType]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        source = path.read_text()
        name = "giaoban." + ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        if "import writing" in source and name in sys.modules:
            yield name.removeprefix("giaoban."), ast.parse(source), sys.modules[name]


def test_no_act_refuses_for_what_it_read_before_its_lock() -> None:
    early = [f"{name}.{act}" for name, tree, module in _operations() for act in judged_too_soon(tree, module)]
    assert not early, "; ".join(early)
