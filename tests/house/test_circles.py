"""No file imports what imports it, by whatever way around."""

from __future__ import annotations

from collections.abc import Iterator

import grimp
import pytest


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("giaoban", cache_dir=None)


def circles(graph: grimp.ImportGraph) -> Iterator[set[str]]:
    """The groups of files of which each reaches every other by its imports, found as Tarjan found them (1972)."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    waiting: list[str] = []
    for start in sorted(graph.modules):
        if start in order:
            continue
        path = [(start, iter(sorted(graph.find_modules_directly_imported_by(start))))]
        order[start] = lowest[start] = len(order)
        waiting.append(start)
        while path:
            module, rest = path[-1]
            for imported in rest:
                if imported not in order:
                    order[imported] = lowest[imported] = len(order)
                    waiting.append(imported)
                    path.append((imported, iter(sorted(graph.find_modules_directly_imported_by(imported)))))
                    break
                if imported in waiting:
                    lowest[module] = min(lowest[module], order[imported])
            else:
                path.pop()
                if path:
                    lowest[path[-1][0]] = min(lowest[path[-1][0]], lowest[module])
                if lowest[module] == order[module]:
                    at = waiting.index(module)
                    group = set(waiting[at:])
                    del waiting[at:]
                    if len(group) > 1:
                        yield group


def test_no_circle_of_imports_runs_through_any_files(graph: grimp.ImportGraph) -> None:
    through = [" <-> ".join(sorted(circle)) for circle in circles(graph)]
    assert not through, "\n".join(through)


def test_a_circle_over_three_files_is_found() -> None:
    graph = grimp.ImportGraph()
    for importer, imported in (("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")):
        graph.add_import(importer=importer, imported=imported)
    assert list(circles(graph)) == [{"a", "b", "c"}]
