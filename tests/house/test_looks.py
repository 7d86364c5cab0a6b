"""Whoever is named to somebody is counted: a page that writes down whom it showed also asks whether these are too many."""

from __future__ import annotations

import ast

from giaoban.site.places import PACKAGE

COUNTED = {"too_many", "list_seen", "seen_alone"}
ONE_BY_ONE = {
    "kit/opening.py": "one person, with a reason each time",
    "areas/members/operations.py": "one identity number at a time, with a power of its own",
    "faces/pocket/views.py": "one's own",
}
"""Files that show one person: beyond any limit they come one request at a time, each written down."""


def calls(text: str) -> tuple[bool, set[str]]:
    """Whether people are written down as looked at, and what is asked about how many they are."""
    named = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    names = {getattr(call.func, "id", getattr(call.func, "attr", "")) for call in named}
    shows = any(
        getattr(call.func, "id", "") == "looked"
        and any(word.arg == "people" and not (isinstance(word.value, ast.List) and not word.value.elts) for word in call.keywords)
        for call in named
    )  # fmt: skip
    return shows, names & COUNTED


def test_every_page_that_names_people_asks_whether_they_are_too_many() -> None:
    uncounted = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if "tests" not in path.parts and not path.name.startswith("test_")
        for shows, asks in [calls(path.read_text())]
        if shows and not asks
    }
    assert uncounted == set(ONE_BY_ONE), "ask giaoban.kit.seeing.too_many before whoever is named is shown"


def test_a_page_that_forgets_is_seen() -> None:
    assert calls("looked(actor, 'x', unit=None, people=keys)") == (True, set())
    assert calls("too_many(request, register, keys, today=day)\nlooked(actor, 'x', unit=None, people=keys)")[1]
    assert calls("looked(actor, 'x', unit=None, people=[])")[0] is False
