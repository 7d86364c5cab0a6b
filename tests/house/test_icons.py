"""An icon that a page names is drawn: one that is not in the sprite would be an empty place beside its word.

What the portal names are Wagtail's own icons, of its editing side."""

from __future__ import annotations

import re

import pytest

from giaoban.site.places import PACKAGE

SPRITE = (PACKAGE / "faces/static/giaoban/vendor/lucide/icons.svg").read_text()
DRAWN = frozenset(re.findall(r'<symbol id="([\w-]+)"', SPRITE))
NAMED = {
    ".py": re.compile(r"""\bicon["']?\s*[:=]\s*["']([\w-]+)["']"""),
    ".html": re.compile(r"""parts/icon\.html["'] with name=["']([\w-]+)["']|\bicon=["']([\w-]+)["']"""),
}


def named(text: str, ending: str) -> set[str]:
    """The icons that a file names outright."""
    return {name for match in NAMED[ending].finditer(text) for name in match.groups() if name}


@pytest.mark.parametrize("ending", NAMED)
def test_every_icon_that_is_named_is_in_the_sprite(ending: str) -> None:
    missing = {
        str(path.relative_to(PACKAGE)): sorted(unknown)
        for path in sorted(PACKAGE.rglob(f"*{ending}"))
        if not {"tests", "portal"} & set(path.parts) and (unknown := named(path.read_text(), ending) - DRAWN)
    }
    assert not missing, f"draw it with tests/look/sprite.py, or name another: {missing}"


def test_an_icon_is_found_where_it_is_named() -> None:
    assert named('Register(icon="heart-handshake")', ".py") == {"heart-handshake"}
    assert named('{% include "parts/icon.html" with name="heart" %}', ".html") == {"heart"}
    assert len(DRAWN) > 50
