"""Drills: what goes wrong, provoked for real, with a control that must fail; each module's ``run`` prints its figures."""

from __future__ import annotations

import ast
import importlib
import sys
from contextlib import nullcontext
from pathlib import Path

OF_THEIR_OWN = {"elsewhere", "power-cut"}
"""Drills that put their installation where they need it."""


def names() -> dict[str, str]:
    """Every drill by its word, with the first sentence of its module."""
    found = {}
    for file in sorted(Path(__file__).parent.glob("*.py")):
        said = ast.parse(file.read_text())
        if (
            any(isinstance(one, ast.FunctionDef) and one.name == "run" for one in said.body)
            and file.name != "__init__.py"
        ):
            found[file.stem.replace("_", "-")] = (ast.get_docstring(said) or "").splitlines()[0]
    return found


def run(words: list[str]) -> int:
    """The drill of that name was run: 0 when it held and its control failed as it must."""
    known = names()
    helping = {"-h", "--help"} & set(words)
    if not words or words[0] in helping:
        for name, said in known.items():
            print(f"  {name:<18} {said}")
        return 0
    if words[0] not in known:
        print(f"Không có cuộc diễn tập “{words[0]}”. Có: {', '.join(known)}.", file=sys.stderr)
        return 2
    from giaoban.site.starting import ready
    from tests.drills.world import own_installation

    if helping:
        ready()
    # A drill may name tables where it begins; these are known only once an installation is chosen.
    with nullcontext() if helping or words[0] in OF_THEIR_OWN else own_installation():
        module = importlib.import_module(f"{__name__}.{words[0].replace('-', '_')}")
        return int(module.run(words[1:]))
