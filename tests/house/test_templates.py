"""Templates and styles are laid open: whoever reads a difference sees which element changed."""

from __future__ import annotations

import pytest

from giaoban.site.places import PACKAGE

LONGEST = 160
WRITTEN = [
    path
    for kind in ("html", "css")
    for path in sorted(PACKAGE.rglob(f"*.{kind}"))
    if not {"vendor", "tests"} & set(path.parts)
]


def too_long(text: str) -> list[int]:
    """The numbers of the lines that are longer than a line may be."""
    return [number for number, line in enumerate(text.splitlines(), 1) if len(line) > LONGEST]


def test_no_line_of_a_template_or_of_a_style_is_too_long_to_read() -> None:
    long = [f"{path.relative_to(PACKAGE)}:{number}" for path in WRITTEN for number in too_long(path.read_text())]
    assert not long, f"one element, one declaration a line; these have over {LONGEST} characters: {', '.join(long)}"


def test_a_line_that_is_too_long_is_found() -> None:
    assert len(WRITTEN) > 150
    assert too_long(f"<p>\n{'x' * LONGEST}\n{'x' * (LONGEST + 1)}\n</p>") == [3]


@pytest.mark.parametrize("path", [path for path in WRITTEN if path.suffix == ".html"], ids=lambda path: path.stem)
def test_a_template_can_be_read_by_django(path: object) -> None:
    from django.template import engines

    engines["django"].from_string(path.read_text())  # type: ignore[attr-defined]


def test_facts_are_drawn_by_one_part_from_words_and_from_pairs() -> None:
    from django.template.loader import render_to_string

    facts = [{"label": "Zero", "text": "0"}, ("Pair", "<b>"), {"label": "State", "badge": {"text": "open"}}]
    drawn = " ".join(render_to_string("parts/facts.html", {"facts": facts}).split())
    assert "<dt>Zero</dt> <dd>0</dd>" in drawn
    assert "<dt>Pair</dt> <dd>&lt;b&gt;</dd>" in drawn
    assert "open" in drawn
    texts = {path.name: path.read_text() for path in WRITTEN if path.suffix == ".html" and path.name != "facts.html"}
    assert [name for name, text in texts.items() if '<dl class="facts">' in text and ".label }}" in text] == []
