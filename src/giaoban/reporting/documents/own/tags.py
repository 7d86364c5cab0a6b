"""Which names a template uses, and which of them the document does not have: read from its expressions, nothing is filled."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import nodes

ANYTHING = "*"
"""A value of which nothing is known before it is filled in: nothing below it is called unknown."""
EACH = "[]"
SAME_ROWS = {"sort", "list", "reverse", "unique", "selectattr", "rejectattr", "select", "reject"}
"""Filters that hand on the rows of what they are given."""
MADE = {"range", "dict", "lipsum", "cycler", "joiner", "namespace"}
"""Functions that a template has without a document."""
Path = tuple[str, ...] | None
Shape = Any
"""Of a mapping the shapes by key, of a list the shape of any of its rows in a list, of any other value None."""


def shape_of(value: Any) -> Shape:
    """What names there are below a value."""
    if isinstance(value, Mapping):
        return {str(key): shape_of(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        shapes = [shape_of(inner) for inner in value]
        if not shapes:
            return [ANYTHING]
        keyed = [shape for shape in shapes if isinstance(shape, dict)]
        return [{key: inner for shape in keyed for key, inner in shape.items()} if keyed else shapes[0]]
    return None


def written(path: tuple[str, ...]) -> str:
    """The path as the list of names writes it: ``sections → title``, ``figures["1.3"].text``."""
    text = ""
    for step in path:
        if step == EACH:
            text += " → "
        elif step.isidentifier():
            text += step if not text or text.endswith("→ ") else f".{step}"
        else:
            text += f'["{step}"]'
    return text.removesuffix(" → ")


def names_in(shape: Shape, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every path at which a value stands."""
    if isinstance(shape, dict):
        for key, inner in shape.items():
            yield from names_in(inner, (*path, key))
    elif isinstance(shape, list):
        yield from names_in(shape[0], (*path, EACH))
    elif path:
        yield path


def nearest(path: tuple[str, ...], shape: Shape) -> str:
    """The name that may be meant by one that is not there; empty where none is near."""
    level: Shape = shape
    for place, step in enumerate(path):
        below = _within(level, step)
        if below != "":
            level = below
            continue
        if isinstance(level, list) and is_known((step,), level[0]):
            return written((*path[:place], EACH, *path[place:]))
        names = list(level) if isinstance(level, dict) else []
        close = difflib.get_close_matches(step, names, n=1, cutoff=0.6)
        if close:
            return written((*path[:place], close[0], *path[place + 1 :]))
        same = [other for other in names_in(shape) if other[-1] == path[-1]]
        return written(same[0]) if same else ""
    return ""


def is_known(path: tuple[str, ...], shape: Shape) -> bool:
    """Whether the document has that name."""
    for step in path:
        if shape == ANYTHING:
            return True
        if step == EACH and isinstance(shape, dict):
            return True  # its keys
        if step == EACH:
            if not isinstance(shape, list):
                return False
            shape = shape[0]
        elif isinstance(shape, dict) and step in shape:
            shape = shape[step]
        else:
            return False
    return True


class Names:
    """The names that a template's tree uses, each as a path from the top with the line on which it stands first."""

    def __init__(self) -> None:
        self.lines: dict[tuple[str, ...], int] = {}

    def walk(self, node: nodes.Node, scope: Mapping[str, Path]) -> None:
        """Every name below the node is noted; ``scope`` says what the names stand for that the template made itself."""
        match node:
            case nodes.For():
                self._loop(node, scope)
            case nodes.Macro() | nodes.CallBlock():
                inner = {**scope, **{argument.name: None for argument in node.args}, "caller": None}
                for below in (*node.defaults, *node.body):
                    self.walk(below, inner)
                if isinstance(node, nodes.CallBlock):
                    self.walk(node.call, scope)
            case nodes.With():
                made = {
                    target.name: self.read(value, scope)
                    for target, value in zip(node.targets, node.values, strict=True)
                    if isinstance(target, nodes.Name)
                }
                self._block(node.body, {**scope, **made})
            case nodes.Expr():
                self.read(node, scope)
            case _:
                self._block(node.iter_child_nodes(), scope)

    def _block(self, body: Any, scope: Mapping[str, Path]) -> None:
        """The nodes one after the other: what one of them sets, the later ones know."""
        inner = dict(scope)
        for node in body:
            if isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name):
                inner[node.target.name] = self.read(node.node, inner)
            elif isinstance(node, nodes.Assign):
                self.read(node.node, inner)
                inner |= _targets(node.target)
            elif isinstance(node, nodes.AssignBlock):
                self._block(node.body, inner)
                inner |= _targets(node.target)
            elif isinstance(node, nodes.Macro):
                inner[node.name] = None
                self.walk(node, inner)
            else:
                self.walk(node, inner)

    def _loop(self, node: nodes.For, scope: Mapping[str, Path]) -> None:
        rows = self.read(node.iter, scope)
        inner: dict[str, Path] = {**scope, "loop": None}
        inner |= (
            {node.target.name: _below(rows, EACH)} if isinstance(node.target, nodes.Name) else _targets(node.target)
        )
        if node.test is not None:
            self.read(node.test, inner)
        self._block(node.body, inner)
        self._block(node.else_, scope)

    def read(self, node: nodes.Node, scope: Mapping[str, Path]) -> Path:
        """The path that the expression stands for, noted; None where it is a value that the template works out."""
        path = self._path(node, scope)
        if path is not None:
            self.lines.setdefault(path, node.lineno)
        return path

    def _path(self, node: nodes.Node, scope: Mapping[str, Path]) -> Path:
        match node:
            case nodes.Name():
                return scope.get(node.name, (node.name,))
            case nodes.Getattr():
                return _below(self._path(node.node, scope), node.attr)
            case nodes.Getitem(arg=nodes.Const(value=str(key))):
                return _below(self._path(node.node, scope), key)
            case nodes.Getitem(arg=nodes.Const(value=int())):
                return _below(self._path(node.node, scope), EACH)
            case nodes.Filter(name="first" | "last", node=nodes.Expr() as rows):
                return _below(self._path(rows, scope), EACH)
            case nodes.Filter(name=name, node=nodes.Expr() as rows) if name in SAME_ROWS:
                return self._path(rows, scope)
            case nodes.Call(node=nodes.Getattr(node=owner)):
                self.read(owner, scope)  # a method of a text or a list
                children: Any = node.args
            case nodes.Call(node=nodes.Name(name=name)) if name in MADE:
                children = node.args
            case _:
                children = node.iter_child_nodes()
        for child in children:
            self.read(child, scope)
        return None


def _targets(target: nodes.Node) -> dict[str, Path]:
    names = [target, *target.find_all(nodes.Name)]
    return {name.name: None for name in names if isinstance(name, nodes.Name)}


def _below(path: Path, step: str) -> Path:
    return None if path is None else (*path, step)


def _within(level: Shape, step: str) -> Shape:
    """The shape one step below; an empty text where there is no such step."""
    if isinstance(level, list):
        return level[0] if step == EACH else ""
    return level.get(step, "") if isinstance(level, dict) else ""
